"""The agreement with the second reader: kappa as its author defines it, no word of the pack mapped by guess, every
difference explained, and a page that says what the readings say today.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from bench import agreement as ag

from tutela.law import Law

PAGE = ag.HERE / "docs" / "agreement.md"


@pytest.fixture(scope="module")
def theirs(shared: Path) -> dict[str, dict[str, ag.Answer]]:
    return ag.second_reader(shared / "law")


@pytest.fixture(scope="module")
def ours(real: Law) -> dict[str, dict[str, ag.Answer]]:
    return ag.derived(real)


def test_kappa_of_a_worked_example() -> None:
    # 50 cases: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no. p_o = 0.7, p_e = 0.5 x 0.6 + 0.5 x 0.4 = 0.5.
    both = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert ag.kappa(both) == pytest.approx(0.4)


def test_kappa_of_five_classes_by_hand() -> None:
    # p_o = 3/5; shares (2, 1, 1, 1, 0) and (1, 2, 1, 0, 1) of 5: p_e = (2 + 2 + 1 + 0 + 0) / 25 = 0.2.
    both = [("yes", "yes"), ("yes", "part"), ("part", "part"), ("no", "no"), ("undecided", "not held")]
    assert ag.kappa(both) == pytest.approx(0.5)


def test_kappa_is_one_when_all_is_the_same_and_zero_at_chance() -> None:
    assert ag.kappa([("yes", "yes"), ("no", "no")]) == pytest.approx(1.0)
    assert ag.kappa([("yes", "yes"), ("yes", "no"), ("no", "yes"), ("no", "no")]) == pytest.approx(0.0)


def test_kappa_can_be_negative() -> None:
    assert ag.kappa([("yes", "no"), ("no", "yes")]) == pytest.approx(-1.0)


@pytest.mark.parametrize("both", [[], [("yes", "yes")] * 3])
def test_kappa_is_not_defined_without_cases_or_without_variety(both: list[tuple[str, str]]) -> None:
    assert ag.kappa(both) is None


def test_ages_count_in_agreement_and_not_in_kappa() -> None:
    eighteen, sixteen = ag.Answer("age", (18,)), ag.Answer("age", (16,))
    pairs = [
        ag.Pair("DE", "csam_age_limit", eighteen, eighteen),
        ag.Pair("DE", "grooming_age_limit", eighteen, sixteen),
        ag.Pair("DE", "drawn_covered", ag.Answer("yes"), ag.Answer("yes")),
        ag.Pair("DE", "text_only_covered", ag.Answer("no"), ag.Answer("not held")),
    ]
    assert ag.figures(pairs) == ag.Figures(4, 2, 0.5, pytest.approx(1 / 3), 0.75, (1, 2))


def test_unknown_is_two_classes_told_apart_by_whether_a_provision_is_cited() -> None:
    assert ag.as_class("audio_covered", "unknown", [], "here").kind == "not held"
    assert ag.as_class("audio_covered", "unknown", ["cp/227-23"], "here").kind == "undecided"


def test_a_word_that_no_table_maps_is_an_error_that_names_it() -> None:
    with pytest.raises(ag.UnknownWordError, match=r"DE drawn_covered: 'perhaps'.*CLASSES"):
        ag.as_class("drawn_covered", "perhaps", [], "DE drawn_covered")


def test_a_number_is_an_age_only_where_an_age_is_asked() -> None:
    assert ag.as_class("grooming_age_limit", 14, [], "here").ages == (14,)
    with pytest.raises(ag.UnknownWordError):
        ag.as_class("drawn_covered", 14, [], "here")


def test_every_class_in_the_table_is_one_of_the_five() -> None:
    assert {kind for kind, _ in ag.CLASSES.values()} <= set(ag.FIVE)


def test_every_word_of_the_second_reader_is_mapped(theirs: dict[str, dict[str, ag.Answer]]) -> None:
    assert set(theirs) == set(ag.FILES)
    assert all(a.ages or a.kind in ag.FIVE for of in theirs.values() for a in of.values())


def test_the_later_file_of_the_pack_wins(theirs: dict[str, dict[str, ag.Answer]]) -> None:
    assert theirs["GB-EAW"]["possession_criminalised"].kind == "yes"  # the older file answers for one Act only


def test_every_answer_of_ours_is_a_class_or_an_age(ours: dict[str, dict[str, ag.Answer]]) -> None:
    assert all(set(of) == set(ag.ELEMENTS) for of in ours.values())
    assert all(a.ages or a.kind in ag.FIVE for of in ours.values() for a in of.values())


def test_a_single_unpaid_viewing_makes_access_partly_covered_in_france(ours: dict[str, dict[str, ag.Answer]]) -> None:
    assert ours["FR"]["access_criminalised"].kind == "part"


def test_a_general_offence_without_an_age_line_draws_no_age_limit(ours: dict[str, dict[str, ag.Answer]]) -> None:
    assert ours["CA"]["grooming_age_limit"].ages == (18,)  # threats are an offence towards anybody


def test_every_difference_is_explained(
    theirs: dict[str, dict[str, ag.Answer]], ours: dict[str, dict[str, ag.Answer]]
) -> None:
    prose = ag.DIFFERENCES.read_text(encoding="utf-8")
    assert ag.unexplained({"after": ag.pairs(theirs, ours)}, prose) == []


def test_the_page_shows_what_the_readings_say_today(
    theirs: dict[str, dict[str, ag.Answer]], ours: dict[str, dict[str, ag.Answer]]
) -> None:
    shown = {
        (cells[1], cells[2]): cells[5].strip("*")
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if len(cells := [c.strip() for c in line.split("|")]) == 8 and cells[2] in ag.ELEMENTS
    }
    today = {(p.system, p.element): str(p.ours) for p in ag.pairs(theirs, ours)}
    assert shown == today, "make docs/agreement.md anew; its first lines say how"
