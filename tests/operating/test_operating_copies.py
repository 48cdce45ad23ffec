"""Backups, restores, and old copies that pass for new ones."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.operating.nodes import TUTELA, Said, copy_node, python, running, tutela

MANUAL = Path(__file__).parents[2] / "docs" / "operations.md"
ACT = """
from tutela_node.operating._acts import configured
for n in range({count}):
    configured(f"made-up act {{n}}")
"""
LOGGED = (
    ACT
    + """
from tutela_node.operating._init import log_now
print(log_now())
"""
)


def _block(name: str) -> str:
    found = re.search(rf"^```sh {name}\n(.*?)^```$", MANUAL.read_text("utf-8"), re.M | re.S)
    assert found, f"the manual has no commands called {name!r}"
    return found[1]


def _as_in_the_manual(name: str, root: Path) -> Said:
    """Run the manual's own commands, its folders moved below `root`."""
    text = _block(name)
    for place in ("/srv/tutela", "/mnt/backups", "/media/safe"):
        text = text.replace(place, f"{root}{place}")
    text = re.sub(r"(?<![\w/])tutela (?=node|ledger)", f"{TUTELA} ", text)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", text], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    return Said(done.returncode, done.stdout, done.stderr)


def _places(root: Path, office: Path) -> Path:
    for place in ("srv/tutela", "mnt/backups", "media/safe"):
        (root / place).mkdir(parents=True)
    folder = copy_node(office, root / "srv/tutela/node")
    config = folder / "node.toml"
    config.write_text(config.read_text().replace("demonstration.example", "node.police.example"))
    return folder


@pytest.mark.slow
def test_restored_on_an_empty_machine_with_the_commands_of_the_manual(
    set_up: tuple[Path, Said], tmp_path: Path
) -> None:
    old = _places(tmp_path / "old", set_up[0])
    backed_up = _as_in_the_manual("backup", tmp_path / "old")
    assert backed_up.status == 0, backed_up.err
    # What was signed after the backup, and a mark that knows it.
    python(LOGGED.format(count=3), old)
    shutil.copy2(old.with_name("node.mark"), tmp_path / "old/media/safe/node.mark")
    shutil.copy2(old / "keys/node.key", tmp_path / "old/media/safe/node.key")

    new = tmp_path / "new"
    (new / "srv/tutela").mkdir(parents=True)
    for carried in ("mnt", "media"):
        shutil.copytree(tmp_path / "old" / carried, new / carried)
    said = _as_in_the_manual("restore", new)
    assert said.status == 0, said.out + said.err
    assert "LOST: 3 events that were signed after the backup was taken" in said.out
    assert "ok: " in said.out
    folder = new / "srv/tutela/node"
    with running(folder) as node:
        assert node.health()["log"] == "node.police.example/log/2"
    assert folder.with_name("node.mark").read_text().startswith("node.police.example/log/2\n")


@pytest.mark.slow
def test_an_old_database_over_a_node_is_refused_and_comes_back_as_the_next_log(
    set_up: tuple[Path, Said], tmp_path: Path
) -> None:
    folder = _places(tmp_path, set_up[0])
    shutil.copy2(folder / "keys/node.key", tmp_path / "media/safe/node.key")
    shutil.copytree(folder, tmp_path / "yesterday")
    python(LOGGED.format(count=5), folder)
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "yesterday", folder)
    said = tutela("node", "run", folder)
    assert said.status == 2
    assert "ROLLBACK: node.police.example/log/1 was signed at size" in said.err
    found = json.loads(tutela("node", "doctor", folder, "--json").out)
    assert "ROLLBACK" in " ".join(f["said"] for f in found["findings"])
    steps = _as_in_the_manual("rollback", tmp_path)
    assert steps.status == 0, steps.err
    assert "LOST: 5 events" in steps.out
    with running(tmp_path / "srv/tutela/node-restored") as node:
        assert node.health()["log"] == "node.police.example/log/2"


@pytest.mark.slow
def test_a_restore_without_the_mark_says_that_the_loss_is_unknown_and_signs_with_another_key(
    folder: Path, tmp_path: Path
) -> None:
    assert tutela("node", "backup", folder, tmp_path / "bk").status == 0
    backup = next((tmp_path / "bk").glob("node*Z"))
    said = tutela("node", "restore", backup, tmp_path / "again", "--node-key", folder / "keys/node.key")
    assert said.status == 0, said.err
    assert "LOST: unknown" in said.out
    with sqlite3.connect(tmp_path / "again/node.sqlite3") as db:
        keys = [row[0].split("+")[-1] for row in db.execute("SELECT vkey FROM spine_log ORDER BY number")]
    db.close()
    assert len(set(keys)) == 2
    assert tutela("ledger", "verify", "--bodies", tmp_path / "again").status == 0


