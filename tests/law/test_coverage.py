"""Coverage: bitmaps agree with reading box by box, sure lies within possible, merging loses nothing."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.law import brute
from tutela.law import Law, coverage
from tutela.law._coverage import Grid, grids, rule_words

DAY = dt.date(2026, 11, 23)
SYSTEMS = ["CA", "DE", "FR", "GB-EAW", "US"]
relaxed = settings(
    max_examples=150 * int(os.environ.get("TUTELA_DEEP", "1")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@relaxed
@given(data=st.data())
def test_bitmaps_are_what_reading_box_by_box_says(real: Law, data: st.DataObject) -> None:
    family = data.draw(st.sampled_from(sorted(real.space.families)))
    system = data.draw(st.sampled_from(SYSTEMS))
    f = real.space.families[family]
    point = tuple(data.draw(st.integers(0, len(v) - 1)) for v in f.values)
    if not brute.occurs(f, point):
        return
    grid, covered = grids(real)[family], coverage(real, system, DAY)
    at = tuple(int(c[v]) for c, v in zip(grid.classes, point, strict=True))
    found = bool(grid.array(covered.sure[family])[at]), bool(grid.array(covered.possible[family])[at])
    assert found == brute.coverage_at(real, system, DAY, family, point)


@pytest.mark.parametrize("system", SYSTEMS)
def test_sure_lies_within_possible(real: Law, system: str) -> None:
    covered = coverage(real, system, DAY)
    for family in real.space.families:
        assert not (covered.sure[family] & ~covered.possible[family]).any()


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_reading_more_never_takes_away(real: Law, system: str) -> None:
    rules = real.rules_on(system, DAY)
    for family, grid in grids(real).items():
        words = [rule_words(grid, r) for r in rules]
        for k in range(len(words)):
            fewer = [w for n, w in enumerate(words) if n != k]
            for part in (0, 1):
                whole = np.bitwise_or.reduce([w[part] for w in words])
                less = np.bitwise_or.reduce([w[part] for w in fewer]) if fewer else np.zeros_like(whole)
                assert not (less & ~whole).any(), (system, family)


@pytest.mark.parametrize("family", ["extortion", "performance", "contact", "other_material"])
def test_merging_values_loses_nothing(small: Law, family: str) -> None:
    cuts = [c for s in ("XA", "XB") for r in small.rules(s) for c in (*r.covers, *r.exceptions) if c.family == family]
    merged, full = Grid(small.space.families[family], cuts), Grid(small.space.families[family], cuts, merge=False)
    for cut in cuts:
        small_array = merged.array(merged.words(cut))
        assert (small_array[np.ix_(*merged.classes)] == full.array(full.words(cut))).all()


@relaxed
@given(data=st.data())
def test_exceptions_commute_and_bind_only_their_reading(small: Law, data: st.DataObject) -> None:
    rule = next(r for r in small.rules("XA") if r.exceptions)
    grid = grids(small)["image_of_child"]
    shuffled = replace(rule, exceptions=tuple(data.draw(st.permutations(rule.exceptions))))
    for a, b in zip(rule_words(grid, rule), rule_words(grid, shuffled), strict=True):
        assert (a == b).all()


def test_a_defence_never_changes_surely(small: Law) -> None:
    rule = next(r for r in small.rules("XA") if any(c.defence for c in r.exceptions))
    grid = grids(small)["image_of_child"]
    bare = replace(rule, exceptions=tuple(c for c in rule.exceptions if not c.defence))
    assert (rule_words(grid, rule)[0] == rule_words(grid, bare)[0]).all()


def test_implied_acts_are_covered_and_implying_is_idempotent(small: Law) -> None:
    for rule in (*small.rules("XA"), *small.rules("XB")):
        for cut in rule.covers:
            assert small.space.widen(cut) == cut
    holding = next(r for r in small.rules("XB") if r.reading.id == "XB.1").covers[0]
    family = small.space.families["image_of_child"]
    conducts = {family.values[0][k] for k in holding.sel[0] or ()}
    assert conducts == {"possess", "procure", "trade"}


KNOWN = [  # (system, family, what is stated beyond the usual case, what the texts say): points that a lawyer can check
    ("DE", "other_material", {"conduct": "possess", "material": "synthetic", "age": 15, "purpose": "own_use"}, "no"),
    ("DE", "other_material", {"conduct": "possess", "material": "synthetic", "age": 13, "purpose": "own_use"}, "sure"),
    ("DE", "other_material", {"conduct": "possess", "material": "drawn", "age": 10, "purpose": "own_use"}, "no"),
    ("CA", "other_material", {"conduct": "possess", "material": "text", "age": 12}, "open"),
    ("US", "other_material", {"conduct": "possess", "material": "drawn", "age": 12}, "open"),
    ("FR", "image_of_child", {"conduct": "access", "material": "child", "age": 12}, "no"),
    ("FR", "image_of_child", {"conduct": "access_repeated", "material": "child", "age": 12}, "sure"),
    ("GB-EAW", "image_of_child", {"conduct": "possess", "material": "child", "age": 12, "purpose": "own_use"}, "sure"),
    ("FR", "contact", {"conduct": "propose_sex", "age": 14, "child": "decoy"}, "sure"),
]
USUAL = {
    "image_of_child": {"content": "explicit", "purpose": "none", "means": "ict", "relation": "other", "mind": "knows"},
    "other_material": {"content": "explicit", "purpose": "none", "means": "ict", "offender": "adult", "mind": "knows"},
    "contact": {"step": "none", "child": "known", "offender": "adult", "purpose": "sexual_act", "means": "ict", "method": "plain"},
}  # fmt: skip


@pytest.mark.parametrize(("system", "family", "stated", "expected"), KNOWN)
def test_points_that_a_lawyer_can_check(
    real: Law, system: str, family: str, stated: dict[str, object], expected: str
) -> None:
    f = real.space.families[family]
    full = {**USUAL[family], **stated}
    point = tuple(f.values[i].index(full[d]) for i, d in enumerate(f.dims))  # type: ignore[arg-type]
    sure, possible = brute.coverage_at(real, system, DAY, family, point)
    assert ("sure" if sure else "open" if possible else "no") == expected
