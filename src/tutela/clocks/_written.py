"""Times as somebody wrote them: the text is kept, and what its zone rests on; nothing is silently taken for UTC."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

ZoneBasis = Literal["written", "export", "device", "assumed", "none"]
"""What the zone rests on: it stands in the text itself; the export or the device that the text came from says it;
somebody assumed it; nothing."""

MOST_CHARACTERS = 200
_FORM = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)"
    r"(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<part>\d{1,30}))?)?)?"
    r"(?P<zone>Z|[+-]\d\d:\d\d)?",
    re.ASCII,
)
_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>\d\d):(?P<minutes>[0-5]\d)", re.ASCII)
_WEST, _EAST = dt.timedelta(hours=12), dt.timedelta(hours=14)  # local times that are in use run from UTC−12 to UTC+14
_TICK = dt.timedelta(microseconds=1)


class TimeError(ValueError):
    """A written time that contradicts itself: what was wrong and what was expected."""


@dataclass(frozen=True)
class WrittenTime:
    """A time or a day, exactly as it was written.

    Args:
        as_written: the text; a form of ISO 8601 (`2026-10-03T14:05:00+02:00`, seconds, parts of them and the zone may
            be left out, or the time altogether) can be compared, any other is kept and compares with nothing.
        basis: what its zone rests on.
        zone: the zone where the text does not hold it, as an IANA name or as `+02:00`; None with the bases `written`
            and `none`.

    Raises:
        TimeError: text, basis and zone contradict each other; the message says how.
    """

    as_written: str
    basis: ZoneBasis = "none"
    zone: str | None = None

    def __post_init__(self) -> None:
        said = self.as_written
        if not said.strip() or len(said) > MOST_CHARACTERS:
            raise TimeError(f"a time of {len(said)} characters; expected 1 to {MOST_CHARACTERS}")
        form = _form(said)
        if (self.basis == "written") != bool(form and form.zone):
            raise TimeError(
                f"{said!r}: its zone is given as `{self.basis}`; expected `written` where the text ends in Z or an "
                "offset such as +02:00, and nowhere else"
            )
        if (self.zone is None) != (self.basis in ("written", "none")):
            raise TimeError(
                f"{said!r}: zone {self.zone!r} with the basis `{self.basis}`; expected one that goes with it"
            )
        if self.zone is not None:
            _zone(self.zone)

    @classmethod
    def of(cls, said: str) -> WrittenTime:
        """`said`, with the basis `written` or `none` as the text itself has it."""
        form = _form(said)
        return cls(said, "written" if form and form.zone else "none")

    @classmethod
    def at_moment(cls, moment: dt.datetime) -> WrittenTime:
        """An aware moment, written in UTC with microseconds.

        Raises:
            TimeError: the moment has no zone.
        """
        if moment.tzinfo is None:
            raise TimeError(f"{moment} has no time zone; expected an aware time")
        return cls(moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z", "written")

    @property
    def between(self) -> tuple[dt.datetime, dt.datetime] | None:
        """The earliest and the latest moment that the text can mean, in UTC: equal where it means one moment.

        A day is all of it; without a zone, the hours are those of every zone in use; a local time that the clock
        showed twice is both. None where the text is of no known form, or outside of the calendar.
        """
        form = _form(self.as_written)
        if form is None:
            return None
        span = dt.timedelta(days=1) - _TICK if form.day else dt.timedelta()
        try:
            if form.zone or self.zone:
                tz = _zone(form.zone or self.zone or "")
                sides = [form.local.replace(tzinfo=tz, fold=fold).astimezone(dt.UTC) for fold in (0, 1)]
                return min(sides), max(sides) + span
            plain = form.local.replace(tzinfo=dt.UTC)
            return plain - _EAST, plain + _WEST + span
        except OverflowError:
            return None

    @property
    def at(self) -> dt.datetime | None:
        """The one moment that the text means, in UTC; None where it may mean several, or is of no known form."""
        between = self.between
        return between[0] if between and between[0] == between[1] else None

    @property
    def said(self) -> str:
        """The text, and what its zone rests on, for a person."""
        told = {"written": "", "none": " (zone not said)"}
        return self.as_written + told.get(self.basis, f" ({self.zone}, {_BASES.get(self.basis, '')})")


_BASES = {"export": "as the export says", "device": "as the device was set", "assumed": "assumed"}


@dataclass(frozen=True, slots=True)
class _Form:
    """Day and time without a zone, microseconds at the finest; `day`: the time was not said; the zone in the text."""

    local: dt.datetime
    day: bool
    zone: str | None


@lru_cache(1024)  # a text is looked at several times: when it is made, checked and compared
def _form(said: str) -> _Form | None:
    """What the text says; None where it is of no known form, or the calendar or the clock has none such."""
    form = _FORM.fullmatch(said)
    if form is None:
        return None
    hour, minute, second, part = (form[name] or "0" for name in ("hour", "minute", "second", "part"))
    try:
        local = dt.datetime.fromisoformat(form["date"])
        if form["zone"]:
            _zone(form["zone"])
        if hour == "24" and not int(minute + second + part):  # ISO 8601 and XML Schema write the end of a day so
            local += dt.timedelta(days=1)
        else:
            tick = int(part[:6].ljust(6, "0"))
            local = local.replace(hour=int(hour), minute=int(minute), second=int(second), microsecond=tick)
    except (ValueError, OverflowError):
        return None
    return _Form(local, form["hour"] is None, form["zone"])


def _zone(said: str) -> dt.tzinfo:
    if said == "Z":
        return dt.UTC
    if offset := _OFFSET.fullmatch(said):
        ahead = dt.timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"]))
        if ahead <= _EAST:  # XML Schema: the most that is in use
            return dt.timezone(-ahead if offset["sign"] == "-" else ahead)
    else:
        try:
            return zoneinfo.ZoneInfo(said)
        except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
            pass
    raise TimeError(f"{said!r} is no time zone; expected an IANA name such as Europe/Vienna, or +hh:mm up to 14:00")
