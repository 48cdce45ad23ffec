"""Every single fact of a document, and where it went: taken once, or left over and named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tutela.formats.cybertipline._fields import Place, plan_of, text_of
from tutela.intake import Placed, Unparsed


def facts_of(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """The path and the text of each fact in a value and below it: one for each attribute, text and mark (its name)."""
    for place in plan_of(type(value)).places:
        given = getattr(value, place.field)
        if given is None or given == () or (given is False and place.mark):
            continue
        for k, one in enumerate(given if place.many else (given,), 1):
            where = step(path, place, k)
            if place.nested:
                yield from facts_of(one, where)
            else:
                yield where, place.name if place.mark else text_of(one)


def step(path: str, place: Place, k: int) -> str:
    """The path of a field's value below that of what holds it."""
    name = place.name.rpartition("}")[2]
    if place.where == "content":
        return path
    return (
        f"{path}/@{name}" if place.where == "attribute" else f"{path}/{name}[{k}]" if place.many else f"{path}/{name}"
    )


class Taking:
    """One value of the document, while its facts are taken out of it. `placed` is shared by all of a document."""

    def __init__(self, value: Any, path: str, placed: dict[str, str]) -> None:
        self.value, self.path, self.placed = value, path, placed
        self._places = {place.field: place for place in plan_of(type(value)).places}

    def one(self, field: str, into: str) -> Any:
        """A single fact, which now stands in `into`; None where it is not said."""
        given = getattr(self.value, field)
        if given is not None:
            self.put(field, 1, into)
        return given

    def said(self, field: str, into: str) -> str | None:
        """As `one`, as its text."""
        given = self.one(field, into)
        return None if given is None else text_of(given)

    def all(self, field: str, into: str) -> tuple[Any, ...]:
        """A repeated fact; they stand in `into[0]` and on."""
        given: tuple[Any, ...] = getattr(self.value, field)
        for k in range(len(given)):
            self.put(field, k + 1, f"{into}[{k}]")
        return given

    def marks(self, into: str) -> tuple[str, ...]:
        """The names of the marks that are set."""
        given = [place for place in self._places.values() if place.mark and getattr(self.value, place.field)]
        for k, place in enumerate(given):
            self.put(place.field, 1, f"{into}[{k}]")
        return tuple(place.name for place in given)

    def part(self, field: str) -> Taking | None:
        """A value inside this one."""
        given = getattr(self.value, field)
        return None if given is None else Taking(given, step(self.path, self._places[field], 1), self.placed)

    def parts(self, field: str) -> list[Taking]:
        """The repeated values inside this one."""
        place = self._places[field]
        given = enumerate(getattr(self.value, field), 1)
        return [Taking(one, step(self.path, place, k), self.placed) for k, one in given]

    def put(self, field: str, k: int, into: str) -> None:
        """The fact numbered `k`, from 1, now stands in `into`."""
        where = step(self.path, self._places[field], k)
        if where in self.placed:
            raise AssertionError(f"{where} was taken twice: into {self.placed[where]} and into {into}")
        self.placed[where] = into


def settled(values: list[tuple[Any, str]], placed: dict[str, str]) -> tuple[list[Placed], list[Unparsed]]:
    """Where each fact of the values went; what nobody took is left over."""
    every = [fact for value, path in values for fact in facts_of(value, path)]
    went = [Placed(path=path, field=placed[path]) for path, _ in every if path in placed]
    left = [
        Unparsed(path=p, said=said, why="has no place of its own in a report") for p, said in every if p not in placed
    ]
    return went, left
