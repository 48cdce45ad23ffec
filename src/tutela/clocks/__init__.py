"""Legal deadlines, counted as the text that sets them says, with each step in words.

Flow: a text's period is a `Deadline` (value, unit, the counting rules, from which event, at most or at least, or none
at all); `due` counts it from an event in a `Calendar` (whose holidays, which time zone) and gives a `Due`: a moment in
UTC, and every rule used and holiday skipped. `latest_start` asks the inverse, `ticking` how a running period stands
now. A `wish` is an officer's date: kept apart from the law, shown differently, never overdue. A `WrittenTime` is a
time as somebody else wrote it, with what its zone rests on.
"""

from tutela.clocks._count import Due, due, latest_start
from tutela.clocks._deadline import Counting, Deadline, Unit
from tutela.clocks._ticking import Clock, State, ticking
from tutela.clocks._workdays import Calendar, CalendarError
from tutela.clocks._written import TimeError, WrittenTime, ZoneBasis

__all__ = [
    "Calendar", "CalendarError", "Clock", "Counting", "Deadline", "Due", "State", "TimeError", "Unit", "WrittenTime",
    "ZoneBasis", "due", "latest_start", "ticking",
]  # fmt: skip
