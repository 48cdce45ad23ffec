"""Letters and envelopes: frozen bytes, who can open them, and that no changed byte goes through."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
from typing import Any

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cooperation.envelopes.nodes import NOW, YEAR, Node, ident, pair, request, secret
from tutela.cooperation.envelopes import (
    KINDS,
    MOST_ENVELOPE,
    Draft,
    Envelope,
    EnvelopeError,
    InboxState,
    Letter,
    Place,
    Refused,
    RefusedError,
    Sealed,
    derive_identity,
    open_envelope,
    receive,
    seal,
    verify_letter,
)
from tutela.cooperation.envelopes._envelope import Clear
from tutela.ledger import Note

A, B = pair()
SEALED = seal(request(), A.me[0], A.partners.current(B.name, NOW), Place(1, 1), NOW)
RAW = SEALED.envelope.raw
ALTERED = {"malformed", "unknown_version", "unknown_sender", "forged", "not_for_us", "unreadable"}


def opened(raw: bytes, node: Node = B) -> Letter:
    return open_envelope(Envelope.parse(raw), node.me, node.partners, NOW).letter


def resealed(text: str | None = None, to: Node = B, clear: bytes | None = None) -> bytes:
    """An envelope around another text, signed by A, or around the letter of A as it is, sealed to `to`."""
    note = A.me[0].signer.sign(text) if text is not None else SEALED.note
    sealed = pyrage.encrypt(note.encode(), [pyrage.x25519.Recipient.from_str(to.me[0].recipient)])
    return (clear or SEALED.envelope.clear.text().encode()) + sealed


def refused(raw: bytes, node: Node = B) -> RefusedError:
    with pytest.raises(RefusedError) as raised:
        opened(raw, node)
    return raised.value


# ---------------------------------------------------------------- the bytes


def test_the_bytes_are_those_of_the_decision() -> None:
    """Frozen with decision 0010. If this fails, the code is wrong, never the bytes."""
    clear, line, sealed = RAW.split(b"\n", 2)
    assert clear == b"tutela/envelope@v1"
    assert line == (
        b'{"channel":1,"from":"unit.police.example","id":"00000000-0000-4000-8000-000000000001","sequence":1,'
        b'"to":"contact.point.example","v":1}'
    )
    assert sealed.startswith(b"age-encryption.org/v1\n-> X25519 ")
    text = Note.parse(SEALED.note).text
    assert text == (
        'tutela/letter@v1\n{"attachments":[],"body":{"data":["traffic"],"number":1,"until":null},'
        '"body_kind":"preservation-request@1","channel":1,"conversation":"00000000-0000-4000-8000-0000000003e8",'
        '"expires_at":"2026-12-12T09:30:00.000000Z","from":"unit.police.example",'
        '"id":"00000000-0000-4000-8000-000000000001","in_reply_to":null,"kind":"request",'
        '"made_at":"2026-11-28T09:30:00.000000Z",'
        f'"sealed_to":"{B.me[0].recipient}","sequence":1,"to":"contact.point.example","v":1}}\n'
    )
    assert Letter.parse(SEALED.note)[0] == SEALED.letter


def test_the_receiver_and_nobody_else_opens_it() -> None:
    assert opened(RAW) == SEALED.letter
    assert open_envelope(Envelope.parse(RAW), B.me, B.partners, NOW).note == SEALED.note
    stranger = Node(B.name, turn=9)  # says it is B, without its keys
    stranger.partners = B.partners
    assert refused(RAW, stranger).ground == "unreadable"


@given(
    st.sampled_from([k for k in KINDS if k != "keys"]),
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=8,
    ),
    st.integers(1, 30 * 24 * 3600),
)  # fmt: skip
def test_whatever_is_said_comes_out_as_it_went_in(kind: Any, said: Any, life: int) -> None:
    draft = Draft(kind, ident(5), "any@1", {"said": said}, in_reply_to=ident(6), life=dt.timedelta(seconds=life))
    sealed = seal(draft, A.me[0], A.partners.current(B.name, NOW), Place(3, 4), NOW)
    letter = opened(sealed.envelope.raw)
    assert (letter.kind, letter.body, letter.conversation) == (kind, {"said": said}, ident(5))
    assert (letter.expires_at - letter.made_at).total_seconds() == life


# ---------------------------------------------------------------- a changed byte


def test_a_flipped_byte_anywhere_is_refused_with_its_ground() -> None:
    """Every byte of the envelope, one bit of it."""
    clear = len(SEALED.envelope.clear.text())
    for at in range(len(RAW)):
        raw = bytearray(RAW)
        raw[at] ^= 1 << at % 8
        outcome = receive(InboxState(A.name), bytes(raw), NOW, me=B.me, partners=B.partners)
        assert isinstance(outcome, Refused), at
        assert not outcome.final, at
        if at >= clear:
            assert outcome.ground in {"unreadable", "malformed"}, at
        else:
            assert outcome.ground in {"malformed", "unknown_version", "forged", "not_for_us"}, at


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(RAW) - 1), st.integers(1, 255))
def test_a_changed_byte_anywhere_is_refused(at: int, flip: int) -> None:
    raw = bytearray(RAW)
    raw[at] ^= flip
    outcome = receive(InboxState(A.name), bytes(raw), NOW, me=B.me, partners=B.partners)
    assert isinstance(outcome, Refused)
    assert not outcome.final


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(RAW) - 1), st.binary(min_size=1, max_size=40))
def test_cut_lengthened_and_made_up_envelopes_are_refused(at: int, more: bytes) -> None:
    for raw in (RAW[:at], RAW + more, more, RAW[:at] + more + RAW[at:]):
        assert refused(raw).ground in ALTERED


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(SEALED.note) - 1), st.sampled_from('0aZ{}",:—\n '))
def test_a_changed_letter_inside_is_refused(at: int, other: str) -> None:
    """By somebody who can seal to the receiver, as anybody can, and has seen the letter."""
    note = SEALED.note[:at] + other + SEALED.note[at + 1 :]
    if note == SEALED.note:
        return
    sealed = pyrage.encrypt(note.encode(), [pyrage.x25519.Recipient.from_str(B.me[0].recipient)])
    error = refused(SEALED.envelope.clear.text().encode() + sealed)
    assert error.ground in {"malformed", "unknown_version", "forged", "not_for_us", "changed_key"}


@pytest.mark.parametrize(
    ("old", "new", "ground"),
    [
        ('"v":1', '"v":2', "unknown_version"),
        ("letter@v1", "letter@v2", "unknown_version"),
        ("letter@v1", "node@v1", "malformed"),
        ('"v":1', '"v":true', "malformed"),
        ('"v":1', '"v":1.0', "malformed"),
        ('"v":1', '"v":1,"v":1', "malformed"),
        ('"v":1', '"v": 1', "malformed"),
        ('"sequence":1', '"sequence":0', "malformed"),
        ('"sequence":1', '"sequence":2', "forged"),
        ('"channel":1', '"channel":2', "forged"),
        ('"number":1', '"number":1.5', "malformed"),
        ('"number":1', '"number":NaN', "malformed"),
        ('"number":1', '"number":9007199254740992', "malformed"),
        ('"kind":"request"', '"kind":"Request"', "malformed"),
        ('"in_reply_to":null', '"in_reply_to":"00000000-0000-4000-8000-000000000001"', "malformed"),
        ("2026-12-12T", "2027-01-12T", "malformed"),  # longer than it may be under way
        ("2026-12-12T", "2026-11-12T", "malformed"),
        (".000000Z", "Z", "malformed"),
        ("T09:30:00.000000Z", "T10:30:00.000000+01:00", "malformed"),
        ('"to":"contact.point.example"', '"to":"third.example"', "not_for_us"),
        ("00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-00000000000A", "malformed"),
        ("00000000-0000-4000-8000-000000000001", "00000000-0000-1000-8000-000000000001", "malformed"),
        ("00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002", "forged"),
    ],
)
def test_what_even_the_sender_must_not_sign_is_refused(old: str, new: str, ground: str) -> None:
    text = Note.parse(SEALED.note).text
    assert old in text
    assert refused(resealed(text.replace(old, new))).ground == ground


def test_what_jumps_deep_or_is_no_json_is_refused() -> None:
    for body in ("[" * 5000 + "]" * 5000, '{"a":' * 5000 + "1" + "}" * 5000, '"\\ud800"'):
        text = Note.parse(SEALED.note).text.replace('{"data":["traffic"],"number":1,"until":null}', body)
        assert refused(resealed(text)).ground == "malformed"
    assert refused(resealed("tutela/letter@v1\n[1]\n")).ground == "malformed"
    assert refused(resealed("tutela/letter@v1\n{}\n\n")).ground == "malformed"


@pytest.mark.parametrize(
    ("old", "new", "ground"),
    [
        (b'"v":1', b'"v": 1', "malformed"),
        (b'"v":1', b'"v":1.0', "malformed"),
        (b'"v":1', b'"v":1,"v":1', "malformed"),
        (b'"v":1', b'"v":2', "unknown_version"),
        (b'"channel":1,', b"", "malformed"),
        (b'"v":1', b'"u":1,"v":1', "malformed"),
        (b"unit.police", b"\\u0075nit.police", "malformed"),
    ],
)
def test_the_clear_line_is_canonical_or_refused(old: bytes, new: bytes, ground: str) -> None:
    """Else one letter could travel under two names, though nobody has its sender's key."""
    assert old in RAW
    assert refused(RAW.replace(old, new, 1)).ground == ground


