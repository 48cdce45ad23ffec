"""`tutela node backup`: a copy that is consistent while the node runs, and the key store apart from it.

    write.lock held for a moment: both databases' snapshots → node.sqlite3, then keys.sqlite3 → log → blobs → manifest
    → everything read again and compared → the folder gets its name

The key store's snapshot is the later one. Keys are durable before the act that uses them commits, so every sealed
record of the database finds its key in the store; a key that no record uses opens nothing. The other order would lose
records. Between the two snapshots no act commits (`write.lock`), so no record is erased that the database does not
know as sentenced.

The keys are the second half of erasing: an archive of the key store lives `keep_key_backups_days` and no longer, while
the rest may be kept for years. No passphrase is needed: everything is copied as it is sealed. `desk.sqlite3` (working
sessions) is never copied, and the node key only where that is asked for.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import io
import json
import os
import re
import shutil
import sqlite3
import tarfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutela import __version__
from tutela_node.config import Folder, NodeConfig, NodeError, read_config
from tutela_node.operating._copy import (
    MANIFEST,
    STAMP,
    Copied,
    check_files,
    copy_database,
    copy_file,
    digest_of,
    sync_folders,
    write_file,
)
from tutela_node.operating._init import whole

KEYS = "keys"
"""Below the place for backups: the archives of the key store."""
_ARCHIVE = re.compile(r".+\.until-(\d{4}-\d{2}-\d{2})\.keys\.tar")


@dataclass(frozen=True)
class BackedUp:
    """Where the backup lies, where its keys, and what was noticed on the way."""

    path: Path
    keys: Path
    pruned: tuple[Path, ...]
    noticed: tuple[str, ...]


def back_up(folder: Folder, to: Path, *, with_node_key: bool = False, now: dt.datetime | None = None) -> BackedUp:
    """Back up a node, running or not.

    Args:
        to: a folder for backups, outside of the node's; on another disk, or carried there afterwards.
        with_node_key: also the node key of the file holder. Whoever has that backup and its keys reads everything.

    Raises:
        NodeError: there is no node, `to` is inside of it, a database is damaged, or what was written is not what was
            read.
    """
    whole(folder)
    config = read_config(folder)
    if to == folder.path or folder.path in to.parents:
        raise NodeError(f"{to}: a backup inside of the node's folder is lost with it; name a place on another disk")
    at = now or dt.datetime.now(dt.UTC)
    name = f"{config.name}-{at.strftime(STAMP)}"
    path, making = to / name, to / f".{name}.making"
    if path.exists():
        raise NodeError(f"{path}: there is a backup of this second already; try again")
    (to / KEYS).mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    try:
        copying = _Copying(folder, config, making, at, path)
        archive = copying.everything(to / KEYS, with_node_key)
        making.rename(path)
        sync_folders(to)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return BackedUp(path, archive, tuple(prune(to, at.date())), tuple(copying.noticed))


def prune(to: Path, today: dt.date) -> list[Path]:
    """Delete the archives of the key store that have expired: what was erased since then is gone for good."""
    gone = []
    for path, until in key_archives(to):
        if today >= until:
            with path.open("r+b") as old:  # on most disks this overwrites what lay there
                old.write(b"\0" * path.stat().st_size)
                old.flush()
                os.fsync(old.fileno())
            path.unlink()
            gone.append(path)
    return gone


def key_archives(to: Path) -> list[tuple[Path, dt.date]]:
    """The archives of the key store below a place for backups, and the day on which each expires."""
    found = [(path, _ARCHIVE.fullmatch(path.name)) for path in sorted((to / KEYS).glob("*.keys.tar"))]
    return [(path, dt.date.fromisoformat(match[1])) for path, match in found if match]


class _Copying:
    """One backup while it is written."""

    def __init__(self, folder: Folder, config: NodeConfig, making: Path, at: dt.datetime, path: Path) -> None:
        self.folder, self.config, self.making, self.at, self.path = folder, config, making, at, path
        self.files: dict[str, dict[str, Any]] = {}
        self.noticed: list[str] = []

    def everything(self, keys: Path, with_node_key: bool) -> Path:
        with closing(_reader(self.folder.database)) as node, closing(_reader(self.folder.keys_database)) as store:
            _snapshots(self.folder, node, store)
            self._put("node.sqlite3", copy_database(node, self.making / "node.sqlite3"))
            archive, digest = self._archive(keys, node, store)
            told = _facts(node)
            self._log()
            self._blobs(node)
        self._settings(with_node_key)
        manifest = {
            "v": 1, "node": str(self.config.id), "name": self.config.name, "taken_at": self.at.isoformat(),
            "software": __version__, **told, "keys": {"archive": archive.name, **digest.as_json()},
            "with_node_key": with_node_key, "noticed": self.noticed, "files": self.files,
        }  # fmt: skip
        write_file(json.dumps(manifest, indent=1).encode(), self.making / MANIFEST)
        sync_folders(self.making)
        check_files(self.making, self.files)
        if digest_of(archive) != digest:
            raise NodeError(f"{archive}: what was written is not what was read; is that disk failing?")
        return archive

    def _put(self, name: str, copied: Copied) -> None:
        self.files[name] = copied.as_json()

    def _archive(self, keys: Path, node: sqlite3.Connection, store: sqlite3.Connection) -> tuple[Path, Copied]:
        """The key store, the named keys that belong to it, and what was sentenced until now, in one file."""
        until = self.at.date() + dt.timedelta(days=self.config.keep_key_backups_days)
        archive = keys / f"{self.path.name}.until-{until.isoformat()}.keys.tar"
        copy = self.making / "keys.sqlite3"
        copy_database(store, copy)
        rows = node.execute("SELECT event, scope, record, whole_scope, at, backups_until FROM spine_erasure").fetchall()
        about = {"v": 1, "node": str(self.config.id), "taken_at": self.at.isoformat(), "until": until.isoformat()}
        members = {
            MANIFEST: json.dumps(about).encode(),
            "keys.sqlite3": copy.read_bytes(),
            "named.json": (self.folder.keys / "named.json").read_bytes(),
            "erasures.json": json.dumps(rows).encode(),
        }
        copy.unlink()
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as tar:
            for name, body in members.items():
                info = tarfile.TarInfo(name)
                info.size, info.mode = len(body), 0o600
                tar.addfile(info, io.BytesIO(body))
        fresh = archive.with_name(f".{archive.name}.making")
        fresh.unlink(missing_ok=True)
        copied = write_file(out.getvalue(), fresh)
        fresh.rename(archive)
        return archive, copied

    def _log(self) -> None:
        """Checkpoints before tiles: tiles only grow, so that those that a checkpoint needs are there, and perhaps more.

        A tile that is half full gives way to a fuller one while this reads; then the fuller one is there to be read.
        """
        for log in sorted(p for p in self.folder.logs.iterdir() if p.is_dir()):
            point = log / "checkpoint"
            if point.exists():
                self._copy_of(point)
            for _ in range(3):
                fresh = [p for p in sorted(log.rglob("*")) if p.is_file() and self._name(p) not in self.files]
                if not [self._copy_of(p) for p in fresh if not p.name.startswith(".")]:
                    break

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder.path).as_posix()

    def _copy_of(self, path: Path) -> bool:
        try:
            self._put(self._name(path), copy_file(path, self.making / self._name(path)))
        except FileNotFoundError:
            return False
        return True

    def _blobs(self, node: sqlite3.Connection) -> None:
        for (digest,) in node.execute("SELECT digest FROM spine_blob ORDER BY digest").fetchall():
            name = f"blobs/{digest[:2]}/{digest}"
            try:
                copied = copy_file(self.folder.path / name, self.making / name)
            except FileNotFoundError:
                if not _sentenced(self.folder, digest):
                    self.noticed.append(f"{name}: the database names this blob, and its file is missing")
                continue
            if copied.sha256 != digest:
                self.noticed.append(f"{name}: the file is not the one that its name says")
            self._put(name, copied)

    def _settings(self, with_node_key: bool) -> None:
        wanted = ["node.toml", "keys/named.json"]
        if self.config.key_holder == "passphrase":
            wanted.append("keys/node.json")  # opens nothing without the passphrase
        elif with_node_key:
            wanted.append("keys/node.key")
        for name in wanted:
            self._put(name, copy_file(self.folder.path / name, self.making / name))


def _reader(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise NodeError(f"{path}: the database is not there; restore the node: tutela node restore BACKUP FOLDER")
    found = sqlite3.connect(path, isolation_level=None, timeout=20)
    found.execute("PRAGMA query_only=ON")
    return found


def _snapshots(folder: Folder, node: sqlite3.Connection, store: sqlite3.Connection) -> None:
    """Fix what both connections see, the key store last, at a moment when no act commits."""
    with folder.write_lock.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for db in (node, store):
            db.execute("BEGIN")
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the snapshot is taken at the first read


def _facts(node: sqlite3.Connection) -> dict[str, Any]:
    last = node.execute(
        "SELECT l.origin, c.size, c.note FROM spine_checkpoint c JOIN spine_log l ON l.number = c.log_id "
        "ORDER BY l.number DESC, c.size DESC LIMIT 1"
    ).fetchone()
    applied = node.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    return {
        "migrations": [f"{app}.{name}" for app, name in applied],
        "events": node.execute("SELECT count(*) FROM spine_event").fetchone()[0],
        "origin": last[0] if last else None, "size": last[1] if last else 0, "checkpoint": last[2] if last else None,
    }  # fmt: skip


def _sentenced(folder: Folder, digest: str) -> bool:
    """Whether the blob went with an erasure."""
    with closing(_reader(folder.database)) as live:
        row = live.execute(
            "SELECT 1 FROM spine_blob b JOIN spine_erasure e "
            "ON (e.whole_scope AND e.scope = b.scope) OR e.record = b.id WHERE b.digest = ?", (digest,),
        ).fetchone()  # fmt: skip
    return row is not None
