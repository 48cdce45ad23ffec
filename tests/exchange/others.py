"""Another node, as far as this one can see it: keys, a log of its own, descriptions."""

from __future__ import annotations

import datetime as dt
import itertools
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tutela.cooperation.envelopes import Fingerprint, Identity, derive_identity, describe, new_secret, read_description
from tutela.ledger import NoteSigner

_count = itertools.count(1)


@dataclass
class Other:
    """A node of somebody else. `keys`: newest first."""

    name: str = field(default_factory=lambda: f"other{next(_count)}.example")
    title: str = "An office elsewhere"
    keys: list[bytes] = field(default_factory=lambda: [new_secret()])
    number: int = 0
    log: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    @property
    def me(self) -> Identity:
        return derive_identity(self.name, self.keys[0])

    @property
    def fingerprint(self) -> Fingerprint:
        return read_description(self.described())[0].fingerprint

    @property
    def url(self) -> str:
        return f"https://{self.name}/exchange"

    def described(
        self, *, by_old: bool = False, until: dt.datetime | None = None, title: str = "", log: bytes | None = None
    ) -> str:
        """The next description of it."""
        self.number += 1
        now = dt.datetime.now(dt.UTC)
        signer = NoteSigner(f"{self.name}/log/1", Ed25519PrivateKey.from_private_bytes(log or self.log))
        return describe(
            self.me, number=self.number, title=title or self.title, system="CA", url=self.url,
            logs=(signer.verifier.vkey,), start=now - dt.timedelta(days=400), until=until or now + dt.timedelta(days=365),
            before=derive_identity(self.name, self.keys[1]) if by_old else None,
        )  # fmt: skip

    def changes_key(self) -> None:
        self.keys.insert(0, new_secret())