@pytest.mark.slow
def test_a_backup_while_acts_run_is_whole(office: Path, tmp_path: Path) -> None:
    """Acts that make records and keys run in another process the whole time."""
    code = """
import sys, time
from tutela_node.operating._many import add_many
import datetime as dt
end = time.monotonic() + 25
print("begun", flush=True)
while time.monotonic() < end:
    add_many(20, dt.datetime.now(dt.UTC), chunk=4)
"""
    import sys as system

    enter = f"from pathlib import Path; from tutela_node.config import Folder, enter; enter(Folder(Path({str(office)!r})))\n"
    acting = subprocess.Popen([system.executable, "-c", enter + code], stdout=subprocess.PIPE, text=True)
    assert acting.stdout is not None
    assert acting.stdout.readline() == "begun\n"
    try:
        sizes = []
        for n in range(3):
            said = tutela("node", "backup", office, tmp_path / f"bk{n}")
            assert said.status == 0, said.err
            assert "NOTICED" not in said.err
            sizes.append(json.loads(next((tmp_path / f"bk{n}").glob("*Z/manifest.json")).read_text())["events"])
    finally:
        acting.kill()
        acting.wait()
        acting.stdout.close()
    assert sizes[0] < sizes[2], "nothing was done meanwhile: this test proved nothing"
    for n in range(3):
        backup = next((tmp_path / f"bk{n}").glob("*Z"))
        restored = tutela("node", "restore", backup, tmp_path / f"r{n}", "--node-key", office / "keys/node.key")
        assert restored.status == 0, restored.err
        checked = tutela("ledger", "verify", "--bodies", tmp_path / f"r{n}")
        assert checked.status == 0, checked.out


@pytest.mark.slow
def test_what_was_erased_after_the_backup_stays_erased_with_newer_keys(office: Path, tmp_path: Path) -> None:
    assert tutela("node", "backup", office, tmp_path / "old").status == 0
    erased = python(
        """
from django.utils import timezone
from tutela_node.casework.models import Case
from tutela_node.casework.services import erase_case
from tutela_node.people.models import Officer
from tutela_node.spine.acts import By, ActError
from tutela_node.spine.vault import carry_out_erasures
done = 0
for case in Case.objects.exclude(state="erased").order_by("reference"):
    boss = Officer.objects.get(email="helena@office.example")
    try:
        erase_case(By(boss.id, "investigation", case.basis), case.id, why="The time is over.")
    except ActError:
        continue
    print(case.id)
    break
carry_out_erasures(timezone.now())
""",
        office,
    ).strip()
    assert erased
    assert tutela("node", "backup", office, tmp_path / "new").status == 0
    archive = next((tmp_path / "new/keys").glob("*.tar"))
    backup = next((tmp_path / "old").glob("*Z"))
    said = tutela(
        "node", "restore", backup, tmp_path / "again", "--keys", archive, "--node-key", office / "keys/node.key"
    )
    assert said.status == 0, said.err
    assert "1 erasure(s) made after the backup were carried out again" in said.out
    with sqlite3.connect(tmp_path / "again/keys.sqlite3") as db:
        scope = erased.replace("-", "")
        assert db.execute(
            "SELECT count(*) FROM spine_wrappedkey WHERE id = ? OR parent = ?", (scope, scope)
        ).fetchone() == (0,)
    db.close()
    assert tutela("ledger", "verify", "--bodies", tmp_path / "again").status == 0


@pytest.mark.slow
def test_a_backup_holds_no_node_key_no_sessions_and_no_newer_restore_from_older_keys(
    folder: Path, tmp_path: Path
) -> None:
    assert tutela("node", "backup", folder, tmp_path / "a").status == 0
    assert tutela("node", "backup", folder, tmp_path / "b").status == 0
    first, second = (next((tmp_path / n).glob("node*Z")) for n in "ab")
    names = {p.name for p in first.rglob("*")}
    assert "node.key" not in names
    assert not any("desk" in name or "mark" in name for name in names)
    older = next((tmp_path / "a/keys").glob("*.tar"))
    with tarfile.open(older) as tar:
        assert sorted(tar.getnames()) == ["erasures.json", "keys.sqlite3", "manifest.json", "named.json"]
    said = tutela("node", "restore", second, tmp_path / "r", "--keys", older, "--node-key", folder / "keys/node.key")
    assert said.status == 2
    assert "older than the backup of" in said.err
    without = tutela("node", "restore", second, tmp_path / "r")
    assert without.status == 2
    assert "the node key is not there; a backup does not hold it" in without.err
    assert not (tmp_path / "r").exists()
    loud = tutela("node", "backup", folder, tmp_path / "c", "--with-node-key")
    assert "WARNING: this backup holds the node key" in loud.err
    assert tutela("node", "restore", next((tmp_path / "c").glob("node*Z")), tmp_path / "r").status == 0
    inside = tutela("node", "backup", folder, folder / "backups")
    assert inside.status == 2
    assert "is lost with it" in inside.err


@pytest.mark.slow
def test_a_damaged_backup_is_refused_before_anything_is_made(folder: Path, tmp_path: Path) -> None:
    assert tutela("node", "backup", folder, tmp_path / "bk").status == 0
    backup = next((tmp_path / "bk").glob("node*Z"))
    with (backup / "node.sqlite3").open("r+b") as db:
        db.seek(5000)
        db.write(b"\xff" * 16)
    said = tutela("node", "restore", backup, tmp_path / "r", "--node-key", folder / "keys/node.key")
    assert said.status == 2
    assert "node.sqlite3: not the file that was backed up" in said.err
    assert not (tmp_path / "r").exists()
