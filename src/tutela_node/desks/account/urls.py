"""Addresses of one's own affairs."""

from django.urls import path

from tutela_node.desks.account import me

urlpatterns = [
    path("", me.me, name="me"),
    path("security/", me.security, name="me_security"),
    path("sessions/end/", me.end_sessions, name="me_sessions_end"),
    path("purpose/", me.purpose, name="me_purpose"),
    path("appearance/", me.appearance, name="me_appearance"),
    path("keys/", me.keys, name="keys"),
]
