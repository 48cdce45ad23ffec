"""Who runs acts: one verb, `submit`. Here stands the way of SQLite, one writer thread in each process.

Keys that acts made are durable in the key store before the batch commits: the other order could leave a sealed record
that nobody can ever open.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.db import DatabaseError, InterfaceError, OperationalError, connections, transaction

from tutela.ledger import GroupCommit
from tutela_node.config import folder_of_process
from tutela_node.spine.acts import _refusals
from tutela_node.spine.acts._errors import ActError
from tutela_node.spine.acts._guard import writing
from tutela_node.spine.prepared import insert
from tutela_node.spine.routers import KEYS
from tutela_node.spine.vault import collected, rows_of

T = TypeVar("T")
Work = Callable[[], Any]

_writer: GroupCommit[Work, Any] | None = None
_starting = threading.Lock()


def submit(work: Callable[[], T]) -> T:
    """Run one act in the writer's transaction and return after it has committed.

    Raises:
        Exception: whatever the act raised, or why the commit failed; then nothing of it is durable.
    """
    global _writer
    writer = _writer
    if writer is None:
        with _starting:
            writer = _writer = _writer or GroupCommit(_commit, lock=folder_of_process().write_lock)
    return cast(T, writer(work))


def close_writer() -> None:
    """Finish what is queued (for an orderly end, and between tests)."""
    global _writer
    if _writer is not None:
        _writer.close()
        _writer = None


def _commit(batch: list[Work]) -> list[Any]:
    try:
        with writing():
            return _in_one_transaction(batch)
    except (DatabaseError, InterfaceError):
        for alias in ("default", KEYS):  # a full or failing disk may have left the connection unusable
            connections[alias].close()
        raise


def _in_one_transaction(batch: list[Work]) -> list[Any]:
    results: list[Any] = []
    with transaction.atomic(), collected() as made:
        for work in batch:
            before = len(made)
            try:
                with transaction.atomic():
                    results.append(work())
            except _refusals.Recorded as refusal:
                del made[before:]
                with transaction.atomic():
                    _refusals.note(refusal)
                results.append(refusal.refused)
            except (OperationalError, InterfaceError):
                raise  # the database itself failed: nothing of this batch can be trusted to be there
            except Exception as err:
                del made[before:]
                results.append(err)
        if connections["default"].needs_rollback:  # nothing would be committed, and nobody would be told
            raise OperationalError("the transaction was rolled back under its acts")
        if made:
            with transaction.atomic(using=KEYS):
                insert(*rows_of(made))
    return results


__all__ = ["ActError", "close_writer", "submit"]
