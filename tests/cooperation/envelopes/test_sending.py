"""The outbox as a value: order, waits, and what people are told."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cooperation.envelopes.nodes import NOW, Node, ident, pair, request, secret
from tutela.cooperation.envelopes import (
    FIRST_WAIT,
    GROUND_SAID,
    LATE,
    LONGEST_WAIT,
    SKEW,
    ClockError,
    EnvelopeError,
    FormError,
    InboxState,
    OutboxState,
    Place,
    Result,
    Sealed,
    Sent,
    admit,
    announce,
    announced,
    backoff,
    derive_identity,
    trouble_said,
    verify_acknowledgement,
)

SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)


def deliver(a: Node, b: Node, now: dt.datetime = NOW, chance: float = 1.0) -> Result | None:
    """One attempt with the envelope under way, the answer taken; None where nothing is due."""
    due = a.outbox(b.name).due(now)
    if due is None:
        return None
    _, note = b.take(a.name, a.sealed[due.sent.id].envelope.raw, now)
    answer = verify_acknowledgement(note, due.sent, a.partners, now)
    a.outboxes[b.name], result = a.outbox(b.name).answered(answer, note, now, chance)
    return result


def sent(count: int = 3) -> tuple[Node, Node, list[Sealed]]:
    a, b = pair()
    return a, b, [a.send(b.name, request(k)) for k in range(1, count + 1)]


# ---------------------------------------------------------------- order and waits


def test_letters_go_one_after_the_other() -> None:
    a, b, sealed = sent()
    box = a.outbox(b.name)
    assert [one.sent.place for one in box.outgoing] == [Place(1, 1), Place(1, 2), Place(1, 3)]
    assert box.next_place == Place(1, 4)
    results = [deliver(a, b) for _ in range(4)]
    assert [r and (r.id, r.what) for r in results[:3]] == [(s.letter.id, "delivered") for s in sealed]
    assert results[3] is None
    assert b.accepted == [s.letter.id.hex for s in sealed]
    assert [one.sent.id for one in a.outbox(b.name).delivered] == [s.letter.id for s in sealed]


def test_what_fails_waits_and_holds_back_what_follows() -> None:
    a, b, sealed = sent()
    box = a.outbox(b.name).failed(NOW, 1.0)
    assert box.due(NOW) is None
    assert box.due(NOW + SECOND) is not None
    assert box.outgoing[0].trouble == "unreachable"
    box = box.failed(NOW + SECOND, 1.0)
    assert box.due(NOW + 2 * SECOND) is None
    due = box.due(NOW + 3 * SECOND)
    assert due is not None
    assert (due.sent.id, due.attempts) == (sealed[0].letter.id, 2)
    a.outboxes[b.name] = box
    deliver(a, b, NOW + 3 * SECOND)
    follow = a.outbox(b.name).due(NOW + 3 * SECOND)
    assert follow is not None
    assert (follow.sent.place, follow.attempts) == (Place(1, 2), 0)


@given(st.integers(1, 400), st.floats(0, 1))
def test_the_waits_are_those_of_the_decision(failures: int, chance: float) -> None:
    wait = backoff(failures, chance)
    whole = min(FIRST_WAIT * 2 ** min(failures - 1, 30), LONGEST_WAIT)
    assert whole / 2 <= wait <= whole
    assert backoff(failures + 1, chance) >= wait
    assert [backoff(k, 1.0).total_seconds() for k in range(1, 13)] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    assert backoff(1, 0.0).total_seconds() == 0.5


def test_what_the_other_side_asks_for_is_waited_for_within_bounds() -> None:
    a, b, _ = sent(1)
    box = a.outbox(b.name)
    for asked, waited in [(30, 30), (0, 1), (10**6, 900)]:
        put_off = box.failed(NOW, 1.0, dt.timedelta(seconds=asked)).outgoing[0].not_before
        assert put_off == NOW + dt.timedelta(seconds=waited)


def test_a_clock_set_back_does_not_make_a_wait_longer() -> None:
    a, b, _ = sent(1)
    box = a.outbox(b.name).failed(NOW, 1.0)
    assert box.due(NOW - DAY) is not None


def test_a_clock_set_back_seals_nothing() -> None:
    a, b, _ = sent(1)
    with pytest.raises(ClockError, match="Set the clock; nothing was sealed"):
        a.send(b.name, request(2), NOW - SKEW - SECOND)
    assert len(a.outbox(b.name).outgoing) == 1
    small = a.send(b.name, request(2), NOW - SKEW)  # what clocks may do: the time stands still
    assert small.letter.made_at == NOW


def test_only_what_was_sealed_for_the_next_place_is_queued() -> None:
    a, b, sealed = sent(1)
    with pytest.raises(EnvelopeError, match="expected"):
        a.outbox(b.name).queued(Sent.of(sealed[0]))
    with pytest.raises(EnvelopeError, match="expected"):
        OutboxState("third.example").queued(Sent.of(sealed[0]))


def test_an_answer_about_another_envelope_changes_nothing() -> None:
    a, b, sealed = sent(2)
    _, note = b.take(a.name, sealed[0].envelope.raw)
    answer = verify_acknowledgement(note, Sent.of(sealed[0]), a.partners, NOW)
    box, _ = a.outbox(b.name).answered(answer, note, NOW, 1.0)
    with pytest.raises(EnvelopeError, match="not about the envelope under way"):
        box.answered(answer, note, NOW, 1.0)
    with pytest.raises(EnvelopeError, match="nothing is under way"):
        OutboxState(b.name).failed(NOW, 1.0)


# ---------------------------------------------------------------- answers other than yes


def test_a_refusal_for_good_ends_it_and_the_next_goes() -> None:
    a, b = pair()
    a.send(b.name, request(1, life=DAY))
    a.send(b.name, request(2))
    later = NOW + 3 * DAY
    assert [c.what for c in a.outbox(b.name).concerns(later)] == ["expired", "late"]
    result = deliver(a, b, later)
    assert result == Result(ident(1), "refused", "expired", f"not accepted: {GROUND_SAID['expired']}")
    follow = deliver(a, b, later)
    assert follow is not None
    assert follow.what == "delivered"
    assert b.accepted == [ident(2).hex]


@pytest.mark.parametrize("ground", ["unknown_sender", "changed_key"])
def test_what_a_person_must_mend_is_told_tried_slowly_and_heals(ground: str) -> None:
    a, b, _ = sent(1)
    knows = b.partners
    b.partners = Node(b.name).partners
    if ground == "changed_key":
        other = Node(a.name, turn=5)
        b.knows(other)
    result = deliver(a, b)
    assert result is not None
    assert (result.what, result.trouble) == ("later", ground)
    box = a.outbox(b.name)
    assert box.due(NOW + LONGEST_WAIT - SECOND) is None
    assert [c.what for c in box.concerns(NOW)] == [ground]
    b.partners = knows
    healed = deliver(a, b, NOW + LONGEST_WAIT)
    assert healed is not None
    assert healed.what == "delivered"
    assert a.outbox(b.name).concerns(NOW + LONGEST_WAIT) == ()


def test_the_other_s_clock_is_waited_for() -> None:
    a, b, _ = sent(1)
    b.inboxes[a.name] = InboxState(a.name, latest=NOW + 9 * DAY)
    result = deliver(a, b)
    assert result is not None
    assert (result.what, result.trouble) == ("later", "clock")
    assert a.outbox(b.name).due(NOW + SECOND) is not None


def test_every_trouble_has_words() -> None:
    for trouble in (*GROUND_SAID, "unreachable", "partner_went_back", "we_went_back"):
        assert len(trouble_said(trouble)) > 20  # type: ignore[arg-type]


# ---------------------------------------------------------------- one side was restored


def test_a_receiver_that_lost_what_it_acknowledged_gets_it_again_in_order() -> None:
    a, b, sealed = sent(3)
    backup = b.inbox(a.name)
    deliver(a, b)
    after_first = b.inbox(a.name)
    deliver(a, b)
    b.inboxes[a.name], b.accepted = after_first, b.accepted[:1]  # a backup from before the second
    result = deliver(a, b)
    assert result is not None
    assert (result.what, result.trouble) == ("later", "partner_went_back")
    assert "has lost 1 that it had acknowledged" in result.said
    assert deliver(a, b) is None  # not without a pause
    assert {c.what for c in a.outbox(b.name).concerns(NOW)} == {"partner_went_back"}
    results = [deliver(a, b, NOW + LONGEST_WAIT) for _ in range(2)]
    assert [r and r.what for r in results] == ["delivered", "delivered"]
    assert b.accepted == [s.letter.id.hex for s in sealed]
    assert backup.expected == Place(1, 1)


def test_a_receiver_that_lost_what_is_no_longer_held_needs_a_new_channel() -> None:
    a, b, sealed = sent(3)
    deliver(a, b)
    deliver(a, b)
    a.outboxes[b.name] = replace(a.outbox(b.name), delivered=())
    b.inboxes[a.name], b.accepted = InboxState(a.name), []
    result = deliver(a, b)
    assert result is not None
    assert (result.what, result.trouble) == ("later", "partner_went_back")
    assert reopened(a, b) == [sealed[2].letter.id]
    again = deliver(a, b)
    assert again is not None
    assert again.what == "delivered"
    assert b.accepted == [sealed[2].letter.id.hex]


def test_a_sender_that_lost_its_count_opens_the_next_channel_and_nothing_is_doubled() -> None:
    a, b = pair()
    a.send(b.name, request(1))
    deliver(a, b)
    a.send(b.name, request(2))
    backup = a.outbox(b.name)  # 2 is queued; then it is delivered, and 3 as well, and all that is lost here
    deliver(a, b)
    a.send(b.name, request(3))
    deliver(a, b)
    a.outboxes[b.name] = backup
    assert reopened(a, b) == [ident(2)]  # a restore opens the next channel before it sends anything
    a.send(b.name, request(4))
    first, second = deliver(a, b), deliver(a, b)
    assert first == Result(ident(2), "delivered", None, "delivered before, and acknowledged again now")
    assert second is not None
    assert second.what == "delivered"
    assert b.accepted == [ident(k).hex for k in (1, 2, 3, 4)]


def test_a_sender_that_does_not_notice_its_restore_is_told() -> None:
    a, b = pair()
    backup = a.outbox(b.name)
    a.send(b.name, request(1))
    deliver(a, b)
    a.outboxes[b.name] = backup
    a.send(b.name, request(2))
    result = deliver(a, b)
    assert result is not None
    assert (result.what, result.trouble) == ("later", "we_went_back")
    assert [c.what for c in a.outbox(b.name).concerns(NOW)] == ["we_went_back"]
    assert reopened(a, b) == [ident(2)]
    again = deliver(a, b)
    assert again is not None
    assert again.what == "delivered"


def test_a_letter_that_was_refused_before_is_not_said_to_be_delivered() -> None:
    a, b = pair()
    a.send(b.name, request(1, life=DAY))
    backup = a.outbox(b.name)
    deliver(a, b, NOW + 3 * DAY)
    a.outboxes[b.name] = backup
    reopened(a, b, NOW + 3 * DAY)
    result = deliver(a, b, NOW + 3 * DAY)
    assert result is not None
    assert (result.what, result.trouble) == ("refused", "replayed")


def test_the_next_channel_comes_after_the_one_that_the_other_expects() -> None:
    assert OutboxState("b.example").reopened()[0].next_place == Place(2, 1)
    assert OutboxState("b.example").reopened(at_least=7)[0].next_place == Place(8, 1)


def reopened(a: Node, b: Node, now: dt.datetime = NOW) -> list[Any]:
    """The next channel, with what had no answer sealed anew under its old id; those ids."""
    a.outboxes[b.name], waiting = a.outbox(b.name).reopened()
    for one in waiting:
        letter = a.sealed[one.id].letter
        a.send(b.name, request(body=letter.body, id=letter.id), now)
    return [one.id for one in waiting]


# ---------------------------------------------------------------- keys change while letters are under way


def test_letters_under_way_arrive_while_both_sides_change_their_keys() -> None:
    a, b, sealed = sent(2)
    for node, other in ((a, b), (b, a)):
        old = node.me[0]
        node.me = [derive_identity(node.name, secret(node.name, 2)), old]
        other.partners = admit(other.partners, node.described(2, before=old), NOW)
    for _ in sealed:
        result = deliver(a, b)
        assert result is not None
        assert result.what == "delivered"
    a.send(b.name, request(9))
    last = deliver(a, b)
    assert last is not None
    assert last.what == "delivered"


def test_new_keys_are_announced_by_a_letter_under_the_old_ones() -> None:
    a, b = pair()
    new = derive_identity(a.name, secret(a.name, 2))
    old, a.me = a.me[0], [new]
    note = a.described(2, before=old)
    a.me = [old]  # still in use
    a.send(b.name, announce(note))
    result = deliver(a, b)
    assert result is not None
    assert result.what == "delivered"
    b.partners = admit(b.partners, announced(a.sealed[a.outbox(b.name).delivered[0].sent.id].letter), NOW)
    assert b.partners.current(a.name, NOW).trust.how == "continuity"
    a.me = [new, old]
    a.send(b.name, request(2))
    again = deliver(a, b)
    assert again is not None
    assert again.what == "delivered"


def test_only_ones_own_keys_are_announced() -> None:
    a, b = pair()
    for draft, said in [
        (announce(b.described()), "expected its own"),
        (request(1), "expected keys"),
        (request(1, kind="keys", body_kind="description@1", body={"note": 1}), "with a note"),
        (request(1, kind="keys", body_kind="description@1", body={"note": "x"}), "description"),
    ]:
        with pytest.raises(FormError, match=said):
            announced(a.send(b.name, draft).letter)
    with pytest.raises(FormError):
        announce("nothing")


# ---------------------------------------------------------------- logged


def test_proofs_are_asked_for_until_they_are_there() -> None:
    a, b, sealed = sent(2)
    deliver(a, b)
    deliver(a, b)
    box = a.outbox(b.name)
    due = box.proof_due(NOW)
    assert due is not None
    assert due.sent.id == sealed[0].letter.id
    box = box.proof_missing(due.sent.id, NOW, 1.0)
    second = box.proof_due(NOW)
    assert second is not None
    assert second.sent.id == sealed[1].letter.id
    box = box.proved(second.sent.id, "a proof")
    assert box.proof_due(NOW) is None
    again = box.proof_due(NOW + SECOND)
    assert again is not None
    assert (again.sent.id, again.asked) == (sealed[0].letter.id, 1)
    assert [c.what for c in box.concerns(NOW + LATE + SECOND)] == ["not_logged"]
    assert box.proved(again.sent.id, "a proof").concerns(NOW + DAY) == ()
    with pytest.raises(EnvelopeError, match="no delivered envelope"):
        box.proved(ident(99), "a proof")


def test_nothing_is_late_before_its_time() -> None:
    a, b, _ = sent(1)
    assert a.outbox(b.name).concerns(NOW + LATE) == ()
    (late,) = a.outbox(b.name).failed(NOW, 1.0).concerns(NOW + LATE + SECOND)
    assert late.what == "late"
    assert "gives no answer" in late.said
