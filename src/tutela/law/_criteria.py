"""One system against the criteria that are regions, in sentences.

Every point that a standard asks is in exactly one class: **met**; **gap**; **permitted** (a reservation was made, or
the criterion asks only that the law says which); **permitted if** (a reservation may have been made, its text is not
held); **protected** (another standard asks that it be no offence); **undecided** (an open condition, or a text not
held). Nobody is shown a count or a share of points.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from tutela.corpus import review_said
from tutela.law._baseline import Instrument
from tutela.law._boxes import FEW, describe, phrase
from tutela.law._coverage import Bools, Coverage, Grid, Words, coverage, grids, rule_words
from tutela.law._instruments import Reserved, reserved, standing
from tutela.law._law import Law, LawError, Rule, StandardCuts, Unheld
from tutela.law._space import Family

Class = Literal["met", "gap", "permitted", "permitted_if", "protected", "undecided"]
ORDER: tuple[Class, ...] = ("gap", "undecided", "permitted_if", "permitted", "protected", "met")
UNSIGNED = (
    "No reviewer has signed that these texts are all there is: a signature would show that no other text covers it."
)


@dataclass(frozen=True)
class Part:
    """One class of what a criterion asks, in a sentence, with the provisions, articles or texts it rests on."""

    kind: Class
    say: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class CriterionAnswer:
    """A system's answer to one criterion."""

    criterion: str
    statement: str
    answer: Literal["met", "partly", "gap", "permitted", "undecided"]
    parts: tuple[Part, ...]
    review: str
    text_as_of: dt.date | None
    not_confirmed_since: dt.date | None
    caveat: str

    def as_json(self) -> dict[str, Any]:
        """The form that other programs rely on (docs/formats.md)."""
        return {
            "answer": self.answer,
            "statement": self.statement,
            "parts": [{"class": p.kind, "say": p.say, "sources": list(p.sources)} for p in self.parts],
            "review": self.review,
            "text_as_of": self.text_as_of.isoformat() if self.text_as_of else None,
            "not_confirmed_since": self.not_confirmed_since.isoformat() if self.not_confirmed_since else None,
            "caveat": self.caveat,
        }


def criteria(
    law: Law, system: str, *, on: dt.date, asked_on: dt.date | None = None, only: Sequence[str] | None = None
) -> dict[str, CriterionAnswer]:
    """Every criterion that is a region, for one system, by the law in force on `on`.

    Raises:
        LawError: an unknown system or criterion.
    """
    name, asked_on = law.system(system).system.id, asked_on or on
    known = list(dict.fromkeys(s.criterion for s in law.data.standards))
    if bad := [c for c in only or () if c not in known]:
        raise LawError(f"criterion {bad[0]!r} is not a region of conduct; those that are: {', '.join(known)}")
    covered = coverage(law, name, on)
    return {c: _criterion(law, name, c, on, asked_on, covered) for c in known if only is None or c in only}


@dataclass(frozen=True, eq=False)
class Region:
    """What a standard asks in one family, by class, as bitmaps of `grid`: every point asked is in one class.

    `contested`: points that the standard itself may or may not ask. `made` and `maybe`: the reservations behind
    *permitted* and *permitted if*.
    """

    grid: Grid
    asked: Words
    classes: dict[Class, Words]
    contested: Words
    made: tuple[str, ...]
    maybe: tuple[str, ...]


