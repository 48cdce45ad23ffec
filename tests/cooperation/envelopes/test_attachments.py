"""Files that follow their letter: sealed, in parts, checked on arrival."""

from __future__ import annotations

import dataclasses
import errno
import io
import os
import random
from hashlib import sha256
from typing import Any

import blake3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cooperation.envelopes.nodes import NOW, YEAR, Node, ident, pair, request
from tutela.cooperation.envelopes import (
    ATTACHMENT_ACT,
    PART,
    Accepted,
    Arrival,
    Attachment,
    EnvelopeError,
    FormError,
    ReceiptError,
    RefusedError,
    Sent,
    attachment_fields,
    derive_identity,
    open_attachment,
    put_part,
    refuse_attachment,
    say_arrival,
    seal_attachment,
    verify_arrival,
    verify_logged,
    verify_request,
)

A, B = pair()
TO_B = A.partners.current(B.name, NOW)


def sealed(data: bytes, name: str = "pattern.png", to: Node = B) -> tuple[Attachment, bytes]:
    target = io.BytesIO()
    made = seal_attachment(
        io.BytesIO(data), target, A.partners.current(to.name, NOW), name=name, media_type="image/png"
    )
    return made, target.getvalue()


def opened(attachment: Attachment, raw: bytes, node: Node = B) -> bytes:
    plain = io.BytesIO()
    open_attachment(attachment, io.BytesIO(raw), plain, node.me)
    return plain.getvalue()


PLAIN = b"a synthetic pattern " * 5000
MADE, RAW = sealed(PLAIN)


@settings(max_examples=20, deadline=None)
@given(st.binary(max_size=200_000))
def test_a_file_comes_out_as_it_went_in(data: bytes) -> None:
    made, raw = sealed(data)
    assert opened(made, raw) == data
    assert (made.size, made.sha256, made.blake3) == (len(data), sha256(data).digest(), blake3.blake3(data).digest())
    assert (made.sealed_size, made.sealed_sha256) == (len(raw), sha256(raw).digest())


def test_the_letter_carries_what_the_file_is() -> None:
    a, b = pair()
    outcome, _ = b.take(a.name, a.send(b.name, request(1, kind="evidence", attachments=(MADE,))).envelope.raw)
    assert isinstance(outcome, Accepted)
    assert outcome.letter.attachments == (MADE,)


@pytest.mark.parametrize("name", ["a/b", "..", "a\\b", "", "x" * 300, "a\nb", "a\u202egpj.exe", " a"])
def test_a_name_that_is_no_name_of_a_file_is_refused(name: str) -> None:
    with pytest.raises(FormError):
        sealed(b"x", name)


def test_a_changed_cut_or_exchanged_file_is_refused() -> None:
    other, raw = sealed(PLAIN[:-1] + b"!")
    for wrong in (
        RAW[:-1], RAW + b"x", RAW[:5000] + bytes([RAW[5000] ^ 1]) + RAW[5001:], RAW[:70_000], b"", b"age", raw,
        b"age-encryption.org/v1\n" + b"-> X25519 " * 9000 + RAW,
    ):  # fmt: skip
        with pytest.raises(RefusedError) as raised:
            opened(MADE, wrong)
        assert raised.value.ground in ("unreadable", "malformed")
    for changed in ({"sha256": bytes(32)}, {"blake3": bytes(32)}, {"size": 1}, {"sealed_size": 1}):
        with pytest.raises(RefusedError, match="is not what the letter says"):
            opened(MADE.model_copy(update=changed), RAW)
    assert opened(other, raw) != PLAIN


def test_a_third_node_cannot_open_it() -> None:
    c = Node("third.example", 8002)
    with pytest.raises(RefusedError) as raised:
        opened(MADE, RAW, c)
    assert raised.value.ground == "unreadable"
    c.me = [derive_identity(c.name, bytes(32)), *B.me]  # an old key that is still held opens it
    assert opened(MADE, RAW, c) == PLAIN


class Full(io.BytesIO):
    """A file on a disk that is full after some bytes."""

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > 70_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


