"""Every address of the node."""

from django.urls import include, path

from tutela_node.desks import views
from tutela_node.desks.declared import declared

urlpatterns = [
    path("", views.home, name="home"),
    path("health", views.health, name="health"),
    *(path(prefix, include(module)) for prefix, module in declared().urls),
]

handler404 = "tutela_node.desks.views.not_found"
handler500 = "tutela_node.desks.views.failed"
