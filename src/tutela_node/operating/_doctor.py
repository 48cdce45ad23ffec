"""`tutela node doctor`: what is not as it should be, in plain sentences, each with what to do.

The first half needs no keys and works on a broken node; the second half opens it. The node may be running: nothing is
changed.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tutela.ledger import LedgerError, Mark
from tutela_node.config import Folder, NodeConfig, NodeError, enter, read_config
from tutela_node.operating._backup import key_archives
from tutela_node.operating._init import whole
from tutela_node.operating._lock import is_running
from tutela_node.operating._rotate import old_node_keys
from tutela_node.spine.keys import next_of, node_key_file

LEAST_FREE = 1_000_000_000
"""Bytes; the node's health fails at a fifth of it."""
MANY_ORPHANS = 1000


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be: a word for programs, what is wrong, what to do. `grave`: the node must
    not run like this, or loses something."""

    what: str
    said: str
    do: str
    grave: bool = True


def examine(
    folder: Folder, passphrase: Callable[[NodeConfig], str | None], *, backups: Path | None = None,
    now: dt.datetime | None = None,
) -> list[Finding]:  # fmt: skip
    """Every finding. This process is the node's afterwards, if its keys open.

    Args:
        passphrase: gives it, once the settings say that it is needed.
        backups: the place of the backups, to be looked through too.
    """
    at = now or dt.datetime.now(dt.UTC)
    try:
        whole(folder)
        config = read_config(folder)
    except NodeError as err:
        return [Finding("folder", str(err), "nothing else was looked at")]
    found = [
        *_permissions(folder, config), *_settings(folder, config), *_disk(folder), *_damage(folder),
        *_old_keys(folder, config, backups, at), *_mark(folder, config), *_clock(folder, at),
    ]  # fmt: skip
    if any(f.what == "damage" for f in found):
        return found
    try:
        enter(folder, passphrase(config))
    except NodeError as err:
        return [*found, Finding("keys", f"the keys do not open: {err}", "the rest was not looked at")]
    return [*found, *_opened(folder, config, at)]


def _permissions(folder: Folder, config: NodeConfig) -> Iterator[Finding]:
    owner = folder.path.stat().st_uid
    for path in (folder.path, folder.keys, folder.blobs, folder.logs):
        if path.exists() and path.stat().st_mode & 0o077:
            yield Finding(
                "permissions", f"{path}: other users of this machine may look into it", f"run: chmod 700 {path}"
            )
    for path in sorted((*folder.keys.glob("*"), *folder.path.glob("*.sqlite3*"))):
        if path.is_file() and path.stat().st_mode & 0o007:
            yield Finding("permissions", f"{path}: every user of this machine may read it", f"run: chmod 600 {path}")
    if config.key_holder == "file" and node_key_file(folder, config).exists():
        mode = node_key_file(folder, config).stat().st_mode
        if mode & 0o070:
            yield Finding("permissions", f"{node_key_file(folder, config)}: others may read the node key",
                          f"run: chmod 600 {node_key_file(folder, config)}")  # fmt: skip
    strange = [p for p in folder.path.rglob("*") if p.lstat().st_uid != owner]
    if strange:
        yield Finding(
            "owner", f"{len(strange)} file(s) belong to another user than the folder, as {strange[0]}",
            f"run, as root: chown -R --reference={folder.path} {folder.path}",
        )  # fmt: skip
    loose = [p for p in folder.path.rglob("*") if p.is_symlink() or stat.S_ISSOCK(p.lstat().st_mode)]
    if loose:
        yield Finding("links", f"{loose[0]}: a link where a file should be", "put the file itself there", grave=False)


def _settings(folder: Folder, config: NodeConfig) -> Iterator[Finding]:
    if not config.loopback and config.demonstration:
        yield Finding(
            "listening", "a demonstration listens on the network", f"set listen to 127.0.0.1 in {folder.config}"
        )
    elif not config.loopback and not config.https:
        yield Finding(
            "https", f"the node would listen on {config.listen} without https: passwords would pass in clear",
            "let it listen on 127.0.0.1 behind a web server with a certificate, and set https = true",
        )  # fmt: skip
    if config.key_holder == "file" and not config.demonstration:
        yield Finding(
            "holder", f"the node key lies in {node_key_file(folder, config)}: with it and the database all can be read",
            "for real work make the node with --passphrase; until then keep backups and that file apart", grave=False,
        )  # fmt: skip
    cores = os.cpu_count() or 1
    if config.workers > 2 * cores:
        yield Finding(
            "workers", f"{config.workers} workers on {cores} processor(s): they wait for each other",
            f"set workers to {cores + 1} or fewer in {folder.config}", grave=False,
        )  # fmt: skip
    if config.workers * config.threads > 128:
        yield Finding(
            "threads", f"{config.workers * config.threads} threads in all: each holds connections to three databases",
            f"set threads to 8 or so in {folder.config}", grave=False,
        )  # fmt: skip


def _disk(folder: Folder) -> Iterator[Finding]:
    free = shutil.disk_usage(folder.path).free
    if free < LEAST_FREE:
        yield Finding(
            "disk", f"{free // 1_000_000} MB are free on the disk of {folder.path}; acts fail when it is full",
            "make room, or move the folder to a larger disk (the node stopped)",
        )  # fmt: skip


def _damage(folder: Folder) -> Iterator[Finding]:
    for path in (folder.database, folder.keys_database, folder.desk_database):
        if not path.is_file():
            lost = "" if path != folder.desk_database else " (it only holds who is signed in)"
            yield Finding("damage", f"{path}: the database is not there{lost}", "restore the node: tutela node restore")
            continue
        try:
            with closing(_reader(path)) as db:
                wrong = [row[0] for row in db.execute("PRAGMA quick_check(3)") if row[0] != "ok"]
        except sqlite3.DatabaseError as err:
            wrong = [str(err)]
        if wrong:
            yield Finding(
                "damage", f"{path}: the database is damaged: {'; '.join(wrong)}",
                "stop the node, keep this folder as it is, and restore the newest backup into another folder",
            )  # fmt: skip


def _reader(path: Path) -> sqlite3.Connection:
    found = sqlite3.connect(path, isolation_level=None, timeout=20)
    found.execute("PRAGMA query_only=ON")
    return found


def _old_keys(folder: Folder, config: NodeConfig, backups: Path | None, at: dt.datetime) -> Iterator[Finding]:
    if next_of(folder, config).exists():
        yield Finding(
            "rotation",
            "a rotation of the node key was cut short",
            "start the node, or rotate again: either finishes it",
        )
    for path, until in old_node_keys(folder):
        if at.date() >= until:
            yield Finding(
                "old node key", f"{path}: kept for backups of keys that have expired on {until}",
                f"delete it: rm {path}", grave=False,
            )  # fmt: skip
    if backups is None:
        return
    expired = [path for path, until in key_archives(backups) if at.date() >= until]
    if expired:
        yield Finding(
            "expired keys", f"{len(expired)} archive(s) of keys have expired, as {expired[0]}: what was erased since "
            "could still be read with them", f"run: tutela node backup --prune {folder.path} {backups}",
        )  # fmt: skip
    newest = sorted(p.name for p in backups.glob(f"{config.name}-*Z"))
    if not newest:
        yield Finding("backups", f"there is no backup in {backups}", f"run: tutela node backup {folder.path} {backups}")


def _mark(folder: Folder, config: NodeConfig) -> Iterator[Finding]:
    path = folder.mark(config)
    try:
        if Mark(path).read() is None:
            yield Finding(
                "mark", f"{path}: the high-water mark is not there; the node does not start without it",
                "put it back. If it is lost: back this folder up and restore it into another (docs/operations.md)",
            )  # fmt: skip
    except LedgerError as err:
        yield Finding("mark", str(err), "docs/operations.md, “What an error at start means”")


def _clock(folder: Folder, at: dt.datetime) -> Iterator[Finding]:
    """The newest time that the database itself knows: of what was opened or changed last."""
    try:
        with closing(_reader(folder.database)) as db:
            row = db.execute(
                "SELECT max(m) FROM (SELECT max(changed_at) AS m FROM casework_case UNION ALL "
                "SELECT max(at) FROM spine_opening UNION ALL SELECT max(last_login) FROM people_officer)"
            ).fetchone()
    except sqlite3.DatabaseError:
        return  # told as damage, or as a missing table
    last = dt.datetime.fromisoformat(row[0]).replace(tzinfo=dt.UTC) if row and row[0] else None
    if last is not None and at < last - dt.timedelta(minutes=1):
        yield Finding(
            "clock", f"the clock of this machine was set back: it says {at:%Y-%m-%d %H:%M} UTC, and something was done "
            f"here at {last:%Y-%m-%d %H:%M} UTC", "set the clock right (timedatectl), then start the node",
        )  # fmt: skip


def _opened(folder: Folder, config: NodeConfig, at: dt.datetime) -> Iterator[Finding]:
    """What can be seen with the keys only."""
    from tutela_node.operating._inside import inside

    yield from inside(folder, config, at, running=is_running(folder))
