"""What is wrong with a corpus, said so that the person who wrote the line can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """One defect: `line` is 1-based (0: the file as a whole), `where` the dotted path of the value inside the file."""

    path: Path
    line: int
    where: str
    what: str
    expected: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        said = f"{place}: {self.where + ': ' if self.where else ''}{self.what}"
        return f"{said}; expected {self.expected}" if self.expected else said


class CorpusError(Exception):
    """The corpus cannot be used as it stands. `problems` lists every defect found, in file order."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))
