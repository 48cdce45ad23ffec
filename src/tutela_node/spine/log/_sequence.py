"""The sequencer: from *recorded* to *logged*, within a second, by one thread of one process at a time.

    positions committed → root computed → note signed and committed → mark raised → tiles durable → checkpoint replaced

What a crash leaves between two of these steps is finished at the next start, from the database: it alone is the truth,
the tiles are made from it (docs/decisions/0006).
"""

from __future__ import annotations

from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from django.db.models import Max

from tutela.ledger import Checkpoint as Signed
from tutela.ledger import DamagedError, LedgerError, Mark, NoteSigner, TileLog, open_checkpoint
from tutela_node.config import Folder, NodeConfig, NodeError
from tutela_node.spine.acts import submit
from tutela_node.spine.keys import named_keys
from tutela_node.spine.logs import log as tell
from tutela_node.spine.models import Checkpoint, Event, Log, Position
from tutela_node.spine.prepared import cursor_of

MOST = 5000
"""Events of one round: bounds the transaction that others wait for."""
_POSITION = 'INSERT INTO spine_position (event_id, log_id, "index") VALUES (%s, %s, %s)'
LOOK_BACK = 10_000
"""Where transactions run side by side an event can commit after later ones: look this far behind the newest."""


def signer_of(log: Log) -> NoteSigner:
    """The signer of a log, if its key is a log key of this node.

    Raises:
        NodeError: the log was signed with a key that is no longer here; a new log must be opened.
    """
    keys = named_keys()
    for key in (keys.log, *keys.log_before):  # a rotation that was cut short before its log was opened
        signer = NoteSigner(log.origin, Ed25519PrivateKey.from_private_bytes(key))
        if signer.verifier.vkey == log.vkey:
            return signer
    raise NodeError(
        f"{log.origin} is signed with another key than the node has; open a new log: tutela node rotate-keys --log"
    )


class Sequencer:
    """Gives events their index and signs. One at a time for a folder: the caller holds `log.lock`.

    Raises:
        NodeError: the database is behind its high-water mark, or contradicts it (a restored backup, a fork).
    """

    def __init__(self, folder: Folder, config: NodeConfig) -> None:
        found = Log.objects.order_by("-number").first()
        if found is None:
            raise NodeError(
                f"{folder.path}: this node has no log yet; its set-up was cut short, run: tutela node doctor"
            )
        self.log = found
        self._signer = signer_of(found)
        self._mark = Mark(folder.mark(config))
        self._folder = folder.logs / str(found.number)
        self._seq = 0
        self.size = 0
        """Entries that are signed and published."""
        self._tiles, last = self._opened()
        if last is not None:
            self._publish(self._read(last), last)

    def tick(self) -> int:
        """Bring everything recorded into the log; how many entries were signed."""
        before = self.size
        while self._place():
            pass
        self._tiles.add(self._leaves(self._tiles.size))
        if self._tiles.size == before:
            return 0
        signed = Signed(self.log.origin, self._tiles.size, self._tiles.root())
        note = signed.signed(self._signer)
        submit(lambda: Checkpoint.objects.create(log=self.log, size=signed.size, root=signed.root, note=note))
        self._publish(signed, note)
        return self.size - before

    def _place(self) -> bool:
        """Give indexes to one round of events; whether there may be more."""
        waiting = list(
            Event.objects.filter(seq__gt=self._seq - LOOK_BACK, position=None)
            .order_by("seq")
            .values_list("seq", flat=True)[:MOST]
        )
        if not waiting:
            if not self._seq:  # the first look was over all events; the next ones need not be
                self._seq = Position.objects.aggregate(Max("event_id"))["event_id__max"] or 0
            return False
        submit(lambda: self._number(waiting))
        self._seq = max(self._seq, waiting[-1])
        return len(waiting) == MOST

    def _number(self, waiting: list[int]) -> None:
        top = Position.objects.filter(log=self.log).aggregate(Max("index"))["index__max"]
        start = 0 if top is None else top + 1
        rows = [(seq, self.log.pk, start + n) for n, seq in enumerate(waiting)]
        cursor_of(connection).executemany(_POSITION, rows)  # everybody's acts wait for this one

    def _leaves(self, start: int, end: int | None = None) -> Iterator[bytes]:
        rows = Position.objects.filter(log=self.log, index__gte=start).order_by("index")
        if end is not None:
            rows = rows.filter(index__lt=end)
        for n, (index, leaf) in enumerate(rows.values_list("index", "event__leaf").iterator()):
            if index != start + n:
                raise NodeError(
                    f"{self.log.origin}: position {start + n} is missing from the database; "
                    "run: tutela ledger verify FOLDER"
                )
            yield bytes(leaf)

    def _opened(self) -> tuple[TileLog, str | None]:
        """The tiles at the size of the last signed checkpoint, and its note; checked against the mark. What tiles are
        missing or torn are made from the database."""
        last = Checkpoint.objects.filter(log=self.log).order_by("-size").first()
        size, root = (last.size, bytes(last.root)) if last else (0, None)
        try:
            tiles = TileLog(self._folder, at=size)
        except DamagedError as err:
            tiles = self._rebuilt(err.fault.where, size)
        if tiles.size < size:  # a crash came before the checkpoint was published, or `checkpoint` is gone
            tell("log.finished", log=self.log.number, size=size, count=size - tiles.size)
            tiles.add(self._leaves(tiles.size, size))
        if last and tiles.root() != root:
            tiles = self._rebuilt("the right edge", size)
            if tiles.root() != root:
                raise NodeError(
                    f"{self.log.origin}: the events in the database do not give the root signed at size {size}: "
                    "something was changed. Stop, keep this folder as it is, and run: tutela ledger verify FOLDER"
                )
        try:
            self._mark.check(self.log.origin, size, tiles.root_at)
        except LedgerError as err:
            raise NodeError(f"{err} (docs/operations.md, “Restoring”)") from None
        return tiles, last.note if last else None

    def _rebuilt(self, where: str, size: int) -> TileLog:
        tell("log.rebuilt", what=where, log=self.log.number, size=size)
        return TileLog.rebuild(self._folder, self._leaves(0, size))

    def _read(self, note: str) -> Signed:
        try:
            return open_checkpoint(note, self._signer.verifier)
        except LedgerError as err:
            raise NodeError(
                f"{self.log.origin}: the last checkpoint in the database was changed: {err}. "
                "Keep this folder as it is, and run: tutela ledger verify FOLDER"
            ) from None

    def _publish(self, signed: Signed, note: str) -> None:
        self._mark.raise_to(signed)
        self._tiles.write()
        self._tiles.publish(note)
        self.size = signed.size
