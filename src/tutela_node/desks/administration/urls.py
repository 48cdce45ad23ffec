"""Addresses of the administration desk."""

from django.urls import path

from tutela_node.desks.administration import officers, units

urlpatterns = [
    path("", officers.people, name="people"),
    path("new/", officers.invite, name="people_invite"),
    path("units/", units.units, name="people_units"),
    path("units/<uuid:unit>/", units.unit, name="people_unit"),
    path("<uuid:officer>/", officers.officer, name="people_officer"),
    path("<uuid:officer>/change/", officers.change, name="people_change"),
    path("<uuid:officer>/grant/", officers.grant, name="people_grant"),
    path("<uuid:officer>/end/<uuid:grant>/", officers.end, name="people_end"),
    path("<uuid:officer>/stop/", officers.stop, name="people_stop"),
    path("<uuid:officer>/link/", officers.link, name="people_link"),
]