def regions(law: Law, system: str, standard: StandardCuts, covered: Coverage, on: dt.date) -> Iterator[Region]:
    """Per family that a standard touches, what it asks, by class."""
    state, otherwise = law.system(system).system.state, standard.standard.otherwise
    for family in dict.fromkeys(c.family for c in standard.covers):
        grid = grids(law)[family]
        asked, maybe_asked = _asked(grid, standard)
        sure, possible = covered.sure[family], covered.possible[family]
        if standard.standard.asks == "not_covered":
            sure, possible = ~possible & grid.ones, ~sure & grid.ones
        bare: Words = asked & ~possible
        out: dict[Class, Words] = {"met": asked & sure, "undecided": asked & possible & ~sure}
        out["protected"] = bare & grid.union(c for _, cuts in standard.shields for c in cuts)
        bare = bare & ~out["protected"]
        found: dict[bool, list[str]] = {True: [], False: []}
        left_out = {True: np.zeros_like(bare), False: np.zeros_like(bare)}
        for right, _, cuts in standard.reserve:
            here = bare & grid.union(cuts)
            if here.any() and (used := _used(law, right, state, on)).answer != "no":
                made = used.answer == "yes" and not used.qualified
                left_out[made] |= here
                found[made].append(f"{right}: {used.why}")
        out["permitted"] = left_out[True]
        out["permitted_if"] = left_out[False] & ~left_out[True]
        if otherwise == "permitted":  # the criterion asks only that the law says which: no reservation is needed
            out["permitted"], out["permitted_if"] = bare, np.zeros_like(grid.ones)
        rest = bare & ~out["permitted"] & ~out["permitted_if"]
        out["gap"] = np.zeros_like(rest)
        out[otherwise] = out[otherwise] | rest
        yield Region(grid, asked, out, maybe_asked & ~asked & ~sure, tuple(found[True]), tuple(found[False]))


def _asked(grid: Grid, standard: StandardCuts) -> tuple[Words, Words]:
    """(surely, possibly) asked."""
    name = grid.family.name
    covers = [c for c in standard.covers if c.family == name]
    exceptions = [c for c in standard.exceptions if c.family == name]
    sure = grid.union(c for c in covers if not c.conditions) & ~grid.union(exceptions)
    return sure, grid.union(covers) & ~grid.union(c for c in exceptions if not c.conditions)


def _criterion(
    law: Law, system: str, criterion: str, on: dt.date, asked_on: dt.date, covered: Coverage
) -> CriterionAnswer:
    parts, touched, open_, families = list[Part](), dict[str, Rule](), _Open(law), set[str]()
    rules, unheld = law.rules_on(system, on), law.unheld(system)
    consent = law.ages_on(system, on)["consent"]
    for standard in (law.standard_cuts(s.id, consent) for s in law.data.standards if s.criterion == criterion):
        for region in regions(law, system, standard, covered, on):
            families.add(region.grid.family.name)
            near = [r for r in rules if region.grid.family.name in r.families]
            here = [r for r in near if (region.grid.union(r.covers) & region.asked).any()]
            touched |= {r.reading.id: r for r in here}
            parts += _parts(standard, region, here, near, covered)
            open_.add(standard, region, here, unheld)
    parts += open_.parts()
    ordered = tuple(sorted(_joined(parts), key=lambda p: ORDER.index(p.kind)))
    dates = [r.text_as_of for r in touched.values()]
    oldest = None if not dates or None in dates else min(d for d in dates if d)
    kinds = {p.kind for p in ordered}
    absent = bool(kinds & {"gap", "permitted", "permitted_if"}) and not all(law.complete(system, f) for f in families)
    return CriterionAnswer(
        criterion,
        next(c.statement for c in law.data.criteria if c.id == criterion),
        answer_word(kinds),
        ordered,
        "; ".join(sorted({review_said(r.review) for r in touched.values()})) or "no reading touches it",
        oldest,
        oldest if oldest and asked_on > oldest else None,
        UNSIGNED if absent else "",
    )


def answer_word(kinds: set[Class]) -> Literal["met", "partly", "gap", "permitted", "undecided"]:
    """One word for the whole: protected and permitted parts never make a gap; what is open, or is permitted only if a
    text not held says so, keeps the rest from being called met.
    """
    if "gap" in kinds:
        return "partly" if "met" in kinds else "gap"
    if not kinds or kinds & {"undecided", "permitted_if"}:
        return "undecided"
    return "permitted" if "permitted" in kinds and "met" not in kinds else "met"


def _joined(parts: Iterable[Part]) -> Iterator[Part]:
    """What is said twice is said once, with the sources of both."""
    found: dict[tuple[Class, str], dict[str, None]] = {}
    for part in parts:
        found.setdefault((part.kind, part.say), {}).update(dict.fromkeys(part.sources))
    return (Part(kind, say, tuple(sources)) for (kind, say), sources in found.items())


