"""The closed, dated list of lawful bases on which a disclosing act may rest, for each legal system.

The list is data (`bases.yaml`), with sources and review status; who drafted it is no lawyer, and it says so.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

from tutela.corpus import CorpusError, read
from tutela_node.config import NodeError


@dataclass(frozen=True)
class Basis:
    """One lawful basis: `id` as in `DE/bdsg-48`, `in_force` from and until (inclusive; None: not ended)."""

    id: str
    system: str
    citation: str
    says: str
    purposes: frozenset[str]
    since: dt.date
    until: dt.date | None
    source: str
    review: str

    def in_force(self, on: dt.date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)


@cache
def _all() -> dict[str, Basis]:
    with as_file(files(__package__).joinpath("bases.yaml")) as path:
        try:
            rows = read(path).data["bases"]
        except (CorpusError, KeyError, TypeError) as err:
            raise NodeError(f"bases.yaml: {err}; mend the file, the node does not start without it") from None
    found: dict[str, Basis] = {}
    for row in rows:
        made = Basis(
            row["id"], row["system"], row["citation"], row["says"], frozenset(row["purposes"]),
            _day(row["since"]), _day(row["until"]) if row.get("until") else None, row["source"], row["review"],
        )  # fmt: skip
        if made.id in found or not made.id.startswith(made.system + "/"):
            raise NodeError(f"bases.yaml: {made.id!r} stands twice, or does not begin with its system")
        found[made.id] = made
    return found


def _day(value: str | dt.date) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)


def bases(system: str, on: dt.date, purpose: str | None = None) -> list[Basis]:
    """The bases of a system that are in force on a day (and serve a purpose)."""
    return [
        b for b in _all().values()
        if b.system == system and b.in_force(on) and (purpose is None or purpose in b.purposes)
    ]  # fmt: skip


def every_basis() -> list[Basis]:
    """The whole list, the ended ones too: records name them."""
    return list(_all().values())


def basis_of(ident: str | None) -> Basis | None:
    """The basis of this id; None if none is named or the list has no such."""
    return _all().get(ident or "")
