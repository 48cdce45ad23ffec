"""Strict YAML: what reviewed data may say is read back exactly, and all else is refused with its file and line."""

from __future__ import annotations

import datetime as dt
import math
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from tutela.corpus import CorpusError, Document, Problem, load_list, parse, read
from tutela.corpus import _yaml as strict

HERE = Path("law") / "entry.yaml"


def said(text: str | bytes) -> Any:
    return parse(text if isinstance(text, bytes) else text.encode(), HERE).data


def refused(text: str | bytes) -> Problem:
    """The one problem for which a text is refused."""
    with pytest.raises(CorpusError) as caught:
        said(text)
    (problem,) = caught.value.problems
    assert problem.path == HERE
    return problem


# ---------------------------------------------------------------- plain values


@pytest.mark.parametrize("word", ["NO", "No", "no", "yes", "YES", "on", "On", "off", "OFF", "y", "n"])
def test_norway_and_other_words_of_yaml_1_1_stay_words(word: str) -> None:
    assert said(f"state: {word}\n{word}: key\nstates: [SE, {word}]") == {
        "state": word,
        word: "key",
        "states": ["SE", word],
    }


def test_only_true_and_false_are_booleans() -> None:
    assert said("[true, false, True, FALSE, 'true', \"false\"]") == [True, False, True, False, "true", "false"]


@pytest.mark.parametrize("null", ["", "~", "null"])
def test_nothing_said_is_null(null: str) -> None:
    assert said(f"until: {null}\n") == {"until": None}


def test_a_day_is_a_date_and_a_quoted_day_is_words() -> None:
    assert said("from: 2024-02-29\nsaid: '2024-02-29'\nmonth: 2024-02") == {
        "from": dt.date(2024, 2, 29),
        "said": "2024-02-29",
        "month": "2024-02",
    }


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "0000-01-01"])
def test_a_day_that_is_not_in_the_calendar_is_refused(day: str) -> None:
    problem = refused(f"id: a\nfrom: {day}\n")
    assert (problem.line, problem.what) == (2, f"{day} is no day of the calendar")
    assert "YYYY-MM-DD" in problem.expected


@pytest.mark.parametrize(
    ("text", "value"),
    [("18", 18), ("-3", -3), ("+4", 4), ("007", 7), ("2.5", 2.5), ("1e3", 1000.0), (".5", 0.5), ("184b", "184b"), ("12:30", "12:30"),
     ("1_000", "1_000"), ("0x1F", "0x1F"), (".inf", ".inf"), (".nan", ".nan"), ("<18", "<18"), ("0..18", "0..18"), ("1.2.3", "1.2.3")],
)  # fmt: skip
def test_numbers_are_plain_decimal_numbers(text: str, value: object) -> None:
    found = said(f"v: {text}")["v"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("number", ["9" * 5000, "-" + "1" * 40, "1e999", "9" * 400 + ".0"])
def test_a_number_that_no_text_of_law_needs_is_refused(number: str) -> None:
    problem = refused(f"id: a\nyears: {number}\n")
    assert problem.line == 2
    assert problem.expected
    assert len(str(problem)) < 200


def test_every_value_knows_its_line() -> None:
    doc = parse(b"id: a\nlist:\n- one\n- {two: 2,\n   three: 3}\ntext: |\n  long\n", HERE)
    assert [doc.line(at) for at in [(), ("id",), ("list",), ("list", 0), ("list", 1), ("list", 1, "three"), ("text",)]] == [
        1, 1, 2, 3, 4, 5, 6,
    ]  # fmt: skip
    assert doc.line(("list", 1, "four", "deeper")) == 4, "what is missing is said where it is missing"
    assert str(doc.problem(("list", 1, "two"), "is even", "an odd number")) == (
        f"{HERE}:4: list.1.two: is even; expected an odd number"
    )


# ---------------------------------------------------------------- what is refused


def test_a_key_that_stands_twice_is_refused_with_both_lines() -> None:
    problem = refused("id: a\nin_force: {from: 2020-01-01}\ntitle: b\nin_force: {from: 2021-01-01}\n")
    assert (problem.line, problem.where) == (4, "in_force")
    assert problem.what == "the key stands twice (first on line 2)"
    assert refused("a:\n  b: 1\n  'b': 2\n").line == 3


def test_the_same_key_in_two_entries_is_no_duplicate() -> None:
    assert said("- {id: a}\n- {id: b}\n") == [{"id": "a"}, {"id": "b"}]


def bomb(levels: int = 30) -> str:
    lines = ['a0: &a0 ["lol","lol","lol","lol","lol","lol","lol","lol","lol"]']
    lines += [f"a{k}: &a{k} [{','.join([f'*a{k - 1}'] * 9)}]" for k in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (bomb(), 1),
        (bomb().replace("&a0 ", ""), 2),
        ("a: 1\nb: [" + "*x, " * 100_000 + "*x]", 2),
        ("a: 1\n" + "[" * 1_000_000, 2),
        ("- " * 100_000, 1),
        ("a: " + "{a: " * 100_000, 1),
    ],
    ids=["billion laughs", "laughs at nothing", "many aliases", "brackets", "dashes", "braces"],
)
def test_a_yaml_bomb_is_refused_at_once(text: str, line: int) -> None:
    began = time.perf_counter()
    problem = refused(text)
    assert time.perf_counter() - began < 1
    assert problem.line == line
    assert problem.expected


