"""Lint: each defect that a reviewer's line may have is said at that line, with what was expected, and none hides
another.

A defect is one change of one file of the small corpus; the line is where the new words stand.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tutela.cli import main
from tutela.corpus import CorpusError, Problem
from tutela.law import Law
from tutela.law._read import build, overlap
from tutela.law._schema import Interval

XA, XB = "systems/XA", "systems/XB"


class Defect(NamedTuple):
    """`old` becomes `new` in `file`; then `what` is wrong on the line that holds `at` (else the line changed first)."""

    file: str
    old: str
    new: str
    what: str
    expected: str
    at: str = ""


DEFECTS = {
    # names that stand twice
    "provision twice": Defect(
        f"{XA}/provisions.yaml", "{id: code/11,", "{id: code/10,", "'code/10' stands twice (first on line 5)", "each id once",
        "{id: code/10, citation: Code s 11",
    ),
    "condition twice": Defect(
        f"{XA}/conditions.yaml", "{id: XA.belief-suffices, kind: meaning", "{id: XA.deleted-at-once, kind: meaning",
        "'XA.deleted-at-once' stands twice (first on line 6)", "each id once", "kind: meaning, asked_of: lawyer, question: \"Is a belief",
    ),
    "power twice": Defect(
        f"{XA}/powers.yaml", "powers:\n",
        "powers:\n- {id: XA.preserve, kind: duty, provision: code/1, title: Again, summary: Again., does: [preserve], ordered_by: police, "
        "decided_by: police}\n",
        "'XA.preserve' stands twice (first on line 3)", "each id once", "title: Preservation",
    ),
    "standard twice": Defect(
        "standards.yaml", "- id: DEF-3\n", "- id: OFF-4\n", "'OFF-4' stands twice (first on line 3)", "each id once",
        "- id: OFF-4\n  criterion: DEF-3",
    ),
    "criterion twice": Defect(
        "criteria.yaml", "criteria:\n", "criteria:\n- {id: DEF-3, statement: Again., supports: [pact 9]}\n",
        "'DEF-3' stands twice (first on line 3)", "each id once", "- {id: DEF-3, statement: The law",
    ),
    "party twice": Defect(
        "instruments/pact.yaml", "- {state: XB,", "- {state: XA,", "'XA' stands twice (first on line 12)", "each id once",
        "- {state: XA, status: party, in_force: 2006-01-01",
    ),
    # names of nothing
    "text of a provision": Defect(
        f"{XB}/provisions.yaml", "{id: old/1, text: old,", "{id: old/1, text: olde,", "'olde' is no text of this system", "one of act, old"
    ),
    "provision of a reading": Defect(
        f"{XA}/readings.yaml", "provision: code/11", "provision: code/12", "'code/12' is not in provisions.yaml", "a provision id"
    ),
    "provision of a penalty": Defect(
        f"{XA}/readings.yaml", "penalty: [{max_years: 3}]", "penalty: [{max_years: 3, provision: code/12}]",
        "'code/12' is not in provisions.yaml", "a provision id",
    ),
    "provision of a power": Defect(
        f"{XA}/powers.yaml", "provision: code/1,", "provision: code/2,", "'code/2' is not in provisions.yaml", "a provision id"
    ),
    "provision of an age": Defect(
        f"{XA}/system.yaml", "provision: code/5", "provision: code/6", "'code/6' is not in provisions.yaml", "a provision id"
    ),
    "provision of a rule of reach": Defect(
        f"{XA}/system.yaml", "{place: [territory, ship_or_aircraft], provision: code/1}",
        "{place: [territory, ship_or_aircraft], provision: code/9}", "'code/9' is not in provisions.yaml", "a provision id",
    ),
    "reach of a reading": Defect(
        f"{XA}/readings.yaml", "reach: [territory, nationals]", "reach: [territory, everybody]",
        "there is no reach 'everybody' in system.yaml", "one of territory, nationals",
    ),
    "condition of a box": Defect(
        f"{XA}/readings.yaml", "purpose: [duty], if: XA.lawful-duty", "purpose: [duty], if: [XA.lawful-duty, XA.lawful-excuse]",
        "the condition 'XA.lawful-excuse' is not in conditions.yaml", "an entry there with kind and question",
    ),
    "condition of a definition": Defect(
        f"{XA}/system.yaml", 'child, altered], age: "<18", content: [explicit, organs]}',
        'child, altered], age: "<18", content: [explicit, organs], if: XA.other}',
        "the condition 'XA.other' is not in conditions.yaml", "an entry there with kind and question",
    ),
    "condition of a rule of reach": Defect(
        f"{XA}/system.yaml", "abroad_law: [punishable_there], provision", "abroad_law: [punishable_there], if: XA.other, provision",
        "the condition 'XA.other' is not in conditions.yaml", "an entry there with kind and question",
    ),
    "condition that mind: silent opens": Defect(
        f"{XB}/readings.yaml", "mind: [knows, reason]", "mind: silent",
        "the condition 'XB.general-part.mental-element' is not in conditions.yaml", "an entry there with kind and question",
    ),
    "condition of a standard": Defect(
        "standards.yaml", "material: [synthetic], age: \"<18\"", "material: [synthetic], if: OFF.word, age: \"<18\"",
        "'OFF.word' is not in this standard's `conditions`", "its question",
    ),
    "criterion of a standard": Defect(
        "standards.yaml", "criterion: DEF-3", "criterion: DEF-9", "'DEF-9' is no criterion", "an id of criteria.yaml"
    ),
    "reservation right of a standard": Defect(
        "standards.yaml", "right: pact-9-4", "right: pact-9-5", "'pact-9-5' is no reservation right", "an id under an instrument's `rights`"
    ),
    "reservation right of a party": Defect(
        "instruments/pact.yaml", "reservations: [{right: pact-9-4,", "reservations: [{right: pact-9-5,",
        "'pact-9-5' is no reservation right of pact", "one of pact-9-4",
    ),
    "instrument of a criterion": Defect(
        "criteria.yaml", "covered., supports: [pact 9]", "covered., supports: [treaty 9]",
        "'treaty 9' names no instrument", "an id of law/instruments",
    ),
    "definition of a box": Defect(
        f"{XA}/readings.yaml", "{of: images, conduct: [possess, distribute]", "{of: pictures, conduct: [possess, distribute]",
        "there is no definition 'pictures'", "one of images",
    ),
    "family that is complete": Defect(
        f"{XB}/system.yaml", "complete: {}", "complete: {contacts: {by: A Lawyer, on: 2026-01-01}}",
        "is no family", "one of image_of_child, other_material, contact, performance, extortion",
    ),
    # identifiers
    "condition of another system": Defect(
        f"{XB}/conditions.yaml", "id: XB.grave", "id: XA.grave", "is 'XA.grave'", "an id that begins with XB."
    ),
    "system in the wrong folder": Defect(f"{XB}/system.yaml", "id: XB\n", "id: XC\n", "is 'XC' in the folder XB", "XB"),
    "instrument in the wrong file": Defect("instruments/pact.yaml", "id: pact\n", "id: treaty\n", "is 'treaty' in pact.yaml", "'pact', once"),
    # conditions
    "unused condition": Defect(
        f"{XB}/readings.yaml", ", if: XB.grave", "", "'XB.grave' is used by no reading", "a use, or no entry", f"{XB}/conditions.yaml:3"
    ),
    "settled question of appraisal": Defect(
        f"{XA}/conditions.yaml", "XA.lawful-duty, kind: appraisal,",
        "XA.lawful-duty, kind: appraisal, settled: {answer: true, by: A Lawyer, source: made up, on: 2026-01-01},",
        "a question of appraisal is settled", "only questions of meaning are settled once",
    ),
    "settled question of fact": Defect(
        f"{XA}/conditions.yaml", "XA.deleted-at-once, kind: fact,",
        "XA.deleted-at-once, kind: fact, settled: {answer: true, by: A Lawyer, source: made up, on: 2026-01-01},",
        "a question of fact is settled", "only questions of meaning are settled once",
    ),
    # a reading outside its family
    "unknown family": Defect(
        f"{XB}/readings.yaml", "{family: extortion,", "{family: blackmail,", "there is no family 'blackmail'",
        "one of image_of_child, other_material, contact, performance, extortion, material",
    ),
    "unknown dimension": Defect(
        f"{XB}/readings.yaml", "demand: [images, acts]", "wants: [images, acts]", "extortion has no dimension 'wants'",
        "one of age, demand, means, offender, result, threat",
    ),
    "unknown value": Defect(
        f"{XB}/readings.yaml", "demand: [images, acts]", "demand: [images, favours]", "extortion.demand has no value favours",
        "some of images, acts, money, nothing",
    ),
    "unknown value in a union": Defect(
        f"{XB}/readings.yaml", "material: [child, synthetic]", "material: [child, imagined]", "has no value imagined", "some of child"
    ),
    "value of a family that lacks the dimension": Defect(
        f"{XA}/readings.yaml", "{family: material, relation: [self, peer_agreed]", "{family: material, material: [child, synthetic], relation: [self]",
        "synthetic belongs to other_material, which has no 'relation'", "a box of its own for it",
    ),
    "dimensions that never meet": Defect(
        f"{XA}/readings.yaml", "relation: [self, peer_agreed], by", "relation: [self, peer_agreed], offender: [minor], by",
        "this box reaches no point of any family", "dimensions and values that meet",
    ),
    "definition that the box never meets": Defect(
        f"{XA}/readings.yaml", "{of: images, conduct: [possess], material: [child]", "{of: images, conduct: [possess], material: [drawn]",
        "this box reaches no point of any family", "dimensions and values that meet",
    ),
    "age over the space": Defect(
        f"{XB}/readings.yaml", 'conduct: [sexual_talk], age: "<13"', 'conduct: [sexual_talk], age: "<21"', "ages '<21' lie outside 0..18", "ages inside it"
    ),
    "age under the space": Defect(
        f"{XB}/readings.yaml", 'conduct: [sexual_talk], age: "<13"', 'conduct: [sexual_talk], age: "<0"', "ages '<0' lie outside 0..18", "ages inside it"
    ),
    "ages from high to low": Defect(
        f"{XB}/readings.yaml", 'conduct: [sexual_talk], age: "<13"', 'conduct: [sexual_talk], age: "15..12"', "lie outside 0..18", "ages inside it"
    ),
    "ages in words": Defect(
        f"{XB}/readings.yaml", 'conduct: [sexual_talk], age: "<13"', 'conduct: [sexual_talk], age: "under thirteen"',
        "the age 'under' is not defined here", "the system file’s `ages:`",
    ),
    "ages that cannot be read": Defect(
        f"{XB}/readings.yaml", 'conduct: [sexual_talk], age: "<13"', 'conduct: [sexual_talk], age: "13-15"',
        "ages cannot be read from '13-15'", "'<18', '>=15', '14..17' or a number",
    ),
    "value that is not in a list": Defect(
        f"{XA}/readings.yaml", "purpose: [duty]", "purpose: duty", "purpose is written as a single word ('duty')", "a list, as [duty]"
    ),
    "dimension that allows nothing": Defect(
        f"{XB}/readings.yaml", "demand: [images, acts]", "demand: []", "demand allows nothing", "at least one value"
    ),
    "box of a text not held": Defect(
        f"{XA}/system.yaml", "conduct: [profit]", "conduct: [profiteer]", "performance.conduct has no value profiteer", "some of recruit"
    ),
    "box of a definition": Defect(
        f"{XA}/system.yaml", "material: [synthetic], age", "material: [synthetic], aged", "material has no dimension 'aged'", "one of age"
    ),
    "box of a penalty": Defect(
        f"{XA}/readings.yaml", "penalty: [{max_years: 5}, {max_years: 10, box: {family: material, conduct: [distribute]}}]",
        "penalty:\n  - {max_years: 5}\n  - {max_years: 10, box: {family: material, conduct: [publish]}}",
        "conduct has no value publish", "some of make", "box: {family: material, conduct: [publish]}",
    ),
    "box of a standard": Defect(
        "standards.yaml", "{family: material, conduct: [possess], material: [synthetic]", "{family: material, conduct: [hold], material: [synthetic]",
        "conduct has no value hold", "some of make",
    ),
    "box of a shield": Defect(
        "standards.yaml", "relation: [self, peer_agreed]", "relation: [self, peers]", "relation has no value peers", "some of self"
    ),
    "box of a reserve": Defect(
        "standards.yaml", "boxes: [{family: material, material: [synthetic]}]", "boxes: [{family: material, material: [made]}]",
        "has no value made", "some of",
    ),
    "definition that needs itself": Defect(
        f"{XA}/system.yaml", "  images:\n", "  images:\n  - {of: images}\n", "the definition 'images' needs itself", "boxes written out",
        "- {of: images}",
    ),
    # reach
    "reach that rests on nothing": Defect(
        f"{XA}/system.yaml", ", abroad_law: [punishable_there], provision: code/1}", ", abroad_law: [punishable_there]}",
        "names neither a provision nor a basis", "`provision:`, or `basis:`",
    ),
    "reach outside its space": Defect(
        f"{XA}/system.yaml", "{place: [abroad], actor", "{place: [abroad], weather: [fine], actor", "reach has no dimension 'weather'", "one of place"
    ),
    "value outside reach": Defect(
        f"{XA}/system.yaml", "{place: [abroad], actor", "{place: [abroad, moon], actor", "reach place has no value moon", "some of territory"
    ),
    # dates
    "overlapping versions": Defect(
        f"{XA}/readings.yaml", "to: 2019-12-31", "to: 2020-01-01", "two versions of XA.10 are in force on the same day", "one after the other"
    ),
    "versions without an end": Defect(
        f"{XA}/readings.yaml", ", to: 2019-12-31", "", "two versions of XA.10 are in force on the same day", "one after the other",
        "in_force: {from: 2010-01-01}",
    ),
    "interval that ends before it begins": Defect(
        f"{XA}/readings.yaml", "from: 2010-01-01, to: 2019-12-31", "from: 2010-01-01, to: 2009-12-31",
        "ends on 2009-12-31, before it begins on 2010-01-01", "`from` no later than `to`",
    ),
    "provision that ends before it begins": Defect(
        f"{XA}/provisions.yaml", "{id: code/5,", "{id: code/5, in_force: {from: 2020-01-02, to: 2020-01-01},",
        "ends on 2020-01-01, before it begins on 2020-01-02", "`from` no later than `to`",
    ),
    # the form of an entry
    "sha256 that is none": Defect(
        f"{XB}/provisions.yaml", '"0000000000000000000000000000000000000000000000000000000000000022"', '"00000000000000000000000000000000000000000000000000000000000000ZZ"',
        "string should match pattern '^[0-9a-f]{64}$'", "",
    ),
    "sha256 that is short": Defect(
        f"{XB}/provisions.yaml", '"0000000000000000000000000000000000000000000000000000000000000022"', '"0022"', "(got '0022')", ""
    ),
    "field that nobody knows": Defect(
        f"{XB}/readings.yaml", "penalty: [{max_years: 4}]", "penalty: [{years: 4}]", "extra inputs are not permitted (got 4)", ""
    ),
    "kind that nobody knows": Defect(
        f"{XB}/conditions.yaml", "kind: appraisal", "kind: taste", "(got 'taste')", ""
    ),
    "entry without a source": Defect(
        f"{XB}/conditions.yaml", "source: made up for the tests, ", "", "field required", "", "- {id: XB.grave"
    ),
    "review that nobody signed": Defect(
        f"{XB}/conditions.yaml", "review: draft", "review: fine", "(got 'fine')", "", "- {id: XB.grave"
    ),
    "reading that covers nothing": Defect(
        f"{XB}/readings.yaml", "covers:\n  - {family: extortion, demand: [images, acts]}", "covers: []", "at least 1 item", ""
    ),
    "list that is missing": Defect(
        f"{XB}/readings.yaml", "readings:\n", "reading:\n", "holds no list `readings`", "`defaults:` and `readings:`", "defaults:"
    ),
    "family of the space": Defect(
        "space.yaml", "    - {conduct: [attend], means: [ict]}", "    - {conduct: [attend], means: [radio]}",
        "performance.means has no value radio", "some of ict, other",
    ),
    "dimension of what cannot occur": Defect(
        "space.yaml", "    - {conduct: [attend], means: [ict]}", "    - {conduct: [attend], mean: [ict]}",
        "performance has no dimension 'mean'", "one of conduct, age, state, means, offender, mind",
    ),
    "ages that are none": Defect(
        f"{XB}/readings.yaml", 'conduct: [sexual_talk], age: "<13"', "conduct: [sexual_talk], age: []", "age allows nothing", "at least one age"
    ),
    "caution of the space": Defect(
        "space.yaml", "- {family: contact, offender: [minor]}", "- {family: contact, offender: [minors]}",
        "contact.offender has no value minors", "some of minor",
    ),
    "years of the space": Defect(
        "space.yaml", "        values: 0..18\n        say: \"({})\"\n        def: \"age of the child threatened\"",
        "        values: none..18\n        say: \"({})\"\n        def: \"age of the child threatened\"",
        "'none..18' are no years", "'0..18'",
    ),
    "act of the space that is implied": Defect(
        "space.yaml", "conduct: {trade: [possess], procure: [possess]}", "conduct: {trade: [possess], procure: [possess, hold]}",
        "has no value hold", "some of make",
    ),
}  # fmt: skip


WITHOUT_A_LINE = {
    "family of the space",
    "dimension of what cannot occur",
    "caution of the space",
    "years of the space",
    "act of the space that is implied",
}


def changed(root: Path, small_root: Path, *defects: Defect) -> list[int]:
    """The small corpus with defects below `root`, and the line on which each is to be said."""
    if not root.exists():
        shutil.copytree(small_root, root)
    for d in defects:
        path = root / "law" / d.file
        text = path.read_text()
        assert text.count(d.old) >= 1, f"{d.file} no longer holds {d.old!r}"
        path.write_text(text.replace(d.old, d.new, 1))
    return [line_of(root, d) for d in defects]


def line_of(root: Path, d: Defect) -> int:
    if d.at.startswith("systems/"):
        return int(d.at.rpartition(":")[2])
    text = (root / "law" / d.file).read_text()
    words = d.at or next(w for w in (d.new, d.new.strip()) if w)
    return text[: text.index(words)].count("\n") + 1


def problems_of(root: Path) -> list[Problem]:
    with pytest.raises(CorpusError) as caught:
        build(root)
    return caught.value.problems


def test_the_small_corpus_has_no_problem(small_root: Path) -> None:
    assert build(small_root).systems.keys() == {"XA", "XB"}


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_is_said_at_its_file_and_line_with_what_was_expected(
    name: str, tmp_path: Path, small_root: Path
) -> None:
    defect = DEFECTS[name]
    (line,) = changed(tmp_path / "c", small_root, defect)
    file = defect.at.rpartition(":")[0] if defect.at.startswith("systems/") else defect.file
    place = (tmp_path / "c" / "law" / file, 0 if name in WITHOUT_A_LINE else line)
    every = problems_of(tmp_path / "c")
    found = [p for p in every if defect.what in p.what and (p.path, p.line) == place]
    assert found, f"not said at {place[0]}:{place[1]}:\n" + "\n".join(map(str, every))
    assert defect.expected in found[0].expected
    assert bool(found[0].expected) == bool(defect.expected)


def test_versions_that_follow_each_other_day_by_day_do_not_overlap(small_root: Path) -> None:
    text = (small_root / "law" / XA / "readings.yaml").read_text()
    assert "to: 2019-12-31" in text
    assert "from: 2020-01-01" in text
    build(small_root)


DATES = st.none() | st.dates(dt.date(2019, 12, 25), dt.date(2020, 1, 5))


@given(DATES, DATES, DATES, DATES)
def test_intervals_overlap_where_they_share_a_day(
    a: dt.date | None, b: dt.date | None, c: dt.date | None, d: dt.date | None
) -> None:
    one, two = Interval(since=a, to=b), Interval(since=c, to=d)
    days = [dt.date(2019, 12, 20) + dt.timedelta(k) for k in range(25)]

    def inside(i: Interval, day: dt.date) -> bool:
        return (i.since is None or i.since <= day) and (i.to is None or day <= i.to)

    if (a and b and a > b) or (c and d and c > d):
        return  # refused by itself
    assert overlap(one, two) == any(inside(one, x) and inside(two, x) for x in days) == overlap(two, one)


SEVERAL = [
    "provision of a reading", "reach of a reading", "unknown value in a union", "unknown family", "party twice", "criterion of a standard",
    "instrument of a criterion", "overlapping versions", "condition of another system", "family that is complete",
]  # fmt: skip


def test_several_defects_are_all_said_at_once(tmp_path: Path, small_root: Path) -> None:
    defects = [DEFECTS[name] for name in SEVERAL]
    lines = changed(tmp_path / "c", small_root, *defects)
    found = {(p.path.relative_to(tmp_path / "c" / "law").as_posix(), p.line) for p in problems_of(tmp_path / "c")}
    assert {(d.file, line) for d, line in zip(defects, lines, strict=True)} <= found


def test_an_entry_of_the_wrong_form_hides_nothing_in_other_systems(tmp_path: Path, small_root: Path) -> None:
    defects = [
        DEFECTS[n]
        for n in ("sha256 that is short", "provision of a reading", "criterion twice", "kind that nobody knows")
    ]
    lines = changed(tmp_path / "c", small_root, *defects)
    found = {(p.path.relative_to(tmp_path / "c" / "law").as_posix(), p.line) for p in problems_of(tmp_path / "c")}
    assert {(d.file, line) for d, line in zip(defects, lines, strict=True)} <= found


@pytest.mark.parametrize(
    "file",
    ["space.yaml", "standards.yaml", "criteria.yaml", "glossary.yaml", f"{XA}/system.yaml", f"{XA}/provisions.yaml"],
)
def test_a_file_that_is_missing_is_named(file: str, tmp_path: Path, small_root: Path) -> None:
    changed(tmp_path / "c", small_root)
    (tmp_path / "c" / "law" / file).unlink()
    found = problems_of(tmp_path / "c")
    assert [p.path for p in found if "cannot be read" in p.what] == [tmp_path / "c" / "law" / file]


def test_definitions_that_multiply_each_other_are_refused_at_once(tmp_path: Path, small_root: Path) -> None:
    """Thirty definitions, each twice the one before, would be a thousand million boxes."""
    levels = "".join(f"  d{k}:\n  - {{of: d{k + 1}}}\n  - {{of: d{k + 1}}}\n" for k in range(30))
    bomb = Defect(f"{XA}/system.yaml", "define:\n", f"define:\n{levels}  d30:\n  - {{family: performance}}\n", "", "")
    changed(tmp_path / "c", small_root, bomb)
    assert any("definition" in p.what for p in problems_of(tmp_path / "c"))


def test_lint_prints_every_problem_and_fails(tmp_path: Path, small_root: Path) -> None:
    defects = [DEFECTS[n] for n in ("provision of a reading", "criterion of a standard")]
    lines = changed(tmp_path / "c", small_root, *defects)
    ran = CliRunner().invoke(main, ["law", "lint", str(tmp_path / "c")])
    assert ran.exit_code == 1
    shown = "".join(ran.output.split())  # a terminal may wrap
    for d, line in zip(defects, lines, strict=True):
        assert "".join(f"{d.file}:{line}".split()) in shown
        assert "".join(d.what.split()) in shown
        assert "".join(d.expected.split()) in shown


def test_lint_passes_what_is_right(small_root: Path) -> None:
    assert CliRunner().invoke(main, ["law", "lint", str(small_root)]).exit_code == 0


# ---------------------------------------------------------------- anything at all

JUNK = [
    "", "x", "null", "true", "NO", "-1", "99", "1.5", "²", '"²"', "[]", "{}", "[[]]", "[1]", "[x]", "{a: b}", "[{a: [b]}]", "2024-02-30", "2024-01-01",
    '"<²"', '"<99999"', '"' + "9" * 5000 + '"', '"<' + "9" * 5000 + '"', "silent", "[silent]", "consent", '"<consent"', "*x", "&x y", "!t z", "material",
    "image_of_child", "XA", "XA.10", "code/1", "{of: images}", "{family: [material]}", "draft", "{from: 2020-01-01}", "'", "[", "{", "pact-9-4", "none..18",
]  # fmt: skip
VALUE = re.compile(r"(?::|- |\[|, )\s*([^\s,\[\]{}:#][^,\[\]{}:\n]*|\[[^\[\]\n]*\])")  # a scalar, or a short list
FILES = ["standards.yaml", "criteria.yaml", "glossary.yaml", "space.yaml", "instruments/pact.yaml"] + [
    f"{XA}/{n}.yaml" for n in ("system", "provisions", "readings", "conditions", "powers")
]


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory, small_root: Path) -> Path:
    root = tmp_path_factory.mktemp("fuzz") / "corpus"
    shutil.copytree(small_root, root)
    return root


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_value_changed_to_anything_is_law_or_a_list_of_problems(
    fuzzed: Path, small_root: Path, data: st.DataObject
) -> None:
    """Never a traceback, neither in reading nor in setting the law up."""
    file = data.draw(st.sampled_from(FILES))
    text = (small_root / "law" / file).read_text()
    spans = [m.span(1) for m in VALUE.finditer(text)]
    low, high = data.draw(st.sampled_from(spans))
    damaged = text[:low] + data.draw(st.sampled_from(JUNK)) + text[high:]
    try:
        (fuzzed / "law" / file).write_text(damaged)
        try:
            made = build(fuzzed)
        except CorpusError as err:
            wrong = [p for p in err.problems if not p.what or not p.path.is_relative_to(fuzzed)]
            assert not wrong
        else:
            law = Law(made, "fuzz", fuzzed)
            for system in made.systems:
                law.rules_on(system, dt.date(2026, 1, 1))
                law.unheld(system)
            for standard in made.standards:
                law.standard_cuts(standard.id, 15)
    finally:
        (fuzzed / "law" / file).write_text(text)