# ---------------------------------------------------------------- whose, and for whom


def test_a_letter_that_its_receiver_passes_on_is_refused_there() -> None:
    """Surreptitious forwarding: B opens A's letter and seals it, signature and all, to C, as if A had written to C."""
    c = Node("third.example", 8002)
    c.knows(A)
    stolen = open_envelope(Envelope.parse(RAW), B.me, B.partners, NOW).note
    for receiver in (c.name, B.name):
        said = json.loads(SEALED.envelope.clear.json_line()) | {"to": receiver}
        sealed = pyrage.encrypt(stolen.encode(), [pyrage.x25519.Recipient.from_str(c.me[0].recipient)])
        raw = Clear.from_json(json.dumps(said).encode()).text().encode() + sealed
        error = refused(raw, c)
        assert error.ground == "not_for_us"
    assert "did not write it to third.example" in str(
        refused(resealed(to=c, clear=SEALED.envelope.clear.text().encode().replace(b"contact.point", b"third")), c)
    )


def test_a_letter_for_this_node_by_name_but_sealed_to_another_key_is_refused() -> None:
    """Somebody has given A another node's key under B's name; that node passes the letter on to B."""
    other = derive_identity(B.name, secret("somebody else"))
    text = Note.parse(SEALED.note).text.replace(B.me[0].recipient, other.recipient)
    assert refused(resealed(text)).ground == "not_for_us"


