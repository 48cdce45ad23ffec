"""What `doctor` finds inside of a node whose keys open: versions, policies, the log, keys and blobs without owners."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tutela_node.config import Folder, NodeConfig, NodeError

if TYPE_CHECKING:
    from tutela_node.operating._doctor import Finding


def inside(folder: Folder, config: NodeConfig, at: dt.datetime, *, running: bool) -> Iterator[Finding]:
    """Findings of an opened node."""
    from tutela_node.operating._doctor import Finding
    from tutela_node.spine.process import newer, unmigrated

    ahead, behind = newer(), unmigrated()
    if ahead:
        yield Finding(
            "version", f"the node is of a newer version than what is installed: {', '.join(ahead)}",
            "install the newer version again",
        )  # fmt: skip
        return
    if behind:
        yield Finding(
            "version", f"the node is of an older version than what is installed: {', '.join(behind)}",
            f"stop it, then: tutela node upgrade {folder.path} BACKUPS",
        )  # fmt: skip
        return
    yield from _authority(config, at)
    yield from _log(folder, config, running=running)
    yield from _keys()
    yield from _blobs(folder, at)
    yield from _erasures(at)
    # exchange
    # holding
    # urgent


def _authority(config: NodeConfig, at: dt.datetime) -> Iterator[Finding]:
    from tutela_node.operating._doctor import Finding
    from tutela_node.spine.authority import bases, policies

    try:
        policies()
        here = bases(config.system, at.date())
    except NodeError as err:
        yield Finding("policies", str(err), "install the distribution again; its policies were changed")
        return
    if not here:
        yield Finding(
            "bases", f"the list of lawful bases has none for {config.system} today: no case can be read",
            "have a lawyer of that system add them (docs/authority.md), or correct `system` in node.toml",
        )  # fmt: skip


def _log(folder: Folder, config: NodeConfig, *, running: bool) -> Iterator[Finding]:
    from django.db.models import Max

    from tutela.ledger import EMPTY_ROOT, LedgerError, Mark, TileLog
    from tutela_node.operating._doctor import Finding
    from tutela_node.spine.keys import named_keys
    from tutela_node.spine.log import signer_of
    from tutela_node.spine.models import Checkpoint, Event, Log, Position

    keys = named_keys()
    if keys.sealing_before or keys.log_before:
        yield Finding(
            "rotation", "a rotation of keys was cut short", "start the node, or rotate again: either finishes it"
        )
    newest = Log.objects.order_by("-number").first()
    if newest is None:
        yield Finding("log", "there is no log: the set-up was cut short", "delete the folder and its mark; init again")
        return
    try:
        signer_of(newest)
    except NodeError as err:
        yield Finding("log", str(err), f"run: tutela node rotate-keys {folder.path} --log")
    last = Checkpoint.objects.filter(log=newest).order_by("-size").first()
    try:
        tiles = TileLog(folder.logs / str(newest.number), at=last.size if last else 0)
        Mark(folder.mark(config)).check(
            newest.origin, last.size if last else 0, lambda n: tiles.root_at(n) if n else EMPTY_ROOT
        )
    except LedgerError as err:
        yield Finding("log", str(err), "docs/operations.md, “What an error at start means”")
    waiting = Event.objects.filter(position=None).count()
    if waiting and running:
        yield Finding(
            "unlogged", f"{waiting} event(s) wait for their place in the log",
            "look again in a moment; if they stay, the node's output says why", grave=False,
        )  # fmt: skip
    top = Position.objects.filter(log=newest).aggregate(Max("event_id"))["event_id__max"] or 0
    behind = Event.objects.filter(position=None, seq__lt=top - 10_000).count()
    if behind:
        yield Finding(
            "stragglers", f"{behind} event(s) were passed over by the log, far behind the newest",
            f"restart the node; if they stay: tutela ledger verify {folder.path}",
        )  # fmt: skip


def _keys() -> Iterator[Finding]:
    """Keys that no record uses (harmless, and many say that something keeps failing), and records without a key."""
    from django.apps import apps

    from tutela_node.operating._doctor import MANY_ORPHANS, Finding
    from tutela_node.spine.models import Blob, Erasure, EventBody, WrappedKey
    from tutela_node.spine.vault import SealedRecord

    held = set(WrappedKey.objects.values_list("id", flat=True))
    scopes = set(WrappedKey.objects.filter(parent=None).values_list("id", flat=True))
    sentenced = set(Erasure.objects.filter(whole_scope=True).values_list("scope", flat=True))
    gone = set(Erasure.objects.filter(whole_scope=False).values_list("record", flat=True))
    used, lacking = set(Blob.objects.values_list("id", flat=True)), 0
    used |= {r for r in EventBody.objects.values_list("record", flat=True) if r is not None}
    for model in apps.get_models():
        if issubclass(model, SealedRecord):
            for record in model._default_manager.only("pk", model.scope_column).iterator():
                used.add(record.pk)
                if record.pk not in held and record.pk not in gone and record.scope_id not in sentenced:
                    lacking += 1
    if lacking:
        yield Finding(
            "missing keys", f"{lacking} record(s) have no key and nobody erased them: they cannot be read",
            "restore a newer archive of the key store, if there is one: tutela node restore",
        )  # fmt: skip
    orphans = len(held - used - scopes)
    if orphans > MANY_ORPHANS:
        yield Finding(
            "orphan keys", f"{orphans} keys belong to no record: acts failed after their keys were written",
            "harmless by itself; look in the node's output for what keeps failing", grave=False,
        )  # fmt: skip


def _blobs(folder: Folder, at: dt.datetime) -> Iterator[Finding]:
    from tutela_node.operating._doctor import Finding
    from tutela_node.spine.models import Blob, Erasure

    sentenced = set(Erasure.objects.filter(whole_scope=True).values_list("scope", flat=True))
    rows = list(Blob.objects.values_list("digest", "scope"))
    young = at.timestamp() - 3600
    there = {p.name: p for p in folder.blobs.glob("??/*") if p.is_file()}
    missing = [digest for digest, scope in rows if digest not in there and scope not in sentenced]
    if missing:
        yield Finding(
            "missing blobs", f"{len(missing)} attachment(s) have no file any more, as {missing[0]}",
            "copy the file from a backup: blobs/ has it under the same name",
        )  # fmt: skip
    known = {digest for digest, _ in rows}
    loose = [p for name, p in there.items() if name not in known and p.stat().st_mtime < young]
    if loose:
        yield Finding(
            "loose blobs", f"{len(loose)} file(s) in blobs/ belong to no record, as {loose[0].name}: an act failed "
            "after its file was written; nobody can open them", f"delete them: rm {loose[0]} and the like", grave=False,
        )  # fmt: skip


def _erasures(at: dt.datetime) -> Iterator[Finding]:
    from tutela_node.operating._doctor import Finding
    from tutela_node.spine.models import Erasure

    late = Erasure.objects.filter(done_at=None, at__lt=at - dt.timedelta(minutes=5)).count()
    if late:
        yield Finding(
            "erasures", f"{late} erasure(s) were decided and their keys are still there",
            "start the node: it carries them out first",
        )  # fmt: skip
