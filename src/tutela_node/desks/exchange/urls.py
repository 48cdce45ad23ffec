"""Addresses at which other nodes knock; their form is fixed (docs/decisions/0010)."""

from django.urls import path

from tutela_node.desks.exchange import door

urlpatterns = [
    path("envelopes", door.envelopes, name="exchange_envelopes"),
    path("envelopes/<uuid:envelope>", door.envelope, name="exchange_envelope"),
    path("description", door.description, name="exchange_description"),
]