class Broken(io.BytesIO):
    """A file on a disk that cannot be read any more after its beginning."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 1024:
            raise OSError(errno.EIO, "Input/output error")
        return super().read(size)


def test_a_full_or_broken_disk_is_no_broken_file() -> None:
    with pytest.raises(OSError, match="No space left"):
        open_attachment(MADE, io.BytesIO(RAW), Full(), B.me)
    with pytest.raises(OSError, match="No space left"):
        seal_attachment(io.BytesIO(PLAIN), Full(), TO_B, name="a.png", media_type="image/png")
    with pytest.raises(OSError, match="Input/output"):
        open_attachment(MADE, Broken(RAW), io.BytesIO(), B.me)
    with pytest.raises(OSError, match="Input/output"):
        seal_attachment(Broken(PLAIN), io.BytesIO(), TO_B, name="a.png", media_type="image/png")


# ---------------------------------------------------------------- parts


def sized(size: int) -> Attachment:
    return MADE.model_copy(update={"sealed_size": size})


@given(st.integers(1, 20 * PART), st.integers(0, 2**32))
def test_parts_in_any_order_make_the_whole(size: int, seed: int) -> None:
    arrival = Arrival(sized(size))
    order = [*range(arrival.parts), *range(arrival.parts)]
    random.Random(seed).shuffle(order)
    assert sum(arrival.size_of(k) for k in range(arrival.parts)) == size
    for k in order:
        arrival = arrival.taken(k, arrival.size_of(k))
    assert arrival.whole
    assert arrival.missing == ()


def test_a_part_of_another_size_or_number_is_refused() -> None:
    arrival = Arrival(sized(PART + 5))
    assert [arrival.size_of(0), arrival.size_of(1)] == [PART, 5]
    for part, size in [(0, PART - 1), (0, PART + 1), (1, PART), (2, 1), (-1, PART)]:
        with pytest.raises(RefusedError):
            arrival.taken(part, size)
    assert arrival.taken(1, 5).missing == (0,)
    assert not arrival.taken(1, 5).whole


def test_the_parts_of_a_large_file_travel_and_are_put_together() -> None:
    """Three parts, each a signed request, in another order; one is changed on the way and comes again."""
    data = os.urandom(2 * PART + 1000)
    made, raw = sealed(data)
    arrival, whole = Arrival(made), bytearray(len(raw))
    for k in (2, 0, 1):
        piece = raw[k * PART : (k + 1) * PART]
        sent = put_part(ident(1), 0, k, piece, A.me[0], TO_B, NOW)
        with pytest.raises(RefusedError):
            verify_request(dataclasses.replace(sent, body=piece[:-1] + b"\0\0"), at=B.url, partners=B.partners, now=NOW)
        assert verify_request(sent, at=B.url, partners=B.partners, now=NOW).path.endswith(f"/attachments/0/parts/{k}")
        whole[k * PART : k * PART + len(piece)] = sent.body
        arrival = arrival.taken(k, len(sent.body))
    assert arrival.whole
    assert opened(made, bytes(whole)) == data


# ---------------------------------------------------------------- what the receiver signs


def arriving() -> tuple[Node, Node, Sent, Any]:
    a, b = pair()
    evidence = a.send(b.name, request(1, kind="evidence", attachments=(sized(3 * PART),)))
    b.take(a.name, evidence.envelope.raw)
    return a, b, Sent.of(evidence), evidence.letter


def test_what_is_missing_is_said_then_that_it_is_whole_with_a_receipt() -> None:
    a, b, sent, letter = arriving()
    made = letter.attachments[0]
    arrival = Arrival(made).taken(1, PART)
    found = verify_arrival(say_arrival(letter, 0, arrival, b.me[0], NOW), sent, 0, made, a.partners, NOW)
    assert (found.outcome, found.missing) == ("arriving", (0, 2))
    arrival = arrival.taken(0, PART).taken(2, PART)
    with pytest.raises(ReceiptError, match="opened, recorded"):
        say_arrival(letter, 0, arrival, b.me[0], NOW)
    on = f"envelope:{letter.id}"
    receipt = b.event(NOW, on, ATTACHMENT_ACT, attachment_fields(letter.id, made, 0))
    note = say_arrival(letter, 0, arrival, b.me[0], NOW, receipt)
    found = verify_arrival(note, sent, 0, made, a.partners, NOW)
    assert (found.outcome, found.missing) == ("whole", ())
    assert found.receipt is not None
    proof = b.log.proof(receipt.leaf)
    assert verify_logged(found.receipt.read, proof, [b.log.signer.verifier]).index == len(b.log.leaves) - 1
    wrong = b.event(NOW, on, ATTACHMENT_ACT, attachment_fields(letter.id, made, 1))
    with pytest.raises(ReceiptError, match="attachment differ"):
        say_arrival(letter, 0, arrival, b.me[0], NOW, wrong)


def test_bytes_that_may_not_be_held_are_refused_and_the_refusal_is_signed() -> None:
    a, b, sent, letter = arriving()
    made = letter.attachments[0]
    note = refuse_attachment(letter.id, 0, a.name, "not_held_here", b.me[0], NOW)
    found = verify_arrival(note, sent, 0, made, a.partners, NOW)
    assert (found.outcome, found.ground, found.receipt) == ("refused", "not_held_here", None)


def test_an_answer_about_another_attachment_or_by_another_node_is_refused() -> None:
    a, b, sent, letter = arriving()
    made = letter.attachments[0]
    note = say_arrival(letter, 0, Arrival(made), b.me[0], NOW)
    with pytest.raises(ReceiptError, match="another attachment"):
        verify_arrival(note, sent, 1, made, a.partners, NOW)
    with pytest.raises(ReceiptError, match="another attachment"):
        verify_arrival(note, dataclasses.replace(sent, id=ident(9)), 0, made, a.partners, NOW)
    with pytest.raises(ReceiptError, match="other sealed bytes"):
        verify_arrival(note, sent, 0, made.model_copy(update={"sealed_sha256": bytes(32)}), a.partners, NOW)
    with pytest.raises(RefusedError):
        verify_arrival(note.replace('"missing":[0,1,2]', '"missing":[0,1]'), sent, 0, made, a.partners, NOW)
    with pytest.raises(RefusedError):
        verify_arrival(note, sent, 0, made, a.partners, NOW + 2 * YEAR)
    with pytest.raises(EnvelopeError):
        verify_arrival("nothing", sent, 0, made, a.partners, NOW)
