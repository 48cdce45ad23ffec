"""The law tab: the answer on a page, questions by button, answers that stay as they were attached."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.desks.case.conftest import Room, facts_of, fields_of, set_sample, text
from tests.desks.case.test_case_facts import FACTS
from tutela.answer import samples


@pytest.mark.parametrize("name", sorted(samples()))
def test_every_sample_is_answered_on_a_page(room: Room, name: str) -> None:
    set_sample(room, name)
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
        set_sample(room, name)
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
    set_sample(room, "undecided")
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
    assert facts_of(room).get("answers") in (None, {})
    assert '<p class="t-verdict-word">An offence</p>' in press("yes")
    assert facts_of(room)["answers"] == {ident: "yes"}
    assert '<p class="t-verdict-word">No reading covers it</p>' in press("no")
    assert '<p class="t-verdict-word">It depends</p>' in press("")
    assert facts_of(room)["answers"] == {}


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
    assert facts_of(room)["conduct"][0]["age"] == "16..17"


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
    set_sample(room, "undecided")
    before = facts_of(room)
    sent = {"question": "FR.there-is-no-such", "value": "yes", "act": "0", "seen": str(room.case().version)}
    page = text(room.client().post(room.url + "law/answer/question", sent, follow=True))
    assert "there is no such question" in page
    assert facts_of(room) == before


def test_an_answer_is_attached_once_and_opens_unchanged_whatever_the_facts_say_later(room: Room) -> None:
    set_sample(room, "yes")
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
    set_sample(room, "undecided")
    again = text(client.get(address))
    body = re.compile(r'<header class="t-verdict.*</article>', re.S)
    assert body.search(first)[0] == body.search(again)[0]
    assert address in text(client.get(room.url + "law/"))


def test_an_answer_to_facts_that_changed_meanwhile_is_not_attached(room: Room) -> None:
    set_sample(room, "yes")
    client = room.client()
    tokens = fields_of(text(client.get(room.url + "law/answer")))
    set_sample(room, "undecided")
    page = text(client.post(room.url + "law/answer/attach", tokens, follow=True))
    assert "The case changed after you asked" in page
    assert room.case().attachedanswer_set.count() == 0


def test_an_attached_answer_says_when_the_law_here_is_newer(room: Room) -> None:
    from dataclasses import replace

    from tutela_node.casework.services import attach_answer
    from tutela_node.desks.answers.answering import answered, asked

    set_sample(room, "yes")
    facts = facts_of(room)
    old = replace(asked(answered(facts), facts), corpus_version="2025.1.1", corpus_digest="0" * 64)
    made = attach_answer(room.lead.by(), room.id, asked=old)
    page = text(room.client().get(f"{room.url}law/answers/{made}"))
    assert "The law installed here has changed since" in page
    assert "the law here is newer" in text(room.client().get(room.url + "law/"))


def test_a_decider_reads_the_answer_and_may_neither_set_facts_nor_attach(room: Room) -> None:
    set_sample(room, "yes")
    client = room.client(room.member("decider"))
    page = text(client.get(room.url + "law/answer"))
    assert '<p class="t-verdict-word">An offence</p>' in page
    assert "Attach to the case" not in page
    assert client.post(room.url + "law/facts", FACTS).status_code == 422
