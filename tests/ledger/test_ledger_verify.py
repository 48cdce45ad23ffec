"""Verifying a copy: one changed byte anywhere is found and its file named; what is right is never blamed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.ledger.worlds import NODE, entries, made, publish, signer
from tutela.ledger import Checkpoint, Fault, LedgerError, Mark, NoteSigner, TileLog, Verified, leaf_hash, verify

KEY = signer().verifier.vkey


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of 1,000 entries, three full tiles and a partial one; tests leave it as it was."""
    folder = tmp_path_factory.mktemp("log") / "log"
    made(folder, 1000)
    (folder / "vkey").unlink()
    return folder


@pytest.fixture
def log(whole: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    return Path(shutil.copytree(whole, tmp_path / "log"))


def blamed(found: Verified) -> set[str]:
    return {fault.where for fault in found.errors}


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 512, 1000])
def test_a_whole_log_is_right(tmp_path: Path, size: int) -> None:
    made(tmp_path, size)
    found = verify(tmp_path, key=KEY)
    assert found == Verified(size)
    assert (found.ok, found.first_bad) == (True, None)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_one_changed_byte_anywhere_is_found_and_only_its_file_is_named(whole: Path, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(sorted(p for p in whole.rglob("*") if p.is_file() and p.name != "checkpoint")))
    was = file.read_bytes()
    at = data.draw(st.integers(0, len(was) - 1))
    path = str(file.relative_to(whole))
    try:
        file.write_bytes(was[:at] + bytes([was[at] ^ data.draw(st.integers(1, 255))]) + was[at + 1 :])
        found = verify(whole, key=KEY)
    finally:
        file.write_bytes(was)
    assert blamed(found) == {path}
    assert found.first_bad == touched(path, at)


