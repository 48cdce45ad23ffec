"""The parts of operating that need no process of their own."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tutela_node.config import Folder, NodeError, read_config, write_config
from tutela_node.operating._backup import key_archives, prune
from tutela_node.operating._copy import check_files, copy_file
from tutela_node.operating._demo import demonstration
from tutela_node.operating._init import make_folder, new_config, whole
from tutela_node.operating._lock import at_rest, is_running
from tutela_node.operating._passphrase import new_passphrase, passphrase_for
from tutela_node.operating._rotate import settle
from tutela_node.operating._run import _may_listen, address_is_free, listening
from tutela_node.spine.keys import (
    FileHolder,
    NamedKeys,
    PassphraseHolder,
    next_of,
    node_key_file,
    open_named,
    write_named,
)
from tutela_node.spine.logs import Line, log

WORDS = "five quiet words for tests"


@pytest.fixture
def made(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path / "node")
    make_folder(folder, new_config("node.example", "A made-up office", "DE"), None)
    return folder


def test_one_at_a_time_has_the_node_and_the_second_is_told_who(made: Folder) -> None:
    with at_rest(made):
        assert is_running(made)
        with pytest.raises(NodeError, match=r"in use by process \d+; one at a time"), at_rest(made):
            pass
    assert not is_running(made)


def test_workers_that_outlived_their_supervisor_keep_the_node(made: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    monkeypatch.setattr("tutela_node.operating._lock.PATIENCE", 0.3)
    with made.workers_lock.open("a") as worker:
        fcntl.flock(worker, fcntl.LOCK_SH)
        with pytest.raises(NodeError, match="workers of an earlier start"), at_rest(made):
            pass
    with at_rest(made):
        pass


def test_an_unfinished_folder_says_what_to_do(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "node")
    make_folder(folder, new_config("node.example", "Office", "DE"), None, unfinished=True)
    with pytest.raises(NodeError, match=r"cut short; nothing was in it yet\. Delete what is here \(rm -r"):
        whole(folder)


def test_a_short_passphrase_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "node")
    with pytest.raises(NodeError, match="fewer than 12 characters"):
        make_folder(folder, new_config("node.example", "Office", "DE", key_holder="passphrase"), "short")
    assert not folder.path.exists()


def test_a_mark_without_its_folder_stops_a_new_node_there(tmp_path: Path) -> None:
    (tmp_path / "node.mark").write_text("node.example/log/1\n3\nAAAA\n")
    with pytest.raises(NodeError, match="high-water mark of a node that was here before"):
        make_folder(Folder(tmp_path / "node"), new_config("node.example", "Office", "DE"), None)


def test_rotated_keys_keep_the_old_ones_until_settled() -> None:
    old = NamedKeys.fresh()
    new = old.rotated(["sealing", "account", "log", "sign-in"])
    assert new.sealing != old.sealing
    assert new.sealing_before == (old.sealing,)
    assert new.log_before == (old.log,)
    assert new.accounts == (new.accounts[0], *old.accounts)
    assert new.index == old.index
    assert new.settled().sealing_before == new.settled().log_before == ()
    assert new.settled().accounts == new.accounts
    with pytest.raises(NodeError, match="no key 'index' to rotate"):
        old.rotated(["index"])


def test_a_new_envelope_key_stands_before_the_old_ones_which_stay(made: Folder) -> None:
    config = read_config(made)
    keys, holder = open_named(made, config)
    (first,) = keys.envelope
    changed = keys.rotated(["envelope"])
    assert changed.envelope == (changed.envelope[0], first)
    assert changed.settled() == changed
    write_named(made.keys / "named.json", changed, holder)
    assert open_named(made, config)[0] == changed


def test_a_node_from_before_there_were_partners_gets_its_envelope_key_once(made: Folder) -> None:
    config = read_config(made)
    keys, holder = open_named(made, config)
    write_named(made.keys / "named.json", replace(keys, envelope=()), holder)
    assert open_named(made, config)[0].envelope == ()
    with at_rest(made):
        assert settle(made, config, None) is False  # no rotation was cut short
        given = open_named(made, config)[0]
        assert given == replace(keys, envelope=given.envelope)
        assert len(given.envelope[0]) == 32
        settle(made, config, None)
        assert open_named(made, config)[0] == given


@pytest.mark.parametrize(
    ("setting", "good", "bad", "said"),
    [
        ("address", "https://node.example:8443", "https://node.example/exchange", "an address without a path"),
        ("address", "http://127.0.0.1:8001", "ftp://node.example", "an address without a path"),
        ("address", "", "https://Node.example", "in small letters"),
        ("address", "", "https://me@node.example", "no user"),
    ],
)
def test_settings_for_partners_are_of_their_form(made: Folder, setting: str, good: str, bad: str, said: str) -> None:
    config = read_config(made)
    write_config(made, config.model_copy(update={setting: good}))
    assert getattr(read_config(made), setting) == good
    write_config(made, config.model_copy(update={setting: bad}))
    with pytest.raises(NodeError, match=said):
        read_config(made)


def test_a_job_that_fails_keeps_no_other_from_its_minute(
    node: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from tutela_node.spine import process

    now, done = dt.datetime.now(dt.UTC), []

    def fails(at: dt.datetime) -> None:
        raise LookupError("somebody's name")

    monkeypatch.setattr(process, "EVERY_MINUTE", [fails, done.append])
    process.tidy(now)
    assert done == [now]
    told = capsys.readouterr().err
    assert '"job.failed", "kind": "LookupError"' in told
    assert "somebody" not in told


def test_named_keys_in_a_rotation_come_back_from_the_disk(made: Folder) -> None:
    config = read_config(made)
    keys, holder = open_named(made, config)
    twice = keys.rotated(["sealing", "log"]).rotated(["sealing"])
    write_named(made.keys / "named.json", twice, holder)
    assert open_named(made, config)[0] == twice


def test_a_node_key_that_is_to_follow_opens_what_it_wraps_already(made: Folder) -> None:
    config = read_config(made)
    keys, old = open_named(made, config)
    following = FileHolder.create(next_of(made, config))
    assert open_named(made, config)[1].where == old.where  # nothing is under the new one yet
    write_named(made.keys / "named.json", keys, following)
    found, holder = open_named(made, config)
    assert (found, holder.where) == (keys, following.where)
    node_key_file(made, config).unlink()
    assert open_named(made, config)[0] == keys


def test_in_a_rotation_of_the_passphrase_each_of_the_two_is_told_of_the_other(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "node")
    config = new_config("node.example", "Office", "DE", key_holder="passphrase")
    make_folder(folder, config, WORDS)
    keys, _ = open_named(folder, config, WORDS)
    following = PassphraseHolder.create(next_of(folder, config), "another five words for tests")
    write_named(folder.keys / "named.json", keys, following)
    assert open_named(folder, config, "another five words for tests")[0] == keys
    with pytest.raises(NodeError, match="give the other one, the old or the new"):
        open_named(folder, config, WORDS)


def test_the_passphrase_comes_from_a_file_or_a_credential_and_from_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = new_config("node.example", "Office", "DE", key_holder="passphrase")
    (tmp_path / "passphrase").write_text(WORDS + "\n")
    assert passphrase_for(config, tmp_path / "passphrase") == WORDS
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert passphrase_for(config, None) == new_passphrase(None) == WORDS
    monkeypatch.delenv("CREDENTIALS_DIRECTORY")
    with pytest.raises(NodeError, match="no terminal to ask for it"):
        passphrase_for(config, None)
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(NodeError, match="the file is empty"):
        passphrase_for(config, tmp_path / "empty")
    assert passphrase_for(new_config("node.example", "Office", "DE"), None) is None


def test_only_expired_archives_of_keys_go(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    for day in ("2026-11-22", "2026-11-23", "2026-11-24"):
        (keys / f"node-20261109T000000Z.until-{day}.keys.tar").write_bytes(b"wrapped")
    (keys / "somebody's letter.txt").write_text("stays")
    gone = prune(tmp_path, dt.date(2026, 11, 23))
    assert [path.name.split(".until-")[1][:10] for path in gone] == ["2026-11-22", "2026-11-23"]
    assert [until for _, until in key_archives(tmp_path)] == [dt.date(2026, 11, 24)]
    assert (keys / "somebody's letter.txt").exists()


def test_a_file_that_changed_after_it_was_backed_up_is_named(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"as it was")
    said = {"copy": copy_file(tmp_path / "one", tmp_path / "to" / "copy").as_json()}
    check_files(tmp_path / "to", said)
    (tmp_path / "to" / "copy").write_bytes(b"as it is!")
    with pytest.raises(NodeError, match="copy: not the file that was backed up"):
        check_files(tmp_path / "to", said)
    (tmp_path / "to" / "copy").unlink()
    with pytest.raises(NodeError, match="copy: No such file"):
        check_files(tmp_path / "to", said)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"demonstration": True, "listen": "0.0.0.0:8000"}, "anybody may sign in as anybody"),
        ({"listen": "0.0.0.0:8000"}, "would send passwords in clear"),
        ({"listen": "192.0.2.7:8000", "demonstration": True, "https": True}, "listens on 127.0.0.1"),
    ],
)
def test_a_node_does_not_listen_where_it_would_be_read(tmp_path: Path, more: dict[str, object], said: str) -> None:
    with pytest.raises(NodeError, match=said):
        _may_listen(Folder(tmp_path), new_config("node.example", "Office", "DE", **more))


def test_behind_a_web_server_with_a_certificate_it_may_listen_anywhere(tmp_path: Path) -> None:
    _may_listen(Folder(tmp_path), new_config("node.example", "Office", "DE", listen="0.0.0.0:8000", https=True))


def test_an_address_of_another_form_is_refused() -> None:
    config = new_config("node.example", "Office", "DE")
    assert listening(config, "127.0.0.1:8123").port == 8123
    with pytest.raises(NodeError, match="expected HOST:PORT"):
        listening(config, "8123")


def test_an_address_that_somebody_shares_is_not_free() -> None:
    import socket

    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert not address_is_free("127.0.0.1", other.getsockname()[1])


def test_a_node_for_real_work_is_never_taken_for_a_demonstration(made: Folder) -> None:
    with pytest.raises(NodeError, match="a node for real work"):
        demonstration(made, print)
    assert made.database.parent.exists()


def test_what_libraries_say_is_left_out_of_the_log() -> None:
    try:
        raise ValueError("Lena Albrecht, lena@mail.example")
    except ValueError:
        record = logging.LogRecord(
            "django.request", logging.ERROR, __file__, 1, "Not Found: %s", ("/welcome/secret",), sys.exc_info()
        )
    line = Line().format(record)
    found = json.loads(line)
    assert (found["event"], found["what"], found["kind"]) == ("library.error", "django.request", "ValueError")
    assert "test_operating_parts" in found["said"]
    assert "Lena" not in line
    assert "secret" not in line
    assert "mail.example" not in line


def test_a_field_that_is_not_on_the_list_is_a_defect() -> None:
    with pytest.raises(ValueError, match="not on the list"):
        log("request", name="Lena")


def test_localhost_is_an_address_and_other_names_are_told_where_they_belong() -> None:
    from tutela_node.config import NodeError
    from tutela_node.operating import new_config

    assert new_config("n.example", "N", "DE", listen="localhost:8001").bind == "127.0.0.1"
    assert new_config("n.example", "N", "DE", listen="[::1]:8001").bind == "::1"
    for wrong in ("node.example:8001", "8001", "127.0.0.1:0", "127.0.0.1:99999"):
        with pytest.raises(NodeError, match=r"127\.0\.0\.1:8000"):
            new_config("n.example", "N", "DE", listen=wrong)
