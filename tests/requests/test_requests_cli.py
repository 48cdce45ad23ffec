"""`tutela request …` and `tutela answer --pdf`, with good input and with bad."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tutela.answer import samples as facts_samples
from tutela.cli import main
from tutela.cooperation.requests import Request, samples

AT = ("--at", "2026-11-23T09:00+01:00")


def tutela(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_forms_fields_and_samples() -> None:
    assert "tcy-29-30" in tutela("request", "forms", "--route", "BUD-29").output
    assert "epoc " not in tutela("request", "forms", "--route", "BUD-29").output
    shown = tutela("request", "fields", "epoc-pr").output
    assert "eu-e-evidence 6(4)(a)" in shown
    assert "never     proportionality" in shown
    told = json.loads(tutela("request", "fields", "budapest-29-2", "--json").output)
    assert {f["key"]: f["need"] for f in told}["necessity"] == "required"
    assert tutela("request", "samples").output.count("\n") == len(samples())


def test_a_check_in_words_and_for_programs() -> None:
    done = tutela("request", "check", "--sample", "preservation", *AT)
    assert done.exit_code == 0
    assert done.output.startswith("Nothing found that would make it come back")
    late = tutela("request", "check", "--sample", "preservation", "--at", "2026-12-21T09:00+01:00", "--json")
    blocking = [f["id"] for f in json.loads(late.output) if f["weight"] == "blocking"]
    assert blocking == ["decision.expired.0", "wish.past"]
    named = tutela("request", "check", "--sample", "preservation", *AT, "--withhold", "Musterstadt")
    assert "may not be sent" in named.output


def test_a_draft_as_json_pdf_docx_and_pictures(tmp_path: Path) -> None:
    pdf, docx, png = tmp_path / "r.pdf", tmp_path / "r.docx", tmp_path / "pages"
    done = tutela(
        "request", "draft", "--sample", "certificate", *AT, "--pdf", str(pdf), "--docx", str(docx), "--png", str(png), "--json",
    )  # fmt: skip
    assert done.exit_code == 0
    assert Request.model_validate(json.loads(done.output)).form == "epoc-pr"
    assert pdf.read_bytes().startswith(b"%PDF")
    assert docx.read_bytes().startswith(b"PK")
    assert [p.name for p in sorted(png.iterdir())] == ["01.png", "02.png"]


def test_a_draft_moves_to_another_route_and_language() -> None:
    moved = tutela(
        "request", "draft", "--sample", "preservation", "--route", "BUD-35", "--language", "fr", *AT, "--json"
    )
    sent = json.loads(moved.output)
    assert (sent["route"], sent["form"], sent["languages"]) == ("BUD-35", "tcy-29-30", ["fr"])


def test_the_law_of_the_case_is_asked_and_attached_as_a_draft_only() -> None:
    facts = ("--facts", str(facts_samples()["yes"]))
    checked = tutela("request", "check", "--sample", "preservation", *AT, *facts)
    assert checked.output.startswith("Nothing found")
    attached = tutela("request", "draft", "--sample", "preservation", *AT, *facts, "--attach-law")
    assert "readings that nobody signed" in attached.output
    issued = tutela("request", "draft", "--sample", "preservation", *AT, *facts, "--attach-law", "--issue")
    assert issued.exit_code == 2
    assert "one point stands against sending it" in issued.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check"], "which request?"),
        (["check", "nowhere.yaml"], "cannot be read"),
        (["check", "--sample", "none"], "no sample 'none'"),
        (["check", "--sample", "preservation", "--at", "soon"], "is no time"),
        (["check", "--sample", "preservation", "--at", "2026-11-23T09:00"], "has no offset"),
        (["check", "--sample", "preservation", "--route", "BUD-99"], "no route 'BUD-99'"),
        (["check", "--sample", "preservation", "--form", "epoc"], "no form of BUD-29"),
        (["draft", "--sample", "preservation", "--language", "en", "--language", "en"], "two different ones"),
        (["draft", "--sample", "preservation", "--attach-law"], "expected --facts"),
        (["draft", "--sample", "preservation", "--pdf", "/nowhere/r.pdf"], "cannot be written"),
        (["forms", "--route", "X"], "no route 'X'"),
        (["fields", "X"], "no form 'X'"),
    ],
)
def test_what_is_wrong_is_one_message_and_status_2(words: list[str], said: str) -> None:
    done = tutela("request", *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_schema_and_the_answer_page_as_pdf(tmp_path: Path) -> None:
    schema = json.loads(tutela("request", "draft", "--schema").output)
    assert {"schema", "reference", "route", "form"} <= set(schema["properties"])
    pdf = tmp_path / "answer.pdf"
    done = tutela("answer", "--sample", "decoy", "--pdf", str(pdf))
    assert done.exit_code == 0
    assert pdf.read_bytes().startswith(b"%PDF")
