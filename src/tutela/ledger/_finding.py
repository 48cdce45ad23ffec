"""What was looked at in something that somebody brings to be verified, and what was found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `name`: a word that never changes; `holds`: None where it could not be looked at,
    because what it needs was not given; `says`: a sentence.
    """

    name: str
    holds: bool | None
    says: str

    def __str__(self) -> str:
        return f"{ {True: 'yes', False: 'NO', None: 'not checked'}[self.holds]:11}  {self.name}: {self.says}"