def test_who_is_not_known_or_has_another_key() -> None:
    c = Node("third.example", 8002)
    c.knows(B)
    sealed = seal(request(), c.me[0], c.partners.current(B.name, NOW), Place(1, 1), NOW)
    assert refused(sealed.envelope.raw).ground == "unknown_sender"
    a = Node(A.name, turn=2)  # new keys that nobody told B
    a.knows(B)
    assert refused(seal(request(), a.me[0], a.partners.current(B.name, NOW), Place(1, 1), NOW).envelope.raw).ground == (
        "changed_key"
    )
    assert refused(_with(SEALED.note.replace("traffic", "content"))).ground == "forged"


def _with(note: str) -> bytes:
    sealed = pyrage.encrypt(note.encode(), [pyrage.x25519.Recipient.from_str(B.me[0].recipient)])
    return SEALED.envelope.clear.text().encode() + sealed


def test_signatures_by_others_beside_the_sender_are_refused() -> None:
    both = SEALED.letter.signed(A.me[0].signer, B.me[0].signer)
    assert refused(_with(both)).ground == "malformed"


def test_a_long_age_header_is_refused_before_it_is_read() -> None:
    """The library's time grows with the square of the header: 30 kB take seconds."""
    stanza = b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n"
    bomb = b"age-encryption.org/v1\n" + stanza * 8000 + b"--- " + b"A" * 43 + b"\n" + os.urandom(64)
    assert refused(SEALED.envelope.clear.text().encode() + bomb).ground == "malformed"


