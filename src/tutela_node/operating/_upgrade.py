"""`tutela node upgrade`: the node's tables brought to the version that is installed, with a backup before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tutela_node.config import Folder, NodeError, enter, read_config
from tutela_node.operating._backup import BackedUp, back_up
from tutela_node.operating._init import migrate, whole
from tutela_node.operating._lock import at_rest
from tutela_node.operating._rotate import settle


@dataclass(frozen=True)
class Upgraded:
    """`changed`: the migrations that were carried out; none: the node was of this version already."""

    changed: tuple[str, ...]
    backup: BackedUp | None


def upgrade(folder: Folder, passphrase: str | None, backups: Path) -> Upgraded:
    """Bring a node at rest to the installed version. This process is the node's afterwards.

    Raises:
        NodeError: the node runs, is of a newer version, cannot be backed up, or does not pass its checks afterwards
            (then the backup is what to go back to).
    """
    whole(folder)
    config = read_config(folder)
    with at_rest(folder):
        settle(folder, config, passphrase)
        enter(folder, passphrase)
        from tutela_node.spine.process import check, newer, unmigrated

        ahead = newer()
        if ahead:
            raise NodeError(
                f"{folder.path}: this node is of a newer version than what is installed ({', '.join(ahead)}); a node "
                "is never brought back to an older version. Install the newer one again, or restore a backup of then"
            )
        behind = unmigrated()
        done = back_up(folder, backups) if behind else None
        if behind:
            migrate()
        try:
            check()
        except NodeError as err:
            where = f" The backup from before is {done.path}." if done else ""
            raise NodeError(f"the upgraded node does not pass its checks: {err}.{where}") from None
    return Upgraded(tuple(behind), done)
