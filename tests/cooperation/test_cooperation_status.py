"""Open, closed, unknown: and why, by which article and which reservation."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tutela.cooperation import Need, RouteAnswer, RouteError, Routes, routes

ON = dt.date(2026, 11, 23)
CONTENT = Need(frozenset({"content"}))


def ask(world: Routes, need: Need, a: str, b: str, on: dt.date = ON, **more: Any) -> dict[str, RouteAnswer]:
    return {answer.id: answer for answer in routes(need, a, b, on, using=world, **more)}


def test_two_parties_have_an_open_route_and_the_reason_names_the_article(world: Routes) -> None:
    found = ask(world, CONTENT, "AA", "BB")["ASK"]
    assert found.status == "open"
    assert [w.answer for w in found.why] == ["yes", "yes"]
    assert all(w.source.startswith("pact 7") for w in found.why)


@pytest.mark.parametrize(("day", "status"), [("2020-05-31", "closed"), ("2020-06-01", "open"), ("2020-06-02", "open")])
def test_a_route_opens_on_the_day_of_entry_into_force_for_the_later_party(world: Routes, day: str, status: str) -> None:
    assert ask(world, CONTENT, "AA", "BB", dt.date.fromisoformat(day))["ASK"].status == status


@pytest.mark.parametrize(("a", "b"), [("AA", "CC"), ("CC", "AA")])
def test_a_party_whose_date_is_not_known_makes_it_unknown_on_either_side(world: Routes, a: str, b: str) -> None:
    found = ask(world, CONTENT, a, b)["ASK"]
    assert found.status == "unknown"
    assert "CC" in found.because


def test_closed_wins_over_unknown(world: Routes) -> None:
    found = ask(world, CONTENT, "CC", "BB", dt.date(2019, 1, 1))["ASK"]
    assert found.status == "closed"
    assert [w.answer for w in found.why] == ["no", "unknown"]


def test_a_signature_on_a_list_without_a_date_is_unknown(world: Routes) -> None:
    assert ask(world, CONTENT, "AA", "HH")["ASK"].status == "unknown"


def test_what_is_not_in_force_is_closed_for_its_parties_and_names_the_next_step(world: Routes) -> None:
    found = ask(world, CONTENT, "AA", "BB")["SOON"]
    assert found.status == "closed"
    assert "not in force" in found.because
    assert found.instead == "ASK"


@pytest.mark.parametrize(("requested", "status"), [("AA", "open"), ("GG", "closed"), ("FF", "unknown")])
def test_a_reservation_of_the_requested_state_removes_a_route(world: Routes, requested: str, status: str) -> None:
    found = ask(world, Need(frozenset({"subscriber"})), "BB", requested)["WHO"]
    assert found.status == status
    if status != "open":
        assert "7(9)" in found.because
        assert found.why[0].source == "pact-out"


def test_a_reservation_of_the_requesting_state_removes_nothing(world: Routes) -> None:
    assert ask(world, Need(frozenset({"subscriber"})), "GG", "AA")["WHO"].status == "open"


@pytest.mark.parametrize(("day", "status"), [("2026-08-17", "closed"), ("2026-08-18", "open")])
def test_an_act_of_a_union_opens_on_its_day_of_application(world: Routes, day: str, status: str) -> None:
    found = ask(world, CONTENT, "AA", "BB", dt.date.fromisoformat(day))["ORDER"]
    assert found.status == status


@pytest.mark.parametrize(("a", "b"), [("AA", "GG"), ("GG", "AA")])
def test_an_act_of_a_union_does_not_join_a_member_and_a_third_state(world: Routes, a: str, b: str) -> None:
    found = ask(world, CONTENT, a, b)["ORDER"]
    assert found.status == "closed"
    assert "GG is not in the list" in found.because


@pytest.mark.parametrize(
    ("requesting", "provider", "status"),
    [("BB", "BB", "open"), ("AA", "BB", "unknown"), ("AA", "DD", "closed"), ("BB", None, "unknown")],
)
def test_law_of_the_providers_state(world: Routes, requesting: str, provider: str | None, status: str) -> None:
    need = Need(frozenset({"content"}), provider_state=provider)
    assert ask(world, need, requesting, "EE")["HOME"].status == status


def test_only_its_own_authorities_may_ask(world: Routes) -> None:
    assert ask(world, CONTENT, "AA", "BB")["OWN"].status == "closed"
    assert ask(world, CONTENT, "BB", "AA")["OWN"].status == "open"


def test_membership_that_is_not_held_is_a_question_to_a_person(world: Routes) -> None:
    found = ask(world, Need(frozenset({"intelligence"})), "AA", "BB")["CLUB"]
    assert found.status == "unknown"
    assert "a person must confirm" in found.because


def test_a_text_that_is_not_held_never_opens_a_route(world: Routes) -> None:
    found = ask(world, CONTENT, "AA", "BB")["UNREAD"]
    assert found.status == "unknown"
    assert found.unverified


def test_a_route_for_emergencies_is_closed_without_a_danger_to_life(world: Routes) -> None:
    calm, urgent = (ask(world, Need(frozenset({"content"}), urgent=u), "AA", "BB")["NIGHT"] for u in (False, True))
    assert (calm.status, urgent.status) == ("closed", "open")
    assert [c.answer for c in urgent.conditions] == ["yes", "ask"]


def test_any_two_states_have_the_general_route(world: Routes) -> None:
    found = ask(world, CONTENT, "XX", "YY")["LAST"]
    assert found.status == "open"
    assert found.rests_on == "general knowledge, unverified"


def test_what_an_answer_carries(world: Routes) -> None:
    found = ask(world, CONTENT, "AA", "BB")["ASK"]
    assert found.review == "draft, unreviewed"
    assert found.text_as_of == dt.date(2026, 4, 25)
    assert not found.unverified
    assert found.forms[0].sections[0].fields[0].key == "sender"
    assert [s.words for s in found.serves.obtain] == ["stored data"]


@pytest.mark.parametrize(
    ("need", "a", "b", "more", "says"),
    [
        (CONTENT, "AA", "AA", {}, "two different states"),
        (CONTENT, "GB-EAW", "AA", {}, "ISO 3166-1"),
        (Need(frozenset({"content"}), provider_state="usa"), "AA", "BB", {}, "provider state 'usa'"),
        (Need(frozenset({"gossip"})), "AA", "BB", {}, "no kind of data: gossip"),  # type: ignore[arg-type]
        (Need(frozenset()), "AA", "BB", {}, "nothing is needed"),
        (Need(frozenset({"content"}), preserve=False, obtain=False), "AA", "BB", {}, "nothing is needed"),
        (CONTENT, "AA", "BB", {"families": ["fraud"]}, "no family of conduct: fraud"),
        (CONTENT, "AA", "BB", {"start": dt.datetime(2026, 11, 23)}, "no time zone"),  # noqa: DTZ001
    ],
)
def test_a_question_that_cannot_be_put(
    world: Routes, need: Need, a: str, b: str, more: dict[str, Any], says: str
) -> None:
    with pytest.raises(RouteError, match=says):
        ask(world, need, a, b, **more)
