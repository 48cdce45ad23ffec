"""Order, clocks, dual criminality and what to check before sending."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tutela.cooperation import Need, RouteAnswer, Routes, routes

ON = dt.date(2026, 11, 23)
CONTENT = Need(frozenset({"content"}))
BOTH = Need(frozenset({"content", "subscriber"}))


def ask(world: Routes, need: Need, a: str, b: str, **more: Any) -> dict[str, RouteAnswer]:
    return {answer.id: answer for answer in routes(need, a, b, ON, using=world, **more)}


# order


def test_open_before_unknown_before_closed(world: Routes) -> None:
    statuses = [a.status for a in ask(world, BOTH, "AA", "BB").values()]
    assert statuses == sorted(statuses, key=["open", "unknown", "closed"].index)


def test_preservation_then_the_narrowest_data_then_general_fallbacks(world: Routes) -> None:
    ids = [i for i, a in ask(world, BOTH, "AA", "BB").items() if a.status == "open"]
    assert ids == ["KEEP", "WHO", "ASK", "ORDER", "LAST"]


def test_in_an_emergency_the_emergency_route_comes_first(world: Routes) -> None:
    urgent = Need(frozenset({"content", "subscriber"}), urgent=True)
    assert next(iter(ask(world, urgent, "AA", "BB"))) == "NIGHT"


def test_routes_that_serve_nothing_of_the_need_are_left_out_unless_asked(world: Routes) -> None:
    advice = Need(frozenset({"advice"}))
    assert ask(world, advice, "AA", "BB") == {}
    everything = ask(world, advice, "AA", "BB", all=True)
    assert len(everything) == len(world.book.routes)
    assert not any(a.serves for a in everything.values())


def test_only_to_preserve_and_only_to_obtain(world: Routes) -> None:
    assert list(ask(world, Need(frozenset({"content"}), obtain=False), "AA", "BB")) == ["KEEP"]
    assert "KEEP" not in ask(world, Need(frozenset({"content"}), preserve=False), "AA", "BB")


# clocks


def test_a_route_without_a_legal_deadline_says_so_and_has_no_date(world: Routes) -> None:
    found = ask(world, CONTENT, "AA", "BB", start=dt.datetime(2026, 11, 23, tzinfo=dt.UTC))["ASK"].deadline
    assert found.said == "no legal deadline (none)"
    assert not found.legal
    assert found.due is None


def test_the_deadline_is_counted_from_the_start_that_was_given(world: Routes) -> None:
    start = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)
    kept = ask(world, CONTENT, "AA", "BB", start=start, zone="Asia/Tokyo")["KEEP"].deadline
    assert kept.said == "at least 60 days from the preservation"
    assert kept.due is not None
    assert kept.due.last_day == dt.date(2027, 1, 22)
    assert kept.due.zone == "Asia/Tokyo"


def test_a_period_from_a_later_event_is_not_counted_from_the_first(world: Routes) -> None:
    start = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)
    first, second = ask(world, CONTENT, "AA", "DD", start=start)["ORDER"].deadlines
    assert second.due is None
    assert second.said == "at most 10 days from the notification"
    assert first.due is None  # the holidays of this invented state are not known, and that is said
    assert "holidays of DD are not known" in first.problem


def test_the_urgent_variant_has_its_own_clock(world: Routes) -> None:
    start = dt.datetime(2026, 11, 23, 10, 20, tzinfo=dt.UTC)
    urgent = ask(world, CONTENT, "AA", "BB", start=start)["ORDER"].urgent
    assert urgent is not None
    assert urgent.deadlines[0].due is not None
    assert urgent.deadlines[0].due.at == dt.datetime(2026, 11, 23, 19, tzinfo=dt.UTC)


# dual criminality


@pytest.mark.parametrize(
    ("requested", "family", "required"),
    [
        ("BB", ["contact"], "no"),  # no reservation
        ("DD", ["image"], "no"),  # reserved, but not for these offences
        ("DD", ["contact"], "yes"),
        ("DD", ["image", "contact"], "yes"),
        ("DD", [], "unknown"),
        ("EE", ["image"], "unknown"),  # left out a part of those offences
        ("FF", ["contact"], "unknown"),  # a reservation that was not read
        ("FF", ["image"], "unknown"),
    ],
)
def test_preservation_needs_no_dual_criminality_unless_the_state_reserved_it(
    world: Routes, requested: str, family: list[str], required: str
) -> None:
    found = ask(world, CONTENT, "AA", requested, families=family)["KEEP"].dual_criminality
    assert found.required == required
    assert found.why
    assert found.requirement.required == required


@pytest.mark.parametrize(
    ("need", "families", "years", "required"),
    [
        (Need(frozenset({"subscriber"})), ["contact"], None, "no"),
        (CONTENT, ["image"], 5, "no"),
        (CONTENT, ["image"], 2, "yes"),
        (CONTENT, ["image"], None, "unknown"),
        (CONTENT, [], 5, "unknown"),
        (CONTENT, ["other"], 5, "unknown"),
        (CONTENT, ["contact"], 5, "yes"),
        (CONTENT, ["image", "contact"], 5, "yes"),
        (BOTH, ["contact"], 5, "yes"),
    ],
)
def test_listed_offences_of_enough_weight_are_not_checked(
    world: Routes, need: Need, families: list[str], years: float | None, required: str
) -> None:
    found = ask(world, need, "AA", "BB", families=families, max_years=years)["ORDER"].dual_criminality
    assert found.required == required


@pytest.mark.parametrize(
    ("families", "years", "met"),
    [
        (["image"], None, "yes"), (["image"], 1, "yes"), (["contact"], 3, "yes"), (["contact"], 2, "no"),
        (["contact"], None, "unknown"), ([], None, "unknown"), ([], 2, "unknown"), (["other"], 2, "unknown"),
    ],
)  # fmt: skip
def test_the_threshold_is_met_by_weight_or_by_the_list(
    world: Routes, families: list[str], years: float | None, met: str
) -> None:
    found = ask(world, CONTENT, "AA", "BB", families=families, max_years=years)["ORDER"]
    assert found.dual_criminality.threshold is not None
    assert found.dual_criminality.threshold.met == met
    assert found.status == ("closed" if met == "no" else "open")
    wanted = found.dual_criminality.requirement
    assert (wanted.threshold_years, wanted.threshold_on) == ((None, "both") if met == "yes" else (3, "requesting"))


def test_data_below_the_threshold_leaves_the_rest_open(world: Routes) -> None:
    assert ask(world, BOTH, "AA", "BB", families=["contact"], max_years=2)["ORDER"].status == "open"
    subscriber = ask(world, Need(frozenset({"subscriber"})), "AA", "BB", families=["contact"], max_years=2)["ORDER"]
    assert subscriber.dual_criminality.threshold is None


# before sending


def test_only_grounds_that_can_concern_the_request_are_asked(world: Routes) -> None:
    asked = {b: [c.ask for c in ask(world, CONTENT, "AA", b)["ASK"].check_before_sending] for b in ("BB", "DD")}
    assert asked["BB"] == ["political?"]
    assert asked["DD"] == ["political?", "reserved?"]


def test_a_reservation_that_was_not_read_is_asked_about(world: Routes) -> None:
    check = ask(world, CONTENT, "AA", "FF")["ASK"].check_before_sending[-1]
    assert (check.ask, check.applies) == ("reserved?", "unknown")
    assert "not read" in check.why
