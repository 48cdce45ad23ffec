"""`tutela node restore`: a node from a backup and its keys, in a place where nothing is yet.

    digests → node key opens the named keys → files → database made fit → tables of this version → what was erased since
    stays erased → the next log

The restored database knows less than the world was told: the log that it holds is never signed again. The next one
opens; its first event names the old one and what is known to be lost. Where the high-water mark is not at hand that is
unknown, and a new log key is made too, so that no two checkpoints of one key can contradict each other.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import sqlite3
import tarfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutela.ledger import Checkpoint, LedgerError, Mark, parse_origin
from tutela_node.config import Folder, NodeConfig, NodeError, enter, read_config
from tutela_node.operating._backup import KEYS
from tutela_node.operating._copy import MANIFEST, check_files, copy_file, read_manifest, write_file
from tutela_node.operating._init import log_now, migrate
from tutela_node.operating._lock import at_rest
from tutela_node.spine.keys import forget_keys, node_key_file, open_named, write_named


@dataclass(frozen=True)
class Restored:
    """What a person is told of a restore. `lost`: events that were signed and are not here; None: unknown."""

    path: Path
    log: int
    taken_at: str
    events: int
    lost: int | None
    erased_since: int
    migrated: tuple[str, ...]

    def sentences(self) -> list[str]:
        """What a person is told."""
        said = [f"The node is restored in {self.path}, as it was at {self.taken_at}; log {self.log} is open."]
        if self.lost is None:
            said.append(
                "LOST: unknown. The high-water mark of the old node does not say it. Ask other nodes and the holders "
                "of receipts for the last checkpoint that they have; what was done after the backup must be done again."
            )
        elif self.lost:
            said.append(
                f"LOST: {self.lost} events that were signed after the backup was taken. Their content is gone; "
                "the first event of the new log says so. Tell the officers to look through what they did since."
            )
        else:
            said.append("Nothing that was signed is lost.")
        if self.erased_since:
            said.append(f"{self.erased_since} erasure(s) made after the backup were carried out again.")
        if self.migrated:
            said.append(f"The tables were brought to this version: {', '.join(self.migrated)}.")
        said.append("Everybody signs in again. Look at it with: tutela node doctor, then start it: tutela node run")
        return said


@dataclass(frozen=True)
class _Keys:
    """An archive of the key store, read."""

    about: Mapping[str, Any]
    store: bytes
    named: bytes
    erasures: list[list[Any]]


def restore(
    backup: Path, folder: Folder, *, keys: Path | None = None, node_key: Path | None = None,
    passphrase: str | None = None, mark: Path | None = None,
) -> Restored:  # fmt: skip
    """Make a node of a backup. This process is the node's afterwards.

    Args:
        keys: the archive of the key store; else the one that was made with the backup, beside it in `keys/`.
        node_key: the node key of the file holder, from where it is kept.
        mark: the old node's high-water mark, if it was saved; one that lies beside FOLDER is found by itself.

    Raises:
        NodeError: a file is damaged or missing, the keys do not belong to it, or the place is taken.
    """
    manifest = read_manifest(backup)
    check_files(backup, manifest["files"])
    if folder.path.exists() and any(folder.path.iterdir()):
        raise NodeError(f"{folder.path}: the folder is not empty; name one that does not exist yet, or move it away")
    archive = _archive(backup, manifest, keys)
    folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.path.chmod(0o700)
    note = f"{folder.path}: a restore was cut short here. Delete this folder (rm -r {folder.path}) and restore again"
    folder.unfinished.write_text(note + "\n", encoding="utf-8")
    try:
        config = _files(backup, manifest, archive, folder, node_key)
        open_named(folder, config, passphrase)  # before anything else is believed: the right node key, the right keys
        known = _mark(folder, config, mark)
    except BaseException:
        shutil.rmtree(folder.path)
        raise
    with at_rest(folder):
        _unplace(folder)
        enter(folder, passphrase)
        changed = _tables(manifest)
        erased = _erase_again(archive)
        number = _next_log(folder, config, passphrase, known)
        log_now()
    folder.unfinished.unlink()
    lost = None if known is None else _lost(manifest, known)
    return Restored(folder.path, number, manifest["taken_at"], manifest["events"], lost, erased, tuple(changed))


def _archive(backup: Path, manifest: Mapping[str, Any], given: Path | None) -> _Keys:
    path = given or backup.parent / KEYS / str(manifest["keys"]["archive"])
    try:
        with tarfile.open(fileobj=io.BytesIO(path.read_bytes())) as tar:
            found = {m.name: read.read() for m in tar if (read := tar.extractfile(m)) is not None}
        about = json.loads(found[MANIFEST])
        archive = _Keys(about, found["keys.sqlite3"], found["named.json"], json.loads(found["erasures.json"]))
    except FileNotFoundError:
        raise NodeError(
            f"{path}: the keys of this backup are not there (they expire sooner than the rest); "
            "give the newest archive of the key store that you have: --keys FILE"
        ) from None
    except (tarfile.TarError, KeyError, ValueError) as err:
        raise NodeError(f"{path}: not an archive of a key store, or damaged ({err}); use another one") from None
    if about["node"] != manifest["node"]:
        raise NodeError(f"{path}: these keys are of another node; expected those of {manifest['name']}")
    if about["taken_at"] < manifest["taken_at"]:
        raise NodeError(
            f"{path}: these keys are of {about['taken_at']}, older than the backup of {manifest['taken_at']}; what was "
            "written between them would not open. Use keys that were taken with the backup or later"
        )
    return archive


def _files(
    backup: Path, manifest: Mapping[str, Any], archive: _Keys, folder: Folder, node_key: Path | None
) -> NodeConfig:
    for name in manifest["files"]:
        if name not in ("keys/named.json", "keys/node.key"):
            copy_file(backup / name, folder.path / name)
    for path in (folder.keys, folder.logs, folder.blobs):
        path.mkdir(mode=0o700, exist_ok=True)
    write_file(archive.named, folder.keys / "named.json")  # not older than the store that it opens
    write_file(archive.store, folder.keys_database)
    config = read_config(folder)
    if config.key_holder == "file":
        source = node_key or backup / "keys" / "node.key"
        if not source.is_file():
            raise NodeError(
                f"{source}: the node key is not there; a backup does not hold it. Bring it from where you keep it: "
                "--node-key FILE"
            )
        copy_file(source, node_key_file(folder, config))
    elif node_key is not None:
        node_key_file(folder, config).unlink()
        copy_file(node_key, node_key_file(folder, config))
    return config


def _mark(folder: Folder, config: NodeConfig, given: Path | None) -> Checkpoint | None:
    """The newest mark at hand: the one given, or one that still lies where this node's would."""
    found = []
    for path in (given, folder.mark(config)):
        if path is None:
            continue
        if path == given and not path.is_file():
            raise NodeError(f"{path}: there is no such file; leave --mark out if the old mark is lost")
        try:
            mark = Mark(path).read()
        except LedgerError as err:
            raise NodeError(str(err)) from None
        if mark is not None:
            if parse_origin(mark.origin)[0] != config.name:
                raise NodeError(f"{path}: this mark is of {mark.origin}; expected one of {config.name}")
            found.append(mark)
    return max(found, key=lambda m: (parse_origin(m.origin)[1], m.size), default=None)