def touched(path: str, at: int) -> int:
    """The first entry that byte `at` of a file stands for, all entries being 32 bytes."""
    _, level, name = path.removesuffix(".p/232").removesuffix(".p/3").split("/")
    if level == "entries":
        return int(name) * 256 + at // 34
    return (int(name) * 256 + at // 32) * 256 ** int(level)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
@example(None)
def test_one_changed_byte_of_the_checkpoint_is_found(whole: Path, data: st.DataObject | None) -> None:
    file = whole / "checkpoint"
    was = file.read_bytes()
    at = data.draw(st.integers(0, len(was) - 1)) if data else was.index(b"1000")
    try:
        file.write_bytes(was[:at] + bytes([was[at] ^ 1]) + was[at + 1 :])
        found = verify(whole, key=KEY)
    finally:
        file.write_bytes(was)
    assert "checkpoint" in blamed(found)


@pytest.mark.parametrize(
    "path",
    ["tile/0/001", "tile/0/003.p/232", "tile/1/000.p/3", "tile/entries/000", "tile/entries/003.p/232"],
)
@pytest.mark.parametrize("how", ["gone", "cut", "longer", "empty"])
def test_a_missing_or_torn_file_is_named(log: Path, path: str, how: str) -> None:
    file = log / path
    body = file.read_bytes()
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes({"cut": body[:-1], "longer": body + b"\x00", "empty": b""}[how])
    assert blamed(verify(log, key=KEY)) == {path}


def test_two_damaged_files_are_both_named(log: Path) -> None:
    """Also where one lies below the other, so that none of them can show that the other is wrong."""
    for pair in (
        ("tile/0/001", "tile/entries/000"),
        ("tile/0/001", "tile/entries/001"),
        ("tile/1/000.p/3", "tile/0/003.p/232"),
        ("tile/0/003.p/232", "tile/entries/003.p/232"),
        ("tile/1/000.p/3", "tile/0/002"),
    ):
        for path in pair:
            flip(log / path, 40)
        assert blamed(verify(log, key=KEY)) >= set(pair)
        for path in pair:
            flip(log / path, 40)
    assert verify(log, key=KEY).ok


def flip(file: Path, at: int) -> None:
    body = bytearray(file.read_bytes())
    body[at] ^= 1
    file.write_bytes(body)


def test_an_entry_changed_together_with_its_hash_is_found(log: Path) -> None:
    """Whoever changes an entry and makes the tile anew still meets the hash above."""
    d = entries(256, start=256)
    d[7] = b"\x00" * 32
    (log / "tile/entries/001").write_bytes(b"".join(b"\x00\x20" + e for e in d))
    (log / "tile/0/001").write_bytes(b"".join(map(leaf_hash, d)))
    found = verify(log, key=KEY)
    assert blamed(found) == {"tile/0/001"}
    assert found.first_bad == 256
    assert "neither it nor what lies below gives the hash above" in found.errors[0].what


def test_a_log_made_anew_by_another_does_not_pass(tmp_path: Path) -> None:
    """All hashes hold together; only the signature says that this is another log."""
    made(tmp_path, 300, signer(seed=b"\x09" * 32))
    assert verify(tmp_path).ok
    found = verify(tmp_path, key=KEY)
    assert [fault.where for fault in found.errors] == ["checkpoint"]
    assert "expected a signature by node.example/vienna/log/1+" in found.errors[0].what
    assert found.first_bad is None


def test_a_changed_root_under_a_right_signature_is_found(log: Path) -> None:
    note = Checkpoint(signer().name, 1000, leaf_hash(b"other")).signed(signer())
    (log / "checkpoint").write_text(note)
    assert verify(log, key=KEY).errors == (
        Fault("checkpoint", "its root is not that of the 1000 entries and tiles in the folder"),
    )


@pytest.mark.parametrize("size", [1001, 1025, 70_000, 10**18])
def test_a_checkpoint_of_more_than_the_folder_holds(log: Path, size: int) -> None:
    (log / "checkpoint").write_text(Checkpoint(signer().name, size, leaf_hash(b"x")).signed(signer()))
    found = verify(log, key=KEY)
    assert not found.ok
    assert any("is missing, and no wider tile is there" in fault.what for fault in found.errors)
    assert len(found.errors) <= 100


def test_a_checkpoint_of_less_passes(log: Path) -> None:
    """What lies beyond the checkpoint is not part of the log: it was written and not yet published."""
    root = TileLog(log).root_at(300)
    (log / "checkpoint").write_text(Checkpoint(signer().name, 300, root).signed(signer()))
    assert verify(log, key=KEY) == Verified(300)
    flip(log / "tile/entries/002", 100)
    assert verify(log, key=KEY).ok
    flip(log / "tile/entries/001", 34 * 43)
    assert verify(log, key=KEY).first_bad == 299


def test_left_over_partial_tiles_are_compared(tmp_path: Path) -> None:
    log = TileLog(tmp_path)
    for count in (10, 20, 30):
        log.add(entries(count, start=log.size))
        publish(log)
    assert verify(tmp_path, key=KEY).ok
    for path in ("tile/0/000.p/10", "tile/entries/000.p/30"):
        flip(tmp_path / path, 40)
        assert blamed(verify(tmp_path, key=KEY)) == {path}
        flip(tmp_path / path, 40)
    shutil.copytree(tmp_path / "tile/0/000.p", tmp_path / "kept")
    log.add(entries(300, start=log.size))
    publish(log)
    (tmp_path / "kept").rename(tmp_path / "tile/0/000.p")  # as where a crash left them beside the full tile
    assert verify(tmp_path, key=KEY).ok
    flip(tmp_path / "tile/0/000.p/10", 40)
    assert blamed(verify(tmp_path, key=KEY)) == {"tile/0/000.p/10"}


def test_without_a_checkpoint_nothing_is_right(log: Path) -> None:
    (log / "checkpoint").unlink()
    found = verify(log, key=KEY)
    assert (found.ok, found.size) == (False, 0)
    assert "without it nothing says what the log holds" in found.errors[0].what


def test_the_folders_own_key_shows_only_that_it_agrees_with_itself(log: Path) -> None:
    found = verify(log)
    assert "there is no key to check its signature with" in found.errors[0].what
    assert found.notes == ()
    (log / "vkey").write_text(KEY + "\n")
    found = verify(log)
    assert found.ok
    assert "agrees with itself, not who signed it" in found.notes[0]
    assert verify(log, key=KEY).notes == ()
    (log / "vkey").write_text(KEY[:-1])
    assert blamed(verify(log)) == {"checkpoint"}


def test_what_is_no_log_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="holds no log"):
        verify(tmp_path)
    with pytest.raises(LedgerError, match="cannot be read"):
        verify(tmp_path / "nowhere")
    made(tmp_path / "log", 1)
    with pytest.raises(LedgerError, match="is no verifier key"):
        verify(tmp_path / "log", key="nonsense")


