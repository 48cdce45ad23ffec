"""One page that answers: is it an offence on both sides, by which route, and may we?

The flow: the routes for what is needed, then the route that the case names (or the first open one) says whether dual
criminality is required; with that the law is asked on both sides; the proposed measure goes through the rights test;
and everything that a lawyer must check is gathered from the systems, the routes and what is not held.
"""

from __future__ import annotations

import datetime as dt
import difflib
import itertools
from dataclasses import dataclass, replace

from tutela import cooperation, law, rights
from tutela.answer._case import Case, Wanted
from tutela.cooperation import RouteAnswer
from tutela.corpus import Corpus, review_said
from tutela.law import Check, LawError, LawFacts, Requirement
from tutela.rights import Assessment

TRUST_FROM = 19  # law/space.yaml: `adult_trust` is a value for adults, 18 is one of its own


@dataclass(frozen=True)
class PowerFound:
    """A power or duty of one side that bears on what is needed or proposed."""

    system: str
    id: str
    title: str
    citation: str
    provision: str
    summary: str
    ordered_by: str
    threshold: str
    time_limit: str
    note: str
    review: str
    text_as_of: dt.date | None
    address: str


@dataclass(frozen=True)
class SourceLine:
    """One text that the page rests on, so that each line can be followed to it."""

    system: str
    provision: str
    citation: str
    summary: str
    review: str
    text_as_of: dt.date | None
    not_confirmed_since: dt.date | None
    address: str
    sha256: str
    text_added: bool


@dataclass(frozen=True)
class Answered:
    """The whole page. `route`: the one whose rules were applied; None where none is open and none was named."""

    case: Case
    requesting: str
    requested: str
    check: Check
    route: RouteAnswer | None
    routes: tuple[RouteAnswer, ...]
    assessment: Assessment | None
    there: tuple[PowerFound, ...]
    here: tuple[PowerFound, ...]
    must_check: tuple[str, ...]
    sources: tuple[SourceLine, ...]
    drafts_only: bool


@dataclass(frozen=True)
class Books:
    """The three corpora that a page is made from."""

    law: law.Law
    routes: cooperation.Routes
    rights: rights.Rights

    @classmethod
    def load(cls, corpus: Corpus | None = None) -> Books:
        """All rooms of one corpus (None: the installed one)."""
        return cls(law.load(corpus), cooperation.load(corpus), rights.load(corpus))


def compose(
    case: Case,
    requesting: str,
    requested: str,
    books: Books,
    *,
    conduct_on: dt.date | None = None,
    asked_on: dt.date | None = None,
    today: dt.date | None = None,
) -> Answered:
    """Answer a case.

    Args:
        conduct_on, asked_on: win over the dates in the case; asked today, and conduct on the day asked, if nobody says.

    Raises:
        LawError: an unknown system, contradictory facts, or a route that does not exist.
        RouteError, ProposalError: what is needed or proposed is not of the corpus's words.
    """
    one, two = books.law.system(requesting).system, books.law.system(requested).system
    checked, chosen, found = _check(case, requesting, requested, books, case.route, conduct_on, asked_on, today)
    assessment = rights.assess(case.proposal, books.rights) if case.proposal else None
    there = _powers_there(books.law, two.id, case)
    here = _powers_here(books.law, one.id, case)
    sources = _sources(books.law, checked)
    return Answered(
        case, one.id, two.id, checked, chosen, tuple(found), assessment, there, here,
        _must_check(books.law, checked, chosen), sources, all(s.review.startswith("draft") for s in sources),
    )  # fmt: skip


def check_case(
    case: Case,
    requesting: str,
    requested: str,
    books: Books,
    *,
    route: str | None = None,
    conduct_on: dt.date | None = None,
    asked_on: dt.date | None = None,
) -> Check:
    """Only the dual criminality check of a case, under the rule of `route` (else of the route the case names, if any).

    Raises:
        LawError: an unknown system or route, or contradictory facts.
    """
    named = route or case.route
    return _check(case, requesting, requested, books, named, conduct_on, asked_on, None, choose=named is not None)[0]


def _check(
    case: Case, requesting: str, requested: str, books: Books, route: str | None,
    conduct_on: dt.date | None, asked_on: dt.date | None, today: dt.date | None, choose: bool = True,
) -> tuple[Check, RouteAnswer | None, list[RouteAnswer]]:  # fmt: skip
    """The check under the chosen route's rule, that route, and all routes for what is needed."""
    asked = asked_on or case.dates.asked_on or today or dt.datetime.now(dt.UTC).date()
    done = conduct_on or case.dates.conduct_on or asked
    one, two = books.law.system(requesting).system, books.law.system(requested).system
    notes = _unused(case, books.law, (one.id, two.id))
    facts = LawFacts.model_validate({k: getattr(case, k) for k in LawFacts.model_fields})
    first = _noted(law.check(books.law, facts, one.id, two.id, conduct_on=done, asked_on=asked), notes)
    if not choose:
        return first, None, []
    found = _routes(case, facts, books, one.state, two.state, asked, first, every=route is not None)
    chosen = _chosen(route, found, "route: " if route == case.route else "")
    served = [r for r in found if r.serves or (chosen and r.id == chosen.id)]
    if chosen is None:
        return first, None, served
    asks = chosen.dual_criminality.requirement
    if chosen.status == "closed":
        asks = Requirement("unknown", f"{chosen.id} is closed, so its rule does not apply. {chosen.because}")
    again = law.check(books.law, facts, one.id, two.id, conduct_on=done, asked_on=asked, requirement=asks)
    return _noted(again, notes), chosen, served


def _noted(checked: Check, notes: list[str]) -> Check:
    return replace(checked, cautions=(*checked.cautions, *notes))


