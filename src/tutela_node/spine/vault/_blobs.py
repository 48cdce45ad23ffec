"""Sealed blobs in a store that writes once, named by the digest of their ciphertext (obstore: a folder by default)."""

from __future__ import annotations

import contextlib
import hashlib
import uuid

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import LocalStore

from tutela_node.config import folder_of_process
from tutela_node.spine.keys import SealBroken, seal, unseal
from tutela_node.spine.models import Blob
from tutela_node.spine.vault._store import KeyGone, current_ring, keys_of


def _store() -> LocalStore:
    return LocalStore(folder_of_process().blobs, mkdir=True)


def _path(digest: str) -> str:
    return f"{digest[:2]}/{digest}"


def keep(clear: bytes, media_type: str, scope: uuid.UUID) -> Blob:
    """Seal `clear` under a new key of the scope, store it, and write its row. Inside an act only.

    The file is there before the row commits; a file without a row opens for nobody, and `doctor` names it.
    """
    ident = uuid.uuid4()
    ring = current_ring()
    ring.new_key(ident, scope)
    sealed = seal(ring.key(ident), "blob", str(ident), clear)
    digest = hashlib.sha256(sealed).hexdigest()
    with contextlib.suppress(AlreadyExistsError):  # a batch that is tried again: the same bytes are there already
        obstore.put(_store(), _path(digest), sealed, mode="create")
    return Blob.objects.create(id=ident, digest=digest, size=len(sealed), media_type=media_type, scope=scope)


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
