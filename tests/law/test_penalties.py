"""Penalties in words, and which of several is the highest."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tutela.law import Law, LawFacts, check
from tutela.law._penalties import penalty_said
from tutela.law._schema import Penalty

DAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("penalty", "said"),
    [
        ({"max_years": 10}, "up to 10 years"),
        ({"min_months": 3, "max_years": 5}, "3 months to 5 years"),
        ({"min_months": 12, "max_years": 1.5}, "1 year to 1.5 years"),
        ({"max_years": 0.5, "fine": "or"}, "up to 6 months or a fine"),
        ({"max_years": 5, "fine": "and"}, "up to 5 years and a fine"),
        ({"max_years": 10, "fine": "and_or"}, "up to 10 years or a fine, or both"),
        ({"min_months": 120, "life": True, "fine": "and"}, "10 years to life and a fine"),
        ({"life": True}, "life"),
        ({"min_months": 24}, "at least 2 years, no maximum in the text"),
        ({"fine": "or"}, "a fine"),
        ({}, "penalty not held"),
    ],
)
def test_a_penalty_in_words(penalty: dict[str, Any], said: str) -> None:
    assert penalty_said(Penalty.model_validate(penalty)) == said


def test_a_fine_beside_imprisonment_is_no_alternative_to_it(real: Law) -> None:
    """18 U.S.C. 2422(b) and Code pénal 227-23 fine and imprison; StGB 184c(3) does either."""
    by_id = {r.id: r for s in real.data.systems.values() for r in s.readings}
    assert {p.fine for p in by_id["US.2422-b"].penalty} == {"and"}
    assert {p.fine for p in by_id["FR.227-23-4b"].penalty} == {"and"}
    assert {p.fine for p in by_id["DE.184c-3"].penalty} == {"or"}


def test_a_maximum_that_the_text_leaves_open_is_not_left_out_of_the_highest(real: Law) -> None:
    act = {
        "family": "image_of_child",
        "conduct": "distribute",
        "material": "child",
        "age": 9,
        "content": "explicit",
        "relation": "other",
    }
    side = check(real, LawFacts.model_validate({"conduct": [act]}), "DE", "CA", conduct_on=DAY).requesting
    assert "no maximum in the text" in side.max_penalty
    assert side.max_penalty.endswith(", if it applies)")
