"""How a class says where its fields stand in the XML, and that plan, read back.

A class of this form is a frozen dataclass whose fields are each an `element` (at most one), `elements` (any number), a
`mark` (an element that says something by being there), an `attribute`, or the `content` of the element itself; the
annotation says of what type. What is required is `| None` all the same, so that a document that lacks it can be read,
shown and completed.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal

from tutela.clocks import WrittenTime

Check = Callable[[Any], str | None]
"""What a value must be, in words, where it is not; None where it is."""

XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA_LOCATION = f"{{{XSI}}}noNamespaceSchemaLocation"


@dataclass(frozen=True)
class Place:
    """Where one field stands, and what may stand there.

    `kind`: what its text is (`str`, `bool`, `int`, `Decimal`, `dt.date`, `WrittenTime`, an enumeration) or a class of
    this form; `mark`: an element that says something by being there. `most`: characters; `checks`: what else holds.
    """

    field: str
    name: str
    where: Literal["element", "attribute", "content"]
    kind: type
    many: bool
    mark: bool
    required: bool
    most: int | None
    checks: tuple[Check, ...]

    @cached_property
    def nested(self) -> bool:
        """Whether it is an element of a class of this form."""
        return dataclasses.is_dataclass(self.kind) and self.kind is not WrittenTime


@dataclass(frozen=True)
class Plan:
    """A class's fields. `order`: the elements' places by name; `free`: they may come in any order (`xs:all`)."""

    attributes: dict[str, Place]
    elements: dict[str, tuple[int, Place]]
    content: Place | None
    free: bool

    @cached_property
    def places(self) -> list[Place]:
        """All of them, in the order in which they are written."""
        inside = [self.content] if self.content else []
        return [*self.attributes.values(), *inside, *(place for _, place in self.elements.values())]


def element(name: str, *checks: Check, most: int | None = None, required: bool = False) -> Any:
    """A child element that may stand there once."""
    return _field("element", name, None, checks, most=most, required=required)


def elements(name: str, *checks: Check, most: int | None = None, required: bool = False) -> Any:
    """A child element that may stand there any number of times; `required`: at least once."""
    return _field("element", name, (), checks, most=most, required=required)


def mark(name: str) -> Any:
    """A child element without content that says something by being there."""
    return _field("element", name, False, ())


def attribute(name: str, *checks: Check, most: int | None = None, required: bool = False) -> Any:
    """An attribute."""
    return _field("attribute", name, None, checks, most=most, required=required)


def content(*checks: Check, most: int | None = None) -> Any:
    """The text of the element itself; without it the element would say nothing, so it is required."""
    return _field("content", "", None, checks, most=most, required=True)


def plan_of(cls: type) -> Plan:
    """The plan of a class of this form; each is made once."""
    if cls not in _PLANS:
        _PLANS[cls] = _plan(cls)
    return _PLANS[cls]


_PLANS: dict[type, Plan] = {}


def _plan(cls: type) -> Plan:
    hints = typing.get_type_hints(cls)
    places = [_place(field, hints[field.name]) for field in dataclasses.fields(cls)]
    elements = [place for place in places if place.where == "element"]
    return Plan(
        attributes={place.name: place for place in places if place.where == "attribute"},
        elements={place.name: (k, place) for k, place in enumerate(elements)},
        content=next((place for place in places if place.where == "content"), None),
        free=bool(elements) and all(place.mark for place in elements),
    )


def _field(
    where: str,
    name: str,
    default: object,
    checks: tuple[Check, ...],
    *,
    most: int | None = None,
    required: bool = False,
) -> Any:
    said = {"where": where, "name": name, "checks": checks, "most": most, "required": required}
    return dataclasses.field(default=default, metadata=said)


def _place(field: dataclasses.Field[Any], hint: Any) -> Place:
    many = field.default == ()
    kind = typing.get_args(hint)[0] if many else hint
    if isinstance(kind, types.UnionType):
        (kind,) = (one for one in typing.get_args(kind) if one is not types.NoneType)
    return Place(field=field.name, kind=kind, many=many, mark=field.default is False, **field.metadata)


# ---------------------------------------------------------------- text and value

_TRUE, _FALSE = ("true", "1"), ("false", "0")  # XML Schema, boolean
_INTEGER = re.compile(r"[+-]?\d{1,19}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_LONG = 2**63

EXPECTED: dict[type, str] = {
    bool: "true or false",
    int: "a whole number",
    Decimal: "a decimal number",
    dt.date: "a date such as 2026-10-03",
    WrittenTime: "a date and time of ISO 8601 such as 2026-10-03T14:05:00+02:00",
}


def expected(kind: type) -> str:
    """What a text of this kind must be, in words."""
    return EXPECTED.get(kind) or "one of " + ", ".join(repr(str(one)) for one in typing.cast(type[StrEnum], kind))


def value_of(said: str, kind: type) -> Any:
    """The value that a text means, or None where it is no text of that kind."""
    if kind is str:
        return said
    if issubclass(kind, StrEnum):
        return kind(said) if said in kind._value2member_map_ else None
    said = said.strip(" \t\r\n")  # XML Schema: white space around these means nothing
    if kind is bool:
        return True if said in _TRUE else False if said in _FALSE else None
    if kind is int:
        number = int(said) if _INTEGER.fullmatch(said) else None
        return number if number is not None and -_LONG <= number < _LONG else None
    if kind is Decimal:
        return Decimal(said) if _DECIMAL.fullmatch(said) else None
    try:
        if kind is dt.date:
            return dt.date.fromisoformat(said) if _DATE.fullmatch(said) else None
        written = WrittenTime.of(said) if _TIME.fullmatch(said) else None
    except ValueError:
        return None
    return written if written and written.between else None


def text_of(value: Any) -> str:
    """The text of a value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.as_written if isinstance(value, WrittenTime) else str(value)
