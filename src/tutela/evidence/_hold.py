"""Whether material may be held at all: off unless somebody with authority says so, on a basis, for a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tutela.evidence._errors import EvidenceError, MayNotHoldError


@dataclass(frozen=True)
class MayHold:
    """The permission to hold material. It holds from `since` up to `until`, without it.

    Args:
        basis: the law or order that permits it, as it is cited.
        authority: who permitted it.
        since, until: aware; `until` None where the permission has no end.

    Raises:
        EvidenceError: a field is empty, a time has no zone, or the permission ends before it begins.
    """

    basis: str
    authority: str
    since: dt.datetime
    until: dt.datetime | None = None

    def __post_init__(self) -> None:
        for name, said in (("basis", self.basis), ("authority", self.authority)):
            if not said.strip():
                raise EvidenceError(f"permission to hold, {name}: nothing is said; expected what or who permits it")
        for name, at in (("since", self.since), ("until", self.until)):
            if at is not None and at.tzinfo is None:
                raise EvidenceError(f"permission to hold, {name}: {at} has no time zone; expected an aware time")
        if self.until is not None and self.until <= self.since:
            raise EvidenceError(f"permission to hold: it ends at {self.until}, not after it begins at {self.since}")


def check_may_hold(permission: MayHold | None, at: dt.datetime) -> MayHold:
    """The permission, where it holds at that moment (aware).

    Raises:
        MayNotHoldError: there is none, it has not begun, or it has ended.
    """
    instead = "nothing was read; record the digest and where the material is, or ask who may permit it"
    if permission is None:
        raise MayNotHoldError(f"nobody permitted this organisation to hold material; {instead}")
    who = f"the permission of {permission.authority} ({permission.basis})"
    if at < permission.since:
        raise MayNotHoldError(f"{who} begins at {permission.since.isoformat()}; {instead}")
    if permission.until is not None and at >= permission.until:
        raise MayNotHoldError(f"{who} ended at {permission.until.isoformat()}; {instead}")
    return permission
