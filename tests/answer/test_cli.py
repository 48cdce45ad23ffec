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
        (["routes", "--data", "content", "--from", "UK", "--to", "CA"], "did you mean GB?"),
        (["routes", "--data", "content", "--from", "DE", "--to", "ZZ"], "'ZZ' is no state"),
        (["routes", "--data", "content", "--from", "DE", "--to", "FR", "--provider", "us"], "did you mean US?"),
        (["answer", "--sample", "yes", "--from", "GB", "--to", "GB-EAW"], "both sides are GB-EAW"),
        (["law", "check", "--facts", str(samples()["yes"]), "--to", "DE"], "tutela law criteria --system DE"),
        (["law", "check", "--facts", str(samples()["yes"]), "--route", "BUD-99"], "tutela: there is no route 'BUD-99'"),
        (["rights", "assess", "missing.yaml"], "cannot be read"),
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
        ("schema: tutela.facts/1\ntitle: abc\n", "conduct: field required; expected at least one act"),
        ("schema: tutela.facts/1\ntitle: abc\nconduct: []\n", "facts.yaml:3: conduct"),
        (SOLICIT + "colour: red\n", "facts.yaml:5: colour"),
        (SOLICIT + "need: {data: [mails]}\n", "facts.yaml:5: need.data.0"),
        (SOLICIT + "dates: {conduct_on: 2026-02-30}\n", "no day of the calendar"),
        (SOLICIT + "people: {child: {age: 16}}\n", "facts.yaml:4: conduct[0].age: 13 contradicts people.child.age"),
        (SOLICIT + "answers:\n  DE.no-such: yes\n", "facts.yaml:6: answers.DE.no-such: there is no such question; near it"),
        (SOLICIT + "answers: {nope: yes}\n", "facts.yaml:5: answers.nope: there is no such question"),
        (SOLICIT + "route: BUD-99\n", "facts.yaml:5: route: there is no route 'BUD-99'"),
        (SOLICIT + "need: {data: [content], sent_at: 2026-11-23T09:00:00}\n", "facts.yaml:5: need.sent_at: has no time zone"),
        (SOLICIT + "proposal:\n  measure: device_search\n  lesser: {x: {result: open}}\n", "facts.yaml:7: proposal: lesser"),
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


def test_what_is_absent_is_said_at_once(tmp_path: Path) -> None:
    done = tutela("law", "check", "--facts", facts(tmp_path, "schema: tutela.facts/1\ncolour: red\n"))
    assert done.exit_code == 2
    for said in ("conduct: field required", "states: which systems", "facts.yaml:2: colour"):
        assert said in done.output


def test_a_state_that_the_file_names_is_refused_at_its_line(tmp_path: Path) -> None:
    done = tutela("answer", facts(tmp_path, SOLICIT + "states: {from: DE, to: XX}\n"))
    assert done.exit_code == 2
    assert "facts.yaml:5: states.to: there is no legal system 'XX'" in done.output


def test_a_case_needs_no_title(tmp_path: Path) -> None:
    path = facts(tmp_path, SOLICIT.replace("title: a case\n", ""))
    assert tutela("law", "check", "--facts", path, "--from", "DE", "--to", "CA").exit_code == 0
    assert "DE asks CA" in tutela("answer", path, "--from", "DE", "--to", "CA").output


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("answers: {US.commerce: yes}\n", "answers.US.commerce is not used"),
        ("people: {suspect: {age: 14, position_of_trust: yes}}\n", "only for a suspect of 19 or more"),
        ("people: {suspect: {age: 17..18, position_of_trust: yes}}\n", "only for a suspect of 19 or more"),
        ("people: {suspect: {position_of_trust: yes}}\n", "which is not stated"),
    ],
)
def test_what_is_stated_and_not_used_is_said(tmp_path: Path, body: str, said: str) -> None:
    done = tutela("law", "check", "--facts", facts(tmp_path, SOLICIT + body), "--from", "FR", "--to", "DE", "--json")
    assert any(said in line for line in json.loads(done.output)["cautions"])


def test_what_is_used_is_not_said(tmp_path: Path) -> None:
    body = SOLICIT + "people: {suspect: {age: 18..19, position_of_trust: yes}}\n"
    done = tutela("law", "check", "--facts", facts(tmp_path, body), "--from", "FR", "--to", "DE", "--json")
    assert not any("not used" in line for line in json.loads(done.output)["cautions"])


def test_a_system_stands_for_its_state_on_the_routes() -> None:
    words = ("--data", "content", "--asked-on", "2026-11-23", "--all")
    done = tutela("routes", "--from", "GB-EAW", "--to", "US", *words)
    assert done.exit_code == 0
    assert done.output == tutela("routes", "--from", "GB", "--to", "US", *words).output


def test_each_part_of_a_criterion_shows_its_sources() -> None:
    done = tutela("law", "criteria", "--system", "DE", "--only", "OFF-1", "--asked-on", "2026-11-23")
    lines = done.output.splitlines()
    assert "StGB § 184b" in lines[next(n for n, line in enumerate(lines) if line.startswith("   met: ")) + 1]


ALONE = "schema: tutela.facts/1\nproposal:\n  measure: device_search\n  facts: {level: individual_act}\n"


@pytest.mark.parametrize("body", [ALONE, "measure: device_search\nfacts: {level: individual_act}\n"])
def test_a_proposal_alone_is_assessed(tmp_path: Path, body: str) -> None:
    path = facts(tmp_path, body)
    shown = tutela("rights", "assess", path).output
    for said in ("stopped at scope", "→ call your supervisor", "Missing, to be supplied by the applicant"):
        assert said in shown
    form = json.loads(tutela("rights", "assess", path, "--json").output)
    assert form["first_failing_step"] == "scope"
    assert form["stops"][0]["next"][0]["says"] == "call your supervisor"
    assert {"fact", "asks", "wanted_by"} == set(form["missing"][0])


def test_the_proposal_of_a_case_is_assessed_as_on_the_page() -> None:
    path = str(samples()["stopped"])
    alone, page = tutela("rights", "assess", path, "--json"), tutela("answer", path, "--json")
    assert json.loads(alone.output) == json.loads(page.output)["rights"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (SOLICIT, "proposes no measure"),
        ("schema: tutela.facts/1\nproposal: {measure: x, fact: {}}\n", "facts.yaml:2: proposal.fact"),
        ("measure: device_serch\n", "facts.yaml:1: measure: 'device_serch' is not known here"),
        ("- a\n", "is not a facts file"),
    ],
)
def test_a_bad_proposal_says_where(tmp_path: Path, body: str, said: str) -> None:
    done = tutela("rights", "assess", facts(tmp_path, body))
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
