"""`tutela report`, `tutela receipt` and `tutela evidence`: what they print and how they end."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.evidence.worlds import BYTES, KEYS, told
from tests.formats.worlds import FILE, REPORT, report_with
from tests.intake.test_intake_receipt import KEY, SENT, SIGNED
from tutela.cli import main


def run(*arguments: str | Path, data: bytes | None = None) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)], input=data)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file"


def test_a_report_is_read(file: Path, tmp_path: Path) -> None:
    file.write_text(REPORT)
    (tmp_path / "details").write_text(FILE)
    done = run("report", "read", file, "--file-details", tmp_path / "details")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("kind        contact\n")
    assert "child       Ida" in done.stdout
    assert f"SHA-256     {hashlib.sha256(REPORT.encode()).hexdigest()}" in done.stdout
    assert ", 0 without a place" in done.stdout
    said = json.loads(run("report", "read", file, "--json").stdout)
    assert said["faults"] == []
    assert said["report"]["incident"]["kind"] == "contact"


def test_what_has_no_place_is_said_and_steers_no_terminal(file: Path) -> None:
    file.write_text(report_with("<platform>Kitechat</platform>", "<mood>\x9b31m bad</mood>"))
    done = run("report", "read", file)
    assert done.exit_code == 1
    assert "unparsed    /report/incidentSummary/mood[1]: <mood>\\x9b31m bad</mood>" in done.stdout
    assert "\x9b" not in done.output + run("report", "read", file, "--json").output
    assert "(4100)" in done.stdout


def test_what_is_no_report_is_refused(file: Path) -> None:
    file.write_text("<!DOCTYPE x><report/>")
    done = run("report", "read", file)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "(4110)" in done.stderr
    assert run("report", "read", file.with_name("missing")).exit_code == 2


def test_digests_of_files(file: Path) -> None:
    file.write_bytes(BYTES)
    done = run("evidence", "hash", file)
    assert f"{len(BYTES):,} bytes, text/plain\n  SHA-256  {hashlib.sha256(BYTES).hexdigest()}\n  BLAKE3 " in done.stdout
    (said,) = json.loads(run("evidence", "hash", "-", "--json", data=b"abc").stdout)
    assert said["size"] == 3
    assert said["sha256"] == hashlib.sha256(b"abc").hexdigest()
    assert run("evidence", "hash", file.with_name("missing")).exit_code == 2


def test_an_exhibit_is_verified(file: Path, tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    statement = tmp_path / "statement"
    statement.write_bytes(told(logs))
    file.write_bytes(BYTES)
    keys = [one for key in KEYS for one in ("--key", key)]
    done = run("evidence", "verify", statement, file, *keys)
    assert done.exit_code == 0, done.output
    assert done.stdout.count("yes") == 6
    file.write_bytes(BYTES[:-1] + b"!")
    done = run("evidence", "verify", statement, file, *keys, "--json")
    assert done.exit_code == 1
    assert [one["name"] for one in json.loads(done.stdout)["findings"] if not one["holds"]] == ["bytes"]
    assert run("evidence", "verify", statement, *keys).exit_code == 0
    assert run("evidence", "verify", statement, *keys[:2]).exit_code == 1
    assert run("evidence", "verify", statement, "--key", "nonsense").exit_code == 2


def test_a_receipt_is_verified(file: Path, tmp_path: Path) -> None:
    kept = tmp_path / "receipt"
    kept.write_text(str(SIGNED))
    file.write_bytes(SENT)
    done = run("receipt", "verify", kept, file, "--key", KEY)
    assert done.exit_code == 0, done.output
    assert "yes          bytes: these bytes, unchanged" in done.stdout
    assert "not checked  logged" in done.stdout
    file.write_bytes(SENT + b" ")
    assert run("receipt", "verify", kept, file, "--key", KEY).exit_code == 1
    assert run("receipt", "verify", kept, "--key", "nonsense").exit_code == 2
