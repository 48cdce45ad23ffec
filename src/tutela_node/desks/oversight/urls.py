"""Addresses of the record."""

from django.urls import path

from tutela_node.desks.oversight import books, events, record

urlpatterns = [
    path("", record.state, name="record"),
    path("accounts/", record.accounts, name="record_accounts"),
    path("checkpoint/<int:number>", record.checkpoint, name="record_checkpoint"),
    path("acts/", books.acts, name="record_acts"),
    path("policies/", books.policies, name="record_policies"),
    path("bases/", books.bases, name="record_bases"),
    path("<uuid:event>/", events.event, name="record_event"),
    path("<uuid:event>/proof.zip", events.proof, name="record_proof"),
]
