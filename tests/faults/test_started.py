"""Starting where one must not, twice, or under a clock that is wrong."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.conftest import Scene, well

HERE = Path(__file__).parents[2]


def test_two_processes_that_work_on_one_folder_lose_nothing_and_sign_one_log(scene: Scene) -> None:
    """By mistake, without the supervisor that would have refused the second."""
    one = scene.live("--light", "--threads", "3")
    assert "another process of this node is alive" in scene.look("--patience", "0.2")["refused"]
    two = scene.live("--beside", "--threads", "3")
    scene.until(30)
    one.kill()  # whichever of the two was signing: the other takes over
    scene.until(10)
    scene.until(1, "checkpoint")
    two.kill()
    assert not scene.failed()
    well(scene.look())


def test_a_restored_older_database_is_refused_until_a_new_log_says_what_is_lost(scene: Scene) -> None:
    older = scene.root / "backup"
    older.mkdir()
    for name in ("node.sqlite3", "keys.sqlite3"):
        shutil.copy(scene.folder / name, older)
    life = scene.live("--light", "--threads", "4", "--acts", "40")
    assert life.ended() == 0
    for path in (*scene.folder.glob("node.sqlite3*"), *scene.folder.glob("keys.sqlite3*")):
        path.unlink()
    shutil.copytree(older, scene.folder, dirs_exist_ok=True)
    refused = scene.look()["refused"]
    assert "ROLLBACK" in refused
    assert "open the next log" in refused
    opened = scene.run("restore")
    assert opened["log"] == 2
    assert opened["told"]["before"].endswith("/log/1")
    lost = opened["told"]["lost"]
    assert lost["from"] == opened["told"]["known_size"]
    assert lost["to"] > lost["from"]
    scene.witness.unlink()  # what was acknowledged after the backup is lost, and the new log says so
    life = scene.live("--light", "--threads", "2", "--acts", "10")
    assert life.ended() == 0
    found = scene.look()
    well(found)
    assert found["log"] == 2
    assert found["acknowledged"] == 10


@pytest.mark.parametrize("seconds", [-86_400 * 400, pytest.param(86_400 * 3, marks=pytest.mark.slow)])
def test_acts_go_on_under_a_clock_that_is_wrong_and_stand_in_the_order_in_which_they_came(
    scene: Scene, seconds: int
) -> None:
    right = scene.live("--light", "--threads", "2", "--acts", "6")
    assert right.ended() == 0
    wrong = scene.live("--light", "--threads", "2", "--acts", "6", "--clock", str(seconds))
    assert wrong.ended() == 0
    well(scene.look())
    told = scene.failed()  # who held no role on that day is refused, which is an event as well
    assert all("Refused" in said for said in told), told
    times = scene.run("times")["times"]
    assert (times == sorted(times)) == (seconds > 0), "as they came, with the times that the clock showed"


def starts(scene: Scene) -> str:
    """What a fresh process of the node says when it is told to start."""
    return str(scene.look("--light").get("refused", ""))


def test_a_policy_with_an_error_stops_the_node_at_start(scene: Scene) -> None:
    told = scene.run("policy")["refused"]
    assert "broken.cedar" in told


def test_keys_that_are_missing_stop_the_node_at_start(scene: Scene) -> None:
    for name in ("named.json", "node.key"):
        away = scene.root / name
        (scene.folder / "keys" / name).rename(away)
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.child", "look", scene.folder, scene.witness],
            capture_output=True, text=True, check=False, cwd=HERE,
        )  # fmt: skip
        assert name in done.stdout + done.stderr
        assert '"recorded"' not in done.stdout
        away.rename(scene.folder / "keys" / name)
    assert starts(scene) == ""


def test_a_database_of_another_version_stops_the_node_at_start(scene: Scene) -> None:
    with sqlite3.connect(scene.folder / "node.sqlite3") as db:
        db.execute(
            "DELETE FROM django_migrations WHERE name = (SELECT max(name) FROM django_migrations WHERE app = 'spine')"
        )
    db.close()
    assert "tutela node upgrade" in starts(scene)


def test_a_mark_that_is_missing_stops_the_node_at_start(scene: Scene) -> None:
    scene.mark.unlink()
    assert "MISSING" in starts(scene)


def test_a_last_checkpoint_that_was_changed_stops_the_node_in_plain_words(scene: Scene) -> None:
    with sqlite3.connect(scene.folder / "node.sqlite3") as db:
        db.execute("DROP TRIGGER spine_checkpoint_no_UPDATE")
        db.execute("UPDATE spine_checkpoint SET note = replace(note, 'node.example', 'nodf.example')")
    db.close()
    assert "the last checkpoint in the database was changed" in starts(scene)