def test_a_bomb_in_a_file_of_entries_is_one_problem_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "provisions.yaml"
    path.write_text("defaults: {source: made up}\n" + bomb())
    problems: list[Problem] = []
    assert load_list(path, "provisions", BaseModel, problems) == ([], None)
    assert [(p.path, p.line) for p in problems] == [(path, 2)]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a: 1\nb: *other\n", 2, "refers to *other"),
        ("a: 1\nb: &here 2\n", 2, "carries the anchor &here"),
        ("a: 1\n&here b: 2\n", 2, "carries the anchor &here"),
        ("a: &self [*self]\n", 1, "carries the anchor &self"),
        ("a: {b: 1}\nc:\n  <<: {b: 2}\n", 3, "merges another entry"),
        ("a: 1\nb: !!python/object/apply:os.getcwd []\n", 2, "carries the tag tag:yaml.org,2002:python/object/apply:os.getcwd"),
        ("a: !!bool no\n", 1, "carries the tag"),
        ("a: ! no\n", 1, "carries the tag !"),
        ("a: 1\n!!str b: 2\n", 2, "carries the tag"),
        ("- 1\n- !own {a: 1}\n", 2, "carries the tag !own"),
        ("a: 1\n---\nb: 2\n", 2, "holds a second document"),
        ("---\n---\n", 2, "holds a second document"),
        ("a: 1\n? [b]\n: 2\n", 2, "has a key that is not a plain word"),
        ("a: 1\n? {b: c}\n: 2\n", 2, "has a key that is not a plain word"),
        ("", 1, "is empty"),
        ("# only a remark\n", 1, "is empty"),
        ("---\n", 1, "is empty"),
        ("null\n", 1, "is empty"),
    ],
)  # fmt: skip
def test_what_reviewed_data_may_not_use_is_refused_with_its_line(text: str, line: int, what: str) -> None:
    problem = refused(text)
    assert problem.line == line
    assert what in problem.what
    assert problem.expected


def test_a_quoted_key_may_look_like_a_merge() -> None:
    assert said("'<<': 1") == {"<<": 1}


def test_nesting_goes_to_forty_levels_and_not_beyond() -> None:
    def nested(levels: int) -> str:
        return "[" * levels + "x" + "]" * levels

    assert said(nested(strict.MAX_DEPTH)) is not None
    problem = refused("\n" + nested(strict.MAX_DEPTH + 1))
    assert (problem.line, problem.expected) == (2, "at most 40 levels")
    assert refused("".join("  " * k + f"k{k}:\n" for k in range(60)) + "  " * 60 + "x").line == strict.MAX_DEPTH + 2


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: [1, 2\n", 3),
        ("a: 1\nb: {c: 1,\n", 3),
        ("a: 1\nb: 'cut off", 2),
        ('a: 1\nb: "cut off\n', 3),
        ("a: 1\nb: c: d\n", 2),
        ("a:\n\t- b\n", 2),
        ("a: 1\n  b: 2\n", 2),
        ("a: %b\n", 1),
        ('a: "\\ud800"\n', 1),
    ],
)
def test_a_file_cut_in_the_middle_or_malformed_is_refused_with_its_line(text: str, line: int) -> None:
    problem = refused(text)
    assert problem.line == line
    assert problem.expected == "well-formed YAML"


@pytest.mark.parametrize("raw", [b"a: M\xfcller\n", b"\xff\xfea\x00:\x00", b"\xed\xa0\x80", "é".encode()[:1]])
def test_what_is_not_utf_8_is_refused(raw: bytes) -> None:
    problem = refused(raw)
    assert "is not UTF-8" in problem.what
    assert problem.expected == "UTF-8 text"


def test_a_control_character_is_refused() -> None:
    assert "not YAML" in refused(b"a: \x00\n").what


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert said(b"\xef\xbb\xbfa: 1\n") == {"a": 1}


def test_a_file_beyond_the_largest_size_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.write(b"a: 1\n")
        file.truncate(50_000_000_000)  # sparse: nothing could hold it in memory
    began = time.perf_counter()
    with pytest.raises(CorpusError, match=r"large\.yaml: is longer than 4,000,000 bytes; expected at most 4,000,000"):
        read(path)
    assert time.perf_counter() - began < 1


