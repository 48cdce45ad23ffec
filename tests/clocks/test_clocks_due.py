"""Worked examples of counting, from the texts that set the periods."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
from pydantic import ValidationError

from tutela.clocks import Calendar, CalendarError, Deadline, due

EPOC = Deadline(
    what="produce",
    value=10,
    unit="days",
    calendar="eu-1182-71",
    event="receipt",
    text="10 days",
    source="2023/1543 10(3)",
)
EMERGENCY = Deadline(
    value=8, unit="hours", calendar="eu-1182-71", event="receipt", text="8 hours", source="2023/1543 10(4)"
)
PRESERVE = Deadline(
    value=60,
    unit="days",
    bound="at_least",
    event="preservation",
    text="not less than sixty days",
    source="ETS 185, 29(7)",
)
NONE = Deadline(text="promptly", source="2022/2065 18(1)")


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def plain(value: int, unit: str) -> Deadline:
    return Deadline.model_validate({"value": value, "unit": unit, "from": "the event", "text": "-", "source": "test"})


def union(value: int, unit: str) -> Deadline:
    return plain(value, unit).model_copy(update={"calendar": "eu-1182-71"})


def test_ten_days_from_a_friday_that_end_in_the_easter_holidays_end_on_the_tuesday() -> None:
    # Friday 27 March 2026 + 10 days = Monday 6 April, Easter Monday in Germany: the next working day is the Tuesday.
    found = due(EPOC, at("2026-03-27T15:00+00:00"), Calendar("DE", "Europe/Berlin"))
    assert found.last_day == dt.date(2026, 4, 7)
    assert found.at == at("2026-04-07T22:00+00:00")
    assert found.skipped == ((dt.date(2026, 4, 6), "Easter Monday"),)
    assert any("Easter Monday" in s for s in found.steps)
    assert any("3(4)" in s for s in found.steps)
    assert found.said == "by the end of Tuesday 7 April 2026 (Europe/Berlin)"


def test_ten_days_that_end_on_second_christmas_day_pass_the_weekend_too() -> None:
    found = due(EPOC, at("2026-12-16T09:00+00:00"), Calendar("DE", "Europe/Berlin"))
    assert found.last_day == dt.date(2026, 12, 28)
    assert [d.day for d, _ in found.skipped] == [26, 27]


def test_a_holiday_of_one_part_of_a_state_counts_only_where_that_part_is_given() -> None:
    start = at("2026-05-25T09:00+00:00")  # + 10 days: Corpus Christi, a holiday in Bavaria, not in Berlin
    assert due(EPOC, start, Calendar("DE-BY")).last_day == dt.date(2026, 6, 5)
    assert due(EPOC, start, Calendar("DE-BE")).last_day == dt.date(2026, 6, 4)
    assert any("not those kept in one part" in s for s in due(EPOC, start, Calendar("DE")).steps)


def test_eight_hours_leave_out_the_hour_of_receipt_and_run_through_a_holiday() -> None:
    found = due(EMERGENCY, at("2026-12-25T14:20+01:00"), Calendar("DE", "Europe/Berlin"))
    assert found.at == at("2026-12-25T23:00+01:00")
    assert found.last_day is None
    assert any("3(1)" in s for s in found.steps)


def test_hours_need_no_state_and_begin_with_the_hour_of_a_half_hour_zone() -> None:
    assert due(EMERGENCY, at("2026-11-23T10:10+00:00")).at == at("2026-11-23T19:00+00:00")
    assert due(EMERGENCY, at("2026-11-23T10:10+00:00"), Calendar(zone="Asia/Kolkata")).at == at(
        "2026-11-23T18:30+00:00"
    )


def test_a_moved_end_of_a_preservation_is_not_to_be_counted_on() -> None:
    kept = PRESERVE.model_copy(update={"calendar": "eu-1182-71"})
    found = due(kept, at("2026-11-25T10:00+00:00"), Calendar("DE"))  # + 60 days: Sunday 24 January 2027
    assert found.last_day == dt.date(2027, 1, 25)
    assert any("acts by Sunday 24 January 2027" in s for s in found.steps)


def test_plain_hours_run_from_the_moment() -> None:
    assert due(plain(24, "hours"), at("2026-11-23T10:10+00:00")).at == at("2026-11-24T10:10+00:00")


def test_sixty_days_of_preservation_are_plain_calendar_days_and_say_so() -> None:
    found = due(PRESERVE, at("2026-11-23T10:00+00:00"))
    assert found.last_day == dt.date(2027, 1, 22)
    assert found.said.startswith("until the end of Friday 22 January 2027 (UTC)")
    assert any("no rule" in s for s in found.steps)
    assert any("zone is not known: counted in UTC" in s for s in found.steps)


@pytest.mark.parametrize(("days", "last"), [(21, "2026-12-14"), (30, "2026-12-23"), (90, "2027-02-21")])
def test_plain_days_are_not_moved_for_a_weekend(days: int, last: str) -> None:
    assert due(plain(days, "days"), at("2026-11-23T10:00+00:00")).last_day == dt.date.fromisoformat(last)


def test_thirty_and_ninety_days_of_an_investigation_order_end_on_working_days() -> None:
    decided = due(union(30, "days"), at("2026-11-25T10:00+00:00"), Calendar("AT", "Europe/Vienna"))
    assert decided.last_day == dt.date(2026, 12, 28)  # 25 December is a holiday, as are the 26th and the Sunday
    done = due(union(90, "days"), at("2026-12-28T10:00+00:00"), Calendar("AT", "Europe/Vienna"))
    assert done.last_day == dt.date(2027, 3, 30)  # Easter Sunday and Monday


def test_two_days_over_a_weekend_include_two_working_days() -> None:
    found = due(union(2, "days"), at("2026-11-20T10:00+00:00"), Calendar("DE"))  # Friday
    assert found.last_day == dt.date(2026, 11, 24)
    assert any("3(5)" in s for s in found.steps)
    assert due(union(1, "days"), at("2026-11-20T10:00+00:00"), Calendar("DE")).last_day == dt.date(2026, 11, 23)


def test_months_end_on_the_same_date_or_on_the_months_last_day() -> None:
    assert due(plain(1, "months"), at("2027-01-31T10:00+00:00")).last_day == dt.date(2027, 2, 28)
    assert due(plain(1, "months"), at("2028-01-31T10:00+00:00")).last_day == dt.date(2028, 2, 29)
    assert due(plain(1, "years"), at("2028-02-29T10:00+00:00")).last_day == dt.date(2029, 2, 28)
    assert due(plain(3, "months"), at("2026-11-23T10:00+00:00")).last_day == dt.date(2027, 2, 23)
    assert due(plain(2, "weeks"), at("2026-11-23T10:00+00:00")).last_day == dt.date(2026, 12, 7)


def test_the_day_of_the_event_is_the_receivers_day() -> None:
    late = at("2026-11-23T23:30+00:00")
    assert due(plain(1, "days"), late, Calendar(zone="Asia/Tokyo")).last_day == dt.date(2026, 11, 25)
    assert due(plain(1, "days"), late).last_day == dt.date(2026, 11, 24)


def test_a_day_that_loses_an_hour_is_still_a_whole_day() -> None:
    found = due(plain(1, "days"), at("2026-03-28T10:00+01:00"), Calendar(zone="Europe/Berlin"))
    assert found.at == at("2026-03-30T00:00+02:00")


def test_working_days_of_a_state_keep_its_own_weekend() -> None:
    three = plain(3, "working_days")
    found = due(three, at("2026-11-19T08:00+00:00"), Calendar("SA", "Asia/Riyadh"))  # Thursday; Friday, Saturday off
    assert found.last_day == dt.date(2026, 11, 24)
    named = three.model_copy(update={"state": "DE"})
    assert due(named, at("2026-11-19T08:00+00:00"), Calendar("SA", "Asia/Riyadh")).last_day == dt.date(2026, 11, 24)
    assert due(named, at("2026-11-20T08:00+00:00"), Calendar("SA")).last_day == dt.date(2026, 11, 25)


def test_no_legal_deadline_gives_no_moment_and_a_wish_stays_a_wish() -> None:
    found = due(NONE.wished(dt.date(2026, 12, 1)), at("2026-11-23T10:00+00:00"))
    assert found.at is None
    assert found.last_day is None
    assert found.wish == dt.date(2026, 12, 1)
    assert found.said == "no legal deadline (promptly); wished for by Tuesday 1 December 2026"


@pytest.mark.parametrize(
    ("calendar", "says"),
    [
        (Calendar(), "no state is given"),
        (Calendar("QQ"), "holidays of QQ are not known"),
        (Calendar("DE-XX"), "holidays of DE-XX are not known"),
        (Calendar("DE", "Mars/Olympus"), "is no time zone"),
    ],
)
def test_a_calendar_that_is_not_known_is_an_error_that_says_so(calendar: Calendar, says: str) -> None:
    with pytest.raises(CalendarError, match=says):
        due(EPOC, at("2026-11-23T10:00+00:00"), calendar)


def test_a_year_without_known_holidays_is_an_error() -> None:
    with pytest.raises(CalendarError, match="in 2150 are not known; expected a year from"):
        due(EPOC, at("2150-11-23T10:00+00:00"), Calendar("DE"))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(CalendarError, match="no time zone"):
        due(EPOC, dt.datetime(2026, 11, 23, 10), Calendar("DE"))  # noqa: DTZ001


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": 3, "text": "-", "source": "test", "from": "x"},
        {"value": 3, "unit": "days", "text": "-", "source": "test"},
        {"value": 0, "unit": "days", "text": "-", "source": "test", "from": "x"},
        {"value": 3, "unit": "days", "text": "-", "source": "test", "from": "x", "state": "DE"},
    ],
)
def test_half_a_deadline_is_no_deadline(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Deadline.model_validate(wrong)


@pytest.mark.parametrize(
    ("start", "zone", "last", "said"),
    [
        ("2026-11-23T00:30+01:00", None, dt.date(2026, 12, 3), "the offset of the time given, UTC+01:00"),
        ("2026-11-22T23:30+00:00", None, dt.date(2026, 12, 2), "it may end a day earlier there"),
        ("2026-11-22T23:30+00:00", "Europe/Berlin", dt.date(2026, 12, 3), "the zone Europe/Berlin"),
    ],
)
def test_the_day_of_the_event_is_that_of_the_place_else_that_of_the_time_given(
    start: str, zone: str | None, last: dt.date, said: str
) -> None:
    found = due(EPOC, at(start), Calendar("DE", zone))
    assert found.last_day == last
    assert said in found.steps[0]


def test_a_time_given_in_a_zone_is_counted_in_it() -> None:
    start = dt.datetime(2026, 3, 20, 0, 30, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin"))
    found = due(EPOC, start, Calendar("DE"))
    assert (found.last_day, found.zone) == (dt.date(2026, 3, 30), "Europe/Berlin")
    assert found.at == at("2026-03-30T22:00+00:00")  # summer time began in between
