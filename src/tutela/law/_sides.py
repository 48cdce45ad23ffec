"""One side of the answer in words: the provisions that cover the conduct or may, penalties, jurisdiction, and what is
not held.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tutela.corpus import review_said
from tutela.law._answers import Answer, ProvisionFound, Side
from tutela.law._facts import Act
from tutela.law._law import Law, Rule
from tutela.law._penalties import highest, penalties_of
from tutela.law._pieces import ReachBase, SideRules
from tutela.law._puzzle import SideStates
from tutela.law._questions import Puzzle
from tutela.law._truth import NO, YES, Truth

WORDS: dict[str | None, Answer] = {"yes": "yes", "no": "no_reading"}


@dataclass(frozen=True, eq=False)
class Tested:
    """One act of the bundle, tested: what its states say per side, the puzzle of both, and the answers."""

    act: Act
    states: tuple[SideStates, ...]
    puzzle: Puzzle
    answer: Answer
    sides: tuple[Answer, Answer]


def side(
    law: Law,
    index: int,
    rules: SideRules,
    tested: Sequence[Tested],
    answer: Answer,
    conduct_on: dt.date,
    asked_on: dt.date,
) -> Side:
    """The side's answer with all it rests on; `index` is 0 for the requesting side, 1 for the requested."""
    system, state = rules.system, law.data.systems[rules.system].system.state
    functions: dict[str, set[Truth]] = {}
    everywhere: dict[str, bool] = {}
    for t in tested:
        for reading, truths in t.states[index].by_rule.items():
            if truths != {NO}:
                functions.setdefault(reading, set()).update(truths)
                everywhere[reading] = everywhere.get(reading, False) or truths == {YES}
    by_id = {r.reading.id: r for r in (*(rules.later or ()), *rules.rules)}
    provisions = tuple(
        sorted(
            (
                _provision(law, by_id[r], tested, everywhere[r], functions[r], asked_on, rules.reach)
                for r in functions
                if r in by_id
            ),
            key=lambda p: (
                p.reaches == "no",
                p.covers != "yes",
                -max((x.height for x in p.penalties), default=0.0),
            ),
        )
    )
    files = law.data.systems[system]
    families = list(dict.fromkeys(t.act.family.name for t in tested))
    texts, first_dates = _read_texts(law, system, tuple(families))
    unheld = {u for t in tested for u in t.states[index].unheld} if answer == "depends" else set()
    signed = [law.complete(system, f) for f in families]
    shows = (
        ""
        if answer == "yes" or all(signed)
        else "a reviewer's signature that these families are wholly read would show that no other text covers it"
    )
    beyond = ""
    if answer == "no_reading" and provisions:
        verb = "is" if provisions[0].covers == "yes" else "may be"
        beyond = f"It {verb} covered by {provisions[0].citation}, but no reading of that text reaches this case."
    said = beyond or _said(answer, provisions, len(texts), conduct_on)
    if answer == "no_reading" and first_dates and all(d is not None and conduct_on < d for d in first_dates):
        said += f" The earliest reading begins on {min(d for d in first_dates if d)}."
    not_held = tuple(n.text for n in files.system.not_held if n.id in unheld)
    if answer == "depends" and any(p.reaches == "unknown" for p in provisions):
        not_held += (f"{system}: the rules on where and whom its law reaches",)
    where = _jurisdiction(law, index, rules, state)
    return Side(
        system, state, answer, provisions, not_held, texts, highest(provisions), where, _LIMITATION, shows, said
    )  # fmt: skip


@functools.lru_cache(maxsize=256)
def _read_texts(law: Law, system: str, families: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[dt.date | None, ...]]:
    """The texts read that bear on some families, and the first days of their readings."""
    found = [r for r in law.rules(system) if any(c.family in families for c in r.covers)]
    return tuple(dict.fromkeys(r.provision.citation for r in found)), tuple(r.reading.in_force.since for r in found)


_LIMITATION = "not held: the rules on limitation are not in the corpus"


def _said(answer: Answer, provisions: Sequence[ProvisionFound], texts: int, day: dt.date) -> str:
    if answer == "yes":
        return f"An offence under {provisions[0].citation}."
    if answer == "no_reading":
        return f"No reading in force on {day} covers it, in the texts read ({texts})."
    return "It depends on what is still open." if provisions else "Not decided: a text that may cover it is not held."


def _reaches(rule: Rule, reach: ReachBase | None) -> Literal["yes", "no", "depends", "unknown", "not_asked"]:
    """Whether a reading reaches the case, as far as places and people are stated."""
    if reach is None:
        return "not_asked"
    if not rule.reading.reach:
        return "unknown"
    possible = [r for r in rule.reach if all(set(reach[d]) & set(w) for d, w in r.where.items())]
    if any(not r.conditions and all(set(reach[d]) <= set(w) for d, w in r.where.items()) for r in possible):
        return "yes"
    if possible:
        return "depends"
    return "unknown" if any(r.provision is None for r in rule.reach) else "no"


def _provision(
    law: Law,
    rule: Rule,
    tested: Sequence[Tested],
    sure: bool,
    truths: set[Truth],
    asked_on: dt.date,
    reach: ReachBase | None,
) -> ProvisionFound:
    dated = rule.text_as_of
    raised = [c for t in tested for c in rule.exceptions if c.defence and c.family == t.act.family.name]
    return ProvisionFound(
        covers="yes" if sure else "depends",
        reaches=_reaches(rule, reach),
        conditions=tuple(sorted({n for t in truths for n in t.names})),
        defences=tuple(dict.fromkeys(law.question(c) for cut in raised for c in sorted(cut.conditions))),
        penalties=tuple(penalties_of(rule, [t.act for t in tested])),
        text_as_of=dated,
        not_confirmed_since=dated if dated is not None and asked_on > dated else None,
        **_always(rule),
    )


@functools.lru_cache(maxsize=1024)
def _always(rule: Rule) -> dict[str, Any]:
    """What is said of a reading whatever the case."""
    reading, provision = rule.reading, rule.provision
    para = f" {reading.para}" if reading.para else ""
    return {
        "reading": reading.id,
        "provision": provision.id,
        "citation": provision.citation + para,
        "title": reading.title,
        "forms": f"attempt: {reading.forms.attempt}, aid: {reading.forms.aid}",
        "summary": provision.summary,
        "address": rule.text.address,
        "sha256": provision.sha256,
        "confidence": reading.confidence,
        "note": reading.note,
        "review": review_said(rule.review),
    }


def _jurisdiction(law: Law, index: int, rules: SideRules, state: str) -> str:
    if index == 1:
        return "not asked: on the requested side the conduct is taken as if it had happened there"
    if rules.reach is None:
        return "not stated: no places or nationalities are given, so whether the law reaches the case was not tested"
    known = {k: v for k, v in rules.reach.items() if len(v) == 1}
    said = [
        law.space.spec.reach[k][v[0]].say for k, v in known.items() if k in ("place", "actor", "victim", "child_place")
    ]
    return f"tested for {state}: " + (", ".join(said) if said else "places and people are partly open")
