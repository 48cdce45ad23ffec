"""Taking material in: permitted first, then read once, hashed while it passes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from tutela.clocks import WrittenTime
from tutela.evidence._digest import Digests, Readable, agree, digest
from tutela.evidence._hold import MayHold, check_may_hold


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Acquired:
    """What was taken in. `sniffed`: the media type that the content shows; `claimed`: the one that came with it, as it
    was written; `began`, `ended`: of the reading, by this machine's clock; `hold`: what permitted it.
    """

    digests: Digests
    sniffed: str | None
    claimed: str | None
    began: WrittenTime
    ended: WrittenTime
    hold: MayHold

    @property
    def media_types_agree(self) -> bool | None:
        """Whether the claimed media type is what the content shows; None where that cannot be said."""
        return agree(self.sniffed, self.claimed)


def acquire(
    stream: Readable,
    sink: Callable[[bytes], object],
    *,
    may_hold: MayHold | None,
    claimed: str | None = None,
    most: int | None = None,
    clock: Callable[[], dt.datetime] = _now,
) -> Acquired:
    """Read material once, hand it on chunk by chunk, and say what it was. Memory does not grow with it.

    Args:
        sink: takes each chunk (`CHUNK` bytes at most), such as a file's `write` or a sealing writer's. Whoever gives it
            completes or throws away what it took: only a return of this function says that all of it came.
        may_hold: the permission to hold material; None: there is none.
        claimed: the media type that came with the material, as it was written.
        most: bytes; more is refused.
        clock: this machine's, aware.

    Raises:
        MayNotHoldError: material may not be held now. Not a byte was read.
        EvidenceError: there are more bytes than `most`, or the stream is none of bytes.
    """
    began = clock()
    permitted = check_may_hold(may_hold, began)
    found = digest(stream, sink, most=most)
    return Acquired(
        digests=found.digests,
        sniffed=found.sniffed,
        claimed=claimed,
        began=WrittenTime.at_moment(began),
        ended=WrittenTime.at_moment(clock()),
        hold=permitted,
    )