def _parts(
    standard: StandardCuts, region: Region, here: list[Rule], near: list[Rule], covered: Coverage
) -> Iterator[Part]:
    """The decided classes of a region, in sentences. `here`: the readings that touch it; `near`: all of the family."""
    spec, grid, met = standard.standard, region.grid, region.classes["met"]
    if met.any():
        by = [r for r in here if spec.asks == "not_covered" or (rule_words(grid, r)[0] & met).any()]
        tail = ", save what is said here of the rest" if (region.asked & ~met).any() else ""
        verb = "is an offence" if spec.asks == "covered" else "is covered by no reading"
        yield Part("met", f"{_subject(spec.title)} {verb}{tail}.", _texts(by))
    because = (spec.because,) if spec.otherwise == "permitted" else ()
    shields = tuple(dict.fromkeys(by for by, _ in standard.shields))
    leads: tuple[tuple[Class, str, tuple[str, ...]], ...] = (
        ("gap", "No reading covers: ", _texts(here)),
        ("permitted", "Left out, and it may be: ", because + region.made),
        ("permitted_if", "Left out, which is permitted if a reservation covers it: ", region.maybe),
        ("protected", "No offence, as another standard asks: ", shields),
    )
    domain: Bools | None = None
    for kind, lead, sources in leads:
        if region.classes[kind].any():
            domain = grid.array(region.asked) if domain is None else domain
            for box, said in describe(grid, grid.array(region.classes[kind]), domain):
                beside = _neighbour(grid, box, near, covered) if kind == "gap" else ""
                yield Part(kind, f"{lead}{said}{beside}.", sources)


def _subject(title: str) -> str:
    """A standard's title as the subject of a sentence: an adjunct after a comma is closed by another."""
    head, comma, last = title.rpartition(", ")
    return title[:1].upper() + title[1:] + ("," if comma and ", " not in head and " or " not in f" {last}" else "")


Acts = tuple[str | int, ...]  # the acts that a family tells apart; families with the same acts are said together


class _Open:
    """What is open under one criterion, said as questions and texts, never as boxes: each once, with all that it
    decides.
    """

    def __init__(self, law: Law) -> None:
        self._law = law
        self._said: dict[tuple[str, str], _Item] = {}
        self._asked: dict[Acts, set[str]] = {}
        self._plain: list[Part] = []

    def add(self, standard: StandardCuts, region: Region, rules: list[Rule], unheld: Sequence[Unheld]) -> None:
        """Note what is open in one region of one standard."""
        grid, spec, open_ = region.grid, standard.standard, region.classes["undecided"]
        self._asked.setdefault(_acts(grid.family), set()).update(_deeds(grid, region.asked))
        if open_.any():
            for rule in rules:
                for cut in (*rule.covers, *(c for c in rule.exceptions if not c.defence)):
                    if cut.conditions and cut.family == grid.family.name and (here := grid.words(cut) & open_).any():
                        deeds, weight = _deeds(grid, here), int(np.bitwise_count(here).sum())
                        for name in cut.conditions:
                            said = f"Open: {self._law.question(name)} It decides {{}}."
                            self._note("question", said, grid, deeds, rule.provision.citation, weight)
            for text in unheld:
                if (here := grid.union(text.cuts) & open_).any():
                    said = f"Not held: {text.text}. It may cover {{}}."
                    self._note("text", said, grid, _deeds(grid, here), text.basis, 0)
            if spec.otherwise == "undecided" and spec.because:
                self._plain.append(Part("undecided", spec.because, (spec.source,)))
        if region.contested.any():
            for name in sorted({c for cut in standard.covers for c in cut.conditions}):
                question = spec.conditions.get(name, self._law.question(name))
                self._plain.append(Part("undecided", f"Open in the standard itself: {question}", (spec.source,)))

    def _note(self, kind: str, said: str, grid: Grid, deeds: list[str], by: str, weight: int) -> None:
        item = self._said.setdefault((kind, said), _Item())
        item.deeds.setdefault(_acts(grid.family), (grid.family, set()))[1].update(deeds)
        item.sources.add(by)
        item.weight += weight

    def parts(self) -> Iterator[Part]:
        """Questions, the one that decides most first; then texts not held; then what the standards leave open."""
        for (_, said), item in sorted(self._said.items(), key=lambda x: (x[0][0], -x[1].weight)):
            deeds = "; ".join(_deeds_said(f, mine, self._asked[acts]) for acts, (f, mine) in item.deeds.items())
            yield Part("undecided", said.replace("{}", deeds), tuple(sorted(item.sources)))
        yield from self._plain


