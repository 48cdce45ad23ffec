"""The deadlines of a request as they arise: which have begun, on which side, and how they stand. Wishes stand apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tutela.clocks import Calendar, CalendarError, Clock, Deadline, ticking
from tutela.cooperation import Period, Routes
from tutela.cooperation.replies._stand import stand
from tutela.cooperation.replies._steps import Happened, Preserved, Side
from tutela.cooperation.requests import Request, route_of


@dataclass(frozen=True)
class Running:
    """One clock. `kind`: legal (a text sets it); none (a text says how fast, and sets no number); told (the other side
    said it); wish (somebody would like it, no law stands behind it, nobody is ever overdue).

    `whose`: the side that must act. `clock` is None where it could not be counted, and `problem` says why. `held`: a
    time that had to last at least so long goes on without an end, because the data themselves were asked for.
    """

    what: str
    whose: Side
    kind: Literal["legal", "none", "told", "wish"]
    said: str
    source: str
    started_at: dt.datetime
    clock: Clock | None
    problem: str = ""
    held: bool = False


def clocks(
    request: Request, steps: Sequence[Happened], using: Routes, now: dt.datetime, calendar: Calendar | None = None
) -> tuple[Running, ...]:
    """Every deadline of the request's route that has begun by `now`, what the other side told, and the wish.

    Those for emergencies come first, where there is one. `calendar`: where days and holidays are counted (None: those
    of the requested state, in its zone where the corpus holds one).

    Raises:
        ReplyError: `steps` cannot have happened to this request.
    """
    stand(request, steps)
    past = [s for s in steps if s.at <= now]
    place = calendar or _place(request, using)
    found = list[Running]()
    for period in _periods(request, using):
        found += _runs(period, request, past, now, place, found)
    kept = [s for s in past if isinstance(s, Preserved)]
    if kept:
        found.append(_told(kept[-1], now, place))
    if request.wish is not None:
        found.append(_wish(request, past, now, place))
    return tuple(found)


def _place(request: Request, using: Routes) -> Calendar:
    zone = using.book.zones.get(request.asked)
    return Calendar(request.asked, zone.zone, f"that of {request.asked}") if zone else Calendar(request.asked)


def _periods(request: Request, using: Routes) -> Iterator[Period]:
    route = route_of(request, using)
    sides = {
        "requesting": request.asks, "requested": request.asked,
        "provider": request.custodian.state if request.custodian else None,
    }  # fmt: skip
    urgent = route.urgent.deadlines if route.urgent else []
    for period in (*urgent, *route.deadlines):
        emergency = period in urgent and period.only_if is None
        if emergency and not request.emergency:
            continue
        if period.only_if and period.only_if not in request.circumstances:
            continue
        if period.data and not set(period.data) & set(request.data):
            continue
        if all(sides[side] == state for side, state in period.when.items()) and period.starts and period.whose:
            yield period


def _runs(
    period: Period, request: Request, steps: list[Happened], now: dt.datetime, place: Calendar, before: list[Running]
) -> Iterator[Running]:
    """One clock for each time that its event happened; one that follows another begins where that ends."""
    starts = [request.made_at] if period.starts == "issued" else [s.at for s in steps if s.kind == period.starts]
    if period.after:
        first = next((r for r in before if r.what == period.after and r.clock and r.clock.due.at), None)
        starts = [first.clock.due.at] if starts and first and first.clock and first.clock.due.at else []
    elif period.starts not in ("asked_back", "preserved"):
        starts = starts[:1]
    elif period.starts == "preserved":
        starts = starts[-1:]
    for start in starts:
        met = next((s.at for s in steps if s.kind in period.met_by and s.at >= start), None)
        held = any(s.kind in period.held_by for s in steps)
        kind: Literal["legal", "none"] = "legal" if period.legal else "none"
        assert period.whose is not None
        try:
            clock = ticking(period, start, now, place, met_at=met) if not period.reported else None
        except CalendarError as err:
            yield Running(period.what, period.whose, kind, period.said, period.source, start, None, str(err), held)
            continue
        said = clock.due.said if clock is not None and period.legal else period.said
        yield Running(period.what, period.whose, kind, said, period.source, start, clock, "", held)


def _told(step: Preserved, now: dt.datetime, place: Calendar) -> Running:
    """What the other side said: until when the data are kept."""
    days = max((step.until - step.at.astimezone(place.seen_from(step.at).tz).date()).days, 1)
    told = Deadline(
        what="data are kept", value=days, unit="days", bound="at_least", event="the day it was told",
        text=f"until {step.until}", source=step.reference or step.by or "the other side",
    )  # fmt: skip
    return Running(
        told.what,
        "asked",
        "told",
        f"until {step.until}, as told",
        told.source,
        step.at,
        ticking(told, step.at, now, place),
    )


def _wish(request: Request, steps: list[Happened], now: dt.datetime, place: Calendar) -> Running:
    assert request.wish is not None
    wished = Deadline(what="answer", text="a wish", source="the request").wished(request.wish)
    done = next(
        (s.at for s in steps if s.kind in ("preserved", "produced", "refused", "impossible", "withdrawn")), None
    )
    clock = ticking(wished, request.made_at, now, place, met_at=done)
    return Running("answer", "asked", "wish", f"wished for by {request.wish}", "the request", request.made_at, clock)
