"""`tutela ledger verify` of a node's folder: the log, the database behind it, and with the keys every sealed byte.

Without keys: tiles, checkpoints and mark; every event's leaf against the log; nothing missing, nothing twice. With
keys: every account against its leaf, every content against its account, every sealed field, every wrapped key, every
blob. Each fault names the table and the row, or the file.

Rows are read past Django: it would build an object for each, and stop at the first byte that is not of its form.
What is sealed under a key that was erased can be opened by nobody, and so be checked by nobody; its account can.
"""

from __future__ import annotations

import hashlib
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from tutela.ledger import (
    Account,
    Content,
    Fault,
    LedgerError,
    Mark,
    NoteVerifier,
    TileLog,
    Verified,
    open_checkpoint,
    verify,
)
from tutela_node.config import Folder, NodeConfig, NodeError, enter, read_config

MOST_FAULTS = 1000
DATABASE, KEY_STORE = "node.sqlite3", "keys.sqlite3"
CHECKPOINTS = f"{DATABASE}, spine_checkpoint"
POSITIONS = f"{DATABASE}, spine_position"
EVENTS = f"{DATABASE}, spine_event"
BODIES = f"{DATABASE}, spine_eventbody"
WRAPPED = f"{KEY_STORE}, spine_wrappedkey"

Keys = dict[str, bytes]
"""Opened keys by the id of their record or scope, as the database writes it."""


def verify_node(path: Path, *, bodies: bool, ask: Callable[[str], str]) -> Verified:
    """Verify a node's folder; the node may be running.

    Args:
        bodies: open every sealed value too. `ask` is asked for the passphrase if the node key is under one.

    Raises:
        NodeError: there is no node here, or its keys do not open.
    """
    folder = Folder(path.resolve())
    config = read_config(folder)
    faults: list[Fault] = []
    size = 0
    with closing(_read_only(folder.database)) as db:
        try:
            logs = db.execute("SELECT number, origin, vkey FROM spine_log ORDER BY number").fetchall()
            found = _published(folder, config, logs)
            size, published = found.size, {number: _tiles(folder, number) for number, _, _ in logs}
            db.execute("BEGIN")  # one view of the database from here on, newer than the files that were just read
            faults += [*found.errors, *_damage(db, DATABASE), *_database(db, published, logs)]
            if bodies:
                faults += _sealed(db, folder, config, ask)
        except sqlite3.DatabaseError as err:
            faults.append(Fault(DATABASE, f"the database cannot be read: {err}"))
    return Verified(size, tuple(faults[:MOST_FAULTS]))