@dataclass
class _Item:
    """One question or text while its parts are gathered; `weight` orders, and is never shown."""

    deeds: dict[Acts, tuple[Family, set[str]]] = field(default_factory=dict)
    sources: set[str] = field(default_factory=set)
    weight: int = 0


def _deeds(grid: Grid, region: Words) -> list[str]:
    """The acts (values of the dimension that `deeds` of the family names) that a region has."""
    d = grid.family.place[_deed(grid.family)[0]]
    inside = {
        c: bool((region & grid.mask(d, (k,))).any())
        for c, k in {int(c): k for k, c in enumerate(grid.classes[d])}.items()
    }
    return [str(v) for v, c in zip(grid.family.values[d], grid.classes[d].tolist(), strict=True) if inside[c]]


def _deed(family: Family) -> tuple[str, str]:
    """(the dimension that tells acts apart, how they are said)."""
    named = re.search(r"\{(\w+)\}", family.spec.deeds)
    if named and named[1] in family.place:
        return named[1], family.spec.deeds
    return family.dims[0], f"{{{family.dims[0]}}}"


def _acts(family: Family) -> Acts:
    return family.values[family.place[_deed(family)[0]]]


def _deeds_said(family: Family, values: set[str], asked: set[str]) -> str:
    """Which acts, in words, relative to those that the criterion asks."""
    dim, template = _deed(family)
    order = [str(v) for v in family.values[family.place[dim]]]
    mine, every = [v for v in order if v in values], [v for v in order if v in asked]
    if dim == "conduct" and len(mine) == len(every) > FEW:
        return "any such act"
    return template.replace(f"{{{dim}}}", phrase(family, dim, mine, every).removesuffix(" of"))


def _neighbour(grid: Grid, box: list[list[int]], rules: Sequence[Rule], covered: Coverage) -> str:
    """What is an offence next to a gap: the same case with another act, wherever it can occur, by one reading."""
    family = grid.family
    if "conduct" not in family.place:
        return ""
    d, sel = family.place["conduct"], list[tuple[int, ...] | None]()
    for picks, classes in zip(box, grid.classes, strict=True):
        sel.append(
            None if len(picks) == int(classes.max()) + 1 else tuple(np.flatnonzero(np.isin(classes, picks)).tolist())
        )
    sure, same = covered.sure[family.name], grid.select((*sel[:d], None, *sel[d + 1 :]))
    for k, value in enumerate(family.values[d]):
        inside = same & grid.mask(d, (k,))
        if int(grid.classes[d][k]) not in box[d] and inside.any() and not (inside & ~sure).any():
            by = next((r for r in rules if not (inside & ~rule_words(grid, r)[0]).any()), None)
            if by is not None:
                return f" ({family.say('conduct', value)} in the same case is covered by {by.provision.citation})"
    return ""


def _texts(rules: Iterable[Rule]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(r.provision.citation for r in rules)) or ("no text read for this system bears on it",)


def _used(law: Law, right: str, state: str, on: dt.date) -> Reserved:
    """Whether the state, as a party, has used a reservation right; a state that is not bound cannot have."""
    instrument = _of_right(law, right)
    bound = standing(instrument, state, on)
    if bound.answer == "no":
        return Reserved("no", bound.why, None, "")
    return reserved(instrument, state, right, on)


def _of_right(law: Law, right: str) -> Instrument:
    return next(i for i in law.data.instruments.values() if any(r.id == right for r in i.rights))
