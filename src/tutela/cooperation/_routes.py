"""Every channel between two states on a day, in the order in which an officer should read them."""

from __future__ import annotations

import datetime as dt
import functools
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from tutela.clocks import Calendar
from tutela.cooperation._answers import Act, Need, Question, RouteAnswer
from tutela.cooperation._forms import DataKind
from tutela.cooperation._one import answer, serves
from tutela.cooperation._read import COOPERATION, check_boxes, cross_check
from tutela.cooperation._schema import Book, Route, Status
from tutela.corpus import Corpus, CorpusError, open_corpus
from tutela.law import LAW, Instrument

NARROW: tuple[DataKind, ...] = (
    "advice", "removal", "registration", "report", "spontaneous", "intelligence", "subscriber", "location", "traffic",
    "content", "testimony", "live_traffic", "live_content",
)  # fmt: skip
"""Kinds of data from the narrowest: what says least about a person, and leaves most of their communications alone."""

STATUSES: tuple[Status, ...] = ("open", "unknown", "closed")

EMERGENCY, SOON, PRESERVES, OBTAINS, FALLBACK, NOTHING = range(6)  # stages of DESIGN §8; the last serves nothing


class RouteError(ValueError):
    """A question about routes that cannot be put as asked: what was given, and what was expected."""


@dataclass(frozen=True)
class Routes:
    """The routes of one corpus, and the instruments and families of the law corpus that they are asked against."""

    book: Book
    instruments: Mapping[str, Instrument]
    families: frozenset[str]


def load(corpus: Corpus | None = None) -> Routes:
    """The routes of `corpus` (None: the installed one), checked against its law.

    Raises:
        CorpusError: the cooperation or law corpus is wrong, or the one cites what the other does not hold.
    """
    corpus = corpus or open_corpus()
    book, law = corpus.section(COOPERATION), corpus.section(LAW)
    families = law.space.families
    words = {
        name: {dim: d.values if isinstance(d.values, dict) else () for dim, d in family.dimensions.items()}
        for name, family in families.items()
    }
    problems = cross_check(book, law.instruments, families, corpus.root)
    if problems := problems + check_boxes(book, words, corpus.root):
        raise CorpusError(problems)
    return Routes(book, law.instruments, frozenset(families))


def routes(
    need: Need,
    requesting: str,
    requested: str,
    on: dt.date,
    *,
    families: Sequence[str] = (),
    max_years: float | None = None,
    start: dt.datetime | None = None,
    zone: str | None = None,
    online: bool | None = None,
    acts: Sequence[Act] = (),
    all: bool = False,
    using: Routes | None = None,
) -> list[RouteAnswer]:
    """Every route for `need` from `requesting` to `requested` (ISO 3166-1) on the day `on`.

    Open before unknown before closed. Within each, not by merit: if the need is urgent, routes for emergencies and then
    those with a legal deadline for obtaining in an emergency; those that only preserve, then the narrowest data,
    general fallbacks last.

    Args:
        families: families of conduct in the case, as the law corpus names them; they decide on dual criminality.
        max_years: the maximum penalty in the requesting state, if known.
        start: when the event that starts each route's clock happened, or is planned (aware); then periods are
            counted, with the requested state's holidays and in the receiver's time zone `zone` (None: the zone of the
            requested state where it has one on its mainland, else the offset of `start`).
        online: whether the conduct was done by means of an information system, where `acts` do not say it.
        acts: what was done, as far as known; families that they do not name stand for acts of which no more is known.
        all: also the routes that serve nothing of the need.
        using: routes loaded before (None: those of the installed corpus).

    Raises:
        RouteError: a state, kind of data, family or start is not as expected, or the two states are the same.
        CorpusError: the corpus is wrong.
    """
    known = using or _installed()
    calendar = _calendar(requested, zone, known)
    bundle = _acts(acts, families, online)
    families = tuple(dict.fromkeys([*families, *(act.family for act in bundle)]))
    asked = Question(need, requesting, requested, on, families, max_years, start, calendar, known.instruments, bundle)
    _check_question(asked, known)
    found = []
    for place, route in enumerate(known.book.routes):
        given = serves(route, asked)
        if given or all:
            made = answer(route, given, known.book, asked)
            found.append((_rank(made, route, asked, place), made))
    return [made for _, made in sorted(found, key=lambda pair: pair[0])]


@functools.lru_cache(maxsize=1)
def _installed() -> Routes:
    return load()


def _calendar(requested: str, zone: str | None, known: Routes) -> Calendar:
    own = known.book.zones.get(requested)
    if zone or own is None:
        return Calendar(requested, zone)
    return Calendar(requested, own.zone, f"that of {requested}{f', {own.note}' if own.note else ''}")


def _acts(acts: Sequence[Act], families: Sequence[str], online: bool | None) -> tuple[Act, ...]:
    bare = [Act(family) for family in families if all(act.family != family for act in acts)]
    if online is None:
        return (*acts, *bare)
    means = ["ict" if online else "other"]
    return tuple(replace(act, values={"means": means, **act.values}) for act in (*acts, *bare))


def _soon(route: Route) -> float:
    """The hours in which the route gives the data in an emergency, by law."""
    if route.urgent is None or not route.urgent.obtains:
        return math.inf
    first = next((d for d in route.urgent.deadlines if d.legal), None)
    if first is None or first.value is None:
        return math.inf
    return first.value * (1 if first.unit == "hours" else 24)


def _rank(made: RouteAnswer, route: Route, asked: Question, place: int) -> tuple[int, int, float, int, int, int]:
    hours = _soon(route) if asked.need.urgent and made.serves.obtain else math.inf
    if not made.serves:
        stage = NOTHING
    elif asked.need.urgent and made.urgent and made.urgent.is_route:
        stage = EMERGENCY
    elif hours < math.inf:
        stage = SOON
    elif route.fallback:
        stage = FALLBACK
    else:
        stage = OBTAINS if made.serves.obtain else PRESERVES
    served = max((NARROW.index(kind) for kind in made.serves.kinds), default=0)
    reach = max(NARROW.index(kind) for kind in {**route.preserves, **route.obtains})
    return STATUSES.index(made.status), stage, hours, served, reach, place


def _check_question(asked: Question, known: Routes) -> None:
    sides = [("requesting", asked.requesting), ("requested", asked.requested), ("provider", asked.need.provider_state)]
    for side, state in sides:
        if state is not None and not re.fullmatch(r"[A-Z]{2}", state):
            raise RouteError(f"the {side} state {state!r} is no state; expected an ISO 3166-1 code, as in NL")
    if asked.requesting == asked.requested:
        raise RouteError(
            f"both states are {asked.requested}; expected two different states (at home no route is needed)"
        )
    kinds = get_args(DataKind)
    if odd := sorted({str(kind) for kind in asked.need.data} - set(kinds)):
        raise RouteError(f"no kind of data: {', '.join(odd)}; expected some of {', '.join(kinds)}")
    if not asked.need.data or not (asked.need.preserve or asked.need.obtain):
        raise RouteError("nothing is needed; expected at least one kind of data, to preserve or to obtain")
    if odd := sorted(set(asked.families) - known.families):
        raise RouteError(
            f"no family of conduct: {', '.join(odd)}; expected some of {', '.join(sorted(known.families))}"
        )
    if asked.start is not None and asked.start.tzinfo is None:
        raise RouteError(f"the start {asked.start} has no time zone; expected an aware time")
