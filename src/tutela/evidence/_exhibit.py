"""An exhibit, and what was done with it, entry by entry. Each entry names the one before it by its digest."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal, get_args

from tutela.clocks import TimeError, WrittenTime
from tutela.evidence._digest import Digests
from tutela.evidence._errors import EvidenceError, as_evidence
from tutela.ledger import canonical_json, read_digest, read_uuid

Handling = Literal[
    "acquired", "moved", "sealed", "opened", "examined", "copied", "verified", "handed_over", "received", "returned",
    "destroyed",
]  # fmt: skip
"""What can be done with an exhibit. `handed_over` and `received` are the two ends of one change of hands."""

LAST: frozenset[Handling] = frozenset({"returned", "destroyed"})
"""After these nothing is done with it any more."""

FIELD = "custody"
"""Where an act's content holds the entry."""


@dataclass(frozen=True)
class Exhibit:
    """One piece of evidence, as it was acquired.

    Args:
        id: keeps through every hand-over.
        number: what it is called in the case, such as `2026-000123/E1`.
        digests: of its bytes.
        sniffed, claimed: media types, by content and as it came.
        source: what or whom it was acquired from.
        acquired: when, with the basis of its zone.
        basis, authority: what permitted holding it, and who.

    Raises:
        EvidenceError: a field is not of its form; the message names it.
    """

    id: uuid.UUID
    number: str
    digests: Digests
    source: str
    acquired: WrittenTime
    basis: str
    authority: str
    sniffed: str | None = None
    claimed: str | None = None

    def __post_init__(self) -> None:
        for name in ("number", "source", "basis", "authority"):
            _line("exhibit", name, getattr(self, name))
        for name in ("sniffed", "claimed"):
            if getattr(self, name) is not None:
                _line("exhibit", name, getattr(self, name))

    def as_json(self) -> dict[str, Any]:
        """JSON values, for the canonical form."""
        return {
            "v": 1, "id": str(self.id), "number": self.number, "sha256": self.digests.sha256.hex(),
            "blake3": self.digests.blake3.hex(), "size": self.digests.size, "sniffed": self.sniffed,
            "claimed": self.claimed, "source": self.source, "acquired": _time_as_json(self.acquired),
            "basis": self.basis, "authority": self.authority,
        }  # fmt: skip

    @property
    def digest(self) -> bytes:
        """SHA-256 of the canonical form, 32 bytes: what each entry of its custody names it by."""
        return sha256(canonical_json(self.as_json())).digest()

    @classmethod
    def of_json(cls, said: Any) -> Exhibit:
        """The exhibit of `as_json`.

        Raises:
            EvidenceError: it is none of version 1; the message says where.
        """
        keys = ("v", "id", "number", "sha256", "blake3", "size", "sniffed", "claimed", "source", "acquired", "basis",
                "authority")  # fmt: skip
        given = _object("exhibit", said, keys)
        size = given["size"]
        if not isinstance(size, int) or isinstance(size, bool):
            raise EvidenceError(f"exhibit, size: {size!r:.80}; expected a whole number of bytes")
        return cls(
            id=_uuid("exhibit, id", given["id"]),
            number=given["number"],
            digests=Digests(_hex("exhibit, sha256", given["sha256"]), _hex("exhibit, blake3", given["blake3"]), size),
            source=given["source"],
            acquired=_time_of_json("exhibit, acquired", given["acquired"]),
            basis=given["basis"],
            authority=given["authority"],
            sniffed=given["sniffed"],
            claimed=given["claimed"],
        )


