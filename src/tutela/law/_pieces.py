"""What applies on one side, family by family: rules as pieces, each a cut with the function of its own conditions.

`SideRules` is one side of a check: the readings of the relevant day (two days where the law changed between), the texts
not held, the threshold and the reach to test. Pieces are made once per family and day and shared by all checks.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tutela.law._facts import Act
from tutela.law._law import Law, Rule, Unheld
from tutela.law._schema import Penalty
from tutela.law._space import Cut, Family
from tutela.law._truth import UNKNOWN, YES, Truth, condition, every

ReachBase = dict[str, tuple[str, ...]]  # per dimension of the reach space, the values still possible


@dataclass(frozen=True)
class SideRules:
    """What may apply on one side: the rules of each relevant day (one, or two where the law changed between), and the
    texts not held.
    """

    system: str
    rules: tuple[Rule, ...]
    later: tuple[Rule, ...] | None
    unheld: tuple[Unheld, ...]
    threshold: float | None  # years of maximum imprisonment that the offence must reach
    reach: ReachBase | None  # None: reach is not part of the answer on this side


@dataclass(frozen=True, eq=False)
class Piece:
    """A cut of one family, ready to be met with acts: `packed` as in `Family.pack`, `holds` the function of its
    conditions.
    """

    cut: Cut
    packed: int
    holds: Truth


@dataclass(frozen=True, eq=False)
class FamilyRule:
    """What a rule says in one family."""

    rule: Rule
    covers: tuple[Piece, ...]
    exceptions: tuple[Piece, ...]  # without defences, which take nothing away
    graded: tuple[tuple[Penalty, tuple[Piece, ...] | None], ...]
    reach: tuple[tuple[dict[str, list[str]], Truth], ...]


@dataclass(frozen=True, eq=False)
class FamilySide:
    """What one side says in one family; `later` as in `SideRules`."""

    side: SideRules
    rules: tuple[FamilyRule, ...]
    later: tuple[FamilyRule, ...]
    unheld: tuple[tuple[str, tuple[Piece, ...]], ...]


def meeting(pieces: Iterable[Piece], act: Act) -> list[Piece]:
    """The pieces that share a point with what the act may be."""
    packed, (full, spare) = act.packed, act.family.full
    return [p for p in pieces if ((p.packed & packed) + full) & spare == spare]  # `Family.meets`, without the calls


def pieces(law: Law | None, cuts: Iterable[Cut], family: Family) -> tuple[Piece, ...]:
    """The cuts of one family as pieces; without a law their conditions are left aside."""
    return tuple(
        Piece(c, family.pack(c.masks), conditions_of(law, c.conditions) if law else YES)
        for c in cuts
        if c.family == family.name
    )


@functools.lru_cache(maxsize=64)
def of_void(family: Family) -> tuple[Piece, ...]:
    return pieces(None, family.void, family)


def family_rules(law: Law, side: SideRules, family: Family) -> FamilySide:
    return FamilySide(
        side,
        _in_family(law, side.rules, family),
        _in_family(law, side.later, family) if side.later else (),
        _unheld_in(law, side.unheld, family),
    )


@functools.lru_cache(maxsize=256)
def _in_family(law: Law, rules: tuple[Rule, ...], family: Family) -> tuple[FamilyRule, ...]:
    """The rules that say something of a family."""
    return tuple(r for rule in rules if (r := _family_rule(law, rule, family)).covers)


@functools.lru_cache(maxsize=4096)
def _family_rule(law: Law, rule: Rule, family: Family) -> FamilyRule:
    return FamilyRule(
        rule,
        pieces(law, rule.covers, family),
        pieces(law, (c for c in rule.exceptions if not c.defence), family),
        tuple((g.penalty, None if g.cuts is None else pieces(law, g.cuts, family)) for g in rule.penalties),
        tuple((r.where, conditions_of(law, frozenset(r.conditions))) for r in rule.reach),
    )


@functools.lru_cache(maxsize=256)
def _unheld_in(law: Law, unheld: tuple[Unheld, ...], family: Family) -> tuple[tuple[str, tuple[Piece, ...]], ...]:
    return tuple((t.id, found) for t in unheld if (found := pieces(law, t.cuts, family)))


@functools.lru_cache(maxsize=4096)
def conditions_of(law: Law, names: frozenset[str]) -> Truth:
    return every(condition(n) if law.askable(n) else UNKNOWN for n in sorted(names))


def answered(rules: Sequence[Rule], answers: dict[str, bool]) -> tuple[Rule, ...]:
    """The rules with the case's own answers taken up, as far as they are questions that a case can answer."""
    if not answers:
        return tuple(rules)

    def take(cuts: Iterable[Cut]) -> tuple[Cut, ...]:
        return tuple(c for cut in cuts if (c := _given(cut, answers)))

    def touched(rule: Rule) -> bool:
        graded = (cut for g in rule.penalties for cut in g.cuts or ())
        named = (c for cut in (*rule.covers, *rule.exceptions, *graded) for c in cut.conditions)
        return any(c in answers for c in (*named, *(c for r in rule.reach for c in r.conditions)))

    out = []
    for rule in rules:
        if not touched(rule):
            out.append(rule)
            continue
        out.append(
            replace(
                rule,
                covers=take(rule.covers),
                exceptions=take(rule.exceptions),
                reach=tuple(
                    r.model_copy(update={"conditions": [c for c in r.conditions if c not in answers]})
                    for r in rule.reach
                    if all(answers.get(c, True) for c in r.conditions)
                ),
                penalties=tuple(replace(g, cuts=None if g.cuts is None else take(g.cuts)) for g in rule.penalties),
            )
        )
    return tuple(out)


def _given(cut: Cut, answers: dict[str, bool]) -> Cut | None:
    if cut.conditions.isdisjoint(answers):
        return cut
    if any(answers.get(c) is False for c in cut.conditions):
        return None
    return replace(cut, conditions=frozenset(c for c in cut.conditions if c not in answers))