def _unplace(folder: Folder) -> None:
    """Events that had their index and were not signed yet when the backup was taken get their place in the next log.

    The triggers that keep the record from being changed stand in the way; nobody was ever shown these positions.
    """
    with closing(sqlite3.connect(folder.database, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        triggers = db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'spine_position'"
        ).fetchall()
        for name, _ in triggers:
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute(
            'DELETE FROM spine_position WHERE "index" >= '
            "(SELECT coalesce(max(size), 0) FROM spine_checkpoint c WHERE c.log_id = spine_position.log_id)"
        )
        for _, sql in triggers:
            db.execute(sql)
        db.execute("COMMIT")


def _tables(manifest: Mapping[str, Any]) -> list[str]:
    """Bring the tables to this version; which migrations that took.

    Raises:
        NodeError: the backup is of a newer version than this software.
    """
    from tutela_node.spine.process import newer, unmigrated

    ahead = newer()
    if ahead:
        raise NodeError(
            f"this backup was made by tutela {manifest['software']}, which is newer than what is installed "
            f"({', '.join(ahead)}); install that version or a later one, and restore again"
        )
    behind = unmigrated()
    migrate()  # the database of working sessions is always new
    return [name for name in behind if not name.startswith(("sessions.", "axes."))]


def _erase_again(archive: _Keys) -> int:
    """Sentences that are in the archive of the keys and not in the older database: what was erased stays erased.

    The acts that erased are lost with their events; an act of the node says it again, and the sentences name that.
    """
    import uuid

    from django.utils import timezone

    from tutela_node.operating._acts import configured
    from tutela_node.spine.models import Erasure
    from tutela_node.spine.vault import carry_out_erasures

    here = {row.hex for row in Erasure.objects.values_list("event", flat=True)}
    missing = [
        (
            uuid.UUID(scope),
            None if whole_scope else uuid.UUID(record),
            dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC),
        )
        for event, scope, record, whole_scope, at, _ in archive.erasures
        if event not in here
    ]
    if missing:
        configured(f"erased again after a restore: {len(missing)}", missing)
    carry_out_erasures(timezone.now())
    return len(missing)


def _next_log(folder: Folder, config: NodeConfig, passphrase: str | None, known: Checkpoint | None) -> int:
    from tutela_node.spine.log import open_log

    keys, holder = open_named(folder, config, passphrase)
    if known is None:
        keys = keys.rotated(["log"])
        write_named(folder.keys / "named.json", keys, holder)
        forget_keys()
    number = open_log("restore", known)
    write_named(folder.keys / "named.json", keys.settled(), holder)
    forget_keys()
    return number


def _lost(manifest: Mapping[str, Any], known: Checkpoint) -> int | None:
    """Events that the mark says were signed after the backup; unknown where whole logs came after it."""
    if known.origin != manifest["origin"]:
        return None
    return max(0, known.size - int(manifest["size"]))
