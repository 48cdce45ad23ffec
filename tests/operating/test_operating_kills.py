"""Processes that are killed, clocks that go back, and what stands in the output of it all."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.operating.nodes import alive, running, tutela, until


@pytest.mark.slow
def test_a_rotation_killed_at_any_step_leaves_what_opens_and_is_finished(office: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("kill_steps.py")), str(office), str(tmp_path / "kills")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    steps = [json.loads(line) for line in done.stdout.splitlines()]
    assert steps, done.stderr
    assert steps[-1]["where"] == "whole", done.stderr
    wrong = [step for step in steps if not step["ok"]]
    assert not wrong, (wrong, done.stderr[-3000:])
    met = {step["where"] for step in steps}
    for name in ("write_named", "_rewrap", "_open_next", "_keep_old", "create", "_sync"):
        assert f"after {name}" in met


@pytest.mark.slow
def test_a_worker_that_is_killed_comes_back(folder: Path) -> None:
    with running(folder, workers=2) as node:
        before = node.workers()
        assert len(before) == 2
        os.kill(before[0], signal.SIGKILL)
        until(lambda: len(node.workers()) == 2 and before[0] not in node.workers(), node)
        until(lambda: node.health()["ok"], node)
        assert node.stop() == 0


@pytest.mark.slow
def test_workers_go_with_a_supervisor_that_is_killed_and_the_node_starts_again(folder: Path) -> None:
    with running(folder, workers=2) as node:
        workers = node.workers()
        assert len(workers) == 2
        node.process.kill()
        node.process.wait()
        until_gone(workers)
    with running(folder) as again:
        assert again.health()["ok"] is True
    checked = tutela("ledger", "verify", "--bodies", folder)
    assert checked.status == 0, checked.out


def until_gone(pids: list[int]) -> None:
    import time

    end = time.monotonic() + 30
    while any(alive(pid) for pid in pids):
        assert time.monotonic() < end, "workers outlive their supervisor"
        time.sleep(0.1)


@pytest.mark.slow
def test_a_clock_that_was_set_back_is_found(folder: Path) -> None:
    with sqlite3.connect(folder / "node.sqlite3") as db:
        db.execute("UPDATE people_officer SET last_login = '2031-01-01 10:00:00'")
    db.close()
    said = tutela("node", "doctor", folder, "--json")
    found = {f["what"]: f for f in json.loads(said.out)["findings"]}
    assert said.status == 1
    assert "something was done here at 2031-01-01 10:00 UTC" in found["clock"]["said"]
    assert "timedatectl" in found["clock"]["do"]


@pytest.mark.slow
def test_doctor_meets_what_it_looks_for(office: Path, tmp_path: Path) -> None:
    """Each harm and its word; one node bears them all."""
    backups = tmp_path / "backups"
    (backups / "keys").mkdir(parents=True)
    (backups / "keys" / "demonstration.example-20250101T000000Z.until-2025-01-15.keys.tar").write_bytes(b"old")
    (office / "keys" / "node.key.until-2025-01-15").write_bytes(b"\x01" * 32)
    blob = next((office / "blobs").glob("??/*"))
    loose = blob.parent / ("0" * 64)
    blob.rename(loose)
    os.utime(loose, (1_700_000_000, 1_700_000_000))
    (office / "blobs").chmod(0o755)
    (office / "keys" / "named.json.link").symlink_to(office / "keys" / "named.json")
    config = office / "node.toml"
    text = config.read_text().replace("workers = 1", "workers = 60").replace('system = "DE"', 'system = "ZZ"')
    config.write_text(text.replace('listen = "127.0.0.1', 'listen = "192.0.2.1'))
    with sqlite3.connect(office / "keys.sqlite3") as db:
        db.execute(
            "DELETE FROM spine_wrappedkey WHERE id IN (SELECT id FROM spine_wrappedkey WHERE parent IS NOT NULL LIMIT 400)"
        )
        rows = [(os.urandom(16).hex(), "00" * 16, b"\x00" * 40) for _ in range(1100)]
        db.executemany("INSERT INTO spine_wrappedkey (id, parent, wrapped) VALUES (?, ?, ?)", rows)
    db.close()
    with sqlite3.connect(office / "node.sqlite3") as db:
        db.execute(
            "INSERT INTO spine_erasure (event, scope, record, whole_scope, at, backups_until) "
            "VALUES (?, ?, ?, 0, '2026-01-01 00:00:00', '2026-01-15')", ("ab" * 16, "cd" * 16, "ef" * 16),
        )  # fmt: skip
    db.close()
    said = tutela("node", "doctor", office, "--json", "--backups", backups)
    assert said.status == 1, said.err
    found = {f["what"] for f in json.loads(said.out)["findings"]}
    expected = {
        "permissions", "listening", "workers", "threads", "expired keys", "old node key", "backups", "links", "bases",
        "missing keys", "orphan keys", "missing blobs", "loose blobs", "erasures",
    }  # fmt: skip
    assert expected <= found, expected - found
    plain = tutela("node", "doctor", office, "--backups", backups).out
    assert plain.count("What to do:") == len(json.loads(said.out)["findings"])


@pytest.mark.slow
def test_a_damaged_database_is_named(folder: Path) -> None:
    with (folder / "node.sqlite3").open("r+b") as db:
        db.seek(4096)
        db.write(b"\x5a" * 8192)
    said = tutela("node", "doctor", folder, "--json")
    assert said.status == 1
    assert "damage" in {f["what"] for f in json.loads(said.out)["findings"]}


@pytest.mark.slow
def test_the_output_of_a_session_names_nobody(office: Path) -> None:
    """Sign in, look around, ask for what is not there; then no name, address or secret is in the output."""
    import http.client
    import re
    import urllib.parse

    with running(office, workers=1) as node:

        def ask(method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
            asked = http.client.HTTPConnection("127.0.0.1", node.port, timeout=30)
            head = {"Host": f"127.0.0.1:{node.port}", "Cookie": "; ".join(f"{k}={v}" for k, v in jar.items())}
            body = urllib.parse.urlencode(form) if form else None
            if form:
                head |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{node.port}"}
            asked.request(method, path, body, head)
            answer = asked.getresponse()
            for line in answer.headers.get_all("Set-Cookie") or []:
                key, _, value = line.split(";")[0].partition("=")
                jar[key] = value
            text = answer.read().decode("utf-8", "replace")
            asked.close()
            return answer.status, text

        jar: dict[str, str] = {}
        _, page = ask("GET", "/sign/in/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        button = re.search(r'name="officer" value="([0-9a-f-]{36})">(?:(?!</button>).)*Mara Lindner', page, re.S)
        assert token
        assert button
        status, _ = ask("POST", "/sign/demonstration/", {"csrfmiddlewaretoken": token[1], "officer": button[1]})
        assert status == 302
        status, cases = ask("GET", "/cases/")
        assert status == 200
        opened = re.search(r'href="(/cases/[0-9a-f-]{36}/)"', cases)
        assert opened
        assert ask("GET", opened[1])[0] == 200
        ask("GET", "/cases/?reference=Lena+Albrecht")
        ask("GET", "/welcome/a-secret-that-nobody-may-see")
        ask("POST", "/sign/in/", {"login": "mara@office.example", "password": "quite wrong"})
    said = node.output.read_text("utf-8")
    assert said.count('"event": "request"') >= 6
    for secret in ("Mara", "Lindner", "Lena", "Albrecht", "office.example", "a-secret-that", "quite wrong", "127.0.0.1,",
                   opened[1].split("/")[2]):  # fmt: skip
        assert secret not in said, secret
    without_start = "\n".join(line for line in said.splitlines() if line.startswith("{"))
    assert "127.0.0.1" not in without_start
    assert all(line.startswith("{") for line in said.splitlines()), said
