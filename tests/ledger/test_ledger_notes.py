"""Notes and checkpoints: published vectors, and everything that a strict reader refuses."""

from __future__ import annotations

import base64
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.worlds import signer
from tutela.ledger import (
    Checkpoint,
    LedgerError,
    Note,
    NoteSigner,
    NoteVerifier,
    open_checkpoint,
    origin_of,
    parse_origin,
)

# The key and note of the Go implementation, golang.org/x/mod/sumdb/note, note_test.go.
PETER_SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETER_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_SIG = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ENOCH_VKEY = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
ENOCH_SIG = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
PETER_NOTE = f"{PETER_TEXT}\n{PETER_SIG}"

# C2SP signed-note v1.0.0, section "Example", and its opening example.
C2SP_VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
C2SP_NOTE = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""
C2SP_POEM = """Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
"""
# C2SP tlog-checkpoint, opening example.
C2SP_CHECKPOINT = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""

PETER = NoteVerifier.parse(PETER_VKEY)
CHECKPOINT = Checkpoint("node.example/log/1", 1234, sha256(b"root").digest())


def test_the_go_note_verifies_and_is_signed_byte_for_byte() -> None:
    PETER.verify(Note.parse(PETER_NOTE))
    seed = base64.b64decode(PETER_SKEY.split("+", 4)[4])[1:]
    peter = NoteSigner("PeterNeumann", Ed25519PrivateKey.from_private_bytes(seed))
    assert peter.sign(PETER_TEXT) == PETER_NOTE
    assert peter.verifier.vkey == PETER_VKEY


def test_the_published_example_verifies() -> None:
    foo = NoteVerifier.parse(C2SP_VKEY)
    foo.verify(Note.parse(C2SP_NOTE))
    assert foo.vkey == C2SP_VKEY
    with pytest.raises(LedgerError, match="the text is not what that key signed"):
        foo.verify(Note.parse(C2SP_NOTE.replace("example message", "Example message")))


def test_the_last_empty_line_ends_the_text() -> None:
    note = Note.parse(C2SP_POEM)
    assert note.text.endswith("sole:\n\ned è subito sera.\n")
    assert str(note) == C2SP_POEM


def test_the_published_checkpoint_is_read() -> None:
    found = Checkpoint.parse(Note.parse(C2SP_CHECKPOINT).text)
    assert (found.origin, found.size) == ("example.com/behind-the-sofa", 20852163)
    assert found.root == base64.b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
    assert C2SP_CHECKPOINT.startswith(found.text + "\n")


def test_signatures_by_others_are_kept_and_count_for_nothing() -> None:
    both = f"{PETER_TEXT}\n{PETER_SIG}{ENOCH_SIG}"
    note = Note.parse(both)
    assert [s.name for s in note.signatures] == ["PeterNeumann", "EnochRoot"]
    assert str(note) == both
    PETER.verify(note)
    NoteVerifier.parse(ENOCH_VKEY).verify(note)
    spoiled = both.replace("rwz+eBzmZa0S", "rwz+eBzmZa0T")
    PETER.verify(Note.parse(spoiled))
    with pytest.raises(LedgerError, match="EnochRoot"):
        NoteVerifier.parse(ENOCH_VKEY).verify(Note.parse(spoiled))
    with pytest.raises(
        LedgerError, match=r"signed by EnochRoot\+af0cfe78; expected a signature by PeterNeumann\+c74f20a3"
    ):
        PETER.verify(Note.parse(f"{PETER_TEXT}\n{ENOCH_SIG}"))


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (PETER_TEXT, "no text and empty line"),
        (PETER_TEXT + "\n", "does not end in a newline after a signature"),
        (PETER_NOTE[:-1], "does not end in a newline"),
        ("\x01" + PETER_NOTE, "control character"),
        (PETER_NOTE.replace("\n", "\r\n"), "control character"),
        (b"\xff" + PETER_NOTE.encode(), "not UTF-8"),
        ("\ud800" + PETER_NOTE, "not UTF-8"),
        ("\n\n" + PETER_SIG, "no text"),
        (PETER_NOTE.replace("PeterNeumann x", "Peter Neumann x"), "no base64"),
        (PETER_NOTE.replace("PeterNeumann x", "Peter+Neumann x"), "no space and no plus"),
        (PETER_NOTE.replace("— Peter", "—  Peter"), "no space and no plus"),
        (PETER_NOTE.replace("— Peter", "- Peter"), "no signature line"),
        (PETER_NOTE + "Unexpected line.\n", "no signature line"),
        (PETER_NOTE + "\n", "no signature line|does not end"),
        (PETER_NOTE + PETER_SIG, "two signatures by one key"),
        (PETER_NOTE.replace("AM=\n", "AM\n"), "no base64"),
        (PETER_NOTE.replace("JnAM=", "JnAN="), "not written as base64 writes it"),
        (f"{PETER_TEXT}\n— PeterNeumann x08gow==\n", "has 4 bytes"),
        (PETER_TEXT * 20_000 + "\n" + PETER_SIG, "longer than 1,000,000 bytes"),
        (f"{PETER_TEXT}\n" + "".join(f"— key{k} x08go/ZJ\n" for k in range(101)), "101 signatures"),
    ],
)
def test_a_malformed_note_is_refused(note: str | bytes, said: str) -> None:
    with pytest.raises(LedgerError, match=said):
        Note.parse(note)


