"""From XML to values. What can be read is read, in whatever order it comes; the rest is kept beside it and named.

Conservation: every element and every attribute of the document ends in one field of the value or in one `Unparsed`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from tutela.formats.cybertipline._errors import CyberTiplineError, Fault
from tutela.formats.cybertipline._fields import XSI, Place, expected, plan_of, value_of
from tutela.formats.cybertipline._rules import faults_of
from tutela.formats.cybertipline._xml import Node, parse, written

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unparsed:
    """What has no field. `said`: its text, or XML of an element; `elements`, `attributes`: how many it holds."""

    path: str
    said: str
    why: str
    elements: int = 0
    attributes: int = 0


@dataclass(frozen=True)
class Reading(Generic[T]):
    """A document as it was read.

    `value` holds what was understood; `unparsed` the rest; `faults` all that is wrong with the document. `elements` and
    `attributes` count those of the document, `read_elements` and `read_attributes` those that the value holds.
    """

    value: T
    unparsed: tuple[Unparsed, ...]
    faults: tuple[Fault, ...]
    elements: int
    attributes: int
    read_elements: int
    read_attributes: int

    @property
    def conserved(self) -> bool:
        """Whether the counts add up: nothing was lost and nothing stands twice."""
        return self.elements == self.read_elements + sum(one.elements for one in self.unparsed) and (
            self.attributes == self.read_attributes + sum(one.attributes for one in self.unparsed)
        )

    def required(self) -> T:
        """The value, if there is nothing wrong with the document.

        Raises:
            CyberTiplineError: there is; every fault.
        """
        if self.faults:
            raise CyberTiplineError(list(self.faults))
        return self.value


def reading(cls: type[T], root: str, document: bytes | str, now: dt.datetime | None) -> Reading[T]:
    """A document whose root element is `root`, read as `cls` and held to every rule.

    Raises:
        CyberTiplineError: it is not well-formed or is refused (4110), or its root is another (4100).
    """
    top = parse(document)
    if top.tag != root:
        raise CyberTiplineError([Fault("/", "unknown", f"the root element is <{top.tag[:80]}>", f"<{root}>")])
    told = _Told()
    value = told.read(cls, top, f"/{root}")
    every = list(top.walk())
    return Reading(
        value=value,
        unparsed=tuple(told.unparsed),
        faults=(*told.faults, *faults_of(value, f"/{root}", now)),
        elements=len(every),
        attributes=sum(len(node.attributes) for node in every),
        read_elements=told.read_elements,
        read_attributes=told.read_attributes,
    )


@dataclass
class _Told:
    """What is found on the way, beside the value."""

    unparsed: list[Unparsed] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    read_elements: int = 0
    read_attributes: int = 0

    def read(self, cls: type[T], node: Node, path: str) -> T:
        """The value of an element of a class that has a plan."""
        self.read_elements += 1
        plan, made = plan_of(cls), dict[str, Any]()
        for name, said in node.attributes.items():
            place, where = plan.attributes.get(name), f"{path}/@{_local(name)}"
            value = None if place is None else value_of(said, place.kind)
            if place is None or value is None:
                self._leave(Unparsed(where, said, _why(place), attributes=1), place)
            else:
                self.read_attributes += 1
                made[place.field] = value
        if plan.content is not None:
            made[plan.content.field] = self._content(node, plan.content, path)
        elif node.text.strip():
            self._leave(Unparsed(f"{path}/text()", node.text, "the schema has no text here"), None)
        if node.asides:
            self._asides(node, path)
        self._children(plan.elements, node, path, made, ordered=not plan.free)
        return cls(**made)

    def _children(
        self, known: dict[str, tuple[int, Place]], node: Node, path: str, made: dict[str, Any], *, ordered: bool
    ) -> None:
        last, counts = -1, dict[str, int]()
        for child in node.children:
            count = counts[child.tag] = counts.get(child.tag, 0) + 1
            at, place = known.get(child.tag, (0, None))
            if place is None:
                self._leave(_element(child, _path(path, child.tag, count), _why(None)), None)
                continue
            where = _path(path, child.tag, count if place.many else 0)
            if ordered and at < last:
                after = next(name for name, (k, _) in known.items() if k == last)
                self.faults.append(Fault(where, "order", f"stands after <{after}>", f"<{place.name}> before <{after}>"))
            last = max(last, at)
            if count > 1 and not place.many:
                self._leave(_element(child, _path(path, child.tag, count), "it may stand here once"), place, "repeated")
                continue
            value = self._value(child, place, where)
            if value is None:
                continue
            if place.many:
                made.setdefault(place.field, []).append(value)
            else:
                made[place.field] = value
        for _, place in known.values():
            if place.many and place.field in made:
                made[place.field] = tuple(made[place.field])

    def _value(self, node: Node, place: Place, path: str) -> Any:
        """The value of a child element; None where it was left unparsed."""
        if place.nested:
            return self.read(place.kind, node, path)
        value = None if node.children else value_of(node.text, place.kind) if not place.mark else _marked(node.text)
        if value is None:
            self._leave(_element(node, path, _why(place)), place)
            return None
        self.read_elements += 1
        for name, said in node.attributes.items():
            self._leave(Unparsed(f"{path}/@{_local(name)}", said, _why(None), attributes=1), None)
        if node.asides:
            self._asides(node, path)
        return value

    def _content(self, node: Node, place: Place, path: str) -> Any:
        value = value_of(node.text, place.kind)
        if value is None and node.text.strip():
            self._leave(Unparsed(f"{path}/text()", node.text, _why(place)), place)
        return value

    def _asides(self, node: Node, path: str) -> None:
        self.unparsed += [Unparsed(path, said, "a comment or an instruction, no content") for said in node.asides]

    def _leave(self, left: Unparsed, place: Place | None, kind: Any = None) -> None:
        """Keep what has no field, and say so."""
        self.unparsed.append(left)
        kind = kind or ("unknown" if place is None else "value")
        said = f"{left.said[:80]!r}: {left.why}" if kind == "value" else left.why
        self.faults.append(
            Fault(left.path, kind, said, _wanted(place) if kind == "value" and place else "nothing here")
        )


def _marked(text: str) -> bool | None:
    """The schema fixes a mark's content to true; it may be left out. Anything else is no mark."""
    return True if not text.strip() or value_of(text, bool) else None


def _element(node: Node, path: str, why: str) -> Unparsed:
    below = list(node.walk())
    return Unparsed(path, written(node), why, len(below), sum(len(one.attributes) for one in below))


def _why(place: Place | None) -> str:
    return "the schema does not have this here" if place is None else f"is not {_wanted(place)}"


def _wanted(place: Place) -> str:
    if place.mark:
        return "an empty element, or `true`"
    if place.nested:
        return f"<{place.name}> with what it holds"
    return "a text" if place.kind is str else expected(place.kind)


def _path(parent: str, name: str, count: int) -> str:
    return f"{parent}/{name}[{count}]" if count else f"{parent}/{name}"


def _local(name: str) -> str:
    return name.replace(f"{{{XSI}}}", "xsi:")
