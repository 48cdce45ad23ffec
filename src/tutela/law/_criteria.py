"""One system against the criteria that are regions, in sentences.

Every point that a standard asks is in exactly one class: **met**; **gap**; **permitted** (a reservation was made, or
the criterion asks only that the law says which); **permitted if** (a reservation may have been made, its text is not
held); **protected** (another standard asks that it be no offence); **undecided** (an open condition, or a text not
held). Nobody is shown a count or a share of points.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from tutela.corpus import review_said
from tutela.law._boxes import describe, phrase
from tutela.law._coverage import Bools, Coverage, Grid, coverage, grids
from tutela.law._instruments import Reserved, reserved, standing
from tutela.law._law import Law, LawError, Rule, StandardCuts
from tutela.law._schema import Instrument

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


def classes(
    law: Law, system: str, standard: StandardCuts, covered: Coverage, on: dt.date
) -> Iterator[tuple[Grid, Bools, dict[Class, Bools], Bools, list[str]]]:
    """Per family that a standard touches: (grid, asked, region of each class, contested, sources of reservations)."""
    for family in dict.fromkeys(c.family for c in standard.covers):
        grid = grids(law)[family]
        sure_asked, maybe_asked = _asked(grid, standard)
        sure, possible = grid.array(covered.sure[family]), grid.array(covered.possible[family])
        asked, contested = grid.array(sure_asked), grid.array(maybe_asked & ~sure_asked)
        if standard.standard.asks == "not_covered":
            sure, possible = ~possible & grid.occurs, ~sure & grid.occurs
        bare, why = asked & ~possible, list[str]()
        out: dict[Class, Bools] = {"met": asked & sure, "undecided": asked & possible & ~sure}
        made, maybe = np.zeros_like(bare), np.zeros_like(bare)
        for right, _, cuts in standard.reserve:
            here = grid.array(grid.union(cuts)) & bare
            if not here.any():
                continue
            used = _used(law, right, law.system(system).system.state, on)
            if used.answer == "yes" and not used.qualified:
                made |= here
            elif used.answer != "no":
                maybe |= here
            if used.answer != "no":
                why.append(f"{right}: {used.why}")
        shield = np.zeros_like(bare)
        for _, cuts in standard.shields:
            shield |= grid.array(grid.union(cuts)) & bare
        out["permitted"] = made
        out["protected"] = shield & ~made
        out["permitted_if"] = maybe & ~made & ~shield
        rest = bare & ~made & ~shield & ~maybe
        other = standard.standard.otherwise
        out["gap"] = rest if other == "gap" else np.zeros_like(rest)
        if other != "gap":
            out[other] = out[other] | rest
        yield grid, asked, out, contested & ~sure, why


def _asked(grid: Grid, standard: StandardCuts) -> tuple[Any, Any]:
    """(surely, possibly) asked, as words."""
    sure, possible = np.zeros_like(grid.ones), np.zeros_like(grid.ones)
    for cut in standard.covers:
        if cut.family == grid.family.name:
            possible |= grid.words(cut)
            if not cut.conditions:
                sure |= grid.words(cut)
    for cut in standard.exceptions:
        if cut.family == grid.family.name:
            sure &= ~grid.words(cut)
            if not cut.conditions:
                possible &= ~grid.words(cut)
    return sure, possible


def _criterion(
    law: Law, system: str, criterion: str, on: dt.date, asked_on: dt.date, covered: Coverage
) -> CriterionAnswer:
    parts, touched = list[Part](), dict[str, Rule]()
    rules = law.rules_on(system, on)
    consent = law.ages_on(system, on)["consent"]
    for found in law.data.standards:
        if found.criterion != criterion:
            continue
        standard = law.standard_cuts(found.id, consent)
        for grid, asked, regions, contested, why in classes(law, system, standard, covered, on):
            here = [
                r
                for r in rules
                if any(c.family == grid.family.name and (grid.array(grid.words(c)) & asked).any() for c in r.covers)
            ]
            touched |= {r.reading.id: r for r in here}
            parts += _parts(law, grid, standard, asked, regions, contested, why, here, rules, system, covered)
    merged = {(p.kind, p.say): p for p in parts}
    ordered = tuple(sorted(merged.values(), key=lambda p: ORDER.index(p.kind)))
    dates = [r.text_as_of for r in touched.values()]
    oldest = None if not dates or None in dates else min(d for d in dates if d)
    kinds = {p.kind for p in ordered}
    absent = bool(kinds & {"gap", "permitted", "permitted_if"}) and not all(
        law.complete(system, f)
        for f in {
            c.family
            for s in law.data.standards
            if s.criterion == criterion
            for c in law.standard_cuts(s.id, consent).covers
        }
    )
    return CriterionAnswer(
        criterion,
        next(c.statement for c in law.data.criteria if c.id == criterion),
        _word(kinds),
        ordered,
        "; ".join(sorted({review_said(r.review) for r in touched.values()})) or "no reading touches it",
        oldest,
        oldest if oldest and asked_on > oldest else None,
        UNSIGNED if absent else "",
    )


def _word(kinds: set[Class]) -> Literal["met", "partly", "gap", "permitted", "undecided"]:
    """One word for the whole: protected and permitted parts never make a gap; what is open keeps the rest from being
    called met.
    """
    if "gap" in kinds:
        return "partly" if "met" in kinds else "gap"
    if "undecided" in kinds:
        return "undecided"
    if "permitted_if" in kinds:
        return "undecided" if "met" not in kinds else "met"
    if "met" in kinds or kinds <= {"protected"}:
        return "met"
    return "permitted"


def _parts(
    law: Law, grid: Grid, standard: StandardCuts, asked: Bools, regions: dict[Class, Bools], contested: Bools,
    why: list[str], rules: list[Rule], every: Sequence[Rule],
    system: str, covered: Coverage,
) -> Iterator[Part]:  # fmt: skip
    title = standard.standard.title
    if regions["met"].any():
        if standard.standard.asks == "covered":
            by = tuple(dict.fromkeys(r.provision.citation for r in rules if _covers_surely(grid, r, regions["met"])))
        else:
            by = tuple(dict.fromkeys(r.provision.citation for r in rules)) or ("no reading covers it",)
        whole = not (asked & ~regions["met"]).any()
        said = title[:1].upper() + title[1:]
        tail = "" if whole else ", save what is said here of the rest"
        verb = "is an offence" if standard.standard.asks == "covered" else "is covered by no reading"
        yield Part("met", f"{said} {verb}{tail}.", by)
    for kind, lead, sources in (
        ("gap", "No reading covers: ", _texts(rules)),
        ("permitted", "Left out, and it may be: ", tuple(why) or (standard.standard.because,)),
        ("permitted_if", "Left out, which is permitted if a reservation covers it: ", tuple(why)),
        ("protected", "No offence, as another standard asks: ", tuple(dict.fromkeys(by for by, _ in standard.shields))),
    ):
        region = regions[kind]  # type: ignore[index]
        for box, said in describe(grid, region, asked):
            near = _neighbour(grid, box, every, covered) if kind == "gap" else ""
            yield Part(kind, lead + said + near + ".", sources)  # type: ignore[arg-type]
    if regions["undecided"].any():
        yield from _undecided(law, grid, standard, regions["undecided"], rules, system)
    if contested.any():
        for name in sorted({c for cut in standard.covers for c in cut.conditions}):
            question = standard.standard.conditions.get(name, law.question(name))
            yield Part("undecided", f"Open in the standard itself: {question}", (standard.standard.source,))


def _undecided(
    law: Law, grid: Grid, standard: StandardCuts, region: Bools, rules: list[Rule], system: str
) -> Iterator[Part]:
    """What is open is said as its question, never as boxes."""
    said: dict[str, tuple[Bools, set[str]]] = {}
    for rule in rules:
        for cut in (*rule.covers, *(c for c in rule.exceptions if not c.defence)):
            if cut.family != grid.family.name or not cut.conditions:
                continue
            here = grid.array(grid.words(cut)) & region
            if here.any():
                for name in cut.conditions:
                    have, by = said.setdefault(name, (np.zeros_like(region), set()))
                    have |= here
                    by.add(rule.provision.citation)
    for name, (here, by) in sorted(said.items(), key=lambda x: -int(x[1][0].sum())):
        yield Part("undecided", f"Open: {law.question(name)} It decides {_deeds(grid, here)}.", tuple(sorted(by)))
    for text in law.unheld(system):
        here = grid.array(grid.union(text.cuts)) & region
        if here.any():
            yield Part("undecided", f"Not held: {text.text}. It may cover {_deeds(grid, here)}.", (text.basis,))
    if standard.standard.otherwise == "undecided" and standard.standard.because:
        yield Part("undecided", standard.standard.because, (standard.standard.source,))


def _deeds(grid: Grid, region: Bools) -> str:
    """Which acts a region is about, in words."""
    dim = next((d for d in ("conduct", "threat") if d in grid.family.place), grid.family.dims[0])
    d = grid.family.place[dim]
    inside = np.asarray(region.any(axis=tuple(k for k in range(region.ndim) if k != d)))
    values = [str(v) for v, c in zip(grid.family.values[d], grid.classes[d].tolist(), strict=True) if inside[c]]
    return phrase(grid.family, dim, values, [str(v) for v in grid.family.values[d]])


def _neighbour(grid: Grid, box: list[list[int]], rules: Sequence[Rule], covered: Coverage) -> str:
    """What is an offence next to a gap: the same case with another act."""
    if "conduct" not in grid.family.place:
        return ""
    d = grid.family.place["conduct"]
    sure = grid.array(covered.sure[grid.family.name])
    for k, value in enumerate(grid.family.values[d]):
        c = int(grid.classes[d][k])
        if c in box[d]:
            continue
        at = np.ix_(*([c] if n == d else picks for n, picks in enumerate(box)))
        inside = grid.occurs[at]
        if inside.any() and (sure[at] | ~inside).all() and (by := _by(grid, rules, at)):
            return f" ({grid.family.say('conduct', value)} in the same case is covered by {by})"
    return ""


def _by(grid: Grid, rules: Sequence[Rule], at: tuple[npt.NDArray[np.intp], ...]) -> str:
    for rule in rules:
        for cut in rule.covers:
            if cut.family == grid.family.name and not cut.conditions:
                inside = grid.array(grid.words(cut))[at]
                if (inside | ~grid.occurs[at]).all():
                    return rule.provision.citation
    return ""


def _covers_surely(grid: Grid, rule: Rule, region: Bools) -> bool:
    return any(
        not c.conditions and c.family == grid.family.name and (grid.array(grid.words(c)) & region).any()
        for c in rule.covers
    )


def _texts(rules: list[Rule]) -> tuple[str, ...]:
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
