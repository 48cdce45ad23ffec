"""The made-up world of the demonstration, and of tests and measurements that need a node with something in it.

`seed` plays months of work through the services, act by act, with a clock that runs through those months: what is
there afterwards came about as it would in a real office, and the record says so. `add_many` writes thousands of cases
beside them, without asking Cedar, but with their keys and an event each.
"""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from tutela_node.operating import _names as names
from tutela_node.operating._many import add_many
from tutela_node.operating._stories import SYSTEM, Story
from tutela_node.operating.chapters import chapters

MONTHS = dt.timedelta(days=150)
ORDINARY = 60
"""Cases that are played act by act."""
PURPOSES = {
    "investigator": "investigation", "supervisor": "investigation", "decider": "decision", "analyst": "analysis",
    "receiving": "intake", "helper": "victim_support", "inspector": "oversight", "administrator": "administration",
}  # fmt: skip


@dataclass
class Clock:
    """A clock that stands where it was put; a little later at every look, so that two acts never share a moment."""

    at: dt.datetime

    def __call__(self) -> dt.datetime:
        self.at += dt.timedelta(milliseconds=1)
        return self.at


@contextmanager
def as_if(at: dt.datetime) -> Iterator[Clock]:
    """Inside: acts of this process happen when the clock says. For made-up worlds only."""
    clock = Clock(at)
    with patch("django.utils.timezone.now", clock):
        yield clock


@dataclass(order=True)
class _Step:
    at: dt.datetime
    order: int
    do: Callable[[], Any] = field(compare=False)


@dataclass
class World:
    """Who is there, and what is still to come."""

    clock: Clock
    end: dt.datetime
    officers: dict[str, uuid.UUID] = field(default_factory=dict)
    units: list[uuid.UUID] = field(default_factory=list)
    steps: list[_Step] = field(default_factory=list)
    count: Iterator[int] = field(default_factory=lambda: itertools.count())
    dice: random.Random = field(default_factory=lambda: random.Random(2026))

    def by(self, who: str, basis: str | None = None) -> Any:
        from tutela_node.spine.acts import By

        role = next(role for short, _, role, _ in names.OFFICERS if short == who)
        return By(self.officers[who], PURPOSES[role], basis)  # type: ignore[arg-type]

    def plan(self, at: dt.datetime, do: Callable[[], Any]) -> None:
        """Something that happens at `at`, or not at all where that is still to come."""
        if at <= self.end:
            heapq.heappush(self.steps, _Step(at, next(self.count), do))

    def play(self) -> None:
        """Everything that was planned, in the order of its time; steps may plan further ones."""
        while self.steps:
            step = heapq.heappop(self.steps)
            self.clock.at = max(self.clock.at, step.at)
            step.do()

    def working_hour(self, day: dt.datetime) -> dt.datetime:
        while day.weekday() > 4:
            day += dt.timedelta(days=1)
        return day.replace(
            hour=self.dice.randrange(7, 16), minute=self.dice.randrange(60), second=self.dice.randrange(60)
        )


def seed(cases: int = ORDINARY, *, end: dt.datetime | None = None) -> None:
    """Fill a node that was just set up. This process is the node's.

    Args:
        cases: how many; those beyond `ORDINARY` are written in bulk.
        end: the present of that world; now, if not said. Its months lie before.
    """
    present = end or dt.datetime.now(dt.UTC)
    with as_if(present - MONTHS) as clock:
        world = World(clock, present - dt.timedelta(minutes=5))
        _people(world)
        for number in range(min(cases, ORDINARY)):
            _case(world, number)
        world.play()
        clock.at = present
    if cases > ORDINARY:
        add_many(cases - ORDINARY, present)


def _people(world: World) -> None:
    from tutela_node.people.services import Role, add_unit, invite
    from tutela_node.spine.acts import By

    today = world.clock.at.date()
    world.units = [add_unit(By.node(), None, name=name) for name in names.UNITS]
    for short, name, role, unit in names.OFFICERS:
        by = world.by("ines") if "ines" in world.officers else By.node()
        made = invite(
            by, None, name=name, email=f"{short}@office.example", unit=world.units[unit], roles=(Role(role, today),)
        )
        world.officers[short] = made.officer


def _case(world: World, number: int) -> None:
    """One case. The first few are arranged, so that every state is there to be seen; chance does the rest."""
    dice = world.dice
    within = 80 if number in chapters(SYSTEM) else 138
    began = world.working_hour(world.end - MONTHS + dt.timedelta(days=3 + dice.random() * within))
    lead = ("mara", "jonas", "aylin", "tomasz")[number % 4]
    story = Story(world, number, lead, dice.choice(names.BASES))
    world.plan(began, story.open)
