"""Whether the conduct of the case is what a rule is about, as far as it is known."""

from __future__ import annotations

from tutela.cooperation._answers import Act
from tutela.cooperation._schema import Box, Region, Ternary


def within(region: Region, acts: tuple[Act, ...]) -> Ternary:
    """yes: one act surely lies inside. no: all surely lie outside. unknown: else, and where no act is known."""
    if any(_in(box, act) == "yes" for act in acts for box in region.inside if not _outside(region, act)):
        return "yes"
    return "no" if acts and all(_outside(region, act) for act in acts) else "unknown"


def _outside(region: Region, act: Act) -> bool:
    return any(_in(box, act) == "yes" for box in region.outside)


def _in(box: Box, act: Act) -> Ternary:
    answer: Ternary = "yes"
    for key, wanted in box.items():
        known = {act.family} if key == "family" else {str(v) for v in act.values.get(key, ())}
        meant = {wanted} if isinstance(wanted, str) else set(wanted)
        if known and not known & meant:
            return "no"
        if not known or not known <= meant:
            answer = "unknown"
    return answer
