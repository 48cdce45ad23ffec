"""`tutela ledger verify` of a node's folder: the log, the database behind it, and with the keys every sealed byte.

Without keys: tiles, checkpoints and mark; every event's leaf against the log; nothing missing, nothing twice. With
keys: every account against its leaf, every content against its account, every sealed field, every blob. Each fault
names the table and the row, or the file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from tutela.ledger import Fault, LedgerError, Mark, NoteVerifier, TileLog, Verified, leaf, open_checkpoint, verify
from tutela_node.config import Folder, NodeConfig, NodeError, enter, read_config

MOST_FAULTS = 1000
CHUNK = 2000


def verify_node(path: Path, *, bodies: bool, ask: Callable[[str], str]) -> Verified:
    """Verify a node's folder; the node may be running.

    Args:
        bodies: open every sealed value too. `ask` is asked for the passphrase if the node key is under one.

    Raises:
        NodeError: there is no node here, or its keys do not open.
    """
    folder = Folder(path.resolve())
    config = read_config(folder)
    with closing(_read_only(folder.database)) as db:
        vkeys = [row[0] for row in db.execute("SELECT vkey FROM spine_log ORDER BY number")]
        found = verify(folder.logs, key=vkeys, mark=Mark(folder.mark(config)))
        faults = list(found.errors) + list(_database(db, folder))
    if bodies:
        faults += list(_sealed(folder, config, ask))
    return Verified(found.size, tuple(faults[:MOST_FAULTS]))


def _read_only(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise NodeError(f"{path}: the database is not there; restore the node: tutela node restore BACKUP FOLDER")
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def _database(db: sqlite3.Connection, folder: Folder) -> Iterator[Fault]:
    try:
        broken = [row[0] for row in db.execute("PRAGMA quick_check(20)") if row[0] != "ok"]
    except sqlite3.DatabaseError as err:
        yield Fault("node.sqlite3", f"the database cannot be read: {err}")
        return
    for said in broken:
        yield Fault("node.sqlite3", f"the database is damaged: {said}")
    for number, origin, vkey in db.execute("SELECT number, origin, vkey FROM spine_log ORDER BY number").fetchall():
        yield from _log(db, folder, number, origin, vkey)


def _log(db: sqlite3.Connection, folder: Folder, number: int, origin: str, vkey: str) -> Iterator[Fault]:
    """The database's events against the tiles, and its checkpoints against its key."""
    verifier = NoteVerifier.parse(vkey)
    signed = 0
    for size, root, note in db.execute(
        "SELECT size, root, note FROM spine_checkpoint WHERE log_id = ? ORDER BY size", (number,)
    ):
        try:
            said = open_checkpoint(note, verifier)
        except LedgerError as err:
            yield Fault("node.sqlite3, spine_checkpoint", f"the checkpoint of size {size} of {origin}: {err}")
            continue
        if (said.origin, said.size, said.root) != (origin, size, root):
            yield Fault(
                "node.sqlite3, spine_checkpoint", f"the row of size {size} of {origin} is not what its note says"
            )
        signed = max(signed, size)
    try:
        tiles = TileLog(folder.logs / str(number))
        entries = tiles.entries(0, min(signed, tiles.size))
        yield from _events(db, number, entries, signed)
    except LedgerError:
        return  # the tiles' own faults are named by the verification of the log


def _events(db: sqlite3.Connection, number: int, entries: Iterator[bytes], signed: int) -> Iterator[Fault]:
    rows = db.execute(
        'SELECT p."index", e.leaf, e.uuid FROM spine_position p LEFT JOIN spine_event e ON e.seq = p.event_id '
        'WHERE p.log_id = ? ORDER BY p."index"', (number,)
    )  # fmt: skip
    expected = 0
    for index, found, ident in rows:
        if index != expected:
            yield Fault("node.sqlite3, spine_position", f"the position {expected} is missing", expected)
            return
        expected += 1
        if index < signed and found != next(entries, found):
            yield Fault("node.sqlite3, spine_event", f"the leaf of event {ident} is not the one that was logged", index)
    if expected < signed:
        yield Fault("node.sqlite3, spine_position", f"{signed} events were signed and {expected} are here", expected)


