"""Receipts: what a reporter holds in hand, checked by them, by us, and by a shell that knows nothing of Tutela."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.test_ledger_bodies import ACCOUNT, SALT
from tests.ledger.worlds import NODE, entries, publish, signer
from tutela.intake import Receipt, verify_receipt
from tutela.ledger import Checkpoint, LedgerError, Note, Proof, TileLog, leaf, open_checkpoint, proof_text

SENT = b"<report/>" * 100
KEY = signer().verifier.vkey
ENTRY = leaf(SALT, ACCOUNT)
DOCS = Path(__file__).parents[2] / "docs"

BARE = Receipt(
    node=NODE,
    report="2026-000123",
    received=dt.datetime(2026, 11, 28, 11, 0, 0, 5, tzinfo=dt.timezone(dt.timedelta(hours=1))),
    size=len(SENT),
    sha256=hashlib.sha256(SENT).digest(),
    entry=ENTRY,
)
SIGNED = BARE.signed(signer())


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> str:
    log = TileLog(tmp_path_factory.mktemp("log"))
    log.add([*entries(40), ENTRY, *entries(9, start=40)])
    signed = publish(log)
    return proof_text(40, log.inclusion(40), signed)


@pytest.fixture(scope="module")
def whole(proof: str) -> str:
    return str(SIGNED.proven(proof))


def found(receipt: str | bytes | Receipt, key: str = KEY, **given: bytes | str) -> dict[str, bool | None]:
    return {one.name: one.holds for one in verify_receipt(receipt, key, **given).findings}  # type: ignore[arg-type]


# Frozen: receipts that were handed out must be read for ever. If this test fails, the code is wrong, never the text.
def test_the_text_is_what_was_decided() -> None:
    assert BARE.text == (
        "tutela.receipt/1\nnode node.example/vienna\nreport 2026-000123\nreceived 2026-11-28T10:00:00.000005Z\nsize 900\n"
        f"sha256 {hashlib.sha256(SENT).hexdigest()}\nentry {ENTRY.hex()}\n"
    )


def test_a_receipt_is_checked_before_and_after_it_is_logged(whole: str) -> None:
    assert found(str(SIGNED), report=SENT) == {"form": True, "signature": True, "bytes": True, "logged": None}
    checked = verify_receipt(whole, KEY, report=SENT)
    assert checked.ok
    assert all(one.holds for one in checked.findings)
    assert checked.receipt
    assert checked.receipt.proven("") == SIGNED.proven("")
    assert "entry 40 of node.example/vienna/log/1" in checked.findings[-1].says
    assert found(whole.encode(), sha256=BARE.sha256)["bytes"] is True
    assert found(whole)["bytes"] is None
    assert verify_receipt(whole, KEY).ok


def test_it_says_for_a_person_what_it_shows(whole: str) -> None:
    said = Receipt.parse(whole).said
    assert "Report 2026-000123: 900 bytes received by node.example/vienna\non 28 November 2026 at 10:00:00 UTC." in said
    assert "entry 40 of the log" in said
    assert "A proof that it is in the log is to be had" in Receipt.parse(str(SIGNED)).said
    digest = re.search(r"SHA-256  ([0-9a-f ]+)", said)
    assert digest
    assert digest[1].replace(" ", "") == hashlib.sha256(SENT).hexdigest()


def test_other_bytes_are_seen(whole: str) -> None:
    for sent in (SENT + b" ", SENT[:-1], b""):
        assert found(whole, report=sent)["bytes"] is False
    assert found(whole, sha256=bytes(32))["bytes"] is False
    assert found(whole, report=SENT, sha256=bytes(32))["bytes"] is False


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("report 2026-000123", "report 2026-000124", "signature"),
        ("2026-11-28T10:00:00.000005Z", "2026-11-27T10:00:00.000005Z", "signature"),
        ("size 900", "size 901", "signature"),
        ("node node.example/vienna", "node node.example/paris", "signature"),
        (f"sha256 {BARE.sha256.hex()}", f"sha256 {'0' * 64}", "signature"),
        (f"entry {ENTRY.hex()}", f"entry {'0' * 64}", "signature"),
        ("tutela.receipt/1", "tutela.receipt/2", "form"),
        ("size 900", "size 0900", "form"),
        ("size 900", "size 900\nsize 901", "form"),
        ("size 900\n", "", "form"),
        ("2026-11-28T10:00:00.000005Z", "2026-11-28T10:00:00Z", "form"),
        ("2026-11-28T10:00:00.000005Z", "2026-13-28T10:00:00.000005Z", "form"),
        ("report 2026-000123", "report 2026 000123", "form"),
        ("report 2026-000123", "report \x1b[2J", "form"),
        ("— node.example/vienna/log/1 ", "— node.example/vienna/log/2 ", "signature"),
        ("index 40", "index 41", "logged"),
        ("\n50\n", "\n51\n", "logged"),
        ("index 40", "index 040", "form"),
        ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v9", "form"),
    ],
)  # fmt: skip
def test_a_changed_receipt_is_seen(whole: str, old: str, new: str, name: str) -> None:
    assert old in whole
    checked = verify_receipt(whole.replace(old, new, 1), KEY, report=SENT)
    assert not checked.ok
    assert name in {one.name for one in checked.findings if one.holds is False}


def test_a_forged_receipt_is_seen(whole: str, proof: str) -> None:
    forger = signer(seed=b"\x0b" * 32)
    assert found(str(BARE.signed(forger)))["signature"] is False
    assert found(str(BARE.signed(forger).proven(proof)), forger.verifier.vkey)["logged"] is False
    other = dataclasses.replace(BARE, entry=entries(1, start=7)[0]).signed(signer()).proven(proof)
    assert found(str(other)) == {"form": True, "signature": True, "bytes": None, "logged": False}
    with pytest.raises(LedgerError, match=r"the key of .*cannot sign for node.example/paris"):
        dataclasses.replace(BARE, node="node.example/paris").signed(signer())
    assert (
        found(dataclasses.replace(SIGNED, size=1, proof=proof), report=SENT)["bytes"] is True
    )  # only what is signed counts


def test_a_later_log_of_the_node_may_hold_the_entry(tmp_path: Path) -> None:
    later = signer(2, seed=b"\x0d" * 32)
    log = TileLog(tmp_path)
    log.add([*entries(3), ENTRY])
    whole = str(SIGNED.proven(proof_text(3, log.inclusion(3), publish(log, later))))
    assert found(whole)["logged"] is False
    assert found(whole, log_vkey=later.verifier.vkey)["logged"] is True


def test_a_receipt_is_no_checkpoint_and_a_checkpoint_no_receipt(proof: str) -> None:
    with pytest.raises(LedgerError, match="is no size"):
        open_checkpoint(str(SIGNED), signer().verifier)
    note = Checkpoint(signer().name, 50, bytes(32)).signed(signer())
    assert found(note) == {"form": False}
    assert found(Proof.parse(proof).note) == {"form": False}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"node": "a b"}, "receipt, node"), ({"report": ""}, "receipt, report"), ({"report": "x\ny"}, "receipt, report"),
        ({"received": dt.datetime.fromisoformat("2026-01-01")}, "has no zone"), ({"size": -1}, "receipt, size"),
        ({"sha256": b"x"}, "receipt, sha256: 1 bytes"), ({"entry": bytes(33)}, "receipt, entry: 33 bytes"),
    ],
)  # fmt: skip
def test_a_receipt_of_another_form_is_not_made(changed: dict[str, object], said: str) -> None:
    with pytest.raises(LedgerError, match=said):
        dataclasses.replace(BARE, **changed)


def test_what_is_not_signed_is_not_handed_out() -> None:
    with pytest.raises(LedgerError, match="is not signed"):
        str(BARE)
    assert found(BARE) == {"form": False}
    with pytest.raises(LedgerError, match="no verifier key"):
        verify_receipt(str(SIGNED), "nonsense")


@given(st.data())
def test_no_spoiled_receipt_is_taken(data: st.DataObject) -> None:
    said = bytearray(str(SIGNED).encode())
    start = data.draw(st.integers(0, len(said) - 1))
    said[start : start + data.draw(st.integers(0, 5))] = data.draw(st.binary(min_size=1, max_size=5))
    checked = verify_receipt(bytes(said), KEY, report=SENT)
    assert checked.ok is (bytes(said) == str(SIGNED).encode())


@given(st.binary(max_size=300) | st.text(max_size=300))
def test_no_bytes_end_in_an_error(said: bytes | str) -> None:
    assert not verify_receipt(said, KEY).ok


# ---------------------------------------------------------------- without Tutela


@pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in ("bash", "openssl", "base64", "xxd", "awk")),
    reason="needs bash, openssl, base64, xxd, awk",
)
@pytest.mark.parametrize(
    ("spoil", "ends"), [(lambda said: said, 0), (lambda said: said.replace("size 900", "size 901"), 1)]
)
def test_the_page_for_reporters_can_be_followed_word_for_word(
    tmp_path: Path, whole: str, spoil: Callable[[str], str], ends: int
) -> None:
    """Every command of the page, run in the order in which it stands."""
    (tmp_path / "report.xml").write_bytes(SENT)
    (tmp_path / "receipt.txt").write_text(spoil(whole))
    shutil.copy(DOCS / "auditor" / "verify.sh", tmp_path)
    page = (DOCS / "receipts.md").read_text("utf-8")
    commands = "\n".join(re.findall(r"^ {4}(.+)$", page, re.MULTILINE)).replace("NAME+KEYID+BASE64", KEY)
    assert commands.count("openssl") == 3
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == ends, done.stderr
    if not ends:
        assert "Signature Verified Successfully" in done.stdout
        assert "number 40, counted from 0" in done.stdout
        assert done.stdout.count(BARE.sha256.hex()) == 2


def test_the_note_is_one_of_signed_note() -> None:
    note = Note.parse(str(SIGNED))
    signer().verifier.verify(note)
    assert note.text == BARE.text