# ---------------------------------------------------------------- limits, times, drafts


def test_what_is_too_large_is_refused_and_not_made() -> None:
    assert refused(RAW + b"x" * MOST_ENVELOPE).ground == "too_large"
    big = request(body={"text": "x" * 990_000})
    assert len(seal(big, A.me[0], A.partners.current(B.name, NOW), Place(1, 1), NOW).envelope.raw) <= MOST_ENVELOPE
    for size in (MOST_ENVELOPE - 500, 2 * MOST_ENVELOPE):
        with pytest.raises(EnvelopeError, match="as an attachment"):
            seal(request(body={"text": "x" * size}), A.me[0], A.partners.current(B.name, NOW), Place(1, 1), NOW)


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        ({"kind": "order"}, "is no kind of letter"),
        ({"kind": "answer"}, "names the one it is about"),
        ({"kind": "withdrawal"}, "names the one it is about"),
        ({"kind": "keys", "in_reply_to": ident(3)}, "answers nothing"),
    ],
)
def test_a_draft_that_cannot_be_a_letter(draft: dict[str, Any], said: str) -> None:
    with pytest.raises(EnvelopeError, match=said):
        request(**draft)


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        ({"life": dt.timedelta(days=31)}, "within 30 days"),
        ({"life": dt.timedelta(0)}, "must expire after it was made"),
        ({"body_kind": "Preservation"}, "body_kind"),
        ({"body": {"x": 1.5}}, "is no value of the record"),
        ({"body": {"x": NOW}}, "is no value of the record"),
        ({"in_reply_to": ident(1)}, "cannot answer itself"),
    ],
)
def test_a_letter_that_the_form_does_not_allow_is_not_sealed(draft: dict[str, Any], said: str) -> None:
    with pytest.raises(EnvelopeError, match=said):
        seal(request(**draft), A.me[0], A.partners.current(B.name, NOW), Place(1, 1), NOW)


def test_nothing_is_sealed_to_keys_that_do_not_hold_or_to_oneself() -> None:
    entry = A.partners.current(B.name, NOW)
    with pytest.raises(EnvelopeError, match="do not hold"):
        seal(request(), A.me[0], entry, Place(1, 1), NOW + YEAR)
    with pytest.raises(EnvelopeError, match="a letter to oneself"):
        seal(request(), B.me[0], entry, Place(1, 1), NOW)


# ---------------------------------------------------------------- kept for a court


def test_a_kept_letter_proves_who_wrote_it() -> None:
    entry = B.partners.current(A.name, NOW)
    assert verify_letter(SEALED.note, entry.description) == SEALED.letter
    with pytest.raises(RefusedError) as raised:
        verify_letter(SEALED.note.replace("traffic", "content"), entry.description)
    assert raised.value.ground == "forged"
    with pytest.raises(RefusedError, match="the description is of"):
        verify_letter(SEALED.note, A.partners.current(B.name, NOW).description)
    with pytest.raises(RefusedError):
        verify_letter("nothing", entry.description)


def test_letters_to_old_keys_open_while_they_are_kept() -> None:
    b = Node(B.name, 8001)
    b.partners = B.partners
    b.me = [derive_identity(B.name, secret(B.name, 2)), *b.me]
    assert opened(RAW, b) == SEALED.letter
    b.me = b.me[:1]
    assert refused(RAW, b).ground == "unreadable"


def test_sealing_twice_gives_other_bytes_and_the_same_letter() -> None:
    again: Sealed = seal(request(), A.me[0], A.partners.current(B.name, NOW), Place(1, 1), NOW)
    assert again.letter == SEALED.letter
    assert again.envelope.digest != SEALED.envelope.digest
    assert dataclasses.replace(again, envelope=SEALED.envelope) == SEALED
