"""The facts without programming: a form and back, files in and out, samples, the proposed measure."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.desks.case.conftest import Room, facts_of, fields_of, set_sample, text
from tutela.answer import samples

ACT = {
    "acts": "1", "act-0-family": "contact", "act-0-conduct": ["incite"], "act-0-child": ["known"],
    "act-0-purpose": ["images"], "act-0-means": ["ict"], "act-0-method": ["plain"], "act-0-step": ["none"],
}  # fmt: skip
FACTS = ACT | {
    "asks": "DE", "asked": "CA", "conduct_on": "2026-10-04", "child_age": "12", "child_residence": "de",
    "suspect_age": "28", "suspect_position_of_trust": "no", "places_conduct": "DE", "places_child": "DE",
    "places_provider": "CA", "wanted": ["subscriber", "traffic"], "preserve": "on", "obtain": "on",
    "sent_on": "2026-11-23", "sent_time": "08:00", "save": "1",
}  # fmt: skip


def test_facts_are_stated_in_the_form_and_come_back_into_it(room: Room) -> None:
    client = room.client()
    page = text(client.get(room.url + "law/facts"))
    assert client.post(room.url + "law/facts", FACTS | fields_of(page)).status_code == 302
    facts = facts_of(room)
    assert facts["states"] == {"from": "DE", "to": "CA"}
    assert facts["conduct"] == [
        {"family": "contact", "conduct": "incite", "step": "none", "child": "known", "purpose": "images",
         "means": "ict", "method": "plain"}
    ]  # fmt: skip
    assert facts["people"]["child"] == {"age": 12, "residence": "DE"}
    assert facts["need"]["sent_at"] == "2026-11-23T08:00:00+00:00"
    page = text(client.get(room.url + "law/facts"))
    assert re.search(r'name="act-0-conduct" value="incite"[^>]*checked', page)
    assert 'name="places_provider" value="CA"' in page
    assert "inciting a child to a sexual act" in text(client.get(room.url + "law/"))


def test_acts_are_added_and_taken_away_without_losing_what_is_typed(room: Room) -> None:
    client = room.client()
    typed = {k: v for k, v in FACTS.items() if k != "save"} | {"act-0-age": "11"}
    page = text(client.post(room.url + "law/facts", typed | {"add": "extortion"}))
    assert 'name="act-1-family" value="extortion"' in page
    assert 'name="act-0-age" value="11"' in page
    assert 'name="places_provider" value="CA"' in page
    assert "This was not saved" not in page
    two = typed | {"acts": "2", "act-1-family": "extortion", "act-1-threat": ["real_image"], "drop": "0"}
    page = text(client.post(room.url + "law/facts", two))
    assert 'name="act-0-family" value="extortion"' in page
    assert re.search(r'name="act-0-threat" value="real_image"[^>]*checked', page)
    assert "act-1-family" not in page
    assert facts_of(room) == {}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"places_conduct": "UK"}, "did you mean GB?"),
        ({"act-0-age": "twelve"}, "This is no age"),
        ({"act-0-age": "9"}, "contradicts people.child.age"),
        ({"asked": "DE"}, "Choose another system than the one that asks."),
        ({"asks": ""}, "This field is required"),
        ({"acts": "0"}, "State at least one thing that was done."),
        ({"act-0-conduct": ["offer_reward"]}, "cannot occur together"),
        ({"preserve": "", "obtain": ""}, "Say whether the data are to be kept"),
    ],
)
def test_what_cannot_be_is_said_and_everything_typed_is_kept(room: Room, wrong: dict[str, Any], said: str) -> None:
    answer = room.client().post(room.url + "law/facts", {k: v for k, v in (FACTS | wrong).items() if v != ""})
    page = text(answer)
    assert answer.status_code == 422
    assert said in page
    assert 'name="suspect_age" value="28"' in page
    assert facts_of(room) == {}


@pytest.mark.parametrize("name", sorted(samples()))
def test_every_sample_goes_through_the_form_unchanged_in_what_it_answers(room: Room, name: str) -> None:
    from tutela_node.desks.answers.answering import answered, from_file
    from tutela_node.desks.case.law.acts_form import acts_of
    from tutela_node.desks.case.law.facts_form import FactsForm, initial_of

    facts = from_file(samples()[name].read_bytes())
    sent: dict[str, Any] = {k: v for k, v in initial_of(facts).items() if v is not False}
    form = FactsForm(sent)
    assert form.is_valid(), form.errors
    acts = []
    for act in acts_of(facts):
        again = type(act)(act.family.name, {f"{act.prefix}-{k}": v for k, v in act.initial.items()}, prefix=act.prefix)
        assert again.is_valid(), again.errors
        acts.append(again.fact())
    made = form.facts(acts, facts)
    ours, theirs = answered(made), answered(facts)
    assert (ours.check, ours.routes, ours.assessment) == (theirs.check, theirs.routes, theirs.assessment)


def test_the_file_goes_out_and_comes_in(room: Room) -> None:
    set_sample(room, "yes")
    client, facts = room.client(), facts_of(room)
    answer = client.get(room.url + "law/facts/file")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert yaml.safe_load(answer.content) == facts
    set_sample(room, "peers")
    assert client.post(room.url + "law/facts/import", {"text": answer.content.decode()}).status_code == 302
    assert facts_of(room) == facts


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Choose a file, or paste its text."),
        ("a: [", "Line"),
        ("title: x", "begins with the line schema"),
        ("schema: tutela.facts/1\nconduct: []\n", "conduct"),
        ("schema: tutela.facts/1\nconduct: [{family: contact}]\nname: Ida", "name"),
    ],
)
def test_a_file_that_is_none_is_said_with_its_line_and_stays_typed(room: Room, typed: str, said: str) -> None:
    answer = room.client().post(room.url + "law/facts/import", {"text": typed})
    assert answer.status_code == 422
    assert said in text(answer)
    assert typed.split("\n")[-1] in text(answer)


def test_samples_are_offered_in_a_demonstration_only(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    client, sent = room.client(), {"sample": "yes"}
    assert client.post(room.url + "law/facts/import", sent).status_code == 422
    monkeypatch.setattr(settings, "NODE", settings.NODE.model_copy(update={"demonstration": True}))
    assert "Recordings passed on" in text(client.get(room.url + "law/facts/import"))
    assert client.post(room.url + "law/facts/import", sent).status_code == 302
    assert facts_of(room)["title"].startswith("Recordings passed on")


def test_a_measure_is_proposed_with_its_facts_and_tested(room: Room) -> None:
    client = room.client()
    assert client.get(room.url + "law/facts/measure").status_code == 302
    set_sample(room, "undecided")
    page = text(client.get(room.url + "law/facts/measure?measure=traffic_data_preservation"))
    assert "The test asks for these now" in page
    sent = {
        "measure": "traffic_data_preservation", "fact-level": "individual_act", "fact-aim_stated": ["child_protection"],
        "lesser-victim_report_followup": "cannot_serve", "why-victim_report_followup": "no log is held there", "ask": "1",
    } | fields_of(page)  # fmt: skip
    answer = client.post(room.url + "law/facts/measure", sent)
    assert answer.headers["Location"].endswith("law/answer")
    assert facts_of(room)["proposal"]["facts"] == {"level": "individual_act", "aim_stated": ["child_protection"]}
    shown = text(client.get(room.url + "law/answer"))
    assert "May the measure be taken?" in shown
    assert "Missing, for the applicant to supply" in shown
    told = text(client.get(room.url + "law/facts/measure"))
    assert re.search(r'name="fact-level" value="individual_act"[^>]*checked', told)
    client.post(room.url + "law/facts/measure", {"remove": "1"})
    assert "proposal" not in facts_of(room)


def test_facts_two_people_set_at_once_are_not_lost(room: Room) -> None:
    client = room.client()
    tokens = fields_of(text(client.get(room.url + "law/facts")))
    set_sample(room, "yes")
    answer = client.post(room.url + "law/facts", FACTS | tokens)
    assert answer.status_code == 422
    assert "changed this at" in text(answer)
    assert 'name="suspect_age" value="28"' in text(answer)
    assert facts_of(room)["title"].startswith("Recordings passed on")
