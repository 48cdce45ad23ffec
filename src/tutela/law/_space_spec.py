"""The form of the conduct space (`law/space.yaml`): families, dimensions, values, reach, and what is always said."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tutela.corpus import Entry, Strict
from tutela.law._schema import Box


class Value(Strict):
    """One value of a dimension: the phrase for sentences, the rule for whoever states the facts, a text that draws the
    line.
    """

    say: str
    definition: str = Field(alias="def")
    source: str


class Dimension(Strict):
    """Ordered values, or ages in years (`kind: years`, `values: 0..18`)."""

    kind: Literal["values", "years"] = "values"
    values: dict[str, Value] | str
    say: str = ""
    definition: str = Field("", alias="def")
    source: str = ""
    ask: str


class Group(Strict):
    """A short name for several values, for sentences only."""

    of: list[str]
    say: str


class FamilySpec(Strict):
    """A family. `sentence` says a box, `deeds` which acts something is about; each names dimensions in braces."""

    title: str
    sentence: str
    deeds: str = "{conduct}"
    dimensions: dict[str, Dimension]
    implies: dict[str, dict[str, list[str]]] = {}
    groups: dict[str, list[Group]] = {}
    void: list[dict[str, list[str] | str]] = []


class Silent(Strict):
    """What a reading means by `mind: silent`: the text names no mental element."""

    dimension: str
    sure: list[str]
    open: list[str]
    condition: str


class Caution(Strict):
    """What must be said wherever an answer may touch these points."""

    boxes: list[Box]
    say: str
    source: str


class SpaceSpec(Entry):
    version: int
    silent: Silent
    unions: dict[str, list[str]]
    families: dict[str, FamilySpec]
    reach: dict[str, dict[str, Value]]
    reach_ask: dict[str, str]
    cautions: list[Caution] = []
    forms: list[str]
