"""Sealed blobs in a store that writes once, named by the digest of their ciphertext (obstore: a folder by default)."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass, field

import obstore
from obstore.store import LocalStore

from tutela_node.config import folder_of_process
from tutela_node.spine.keys import SealBroken, seal, unseal
from tutela_node.spine.models import Blob
from tutela_node.spine.vault._store import KeyGone, current_ring, keys_of


def _store() -> LocalStore:
    return LocalStore(folder_of_process().blobs, mkdir=True)


def _path(digest: str) -> str:
    return f"{digest[:2]}/{digest}"


@dataclass(frozen=True)
class Prepared:
    """A blob in the store that no row names yet. `size`: of its ciphertext, in bytes; `key`: what seals it."""

    id: uuid.UUID
    digest: str
    size: int
    media_type: str
    key: bytes = field(repr=False)


def prepare(clear: bytes, media_type: str) -> Prepared:
    """Seal `clear` under a key of its own and store it, outside an act: what takes time is done before the writer is
    asked.

    If no act adopts it the file opens for nobody, and `doctor` names it among the loose ones.
    """
    ident, key = uuid.uuid4(), secrets.token_bytes(32)
    sealed = seal(key, "blob", str(ident), clear)
    digest = hashlib.sha256(sealed).hexdigest()
    obstore.put(_store(), _path(digest), sealed, mode="create")
    return Prepared(ident, digest, len(sealed), media_type, key)


def adopt(prepared: Prepared, scope: uuid.UUID) -> Blob:
    """The row of a prepared blob, its key under that of the scope. Inside an act only; one scope for one blob."""
    current_ring().adopt(prepared.id, scope, prepared.key)
    return Blob.objects.create(
        id=prepared.id, digest=prepared.digest, size=prepared.size, media_type=prepared.media_type, scope=scope
    )


def keep(clear: bytes, media_type: str, scope: uuid.UUID) -> Blob:
    """Seal `clear` under a new key of the scope, store it, and write its row. Inside an act only; for what is small.

    The file is there before the row commits; a file without a row opens for nobody, and `doctor` names it.
    """
    current_ring()
    return adopt(prepare(clear, media_type), scope)


def content(blob: Blob) -> bytes:
    """The clear bytes.

    Raises:
        KeyGone: its case is erased.
        SealBroken: the file is missing, or is not the one that was stored.
    """
    key = keys_of([blob.id]).get(blob.id)
    if key is None:
        raise KeyGone(f"the key of the blob {blob.id} is not in the key store: what it sealed is erased")
    return unseal(key, "blob", str(blob.id), sealed_bytes(blob))


def sealed_bytes(blob: Blob) -> bytes:
    """The ciphertext as stored.

    Raises:
        SealBroken: the file is missing, or its digest is another.
    """
    try:
        sealed = bytes(obstore.get(_store(), _path(blob.digest)).bytes())
    except FileNotFoundError:
        raise SealBroken(f"blob {blob.digest}: the file is missing from the blob store") from None
    if hashlib.sha256(sealed).hexdigest() != blob.digest:
        raise SealBroken(f"blob {blob.digest}: the file was changed")
    return sealed


def remove(digests: list[str]) -> None:
    """Delete the files of blobs whose keys are gone; what is missing already is no error."""
    store = _store()
    for digest in digests:
        try:
            obstore.delete(store, _path(digest))
        except FileNotFoundError:
            continue
