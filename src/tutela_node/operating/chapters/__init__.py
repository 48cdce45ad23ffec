"""What happens in the arranged cases of a demonstration, by declaration: a module in here for what a room adds.

    @chapter("proposal waits", number=13)
    def proposal_waits(story: Story) -> None:
        story.later(3, lambda: …)

`play` runs once, when its case has been opened and its lead has begun to work; it acts through the services, as the
people of that office, and plans what comes later. A chapter whose number is beyond the cases of a small world is not
played there.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutela_node.operating._stories import Story

Play = Callable[["Story"], None]


@dataclass(frozen=True)
class Chapter:
    """What is arranged for the case of this number, counted from 0, in the demonstration of a legal system."""

    name: str
    number: int
    system: str
    play: Play


_DECLARED: dict[tuple[str, int], Chapter] = {}


def chapter(name: str, *, number: int, system: str = "DE") -> Callable[[Play], Play]:
    """Declare what follows as a chapter. Twice under one number is a defect.

    Raises:
        ValueError: the number is taken in that system.
    """

    def keep(play: Play) -> Play:
        made = Chapter(name, number, system, play)
        if (other := _DECLARED.setdefault((system, number), made)) != made:
            raise ValueError(f"chapter {name!r}: case {number} of {system} has {other.name!r}; take another number")
        return play

    return keep


def chapters(system: str) -> dict[int, Chapter]:
    """The chapters of the demonstration of this legal system, by the number of their case."""
    _load()
    return {number: found for (of, number), found in _DECLARED.items() if of == system}


@cache
def _load() -> None:
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        importlib.import_module(module.name)
