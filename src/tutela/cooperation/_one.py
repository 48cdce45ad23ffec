"""The whole answer for one route: status, what it serves, its clocks, what may make it bounce, what to write."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from tutela.clocks import CalendarError, due
from tutela.cooperation._answers import (
    Check,
    ConditionAnswer,
    DeadlineAnswer,
    DualAnswer,
    Question,
    RouteAnswer,
    Served,
    Serves,
    UrgentAnswer,
    Why,
)
from tutela.cooperation._conduct import within
from tutela.cooperation._dual import dual_criminality
from tutela.cooperation._forms import DataKind
from tutela.cooperation._schema import Book, Condition, Period, Route
from tutela.cooperation._states import reasons, reservation, status
from tutela.corpus import review_said


def answer(route: Route, serves: Serves, book: Book, asked: Question) -> RouteAnswer:
    """Everything about `route` for the question; where it serves nothing of the need, about all that it could give."""
    whole = serves or Serves(_served(route.preserves), _served(route.obtains))
    dual = dual_criminality(route, whole, asked)
    why = reasons(route, asked, *_on_conduct(route, whole, dual, asked))
    urgent = None
    if route.urgent:
        clocks = _deadlines(route.urgent.deadlines, asked)
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
        deadlines=_deadlines(route.deadlines, asked) or (_no_deadline(route),),
        urgent=urgent,
        dual_criminality=dual,
        check_before_sending=_checks(route, whole, asked),
        conditions=(*_to_ask(route, dual, asked), *(_condition(c, asked) for c in route.conditions)),
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


def _on_conduct(route: Route, whole: Serves, dual: DualAnswer, asked: Question) -> Iterator[Why]:
    """What the route asks of the conduct itself: its subject, and the weight of the offence."""
    if subject := route.subject:
        found = within(subject, asked.acts)
        said = {
            "yes": "The conduct stated is of the kind this route is for.",
            "no": f"The conduct stated is not what this route is for, which asks: {subject.ask}",
            "unknown": subject.ask,
        }
        yield Why(found, said[found], subject.source)
    if route.threshold is None or dual.threshold is None or not (asked.acts or asked.max_years is not None):
        return
    met, why, source = dual.threshold.met, dual.threshold.why, dual.threshold.source
    rest = sorted(whole.kinds - set(route.threshold.data)) if route.threshold.data else []
    if rest and met != "yes":
        surely = "only" if met == "no" else "surely only"
        yield Why("yes", f"As for the penalty, open {surely} for {', '.join(rest)}. {why}", source)
    else:
        yield Why(met, why, source)


def _to_ask(route: Route, dual: DualAnswer, asked: Question) -> Iterator[ConditionAnswer]:
    """The threshold as a condition to confirm, while nothing is known of the conduct or its penalty."""
    if route.threshold and dual.threshold and not asked.acts and asked.max_years is None:
        yield ConditionAnswer(route.threshold.say, "ask", route.threshold.source)


def _deadlines(deadlines: list[Period], asked: Question) -> tuple[DeadlineAnswer, ...]:
    """Those that are set between these states."""
    meant = [d for d in deadlines if all(asked.state(side) == state for side, state in d.when.items())]
    event = next((d.event for d in meant if d.legal), None)
    return tuple(_deadline(d, event, asked) for d in meant)


def _no_deadline(route: Route) -> DeadlineAnswer:
    return DeadlineAnswer("answer", "no legal deadline known between these states", False, "", route.source)


def _deadline(deadline: Period, event: str | None, asked: Question) -> DeadlineAnswer:
    """Counted only where it runs from the route's first event, which is the start that was given."""
    found = DeadlineAnswer(deadline.what, deadline.said, deadline.legal, deadline.event, deadline.source)
    if asked.start is None or not deadline.legal or deadline.event != event:
        return found
    try:
        counted = due(deadline, asked.start, asked.calendar)
    except CalendarError as err:
        return dataclasses.replace(found, problem=str(err))
    unit = "moment" if deadline.unit == "hours" else "day"
    assumes = f"if the {unit} of {deadline.event} is the {unit} of sending"
    return dataclasses.replace(found, due=dataclasses.replace(counted, assumes=assumes))


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
