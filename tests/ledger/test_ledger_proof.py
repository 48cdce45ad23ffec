"""Proofs as text, read back by us and by the auditor's script, which knows nothing of Tutela."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.test_ledger_bodies import ACCOUNT, CONTENT, SALT
from tests.ledger.worlds import entries, made, publish, signer
from tutela.ledger import Checkpoint, LedgerError, NoteSigner, Proof, TileLog, leaf, leaf_hash, proof_text

DOCS = Path(__file__).parents[2] / "docs"
SCRIPT = DOCS / "auditor" / "verify.sh"
SIZE, INDEX = 1000, 777
COSIGNED = "— witness.example/one x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

needs_tools = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in ("bash", "openssl", "base64", "xxd")),
    reason="needs bash, openssl, base64, xxd",
)


@pytest.fixture(scope="module")
def note(tmp_path_factory: pytest.TempPathFactory) -> tuple[TileLog, str]:
    log = made(tmp_path_factory.mktemp("log"), SIZE)
    return log, (log.folder / "checkpoint").read_text()


@pytest.fixture(scope="module")
def text(note: tuple[TileLog, str]) -> str:
    log, signed = note
    return proof_text(INDEX, log.inclusion(INDEX), signed)


def pem(folder: Path, by: NoteSigner) -> Path:
    path = folder / "key.pem"
    path.write_bytes(by.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return path


# ---------------------------------------------------------------- read back


@given(st.integers(0, 2**62), st.lists(st.binary(min_size=32, max_size=32), max_size=63))
def test_a_proof_comes_back(index: int, hashes: list[bytes]) -> None:
    signed = Checkpoint("node.example/log/1", 2**62 + 1, bytes(32)).signed(signer())
    assert Proof.parse(proof_text(index, hashes, signed)) == Proof(index, tuple(hashes), signed)


def test_a_proof_is_verified_with_the_entry_and_the_key(text: str) -> None:
    proof = Proof.parse(text)
    found = proof.verify(entries(SIZE)[INDEX], signer().verifier)
    assert (found.origin, found.size) == (signer().name, SIZE)
    with pytest.raises(LedgerError, match="leads to the root"):
        proof.verify(entries(SIZE)[INDEX + 1], signer().verifier)
    with pytest.raises(LedgerError, match="expected a signature by"):
        proof.verify(entries(SIZE)[INDEX], signer(seed=b"\x0b" * 32).verifier)


def test_extra_data_is_read_and_trusted_for_nothing(text: str) -> None:
    with_extra = text.replace("index", "extra YWJj\nindex", 1)
    proof = Proof.parse(with_extra)
    assert proof.extra == b"abc"
    proof.verify(entries(SIZE)[INDEX], signer().verifier)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2", "expected c2sp.org/tlog-proof@v1"),
        ("index 777", "index 0777", "no line `index N`"),
        ("index 777", "index -7", "no line `index N`"),
        ("index 777\n", "", "no line `index N`"),
        ("index 777\n", "index 777\nQUJD\n", "each of 32 bytes"),
        ("index 777\n", "index 777\n" + "A" * 43 + "=\n" * 1 + ("A" * 43 + "=\n") * 63, "63 hashes at most"),
        ("index 777\n", "index 777\n!!!\n", "line 1 of the proof is no base64"),
        ("\n\n", "\n", "is no base64|no empty line"),
    ],
)
def test_a_malformed_proof_is_refused(text: str, old: str, new: str, said: str) -> None:
    with pytest.raises(LedgerError, match=said):
        Proof.parse(text.replace(old, new, 1))


def test_a_proof_without_its_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(LedgerError, match="no empty line and checkpoint after its hashes"):
        Proof.parse(text.split("\n\n")[0])


# ---------------------------------------------------------------- the auditor's script


def check(folder: Path, entry: bytes, proof: str, by: NoteSigner | None = None) -> subprocess.CompletedProcess[str]:
    (folder / "entry").write_bytes(entry)
    (folder / "proof").write_text(proof)
    files = [folder / "entry", folder / "proof", pem(folder, by or signer())]
    return subprocess.run(["bash", SCRIPT, *files], capture_output=True, text=True, timeout=60, check=False)


@needs_tools
def test_the_script_says_that_the_entry_is_in_the_log(tmp_path: Path, text: str) -> None:
    done = check(tmp_path, entries(SIZE)[INDEX], text)
    assert (done.returncode, done.stderr) == (0, "")
    assert "checkpoint of node.example/vienna/log/1, 1000 entries, is signed by this key" in done.stdout
    assert "number 777, counted from 0" in done.stdout


@needs_tools
@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_the_script_agrees_at_every_place_of_small_logs(tmp_path: Path, size: int) -> None:
    log = made(tmp_path / "log", size)
    signed = (tmp_path / "log/checkpoint").read_text()
    d = entries(size)
    for index in range(size):
        proof = proof_text(index, log.inclusion(index), signed)
        assert check(tmp_path, d[index], proof).returncode == 0
    assert check(tmp_path, d[0], proof_text(size, log.inclusion(0), signed)).returncode == 1


@needs_tools
def test_the_script_takes_cosigners_and_extra_data(tmp_path: Path, text: str) -> None:
    lines = text.splitlines(keepends=True)
    cosigned = "".join([*lines[:-1], COSIGNED, lines[-1], COSIGNED.replace("/one", "/two")])
    assert check(tmp_path, entries(SIZE)[INDEX], cosigned.replace("index", "extra YWJj\nindex", 1)).returncode == 0


def without_a_hash(text: str) -> str:
    return re.sub(r"(?<=index 777\n).*\n", "", text, count=1)


@needs_tools
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda t: t.replace("index 777", "index 776"), "does not lead to the root"),
        (lambda t: t.replace("index 777", "index 1000"), "entry 1000 cannot be in a log of 1000"),
        (lambda t: t.replace("index 777", "index 0777"), "no index"),
        (lambda t: t.replace("index 777", "index 777x"), "no index"),
        (lambda t: t.replace("\n1000\n", "\n1001\n"), "signature by .* is wrong"),
        (lambda t: t.replace("\n1000\n", "\n01000\n"), "no whole checkpoint"),
        (lambda t: t.replace("log/1\n", "log/2\n", 1), "signature by .* is wrong"),
        (without_a_hash, "does not lead to the root|fewer hashes"),
        (lambda t: t.replace("\n\n", "\n" + "A" * 43 + "=\n\n", 1), "more hashes|does not lead"),
        (lambda t: t.replace("index 777\n", "index 777\nQUJD\n"), "does not have 32 bytes"),
        (lambda t: t.replace("index 777\n", "index 777\n****\n"), "no base64"),
        (lambda t: t[: t.index("\n\n")], "no whole checkpoint"),
        (lambda t: t[: t.rindex("\n\n") + 1], "not signed by this key"),
        (lambda t: t[:-20] + "\n", "no base64|is wrong"),
        (lambda t: t.replace("— node.example/vienna/log/1", "— node.example/vienna/log/9"), "not signed by this key"),
        (lambda t: t.replace("tlog-proof@v1", "tlog-proof@v3"), "does not begin with"),
        (lambda t: t[:0], "does not begin with"),
    ],
)  # fmt: skip
def test_the_script_refuses_a_spoiled_proof(tmp_path: Path, text: str, spoil, said: str) -> None:  # type: ignore[no-untyped-def]
    spoiled = spoil(text)
    assert spoiled != text
    done = check(tmp_path, entries(SIZE)[INDEX], spoiled)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.search("NOT SHOWN: .*(" + said + ")", done.stderr)


@needs_tools
def test_the_script_refuses_another_entry_another_key_and_wrong_use(tmp_path: Path, text: str) -> None:
    for entry in (entries(SIZE)[INDEX + 1], b"", entries(SIZE)[INDEX] + b"\n", leaf_hash(entries(SIZE)[INDEX])):
        assert "does not lead to the root" in check(tmp_path, entry, text).stderr
    other = check(tmp_path, entries(SIZE)[INDEX], text, signer(seed=b"\x0c" * 32))
    assert (other.returncode, "not signed by this key" in other.stderr) == (1, True)
    (tmp_path / "key.pem").write_text("nonsense")
    files = [tmp_path / "entry", tmp_path / "proof", tmp_path / "key.pem"]
    assert subprocess.run(["bash", SCRIPT, *files], capture_output=True, check=False).returncode == 1
    assert subprocess.run(["bash", SCRIPT], capture_output=True, check=False).returncode == 2
    assert (
        subprocess.run(["bash", SCRIPT, *files[:2], tmp_path / "none"], capture_output=True, check=False).returncode
        == 2
    )


@needs_tools
def test_the_page_for_auditors_can_be_followed_word_for_word(tmp_path: Path) -> None:
    """Every command of the page, run in the order in which it stands, on one disclosed event."""
    log = TileLog(tmp_path / "log")
    log.add([*entries(40), leaf(SALT, ACCOUNT), *entries(9, start=40)])
    signed = publish(log)
    (tmp_path / "account.json").write_bytes(ACCOUNT.canonical())
    (tmp_path / "salt.hex").write_text(SALT.hex())
    (tmp_path / "content.json").write_bytes(CONTENT.canonical())
    (tmp_path / "content-salt.hex").write_text(SALT.hex())
    (tmp_path / "event.tlog-proof").write_text(proof_text(40, log.inclusion(40), signed))
    shutil.copy(SCRIPT, tmp_path)
    page = (DOCS / "auditor.md").read_text("utf-8")
    commands = "\n".join(re.findall(r"^ {4}(.+)$", page, re.MULTILINE)).replace(
        "NAME+KEYID+BASE64", signer().verifier.vkey
    )
    assert commands.count("openssl") == 3
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "number 40, counted from 0" in done.stdout
    assert json.loads(ACCOUNT.canonical())["content"] in done.stdout
