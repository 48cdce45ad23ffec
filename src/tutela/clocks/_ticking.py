"""How a running period stands at a given moment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from tutela.clocks._count import Due, due
from tutela.clocks._deadline import Deadline
from tutela.clocks._workdays import Calendar, CalendarError

State = Literal["running", "due_soon", "overdue", "met", "ended", "no_legal_deadline"]
"""`overdue`: a limit has passed unmet; `ended`: a time that had to last at least so long is over, so what it protected
may now go.
"""

SOON_AT_MOST = dt.timedelta(days=3)  # a convention of the display, not of any law
SOON_SHARE = 4  # the last quarter of a short period


@dataclass(frozen=True)
class Clock:
    """`remaining` until the end: negative when it has passed, None where the law sets no end. `late` of a met one: by
    how much.

    `wish_passed` is kept apart: a wish that has gone by makes nobody overdue.
    """

    state: State
    remaining: dt.timedelta | None
    due: Due
    late: dt.timedelta | None = None
    wish_passed: bool = False


def ticking(
    deadline: Deadline,
    start: dt.datetime,
    now: dt.datetime,
    calendar: Calendar | None = None,
    *,
    met_at: dt.datetime | None = None,
    soon: dt.timedelta | None = None,
) -> Clock:
    """The state of `deadline` at `now`, if its event happened at `start` and it was met at `met_at` (None: not yet).

    `soon`: how long before the end it counts as due soon (default: the last quarter, at most three days).

    Raises:
        CalendarError: a time has no zone, or holidays are needed that are not known.
    """
    for name, moment in (("now", now), ("met_at", met_at)):
        if moment is not None and moment.tzinfo is None:
            raise CalendarError(f"`{name}` {moment} has no time zone; expected an aware time")
    end = due(deadline, start, calendar)
    done = met_at is not None and met_at <= now
    tz = (calendar or Calendar()).seen_from(start).tz
    wish_passed = end.wish is not None and not done and now.astimezone(tz).date() > end.wish
    if end.at is None:
        return Clock("met" if done else "no_legal_deadline", None, end, wish_passed=wish_passed)
    remaining = end.at - now.astimezone(dt.UTC)
    if done and met_at is not None:
        late = met_at.astimezone(dt.UTC) - end.at
        return Clock("met", remaining, end, late if late >= dt.timedelta() and deadline.bound == "at_most" else None)
    if remaining <= dt.timedelta():
        return Clock("overdue" if deadline.bound == "at_most" else "ended", remaining, end, wish_passed=wish_passed)
    near = soon if soon is not None else min(SOON_AT_MOST, (end.at - end.start) / SOON_SHARE)
    return Clock("due_soon" if remaining <= near else "running", remaining, end, wish_passed=wish_passed)
