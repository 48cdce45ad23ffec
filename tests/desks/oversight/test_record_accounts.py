"""The accounts of acts: who may read them, what each filter finds, and how far a question looks."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from tests.desks.conftest import OVERSIGHT, Desks, queries
from tests.node_world import Colleague

OTHERS = ["investigator", "supervisor", "decider", "analyst", "receiving", "helper", "administrator", ""]
URL = "/record/accounts/"


@pytest.fixture
def inspector(desks: Desks) -> Colleague:
    return desks.officer("inspector")


@pytest.fixture
def client(desks: Desks, inspector: Colleague) -> Any:
    return desks.client(inspector, OVERSIGHT)


def rows(client: Any, query: str = "") -> list[Any]:
    return list(client.get(f"{URL}?{query}").context["rows"])


def everything(client: Any, query: str = "") -> list[Any]:
    """All pages of a question."""
    from tutela_node.spine.models import EventBody

    found, url = [], f"{URL}?{query}"
    for _ in range(
        2 + EventBody.objects.count()
    ):  # each page looks at one event at least; one process may have thousands
        answer = client.get(url)
        found += answer.context["rows"]
        if not answer.context["further"]:
            return found
        url = URL + answer.context["further"]
    raise AssertionError("the pages have no end")


@pytest.mark.parametrize("role", OTHERS)
def test_accounts_are_closed_to_every_other_role_and_the_refusal_is_recorded(desks: Desks, role: str) -> None:
    from tutela_node.spine.selectors import Wanted, accounts

    me = desks.officer(role)
    client = desks.client(me, OVERSIGHT)
    for url in ("/record/", URL, "/record/checkpoint/1"):
        assert client.get(url).status_code == 403
    told = accounts(Wanted(actor=f"officer:{me.id}", act="audit.read")).entries
    assert [e.account.outcome for e in told if e.account] == ["refused"]


def test_an_inspector_names_a_basis_before_and_is_not_refused_for_asking(desks: Desks, inspector: Colleague) -> None:
    from tutela_node.spine.selectors import Wanted, accounts

    for basis in (None, "DE/bdsg-48", "XX/made-up"):
        page = desks.client(inspector, basis).get(URL)
        assert page.status_code == 200
        assert "On what lawful basis?" in page.content.decode()
        assert "rows" not in page.context
    assert accounts(Wanted(actor=f"officer:{inspector.id}", act="audit.read")).entries == []


def test_reading_is_one_event_in_half_an_hour_and_names_its_basis(client: Any, inspector: Colleague) -> None:
    for query in ("", "outcome=refused", "act=case.open"):
        assert client.get(f"{URL}?{query}").status_code == 200
    (said,) = everything(client, f"officer={inspector.id}&act=audit.read")
    assert (said.account.basis, said.account.purpose, said.account.outcome) == (OVERSIGHT, "oversight", "done")
    assert said.on == "The node, node.example"


def test_an_account_is_told_in_words(desks: Desks, client: Any) -> None:
    from tutela_node.casework.models import Case

    lead = desks.officer("investigator", name="Lea <Led>")
    case = desks.world.case(lead, title="Kingfisher")
    page = unescape(client.get(f"{URL}?officer={lead.id}&act=case.open").content.decode())
    assert "Lea <Led>" in page
    assert f"Case {Case.objects.get(id=case).reference}" in page
    assert "Bundesdatenschutzgesetz, § 48" in page
    assert "investigator-opens-cases" in page
    assert "Kingfisher" not in page
    assert "<Led>" not in client.get(URL).content.decode()


def test_a_part_of_a_case_is_named_by_its_case(desks: Desks, client: Any) -> None:
    from tutela_node.casework.models import Case
    from tutela_node.casework.services import add_person

    lead = desks.officer("investigator")
    case = desks.world.case(lead)
    add_person(lead.by(), case, role="child", name="Pia Quast")
    (said,) = rows(client, f"officer={lead.id}&act=person.add")
    assert said.on == f"A person in case {Case.objects.get(id=case).reference}"
    assert "Pia Quast" not in client.get(URL).content.decode()


@pytest.fixture
def mixed(desks: Desks) -> dict[str, Any]:
    """Two officers, done and refused, for two purposes and on two bases."""
    from tutela_node.casework.services import read_case
    from tutela_node.spine.acts import Refused

    lead, helper = desks.officer("investigator"), desks.officer("helper")
    case = desks.world.case(lead)
    read_case(lead.by(), case)
    with pytest.raises(Refused):
        read_case(helper.by(basis="DE/kkg-4"), case)
    return {"lead": lead, "helper": helper, "case": case}


@pytest.mark.parametrize(
    ("query", "acts"),
    [
        ("officer={lead}", {("case.open", "done"), ("case.read", "done")}),
        ("officer={helper}", {("case.read", "refused")}),
        ("officer={lead}&act=case.read", {("case.read", "done")}),
        ("officer={helper}&outcome=done", set()),
        ("officer={helper}&outcome=refused", {("case.read", "refused")}),
        ("officer={helper}&purpose=victim_support", {("case.read", "refused")}),
        ("officer={helper}&purpose=investigation", set()),
        ("officer={lead}&basis=DE/bdsg-48", {("case.open", "done"), ("case.read", "done")}),
        ("officer={helper}&basis=DE/kkg-4", {("case.read", "refused")}),
        ("officer={lead}&basis=DE/kkg-4", set()),
    ],
)
def test_each_filter_finds_what_it_says(
    client: Any, mixed: dict[str, Any], query: str, acts: set[tuple[str, str]]
) -> None:
    asked = query.format(lead=mixed["lead"].id, helper=mixed["helper"].id)
    found = everything(client, asked)
    assert {(s.account.act, s.account.outcome) for s in found} == acts


def test_the_node_s_own_acts_are_found(client: Any, desks: Desks) -> None:
    desks.unit()
    assert {s.who for s in rows(client, "officer=node")} == {"The node itself"}


def test_a_filter_that_is_no_word_of_the_list_is_told_and_an_empty_range_too(client: Any) -> None:
    answer = client.get(f"{URL}?act=no.such.act&since=2026-11-23&until=2026-11-01&before=zzz")
    assert answer.status_code == 200
    assert {"act", "until"} <= set(answer.context["form"].errors)


def test_what_is_not_logged_yet_is_found_and_counted(desks: Desks, client: Any) -> None:
    client.get(URL)  # its own event comes now, so that the next reading leaves none
    desks.world.logged()
    page = client.get("/record/").content.decode()
    assert re.search(r"waiting=True\"><b>0</b>", page)
    assert rows(client, "waiting=True") == []
    lead = desks.officer("investigator")
    desks.world.case(lead)
    found = rows(client, "waiting=True")
    assert "case.open" in {s.account.act for s in found}
    assert all(s.entry.index is None for s in found)
    assert f'waiting=True"><b>{len(found)}</b>' in client.get("/record/").content.decode()


def test_refusals_that_came_again_are_told_in_words_and_found_with_their_officer(desks: Desks, client: Any) -> None:
    from django.utils import timezone

    from tutela_node.casework.models import Case
    from tutela_node.casework.services import read_case
    from tutela_node.spine.acts import Refused, submit, tell_counts

    stranger, case = desks.officer("investigator", name="Nils Nord"), desks.world.case()
    for _ in range(4):
        with pytest.raises(Refused):
            read_case(stranger.by(), case)
    assert re.search(r"outcome=refused\"><b>[1-9]", client.get("/record/").content.decode())
    submit(lambda: tell_counts(timezone.now() + dt.timedelta(minutes=31)))
    told = [s.again for s in everything(client, f"officer={stranger.id}&outcome=refused") if s.again]
    reference = Case.objects.get(id=case).reference
    assert told == [f"Nils Nord tried this 3 more times within half an hour: Case {reference}."]


def test_small_windows_find_everything_once_and_say_how_far_they_looked(
    desks: Desks, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tutela_node.spine import selectors

    lead = desks.officer("investigator")
    cases = [desks.world.case(lead) for _ in range(5)]
    desks.unit()
    client.get(URL)
    whole = [s.entry.seq for s in rows(client)]
    assert whole == sorted(whole, reverse=True)
    wide = [s.entry.event for s in everything(client, f"officer={lead.id}")]
    assert len(wide) == len(cases)
    monkeypatch.setattr(selectors, "WINDOW", 3)
    monkeypatch.setattr(selectors, "PAGE", 2)
    assert [s.entry.event for s in everything(client, f"officer={lead.id}")] == wide
    newest, url = [], URL  # other tests of this process left thousands of events: the newest pages are enough
    for _ in range(20):
        answer = client.get(url)
        newest += [s.entry.seq for s in answer.context["rows"]]
        url = URL + answer.context["further"]
        if url == URL:
            break
    both = min(len(newest), len(whole))
    assert newest[:both] == whole[:both]
    assert both > len(cases)
    first = unescape(client.get(f"{URL}?officer={lead.id}").content.decode())
    assert re.search(r"Looked at [123] accounts?, back to", first)
    assert "Look further back" in first


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> dt.date:
    """As if one event had been written each six hours: the first day of the record."""
    from tutela_node.spine import selectors

    real, first = selectors.account_of, dt.datetime(2020, 3, 1, tzinfo=dt.UTC)

    def account_of(body: Any) -> Any:
        salt, account = real(body)
        return salt, replace(account, at=first + body.event_id * dt.timedelta(hours=6))

    monkeypatch.setattr(selectors, "account_of", account_of)
    return first.date()


def test_a_range_of_days_is_found_without_walking_from_the_newest(
    desks: Desks, client: Any, days: dt.date, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tutela_node.spine import selectors
    from tutela_node.spine.models import Event

    for _ in range(30):
        desks.unit()
    client.get(URL)
    last = Event.objects.order_by("-seq").values_list("seq", flat=True)[0]
    monkeypatch.setattr(selectors, "WINDOW", 20)
    for since, until in ((1, 2), (3, 3), (last // 4, last // 4 + 9), (0, 0)):
        start, end = days + dt.timedelta(days=since), days + dt.timedelta(days=until)
        first = client.get(f"{URL}?since={start}&until={end}")
        found = sorted(s.entry.seq for s in everything(client, f"since={start}&until={end}"))
        assert found == [n for n in range(1, last + 1) if since * 24 <= n * 6 < (until + 1) * 24]
        assert found[-1] in {s.entry.seq for s in first.context["rows"]}, "the first window already holds the last day"
    none = client.get(f"{URL}?since=2019-01-01&until=2019-02-01")
    assert none.context["rows"] == []
    assert not none.context["further"]


def test_an_account_that_was_changed_is_shown_under_every_filter(
    desks: Desks, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tutela_node.spine import selectors
    from tutela_node.spine.keys import SealBroken
    from tutela_node.spine.models import EventBody

    case = desks.world.case()
    broken, real = EventBody.objects.get(record=case), selectors.account_of

    def account_of(body: Any) -> Any:
        if body.event_id == broken.event_id:
            raise SealBroken("changed")
        return real(body)

    monkeypatch.setattr(selectors, "account_of", account_of)
    for query in ("", "outcome=refused", f"officer={uuid.UUID(int=0)}"):
        page = client.get(f"{URL}?{query}").content.decode()
        assert f"The account of event {broken.event.uuid} does not open" in page


def test_a_page_of_accounts_costs_the_same_however_full_it_is(desks: Desks, client: Any) -> None:
    from tutela_node.spine import selectors

    client.get(URL)  # the reading itself is recorded
    lead = desks.officer("investigator")
    desks.world.case(lead)
    few = queries(client, f"{URL}?officer={lead.id}")
    for _ in range(12):
        desks.world.case(lead)
    assert queries(client, f"{URL}?officer={lead.id}") == few
    assert few < 25
    assert len(rows(client)) <= selectors.PAGE