def _unused(case: Case, books: law.Law, systems: tuple[str, str]) -> list[str]:
    """What the file states and this answer does not use, said so that it is not taken for used.

    Raises:
        LawError: an answer to a question that no system asks; names those that are near.
    """
    asked = {c.id for s in systems for c in books.data.systems[s].conditions}
    strange = [name for name in case.answers if name in books.conditions and name not in asked]
    for name in case.answers:
        mine = [s for s in systems if name.startswith(f"{s}.")]
        if mine and name not in books.conditions:
            near = difflib.get_close_matches(name, sorted(x for x in asked if x.startswith(f"{mine[0]}.")), 3, 0.3)
            hint = f"; near it: {', '.join(near)}" if near else ""
            raise LawError(f"answers.{name}: there is no such question{hint} (`questions` gives the ids that decide)")
    out = [f"answers.{x} is not used: it answers a question of a system that is not in this case." for x in strange]
    return out + _unused_trust(case)


def _unused_trust(case: Case) -> list[str]:
    suspect = case.people.suspect
    if suspect.position_of_trust is None:
        return []
    said = f"people.suspect.position_of_trust: {suspect.position_of_trust} is not used"
    if suspect.age in (None, "unknown"):
        return [f"{said}: it is read together with people.suspect.age, which is not stated."]
    last = str(suspect.age).rpartition("..")[2].strip()
    if suspect.position_of_trust == "yes" and last.isdecimal() and int(last) < TRUST_FROM:
        return [f"{said}: the conduct space tells positions of trust apart only for a suspect of {TRUST_FROM} or more."]
    return []


def _routes(
    case: Case, facts: LawFacts, books: Books, one: str, two: str, asked: dt.date, first: Check, every: bool
) -> list[RouteAnswer]:
    if one == two or (case.need is None and not every):
        return []
    wanted = case.need or Wanted(data=["subscriber", "traffic", "content"])
    need = cooperation.Need(
        frozenset(wanted.data), wanted.preserve, wanted.obtain, wanted.danger_to_life, case.places.provider
    )
    sure = [p for p in first.requesting.provisions if p.covers == "yes"]
    years = [x.surely_up_to for p in sure for x in p.penalties if x.applies == "yes"]
    most = max(years, default=None)
    return cooperation.routes(
        need,
        one,
        two,
        asked,
        families=first.families,
        max_years=most,
        acts=[cooperation.Act(name, values) for name, values in law.known_acts(books.law.space, facts)],
        start=wanted.sent_at,
        all=every,
        using=books.routes,
    )


def _chosen(route: str | None, found: list[RouteAnswer], key: str) -> RouteAnswer | None:
    if route is None:
        return next((r for r in found if r.status == "open" and r.serves), None)
    named = next((r for r in found if r.id == route), None)
    if named is None:
        known = ", ".join(r.id for r in found) or "none between a state and itself"
        raise LawError(f"{key}there is no route {route!r}; expected one of {known}")
    return named


def _powers_there(books: law.Law, system: str, case: Case) -> tuple[PowerFound, ...]:
    """What the asked side's law can do with the data wanted."""
    if case.need is None:
        return ()
    does = {"preserve"} if case.need.preserve else set()
    does |= {"produce", "disclose"} if case.need.obtain else set()
    return tuple(
        _power(books, system, p)
        for p in books.data.systems[system].powers
        if p.kind == "power" and set(p.does) & does and (not p.data or set(p.data) & set(case.need.data))
    )


def _powers_here(books: law.Law, system: str, case: Case) -> tuple[PowerFound, ...]:
    """What in the asking side's law may be the basis of the proposed measure."""
    if case.proposal is None:
        return ()
    return tuple(
        _power(books, system, p) for p in books.data.systems[system].powers if case.proposal.measure in p.measures
    )


def _power(books: law.Law, system: str, power: law.Power) -> PowerFound:
    files = books.data.systems[system]
    provision = next(p for p in files.provisions if p.id == power.provision)
    text = next(s for s in files.system.sources if s.id == provision.text)
    return PowerFound(
        system, power.id, power.title, provision.citation, provision.id, power.summary, power.ordered_by,
        power.threshold, power.time_limit, power.note, review_said(power.review),
        provision.text_as_of or text.text_as_of, text.address,
    )  # fmt: skip


def _must_check(books: law.Law, checked: Check, chosen: RouteAnswer | None) -> tuple[str, ...]:
    """What holds for every answer first, then the route's conditions, then both systems in turn."""
    out = ["Limitation, nationality, specialty and the rules on extradition are other facts: none was tested here."]
    sides = (checked.requesting, checked.requested)
    out += [f"{side.system}: {side.would_show}." for side in sides if side.would_show]
    if chosen is not None and chosen.unverified:
        out.append(f"{chosen.id}: this route is {chosen.rests_on}.")
    if chosen is not None:
        out += [f"{chosen.id}: confirm that {c.said}" for c in chosen.conditions if c.answer == "ask"]
    lines = [[f"{s.system}: {line}" for line in books.data.systems[s.system].system.must_check] for s in sides]
    out += [line for pair in itertools.zip_longest(*lines) for line in pair if line]
    return tuple(dict.fromkeys(out))


def _sources(books: law.Law, checked: Check) -> tuple[SourceLine, ...]:
    lines = {}
    for side in (checked.requesting, checked.requested):
        cited = {p.id: p.citation for p in books.data.systems[side.system].provisions}
        for p in side.provisions:
            lines[side.system, p.provision] = SourceLine(
                side.system, p.provision, cited[p.provision], p.summary, p.review, p.text_as_of, p.not_confirmed_since,
                p.address, p.sha256, law.text_of(p.sha256) is not None,
            )  # fmt: skip
    return tuple(lines.values())
