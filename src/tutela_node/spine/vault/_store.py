"""The key store: scope keys wrapped by the sealing key, record keys wrapped by their scope's key.

New keys wait in the act that makes them (`Ring`) and are durable before the act commits; what an act did not use is an
orphan that opens nothing.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from django.db.models import QuerySet

from tutela_node.spine.keys import NamedKeys, named_keys
from tutela_node.spine.models import WrappedKey
from tutela_node.spine.prepared import prepared


class KeyGone(Exception):
    """The key of a record was deleted (the record is erased), or is missing from the key store."""


@dataclass
class Ring:
    """The keys that one act made, not yet in the store."""

    made: dict[uuid.UUID, tuple[uuid.UUID | None, bytes]] = field(default_factory=dict)

    def new_scope(self, scope: uuid.UUID) -> None:
        """A key for a case (or another scope), under its id."""
        self.made[scope] = (None, secrets.token_bytes(32))

    def new_key(self, record: uuid.UUID, scope: uuid.UUID) -> None:
        """A key for one record, under its id."""
        self.made[record] = (scope, secrets.token_bytes(32))

    def adopt(self, record: uuid.UUID, scope: uuid.UUID, key: bytes) -> None:
        """A key that something was sealed under before the act: the record's from now on, under its scope's."""
        self.made[record] = (scope, key)

    def key(self, ident: uuid.UUID) -> bytes:
        """The key of a record or scope, made here or in the store.

        Raises:
            KeyGone: there is none (any more).
        """
        if ident in self.made:
            return self.made[ident][1]
        return keys_of([ident]).get(ident) or _gone(ident)


RING: ContextVar[Ring] = ContextVar("ring")
"""The keys of the act that is running in this thread."""


def current_ring() -> Ring:
    """The keys of the act that is running.

    Raises:
        RuntimeError: outside an act nothing is sealed.
    """
    try:
        return RING.get()
    except LookupError:
        raise RuntimeError("values are sealed in an act only; call the service that does this") from None


_MADE: ContextVar[list[Ring]] = ContextVar("made")


@contextmanager
def collected() -> Iterator[list[Ring]]:
    """Inside: the rings that acts of one transaction hand in, for the key store to have before it commits."""
    made: list[Ring] = []
    token = _MADE.set(made)
    try:
        yield made
    finally:
        _MADE.reset(token)


def rows_of(rings: Iterable[Ring]) -> list[WrappedKey]:
    """What the store must hold before the acts of these rings commit; one look for the scope keys of all of them.

    Raises:
        KeyGone: the key of a scope is not there (any more).
    """
    made = {ident: one for ring in rings for ident, one in ring.made.items()}
    there = keys_of({parent for parent, _ in made.values() if parent is not None and parent not in made})
    rows = []
    for ident, (parent, key) in made.items():
        if parent is None:
            under = named_keys().sealing
        else:
            under = made[parent][1] if parent in made else there.get(parent) or _gone(parent)
        rows.append(WrappedKey(id=ident, parent=parent, wrapped=aes_key_wrap(under, key)))
    return rows


def hand_in(ring: Ring) -> None:
    """What an act that succeeded gives to its transaction."""
    if ring.made:
        _MADE.get().append(ring)


def _gone(ident: uuid.UUID) -> bytes:
    raise KeyGone(f"the key of {ident} is not in the key store: what it sealed is erased")


def keys_of(idents: Iterable[uuid.UUID]) -> dict[uuid.UUID, bytes]:
    """The keys of these records or scopes that are there; two queries however many."""
    wanted = set(idents)
    rows = {row.id: row for row in _rows(wanted)}
    parents = {row.parent for row in rows.values() if row.parent is not None} - rows.keys()
    scopes = {row.id: row for row in _rows(parents)} | {i: r for i, r in rows.items() if r.parent is None}
    try:
        opened = {i: scope_key(bytes(row.wrapped)) for i, row in scopes.items()}
        return {
            i: opened[i] if row.parent is None else aes_key_unwrap(opened[row.parent], bytes(row.wrapped))
            for i, row in rows.items()
            if row.parent is None or row.parent in opened
        }
    except (InvalidUnwrap, ValueError) as err:
        raise KeyGone(
            "a key in the key store does not open: it was changed, or wrapped by another sealing key; "
            "run `tutela node doctor`"
        ) from err


def _rows(idents: set[uuid.UUID]) -> Iterable[WrappedKey]:
    found: list[WrappedKey] = []
    listed = list(idents)
    for start in range(0, len(listed), 500):  # SQLite takes a bounded number of values in one statement
        found += _wrapped(idents=listed[start : start + 500])
    return found


@prepared
def _wrapped(idents: Sequence[uuid.UUID]) -> QuerySet[WrappedKey]:
    return WrappedKey.objects.filter(id__in=idents)


def scope_key(wrapped: bytes, keys: NamedKeys | None = None) -> bytes:
    """A scope's key, under whichever sealing key wraps it: during a rotation there are two.

    Raises:
        InvalidUnwrap: it is under none of them.
    """
    named = keys or named_keys()
    for sealing in (named.sealing, *named.sealing_before[:-1]):
        try:
            return aes_key_unwrap(sealing, wrapped)
        except InvalidUnwrap:
            if not named.sealing_before:
                raise
    return aes_key_unwrap(named.sealing_before[-1], wrapped)


def rewrap_scopes(keys: NamedKeys) -> int:
    """Wrap every scope key by the newest sealing key; how many there are.

    The caller holds the node at rest and one transaction. Those that are wrapped by it already stay as they are, so
    that it can be run again.
    """
    count = 0
    for row in WrappedKey.objects.filter(parent=None).iterator():
        key = scope_key(bytes(row.wrapped), keys)
        row.wrapped = aes_key_wrap(keys.sealing, key)
        row.save(update_fields=["wrapped"])
        count += 1
    return count