def test_a_file_of_the_largest_size_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"a: 1 #".ljust(strict.MAX_BYTES, b"x"))
    assert read(path).data == {"a": 1}


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(CorpusError, match="cannot be read") as caught:
            read(path)
        assert caught.value.problems[0].path == path


# ---------------------------------------------------------------- files of entries


class Named(BaseModel, extra="forbid"):
    id: str
    age: int = 0


@pytest.mark.parametrize(
    ("text", "line", "what", "expected"),
    [
        ("just words\n", 1, "holds no list `named`", "`defaults:` and `named:`"),
        ("named: {id: a}\n", 1, "holds no list `named`", "`defaults:` and `named:`"),
        ("named: []\nnames: []\n", 2, "is not known here", "only `defaults:` and `named:`"),
        ("named:\n- {id: a}\n- b\n", 3, "is not an entry", "a mapping of fields"),
        ("named:\n- {id: a}\ndefaults: [1]\n", 3, "is no mapping", "fields that every entry is given"),
        ("named:\n- {id: a}\ndefaults: words\n", 3, "is no mapping", "fields that every entry is given"),
        ("named:\n- id: a\n  age: old\n", 3, "input should be a valid integer", ""),
        ("named:\n- id: a\n  colour: red\n", 3, "extra inputs are not permitted (got 'red')", ""),
        ("named:\n- {id: a}\n- {age: 3}\n", 3, "field required", ""),
    ],
)
def test_a_file_of_entries_says_what_is_wrong_where(
    tmp_path: Path, text: str, line: int, what: str, expected: str
) -> None:
    path, problems = tmp_path / "named.yaml", list[Problem]()
    path.write_text(text)
    load_list(path, "named", Named, problems)
    assert [(p.path, p.line, p.expected) for p in problems] == [(path, line, expected)]
    assert what in problems[0].what


def test_defaults_are_given_to_entries_that_do_not_say_otherwise(tmp_path: Path) -> None:
    path, problems = tmp_path / "named.yaml", list[Problem]()
    path.write_text("defaults: {age: 3}\nnamed: [{id: a}, {id: b, age: 4}]\n")
    assert [(n.id, n.age) for n in load_list(path, "named", Named, problems)[0]] == [("a", 3), ("b", 4)]
    assert problems == []


# ---------------------------------------------------------------- anything at all

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)
numbers = st.integers(-(10**16), 10**16) | st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | numbers | st.dates() | words
plain = st.recursive(
    scalars, lambda kids: st.lists(kids, max_size=4) | st.dictionaries(words, kids, max_size=4), max_leaves=25
)


@settings(max_examples=300, deadline=None)
@given(plain.filter(lambda data: data is not None))
@example({"NO": ["yes", "2024-01-01", "1e5", "", "~", "<<", "null", "\x85", "\ufeff", "0x1F"]})
def test_plain_data_is_read_back_as_it_was_written(data: Any) -> None:
    quoted = yaml.dump(data, Dumper=Quoting, allow_unicode=True)
    assert said(quoted) == data


class Quoting(yaml.SafeDumper):
    """Every string in double quotes, as a careful author would write what may be misread; nothing shared."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


Quoting.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def outcome(raw: bytes) -> Document | CorpusError:
    try:
        return parse(raw, HERE)
    except CorpusError as err:
        return err


def finite(data: Any) -> bool:
    if isinstance(data, dict):
        return all(isinstance(k, str) and finite(v) for k, v in data.items())
    if isinstance(data, list):
        return all(map(finite, data))
    return not isinstance(data, float) or math.isfinite(data)


MARKS = [b"a", b": ", b"- ", b"\n", b"  ", b"[", b"]", b"{", b"}", b",", b"&x ", b"*x", b"!t ", b"'", b'"', b"|\n", b">\n", b"? ",
         b"---\n", b"...\n", b"%TAG ! x\n", b"#", b"<<", b"2024-02-30", b"1e999", b"9" * 30, b"\x85", b"\xc3", b"\t", b"\\x"]  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.binary(max_size=200) | st.lists(st.sampled_from(MARKS), max_size=40).map(b"".join))
def test_any_bytes_at_all_give_plain_data_or_a_refusal(raw: bytes) -> None:
    found = outcome(raw)
    if isinstance(found, Document):
        assert finite(found.data)
        assert all(line >= 1 for line in found.lines.values())
    else:
        assert all(p.path == HERE and p.what for p in found.problems)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_real_file_damaged_anywhere_gives_data_or_a_refusal(data: st.DataObject) -> None:
    raw = (Path(__file__).parents[1] / "small" / "law" / "systems" / "XA" / "readings.yaml").read_bytes()
    at = data.draw(st.integers(0, len(raw)))
    put = data.draw(st.binary(max_size=8) | st.sampled_from(MARKS))
    skip = data.draw(st.integers(0, 40))
    outcome(raw[:at] + put + raw[at + skip :])
    outcome(raw[:at])
