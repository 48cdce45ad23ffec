"""Whether a route's conditions on the states hold on a day: who is bound, who is meant, who has reserved what."""

from __future__ import annotations

from collections.abc import Iterator

from tutela.cooperation._answers import Question, Why
from tutela.cooperation._schema import PartyTest, Route, Side, Status, Ternary
from tutela.law import Reserved, reserved, standing

ORDER: dict[Ternary, int] = {"no": 0, "unknown": 1, "yes": 2}


def reasons(route: Route, asked: Question, *more: Why) -> tuple[Why, ...]:
    """Every condition of `route` with its answer, and `more` of them, those that decide first."""
    found = [*more, *(why for test in route.test for why in _test(test, route, asked))]
    for right in route.unless_reserved:
        used = reservation(route, right, asked)
        lets: dict[Ternary, Ternary] = {"yes": "no", "no": "yes", "unknown": "unknown"}
        found.append(Why(lets[used.answer], used.why, right))
    for condition in route.conditions:
        if condition.fact == "danger_to_life":
            said = f"Needs {condition.say}; a danger to life is {'' if asked.need.urgent else 'not '}stated."
            found.append(Why("yes" if asked.need.urgent else "no", said, condition.source))
    if route.basis == "missing":
        found.append(
            Why("unknown", "The text of this route is not held, so it cannot be said to be open.", route.source)
        )
    return tuple(sorted(found, key=lambda w: ORDER[w.answer]))


def status(why: tuple[Why, ...]) -> Status:
    """closed where one condition fails, unknown where none fails and one is not known, else open."""
    answers = {w.answer for w in why}
    return "closed" if "no" in answers else "unknown" if "unknown" in answers else "open"


def reservation(route: Route, right: str, asked: Question) -> Reserved:
    """Whether the requested state has used `right`, a reservation right of an instrument the route rests on."""
    for cited in route.legal_basis:
        instrument = asked.instruments.get(cited.instrument)
        if instrument and any(r.id == right for r in instrument.rights):
            return reserved(instrument, asked.requested, right, asked.on)
    return Reserved("unknown", f"The law corpus holds no reservation right {right!r}.", None, route.source)


def _test(test: PartyTest, route: Route, asked: Question) -> Iterator[Why]:
    if test.kind == "any":
        yield Why("yes", f"Open to {test.say}.", test.source)
        return
    if test.kind == "membership":
        said = f"Open only if {test.say}; the corpus holds no list of members, so a person must confirm it."
        yield Why("unknown", said, test.source)
        return
    for side in test.who:
        state = asked.state(side)
        if state is None:
            said = f"The state under whose law the provider stands was not given ({test.say})."
            yield Why("unknown", said, test.source)
        elif test.kind == "state":
            yield _given(test, side, state)
        else:
            yield _bound(test, side, route, state, asked)


def _given(test: PartyTest, side: Side, state: str) -> Why:
    if state == test.is_state:
        return Why("yes", f"The {side} state is {state}: {test.say}.", test.source)
    return Why(
        "no" if test.otherwise == "closed" else "unknown",
        f"The {side} state is {state}, not {test.is_state}: {test.say}.",
        test.source,
    )


def _bound(test: PartyTest, side: Side, route: Route, state: str, asked: Question) -> Why:
    name = str(test.instrument)
    article = next((c.said for c in route.legal_basis if c.instrument == name), name)
    instrument = asked.instruments.get(name)
    if instrument is None:
        return Why("unknown", f"The law corpus holds nothing on {name}.", article)
    found, source = standing(instrument, state, asked.on), f"{article}; parties: {instrument.source}"
    if found.answer == "yes" and test.until and asked.on > test.until:
        said = f"{state} was bound by {instrument.title} until {test.until}; whether it still is: {test.say}."
        return Why("unknown", said, f"{article}; {test.source or route.source}")
    if found.answer == "no" and test.otherwise == "unknown":
        return Why("unknown", f"The {side} state is {state}: {test.say}. {found.why}", test.source or source)
    return Why(found.answer, found.why, source)
