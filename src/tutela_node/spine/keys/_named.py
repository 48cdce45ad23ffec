"""The named keys of a node, wrapped by the node key in `keys/named.json`: one for each use, none for two."""

from __future__ import annotations

import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tutela_node.config import NodeError
from tutela_node.spine.keys._holder import Holder

NAMES = ("sealing", "account", "index", "log", "sign-in")
"""What every node has. `envelope` is not among them: a node from before there were partners gets it at its start."""


@dataclass(frozen=True, repr=False)
class NamedKeys:
    """32 bytes each. `accounts`: newest first, since old accounts keep the key they were sealed with.

    `envelope`: newest first; the older ones open for a time what partners sealed to them (docs/decisions/0010). Empty
    in a node from before there were partners, until `tutela node run` gives it one.
    `sealing_before`, `log_before`: while a rotation is under way, the keys that still wrap scopes or sign the log. A
    rotation that was cut short leaves them, so that everything opens until it is finished.
    """

    sealing: bytes
    accounts: tuple[bytes, ...]
    index: bytes
    log: bytes
    sign_in: bytes
    sealing_before: tuple[bytes, ...] = ()
    log_before: tuple[bytes, ...] = ()
    envelope: tuple[bytes, ...] = ()

    @classmethod
    def fresh(cls) -> NamedKeys:
        sealing, account, index, log, sign_in = (secrets.token_bytes(32) for _ in NAMES)
        return cls(sealing, (account,), index, log, sign_in, envelope=(secrets.token_bytes(32),))

    def rotated(self, names: Sequence[str]) -> NamedKeys:
        """New keys of these names. `index` is not among them: blind indexes could not be found again.

        Those of sealing and log keep the old ones beside them, until `settled`.
        """
        changed = self
        for name in names:
            new = secrets.token_bytes(32)
            if name == "account":
                changed = replace(changed, accounts=(new, *changed.accounts))
            elif name == "sealing":
                changed = replace(changed, sealing=new, sealing_before=(changed.sealing, *changed.sealing_before))
            elif name == "log":
                changed = replace(changed, log=new, log_before=(changed.log, *changed.log_before))
            elif name == "sign-in":
                changed = replace(changed, sign_in=new)
            elif name == "envelope":
                changed = replace(changed, envelope=(new, *changed.envelope))
            else:
                raise NodeError(
                    f"there is no key {name!r} to rotate; expected sealing, account, log, sign-in or envelope"
                )
        return changed

    def settled(self) -> NamedKeys:
        """Without the keys that a finished rotation no longer needs."""
        return replace(self, sealing_before=(), log_before=())


def write_named(path: Path, keys: NamedKeys, holder: Holder) -> None:
    """Write all named keys, wrapped; a crash leaves the old file or the new one."""
    rows = [("sealing", k) for k in (keys.sealing, *keys.sealing_before)]
    rows += [("account", k) for k in keys.accounts]
    rows += [("log", k) for k in (keys.log, *keys.log_before)]
    rows += [("index", keys.index), ("sign-in", keys.sign_in)]
    rows += [("envelope", k) for k in keys.envelope]
    made = {"v": 1, "keys": [{"name": n, "wrapped": b64encode(holder.wrap(k)).decode()} for n, k in rows]}
    fresh = path.with_suffix(".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        json.dump(made, out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_named(path: Path, holder: Holder) -> NamedKeys:
    """The named keys.

    Raises:
        NodeError: no such file, not of the form, or made under another node key.
    """
    try:
        found: dict[str, list[bytes]] = {}
        for row in json.loads(path.read_bytes())["keys"]:
            found.setdefault(row["name"], []).append(b64decode(row["wrapped"], validate=True))
        wrapped = [found[name] for name in NAMES]
    except FileNotFoundError:
        raise NodeError(f"{path}: the node's keys are not there; restore them with the backup of the keys") from None
    except (ValueError, KeyError, TypeError):
        raise NodeError(f"{path}: not the named keys of a node; restore the file from a backup of the keys") from None
    sealing, accounts, index, log, sign_in = ([holder.unwrap(w) for w in rows] for rows in wrapped)
    envelope = tuple(holder.unwrap(w) for w in found.get("envelope", ()))
    return NamedKeys(
        sealing[0], tuple(accounts), index[0], log[0], sign_in[0], tuple(sealing[1:]), tuple(log[1:]), envelope
    )  # fmt: skip
