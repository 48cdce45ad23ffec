"""What becomes of an envelope: every outcome, and that nothing is taken twice, lost or out of order."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cooperation.envelopes.nodes import NOW, Node, ident, pair, request
from tutela.cooperation.envelopes import (
    GROUND_SAID,
    MOST_ENVELOPE,
    SKEW,
    STATUS,
    Accepted,
    Draft,
    Duplicate,
    EnvelopeError,
    InboxState,
    Outcome,
    Place,
    Refused,
    Sealed,
    Waiting,
    receipt_fields,
    seal,
)
from tutela.ledger import Note

SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)


def sealed(a: Node, b: Node, place: Place, draft: Draft | None = None, now: dt.datetime = NOW) -> Sealed:
    draft = draft or request(place.channel * 100 + place.sequence)
    return seal(draft, a.me[0], a.partners.current(b.name, now), place, now)


def take(a: Node, b: Node, place: Place, draft: Draft | None = None, **more: Any) -> Outcome:
    now = more.pop("now", NOW)
    return b.take(a.name, sealed(a, b, place, draft, **more).envelope.raw, now)[0]


def test_every_ground_has_its_sentence_and_its_status() -> None:
    assert GROUND_SAID.keys() == STATUS.keys()


def test_the_first_is_accepted_and_the_next_is_expected() -> None:
    a, b = pair()
    outcome = take(a, b, Place(1, 1))
    assert isinstance(outcome, Accepted)
    assert outcome.letter.body["number"] == 101
    assert outcome.opened.partner.node == a.name
    assert b.inbox(a.name).expected == Place(1, 2)
    assert isinstance(take(a, b, Place(1, 2)), Accepted)


def test_the_same_bytes_get_the_same_acknowledgement_and_are_taken_once() -> None:
    a, b = pair()
    raw = sealed(a, b, Place(1, 1)).envelope.raw
    _, first = b.take(a.name, raw)
    take(a, b, Place(1, 2))
    outcome, again = b.take(a.name, raw, NOW + 3 * DAY)
    assert isinstance(outcome, Duplicate)
    assert again == first
    assert len(b.accepted) == 2
    assert len(b.log.leaves) == 2


def test_an_early_one_waits_for_those_before_it_and_is_not_kept() -> None:
    a, b = pair()
    late = sealed(a, b, Place(1, 3)).envelope.raw
    outcome, _ = b.take(a.name, late)
    assert isinstance(outcome, Waiting)
    assert (outcome.ground, outcome.expected) == ("gap", Place(1, 1))
    assert b.inbox(a.name).expected == Place(1, 1)
    assert not b.log.leaves
    take(a, b, Place(1, 1))
    take(a, b, Place(1, 2))
    assert isinstance(b.take(a.name, late)[0], Accepted)


def test_other_bytes_under_a_used_number_are_refused_and_nothing_is_used_up() -> None:
    a, b = pair()
    take(a, b, Place(1, 1))
    outcome = take(a, b, Place(1, 1), request(77))
    assert isinstance(outcome, Refused)
    assert (outcome.ground, outcome.final, outcome.expected) == ("replayed", False, Place(1, 2))


def test_the_same_letter_sealed_again_under_its_number_is_refused_as_other_bytes() -> None:
    a, b = pair()
    take(a, b, Place(1, 1))
    outcome = take(a, b, Place(1, 1))
    assert isinstance(outcome, Refused)
    assert outcome.ground == "replayed"


def test_an_id_that_was_used_before_is_refused_for_good_and_names_the_earlier_one() -> None:
    a, b = pair()
    first = sealed(a, b, Place(1, 1), request(5)).envelope
    b.take(a.name, first.raw)
    outcome = take(a, b, Place(1, 2), request(5))
    assert isinstance(outcome, Refused)
    assert (outcome.ground, outcome.final, outcome.earlier) == ("replayed", True, first.digest)
    assert b.inbox(a.name).expected == Place(1, 3)
    assert len(b.accepted) == 1


def test_a_new_channel_is_opened_by_its_first_and_closes_the_old_one() -> None:
    a, b = pair()
    take(a, b, Place(1, 1))
    early = take(a, b, Place(4, 2))
    assert isinstance(early, Waiting)
    assert early.expected == Place(4, 1)
    assert isinstance(take(a, b, Place(4, 1)), Accepted)
    old = take(a, b, Place(1, 2))
    assert isinstance(old, Refused)
    assert (old.ground, old.final, old.expected) == ("replayed", False, Place(4, 2))


# ---------------------------------------------------------------- refused


def test_an_expired_one_in_its_turn_is_refused_for_good_and_the_next_is_taken() -> None:
    a, b = pair()
    raw = sealed(a, b, Place(1, 1), request(1, life=DAY)).envelope.raw
    outcome, note = b.take(a.name, raw, NOW + DAY + SKEW + SECOND)
    assert isinstance(outcome, Refused)
    assert (outcome.ground, outcome.final) == ("expired", True)
    assert not b.accepted
    assert isinstance(take(a, b, Place(1, 2), now=NOW + 2 * DAY), Accepted)
    again, same = b.take(a.name, raw, NOW + 3 * DAY)
    assert isinstance(again, Duplicate)
    assert same == note


def test_one_that_expires_within_what_clocks_may_differ_is_taken() -> None:
    a, b = pair()
    raw = sealed(a, b, Place(1, 1), request(1, life=DAY)).envelope.raw
    assert isinstance(b.take(a.name, raw, NOW + DAY + SKEW)[0], Accepted)


def test_a_clock_set_back_brings_no_expired_letter_to_life() -> None:
    a, b = pair()
    take(a, b, Place(1, 1), now=NOW + 9 * DAY)  # this node has recorded at that time
    raw = sealed(a, b, Place(1, 2), request(2, life=DAY)).envelope.raw
    outcome, _ = b.take(a.name, raw, NOW)
    assert isinstance(outcome, Waiting)
    assert outcome.ground == "clock"
    assert "Set the clock" in outcome.said
    outcome, _ = b.take(a.name, raw, NOW + 9 * DAY - SKEW)  # within what clocks may do
    assert isinstance(outcome, Refused)
    assert outcome.ground == "expired"


def test_one_from_the_future_waits_until_the_clocks_agree() -> None:
    a, b = pair()
    raw = sealed(a, b, Place(1, 1), now=NOW + DAY).envelope.raw
    outcome, _ = b.take(a.name, raw, NOW)
    assert isinstance(outcome, Waiting)
    assert outcome.ground == "clock"
    assert isinstance(b.take(a.name, raw, NOW + DAY - SKEW)[0], Accepted)


def test_a_kind_that_only_newer_software_knows_is_refused_for_good() -> None:
    a, b = pair()
    text = Note.parse(sealed(a, b, Place(1, 1), request(1)).note).text.replace('"kind":"request"', '"kind":"subpoena"')
    outcome, _ = b.take(a.name, _resealed(a, b, text))
    assert isinstance(outcome, Refused)
    assert (outcome.ground, outcome.final) == ("unknown_kind", True)
    assert b.inbox(a.name).expected == Place(1, 2)


def test_what_another_node_brings_is_refused() -> None:
    a, b = pair()
    c = Node("third.example", 8002)
    b.knows(c)
    outcome, _ = b.take(c.name, sealed(a, b, Place(1, 1)).envelope.raw)
    assert isinstance(outcome, Refused)
    assert (outcome.ground, outcome.final) == ("forged", False)


def test_for_another_node_unknown_or_no_envelope_at_all() -> None:
    a, b = pair()
    c = Node("third.example", 8002)
    c.knows(a)
    a.knows(c)
    for raw, node, ground in [
        (sealed(a, b, Place(1, 1)).envelope.raw, c, "not_for_us"),
        (sealed(a, c, Place(1, 1)).envelope.raw, b, "not_for_us"),
        (sealed(a, b, Place(1, 1)).envelope.raw, Node(b.name), "unknown_sender"),
        (b"", b, "malformed"),
        (b"\xff" * 90, b, "malformed"),
        (b"tutela/envelope@v9\n{}\n", b, "unknown_version"),
        (b"x" * (MOST_ENVELOPE + 1), b, "too_large"),
    ]:
        outcome, _ = node.take(a.name, raw)
        assert isinstance(outcome, Refused)
        assert (outcome.ground, outcome.final) == (ground, False)
        with pytest.raises(EnvelopeError, match="uses up nothing"):
            receipt_fields(outcome)
        assert not node.log.leaves


def _resealed(a: Node, b: Node, text: str) -> bytes:
    clear = sealed(a, b, Place(1, 1), request(1)).envelope.clear.text().encode()
    recipient = pyrage.x25519.Recipient.from_str(b.me[0].recipient)
    return clear + pyrage.encrypt(a.me[0].signer.sign(text).encode(), [recipient])


# ---------------------------------------------------------------- what a letter is about


def talk() -> tuple[Node, Node]:
    """A asks (1), B answers with a question (2); both took it."""
    a, b = pair()
    b.take(a.name, a.send(b.name, request(1)).envelope.raw)
    question = Draft("question", ident(1000), "question@1", {}, in_reply_to=ident(1), id=ident(2))
    assert isinstance(a.take(b.name, b.send(a.name, question).envelope.raw)[0], Accepted)
    return a, b


@pytest.mark.parametrize(
    ("kind", "about", "fits"),
    [
        ("answer", 2, True),
        ("answer", 1, False),  # A's own request
        ("answer", 99, False),  # a question that was never asked
        ("acceptance", 2, False),  # a question is not accepted
        ("refusal", 2, True),
        ("withdrawal", 1, True),
        ("withdrawal", 2, False),  # the other side's
        ("request", 1, True),  # the same again, urgent
        ("notice", 2, True),
        ("notice", 99, False),
        ("evidence", None, True),
        ("notice", None, True),
        ("keys", None, True),
    ],
)
def test_a_letter_is_about_something_that_was_said(kind: Any, about: int | None, fits: bool) -> None:
    a, b = talk()
    draft = Draft(kind, ident(1000), "any@1", {}, in_reply_to=None if about is None else ident(about), id=ident(50))
    outcome, _ = b.take(a.name, a.send(b.name, draft).envelope.raw)
    if fits:
        assert isinstance(outcome, Accepted)
    else:
        assert isinstance(outcome, Refused)
        assert (outcome.ground, outcome.final) == ("answers_nothing", True)
    assert b.inbox(a.name).expected == Place(1, 3)


def test_an_answer_in_another_conversation_answers_nothing() -> None:
    a, b = talk()
    draft = Draft("answer", ident(2000), "any@1", {}, in_reply_to=ident(2), id=ident(50))
    outcome, _ = b.take(a.name, a.send(b.name, draft).envelope.raw)
    assert isinstance(outcome, Refused)
    assert outcome.ground == "answers_nothing"
    assert "belongs to the conversation" in outcome.said


def test_an_answer_to_a_third_node_s_question_answers_nothing() -> None:
    _, b = talk()
    c = Node("third.example", 8002)
    c.knows(b)
    b.knows(c)
    draft = Draft("answer", ident(1000), "any@1", {}, in_reply_to=ident(2), id=ident(50))
    outcome, _ = b.take(c.name, c.send(b.name, draft).envelope.raw)
    assert isinstance(outcome, Refused)
    assert outcome.ground == "answers_nothing"


# ---------------------------------------------------------------- any order, any number of times


A, B = pair()
SIX = [sealed(A, B, Place(1, k)).envelope.raw for k in range(1, 7)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 5), max_size=40))
def test_any_delivery_takes_each_once_and_in_order(order: list[int]) -> None:
    """Whatever comes in whatever order: what was taken is always the beginning of what was sent."""
    b = Node(B.name, 8001)
    b.partners = B.partners
    answers: dict[int, str] = {}
    for k in order:
        outcome, note = b.take(A.name, SIX[k])
        taken = len(b.accepted)
        if isinstance(outcome, Accepted):
            answers[k] = note
            assert k == taken - 1
        elif isinstance(outcome, Duplicate):
            assert k < taken
            assert note == answers[k]
        else:
            assert isinstance(outcome, Waiting)
            assert k > taken
            assert outcome.expected == Place(1, taken + 1)
    assert b.accepted == [ident(101 + k).hex for k in range(len(b.accepted))]
    assert len(b.log.leaves) == len(b.accepted)
    for k, raw in enumerate(SIX):
        b.take(A.name, raw)
        assert len(b.accepted) >= k + 1
    assert b.accepted == [ident(101 + k).hex for k in range(6)]


def test_only_what_touches_the_envelope_need_be_loaded() -> None:
    """A real node loads one row of each: the same outcomes come of it."""
    a, b = talk()
    whole = b.inbox(a.name)
    draft = Draft("answer", ident(1000), "any@1", {}, in_reply_to=ident(2), id=ident(50))
    raw = a.send(b.name, draft).envelope.raw
    only = tuple(one for one in whole.exchanged if one.id == ident(2))
    b.inboxes[a.name] = InboxState(a.name, whole.expected, exchanged=only, latest=whole.latest)
    assert isinstance(b.take(a.name, raw)[0], Accepted)
