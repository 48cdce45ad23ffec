"""`tutela ledger`: what it prints and how it ends."""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.ledger.worlds import entries, made, signer
from tutela.cli import main
from tutela.ledger import Fault, Proof, Verified

KEY = signer().verifier.vkey


def run(*arguments: str | Path, text: str | None = None) -> Result:
    return CliRunner().invoke(main, ["ledger", *map(str, arguments)], input=text)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    made(tmp_path / "log", 300)
    return tmp_path / "log"


def spoil(log: Path) -> None:
    file = log / "tile/entries/000"
    body = bytearray(file.read_bytes())
    body[34 * 9 + 5] ^= 4
    file.write_bytes(body)


def test_a_whole_log(log: Path) -> None:
    done = run("verify", log, "--key", KEY)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "ok: 300 entries, every hash made anew, root and signature are right\n"


def test_a_whole_log_with_the_key_that_came_with_it(log: Path) -> None:
    done = run("verify", log)
    assert done.exit_code == 0
    assert "agrees with itself, not who signed it" in done.stderr


def test_a_damaged_log(log: Path) -> None:
    spoil(log)
    done = run("verify", log, "--key", KEY)
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "tile/entries/000, entry 9: is not what was logged: it does not have the hash that the tree holds",
        "NOT OK: 1 fault(s) in a log of 300 entries; the first entry touched is 9",
    ]


def test_for_other_programs(log: Path) -> None:
    assert json.loads(run("verify", log, "--key", KEY, "--json").stdout) == {
        "ok": True, "size": 300, "first_bad": None, "errors": [],
    }  # fmt: skip
    spoil(log)
    done = run("verify", log, "--key", KEY, "--json")
    said = json.loads(done.stdout)
    assert (done.exit_code, said["ok"], said["first_bad"]) == (1, False, 9)
    assert [(e["where"], e["index"]) for e in said["errors"]] == [("tile/entries/000", 9)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "cannot be read"),
        (["."], "holds no log"),
        (["log", "--key", "nonsense"], "is no verifier key"),
        (["log", "--bodies"], "holds only hashes of the bodies"),
    ],
)
def test_what_cannot_be_checked(log: Path, arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(log.parent)
    done = run("verify", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_an_entry_is_proved(log: Path) -> None:
    done = run("prove", log, "150")
    assert done.exit_code == 0
    Proof.parse(done.stdout).verify(entries(300)[150], signer().verifier)
    beyond = run("prove", log, "300")
    assert (beyond.exit_code, "there is no entry 300" in beyond.stderr) == (2, True)
    nowhere = run("prove", log / "nowhere", "0")
    assert (nowhere.exit_code, nowhere.stdout) == (2, "")


class Installed:
    """A simulator of what a node registers under the entry point."""

    def __init__(self, load: Callable[[], object]) -> None:
        self.load = load


@pytest.fixture
def node(tmp_path: Path) -> Path:
    (tmp_path / "node.toml").touch()
    return tmp_path


def install(monkeypatch: pytest.MonkeyPatch, *found: Installed) -> None:
    def entry_points(*, group: str, name: str) -> tuple[Installed, ...]:
        assert (group, name) == ("tutela.node_folder", "verify")
        return found

    monkeypatch.setattr(importlib.metadata, "entry_points", entry_points)


def test_a_nodes_folder_is_verified_by_the_node(node: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def verify_node(folder: Path, *, bodies: bool, ask: Callable[[str], str]) -> Verified:
        assert (folder, bodies, ask("Passphrase")) == (node, True, "open sesame")
        return Verified(
            12, (Fault("database, event 5", "its account does not give its leaf", 5),), ("Bodies opened: 12.",)
        )

    install(monkeypatch, Installed(lambda: verify_node))
    done = run("verify", node, "--bodies", text="open sesame\n")
    assert done.exit_code == 1
    assert "database, event 5, entry 5: its account does not give its leaf" in done.stdout
    assert "sesame" not in done.output
    assert "Bodies opened: 12." in done.stderr


def missing() -> object:
    raise ModuleNotFoundError("No module named 'django'")


@pytest.mark.parametrize("found", [(), (Installed(missing),)])
def test_a_nodes_folder_needs_the_node(
    node: Path, monkeypatch: pytest.MonkeyPatch, found: tuple[Installed, ...]
) -> None:
    install(monkeypatch, *found)
    done = run("verify", node)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "pip install tutela[node]" in done.stderr


def test_a_nodes_folder_is_not_checked_with_a_key(node: Path) -> None:
    done = run("verify", node, "--key", KEY)
    assert (done.exit_code, "check an exported copy" in done.stderr) == (2, True)
