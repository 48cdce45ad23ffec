"""Why an act did not happen, for the person who asked."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence


class ActError(Exception):
    """The act did not happen; nothing was changed."""


class Refused(ActError):
    """Authority said no. `sentences`: why, and the next lawful step, as the policies say it."""

    def __init__(self, act: str, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.act = act
        self.sentences = tuple(sentences)


class Stale(ActError):
    """Somebody changed the record after this person saw it."""

    def __init__(self, by: str, at: dt.datetime | None) -> None:
        when = f" at {at:%H:%M} UTC on {at:%d %B %Y}" if at else ""
        super().__init__(
            f"{by or 'Somebody'} changed this{when}, after you opened it. What you typed is still here: "
            "look at what changed, then save again."
        )
        self.by = by
        self.at = at


class NotThere(ActError):
    """There is no such record, or none that this person may know of."""

    def __init__(self, kind: str, ident: uuid.UUID | str) -> None:
        super().__init__(f"There is no {kind} {ident} here that you can open.")


class Invalid(ActError):
    """A value is not acceptable. `field`: where it stood in the form, or empty for the whole."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Blocked(ActError):
    """It may be done, but not now: each reason is named."""

    def __init__(self, what: str, reasons: Sequence[str]) -> None:
        super().__init__(f"{what}: " + " ".join(reasons))
        self.reasons = tuple(reasons)
