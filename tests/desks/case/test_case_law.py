"""The law tab: facts without programming, the answer, questions by button, answers that stay as they were."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.desks.case.conftest import Room, fields_of, text
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


def _set(room: Room, sample: str) -> None:
    from tutela_node.casework.services import set_facts
    from tutela_node.desks.case.law.answering import from_file

    set_facts(room.lead.by(), room.id, facts=from_file(samples()[sample].read_bytes()))


def _facts(room: Room) -> dict[str, Any]:
    from tutela_node.casework.services import read_case

    return read_case(room.lead.by(), room.id).facts or {}


def test_facts_are_stated_in_the_form_and_come_back_into_it(room: Room) -> None:
    client = room.client()
    page = text(client.get(room.url + "law/facts"))
    assert client.post(room.url + "law/facts", FACTS | fields_of(page)).status_code == 302
    facts = _facts(room)
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
    assert _facts(room) == {}


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
    assert _facts(room) == {}


@pytest.mark.parametrize("name", sorted(samples()))
def test_every_sample_goes_through_the_form_unchanged_in_what_it_answers(room: Room, name: str) -> None:
    from tutela_node.desks.case.law.acts_form import acts_of
    from tutela_node.desks.case.law.answering import answered, from_file
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


@pytest.mark.parametrize("name", sorted(samples()))
def test_every_sample_is_answered_on_a_page(room: Room, name: str) -> None:
    _set(room, name)
    answer = room.client().get(room.url + "law/answer")
    page = text(answer)
    assert answer.status_code == 200
    for part in ("Every reading here is a draft", "Is it an offence?", "What a lawyer must check", "Sources"):
        assert part in page
    assert "draft, unreviewed" in page
    assert "text of" in page


def test_the_pages_say_what_the_samples_are_for(room: Room) -> None:
    client = room.client()

    def said(name: str) -> str:
        _set(room, name)
        return text(client.get(room.url + "law/answer"))

    assert '<p class="t-verdict-word">An offence</p>' in said("yes")
    assert "Friday 22 January" not in said("yes")
    assert "22 Jan 2027" in said("yes")
    closed = said("closed_route")
    assert "2AP-7: Closed." in closed
    assert "The next that is open:" in closed
    assert "Does not arise." in closed
    stopped = said("stopped")
    assert "What stops it" in stopped
    assert "Next lawful step:" in stopped
    assert "Not held:" in said("not_held")
    assert "A child may be among those who acted" in said("peers")


def test_an_act_in_duty_is_not_announced_as_an_offence(room: Room) -> None:
    from tutela_node.casework.services import set_facts

    act = {"family": "image_of_child", "material": "child", "conduct": "distribute", "age": 9, "content": "explicit",
           "purpose": "duty", "means": "ict", "relation": "other", "mind": "knows"}  # fmt: skip
    facts = {"schema": "tutela.facts/1", "states": {"from": "CA", "to": "GB-EAW"}, "conduct": [act]}
    set_facts(room.lead.by(), room.id, facts=facts)
    page = text(room.client().get(room.url + "law/answer"))
    assert '<p class="t-verdict-word">Elements met</p>' in page
    assert '<p class="t-verdict-word">An offence</p>' not in page


def test_a_question_is_answered_by_a_button_asked_again_and_taken_back(room: Room) -> None:
    _set(room, "undecided")
    client = room.client()
    page = text(client.get(room.url + "law/answer"))
    ident = re.search(r'name="question" value="([^"]+)"', page)[1]
    assert '<p class="t-verdict-word">It depends</p>' in page

    def press(value: str) -> str:
        seen = str(room.case().version)
        sent = {"question": ident, "value": value, "act": "0", "seen": seen}
        return text(client.post(room.url + "law/answer/question", sent, follow=True))

    later = press("not_known")
    assert "Not known for now" in later
    assert _facts(room).get("answers") in (None, {})
    assert '<p class="t-verdict-word">An offence</p>' in press("yes")
    assert _facts(room)["answers"] == {ident: "yes"}
    assert '<p class="t-verdict-word">No reading covers it</p>' in press("no")
    assert '<p class="t-verdict-word">It depends</p>' in press("")
    assert _facts(room)["answers"] == {}


def test_a_dimension_that_is_open_is_asked_and_its_answer_goes_into_the_act(room: Room) -> None:
    from tutela_node.casework.services import set_facts

    facts = {
        "schema": "tutela.facts/1", "states": {"from": "GB-EAW", "to": "CA"}, "places": {"child": "GB"},
        "conduct": [{"family": "contact", "conduct": "incite"}], "dates": {"conduct_on": "2026-10-04"},
    }  # fmt: skip
    set_facts(room.lead.by(), room.id, facts=facts)
    client = room.client()
    page = text(client.get(room.url + "law/answer"))
    assert "How old was the child" in page
    value = re.search(r'name="value" value="([0-9,]+)"[^>]*>aged 16 or 17<', page)[1]
    sent = {"question": "contact.age", "value": value, "act": "0", "seen": str(room.case().version)}
    client.post(room.url + "law/answer/question", sent)
    assert _facts(room)["conduct"][0]["age"] == "16..17"


@pytest.mark.parametrize(
    ("question", "value", "where"),
    [
        ("reach.actor", "national", ("people", "suspect", "nationality", ["DE"])),
        ("reach.actor", "present", ("people", "suspect", "found_in", ["DE"])),
        ("reach.victim", "resident", ("people", "child", "residence", "DE")),
        ("reach.place", "territory", ("places", "conduct", None, ["DE"])),
        ("reach.child_place", "territory", ("places", "child", None, "DE")),
        ("reach.abroad_law", "punishable_there", ("places", "punishable_where_done", None, "yes")),
    ],
)
def test_an_answer_on_reach_goes_to_the_people_and_places(
    node: object, question: str, value: str, where: tuple[Any, ...]
) -> None:
    from tutela_node.desks.case.law.questions import with_answer

    made = with_answer({"states": {"from": "DE", "to": "CA"}, "conduct": []}, question, 0, value)
    found = made[where[0]][where[1]]
    assert (found[where[2]] if where[2] else found) == where[3]


def test_a_question_of_no_system_changes_nothing(room: Room) -> None:
    _set(room, "undecided")
    before = _facts(room)
    sent = {"question": "FR.there-is-no-such", "value": "yes", "act": "0", "seen": str(room.case().version)}
    page = text(room.client().post(room.url + "law/answer/question", sent, follow=True))
    assert "there is no such question" in page
    assert _facts(room) == before


def test_an_answer_is_attached_once_and_opens_unchanged_whatever_the_facts_say_later(room: Room) -> None:
    _set(room, "yes")
    client = room.client()
    page = text(client.get(room.url + "law/answer"))
    for _ in range(2):
        attached = client.post(room.url + "law/answer/attach", fields_of(page))
    address = attached.headers["Location"]
    assert room.case().attachedanswer_set.count() == 1
    first = text(client.get(address))
    assert "As it was attached by" in first
    assert '<p class="t-verdict-word">An offence</p>' in first
    assert "Attach to the case" not in first
    _set(room, "undecided")
    again = text(client.get(address))
    body = re.compile(r'<header class="t-verdict.*</article>', re.S)
    assert body.search(first)[0] == body.search(again)[0]
    assert address in text(client.get(room.url + "law/"))


def test_an_answer_to_facts_that_changed_meanwhile_is_not_attached(room: Room) -> None:
    _set(room, "yes")
    client = room.client()
    tokens = fields_of(text(client.get(room.url + "law/answer")))
    _set(room, "undecided")
    page = text(client.post(room.url + "law/answer/attach", tokens, follow=True))
    assert "The case changed after you asked" in page
    assert room.case().attachedanswer_set.count() == 0


def test_an_attached_answer_says_when_the_law_here_is_newer(room: Room) -> None:
    from dataclasses import replace

    from tutela_node.casework.services import attach_answer
    from tutela_node.desks.case.law.answering import answered, asked

    _set(room, "yes")
    facts = _facts(room)
    old = replace(asked(answered(facts), facts), corpus_version="2025.1.1", corpus_digest="0" * 64)
    made = attach_answer(room.lead.by(), room.id, asked=old)
    page = text(room.client().get(f"{room.url}law/answers/{made}"))
    assert "The law installed here has changed since" in page
    assert "the law here is newer" in text(room.client().get(room.url + "law/"))


def test_the_file_goes_out_and_comes_in(room: Room) -> None:
    _set(room, "yes")
    client, facts = room.client(), _facts(room)
    answer = client.get(room.url + "law/facts/file")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert yaml.safe_load(answer.content) == facts
    _set(room, "peers")
    assert client.post(room.url + "law/facts/import", {"text": answer.content.decode()}).status_code == 302
    assert _facts(room) == facts


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
    assert _facts(room)["title"].startswith("Recordings passed on")


def test_a_measure_is_proposed_with_its_facts_and_tested(room: Room) -> None:
    client = room.client()
    assert client.get(room.url + "law/facts/measure").status_code == 302
    _set(room, "undecided")
    page = text(client.get(room.url + "law/facts/measure?measure=traffic_data_preservation"))
    assert "The test asks for these now" in page
    sent = {
        "measure": "traffic_data_preservation", "fact-level": "individual_act", "fact-aim_stated": ["child_protection"],
        "lesser-victim_report_followup": "cannot_serve", "why-victim_report_followup": "no log is held there", "ask": "1",
    } | fields_of(page)  # fmt: skip
    answer = client.post(room.url + "law/facts/measure", sent)
    assert answer.headers["Location"].endswith("law/answer")
    assert _facts(room)["proposal"]["facts"] == {"level": "individual_act", "aim_stated": ["child_protection"]}
    shown = text(client.get(room.url + "law/answer"))
    assert "May the measure be taken?" in shown
    assert "Missing, for the applicant to supply" in shown
    told = text(client.get(room.url + "law/facts/measure"))
    assert re.search(r'name="fact-level" value="individual_act"[^>]*checked', told)
    client.post(room.url + "law/facts/measure", {"remove": "1"})
    assert "proposal" not in _facts(room)


def test_facts_two_people_set_at_once_are_not_lost(room: Room) -> None:
    client = room.client()
    tokens = fields_of(text(client.get(room.url + "law/facts")))
    _set(room, "yes")
    answer = client.post(room.url + "law/facts", FACTS | tokens)
    assert answer.status_code == 422
    assert "changed this at" in text(answer)
    assert 'name="suspect_age" value="28"' in text(answer)
    assert _facts(room)["title"].startswith("Recordings passed on")


def test_a_decider_reads_the_answer_and_may_neither_set_facts_nor_attach(room: Room) -> None:
    _set(room, "yes")
    client = room.client(room.member("decider"))
    page = text(client.get(room.url + "law/answer"))
    assert '<p class="t-verdict-word">An offence</p>' in page
    assert "Attach to the case" not in page
    assert client.post(room.url + "law/facts", FACTS).status_code == 422
