"""A page that is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.office import Office

Address = str | Callable[[Office], str]


@dataclass(frozen=True)
class Page:
    """`role` None: not signed in; `basis`: the lawful basis that is chosen for the session. `quick`: in `make test`; the
    rest is looked at in `make test-slow`."""

    name: str
    address: Address
    role: str | None = "investigator"
    quick: bool = False
    status: int = 200
    basis: str = ""

    def at(self, office: Office) -> str:
        return office.base + (self.address if isinstance(self.address, str) else self.address(office))