def _read_only(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise NodeError(f"{path}: the database is not there; restore the node: tutela node restore BACKUP FOLDER")
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    db.text_factory = _text
    return db


def _text(stored: bytes) -> str:
    return stored.decode("utf-8", "replace")


def _damage(db: sqlite3.Connection, name: str) -> Iterator[Fault]:
    for (said,) in db.execute("PRAGMA quick_check(20)"):
        if said != "ok":
            yield Fault(name, f"the database is damaged: {said}")


# ---------------------------------------------------------------- without keys


def _published(folder: Folder, config: NodeConfig, logs: list[tuple[int, str, str]]) -> Verified:
    """The files of the logs, and the mark."""
    try:
        return verify(folder.logs, key=[str(vkey) for _, _, vkey in logs], mark=Mark(folder.mark(config)))
    except LedgerError as err:
        return Verified(0, (Fault(f"{DATABASE}, spine_log, or {folder.logs.name}/", f"{err}"),))


def _tiles(folder: Folder, number: int) -> TileLog | None:
    """None where they do not open, which the verification of the published files names."""
    try:
        return TileLog(folder.logs / str(number))
    except LedgerError:
        return None


def _database(
    db: sqlite3.Connection, published: dict[int, TileLog | None], logs: list[tuple[int, str, str]]
) -> Iterator[Fault]:
    for number, origin, vkey in logs:
        yield from _log(db, published[number], number, origin, str(vkey), growing=number == logs[-1][0])
    for table in ("spine_checkpoint", "spine_position"):
        lost = db.execute(f"SELECT count(*) FROM {table} WHERE log_id NOT IN (SELECT number FROM spine_log)")
        if count := lost.fetchone()[0]:
            yield Fault(f"{DATABASE}, {table}", f"{count} rows are of a log that the node does not have")


def _log(
    db: sqlite3.Connection, tiles: TileLog | None, number: int, origin: str, vkey: str, *, growing: bool
) -> Iterator[Fault]:
    """The database's events against the tiles, and its checkpoints against its key."""
    if tiles is None:
        return
    try:
        verifier = NoteVerifier.parse(vkey)
    except LedgerError as err:
        yield Fault(f"{DATABASE}, spine_log", f"the key of {origin}: {err}")
        return
    signed = 0
    for size, root, note in db.execute(
        "SELECT size, root, note FROM spine_checkpoint WHERE log_id = ? ORDER BY size", (number,)
    ):
        try:
            said = open_checkpoint(str(note), verifier)
        except LedgerError as err:
            yield Fault(CHECKPOINTS, f"the checkpoint of size {size} of {origin}: {err}")
            continue
        if (said.origin, said.size, said.root) != (origin, size, root):
            yield Fault(CHECKPOINTS, f"the row of size {size} of {origin} is not what its note says")
        signed = max(signed, said.size)
    if tiles.size > signed and growing:  # of an ended log, the next one says what a restore lost
        yield Fault(
            CHECKPOINTS, f"the last one of {origin} has size {signed}, and one of size {tiles.size} was published"
        )
    try:
        yield from _events(db, number, tiles.entries(0, min(signed, tiles.size)), signed)
    except LedgerError:
        return  # the tiles' own faults are named by the verification of the log


def _events(db: sqlite3.Connection, number: int, entries: Iterator[bytes], signed: int) -> Iterator[Fault]:
    """Positions without a gap, and at each the event whose leaf was logged there."""
    rows = db.execute(
        'SELECT p."index", e.leaf, p.event_id FROM spine_position p LEFT JOIN spine_event e ON e.seq = p.event_id '
        'WHERE p.log_id = ? ORDER BY p."index"', (number,)
    )  # fmt: skip
    expected = 0
    for index, found, seq in rows:
        if index != expected:
            yield Fault(POSITIONS, f"the position {expected} is missing", expected)
            return
        expected += 1
        if index < signed and found != next(entries, found):
            yield Fault(EVENTS, f"the leaf of event number {seq} is not the one that was logged", index)
    if expected < signed:
        yield Fault(POSITIONS, f"{signed} events were signed and {expected} are here", expected)


# ---------------------------------------------------------------- with keys


def _sealed(db: sqlite3.Connection, folder: Folder, config: NodeConfig, ask: Callable[[str], str]) -> Iterator[Fault]:
    """Every sealed value of the node, opened."""
    passphrase = ask("Passphrase of the node key") if config.key_holder == "passphrase" else None
    enter(folder, passphrase)
    keys, faults = _keys(folder)
    yield from faults
    with closing(_read_only(folder.database)) as now:  # an erasure is committed before its keys go
        erased = _Erased(now)
    yield from erased.faults()
    yield from _bodies(db, keys, erased)
    yield from _records(db, keys, erased)
    yield from _blobs(db, keys, erased)


def _keys(folder: Folder) -> tuple[Keys, list[Fault]]:
    """Every key of the key store that opens, and what does not."""
    from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

    from tutela_node.spine.vault import scope_key

    keys: Keys = {}
    try:
        with closing(_read_only(folder.keys_database)) as db:
            faults = list(_damage(db, KEY_STORE))
            rows = db.execute("SELECT id, parent, wrapped FROM spine_wrappedkey ORDER BY parent IS NOT NULL, id")
            for ident, parent, wrapped in rows:
                under = keys.get(parent)
                try:
                    if parent is None:
                        keys[ident] = scope_key(wrapped)
                    elif under is None:
                        faults.append(Fault(WRAPPED, f"the key of {ident} lies under {parent}, which has no key here"))
                    else:
                        keys[ident] = aes_key_unwrap(under, wrapped)
                except (InvalidUnwrap, ValueError, TypeError):
                    faults.append(Fault(WRAPPED, f"the key of {ident} does not open: it was changed"))
    except sqlite3.DatabaseError as err:
        faults = [Fault(KEY_STORE, f"the database cannot be read: {err}")]
    return keys, faults


class _Erased:
    """What acts have sentenced: whole scopes, and single records."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._rows = db.execute(
            "SELECT s.event, s.scope, s.record, s.whole_scope, e.seq FROM spine_erasure s "
            "LEFT JOIN spine_event e ON e.uuid = s.event"
        ).fetchall()
        self._scopes = {scope for _, scope, _, whole, _ in self._rows if whole}
        self._records = {record for _, _, record, whole, _ in self._rows if not whole}

    def __call__(self, record: object, scope: object) -> bool:
        return record in self._records or scope in self._scopes

    def faults(self) -> Iterator[Fault]:
        for event, *_, seq in self._rows:
            if seq is None:
                yield Fault(f"{DATABASE}, spine_erasure", f"an erasure names the event {event}, which is not there")


def _bodies(db: sqlite3.Connection, keys: Keys, erased: _Erased) -> Iterator[Fault]:
    from tutela_node.spine.keys import named_keys

    accounts = named_keys().accounts
    rows = db.execute(
        'SELECT e.uuid, e.leaf, b.account, b.content, b.record, b.scope, p."index" FROM spine_event e LEFT JOIN '
        "spine_eventbody b ON b.event_id = e.seq LEFT JOIN spine_position p ON p.event_id = e.seq ORDER BY e.seq"
    )
    for row in rows:
        yield from _body(row, accounts, keys, erased)
    (alone,) = db.execute(
        "SELECT count(*) FROM spine_eventbody WHERE event_id NOT IN (SELECT seq FROM spine_event)"
    ).fetchone()
    if alone:
        yield Fault(BODIES, f"{alone} bodies are of no event")


def _body(row: tuple[Any, ...], accounts: tuple[bytes, ...], keys: Keys, erased: _Erased) -> Iterator[Fault]:
    from tutela_node.spine.acts import SEALED_BY_SCOPE

    ident, found, sealed, content, record, scope, index = row
    if sealed is None:
        yield Fault(BODIES, f"event {ident} has no bodies", index)
        return
    event = _uuid(ident)
    opened, account = _account(accounts, event, sealed)
    if account is None:
        yield Fault(BODIES, f"event {ident}: its account does not open under any account key: it was changed", index)
        return
    if str(account.event) != event or hashlib.sha256(opened).digest() != found:
        yield Fault(BODIES, f"the account of event {ident} is not the one its leaf was made from", index)
    if (account.content is None) != (content is None):
        yield Fault(BODIES, f"event {ident}: its account and its row do not agree whether there is a content", index)
    if _uuid(record) != account.on.rpartition(":")[2]:
        yield Fault(BODIES, f"event {ident}: its row says another record than its account", index)
    if content is None or account.content is None:
        return
    by = scope if account.on.partition(":")[0] in SEALED_BY_SCOPE else record
    if by not in keys:
        if not erased(record, scope):
            yield Fault(BODIES, f"event {ident}: the key of its content is missing and no erasure says why", index)
        return
    try:
        told = _unsealed(keys[by], "event.content", event, content)
        _, said = Content.parse(told)
    except (LedgerError, ValueError) as err:
        yield Fault(BODIES, f"the content of event {ident}: {err}", index)
        return
    if str(said.event) != event or hashlib.sha256(told).digest() != account.content:
        yield Fault(BODIES, f"the content of event {ident} is not the one its account names", index)


def _account(accounts: tuple[bytes, ...], event: str, sealed: bytes) -> tuple[bytes, Account | None]:
    """The opened bytes (salt ‖ canonical account; their digest is the leaf) and what they say."""
    for key in accounts:
        try:
            opened = _unsealed(key, "event.account", event, sealed)
            return opened, Account.parse(opened)[1]
        except (LedgerError, ValueError):
            continue
    return b"", None


def _records(db: sqlite3.Connection, keys: Keys, erased: _Erased) -> Iterator[Fault]:
    """Every sealed field of every row of every model that has some."""
    from django.apps import apps

    from tutela_node.spine.vault import SealedRecord

    for model in apps.get_models():
        if issubclass(model, SealedRecord):
            yield from _of_model(db, model, keys, erased)


def _of_model(db: sqlite3.Connection, model: Any, keys: Keys, erased: _Erased) -> Iterator[Fault]:
    fields, table = model.sealed_fields(), model._meta.db_table
    columns = ", ".join(f'"{name}"' for name in ("id", model.scope_column, *(field.column for field in fields)))
    for ident, within, *values in db.execute(f"SELECT {columns} FROM {table}"):
        key = keys.get(ident)
        if key is None:
            if not erased(ident, within):
                yield Fault(f"{DATABASE}, {table}", f"the key of {ident} is missing and no erasure says why")
            continue
        for field, value in zip(fields, values, strict=True):
            if value is not None:
                try:
                    _unsealed(key, field.what, _uuid(ident), value)
                except ValueError as err:
                    yield Fault(f"{DATABASE}, {table}", f"{err}")


def _blobs(db: sqlite3.Connection, keys: Keys, erased: _Erased) -> Iterator[Fault]:
    from tutela_node.spine.models import Blob
    from tutela_node.spine.vault import sealed_bytes

    for ident, digest, size, scope in db.execute("SELECT id, digest, size, scope FROM spine_blob ORDER BY id"):
        if erased(ident, scope):
            continue
        where = f"blobs/{str(digest)[:2]}/{digest}"
        if ident not in keys:
            yield Fault(f"{DATABASE}, spine_blob", f"the key of the blob {ident} is missing and no erasure says why")
            continue
        try:
            sealed = sealed_bytes(Blob(digest=str(digest)))
            _unsealed(keys[ident], "blob", _uuid(ident), sealed)
        except Exception as err:  # whatever the store says of a name that was changed
            yield Fault(where, f"{err}")
            continue
        if len(sealed) != size:
            yield Fault(f"{DATABASE}, spine_blob", f"the blob {ident} has {len(sealed)} bytes and its row says {size}")


def _unsealed(key: bytes, what: str, ident: str, sealed: object) -> bytes:
    """The clear bytes; ValueError where they do not open."""
    from tutela_node.spine.keys import SealBroken, unseal

    if not isinstance(sealed, bytes):
        raise ValueError(f"{what} of {ident}: not a sealed value")
    try:
        return unseal(key, what, ident, sealed)
    except SealBroken as err:
        raise ValueError(f"{err}") from None


def _uuid(stored: object) -> str:
    """An id of the database (32 hex digits) as events and seals write it; unchanged where it is none."""
    try:
        made = uuid.UUID(str(stored))
    except ValueError:
        return str(stored)
    return str(made) if made.hex == stored else str(stored)
