"""Every channel between two states on a day: open, closed or unknown, with its reasons, its clock and what would make it bounce."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tutela.clocks import Calendar, CalendarError, Deadline, due
from tutela.cooperation._answers import (
    Check,
    ConditionAnswer,
    DeadlineAnswer,
    Need,
    RouteAnswer,
    Served,
    Serves,
    UrgentAnswer,
)
from tutela.cooperation._dual import dual_criminality
from tutela.cooperation._read import COOPERATION, cross_check
from tutela.cooperation._schema import Book, DataKind, Route, Side, Status
from tutela.cooperation._states import reasons, reservation, status
from tutela.corpus import Corpus, CorpusError, open_corpus, review_said
from tutela.law import LAW, Instrument

# The narrowest data first: what says least about a person, and leaves most of their communications alone.
NARROW: tuple[DataKind, ...] = (
    "advice", "removal", "registration", "report", "spontaneous", "intelligence", "subscriber", "location", "traffic",
    "content", "testimony", "live_traffic", "live_content",
)  # fmt: skip
STATUSES: tuple[Status, ...] = ("open", "unknown", "closed")


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
    if problems := cross_check(book, law.instruments, law.space.families, corpus.root):
        raise CorpusError(problems)
    return Routes(book, law.instruments, frozenset(law.space.families))


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
    all: bool = False,  # noqa: A002 - the word an officer uses
    using: Routes | None = None,
) -> list[RouteAnswer]:
    """Every route for `need` from `requesting` to `requested` (ISO 3166-1) on the day `on`.

    Open before unknown before closed; then, not by merit: routes for emergencies first if the need is urgent, those that
    preserve, the narrowest data, general fallbacks last.

    Args:
        families: families of conduct in the case, as `tutela.law` names them; they decide on dual criminality.
        max_years: the maximum penalty in the requesting state, if known.
        start: when the event that starts each route's clock happened or is planned; then days are counted, with the
            requested state's holidays and in the time zone `zone` of the receiving authority (None: UTC).
        all: also the routes that serve nothing of the need.
        using: routes loaded before (None: those of the installed corpus).

    Raises:
        RouteError: a state, kind of data or family is not known, or the two states are the same.
        CorpusError: the corpus is wrong.
    """
    known = using or _installed()
    _check_question(need, requesting, requested, families, known)
    calendar = Calendar(requested, zone)
    found = []
    for place, route in enumerate(known.book.routes):
        serves = _serves(route, need)
        if serves or all:
            answer = _answer(route, need, requesting, requested, on, serves, families, max_years, start, calendar, known)
            found.append((_rank(answer, route, need, place), answer))
    return [answer for _, answer in sorted(found, key=lambda pair: pair[0])]


@functools.lru_cache(maxsize=1)
def _installed() -> Routes:
    return load()


def _answer(
    route: Route,
    need: Need,
    requesting: str,
    requested: str,
    on: dt.date,
    serves: Serves,
    families: Sequence[str],
    max_years: float | None,
    start: dt.datetime | None,
    calendar: Calendar,
    known: Routes,
) -> RouteAnswer:
    sides: dict[Side, str | None] = {
        "requesting": requesting,
        "requested": requested,
        "provider": need.provider_state,
    }
    why = reasons(route, need, sides, on, known.instruments)
    whole = serves or Serves(_served(route.preserves), _served(route.obtains))

    def reserves(right: str):  # type: ignore[no-untyped-def]
        return reservation(route, right, requested, on, known.instruments)

    dual = dual_criminality(route, whole, families, max_years, reserves)
    return None  # type: ignore[return-value]
