"""What holds of every period, whatever its length, place and start."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from hypothesis import given, settings
from hypothesis import strategies as st

from tutela.clocks import Calendar, Deadline, due, latest_start

PLACES = [("DE-BY", "Europe/Berlin"), ("ES", "Europe/Madrid"), ("IE", "Europe/Dublin"), ("PT", "Atlantic/Azores")]
ZONES = ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago", "UTC"]
LIMITS = {"hours": 200, "days": 120, "working_days": 60, "weeks": 30, "months": 30, "years": 5}

patient = settings(deadline=None)  # the first question about a state computes its holidays
moments = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2032, 12, 31), timezones=st.just(dt.UTC))  # noqa: DTZ001
places = st.sampled_from(PLACES).map(lambda p: Calendar(*p))


@st.composite
def deadlines(draw: st.DrawFn, units: tuple[str, ...] = tuple(LIMITS), calendar: str | None = None) -> Deadline:
    unit = draw(st.sampled_from(units))
    counted = calendar or draw(st.sampled_from(["plain", "eu-1182-71"]))
    value = draw(st.integers(1, LIMITS[unit]))
    return Deadline.model_validate(
        {"value": value, "unit": unit, "calendar": counted, "from": "the event", "text": "-", "source": "test"}
    )


@patient
@given(deadlines(), moments, st.timedeltas(dt.timedelta(), dt.timedelta(days=40)), places)
def test_a_later_event_is_never_due_earlier(
    deadline: Deadline, start: dt.datetime, by: dt.timedelta, place: Calendar
) -> None:
    first, second = due(deadline, start, place).at, due(deadline, start + by, place).at
    assert first is not None
    assert second is not None
    assert start < first <= second


@patient
@given(deadlines(), moments, places)
def test_a_longer_period_never_ends_earlier(deadline: Deadline, start: dt.datetime, place: Calendar) -> None:
    assert deadline.value is not None
    longer = deadline.model_copy(update={"value": deadline.value + 1})
    first, second = due(deadline, start, place).at, due(longer, start, place).at
    assert first is not None
    assert second is not None
    assert first <= second


@patient
@given(st.integers(1, 100), st.integers(1, 100), moments, st.sampled_from(ZONES))
def test_plain_days_add_up(a: int, b: int, start: dt.datetime, zone: str) -> None:
    def after(days: int, begin: dt.datetime) -> dt.date:
        deadline = Deadline(value=days, unit="days", event="the event", text="-", source="test")
        last = due(deadline, begin, Calendar(zone=zone)).last_day
        assert last is not None
        return last

    noon = dt.datetime.combine(after(a, start), dt.time(12), tzinfo=zoneinfo.ZoneInfo(zone))
    assert after(b, noon) == after(a + b, start)


@patient
@given(st.integers(1, 30), st.integers(1, 30), moments, places)
def test_working_days_add_up(a: int, b: int, start: dt.datetime, place: Calendar) -> None:
    def after(days: int, begin: dt.datetime) -> dt.date:
        deadline = Deadline(value=days, unit="working_days", event="the event", text="-", source="test")
        last = due(deadline, begin, place).last_day
        assert last is not None
        return last

    noon = dt.datetime.combine(after(a, start), dt.time(12), tzinfo=place.tz)
    assert after(b, noon) == after(a + b, start)


@patient
@given(deadlines(("days", "working_days", "weeks", "months", "years"), "eu-1182-71"), moments, places)
def test_under_the_regulation_no_period_ends_on_a_day_that_is_no_working_day(
    deadline: Deadline, start: dt.datetime, place: Calendar
) -> None:
    found = due(deadline, start, place)
    assert found.last_day is not None
    assert place.closed(found.last_day, None, union=True) is None
    assert all(place.closed(day, None, union=True) == why for day, why in found.skipped)


@patient
@given(deadlines(), moments, places)
def test_the_latest_start_is_the_last_that_is_still_in_time(
    deadline: Deadline, by: dt.datetime, place: Calendar
) -> None:
    moment = dt.timedelta(microseconds=1)
    edge = latest_start(deadline, by, place)
    before, after = due(deadline, edge - moment, place).at, due(deadline, edge + moment, place).at
    assert before is not None
    assert after is not None
    assert before <= by < after


@patient
@given(deadlines(("days", "weeks", "months", "years")), moments, st.sampled_from(ZONES))
def test_a_period_in_days_ends_when_the_local_day_ends(deadline: Deadline, start: dt.datetime, zone: str) -> None:
    found = due(deadline, start, Calendar("DE", zone))
    assert found.at is not None
    assert found.last_day is not None
    tz = zoneinfo.ZoneInfo(zone)
    assert (found.at - dt.timedelta(microseconds=1)).astimezone(tz).date() == found.last_day
    assert found.at.astimezone(tz).date() == found.last_day + dt.timedelta(days=1)


@patient
@given(st.integers(1, 200), moments, st.sampled_from(ZONES))
def test_hours_are_hours_even_when_the_clocks_change(hours: int, start: dt.datetime, zone: str) -> None:
    deadline = Deadline(value=hours, unit="hours", event="the event", text="-", source="test")
    assert due(deadline, start, Calendar(zone=zone)).at == start + dt.timedelta(hours=hours)
    ruled = due(deadline.model_copy(update={"calendar": "eu-1182-71"}), start, Calendar(zone=zone)).at
    assert ruled is not None
    assert dt.timedelta(hours=hours) < ruled - start <= dt.timedelta(hours=hours + 1)


@patient
@given(st.integers(2024, 2100), st.integers(1, 300))
def test_a_period_in_months_from_the_last_of_january_ends_on_a_day_that_exists(year: int, value: int) -> None:
    deadline = Deadline(value=value, unit="months", event="the event", text="-", source="test")
    last = due(deadline, dt.datetime(year, 1, 31, 12, tzinfo=dt.UTC)).last_day
    assert last is not None
    assert (last.year * 12 + last.month) - (year * 12 + 1) == value
    assert last.day == 31 or (last + dt.timedelta(days=1)).day == 1
