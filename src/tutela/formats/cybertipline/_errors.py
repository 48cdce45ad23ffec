"""What is wrong with a document, said so that whoever made it can mend it, with the code that the interface answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tutela.formats.cybertipline._words import ResponseCode

Kind = Literal["malformed", "unknown", "order", "repeated", "missing", "value", "length", "rule"]
"""`unknown`: an element, attribute or text that the schema does not have; `value`: not of its type or list, or not what
a value of it must be; `rule`: what is asked of several together. Only `malformed` leaves nothing to read."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One defect. `path`: as XPath, `/report/victim[2]/schoolName`, empty for the document as a whole."""

    path: str
    kind: Kind
    what: str
    expected: str
    code: ResponseCode = ResponseCode.VALIDATION_FAILED

    def __str__(self) -> str:
        place = f"{self.path}: " if self.path else ""
        return f"{place}{self.what}; expected {self.expected} ({self.code.value})"


class CyberTiplineError(Exception):
    """A document that cannot be taken as it stands. `faults` lists every defect found; `code` is that of the first."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, faults)))

    @property
    def code(self) -> ResponseCode:
        return self.faults[0].code
