"""The administration desk."""

from __future__ import annotations

from tests.look.page import Address, Page
from tests.office import Office


def _officer(what: str = "", role: str = "investigator") -> Address:
    """A page of the administration desk about one officer."""
    return lambda office: f"/people/{office.officers[role]}/{what}"


def _end(office: Office) -> str:
    """The question before a role ends."""
    from tutela_node.people.models import Grant

    grant = Grant.objects.filter(officer=office.officers["analyst"]).first()
    assert grant
    return f"/people/{grant.officer_id}/end/{grant.id}/"


PAGES = [
    Page("refused", "/people/", "investigator", status=403),
    Page("people", "/people/", "administrator", quick=True),
    Page("people-nobody", "/people/?words=nobody-is-called-so", "administrator"),
    Page("officer", _officer(), "administrator", quick=True),
    Page("officer-oneself", _officer(role="administrator"), "administrator"),
    Page("officer-invite", "/people/new/", "administrator"),
    Page("officer-change", _officer("change/"), "administrator"),
    Page("officer-grant", _officer("grant/"), "administrator"),
    Page("officer-end", _end, "administrator"),
    Page("officer-stop", _officer("stop/"), "administrator"),
    Page("officer-link", _officer("link/"), "administrator"),
    Page("units", "/people/units/", "administrator"),
    Page("unit", lambda office: f"/people/units/{office.unit}/", "administrator"),
]
