"""The seven made-up cases, answered on the real corpus: each shows what it was made to show, and can be followed to its texts."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from rich.console import Console

from tutela import answer, law


@pytest.fixture(scope="module")
def books() -> answer.Books:
    return answer.Books.load()


def page(books: answer.Books, name: str) -> answer.Answered:
    case = answer.read_case(answer.samples()[name])
    assert case.states is not None
    return answer.compose(case, case.states.asks, case.states.asked, books)


def shown(found: answer.Answered, *, full: bool = False, width: int = 118) -> str:
    out = io.StringIO()
    answer.render(found, Console(file=out, width=width), full=full)
    return out.getvalue()


NAMES = ["closed_route", "decoy", "not_held", "peers", "stopped", "undecided", "yes"]


def test_the_seven_samples_ship_with_the_package() -> None:
    assert sorted(answer.samples()) == NAMES


def test_a_plain_yes_with_an_open_route_and_nothing_that_stops_the_measure(books: answer.Books) -> None:
    found = page(books, "yes")
    assert found.check.answer == "yes"
    assert found.route is not None
    assert found.route.status == "open"
    assert found.assessment is not None
    assert not found.assessment.stopped
    assert "nothing found that stops it; open:" in found.assessment.said


def test_an_undecided_condition_is_put_as_its_question(books: answer.Books) -> None:
    found = page(books, "undecided")
    assert found.check.answer == "depends"
    assert [(q.id, q.kind) for q in found.check.questions] == [("FR.representation-of-a-minor-includes-it", "meaning")]


def test_a_text_not_held_is_named_and_no_question_pretends_to_decide_it(books: answer.Books) -> None:
    found = page(books, "not_held")
    assert found.check.answer == "depends"
    assert found.check.undecidable
    assert "not held" in shown(found)


def test_a_closed_route_says_why_and_names_the_next_that_is_open(books: answer.Books) -> None:
    found = page(books, "closed_route")
    assert found.route is not None
    assert (found.route.id, found.route.status) == ("2AP-7", "closed")
    assert found.check.required.required == "unknown"
    said = " ".join(shown(found).split())
    assert "not in force" in said
    assert "Next that is open: BUD-29" in said


def test_a_measure_that_is_stopped_names_the_next_lawful_step(books: answer.Books) -> None:
    found = page(books, "stopped")
    assert found.assessment is not None
    assert found.assessment.first_failing_step is not None
    assert all(stop.next for stop in found.assessment.stops)
    assert {m.id for m in found.assessment.lesser_measures} >= {"subscriber_data_request", "traffic_data_preservation"}
    assert "allowed" not in shown(found).lower()


def test_peers_of_the_same_age_carry_the_line_on_children(books: answer.Books) -> None:
    found = page(books, "peers")
    assert any("OFF-16" in line for line in found.check.cautions)
    assert "Children are not treated as offenders for their own images" in " ".join(
        shown(found).replace("│", " ").split()
    )


def test_a_decoy_is_an_offence_where_the_text_says_so(books: answer.Books) -> None:
    found = page(books, "decoy")
    assert found.check.requested.answer == "yes"
    assert any(p.citation.startswith("StGB § 176b") for p in found.check.requested.provisions)


@pytest.mark.parametrize("name", NAMES)
def test_every_line_can_be_followed_to_its_provision_and_hash(books: answer.Books, name: str) -> None:
    found = page(books, name)
    for line in found.sources:
        provision = next(p for p in books.law.system(line.system).provisions if p.id == line.provision)
        assert provision.sha256 == line.sha256
        assert line.review == "draft, unreviewed"
        assert line.address.startswith("https://")
    for side in (found.check.requesting, found.check.requested):
        assert {p.provision for p in side.provisions} <= {s.provision for s in found.sources if s.system == side.system}


@pytest.mark.parametrize("name", NAMES)
def test_with_the_text_pack_every_source_shows_its_text(
    books: answer.Books, name: str, shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTELA_TEXTS", str(tmp_path / "texts"))
    law.add(books.law, shared / "law")
    for line in page(books, name).sources:
        assert line.text_added
        assert law.text_of(line.sha256)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("full", [False, True])
def test_the_page_fits_its_width_and_claims_nothing_it_may_not(books: answer.Books, name: str, full: bool) -> None:
    said = shown(page(books, name), full=full, width=100)
    assert all(len(line) <= 100 for line in said.splitlines())
    assert not re.search(r"not an offence|\d\s?%|per ?cent", said, re.IGNORECASE)
    assert "draft" in said


@pytest.mark.parametrize("name", NAMES)
def test_the_json_form_holds_what_other_programs_rely_on(books: answer.Books, name: str) -> None:
    form = json.loads(json.dumps(answer.as_json(page(books, name))))
    assert form["check"]["answer"] in ("yes", "no_reading", "depends")
    assert form["check"]["required"] in ("yes", "no", "unknown")
    assert set(form["check"]["sides"]) == {"requesting", "requested"}
    for side in form["check"]["sides"].values():
        for provision in side["provisions"]:
            assert provision["review"]
            assert "text_as_of" in provision
    assert isinstance(form["check"]["questions"], list)
    assert all(r["status"] in ("open", "closed", "unknown") for r in form["routes"])


def altered(books: answer.Books, tmp_path: Path, body: str) -> str:
    path = tmp_path / "facts.yaml"
    path.write_text("schema: tutela.facts/1\ndates: {conduct_on: 2026-09-14, asked_on: 2026-11-23}\n" + body)
    case = answer.read_case(path)
    assert case.states is not None
    said = shown(answer.compose(case, case.states.asks, case.states.asked, books))
    return " ".join(said.replace("│", " ").split())


IMAGE = """
- {family: image_of_child, material: child, conduct: distribute, age: 9, content: explicit, purpose: PURPOSE, means: ict,
   relation: other, mind: knows}
"""


def test_an_act_in_duty_is_not_announced_as_an_offence(books: answer.Books, tmp_path: Path) -> None:
    body = "states: {from: CA, to: GB-EAW}\nconduct:" + IMAGE
    in_duty = altered(books, tmp_path, body.replace("PURPOSE", "duty"))
    assert "ELEMENTS MET The elements are met in CA and in GB-EAW" in in_duty
    assert "Defences listed, not assumed: 2" in in_duty
    assert "AN OFFENCE An offence" not in in_duty
    assert "AN OFFENCE An offence" in altered(books, tmp_path, body.replace("PURPOSE", "pass_on"))


def test_in_danger_to_life_the_hours_come_first_with_their_time(books: answer.Books, tmp_path: Path) -> None:
    body = "states: {from: FR, to: DE}\nroute: EU-EPOC\nconduct:" + IMAGE.replace("PURPOSE", "pass_on")
    said = altered(
        books, tmp_path,
        body + "need: {data: [content], danger_to_life: true, sent_at: 2026-11-23T09:00:00+01:00}\n",
    )  # fmt: skip
    assert 0 < said.index("danger to life:") < said.index("else at most 10 days")
    assert "Thursday 3 December" not in said


def test_routes_and_dual_criminality_show_their_text_and_review(books: answer.Books) -> None:
    said = " ".join(shown(page(books, "yes")).split())
    required = said[said.index("IS DUAL CRIMINALITY") : said.index("ROUTES")]
    assert "text of 2" in required
    assert "draft" in required


def test_a_next_step_is_said_once(books: answer.Books) -> None:
    said = " ".join(shown(page(books, "stopped")).split())
    assert said.count("Where a child is in danger now") == 1
    assert "as said above" in said
