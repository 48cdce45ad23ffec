"""Reading one YAML file strictly: YAML 1.2 scalars, line numbers for every value, nothing that can explode.

The flow: `read` checks the size, libyaml reports events, and these become plain values by the YAML 1.2 core schema
(https://yaml.org/spec/1.2.2/#103-core-schema; dates by ISO 8601 besides): only `true` and `false` are booleans, so the
country code `NO` stays a string. Anchors, aliases, tags, merge keys and duplicate keys are refused: reviewed data needs
none of them, and they are how YAML bombs and silent overwrites are made.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tutela.corpus._errors import CorpusError, Problem

MAX_BYTES = 4_000_000  # the largest corpus file is a tenth of this
MAX_DEPTH = 40
MAX_DIGITS = 18  # an integer that is longer is no year, age, sum or count

Loc = tuple[str | int, ...]

_INT = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


@dataclass(frozen=True)
class Document:
    """A parsed file: plain values, and the line on which each of them stands (1-based)."""

    path: Path
    data: Any
    lines: dict[Loc, int]

    def line(self, loc: Loc) -> int:
        """The line of the value at `loc`, or of the nearest value that holds it."""
        while loc and loc not in self.lines:
            loc = loc[:-1]
        return self.lines.get(loc, 1)

    def problem(self, loc: Loc, what: str, expected: str = "") -> Problem:
        return Problem(self.path, self.line(loc), ".".join(map(str, loc)), what, expected)


def read(path: Path) -> Document:
    """Parse `path`.

    Raises:
        CorpusError: the file is missing, too large, not UTF-8, not YAML, or uses what reviewed data may not use.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)  # never more, however long the file is
    except OSError as err:
        raise CorpusError([Problem(path, 0, "", f"cannot be read: {err.strerror}", "a readable file")]) from err
    if len(raw) > MAX_BYTES:
        raise CorpusError([Problem(path, 0, "", f"is longer than {MAX_BYTES:,} bytes", f"at most {MAX_BYTES:,}")])
    return parse(raw, path)


def parse(raw: bytes, path: Path) -> Document:
    """Parse bytes that came from `path` (which only names them in errors)."""
    lines: dict[Loc, int] = {}
    try:
        events = _Events(yaml.parse(raw.decode("utf-8"), Loader=yaml.CSafeLoader), path)
        data = events.document(lines)
    except UnicodeDecodeError as err:
        raise CorpusError([Problem(path, 0, "", f"byte {err.start} is not UTF-8", "UTF-8 text")]) from err
    except yaml.MarkedYAMLError as err:
        line = err.problem_mark.line + 1 if err.problem_mark else 0
        raise CorpusError([Problem(path, line, "", err.problem or "not YAML", "well-formed YAML")]) from err
    except yaml.YAMLError as err:
        raise CorpusError([Problem(path, 0, "", f"not YAML: {err}", "well-formed YAML")]) from err
    return Document(path, data, lines)


class _Events:
    """Turns libyaml's events into values one by one: nothing is shared and nothing unfolds, so there is no bomb to
    defuse.
    """

    def __init__(self, events: Iterator[yaml.Event], path: Path) -> None:
        self._events, self._path = events, path

    def document(self, lines: dict[Loc, int]) -> Any:
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                data = self._value(next(self._events), (), lines)
                next(self._events)  # the document's end
                if not isinstance(after := next(self._events), yaml.StreamEndEvent):
                    raise self._refuse(after, (), "holds a second document", "one document a file")
                if data is None:
                    break
                return data
        raise CorpusError([Problem(self._path, 1, "", "is empty", "at least one entry")])

    def _value(self, event: yaml.Event, loc: Loc, lines: dict[Loc, int]) -> Any:
        lines.setdefault(loc, _line(event))
        if len(loc) > MAX_DEPTH:
            raise self._refuse(event, loc[:3], "is nested too deeply", f"at most {MAX_DEPTH} levels")
        if isinstance(event, yaml.AliasEvent):
            raise self._refuse(
                event, loc, f"refers to *{event.anchor}", "the value written out (aliases are not allowed)"
            )
        self._plain(event, loc)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(loc, lines)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(item := next(self._events), yaml.SequenceEndEvent):
                items.append(self._value(item, (*loc, len(items)), lines))
            return items
        assert isinstance(event, yaml.ScalarEvent), event
        return _scalar(event, self._path)

    def _mapping(self, loc: Loc, lines: dict[Loc, int]) -> dict[str, Any]:
        out: dict[str, Any] = {}
        while not isinstance(key := next(self._events), yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent):
                raise self._refuse(key, loc, "has a key that is not a plain word", "a plain word as key")
            self._plain(key, loc)
            name = str(key.value)
            if name == "<<" and key.style not in ("'", '"'):
                raise self._refuse(key, loc, "merges another entry by <<", "the fields written out")
            if name in out:
                raise self._refuse(
                    key, (*loc, name), f"the key stands twice (first on line {lines[*loc, name]})", "each key once"
                )
            lines[(*loc, name)] = _line(key)
            out[name] = self._value(next(self._events), (*loc, name), lines)
        return out

    def _plain(self, event: yaml.Event, loc: Loc) -> None:
        if (tag := getattr(event, "tag", None)) is not None:
            raise self._refuse(event, loc, f"carries the tag {tag}", "a plain value (tags are not allowed)")
        if (anchor := getattr(event, "anchor", None)) is not None:
            raise self._refuse(event, loc, f"carries the anchor &{anchor}", "a plain value (anchors are not allowed)")

    def _refuse(self, event: yaml.Event, loc: Loc, what: str, expected: str) -> CorpusError:
        return CorpusError([Problem(self._path, _line(event), ".".join(map(str, loc)), what, expected)])


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _scalar(event: yaml.ScalarEvent, path: Path) -> Any:
    text = str(event.value)
    if event.style in ("'", '"', "|", ">"):
        return text
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    if _INT.match(text):
        if len(text) > MAX_DIGITS:
            what, expected = f"is a number of {len(text)} digits", f"at most {MAX_DIGITS}, or quotes"
            raise CorpusError([Problem(path, _line(event), "", what, expected)])
        return int(text)
    if _DATE.match(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError as err:
            raise CorpusError(
                [Problem(path, _line(event), "", f"{text} is no day of the calendar", "a date as YYYY-MM-DD")]
            ) from err
    if _FLOAT.match(text):
        if not math.isfinite(number := float(text)):
            raise CorpusError([Problem(path, _line(event), "", f"{text[:20]} is out of range", "a finite number")])
        return number
    return text
