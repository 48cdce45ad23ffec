"""Opening a log: the first at set-up, the next after a restore or with a new log key."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tutela.ledger import Checkpoint as Signed
from tutela.ledger import NoteSigner, origin_of, parse_origin
from tutela_node.config import NodeConfig
from tutela_node.spine.acts import By, Doing, act
from tutela_node.spine.keys import named_keys
from tutela_node.spine.models import Checkpoint, Log, WrappedKey


@act("log.open", on="node", purposes=("administration",), says="A log is opened; what came before it is named.")
def _open(doing: Doing, node: NodeConfig, *, why: str, mark: Signed | None) -> int:
    if not WrappedKey.objects.filter(id=node.id).exists():
        doing.ring.new_scope(node.id)  # the node's own scope, under which its people's keys lie
    before = Log.objects.order_by("-number").first()
    number = 1 + max(before.number if before else 0, _number(mark))
    origin = origin_of(node.name, number)
    key = Ed25519PrivateKey.from_private_bytes(named_keys().log)
    Log.objects.create(number=number, origin=origin, vkey=NoteSigner(origin, key).verifier.vkey)
    doing.tell(origin=origin, why=why, **_what_came_before(before, mark))
    return number


def _number(mark: Signed | None) -> int:
    """The log that the mark is of. A restored database may know an earlier one: a number is never used twice."""
    return parse_origin(mark.origin)[1] if mark else 0


def _what_came_before(before: Log | None, mark: Signed | None) -> dict[str, object]:
    """The old origin, its last checkpoint known here, and the range that its mark says is lost."""
    if before is None:
        return {}
    last = Checkpoint.objects.filter(log=before).order_by("-size").first()
    told: dict[str, object] = {"before": before.origin, "known_size": last.size if last else 0}
    if last:
        told["known_root"] = bytes(last.root).hex()
    size = last.size if last else 0
    if mark is not None and (mark.origin != before.origin or mark.size > size):
        told["lost"] = {"from": size, "origin": mark.origin, "to": mark.size, "root": mark.root.hex()}
    elif mark is None:
        told["lost"] = "unknown: the high-water mark was not there"
    return told


def open_log(why: str, mark: Signed | None = None) -> int:
    """Open the next log and give its number. `why`: set-up, restore or new key, for the record.

    Args:
        mark: the high-water mark as it stands, if it is there.
    """
    return _open(By.node(), None, why=why, mark=mark)
