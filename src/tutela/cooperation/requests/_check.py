"""Will it bounce? Everything for which the receiver would refuse or return a request, before it is sent.

The order of the questions: is there such a route today, does it carry this; is the law stated, by people and not by a
draft; does a live decision cover it; does the form say all that it must and no more; in which language; in time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tutela.cooperation import Act, Need, RouteAnswer, Routes, routes
from tutela.cooperation.requests._check_form import on_form, on_language
from tutela.cooperation.requests._check_law import on_law
from tutela.cooperation.requests._check_time import on_time
from tutela.cooperation.requests._coverage import covers
from tutela.cooperation.requests._finding import Finding
from tutela.cooperation.requests._form import form_of, route_of
from tutela.cooperation.requests._request import Request, RequestError
from tutela.law import Check

ASKABLE = frozenset({"authority", "provider", "police", "hotline"})
"""Directions of routes on which one side asks and the other answers; on the others nothing is asked."""


def route_answer(request: Request, using: Routes, at: dt.datetime, acts: Sequence[Act] = ()) -> RouteAnswer:
    """The request's route between its two states on the day of `at`, with its deadlines counted from `made_at`.

    Raises:
        RouteError: the states, data or families are not as expected, or the two states are the same.
        RequestError: there is no such route.
    """
    route = route_of(request, using)
    need = Need(
        frozenset(request.data or {**route.preserves, **route.obtains}),
        preserve=request.purpose == "preserve",
        obtain=request.purpose == "obtain",
        urgent=request.emergency,
        provider_state=request.custodian.state if request.custodian else None,
    )
    found = routes(
        need, request.asks, request.asked, at.date(), families=request.families, max_years=request.max_years,
        start=request.made_at, acts=acts, all=True, using=using,
    )  # fmt: skip
    return next(r for r in found if r.id == route.id)


def check_before_sending(
    request: Request,
    using: Routes,
    at: dt.datetime,
    *,
    check: Check | None = None,
    acts: Sequence[Act] = (),
    withheld: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """Every finding about sending `request` at `at`; the blocking ones first.

    Args:
        check: what the law room answers in this case, whether or not it is attached.
        acts: what was done, as far as known, for routes that turn on it.
        withheld: names and other words of the case that leave this house in no request (of the child, of whoever
            reported); they are looked for in everything that was written.

    Raises:
        RequestError: `at` has no time zone, or the route or form does not exist.
        RouteError: the states, data or families are not as expected.
    """
    if at.tzinfo is None:
        raise RequestError(f"{at} has no time zone; expected an aware time")
    form, answer = form_of(request, using), route_answer(request, using, at, acts)
    found = [
        *_on_route(request, answer, using),
        *on_law(request, answer, at, check),
        *_on_decision(request, using, at),
        *on_form(request, form, using, withheld),
        *on_language(request, form, using),
        *on_time(request, form, using, at),
        *_to_weigh(answer),
    ]
    weighed = [replace(f, considered=request.considered.get(f.id)) if f.weight == "advice" else f for f in found]
    return tuple(sorted(weighed, key=lambda f: f.weight != "blocking"))


def _on_route(request: Request, answer: RouteAnswer, using: Routes) -> Iterator[Finding]:
    route, form = route_of(request, using), form_of(request, using)
    instead = f"take another route: {answer.instead}" if answer.instead else "take another route"
    if answer.direction not in ASKABLE or not form.purposes:
        said = f"Nobody is asked for anything on {answer.id}: {answer.who_may_ask}."
        yield Finding("route.no_request", "blocking", said, answer.source, instead)
    elif request.purpose not in form.purposes:
        said = f"The form {form.id} is to {' or '.join(form.purposes)} data, not to {request.purpose} them."
        yield Finding(
            "form.purpose", "blocking", said, form.source, "take another form of this route, or another route"
        )
    if answer.status == "closed":
        yield Finding(
            "route.closed", "blocking", f"{answer.id} is closed: {answer.because}", answer.why[0].source, instead
        )
    elif answer.status == "unknown":
        do = "confirm it, and write down who did"
        for n, why in enumerate(w for w in answer.why if w.answer == "unknown"):
            yield Finding(
                f"route.unknown.{n}", "advice", f"Whether {answer.id} is open is not known: {why.said}", why.source, do
            )
    carried = route.preserves if request.purpose == "preserve" else route.obtains
    if more := [kind for kind in request.data if kind not in carried]:
        gives = ", ".join(carried) or "nothing"
        said = f"{answer.id} does not {request.purpose} {', '.join(more)}; it does {gives}."
        yield Finding(
            "data.route", "blocking", said, answer.source, f"ask for these on another route: {answer.instead}", "data"
        )
    if form.data and (odd := [kind for kind in request.data if kind not in form.data]):
        said = f"The form {form.id} is for {', '.join(form.data)}, not for {', '.join(odd)}."
        yield Finding("data.form", "blocking", said, form.source, "take the form that is for these data", "data")
    if answer.unverified:
        yield Finding(
            "route.unverified",
            "advice",
            f"{answer.id} is {answer.rests_on}.",
            answer.source,
            "have a lawyer compare it with the text",
        )
    yield Finding(
        "sender", "advice", f"Who may ask: {answer.who_may_ask}. Is {request.sender.name} that?", answer.source,
        "confirm it, or send it through whoever may",
    )  # fmt: skip
    for n, condition in enumerate(c for c in answer.conditions if c.answer == "ask"):
        yield Finding(
            f"condition.{n}",
            "advice",
            f"Confirm that {condition.said}.",
            condition.source,
            "confirm it, and write down who did",
        )


def _on_decision(request: Request, using: Routes, at: dt.datetime) -> Iterator[Finding]:
    rule = form_of(request, using).decision
    if request.decision is None:
        if rule.needed == "required":
            do = "have it decided, or record the decision that was made elsewhere"
            yield Finding(
                "decision.missing",
                "blocking",
                f"No decision stands behind it: {rule.say}.",
                rule.source,
                do,
                "decision",
            )
        elif rule.needed == "own_law":
            do = "confirm that your own law asks for none, or add the decision"
            yield Finding(
                "decision.own_law", "advice", f"No decision is added: {rule.say}.", rule.source, do, "decision"
            )
        return
    gaps = covers(request.decision, request, at).gaps
    for n, gap in enumerate(gaps):
        do = "ask for a decision that covers it, or ask for less"
        source = request.decision.number or request.decision.said
        said = f"{request.decision.said[0].upper()}{request.decision.said[1:]} does not cover this request. {gap.said}"
        yield Finding(f"decision.{gap.respect}.{n}", "blocking", said, source, do, "decision")


def _to_weigh(answer: RouteAnswer) -> Iterator[Finding]:
    """The route's own questions before sending."""
    happens = {
        "refuse": "it may be refused", "postpone": "it may be put off", "return": "it may come back",
        "limit": "it may be limited",
    }  # fmt: skip
    seen = dict[str, int]()
    for ask in answer.check_before_sending:
        if ask.applies == "no":
            continue
        seen[ask.source] = seen.get(ask.source, 0) + 1
        name = f"ask.{answer.id}.{ask.source}" + (f".{seen[ask.source]}" if seen[ask.source] > 1 else "")
        said = f"{ask.ask} {ask.why}".strip()
        yield Finding(name, "advice", said, ask.source, f"weigh it: otherwise {happens[ask.ground]}")
