"""How a running period stands."""

from __future__ import annotations

import datetime as dt

import pytest

from tutela.clocks import Calendar, CalendarError, Deadline, ticking

TEN = Deadline(value=10, unit="days", event="receipt", text="10 days", source="test")
SIXTY = Deadline(value=60, unit="days", bound="at_least", event="preservation", text="60 days", source="test")
EIGHT = Deadline(value=8, unit="hours", event="receipt", text="8 hours", source="test")
NONE = Deadline(text="promptly", source="test")
START = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)  # ten days end with 3 December
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("after", "state"), [(1 * DAY, "running"), (8 * DAY, "due_soon"), (10 * DAY, "due_soon"), (11 * DAY, "overdue")]
)
def test_a_limit_runs_is_due_soon_and_is_overdue(after: dt.timedelta, state: str) -> None:
    clock = ticking(TEN, START, START + after)
    assert clock.state == state
    assert clock.remaining is not None
    assert (clock.remaining > dt.timedelta()) == (state != "overdue")


def test_the_moment_the_last_day_ends_is_too_late() -> None:
    end = dt.datetime(2026, 12, 4, tzinfo=dt.UTC)
    assert ticking(TEN, START, end - dt.timedelta(seconds=1)).state == "due_soon"
    assert ticking(TEN, START, end).state == "overdue"


def test_a_short_period_is_due_soon_in_its_last_quarter_or_as_asked() -> None:
    hour = dt.timedelta(hours=1)
    assert ticking(EIGHT, START, START + 5 * hour).state == "running"
    assert ticking(EIGHT, START, START + 6 * hour).state == "due_soon"
    assert ticking(EIGHT, START, START + hour, soon=7 * hour).state == "due_soon"


def test_met_in_time_and_met_late() -> None:
    now = START + 30 * DAY
    assert ticking(TEN, START, now, met_at=START + DAY).late is None
    late = ticking(TEN, START, now, met_at=dt.datetime(2026, 12, 5, tzinfo=dt.UTC))
    assert (late.state, late.late) == ("met", DAY)
    assert ticking(TEN, START, START + DAY, met_at=START + 2 * DAY).state == "running"  # not yet, at that time


def test_a_preservation_ends_and_is_never_overdue() -> None:
    assert ticking(SIXTY, START, START + 58 * DAY).state == "due_soon"
    assert ticking(SIXTY, START, START + 62 * DAY).state == "ended"


def test_without_a_legal_deadline_nobody_is_overdue_and_a_wish_passes_as_a_wish() -> None:
    clock = ticking(NONE.wished(dt.date(2026, 11, 25)), START, START + 5 * DAY)
    assert (clock.state, clock.remaining, clock.wish_passed) == ("no_legal_deadline", None, True)
    assert not ticking(NONE.wished(dt.date(2026, 11, 28)), START, START + 5 * DAY).wish_passed
    assert ticking(NONE, START, START + 5 * DAY, met_at=START + DAY).state == "met"


def test_a_wish_ends_with_the_receivers_day() -> None:
    now = dt.datetime(2026, 11, 25, 20, tzinfo=dt.UTC)
    wished = NONE.wished(dt.date(2026, 11, 25))
    assert ticking(wished, START, now, Calendar(zone="Asia/Tokyo")).wish_passed
    assert not ticking(wished, START, now, Calendar(zone="America/Lima")).wish_passed


def test_times_without_a_zone_are_refused() -> None:
    with pytest.raises(CalendarError, match="`now`"):
        ticking(TEN, START, dt.datetime(2026, 11, 24))  # noqa: DTZ001
