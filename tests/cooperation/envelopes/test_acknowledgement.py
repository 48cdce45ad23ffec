"""Acknowledgements and receipts: they cover exactly one envelope, and the ledger behind them cannot be talked away."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

import pytest

from tests.cooperation.envelopes.nodes import NOW, YEAR, Node, ident, pair, request
from tutela.cooperation.envelopes import (
    ANSWER_TYPE,
    MOST_ANSWER,
    RECEIVE_ACT,
    Accepted,
    Acknowledgement,
    EnvelopeError,
    FormError,
    Place,
    Receipt,
    ReceiptError,
    Refused,
    RefusedError,
    Sealed,
    Sent,
    acknowledge,
    admit,
    log_keys,
    read_reply,
    receipt_fields,
    receive,
    respond,
    verify_acknowledgement,
    verify_logged,
    verify_proof,
)
from tutela.cooperation.envelopes._acknowledgement import ReceiptForm
from tutela.ledger import Note, NoteSigner

DAY = dt.timedelta(days=1)


def exchanged() -> tuple[Node, Node, Sealed, str]:
    """A sent request 1 and B took and acknowledged it."""
    a, b = pair()
    sealed = a.send(b.name, request(1))
    return a, b, sealed, b.take(a.name, sealed.envelope.raw)[1]


def test_an_acknowledgement_names_the_envelope_and_carries_its_receipt() -> None:
    a, b, sealed, note = exchanged()
    found = verify_acknowledgement(note, Sent.of(sealed), a.partners, NOW)
    assert (found.by, found.to, found.outcome, found.final) == (b.name, a.name, "accepted", True)
    assert (found.digest, found.letter) == (sealed.envelope.digest, sealed.letter_digest)
    assert found.expected_place == Place(1, 2)
    assert found.receipt is not None
    assert found.receipt.read.leaf == b.log.leaves[0]
    assert found.receipt.read.content.fields["envelope"] == sealed.envelope.digest.hex()


def test_the_bytes_are_those_of_the_decision() -> None:
    _, _, _, note = exchanged()
    header, line = Note.parse(note).text.rstrip("\n").split("\n")
    assert header == "tutela/acknowledgement@v1"
    said = json.loads(line)
    assert list(said) == [
        "at", "by", "digest", "earlier", "expected", "final", "ground", "id", "letter", "outcome", "receipt", "to", "v",
    ]  # fmt: skip
    assert Acknowledgement.parse(note)[0].json_line().decode() == line


def test_recorded_then_logged() -> None:
    """The acknowledgement comes at once; the proof of the same receipt comes beside it when there is one."""
    a, b, sealed, note = exchanged()
    early = read_reply(respond(_taken(b), note).body)
    assert (early.acknowledgement, early.proof) == (note, None)
    for k in range(2, 8):
        b.take(a.name, a.send(b.name, request(k)).envelope.raw)
    outcome, again = b.take(a.name, sealed.envelope.raw)
    late = read_reply(respond(outcome, again, b.log.proof(b.log.leaves[0])).body)
    assert late.acknowledgement == note
    found = verify_acknowledgement(late.acknowledgement, Sent.of(sealed), a.partners, NOW)
    assert late.proof is not None
    logged = verify_proof(found, late.proof, a.partners)
    assert (logged.origin, logged.index, logged.checkpoint.size) == (b.log.signer.name, 0, 7)


def _taken(b: Node) -> Accepted:
    """Any acceptance, for the status of an answer."""
    a, other = pair()
    outcome = receive(
        other.inbox(a.name), a.send(other.name, request(9)).envelope.raw, NOW, me=b.me, partners=b.partners
    )
    assert isinstance(outcome, Accepted)
    return outcome


def test_an_acknowledgement_of_another_envelope_is_refused() -> None:
    a, b, sealed, note = exchanged()
    other = a.send(b.name, request(2))
    with pytest.raises(ReceiptError, match="about an envelope"):
        verify_acknowledgement(note, Sent.of(other), a.partners, NOW)
    again = Sent.of(sealed)
    for changed in ({"digest": bytes(32)}, {"sender": "third.example"}, {"id": ident(9)}):
        with pytest.raises(ReceiptError):
            verify_acknowledgement(note, dataclasses.replace(again, **changed), a.partners, NOW)  # type: ignore[arg-type]
    with pytest.raises(ReceiptError, match="another letter"):
        verify_acknowledgement(note, dataclasses.replace(again, letter_digest=bytes(32)), a.partners, NOW)
    with pytest.raises(ReceiptError, match="sequence differ"):
        verify_acknowledgement(note, dataclasses.replace(again, place=Place(1, 2)), a.partners, NOW)
    with pytest.raises(ReceiptError, match="the envelope went to"):
        verify_acknowledgement(note, dataclasses.replace(again, receiver="third.example"), a.partners, NOW)


def test_an_acknowledgement_that_the_receiver_did_not_sign_is_refused() -> None:
    a, b, sealed, note = exchanged()
    sent = Sent.of(sealed)
    with pytest.raises(RefusedError) as raised:
        verify_acknowledgement(note.replace('"sequence":2', '"sequence":3'), sent, a.partners, NOW)
    assert raised.value.ground == "forged"
    with pytest.raises(RefusedError) as raised:  # signed by A itself
        verify_acknowledgement(a.me[0].signer.sign(Note.parse(note).text), sent, a.partners, NOW)
    assert raised.value.ground == "changed_key"
    with pytest.raises(RefusedError) as raised:
        verify_acknowledgement(note, sent, a.partners, NOW + 2 * YEAR)
    assert raised.value.ground == "lapsed_key"
    with pytest.raises(RefusedError) as raised:
        verify_acknowledgement(note, sent, Node(a.name).partners, NOW)
    assert raised.value.ground == "unknown_sender"
    with pytest.raises(FormError):
        verify_acknowledgement("502 Bad Gateway", sent, a.partners, NOW)
    assert verify_acknowledgement(note, sent, a.partners, NOW).by == b.name


def test_no_changed_character_of_an_acknowledgement_goes_through() -> None:
    a, _, sealed, note = exchanged()
    sent = Sent.of(sealed)
    for at in range(0, len(note), 7):
        changed = note[:at] + ("0" if note[at] != "0" else "1") + note[at + 1 :]
        with pytest.raises(EnvelopeError):
            verify_acknowledgement(changed, sent, a.partners, NOW)


# ---------------------------------------------------------------- receipts of other events


def receipts() -> list[tuple[str, Any]]:
    """What a receiver might give in place of the event that recorded the envelope."""
    return [
        ("act", {"act": "envelope.read"}),
        ("on", {"on": f"envelope:{ident(2)}"}),
        ("node", {"node": "third.example"}),
        ("envelope differ", {"fields": {"envelope": "0" * 64}}),
        ("outcome differ", {"fields": {"outcome": "refused"}}),
        ("case differ", {"fields": {"case": "2026-000123"}}),  # more than the sender may see
    ]


@pytest.mark.parametrize(("said", "other"), receipts())
def test_a_receipt_of_another_event_is_neither_given_nor_taken(said: str, other: dict[str, Any]) -> None:
    a, b = pair()
    sealed = a.send(b.name, request(1))
    outcome = receive(b.inbox(a.name), sealed.envelope.raw, NOW, me=b.me, partners=b.partners)
    assert isinstance(outcome, Accepted)
    fields = receipt_fields(outcome)
    other = other | {"fields": fields | other.get("fields", {})}
    right, wrong = b.record(outcome, NOW), b.record(outcome, NOW, **other)
    with pytest.raises(ReceiptError, match=said):
        acknowledge(outcome, b.me[0], NOW, wrong)
    assert said.split()[0] in str(_taken_with(a, b, sealed, acknowledge(outcome, b.me[0], NOW, right), wrong))


def _taken_with(a: Node, b: Node, sealed: Sealed, note: str, wrong: Receipt) -> ReceiptError:
    """What A says of an acknowledgement with another receipt in it, as a dishonest B would sign it."""
    made, _ = Acknowledgement.parse(note)
    forged = made.model_copy(update={"receipt": ReceiptForm.of(wrong)}).signed(b.me[0].signer)
    with pytest.raises(ReceiptError) as raised:
        verify_acknowledgement(forged, Sent.of(sealed), a.partners, NOW)
    return raised.value


def test_content_and_account_of_two_events_are_no_receipt() -> None:
    a, b, sealed, note = exchanged()
    b.take(a.name, a.send(b.name, request(2)).envelope.raw)
    one = Acknowledgement.parse(note)[0].receipt
    assert one is not None
    mixed = dataclasses.replace(one.read, content_salt=bytes(32))
    assert "is not the one that its account names" in str(_taken_with(a, b, sealed, note, mixed))


def test_a_final_outcome_has_a_receipt_and_no_other_has() -> None:
    a, b = pair()
    sealed = a.send(b.name, request(1))
    outcome = receive(b.inbox(a.name), sealed.envelope.raw, NOW, me=b.me, partners=b.partners)
    assert isinstance(outcome, Accepted)
    with pytest.raises(ReceiptError, match="with the receipt of the event"):
        acknowledge(outcome, b.me[0], NOW)
    early = receive(b.inbox(a.name), a.send(b.name, request(2)).envelope.raw, NOW, me=b.me, partners=b.partners)
    with pytest.raises(EnvelopeError, match="has no receipt"):
        acknowledge(early, b.me[0], NOW, b.record(outcome, NOW))
    made, _ = Acknowledgement.parse(b.take(a.name, sealed.envelope.raw)[1])
    for changed in (
        {"receipt": None}, {"outcome": "refused"}, {"ground": "gap"}, {"final": False}, {"letter": None},
        {"outcome": "waiting", "ground": "gap"}, {"earlier": bytes(32)},
    ):  # fmt: skip
        wrong = b.me[0].signer.sign(made.model_copy(update=changed).text())
        with pytest.raises(FormError):
            verify_acknowledgement(wrong, Sent.of(sealed), a.partners, NOW)


# ---------------------------------------------------------------- refusals are signed too


def test_a_final_refusal_has_a_receipt_and_another_has_none() -> None:
    a, b = pair()
    sealed = a.send(b.name, request(1, life=DAY))
    outcome, note = b.take(a.name, sealed.envelope.raw, NOW + 3 * DAY)
    found = verify_acknowledgement(note, Sent.of(sealed), a.partners, NOW + 3 * DAY)
    assert (found.outcome, found.ground, found.final) == ("refused", "expired", True)
    assert found.receipt is not None
    assert found.receipt.read.content.fields["ground"] == "expired"
    assert respond(outcome, note).status == 422
    c = Node("third.example", 8002)
    outcome, note = c.take(a.name, sealed.envelope.raw)
    assert isinstance(outcome, Refused)
    assert respond(outcome, note).status == 421
    assert Acknowledgement.parse(note)[0].receipt is None


def test_an_answer_about_bytes_that_were_no_envelope_says_so() -> None:
    a, b = pair()
    outcome, note = b.take(a.name, b"nothing")
    made, _ = Acknowledgement.parse(note)
    assert (made.id, made.ground, made.final) == (None, "malformed", False)
    assert respond(outcome, note).status == 400


# ---------------------------------------------------------------- proofs


def test_a_proof_of_another_entry_log_or_key_is_refused() -> None:
    a, b, sealed, note = exchanged()
    b.take(a.name, a.send(b.name, request(2)).envelope.raw)
    found = verify_acknowledgement(note, Sent.of(sealed), a.partners, NOW)
    good = b.log.proof(b.log.leaves[0])
    verify_proof(found, good, a.partners)
    for wrong in (
        b.log.proof(b.log.leaves[1]),
        b.log.proof(b.log.leaves[0], a.log.signer),
        b.log.proof(b.log.leaves[0], NoteSigner(b.log.signer.name, a.log.signer.key)),
        good.replace("index 0", "index 1"),
        good[:-3],
        "",
    ):
        with pytest.raises(ReceiptError):
            verify_proof(found, wrong, a.partners)
    assert found.receipt is not None
    with pytest.raises(ReceiptError, match="no key of a log"):
        verify_logged(found.receipt.read, good, [])


def test_a_log_that_signs_for_another_is_refused() -> None:
    """B's log signs a checkpoint that says it is of another log."""
    _, b, _, note = exchanged()
    made, _ = Acknowledgement.parse(note)
    assert made.receipt is not None
    origin = Note.parse(b.log.proof(b.log.leaves[0]).partition("\n\n")[2]).text
    other = b.log.signer.sign(origin.replace(b.log.signer.name, "third.example/log/1"))
    proof = b.log.proof(b.log.leaves[0]).partition("\n\n")[0] + "\n\n" + other
    with pytest.raises(ReceiptError, match=r"says that it is of third\.example"):
        verify_logged(made.receipt.read, proof, [b.log.signer.verifier])


