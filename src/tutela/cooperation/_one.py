"""The whole answer for one route: status, what it serves, its clocks, what may make it bounce, what to write."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from tutela.clocks import CalendarError, Deadline, due
from tutela.cooperation._answers import (
    Check,
    ConditionAnswer,
    DeadlineAnswer,
    Question,
    RouteAnswer,
    Served,
    Serves,
    UrgentAnswer,
    Why,
)
from tutela.cooperation._dual import dual_criminality
from tutela.cooperation._schema import Book, Condition, DataKind, Route
from tutela.cooperation._states import reasons, reservation, status
from tutela.corpus import review_said


def answer(route: Route, serves: Serves, book: Book, asked: Question) -> RouteAnswer:
    """Everything about `route` for the question; where it serves nothing of the need, about all that it could give."""
    whole = serves or Serves(_served(route.preserves), _served(route.obtains))
    dual = dual_criminality(route, whole, asked)
    unreached = []
    if route.threshold and dual.threshold and dual.threshold.met == "no" and whole.kinds <= set(route.threshold.data):
        unreached.append(Why("no", dual.threshold.why, dual.threshold.source))
    why = reasons(route, asked, *unreached)
    urgent = None
    if route.urgent:
        clocks = tuple(_deadline(d, _first_event(route.urgent.deadlines), asked) for d in route.urgent.deadlines)
        urgent = UrgentAnswer(route.urgent.is_route, route.urgent.how, clocks, route.urgent.source)
    return RouteAnswer(
        id=route.id,
        name=route.name,
        family=route.family,
        status=status(why),
        why=why,
        legal_basis=tuple(c.said for c in route.legal_basis),
        direction=route.direction,
        who_may_ask=route.who_may_ask,
        who_answers=route.who_answers,
        serves=serves,
        deadlines=tuple(_deadline(d, _first_event(route.deadlines), asked) for d in route.deadlines),
        urgent=urgent,
        dual_criminality=dual,
        check_before_sending=_checks(route, whole, asked),
        conditions=tuple(_condition(c, asked) for c in route.conditions),
        forms=tuple(book.forms[f] for f in route.forms),
        instead=route.instead,
        source=route.source,
        basis=route.basis,
        basis_note=route.basis_note,
        review=review_said(route.review),
        text_as_of=route.as_of,
        note=route.note,
    )


def serves(route: Route, asked: Question) -> Serves:
    """What `route` gives of the kinds of data that are needed."""
    need = asked.need
    return Serves(
        tuple(s for s in _served(route.preserves) if need.preserve and s.kind in need.data),
        tuple(s for s in _served(route.obtains) if need.obtain and s.kind in need.data),
    )


def _served(kinds: Mapping[DataKind, str]) -> tuple[Served, ...]:
    return tuple(Served(kind, words) for kind, words in kinds.items())


def _first_event(deadlines: list[Deadline]) -> str | None:
    return next((d.event for d in deadlines if d.legal), None)


def _deadline(deadline: Deadline, event: str | None, asked: Question) -> DeadlineAnswer:
    """Counted only where it runs from the route's first event, which is the start that was given."""
    found = DeadlineAnswer(deadline.what, deadline.said, deadline.legal, deadline.event, deadline.source)
    if asked.start is None or not deadline.legal or deadline.event != event:
        return found
    try:
        return dataclasses.replace(found, due=due(deadline, asked.start, asked.calendar))
    except CalendarError as err:
        return dataclasses.replace(found, problem=str(err))


def _checks(route: Route, whole: Serves, asked: Question) -> tuple[Check, ...]:
    """The grounds that can concern what is asked for, less those that rest on a reservation which was not made."""
    checks = []
    for b in route.bounces:
        if b.data and not whole.kinds & set(b.data):
            continue
        if b.right is None:
            checks.append(Check(b.ask, b.ground, b.source))
            continue
        used = reservation(route, b.right, asked)
        if used.answer != "no":
            checks.append(Check(b.ask, b.ground, b.source, used.answer, used.why))
    return tuple(checks)


def _condition(condition: Condition, asked: Question) -> ConditionAnswer:
    if condition.fact == "danger_to_life":
        return ConditionAnswer(condition.say, "yes" if asked.need.urgent else "no", condition.source)
    return ConditionAnswer(condition.say, "ask", condition.source)
