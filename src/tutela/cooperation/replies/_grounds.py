"""On what grounds the other side may refuse, and whether its answer can stand: before it is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tutela.clocks import Calendar, CalendarError, due
from tutela.cooperation import Ground, RefusalRule, RouteAnswer, Routes
from tutela.cooperation.replies._steps import Grounded, Happened, Impossible, Postponed, Preserved, Produced, Refused
from tutela.cooperation.requests import Finding, Request, route_answer, route_of
from tutela.law import reserved

KIND = {"refused": "refuse", "postponed": "postpone", "impossible": "impossible"}


def grounds(request: Request, using: Routes) -> tuple[Ground, ...]:
    """The grounds that the corpus holds for the request's route and purpose, less those for other kinds of data.

    Raises:
        RequestError: there is no such route.
    """
    route_of(request, using)
    return tuple(
        g for g in using.book.grounds
        if request.route in g.routes and g.purpose in ("any", request.purpose)
        and (not g.data or set(g.data) & set(request.data))
    )  # fmt: skip


def refusal_rule(request: Request, using: Routes) -> RefusalRule | None:
    """Whether the list of grounds is closed for what is asked; None: the corpus says nothing."""
    rules = route_of(request, using).refusals
    return next((r for r in rules if r.purpose in ("any", request.purpose)), None)


def check_reply(
    step: Happened, request: Request, using: Routes, calendar: Calendar | None = None
) -> tuple[Finding, ...]:
    """What stands against giving this answer: a ground that is not on the list or not open to this state, reasons that
    are missing, a preservation that is too short, data that nobody asked for. `calendar`: of the side that answers.

    Raises:
        RequestError: there is no such route.
        RouteError: the request's states, data or families are not as expected.
    """
    match step:
        case Refused() | Postponed() | Impossible():
            return tuple(_grounded(step, request, using))
        case Preserved():
            return tuple(_kept(step, request, using, calendar))
        case Produced():
            return tuple(_produced(step, request))
    return ()


def _grounded(step: Grounded, request: Request, using: Routes) -> Iterator[Finding]:
    rule, open_to = refusal_rule(request, using), {g.id: g for g in grounds(request, using)}
    known = [g for g in open_to.values() if g.kind == KIND[step.kind]]
    listed = "; ".join(f"{g.id} ({g.article})" for g in known) or "none held"
    source = rule.source if rule else route_of(request, using).source
    ground = open_to.get(step.ground)
    if step.ground and ground is None:
        said = f"{step.ground!r} is no ground of {request.route} for this request."
        yield Finding("ground.unknown", "blocking", said, source, f"take one of: {listed}", "ground")
    elif ground is not None and ground.kind != KIND[step.kind]:
        said = f"{ground.id} is a ground to {ground.kind}, not to {KIND[step.kind]}."
        yield Finding("ground.kind", "blocking", said, ground.article, f"take one of: {listed}", "ground")
    elif ground is None and step.kind == "refused" and rule is not None and rule.closed == "yes":
        said = f"The list of grounds is closed: {rule.say}."
        yield Finding("ground.closed", "blocking", said, source, f"take one of: {listed}", "ground")
    elif (ground is None or ground.own_law) and not step.article:
        do = "name the article of the law or treaty on which it rests"
        yield Finding("ground.article", "blocking", "The ground is not named by its article.", source, do, "article")
    if not step.reasons.strip():
        why = rule.reasons if rule and rule.reasons else source
        yield Finding(
            "reasons", "blocking", "No reasons are given.", why, "write them; the other side decides by them", "reasons"
        )
    if ground is not None:
        yield from _open_to(ground, request, using, step.at)
    if rule is not None and rule.before and step.kind in ("refused", "postponed"):
        yield Finding(
            "before",
            "advice",
            f"Before that: {rule.before}.",
            rule.source,
            "consider it, and write down what was found",
        )


def _open_to(ground: Ground, request: Request, using: Routes, at: dt.datetime) -> Iterator[Finding]:
    """Whether this state may use the ground: its reservation, and the rule on dual criminality."""
    if ground.right is not None:
        used = _reserved(ground.right, request, using, at)
        if used is not None and used[0] == "no":
            do = "take another ground, or carry it out"
            yield Finding("ground.not_reserved", "blocking", used[1], ground.article, do, "ground")
        elif used is not None and used[0] == "unknown":
            yield Finding(
                "ground.reserved_unknown", "advice", used[1], ground.article, "look the reservation up", "ground"
            )
    if ground.dual:
        dual = _dual(request, using, at).dual_criminality
        if dual.required == "no":
            said = f"Dual criminality is not asked for here. {dual.why[0] if dual.why else ''}".strip()
            yield Finding(
                "ground.no_dual", "blocking", said, dual.source, "take another ground, or carry it out", "ground"
            )


def _dual(request: Request, using: Routes, at: dt.datetime) -> RouteAnswer:
    return route_answer(request, using, at)


def _reserved(right: str, request: Request, using: Routes, at: dt.datetime) -> tuple[str, str] | None:
    for cited in route_of(request, using).legal_basis:
        instrument = using.instruments.get(cited.instrument)
        if instrument and any(r.id == right for r in instrument.rights):
            found = reserved(instrument, request.asked, right, at.date())
            return found.answer, found.why
    return None


def _kept(step: Preserved, request: Request, using: Routes, calendar: Calendar | None) -> Iterator[Finding]:
    for period in route_of(request, using).deadlines:
        if period.bound != "at_least" or period.starts != "preserved" or not period.legal:
            continue
        try:
            end = due(period, step.at, calendar)
        except CalendarError as err:
            yield Finding(
                "kept.uncounted", "advice", f"{period.what}: {err}", period.source, "count it by hand", "until"
            )
            continue
        if end.last_day is not None and step.until < end.last_day:
            short = (end.last_day - step.until).days
            said = f"Kept until {step.until}: {short} day{'' if short == 1 else 's'} short of {period.said}."
            yield Finding(
                "kept.short", "blocking", said, period.source, f"keep them until {end.last_day} at least", "until"
            )


def _produced(step: Produced, request: Request) -> Iterator[Finding]:
    if more := sorted(set(step.data) - set(request.data)):
        said = f"Nobody asked for {', '.join(more)}."
        yield Finding("produced.more", "blocking", said, request.reference, "leave these out", "data")