# ---------------------------------------------------------------- several logs


def three(folder: Path) -> list[NoteSigner]:
    signers = [signer(1), signer(2), signer(3, seed=b"\x0a" * 32)]
    for number, by in enumerate(signers, 1):
        made(folder / str(number), 100 * number, by)
    return signers


def test_the_logs_of_a_node_are_verified_together(tmp_path: Path) -> None:
    keys = [by.verifier.vkey for by in three(tmp_path)]
    assert verify(tmp_path, key=keys) == Verified(600)
    assert verify(tmp_path).ok
    flip(tmp_path / "2/tile/entries/000.p/200", 34 * 5 + 2)
    found = verify(tmp_path, key=keys)
    assert (blamed(found), found.first_bad) == ({"2/tile/entries/000.p/200"}, 5)


def test_every_log_needs_its_key_and_every_key_its_log(tmp_path: Path) -> None:
    keys = [by.verifier.vkey for by in three(tmp_path)]
    found = verify(tmp_path, key=keys[:2])
    assert blamed(found) == {"3/checkpoint"}
    shutil.rmtree(tmp_path / "3")
    found = verify(tmp_path, key=keys)
    assert "no log in the folder is signed by node.example/vienna/log/3+" in found.errors[0].what


def test_a_gap_or_a_log_in_the_wrong_folder_is_found(tmp_path: Path) -> None:
    keys = [by.verifier.vkey for by in three(tmp_path)]
    (tmp_path / "3").rename(tmp_path / "4")
    said = [str(fault) for fault in verify(tmp_path, key=keys).errors]
    assert said == [
        "3: is missing: a node's logs are numbered from 1",
        f"4/checkpoint: is of {NODE}/log/3; expected {NODE}/log/4",
    ]


def test_the_mark_is_held_against_the_last_log(tmp_path: Path) -> None:
    folder, mark = tmp_path / "logs", Mark(tmp_path / "mark")
    three(folder)
    last = TileLog(folder / "3")
    mark.raise_to(Checkpoint(signer(3).name, 300, last.root()))
    assert verify(folder, mark=mark).ok
    shutil.rmtree(folder / "3")
    made(folder / "3", 299, signer(3))
    found = verify(folder, mark=mark)
    assert [fault.where for fault in found.errors] == ["3/the mark"]
    assert "ROLLBACK" in found.errors[0].what
    mark.path.unlink()
    assert "MISSING" in verify(folder, mark=mark).errors[0].what


@pytest.mark.slow
def test_one_changed_byte_on_three_levels(tmp_path: Path) -> None:
    publish(TileLog.rebuild(tmp_path, entries(66_000)))
    paths = ["tile/2/000.p/1", "tile/1/000", "tile/1/001.p/1", "tile/0/256", "tile/0/257.p/208", "tile/entries/256"]
    for path in paths:
        flip(tmp_path / path, 20)
        assert blamed(verify(tmp_path, key=KEY)) == {path}
        flip(tmp_path / path, 20)
    assert verify(tmp_path, key=KEY).ok