def test_many_cosigners_are_taken() -> None:
    cosigned = PETER_NOTE + "".join(f"— witness{k} x08go/ZJ\n" for k in range(99))
    PETER.verify(Note.parse(cosigned))


def test_no_mangled_key_is_taken() -> None:
    mangled = {PETER_VKEY[i:j] for i in range(len(PETER_VKEY)) for j in range(i, len(PETER_VKEY) + 1)} - {PETER_VKEY}
    mangled |= {PETER_VKEY[:i] + chr(ord(c) + 1) + PETER_VKEY[i + 1 :] for i, c in enumerate(PETER_VKEY)}
    for vkey in mangled:
        with pytest.raises(LedgerError):
            NoteVerifier.parse(vkey)


@pytest.mark.parametrize(
    ("vkey", "said"),
    [
        # Both from note_test.go: a key too long, and a type that is not known, each with its right key id.
        (
            "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
            "no base64|35 bytes|not written as",
        ),
        ("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "type 0x65; expected 0x01, Ed25519"),
        (PETER_VKEY.replace("c74f20a3", "C74F20A3"), "expected c74f20a3"),
        ("", "is no verifier key"),
    ],
)
def test_what_a_wrong_key_says(vkey: str, said: str) -> None:
    with pytest.raises(LedgerError, match=said):
        NoteVerifier.parse(vkey)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u2003b", "a\nb", "a\x7fb\x00"])
def test_a_name_that_no_note_can_carry_is_refused(name: str) -> None:
    with pytest.raises(LedgerError, match="cannot name a key"):
        NoteSigner(name, Ed25519PrivateKey.generate())


@pytest.mark.parametrize("text", ["", "\n", "no newline", "tab\t\n"])
def test_a_text_that_no_note_can_carry_is_not_signed(text: str) -> None:
    with pytest.raises(LedgerError):
        signer().sign(text)


@given(st.integers(0, (1 << 63) - 1), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_comes_back_as_it_was_signed(size: int, root: bytes) -> None:
    checkpoint = Checkpoint("node.example/log/7", size, root)
    assert open_checkpoint(checkpoint.signed(signer()), signer().verifier) == checkpoint


def test_extension_lines_are_signed_and_kept() -> None:
    checkpoint = Checkpoint("node.example/log/1", 1, b"\x01" * 32, ("more", "and more"))
    assert open_checkpoint(checkpoint.signed(signer()), signer().verifier).extensions == ("more", "and more")


def test_another_key_of_the_same_name_is_refused() -> None:
    note = CHECKPOINT.signed(signer(seed=b"\x08" * 32))
    with pytest.raises(LedgerError, match="expected a signature by"):
        open_checkpoint(note, signer().verifier)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("\n1234\n", "\n01234\n", "without zeros"),
        ("\n1234\n", "\n+1234\n", "no size"),
        ("\n1234\n", "\n-1\n", "no size"),
        ("\n1234\n", "\n1 234\n", "no size"),
        ("\n1234\n", "\n١٢\n", "no size"),
        ("\n1234\n", "\n" + "9" * 20 + "\n", "no size"),
        ("\n1234\n", f"\n{1 << 63}\n", "0 to 2.63"),
        ("\n1234\n", "\n", "three lines"),
        ("node.example/log/1\n", "\n", "cannot be a line"),
        ("=\n", "\n", "the root is no base64"),
        ("=\n", "=\n\n", "cannot be a line"),
    ],
)
def test_a_malformed_checkpoint_is_refused(old: str, new: str, said: str) -> None:
    with pytest.raises(LedgerError, match=said):
        Checkpoint.parse(CHECKPOINT.text.replace(old, new, 1))


def test_a_checkpoint_has_three_lines_and_a_whole_root() -> None:
    with pytest.raises(LedgerError, match="three lines"):
        Checkpoint.parse("node.example/log/1\n5\n")
    with pytest.raises(LedgerError, match="31 bytes; expected 32"):
        Checkpoint.parse(f"node.example/log/1\n5\n{base64.b64encode(b'x' * 31).decode()}\n")


def test_the_origin_of_a_nodes_log() -> None:
    assert origin_of("node.example/vienna", 2) == "node.example/vienna/log/2"
    assert parse_origin("node.example/vienna/log/2") == ("node.example/vienna", 2)
    for said in ("node.example", "node.example/log/0", "node.example/log/02", "/log/1", "node.example/log/"):
        with pytest.raises(LedgerError, match="is no origin"):
            parse_origin(said)
