"""Where a period is counted: whose public holidays, whose weekend, which time zone.

Holidays come from the `holidays` library (https://github.com/vacanza/holidays). It knows states and subdivisions from
some year to some year; outside of what it knows there is an error, because a missing holiday would look like a working
day.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import zoneinfo
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import holidays

WEEKEND = frozenset({5, 6})  # Saturday and Sunday: Regulation 1182/71, article 2(2), whatever a state's own weekend


class CalendarError(ValueError):
    """A period that cannot be counted as asked: what is missing or not known, and what to give instead."""


@dataclass(frozen=True)
class Calendar:
    """The place where the action must be taken. `state`: ISO 3166-1 or 3166-2 (`ES`, `ES-CT`) for holidays; `zone`: an
    IANA name.

    Without a zone days are counted at the offset in which the event's time was given, UTC if that is none; `zone_said`
    says whose the zone is. Without a state nothing that turns on working days can be counted.
    """

    state: str | None = None
    zone: str | None = None
    zone_said: str = ""
    offset: dt.timedelta = dt.timedelta()

    def seen_from(self, moment: dt.datetime) -> Calendar:
        """The same place, at the zone or offset of an aware `moment` where it has no zone of its own."""
        if self.zone:
            return self
        if isinstance(moment.tzinfo, zoneinfo.ZoneInfo) and moment.tzinfo.key != "UTC":
            return dataclasses.replace(self, zone=moment.tzinfo.key, zone_said="that of the time given")
        return dataclasses.replace(self, offset=moment.utcoffset() or dt.timedelta())

    @property
    def tz(self) -> dt.tzinfo:
        """The zone of the days; without one, the offset.

        Raises:
            CalendarError: no such zone.
        """
        if self.zone is None and self.offset:
            return dt.timezone(self.offset)
        try:
            return zoneinfo.ZoneInfo(self.zone or "UTC")
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as err:
            raise CalendarError(f"{self.zone!r} is no time zone; expected an IANA name such as Europe/Vienna") from err

    def closed(self, day: dt.date, state: str | None, *, union: bool) -> str | None:
        """Why `day` is no working day in `state` (None: the calendar's own), in words; None where it is one.

        `union`: Saturday and Sunday are the weekend (Regulation 1182/71); else the state's own weekend is.

        Raises:
            CalendarError: no state is given, or the library does not know the state, the subdivision or the year.
        """
        place = state or self.state
        if place is None:
            raise CalendarError(
                "this period turns on working days and no state is given; expected Calendar(state=...) of the receiver"
            )
        days = _holidays(place, day.year)
        if day.weekday() in (WEEKEND if union else days.weekend):
            return f"{day:%A}"
        return days.get(day) if day in days else None

    def holidays_of(self, state: str | None) -> str:
        """Whose holidays are counted, for an explanation."""
        place = state or self.state or "no state"
        return place if "-" in place else f"{place} as a whole, not those kept in one part of it only"


@functools.lru_cache(maxsize=256)
def _holidays(place: str, year: int) -> holidays.HolidayBase:
    import holidays  # only when a period turns on working days: most do not, and it is slow to start

    state, _, part = place.partition("-")
    try:
        known = holidays.country_holidays(state)
        speaks = "en_US" if "en_US" in known.supported_languages else None
        days = holidays.country_holidays(state, subdiv=part or None, years=year, language=speaks)
    except NotImplementedError as err:
        raise CalendarError(
            f"the holidays of {place} are not known to the `holidays` library; expected a state, or a state and "
            "subdivision, that it knows; else count this period by hand"
        ) from err
    if not known.start_year <= year <= known.end_year:
        raise CalendarError(
            f"the holidays of {place} in {year} are not known; expected a year from {known.start_year} "
            f"to {known.end_year}"
        )
    return days
