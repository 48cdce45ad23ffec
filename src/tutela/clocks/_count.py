"""Counting a period from its event to its end.

EU acts, by Regulation (EEC, Euratom) No 1182/71 (OJ L 124, 8.6.1971, p. 1;
http://data.europa.eu/eli/reg/1971/1182/oj): 2(1) public holidays are those of the member state or institution in which
action is to be taken; 2(2) working days are the others, less Saturdays and Sundays; 3(1) the hour, or the day, of the
event is not counted; 3(2) a period ends with the last hour of its last day, in weeks, months and years of the same
weekday or date, else of the month's last day; 3(3) holidays in between count, save in working days; 3(4) a period not
in hours whose last day is a holiday, a Sunday or a Saturday ends with the next working day; 3(5) two days or more
include two working days. (Read: 3(1) second sentence, 3(2), 3(4). The stored copy lacks 2(1)-(2), 3(1) first sentence,
3(3), 3(5): these are as quoted elsewhere or remembered; a reviewer compares them with the Official Journal.)

Other texts give no rule: plain calendar days, the day of the event not counted, nothing moved for a weekend. Every
answer says so.
"""

from __future__ import annotations

import bisect
import calendar as months
import datetime as dt
from dataclasses import dataclass

from tutela.clocks._deadline import Deadline
from tutela.clocks._workdays import Calendar, CalendarError

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
LONGEST = {"days": 1, "working_days": 4, "weeks": 7, "months": 31, "years": 366}  # days that one unit can take, at most

EU = "Regulation 1182/71"
PLAIN = "The text gives no rule for counting:"
NOT_COUNTED = "the day of the event is not counted"

Skipped = tuple[tuple[dt.date, str], ...]


@dataclass(frozen=True)
class Due:
    """When a period ends. `at` is the first moment after it (UTC), `last_day` its last day where it is counted in days.

    Both are None where the law sets no period; then only `wish` may be shown, as a wish. `steps` are the rules used,
    in words and in order; `skipped` the days that were passed over, each with its reason.
    `assumes`: what is taken for the event, in words.
    """

    deadline: Deadline
    start: dt.datetime
    at: dt.datetime | None
    last_day: dt.date | None
    zone: str
    steps: tuple[str, ...]
    skipped: tuple[tuple[dt.date, str], ...] = ()
    assumes: str = ""

    @property
    def wish(self) -> dt.date | None:
        """The day someone would like an answer by; the law does not ask for it."""
        return self.deadline.wish

    @property
    def said(self) -> str:
        """One line for a list."""
        if self.at is None:
            return self.deadline.said + (f"; wished for by {_day(self.wish)}" if self.wish else "")
        end = f"the end of {_day(self.last_day)} ({self.zone})" if self.last_day else _time(self.at)
        given = f", {self.assumes}" if self.assumes else ""
        return f"{'until' if self.deadline.bound == 'at_least' else 'by'} {end}{given}"


def due(deadline: Deadline, start: dt.datetime, calendar: Calendar | None = None) -> Due:
    """When `deadline` ends if its event happened at `start`.

    Raises:
        CalendarError: `start` has no time zone, or holidays are needed that are not known.
    """
    if start.tzinfo is None:
        raise CalendarError(f"{start} has no time zone; expected an aware time, such as 2026-12-04T16:20+00:00")
    place = (calendar or Calendar()).seen_from(start)
    tz, utc = place.tz, start.astimezone(dt.UTC)
    if deadline.value is None or deadline.unit is None:
        return Due(deadline, utc, None, None, str(tz), (f"{deadline.source} sets no period: {deadline.text}.",))
    if deadline.unit == "hours":
        at, steps = _hours(deadline.value, utc, place, union=deadline.calendar == "eu-1182-71")
        return Due(deadline, utc, at, None, str(tz), steps)
    event = utc.astimezone(tz).date()
    last, how, skipped = _days(deadline, event, place)
    if deadline.unit == "working_days" or deadline.calendar == "eu-1182-71":
        how = (*how, f"Holidays are those of {place.holidays_of(deadline.state)}.")
    ends = f"The period ends with the last hour of {_day(last)}."
    steps = (f"The event was on {_day(event)}; {_zone(place)}.", *how, ends)
    return Due(deadline, utc, _end_of(last, place), last, str(tz), steps, skipped)


def _zone(place: Calendar) -> str:
    if place.zone:
        whose = f", {place.zone_said}" if place.zone_said else ""
        return f"days are counted in the zone {place.zone}{whose}"
    if place.offset:
        return f"the receiver's zone is not known: days are counted at the offset of the time given, {place.tz}"
    return "the receiver's zone is not known: counted in UTC, and it may end a day earlier there: plan for that"


def latest_start(deadline: Deadline, by: dt.datetime, calendar: Calendar | None = None) -> dt.datetime:
    """The inverse of `due`: an event before this moment (UTC) falls due no later than `by`, one after it later.

    Raises:
        CalendarError: the law sets no period, `by` has no time zone, or holidays are needed that are not known.
    """
    if deadline.value is None or deadline.unit is None:
        raise CalendarError(f"{deadline.source} sets no period; a latest start can be asked only of a period")
    if by.tzinfo is None:
        raise CalendarError(f"{by} has no time zone; expected an aware time")
    place = (calendar or Calendar()).seen_from(by)
    if deadline.unit == "hours":
        start = by.astimezone(dt.UTC) - deadline.value * HOUR
        return start if deadline.calendar == "plain" else _floor(start, place)
    longest = deadline.value * LONGEST[deadline.unit] + 30
    until = by.astimezone(place.tz).date()
    days = [until - longest * DAY + i * DAY for i in range(longest + 1)]

    def ends(day: dt.date) -> dt.datetime:
        return _end_of(_days(deadline, day, place)[0], place)

    fits = bisect.bisect_right(days, by.astimezone(dt.UTC), key=ends)  # `ends` never falls as the day rises
    return _end_of(days[0] + (fits - 1) * DAY, place)


