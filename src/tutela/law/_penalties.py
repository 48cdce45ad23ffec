"""Penalties: which may apply to the acts of a case, in words, and which is the highest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from tutela.law._answers import PenaltyFound, ProvisionFound
from tutela.law._facts import Act
from tutela.law._law import Rule
from tutela.law._schema import Penalty

_FINE = {None: "", "and": " and a fine", "or": " or a fine", "and_or": " or a fine, or both"}


def penalties_of(rule: Rule, acts: Sequence[Act]) -> Iterator[PenaltyFound]:
    """The penalties of a reading that may apply to some act: an entry with a box takes the base's place inside it."""
    boxed: list[PenaltyFound] = []
    replaced = False
    for graded in rule.penalties:
        if graded.cuts is None:
            continue
        for act in acts:
            may = act.masks
            inside = [c for c in graded.cuts if c.family == act.family.name and all(map(int.__and__, c.masks, may))]
            if inside:
                wholly = any(
                    not c.conditions and all(not a & ~m for m, a in zip(c.masks, may, strict=True)) for c in inside
                )
                replaced |= wholly
                boxed.append(_found(graded.penalty, "yes" if wholly else "depends"))
                break
    if not replaced:
        yield from (_found(g.penalty, "depends" if boxed else "yes") for g in rule.penalties if g.cuts is None)
    yield from boxed


def _found(p: Penalty, applies: Literal["yes", "depends"]) -> PenaltyFound:
    return PenaltyFound(penalty_said(p), p.min_months, p.max_years, p.life, applies, p.note)


def penalty_said(p: Penalty) -> str:
    """A penalty in words: `3 months to 5 years`, `up to 10 years or a fine`, `at least 1 year, no maximum …`."""
    least = _months(p.min_months) if p.min_months else ""
    if p.life or p.max_years is not None:
        most = "life" if p.life else _years(p.max_years or 0.0)
        prison = f"{least} to {most}" if least else most if p.life else f"up to {most}"
    else:
        prison = f"at least {least}, no maximum in the text" if least else ""
    if not prison:
        return "a fine" if p.fine else "penalty not held"
    return prison + _FINE[p.fine]


def highest(provisions: Sequence[ProvisionFound]) -> str:
    """The highest penalty among what covers the conduct, or may; on a tie the one with the higher minimum."""
    found = [(x, p) for p in provisions for x in p.penalties]
    if not found:
        return "not held"
    best, p = max(found, key=lambda f: (f[0].height, f[0].min_months or 0.0, _sure(*f)))
    return f"{best.said} ({p.citation}{'' if _sure(best, p) else ', if it applies'})"


def _sure(penalty: PenaltyFound, provision: ProvisionFound) -> bool:
    return provision.covers == "yes" and penalty.applies == "yes"


def _years(y: float) -> str:
    return f"{y:g} year{'s' if y != 1 else ''}" if y >= 1 else _months(y * 12)


def _months(m: float) -> str:
    if m >= 12 and m % 12 == 0:
        return _years(m / 12)
    return f"{m:g} month{'s' if m != 1 else ''}"
