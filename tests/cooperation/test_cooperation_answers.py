"""Order, clocks, dual criminality and what to check before sending."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tutela.cooperation import Act, Need, RouteAnswer, Routes, routes

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
    asked_of_nothing = not families and years is None
    status = {"yes": "open", "no": "closed", "unknown": "open" if asked_of_nothing else "unknown"}
    assert found.status == status[met]
    if met == "no" or status[met] == "unknown":
        assert found.because.startswith("Three years: ")
    assert [c.answer for c in found.conditions] == (["ask"] if asked_of_nothing else [])
    wanted = found.dual_criminality.requirement
    assert (wanted.threshold_years, wanted.threshold_on) == ((None, "both") if met == "yes" else (3, "requesting"))


def test_data_below_the_threshold_leaves_the_rest_open(world: Routes) -> None:
    both = ask(world, BOTH, "AA", "BB", families=["contact"], max_years=2)["ORDER"]
    assert both.status == "open"
    assert "open only for subscriber" in both.because
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


# conduct


@pytest.mark.parametrize(
    ("acts", "status"),
    [
        ([], "unknown"),
        ([Act("image", {"does": ["sell"]})], "open"),
        ([Act("image", {"does": ["sell", "keep"]})], "unknown"),
        ([Act("image", {"does": ["keep"]})], "unknown"),
        ([Act("image", {"does": ["keep"], "for": ["self"]})], "closed"),
        ([Act("image", {"does": ["keep"], "for": ["self"]}), Act("image", {"does": ["sell"]})], "open"),
        ([Act("contact", {})], "closed"),
        ([Act("other", {})], "unknown"),
    ],
)
def test_a_route_for_some_conduct_only(world: Routes, acts: list[Act], status: str) -> None:
    found = ask(world, CONTENT, "AA", "BB", acts=acts)["TRADE"]
    assert found.status == status
    assert status == "open" or "Was it sold?" in found.because


@pytest.mark.parametrize(
    ("act", "online", "met"),
    [
        (Act("contact"), None, "unknown"),
        (Act("contact"), True, "yes"),
        (Act("contact"), False, "no"),
        (Act("contact", {"means": ["other"]}), True, "no"),
        (Act("contact", {"means": ["ict", "other"]}), None, "unknown"),
        (Act("image"), True, "unknown"),
    ],
)
def test_what_is_exempt_from_the_threshold_turns_on_the_conduct(
    world: Routes, act: Act, online: bool | None, met: str
) -> None:
    found = ask(world, Need(frozenset({"testimony"})), "AA", "BB", acts=[act], online=online, max_years=1)["WEIGHT"]
    assert found.dual_criminality.threshold is not None
    assert found.dual_criminality.threshold.met == met
    assert found.status == {"yes": "open", "no": "closed", "unknown": "unknown"}[met]
    wanted = found.dual_criminality.requirement
    assert (wanted.threshold_years, wanted.threshold_on) == ((None, "both") if met == "yes" else (3, "requesting"))
    assert met == "yes" or "the maximum is 1 year" in found.because
    assert "1 years" not in found.because


# order, clocks and words between the states


def test_in_an_emergency_a_route_that_obtains_by_a_legal_hour_comes_before_all_others(world: Routes) -> None:
    urgent = Need(frozenset({"content", "subscriber"}), urgent=True)
    found = [
        i for i, a in ask(world, urgent, "AA", "BB", families=["image"], max_years=5).items() if a.status == "open"
    ]
    assert found[:3] == ["NIGHT", "ORDER", "KEEP"]


def test_a_deadline_of_one_state_only_and_one_that_a_page_reports(world: Routes) -> None:
    start = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)
    told = ask(world, CONTENT, "AA", "BB", start=start)["TRADE"].deadlines
    assert [d.what for d in told] == ["produce"]
    assert told[0].said == "no legal deadline read; reported: at most 7 days from receipt (a page)"
    assert (told[0].legal, told[0].due) == (False, None)
    none = ask(world, CONTENT, "BB", "AA", start=start)["TRADE"].deadlines
    assert [d.said for d in none] == ["no legal deadline known between these states"]


@pytest.mark.parametrize(("day", "status"), [("2026-12-31", "open"), ("2027-01-01", "unknown")])
def test_after_a_term_whose_renewal_is_not_known_nothing_is_sure(world: Routes, day: str, status: str) -> None:
    found = {
        a.id: a
        for a in routes(
            CONTENT, "AA", "BB", dt.date.fromisoformat(day), acts=[Act("image", {"does": ["sell"]})], using=world
        )
    }["TRADE"]
    assert found.status == status
    assert status == "open" or "renewed?" in found.because


@pytest.mark.parametrize(("provider", "status"), [("BB", "open"), ("GG", "unknown"), (None, "unknown")])
def test_an_act_that_reaches_providers_elsewhere_only_on_a_condition(
    world: Routes, provider: str | None, status: str
) -> None:
    need = Need(frozenset({"removal"}), provider_state=provider)
    assert ask(world, need, "AA", "GG")["REMOVE"].status == status


def test_the_zone_of_the_requested_state_is_used_where_none_is_given(world: Routes) -> None:
    start = dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC)
    due = ask(world, CONTENT, "AA", "BB", start=start)["KEEP"].deadline.due
    assert due is not None
    assert (due.zone, due.last_day) == ("Europe/Berlin", dt.date(2027, 1, 22))
    assert "Europe/Berlin, that of BB, on the mainland" in due.steps[0]
    assert due.said.endswith("if the day of the preservation is the day of sending")


@pytest.mark.parametrize(
    ("requested", "family", "first"),
    [
        ("EE", "image", "Not required, unless EE left this conduct out of the instrument (it left out some)."),
        (
            "FF",
            "image",
            "Not required, unless FF left this conduct out of the instrument (its reservation is not read).",
        ),
        ("DD", "contact", "DD reserved the right to require it, for this conduct."),
        ("FF", "contact", "Whether FF may require it is open, for this conduct."),
    ],
)
def test_the_first_sentence_says_what_it_turns_on(world: Routes, requested: str, family: str, first: str) -> None:
    assert ask(world, CONTENT, "AA", requested, families=[family])["KEEP"].dual_criminality.why[0] == first
