"""The command line as somebody would use it, with good input and with bad."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tutela.answer import samples
from tutela.cli import main


def tutela(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def facts(tmp_path: Path, body: str) -> str:
    path = tmp_path / "facts.yaml"
    path.write_text(body)
    return str(path)


SOLICIT = """schema: tutela.facts/1
title: a case
conduct:
- {family: contact, conduct: propose_sex, age: 13, means: ict, child: known, purpose: sexual_act}
"""


def test_the_demo_shows_the_page() -> None:
    done = tutela("demo")
    assert done.exit_code == 0
    assert "IS THE CONDUCT AN OFFENCE?" in done.output
    assert "Six more made-up cases" in done.output


def test_answer_by_file_and_states(tmp_path: Path) -> None:
    done = tutela("answer", facts(tmp_path, SOLICIT), "--from", "DE", "--to", "CA", "--json")
    assert done.exit_code == 0
    assert json.loads(done.output)["requesting"] == "DE"


def test_a_state_with_one_system_stands_for_it(tmp_path: Path) -> None:
    done = tutela("answer", facts(tmp_path, SOLICIT), "--from", "GB", "--to", "FR", "--json")
    assert json.loads(done.output)["requesting"] == "GB-EAW"


def test_the_dates_on_the_command_line_win() -> None:
    done = tutela(
        "law", "check", "--facts", str(samples()["yes"]), "--from", "DE", "--to", "CA", "--conduct-on", "2024-07-01",
        "--asked-on", "2025-01-01", "--json",
    )  # fmt: skip
    form = json.loads(done.output)
    assert (form["conduct_on"], form["asked_on"]) == ("2024-07-01", "2025-01-01")


def test_without_dates_the_question_is_asked_today(tmp_path: Path) -> None:
    form = json.loads(
        tutela("law", "check", "--facts", facts(tmp_path, SOLICIT), "--from", "DE", "--to", "CA", "--json").output
    )
    today = dt.datetime.now(dt.UTC).date().isoformat()
    assert form["asked_on"] == form["conduct_on"] == today
    assert form["required"] == "unknown"


def test_check_under_a_route(tmp_path: Path) -> None:
    words = ("law", "check", "--facts", facts(tmp_path, SOLICIT), "--from", "DE", "--to", "CA", "--json", "--route")
    assert json.loads(tutela(*words, "BUD-30").output)["required"] == "no"
    closed = json.loads(tutela(*words, "2AP-7").output)
    assert closed["required"] == "unknown"
    assert "closed" in closed["required_why"]


def test_criteria_in_the_pinned_form() -> None:
    form = json.loads(tutela("law", "criteria", "--system", "FR", "--asked-on", "2026-11-23", "--json").output)
    expected = {"DEF-1", "DEF-2", "DEF-3", "DEF-4", *(f"OFF-{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 12, 16))}
    assert set(form) == expected
    for one in form.values():
        assert one["answer"] in ("met", "partly", "gap", "permitted", "undecided")
        assert "review" in one
        assert "text_as_of" in one
        for part in one["parts"]:
            assert part["class"] in ("met", "gap", "permitted", "permitted_if", "protected", "undecided")
            assert part["say"]
            assert part["sources"]


def test_the_corpus_lints() -> None:
    done = tutela("law", "lint")
    assert done.exit_code == 0, done.output
    assert done.output.startswith("ok: ")


def test_a_provision_with_its_readings_and_its_text(
    tmp_path: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTELA_TEXTS", str(tmp_path))
    before = tutela("law", "text", "DE", "stgb/176b")
    assert "text not added" in before.output
    assert "DE.176b-1" in before.output
    done = tutela("law", "texts", "add", str(shared / "law"))
    assert done.exit_code == 0, done.output
    assert "text as read" in tutela("law", "text", "DE", "stgb/176b").output


def test_routes_between_two_states() -> None:
    done = tutela("routes", "--from", "FR", "--to", "DE", "--data", "content", "--asked-on", "2026-11-23")
    assert done.exit_code == 0
    assert "EU-EPOC" in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["answer"], "which case?"),
        (["answer", "--sample", "nope"], "there is no sample 'nope'"),
        (["answer", "missing.yaml"], "cannot be read"),
        (["answer", "--sample", "yes", "--to", "XX"], "no legal system 'XX'"),
        (["answer", "--sample", "yes", "--corpus", "1.0"], "is installed, not 1.0"),
        (["answer", "--sample", "yes", "--conduct-on", "2027-01-01", "--asked-on", "2026-01-01"], "after the question"),
        (["law", "check", "--facts", "x.yaml", "--from", "DE", "--to", "CA"], "cannot be read"),
        (["law", "criteria", "--system", "DE", "--only", "COO-1"], "is not a region of conduct"),
        (["law", "text", "DE", "stgb/999"], "has no provision"),
        (["law", "texts", "add", "nowhere"], "holds no text pack"),
        (["routes", "--data", "mail", "--from", "DE", "--to", "CA"], "no kind of data: mail"),
        (["routes", "--data", "content"], "which states?"),
    ],
)  # fmt: skip
def test_bad_input_is_one_message_and_never_a_traceback(words: list[str], said: str) -> None:
    done = tutela(*words)
    assert done.exit_code == 2
    assert said in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("title: x\n", "names no schema"),
        ("schema: tutela.facts/2\ntitle: abc\nconduct: [{family: contact}]\n", "facts.yaml:1: schema"),
        ("schema: tutela.facts/1\ntitle: abc\n", "conduct: field required"),
        ("schema: tutela.facts/1\ntitle: abc\nconduct: []\n", "facts.yaml:3: conduct"),
        (SOLICIT + "colour: red\n", "facts.yaml:5: colour"),
        (SOLICIT + "need: {data: [mails]}\n", "facts.yaml:5: need.data.0"),
        (SOLICIT + "dates: {conduct_on: 2026-02-30}\n", "no day of the calendar"),
        (SOLICIT + "people: {child: {age: 16}}\n", "contradicts people.child.age"),
        (SOLICIT + "answers: {DE.no-such: yes}\n", "there is no such question"),
        (SOLICIT + "route: BUD-99\n", "there is no route 'BUD-99'"),
        (SOLICIT + "proposal: {measure: device_serch}\n", "near it: device_search"),
        (SOLICIT + "proposal: {measure: device_search, facts: {level: often}}\n", "facts.level: 'often' is not known here"),
        (SOLICIT + "people: &p {}\nplaces: *p\n", "anchors are not allowed"),
        ("schema: tutela.facts/1\ntitle: a\n  b: [", "facts.yaml:3"),
        ("- a\n- b\n", "is not a facts file"),
    ],
)  # fmt: skip
def test_a_bad_facts_file_says_where_and_what_was_expected(tmp_path: Path, body: str, said: str) -> None:
    done = tutela("answer", facts(tmp_path, body), "--from", "DE", "--to", "CA")
    assert done.exit_code == 2
    assert said in done.output
    assert "Traceback" not in done.output


def test_the_schema_of_a_facts_file_is_printed() -> None:
    form = json.loads(tutela("answer", "--schema").output)
    assert "conduct" in form["properties"]


def test_a_picture_of_the_page(tmp_path: Path) -> None:
    done = tutela("answer", "--sample", "yes", "--svg", str(tmp_path / "page.svg"))
    assert done.exit_code == 0
    assert "<svg" in (tmp_path / "page.svg").read_text()