def test_logs_of_before_still_prove_after_a_restore() -> None:
    a, b, sealed, note = exchanged()
    proof = b.log.proof(b.log.leaves[0])
    second = NoteSigner(f"{b.name}/log/2", b.log.signer.key).verifier.vkey
    listed = admit(a.partners, b.described(2, logs=(second,)), NOW)
    assert [log.name for log in log_keys(listed, b.name)] == [f"{b.name}/log/2", f"{b.name}/log/1"]
    found = verify_acknowledgement(note, Sent.of(sealed), listed, NOW)
    assert verify_proof(found, proof, listed).origin == b.log.signer.name


def test_without_a_receipt_there_is_nothing_to_prove() -> None:
    a, b = pair()
    _, note = b.take(a.name, b"nothing")
    with pytest.raises(ReceiptError, match="nothing to prove"):
        verify_proof(Acknowledgement.parse(note)[0], "", a.partners)


# ---------------------------------------------------------------- the answer's body


def test_an_answer_comes_back() -> None:
    _, b, _, note = exchanged()
    answer = respond(_taken(b), note, "a proof")
    assert (answer.status, answer.headers["Content-Type"]) == (200, ANSWER_TYPE)
    assert read_reply(answer.body).proof == "a proof"
    assert respond("untimely", note).status == 401


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html>502</html>", b"[]", b"{}", b'{"acknowledgement":"x"}', b'{"acknowledgement":1,"proof":null}',
        b'{"acknowledgement":"x","proof":1}', b'{"acknowledgement": "x","proof":null}', b"x" * (MOST_ANSWER + 1),
        b'{"acknowledgement":"x","proof":null',
    ],
)  # fmt: skip
def test_what_is_no_answer_of_ours_is_no_answer(body: bytes) -> None:
    with pytest.raises(FormError):
        read_reply(body)


def test_the_act_has_one_name() -> None:
    assert RECEIVE_ACT == "envelope.receive"
