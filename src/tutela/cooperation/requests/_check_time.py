"""Is it still in time: extensions, validations afterwards, wishes, and data that may be gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tutela.clocks import Calendar, CalendarError, due
from tutela.cooperation import Form, Routes
from tutela.cooperation.requests._finding import Finding
from tutela.cooperation.requests._form import is_extension, route_of
from tutela.cooperation.requests._request import Request

LIVE = frozenset({"live_traffic", "live_content"})
SOON = dt.timedelta(days=7)  # a convention of this list, not of any law


def on_time(request: Request, form: Form, using: Routes, at: dt.datetime) -> Iterator[Finding]:
    yield from _wish(request, at)
    yield from _earlier(request, form, at)
    yield from _afterwards(request, using, at)
    yield from _future(request, at)


def _future(request: Request, at: dt.datetime) -> Iterator[Finding]:
    """Stored data are those that exist: a period that goes on is not covered beyond what is stored on arrival."""
    if request.period is None or not request.data or LIVE & set(request.data):
        return
    last = request.period.last
    if last is None or last > at.date():
        until = f"until {last}" if last else "without a last day"
        said = f"Its period runs {until}; only what is stored on arrival counts."
        do = "end the period today, or ask again later"
        yield Finding("period.future", "advice", said, "stored data are those that exist", do, "period")


def _wish(request: Request, at: dt.datetime) -> Iterator[Finding]:
    if request.wish is not None and request.wish < at.date():
        said = f"An answer is wished for by {request.wish}, which is past."
        yield Finding("wish.past", "blocking", said, "the request itself", "wish for a later day, or for none", "wish")


def _earlier(request: Request, form: Form, at: dt.datetime) -> Iterator[Finding]:
    """What must reach the other side while an earlier preservation lasts."""
    until = request.follows.preserved_until if request.follows else None
    prolongs = is_extension(request, form)
    must = bool(form.while_preserved) and (form.follow_up or prolongs)
    source = form.while_preserved or "the earlier request"
    if request.follows is None:
        if prolongs and not form.follow_up:
            said = "It is said to be an extension, and the earlier request is not named."
            yield Finding(
                "earlier.missing",
                "blocking",
                said,
                source,
                "name the earlier request, and until when the data are kept",
                "status",
            )
        return
    if until is None:
        if must:
            said = f"Until when the data of {request.follows.reference} are kept is not stated."
            yield Finding("earlier.unknown", "blocking", said, source, "state until when they are kept", "status")
        return
    if (late := (at.date() - until).days) > 0:
        ago = f"{late} day{'' if late == 1 else 's'} ago"
        said = f"The data of {request.follows.reference} were kept until {until}, {ago}."
        do = (
            "ask for preservation anew, at once"
            if must
            else "ask whether they are still there, and for preservation anew"
        )
        yield Finding("earlier.past", "blocking" if must else "advice", said, source, do, "status")
    elif until - at.date() <= SOON:
        said = f"The data of {request.follows.reference} are kept until {until} and no longer."
        yield Finding("earlier.soon", "advice", said, source, "send it at once", "status")


def _afterwards(request: Request, using: Routes, at: dt.datetime) -> Iterator[Finding]:
    """Duties of whoever asks that began when the order was issued, such as a validation afterwards."""
    route, zone = route_of(request, using), using.book.zones.get(request.asks)
    place = Calendar(request.asks, zone.zone if zone else None)
    for period in (*route.deadlines, *(route.urgent.deadlines if route.urgent else ())):
        if period.starts != "issued" or period.whose != "asks" or not period.legal:
            continue
        if period.only_if and period.only_if not in request.circumstances:
            continue
        try:
            end = due(period, request.made_at, place)
        except CalendarError as err:
            yield Finding("afterwards.uncounted", "advice", f"{period.what}: {err}", period.source, "count it by hand")
            continue
        assert end.at is not None
        if at >= end.at:
            said = f"{period.what[0].upper()}{period.what[1:]}: this was due {end.said}."
            yield Finding(
                "afterwards.past", "blocking", said, period.source, "withdraw the order, or add the validation"
            )
        else:
            yield Finding(
                "afterwards.due",
                "advice",
                f"{period.what[0].upper()}{period.what[1:]} {end.said}.",
                period.source,
                "do it in time",
            )
