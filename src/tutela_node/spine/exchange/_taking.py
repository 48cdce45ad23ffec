"""What was received goes to the rooms: each letter once, in the order of its channel, by the act of the room.

A room that cannot take a letter sets it aside, with a word, for people to see. What fails unforeseen is tried again
after a minute, ten, an hour, and then set aside too: the next letters do not wait for it for ever.
"""

from __future__ import annotations

import time
import uuid
from typing import Any

from tutela_node.spine.acts import By, Doing, act
from tutela_node.spine.exchange._handlers import SetAside, handler_of
from tutela_node.spine.exchange._letters import Known, open_incoming
from tutela_node.spine.logs import log
from tutela_node.spine.models import Incoming

AGAIN = (60.0, 600.0, 3600.0)
"""Seconds until what failed unforeseen is tried again."""


class Taking:
    """Hands letters to rooms; one at a time for a folder. Its waits are in memory: a start tries everything at once."""

    def __init__(self) -> None:
        self._failed: dict[uuid.UUID, tuple[int, float]] = {}

    def round(self) -> int:
        """Hand over every letter that is due; how many were taken or set aside."""
        done, stuck = 0, set()
        for row in Incoming.objects.filter(state="received").order_by("partner", "channel", "sequence"):
            failures, due = self._failed.get(row.id, (0, 0.0))
            if (row.partner_id, row.channel) in stuck:
                continue
            if due > time.monotonic() or not self._take(row, failures):
                stuck.add((row.partner_id, row.channel))  # what follows it in its channel may build on it
                continue
            done += 1
        return done

    def _take(self, row: Incoming, failures: int) -> bool:
        handler = handler_of(row.kind)
        try:
            if handler is None:
                raise SetAside("no-room")
            handler.take(open_incoming(row))
        except Known:
            pass
        except SetAside as err:
            _set_aside(By.node(), None, incoming=row.id, why=err.why)
        except Exception as err:
            log("letter.failed", kind=type(err).__name__)
            if failures < len(AGAIN):
                self._failed[row.id] = (failures + 1, time.monotonic() + AGAIN[failures])
                return False
            _set_aside(By.node(), None, incoming=row.id, why="failed")
        self._failed.pop(row.id, None)
        return True


@act(
    "envelope.set_aside", on="node", purposes=("administration",),
    says="A letter that no room of the node could take is set aside, for people to see.",
)  # fmt: skip
def _set_aside(doing: Doing, _: Any, *, incoming: uuid.UUID, why: str) -> None:
    row = Incoming.objects.get(pk=incoming)
    if row.state != "received":
        raise Known(row)
    row.state, row.why = "set_aside", why[:40]
    row.save(update_fields=["state", "why"])
    doing.about("envelope", row.envelope)
    doing.tell(envelope=str(row.envelope), why=row.why)
