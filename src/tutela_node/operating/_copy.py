"""Copying files so that they are whole, on the disk, and what their digest says; and reading a backup's lists."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutela_node.config import NodeError

MANIFEST = "manifest.json"
STAMP = "%Y%m%dT%H%M%SZ"
CHUNK = 1 << 20


@dataclass(frozen=True)
class Copied:
    """A file of a backup: SHA-256 in hex, size in bytes."""

    sha256: str
    size: int

    def as_json(self) -> dict[str, Any]:
        return {"sha256": self.sha256, "size": self.size}


def copy_file(source: Path, to: Path) -> Copied:
    """Copy to a new file that only its owner may read; on the disk when this returns."""
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source.open("rb") as read, os.fdopen(handle, "wb") as out:
        while part := read.read(CHUNK):
            digest.update(part)
            size += len(part)
            out.write(part)
        out.flush()
        os.fsync(out.fileno())
    return Copied(digest.hexdigest(), size)


def write_file(body: bytes, to: Path) -> Copied:
    """As `copy_file`, of bytes at hand."""
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(body)
        out.flush()
        os.fsync(out.fileno())
    return Copied(hashlib.sha256(body).hexdigest(), len(body))


def digest_of(path: Path) -> Copied:
    """Digest and size of a file as it lies on the disk.

    Raises:
        FileNotFoundError: it is not there.
    """
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as read:
        while part := read.read(CHUNK):
            digest.update(part)
            size += len(part)
    return Copied(digest.hexdigest(), size)


def sync_folders(root: Path) -> None:
    """Make the names of everything below `root` durable."""
    for folder, _, _ in os.walk(root):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def copy_database(source: sqlite3.Connection, to: Path) -> Copied:
    """Copy what `source` sees into one file, and check it.

    Raises:
        NodeError: the copy is damaged, because the original is.
    """
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(to, isolation_level=None)) as out:
        source.backup(out)
        out.execute("PRAGMA journal_mode=DELETE")
        wrong = [row[0] for row in out.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
    if wrong:
        raise NodeError(f"{to.name}: the database is damaged: {'; '.join(wrong)}. Run: tutela node doctor FOLDER")
    with to.open("rb") as written:
        os.fsync(written.fileno())
    return digest_of(to)


def read_manifest(folder: Path) -> dict[str, Any]:
    """What a backup says of itself.

    Raises:
        NodeError: there is no backup there, or none of a form that this version knows.
    """
    try:
        found: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        raise NodeError(
            f"{folder}: there is no backup here; expected a folder with {MANIFEST}, as tutela node backup makes it"
        ) from None
    if found.get("v") != 1:
        raise NodeError(f"{folder}: a backup of form {found.get('v')!r}; expected 1: use the version that made it")
    return found


def check_files(root: Path, files: Mapping[str, Mapping[str, Any]]) -> None:
    """Compare every file with its digest.

    Raises:
        NodeError: one is missing or is another; names the first three.
    """
    wrong = []
    for path, said in files.items():
        try:
            found = digest_of(root / path)
        except OSError as err:
            wrong.append(f"{path}: {err.strerror}")
            continue
        if found.as_json() != dict(said):
            wrong.append(f"{path}: not the file that was backed up")
    if wrong:
        more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        raise NodeError(f"{root}: the backup is damaged: {'; '.join(wrong[:3])}{more}. Use another one")
