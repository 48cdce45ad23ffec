"""Every address of the node."""

from django.urls import include, path

from tutela_node.desks import views

urlpatterns = [
    path("", views.home, name="home"),
    path("health", views.health, name="health"),
    path("sign/", include("tutela_node.desks.account.signing")),
    path("welcome/", include("tutela_node.desks.account.welcome")),
    path("me/", include("tutela_node.desks.account.urls")),
    path("cases/", include("tutela_node.desks.case.urls")),
    path("people/", include("tutela_node.desks.administration.urls")),
    path("record/", include("tutela_node.desks.oversight.urls")),
]

handler404 = "tutela_node.desks.views.not_found"
handler500 = "tutela_node.desks.views.failed"
