"""What the other side answers: its grounds, how a request stands, and the clocks on both sides."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.requests.requests_world import full, made
from tutela.clocks import Calendar
from tutela.cooperation import Routes, load
from tutela.cooperation.replies import (
    OVER,
    Accepted,
    AskedBack,
    Clarified,
    Confirmed,
    Extended,
    Happened,
    Impossible,
    Notified,
    Postponed,
    Preserved,
    Produced,
    Question,
    Received,
    Refused,
    ReplyError,
    Running,
    Sent,
    Served,
    Validated,
    Withdrawn,
    check_reply,
    clocks,
    grounds,
    read_step,
    refusal_rule,
    side_of,
    stand,
)
from tutela.cooperation.requests import Request

T0 = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
K = {"request": "K-1"}
SENT, RECEIVED = Sent(**K, at=T0), Received(**K, at=T0 + HOUR, reference="NL-9")


def kept(until: str = "2027-01-22", at: dt.datetime = T0 + 2 * HOUR) -> Preserved:
    return Preserved(**K, at=at, until=dt.date.fromisoformat(until), reference="NL-9/a")


def found(step: Happened, using: Routes, request: Request | None = None, **more: Any) -> dict[str, str]:
    return {f.id: f.weight for f in check_reply(step, request or made(), using, **more)}


# grounds


def test_article_29_closes_its_grounds(using: Routes) -> None:
    rule = refusal_rule(made(), using)
    assert rule is not None
    assert (rule.closed, rule.source) == ("yes", "budapest 29(4) and (5)")
    refusals = {g.id: g.article for g in grounds(made(), using) if g.kind == "refuse"}
    assert refusals == {
        "budapest-29-4": "budapest 29(4)",
        "budapest-29-5-a": "budapest 29(5)(a)",
        "budapest-29-5-b": "budapest 29(5)(b)",
    }


def test_article_12_lists_four_grounds_and_none_for_subscriber_data(using: Routes) -> None:
    content = full(using, "EU-EPOC", "epoc", data=["content"])
    refusals = [g.article for g in grounds(content, using) if g.kind == "refuse"]
    assert refusals == [f"eu-e-evidence 12(1)({x})" for x in "abcd"]
    subscriber = full(using, "EU-EPOC", "epoc", data=["subscriber"])
    assert not [g for g in grounds(subscriber, using) if g.kind == "refuse"]


def test_every_ground_is_said_in_three_languages_with_its_article(using: Routes) -> None:
    for ground in using.book.grounds:
        assert {"en", "fr", "de"} <= set(ground.say)
        assert ground.article
        assert ground.review == "draft"


@pytest.mark.parametrize(
    ("step", "blocks"),
    [
        ({"ground": "budapest-29-5-b", "reasons": "why"}, []),
        ({"ground": "budapest-29-5-b"}, ["reasons"]),
        ({"reasons": "we are busy", "article": "none"}, ["ground.closed"]),
        ({"ground": "budapest-27-4-a", "reasons": "why"}, ["ground.unknown"]),
        ({"ground": "budapest-29-6", "reasons": "why"}, ["ground.kind"]),
    ],
)
def test_a_refusal_rests_on_a_ground_of_the_closed_list(using: Routes, step: dict[str, str], blocks: list[str]) -> None:
    told = found(Refused(**K, at=T0, **step), using)
    assert [k for k, w in told.items() if w == "blocking"] == blocks


@pytest.mark.parametrize(
    ("state", "families", "blocks"),
    [
        ("AT", ["contact"], []),  # reserved article 29(4)
        ("AT", ["image_of_child"], []),  # whether it left a part out is not known
        ("NL", ["contact"], ["ground.no_dual", "ground.not_reserved"]),
        ("CH", ["contact"], []),  # a reservation that was not read: to be looked up
    ],
)
def test_a_ground_that_rests_on_a_reservation_is_open_to_whoever_made_it(
    using: Routes, state: str, families: list[str], blocks: list[str]
) -> None:
    request = made(receiver={"name": "X", "state": state}, families=families)
    told = found(Refused(**K, at=T0, ground="budapest-29-4", reasons="why"), using, request)
    assert sorted(k for k, w in told.items() if w == "blocking") == blocks


def test_a_ground_of_other_law_names_its_article_and_is_considered_first(using: Routes) -> None:
    request = full(using, "BUD-31", "mla-general")
    bare = found(Refused(**K, at=T0, ground="budapest-25-4", reasons="why"), using, request)
    assert bare == {"ground.article": "blocking", "before": "advice"}
    named = found(Refused(**K, at=T0, ground="budapest-25-4", reasons="why", article="Act 7"), using, request)
    assert named == {"before": "advice"}
    own = found(Refused(**K, at=T0, reasons="why", article="Act 7"), using, request)
    assert own == {"before": "advice"}


def test_postponing_and_impossibility_have_their_own_grounds(using: Routes) -> None:
    request = full(using, "BUD-31", "mla-general")
    assert found(Postponed(**K, at=T0, ground="budapest-27-5", reasons="why"), using, request) == {"before": "advice"}
    order = full(using, "EU-EPOC-PR", "epoc-pr")
    assert found(Impossible(**K, at=T0, ground="epoc-pr-11-6", reasons="why"), using, order) == {}
    assert found(Impossible(**K, at=T0, ground="epoc-pr-11-5", reasons="why"), using, order) == {
        "ground.kind": "blocking"
    }


@pytest.mark.parametrize(("until", "short"), [("2027-01-22", False), ("2027-01-21", True), ("2027-06-01", False)])
def test_data_are_kept_sixty_days_at_least(using: Routes, until: str, short: bool) -> None:
    told = check_reply(kept(until), made(), using, Calendar("NL", "Europe/Amsterdam"))
    assert bool(told) is short
    if short:
        assert told[0].weight == "blocking"
        assert "1 day short" in told[0].said
        assert told[0].source == "budapest 29(7)"


def test_nothing_is_handed_over_that_nobody_asked_for(using: Routes) -> None:
    request = full(using, "BUD-31", "mla-general", data=["subscriber"])
    assert found(Produced(**K, at=T0, data=("subscriber",)), using, request) == {}
    assert found(Produced(**K, at=T0, data=("subscriber", "content")), using, request) == {"produced.more": "blocking"}


# standing


def test_a_request_from_sending_to_its_answer() -> None:
    request, steps, states = (
        made(),
        [SENT, RECEIVED, Accepted(**K, at=T0 + HOUR), kept()],
        list[tuple[str, str | None]](),
    )
    for n in range(len(steps) + 1):
        now = stand(request, steps[:n])
        states.append((now.state, now.turn))
    assert states == [
        ("made", "asks"), ("sent", "asked"), ("received", "asked"), ("accepted", "asked"), ("preserved", None),
    ]  # fmt: skip
    assert stand(request, steps).kept_until == dt.date(2027, 1, 22)
    assert stand(request, steps).their_reference == "NL-9/a"


def test_what_is_asked_back_waits_for_whoever_asked() -> None:
    asked = AskedBack(**K, at=T0 + HOUR, questions=(Question(ask="Which account?", field="accounts"),))
    assert (stand(made(), [SENT, asked]).turn, len(stand(made(), [SENT, asked]).questions)) == ("asks", 1)
    answered = Clarified(**K, at=T0 + 2 * HOUR, said="The first.")
    assert (stand(made(), [SENT, asked, answered]).turn, stand(made(), [SENT, asked, answered]).questions) == (
        "asked",
        (),
    )


def test_a_part_may_be_refused_while_the_rest_goes_on() -> None:
    part = Refused(**K, at=T0 + HOUR, ground="budapest-29-5-b", reasons="why", data=("traffic",))
    now = stand(made(), [SENT, RECEIVED, part])
    assert (now.state, now.refused, now.over) == ("received", ("traffic",), False)
    whole = Refused(**K, at=T0 + HOUR, ground="budapest-29-5-b", reasons="why")
    assert stand(made(), [SENT, RECEIVED, whole]).over


def test_the_requested_side_begins_with_receipt() -> None:
    assert stand(made(), [RECEIVED]).state == "received"


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([kept()], "never sent"),
        ([SENT, Accepted(request="K-2", at=T0)], "about 'K-2'"),
        ([SENT, Accepted(**K, at=T0 - HOUR)], "before the step before it"),
        ([Sent(**K, at=T0 - 2 * HOUR)], "before the step before it"),
        ([SENT, SENT], "sent before"),
        ([SENT, Clarified(**K, at=T0, said="x")], "nothing was asked back"),
        ([SENT, Withdrawn(**K, at=T0), RECEIVED], "withdrawn and over"),
        ([SENT, Refused(**K, at=T0), kept()], "refused and over"),
        ([SENT, Produced(**K, at=T0)], "to preserve data"),
    ],
)
def test_what_cannot_have_happened_is_refused(steps: list[Happened], said: str) -> None:
    with pytest.raises(ReplyError, match=said):
        stand(made(), steps)


STEPS = st.sampled_from(
    [
        Accepted,
        Received,
        Sent,
        Served,
        Notified,
        Validated,
        Extended,
        Confirmed,
        Withdrawn,
        Refused,
        Postponed,
        Impossible,
    ]
)


@settings(deadline=None)
@given(st.lists(STEPS, max_size=6))
def test_whatever_is_folded_ends_with_somebodys_turn_or_is_over(kinds: list[type]) -> None:
    request, steps = made(), list[Happened]()
    for n, kind in enumerate(kinds):
        step = kind(**K, at=T0 + n * HOUR)
        try:
            now = stand(request, [*steps, step])
        except ReplyError:
            continue
        steps.append(step)
        assert now.over == (now.state in OVER)
        assert now.turn is None if now.over else now.turn in ("asks", "asked", None)
        assert stand(request, steps) == now


def test_steps_go_through_json() -> None:
    for step in (
        SENT,
        RECEIVED,
        kept(),
        Refused(**K, at=T0, data=("traffic",)),
        AskedBack(**K, at=T0, questions=(Question(ask="?"),)),
    ):
        assert read_step.validate_python(read_step.dump_python(step, mode="json")) == step
    assert (side_of(SENT), side_of(kept())) == ("asks", "asked")


# clocks


def running(request: Request, steps: list[Happened], using: Routes, now: dt.datetime, **more: Any) -> list[Running]:
    return list(clocks(request, steps, using, now, **more))


def test_nothing_runs_before_it_is_sent(using: Routes) -> None:
    assert running(made(), [], using, T0) == []


def test_preservation_runs_sixty_days_from_when_it_was_done(using: Routes) -> None:
    calendar = Calendar("NL", "Europe/Amsterdam")
    legal = [
        r for r in running(made(), [SENT, RECEIVED, kept()], using, T0 + DAY, calendar=calendar) if r.kind == "legal"
    ]
    assert [(r.what, r.source, r.held) for r in legal] == [("data stay preserved", "budapest 29(7)", False)]
    clock = legal[0].clock
    assert clock is not None
    assert (clock.state, clock.due.last_day) == ("running", dt.date(2027, 1, 22))
    asked_for = Confirmed(**K, at=T0 + 3 * HOUR, reference="MLA-1")
    held = running(made(), [SENT, RECEIVED, kept(), asked_for], using, T0 + DAY, calendar=calendar)
    assert [r.held for r in held if r.kind == "legal"] == [True]


@pytest.mark.parametrize(("days", "state"), [(1, "running"), (59, "due_soon"), (61, "ended")])
def test_a_time_that_lasts_at_least_so_long_ends_and_is_never_overdue(using: Routes, days: int, state: str) -> None:
    one = [r for r in running(made(), [SENT, RECEIVED, kept()], using, T0 + days * DAY) if r.kind == "legal"]
    assert one[0].clock is not None
    assert one[0].clock.state == state


def test_where_the_text_sets_no_number_none_is_counted(using: Routes) -> None:
    quick = next(r for r in running(made(), [SENT, RECEIVED], using, T0 + 30 * DAY) if r.what == "preserve")
    assert (quick.kind, quick.whose) == ("none", "asked")
    assert quick.clock is not None
    assert quick.clock.state == "no_legal_deadline"
    done = next(r for r in running(made(), [SENT, RECEIVED, kept()], using, T0 + 30 * DAY) if r.what == "preserve")
    assert done.clock is not None
    assert done.clock.state == "met"


def test_a_wish_stands_apart_and_makes_nobody_overdue(using: Routes) -> None:
    wished = running(made(wish="2026-11-25"), [SENT], using, T0 + 10 * DAY)
    assert [(r.kind, r.said) for r in wished] == [("wish", "wished for by 2026-11-25")]
    assert wished[0].clock is not None
    assert (wished[0].clock.state, wished[0].clock.wish_passed) == ("no_legal_deadline", True)


def test_what_the_other_side_said_is_no_law(using: Routes) -> None:
    told = next(r for r in running(made(), [SENT, RECEIVED, kept("2027-03-01")], using, T0 + DAY) if r.kind == "told")
    assert (told.said, told.source) == ("until 2027-03-01, as told", "NL-9/a")


def test_a_certificate_sixty_days_and_thirty_more(using: Routes) -> None:
    """Regulation (EU) 2023/1543, article 11(1)."""
    request = full(using, "EU-EPOC-PR", "epoc-pr", circumstances=["validated"])
    paris = Calendar("FR", "Europe/Paris")
    steps: list[Happened] = [Sent(**K, at=T0), Received(**K, at=T0 + HOUR)]
    first = next(r for r in running(request, steps, using, T0 + DAY, calendar=paris) if r.what == "data stay preserved")
    assert first.clock is not None
    assert first.clock.due.last_day == dt.date(2027, 1, 22)
    assert not [r for r in running(request, steps, using, T0 + DAY, calendar=paris) if r.what == "extension"]
    steps.append(Extended(**K, at=T0 + 50 * DAY))
    longer = next(r for r in running(request, steps, using, T0 + 51 * DAY, calendar=paris) if r.what == "extension")
    assert longer.clock is not None
    assert longer.clock.due.last_day is not None
    assert longer.clock.due.last_day >= dt.date(2027, 2, 21)


def test_five_days_to_answer_what_the_addressee_asked(using: Routes) -> None:
    """Regulation (EU) 2023/1543, article 11(5): this clock runs on the side that asked."""
    request = full(using, "EU-EPOC-PR", "epoc-pr", circumstances=["validated"])
    asked = AskedBack(**K, at=T0 + DAY, questions=(Question(ask="Which account?"),), ground="epoc-pr-11-5")
    steps: list[Happened] = [Sent(**K, at=T0), Received(**K, at=T0 + HOUR), asked]
    mine = [
        r
        for r in running(request, steps, using, T0 + 2 * DAY, calendar=Calendar("DE", "Europe/Berlin"))
        if r.whose == "asks"
    ]
    assert len(mine) == 1
    assert mine[0].clock is not None
    assert mine[0].clock.state in ("running", "due_soon")
    steps.append(Clarified(**K, at=T0 + 3 * DAY, said="The first."))
    met = [
        r
        for r in running(request, steps, using, T0 + 4 * DAY, calendar=Calendar("DE", "Europe/Berlin"))
        if r.whose == "asks"
    ]
    assert met[0].clock is not None
    assert met[0].clock.state == "met"


def test_eight_hours_in_an_emergency_and_ten_days_otherwise(using: Routes) -> None:
    """Regulation (EU) 2023/1543, article 10(3) and (4)."""
    calm = full(using, "EU-EPOC", "epoc", circumstances=["validated"], data=["subscriber"])
    urgent = full(using, "EU-EPOC", "epoc", circumstances=["validated", "emergency"], data=["subscriber"])
    steps: list[Happened] = [Sent(**K, at=T0), Received(**K, at=T0 + HOUR)]
    paris = Calendar("FR", "Europe/Paris")
    one = running(calm, steps, using, T0 + 2 * HOUR, calendar=paris)
    assert [r.clock.due.last_day for r in one if r.clock and r.what == "produce the data"] == [dt.date(2026, 12, 3)]
    two = running(urgent, steps, using, T0 + 2 * HOUR, calendar=paris)
    assert two[0].clock is not None
    assert two[0].clock.due.at == T0 + 10 * HOUR  # the hour of receipt is not counted
    late = running(urgent, [*steps, Produced(**K, at=T0 + 20 * HOUR)], using, T0 + 21 * HOUR, calendar=paris)
    assert late[0].clock is not None
    assert late[0].clock.late == 10 * HOUR


def test_validation_afterwards_runs_from_the_making(using: Routes) -> None:
    request = full(using, "EU-EPOC-PR", "epoc-pr", circumstances=["not_yet_validated"])
    one = running(request, [Sent(**K, at=T0)], using, T0 + HOUR)
    assert [(r.what, r.whose) for r in one if r.kind == "legal"] == [("validation afterwards is asked for", "asks")]
    without = full(using, "EU-EPOC-PR", "epoc-pr", circumstances=["validated"])
    assert not [r for r in running(without, [Sent(**K, at=T0)], using, T0 + HOUR) if r.kind == "legal"]


def test_a_period_that_only_a_page_tells_of_is_no_legal_clock(using: Routes) -> None:
    request = full(using, "US-UK", "us-uk", sender={"name": "X", "state": "GB"}, receiver={"name": "Y", "state": "US"})
    told = running(request, [Sent(**K, at=T0), Received(**K, at=T0)], using, T0 + DAY)
    assert not [r for r in told if r.kind == "legal"]


def test_every_legal_period_that_can_begin_says_whose_it_is() -> None:
    for route in load().book.routes:
        for period in (*route.deadlines, *(route.urgent.deadlines if route.urgent else ())):
            assert (period.starts is None) == (period.whose is None), (route.id, period.what)
            if period.legal and route.id not in ("CYBERTIP",) and not period.what.startswith("extension of the time"):
                assert period.starts, (route.id, period.what)