def _sealed(folder: Folder, config: NodeConfig, ask: Callable[[str], str]) -> Iterator[Fault]:
    """Every sealed value of the node, opened."""
    passphrase = ask("Passphrase of the node key") if config.key_holder == "passphrase" else None
    enter(folder, passphrase)
    yield from _bodies()
    yield from _records()
    yield from _blobs()


def _bodies() -> Iterator[Fault]:
    from tutela_node.spine.models import EventBody, Position

    places = dict(Position.objects.values_list("event_id", "index"))
    for chunk in _chunks(EventBody.objects.select_related("event").order_by("event_id")):
        keys = _keys({b.record for b in chunk if b.content is not None})
        for body in chunk:
            yield from _body(body, keys, places.get(body.event_id))
    from tutela_node.spine.models import Event

    for event in Event.objects.filter(body=None)[:MOST_FAULTS]:
        yield Fault("node.sqlite3, spine_eventbody", f"event {event.uuid} has no bodies", places.get(event.seq))


def _body(body: Any, keys: dict[Any, bytes], index: int | None) -> Iterator[Fault]:
    from tutela_node.spine.keys import SealBroken
    from tutela_node.spine.log import account_of, content_of

    where, ident = "node.sqlite3, spine_eventbody", body.event.uuid
    try:
        salt, account = account_of(body)
    except (SealBroken, LedgerError) as err:
        yield Fault(where, f"{err}", index)
        return
    if account.event != ident or leaf(salt, account) != bytes(body.event.leaf):
        yield Fault(where, f"the account of event {ident} is not the one its leaf was made from", index)
    if (account.content is None) != (body.content is None):
        yield Fault(where, f"event {ident}: its account and its row do not agree whether there is a content", index)
    if body.content is None or account.content is None:
        return
    if body.record not in keys:
        if not _erased(body):
            yield Fault(where, f"event {ident}: the key of its content is missing and no erasure says why", index)
        return
    try:
        salt, content = content_of(body, keys[body.record])
    except (SealBroken, LedgerError) as err:
        yield Fault(where, f"{err}", index)
        return
    if content.event != ident or content.digest(salt) != account.content:
        yield Fault(where, f"the content of event {ident} is not the one its account names", index)


def _erased(body: Any) -> bool:
    from tutela_node.spine.models import Erasure

    return Erasure.objects.filter(scope=body.scope).filter(_sentenced(body.record)).exists()


def _sentenced(record: Any) -> Any:
    from django.db.models import Q

    return Q(whole_scope=True) | Q(record=record)


def _records() -> Iterator[Fault]:
    """Every row of every model with sealed fields."""
    from django.apps import apps

    from tutela_node.spine.keys import SealBroken
    from tutela_node.spine.models import Erasure
    from tutela_node.spine.vault import SealedRecord, opened_with

    for model in apps.get_models():
        if not issubclass(model, SealedRecord):
            continue
        for chunk in _chunks(model._default_manager.order_by("pk")):
            keys = _keys({r.pk for r in chunk})
            for record in chunk:
                where = f"node.sqlite3, {model._meta.db_table}"
                if record.pk not in keys:
                    if not Erasure.objects.filter(scope=record.scope_id).filter(_sentenced(record.pk)).exists():
                        yield Fault(where, f"the key of {record.pk} is missing and no erasure says why")
                    continue
                try:
                    opened_with(record, keys[record.pk])
                except (SealBroken, ValueError) as err:
                    yield Fault(where, f"{err}")


def _blobs() -> Iterator[Fault]:
    from tutela_node.spine.keys import SealBroken
    from tutela_node.spine.models import Blob, Erasure
    from tutela_node.spine.vault import KeyGone, content

    for blob in Blob.objects.order_by("pk").iterator():
        if Erasure.objects.filter(scope=blob.scope, whole_scope=True).exists():
            continue
        try:
            content(blob)
        except (SealBroken, KeyGone) as err:
            yield Fault(f"blobs/{blob.digest[:2]}/{blob.digest}", f"{err}")


def _keys(idents: set[Any]) -> dict[Any, bytes]:
    """The keys that open; a wrapped key that was changed is found by its own fault, here it is only missing."""
    from tutela_node.spine.vault import KeyGone, keys_of

    try:
        return keys_of(idents)
    except KeyGone:
        found: dict[Any, bytes] = {}
        for ident in idents:
            try:
                found |= keys_of([ident])
            except KeyGone:
                continue
        return found


def _chunks(rows: Any) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    for row in rows.iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
