"""`tutela node …` as an administrator meets it."""

from __future__ import annotations

import json
import re
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.operating.nodes import INIT, Said, running, tutela


def test_init_makes_a_node_and_a_link_and_warns_of_the_key_in_a_file(set_up: tuple[Path, Said]) -> None:
    folder, said = set_up
    assert re.search(r"http://127\.0\.0\.1:8000/welcome/[\w-]{40,}\n", said.out)
    assert "WARNING: the node key lies in" in said.err
    assert "can read everything" in said.err
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in folder.rglob("*") if p.is_file()}
    assert all(mode & 0o077 == 0 for mode in modes.values()), modes
    assert not (folder / "UNFINISHED").exists()
    assert folder.with_name("node.mark").read_text().startswith("node.police.example/log/1\n")


def test_the_commands_are_listed_and_help_needs_no_node() -> None:
    said = tutela("node", "--help").out
    for name in ("init", "run", "demo", "backup", "restore", "doctor", "upgrade", "rotate-keys"):
        assert re.search(rf"^  {name} ", said, re.M), name
    assert "node" in tutela("--help").out


def test_init_says_what_is_missing_where_nobody_can_be_asked(tmp_path: Path) -> None:
    said = tutela("node", "init", tmp_path / "node", *INIT[:-4])
    assert said.status == 2
    assert "missing: --email, --unit; give them, or start this in a terminal" in said.err
    assert not (tmp_path / "node").exists()


def test_a_mistyped_address_leaves_nothing(tmp_path: Path) -> None:
    values = [("ines" if v == "ines@police.example" else v) for v in INIT]
    said = tutela("node", "init", tmp_path / "node", *values)
    assert said.status == 2
    assert "the first administrator cannot be set up so" in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_node_runs_is_well_and_ends_in_order(folder: Path) -> None:
    with running(folder) as node:
        found = node.health()
        assert found["ok"] is True
        second = tutela("node", "run", folder)
        assert second.status == 2
        assert f"in use by process {node.process.pid}" in second.err
        assert node.get("/sign/in/")[0] == 200
        assert node.get("/", host="elsewhere.example")[0] == 400
        assert node.stop() == 0
    assert [line["event"] for line in node.lines()][-1] == "node.ended"
    assert "Traceback" not in node.output.read_text()


def test_doctor_of_a_new_node_finds_only_where_its_key_lies(folder: Path) -> None:
    said = tutela("node", "doctor", folder, "--json")
    found = json.loads(said.out)
    assert (said.status, found["ok"]) == (0, True)
    assert [f["what"] for f in found["findings"]] == ["holder"]


def _no_node_key(folder: Path) -> None:
    (folder / "keys" / "node.key").unlink()


def _another_node_key(folder: Path) -> None:
    (folder / "keys" / "node.key").write_bytes(b"\x07" * 32)


def _open_node_key(folder: Path) -> None:
    (folder / "keys" / "node.key").chmod(0o644)


def _no_mark(folder: Path) -> None:
    folder.with_name(folder.name + ".mark").unlink()


def _no_sessions(folder: Path) -> None:
    for path in folder.glob("desk.sqlite3*"):
        path.unlink()


def _from_the_future(folder: Path) -> None:
    with sqlite3.connect(folder / "node.sqlite3") as db:
        db.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('casework', '0099_later', '2027-01-01')")
    db.close()


def _cut_short(folder: Path) -> None:
    (folder / "UNFINISHED").write_text(
        f"{folder}: a restore was cut short here. Delete this folder and restore again\n"
    )


def _not_toml(folder: Path) -> None:
    (folder / "node.toml").write_text("id = ")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("harm", "at_start", "finding"),
    [
        (_no_node_key, "the node key is not there; bring it", "keys"),
        (_another_node_key, "does not open the node's keys", "keys"),
        (_open_node_key, "others may read the node key; run: chmod 600", "permissions"),
        (_no_mark, "MISSING: node.police.example/log/1 holds", "mark"),
        (_no_sessions, "of another version", "version"),
        (_from_the_future, "of a newer version than what is installed (casework.0099_later)", "version"),
        (_cut_short, "a restore was cut short here", "folder"),
        (_not_toml, "not TOML", "folder"),
    ],
)
def test_what_keeps_a_node_from_starting_is_said_and_doctor_finds_it(
    folder: Path, harm: Callable[[Path], None], at_start: str, finding: str
) -> None:
    harm(folder)
    said = tutela("node", "run", folder)
    assert said.status == 2, said
    assert at_start in said.err
    assert "Traceback" not in said.err
    examined = tutela("node", "doctor", folder, "--json")
    assert examined.status == 1
    assert finding in [f["what"] for f in json.loads(examined.out)["findings"]]


@pytest.mark.slow
def test_a_passphrase_opens_the_node_and_another_does_not(tmp_path: Path) -> None:
    (tmp_path / "right").write_text("five quiet words for tests\n")
    (tmp_path / "wrong").write_text("five other words for tests\n")
    folder = tmp_path / "node"
    made = tutela("node", "init", folder, *INIT, "--passphrase-file", tmp_path / "right")
    assert made.status == 0, made.err
    assert not (folder / "keys" / "node.key").exists()
    wrong = tutela("node", "run", folder, "--passphrase-file", tmp_path / "wrong")
    assert wrong.status == 2
    assert "the passphrase is not the one" in wrong.err
    with running(folder, "--passphrase-file", tmp_path / "right") as node:
        assert node.health()["ok"] is True
        words = b"five quiet words"
        assert words not in Path(f"/proc/{node.process.pid}/cmdline").read_bytes()


@pytest.mark.slow
def test_upgrade_backs_up_first_and_changes_the_tables(folder: Path, tmp_path: Path) -> None:
    _no_sessions(folder)
    said = tutela("node", "upgrade", folder, tmp_path / "backups")
    assert said.status == 0, said.err
    assert "Upgraded: " in said.out
    assert list((tmp_path / "backups").glob("node.police.example-*Z/manifest.json"))
    assert "of the installed version already" in tutela("node", "upgrade", folder, tmp_path / "backups").out
    _from_the_future(folder)
    refused = tutela("node", "upgrade", folder, tmp_path / "backups")
    assert refused.status == 2
    assert "never brought back to an older version" in refused.err


@pytest.mark.slow
def test_a_demonstration_is_made_once_and_refused_on_the_network(worked_in: Path, office: Path) -> None:
    again = tutela("node", "demo", office, "--only-make")
    assert again.status == 0, again.err
    assert "Making" not in again.err
    said = tutela("node", "run", office, "--listen", "0.0.0.0:8000")
    assert said.status == 2
    assert "anybody may sign in as anybody" in said.err
    checked = tutela("ledger", "verify", "--bodies", office)
    assert checked.status == 0, checked.out


@pytest.mark.slow
def test_thousands_of_cases_are_whole_too(tmp_path: Path) -> None:
    made = tutela("node", "demo", tmp_path / "office", "--cases", 1200, "--only-make")
    assert made.status == 0, made.err
    with sqlite3.connect(tmp_path / "office" / "node.sqlite3") as db:
        assert db.execute("SELECT count(*) FROM casework_case").fetchone() == (1200,)
    db.close()
    checked = tutela("ledger", "verify", "--bodies", tmp_path / "office")
    assert checked.status == 0, checked.out
