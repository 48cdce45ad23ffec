"""Every page that is looked at. Add yours: what it is called, its address, and in which role it is opened.

An address may be a function of the office (and of what your fixture puts into it), for records with an id.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.look.cases import case_list, case_page
from tests.office import Office

Address = str | Callable[[Office], str]


@dataclass(frozen=True)
class Page:
    """`role` None: not signed in; `basis`: the lawful basis that is chosen for the session. `quick`: in `make test`; the
    rest is looked at in `make test-slow`."""

    name: str
    address: Address
    role: str | None = "investigator"
    quick: bool = False
    status: int = 200
    basis: str = ""

    def at(self, office: Office) -> str:
        return office.base + (self.address if isinstance(self.address, str) else self.address(office))


def _link(office: Office) -> str:
    """A fresh invitation's page."""
    import datetime as dt
    import uuid

    from tests.office import by_node
    from tutela_node.people import services
    from tutela_node.people.services import Role

    invited = services.invite(
        by_node(), None, name="Nadja Igel", email=f"{uuid.uuid4().hex[:8]}@node.example", unit=office.unit,
        roles=[Role("analyst", dt.date(2026, 1, 1), dt.date(2099, 12, 31))],
    )  # fmt: skip
    return f"/welcome/{invited.token}/"


def _officer(what: str = "", role: str = "investigator") -> Address:
    """A page of the administration desk about one officer."""
    return lambda office: f"/people/{office.officers[role]}/{what}"


def _end(office: Office) -> str:
    """The question before a role ends."""
    from tutela_node.people.models import Grant

    grant = Grant.objects.filter(officer=office.officers["analyst"]).first()
    assert grant
    return f"/people/{grant.officer_id}/end/{grant.id}/"


def _event(office: Office) -> str:
    """The event by which the office's unit was made."""
    from tutela_node.spine.models import EventBody

    return f"/record/{EventBody.objects.filter(record=office.unit).earliest('event_id').event.uuid}/"


OVERSIGHT = "DE/bdsg-76"
PAGES = [
    Page("sign-in", "/sign/in/", None, quick=True),
    Page("lost", "/sign/lost/", None),
    Page("welcome", _link, None),
    Page("link-gone", "/welcome/nothing/", None, status=410),
    Page("me", "/me/", quick=True),
    Page("security", "/me/security/", "administrator"),
    Page("purpose", "/me/purpose/", "supervisor"),
    Page("appearance", "/me/appearance/", "inspector"),
    Page("keys", "/me/keys/", "helper"),
    Page("app", "/sign/second/app/"),
    Page("passkey", "/sign/second/passkeys/add/"),
    Page("passkeys", "/sign/second/passkeys/"),
    Page("password", "/sign/password/"),
    Page("sign-out", "/sign/out/"),
    Page("refused", "/people/", "investigator", status=403),
    Page("not-found", "/me/nothing-here/", "decider", status=404),
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
    Page("record", "/record/", "inspector", quick=True),
    Page("record-refused", "/record/", "administrator", status=403),
    Page("record-basis", "/record/accounts/", "inspector"),
    Page("record-accounts", "/record/accounts/", "inspector", quick=True, basis=OVERSIGHT),
    Page(
        "record-nothing",
        "/record/accounts/?act=case.erase&since=2020-01-01&until=2020-01-02",
        "inspector",
        basis=OVERSIGHT,
    ),
    Page("record-event", _event, "inspector", basis=OVERSIGHT),
    Page("record-acts", "/record/acts/", "analyst"),
    Page("record-policies", "/record/policies/", "supervisor"),
    Page("record-bases", "/record/bases/", "investigator"),
    Page("cases", case_list, quick=True),
    Page("cases-none", "/cases/?urgent=on&kind=performance"),
    Page("cases-nobody", "/cases/", "helper"),
    Page("case-new", "/cases/new"),
    Page("case-my-tasks", "/cases/tasks"),
    Page("case-search", "/cases/search"),
    Page("case", case_page(), quick=True),
    Page("case-refused", case_page(), "supervisor", status=403),
    Page("case-unread", case_page("manage/"), "supervisor"),
    Page("case-emergency", case_page("emergency"), "receiving"),
    Page("case-change", case_page("change")),
    Page("case-persons", case_page("persons")),
    Page("case-person-add", case_page("persons/add")),
    Page("case-person", case_page("persons/{person}")),
    Page("case-accounts", case_page("accounts")),
    Page("case-account", case_page("accounts/{account}")),
    Page("case-notes", case_page("notes")),
    Page("case-task", case_page("tasks/add")),
    Page("case-member", case_page("team/add")),
    Page("case-time-line", case_page("timeline")),
    Page("case-law", case_page("law/")),
    Page("case-facts", case_page("law/facts")),
    Page("case-measure", case_page("law/facts/measure")),
    Page("case-import", case_page("law/facts/import")),
    Page("case-answer", case_page("law/answer"), quick=True),
    Page("case-attached", case_page("law/answers/{answer}")),
    Page("case-manage", case_page("manage/")),
    Page("case-hand-over", case_page("manage/hand-over")),
    Page("case-hold-lift", case_page("manage/holds/{hold}/lift")),
    Page("case-erase", case_page("manage/erase")),
]
