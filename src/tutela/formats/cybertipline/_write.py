"""From values to XML, in the order that the schema sets."""

from __future__ import annotations

from typing import Any

from tutela.formats.cybertipline._fields import SCHEMA_LOCATION, XSI, Place, plan_of, text_of
from tutela.formats.cybertipline._xml import escaped, quoted

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def document(value: Any, root: str) -> bytes:
    """The document of a value, UTF-8. The value keeps its rules: whoever calls has checked."""
    return (HEAD + _element(value, root) + "\n").encode()


def _element(value: Any, name: str) -> str:
    head, inside = [name], list[str]()
    for place in plan_of(type(value)).places:
        given = getattr(value, place.field)
        if given is None or (given is False and place.mark):
            continue
        if place.where == "attribute":
            head.append(_attribute(place, given))
        elif place.where == "content":
            inside.append(escaped(text_of(given)))
        else:
            inside += [_child(place, one) for one in (given if place.many else (given,))]
    opened, held = " ".join(head), "".join(inside)
    return f"<{opened}>{held}</{name}>" if held else f"<{opened}/>"


def _child(place: Place, value: Any) -> str:
    if place.nested:
        return _element(value, place.name)
    said = "" if place.mark else escaped(text_of(value))
    return f"<{place.name}>{said}</{place.name}>" if said else f"<{place.name}/>"


def _attribute(place: Place, value: Any) -> str:
    if place.name == SCHEMA_LOCATION:
        return f'xmlns:xsi="{XSI}" xsi:noNamespaceSchemaLocation={quoted(value)}'
    return f"{place.name}={quoted(text_of(value))}"