@dataclass(frozen=True)
class CustodyEntry:
    """One thing that was done with an exhibit. It stands in the content of the act that records it (`fields`).

    Args:
        exhibit: `Exhibit.digest`.
        previous: `digest` of the entry before it; None of the first.
        handling: what was done.
        at: when it was done, which may be before it was recorded; with the basis of its zone.
        by: who did it: an officer, a unit, an organisation, as the node calls them.
        where: at which place or on which medium.
        why: what for, or the ground in law.
        sha256: of all of its bytes, where they were hashed on that occasion.
        with_whom: the other side of a change of hands.

    Raises:
        EvidenceError: a field is not of its form; the message names it.
    """

    exhibit: bytes
    previous: bytes | None
    handling: Handling
    at: WrittenTime
    by: str
    where: str
    why: str
    sha256: bytes | None = None
    with_whom: str | None = None

    def __post_init__(self) -> None:
        for name, digest in (("exhibit", self.exhibit), ("previous", self.previous), ("sha256", self.sha256)):
            if digest is not None and len(digest) != 32:
                raise EvidenceError(f"custody, {name}: {len(digest)} bytes; expected 32")
        if self.handling not in get_args(Handling):
            raise EvidenceError(f"custody, handling: {self.handling!r:.80}; expected {', '.join(get_args(Handling))}")
        for name in ("by", "where", "why"):
            _line("custody", name, getattr(self, name))
        if self.with_whom is not None:
            _line("custody", "with_whom", self.with_whom)
        if self.handling in ("handed_over", "received") and self.with_whom is None:
            raise EvidenceError(f"custody: it was {self.handling.replace('_', ' ')}; expected `with_whom`")
        if self.handling in ("acquired", "verified") and self.sha256 is None:
            raise EvidenceError(f"custody: it was {self.handling}; expected the `sha256` of all of its bytes")

    def as_json(self) -> dict[str, Any]:
        """JSON values, for the canonical form."""
        return {
            "v": 1, "exhibit": self.exhibit.hex(), "previous": None if self.previous is None else self.previous.hex(),
            "handling": self.handling, "at": _time_as_json(self.at), "by": self.by, "where": self.where,
            "why": self.why, "sha256": None if self.sha256 is None else self.sha256.hex(), "with_whom": self.with_whom,
        }  # fmt: skip

    @property
    def fields(self) -> dict[str, Any]:
        """What the recording act's content holds: `Content(event, act, {**entry.fields, …})`."""
        return {FIELD: self.as_json()}

    @property
    def digest(self) -> bytes:
        """SHA-256 of the canonical form, 32 bytes: what the next entry names it by."""
        return sha256(canonical_json(self.as_json())).digest()

    @classmethod
    def of_json(cls, said: Any) -> CustodyEntry:
        """The entry of `as_json`.

        Raises:
            EvidenceError: it is none of version 1; the message says where.
        """
        keys = ("v", "exhibit", "previous", "handling", "at", "by", "where", "why", "sha256", "with_whom")
        given = _object("custody", said, keys)
        previous, measured = given["previous"], given["sha256"]
        return cls(
            exhibit=_hex("custody, exhibit", given["exhibit"]),
            previous=None if previous is None else _hex("custody, previous", previous),
            handling=given["handling"] if isinstance(given["handling"], str) else "",  # type: ignore[arg-type]
            at=_time_of_json("custody, at", given["at"]),
            by=given["by"],
            where=given["where"],
            why=given["why"],
            sha256=None if measured is None else _hex("custody, sha256", measured),
            with_whom=given["with_whom"],
        )


def _line(what: str, name: str, said: Any) -> None:
    if not isinstance(said, str) or not said.strip() or len(said) > 1000:
        raise EvidenceError(f"{what}, {name}: {said!r:.80}; expected a text of 1 to 1,000 characters")
    if any(c < " " or "\ud800" <= c <= "\udfff" for c in said):
        raise EvidenceError(f"{what}, {name}: {said!r:.80}; expected characters, on one line")


def _object(what: str, said: Any, keys: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(said, dict) or said.keys() != set(keys):
        found = sorted(said) if isinstance(said, dict) else type(said).__name__
        raise EvidenceError(f"{what}: has {found!s:.300}; expected the keys {', '.join(keys)}")
    if said.get("v", 1) != 1 or isinstance(said.get("v"), bool):
        raise EvidenceError(f"{what}, v: {said['v']!r:.40}; expected 1; a newer Tutela may know this form")
    return said


def _hex(what: str, said: Any) -> bytes:
    with as_evidence():
        return read_digest(said, what)


def _uuid(what: str, said: Any) -> uuid.UUID:
    with as_evidence():
        return read_uuid(said, what)


def _time_as_json(time: WrittenTime) -> dict[str, str | None]:
    return {"as_written": time.as_written, "basis": time.basis, "zone": time.zone}


def _time_of_json(what: str, said: Any) -> WrittenTime:
    given = _object(what, said, ("as_written", "basis", "zone"))
    written, basis, zone = given["as_written"], given["basis"], given["zone"]
    if not isinstance(written, str) or basis not in _BASES or not (zone is None or isinstance(zone, str)):
        raise EvidenceError(f"{what}: {said!r:.160}; expected a text, a basis of {', '.join(_BASES)}, and a zone")
    _line(what, "as_written", written)
    try:
        return WrittenTime(written, basis, zone)
    except TimeError as err:
        raise EvidenceError(f"{what}: {err}") from err


_BASES = ("written", "export", "device", "assumed", "none")
