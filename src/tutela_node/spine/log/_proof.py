"""What proves one event to somebody without access: its account, the salt, its place and the signed checkpoint."""

from __future__ import annotations

from dataclasses import dataclass

from tutela.ledger import Account, TileLog, proof_text
from tutela.ledger import Content as Told
from tutela_node.config import folder_of_process
from tutela_node.spine.keys import SealBroken, named_keys, unseal
from tutela_node.spine.models import Checkpoint, Event, EventBody, Position


@dataclass(frozen=True)
class Place:
    """Where an event stands: *recorded*, then *logged* at `index`, under a checkpoint of `size` entries."""

    index: int | None
    origin: str | None
    size: int | None

    @property
    def logged(self) -> bool:
        return self.size is not None


def place_of(event: Event) -> Place:
    """Recorded, or logged and where."""
    at = Position.objects.select_related("log").filter(event=event).first()
    if at is None:
        return Place(None, None, None)
    last = Checkpoint.objects.filter(log=at.log, size__gt=at.index).order_by("-size").first()
    return Place(at.index, at.log.origin, last.size if last else None)


def account_of(body: EventBody) -> tuple[bytes, Account]:
    """The salt and the account of an event, under whichever of oversight's keys sealed it.

    Raises:
        SealBroken: none of them opens it: it was changed.
    """
    ident = str(body.event.uuid)
    for key in named_keys().accounts:
        try:
            return Account.parse(unseal(key, "event.account", ident, bytes(body.account)))
        except SealBroken:
            continue
    raise SealBroken(f"event.account of {ident}: no account key of this node opens it: it was changed")


def content_of(body: EventBody, key: bytes) -> tuple[bytes, Told]:
    """The salt and the content of an event, under its record's key.

    Raises:
        SealBroken: it was changed.
    """
    return Told.parse(unseal(key, "event.content", str(body.event.uuid), bytes(body.content or b"")))


def proof_of(event: Event) -> str | None:
    """A C2SP tlog-proof of an event in the last published checkpoint of its log; None while it is only recorded."""
    at = Position.objects.select_related("log").filter(event=event).first()
    if at is None:
        return None
    last = Checkpoint.objects.filter(log=at.log, size__gt=at.index).order_by("-size").first()
    if last is None:
        return None
    tiles = TileLog(folder_of_process().logs / str(at.log.number))
    if tiles.size < last.size:  # signed, its tiles not yet written
        return None
    return proof_text(at.index, tiles.inclusion(at.index, last.size), last.note)