def _hours(value: int, start: dt.datetime, place: Calendar, *, union: bool) -> tuple[dt.datetime, tuple[str, ...]]:
    if not union:
        at = start + value * HOUR
        said = f"{value} full hours from {_time(start)}, holidays and weekends included"
        return at, (f"{PLAIN} {said}.",)
    first = _floor(start, place) + HOUR
    at = first + value * HOUR
    return at, (
        f"The event was at {_time(start)}; its hour is not counted ({EU}, article 3(1)).",
        f"The period starts at {_time(first)} (article 3(2)(a)).",
        f"It ends with the last of {value} hours, at {_time(at)}.",
        f"Counted from the moment of the event it would end at {_time(start + value * HOUR)}: plan for that.",
        "Holidays and weekends count, and the end is not moved (article 3(3) and (4)).",
    )


def _days(deadline: Deadline, event: dt.date, place: Calendar) -> tuple[dt.date, tuple[str, ...], Skipped]:
    """The last day of a period not in hours, the steps that lead to it, and the days passed over."""
    assert deadline.value is not None
    union = deadline.calendar == "eu-1182-71"
    steps = [f"The day of the event is not counted ({EU}, article 3(1))." if union else f"{PLAIN} {NOT_COUNTED}."]
    if deadline.unit == "working_days":
        last, skipped = _working(event, deadline.value, deadline.state, place, union=union)
        whose = deadline.state or place.state
        steps.append(f"Only working days of {whose} count{' (article 3(3))' if union else ''}.")
        steps += _passed(skipped, "does not count")
        return last, tuple(steps), tuple(skipped)
    last, how = _calendar_end(deadline.value, str(deadline.unit), event)
    steps.append(f"{how}{' (article 3(2))' if union else ''}: {_day(last)}.")
    if not union:
        steps.append("Weekends and holidays count, and the end is not moved: plain calendar days.")
        return last, tuple(steps), ()
    passed: list[tuple[dt.date, str]] = []
    last = _next_open(last, place, passed)
    if passed:
        steps += _passed(passed, "is no working day")
        steps.append(f"The end moves to the next working day, {_day(last)} (article 3(4)).")
        if deadline.bound == "at_least":
            steps.append(
                f"Whoever wants it to go on acts by {_day(passed[0][0])}, and does not count on the added days."
            )
    if deadline.unit == "days" and deadline.value >= 2:
        second, skipped = _working(event, 2, None, place, union=True)
        if second > last:
            steps.append(f"Two days or more include two working days: the end moves to {_day(second)} (article 3(5)).")
            last, passed = second, skipped
    return last, tuple(steps), tuple(passed)


def _calendar_end(value: int, unit: str, event: dt.date) -> tuple[dt.date, str]:
    if unit == "days":
        return event + value * DAY, f"{value} days"
    if unit == "weeks":
        return event + 7 * value * DAY, f"The same weekday, {value} weeks on"
    ahead = event.year * 12 + event.month - 1 + value * (12 if unit == "years" else 1)
    year, month = ahead // 12, ahead % 12 + 1
    end = months.monthrange(year, month)[1]
    if event.day > end:
        return dt.date(year, month, end), f"That month has no day {event.day}, so its last day, {value} {unit} on"
    return dt.date(year, month, event.day), f"The same date, {value} {unit} on"


def _working(
    event: dt.date, value: int, state: str | None, place: Calendar, *, union: bool
) -> tuple[dt.date, list[tuple[dt.date, str]]]:
    day, skipped = event, list[tuple[dt.date, str]]()
    for _ in range(value):
        day += DAY
        while why := place.closed(day, state, union=union):
            skipped.append((day, why))
            day += DAY
    return day, skipped


def _next_open(day: dt.date, place: Calendar, passed: list[tuple[dt.date, str]]) -> dt.date:
    while why := place.closed(day, None, union=True):
        passed.append((day, why))
        day += DAY
    return day


def _passed(days: list[tuple[dt.date, str]], what: str) -> list[str]:
    return [f"{_day(day)} {what}{'' if why == f'{day:%A}' else f' ({why})'}." for day, why in days]


def _end_of(day: dt.date, place: Calendar) -> dt.datetime:
    """The first moment after `day` on the place's own clock, as UTC."""
    return dt.datetime.combine(day + DAY, dt.time(), tzinfo=place.tz).astimezone(dt.UTC)


def _floor(moment: dt.datetime, place: Calendar) -> dt.datetime:
    """The beginning of the hour on the place's own clock, as UTC (a zone may stand half an hour off)."""
    local = moment.astimezone(place.tz)
    into = dt.timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return moment.astimezone(dt.UTC) - into


def _day(day: dt.date | None) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}" if day else "no day"


def _time(moment: dt.datetime) -> str:
    return f"{moment:%H:%M} UTC on {_day(moment.date())}"
