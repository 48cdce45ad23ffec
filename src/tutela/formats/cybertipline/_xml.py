"""XML from strangers, taken apart safely: no document type, no entity, nothing from outside, and bounds on everything.

`defusedxml` refuses what makes XML dangerous; the limits here keep a document that is merely huge from being built.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import escape, quoteattr

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from tutela.formats.cybertipline._errors import CyberTiplineError, Fault
from tutela.formats.cybertipline._words import ResponseCode

MOST_BYTES = 16 * 1024 * 1024  # texts have no limit of their own in the schema; a chat log is long
MOST_ELEMENTS = 100_000
MOST_ATTRIBUTES = 100  # of one element; the schema knows five
MOST_DEPTH = 32  # the schema nests six deep


@dataclass(slots=True)
class Node:
    """An element. `parts`: its texts and children as they stand; `asides`: comments and instructions in it, which are
    no content and are not dropped unseen either.
    """

    tag: str
    attributes: dict[str, str]
    parts: list[str | Node] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own text, without that of its children."""
        if len(self.parts) == 1 and isinstance(self.parts[0], str):
            return self.parts[0]
        return "".join(part for part in self.parts if isinstance(part, str))

    def walk(self) -> Iterator[Node]:
        """This element and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def parse(document: bytes | str) -> Node:
    """The root of a document.

    Raises:
        CyberTiplineError: with the code 4110: it is not well-formed, or is refused for what it could do.
    """
    size = len(document)
    if size > MOST_BYTES:
        raise refused(f"the document has {size:,} bytes", f"{MOST_BYTES:,} at most")
    target = _Target()
    try:
        parser = DefusedXMLParser(target=target, forbid_dtd=True, forbid_entities=True, forbid_external=True)
        parser.feed(document)
        parser.close()
    except DefusedXmlException as err:
        what = type(err).__name__.removesuffix("Forbidden")
        raise refused(f"the document declares a {_DANGERS.get(what, what)}", "a document without one") from err
    except ParseError as err:
        raise refused(f"the document is not well-formed: {err}", "XML 1.0, one root element") from err
    except (ValueError, LookupError) as err:  # of the decoder: an unknown or broken encoding, a lone surrogate
        raise refused(f"the document cannot be decoded: {err}", "UTF-8") from err
    if target.root is None:
        raise refused("the document has no element", "XML 1.0, one root element")
    return target.root


def written(node: Node) -> str:
    """The XML of an element and what is below it."""
    space, _, tag = node.tag.rpartition("}")
    said = {"xmlns": space[1:], **node.attributes} if space else node.attributes
    attributes = "".join(f" {name.rpartition('}')[2]}={quoted(value)}" for name, value in said.items())
    inside = "".join(escaped(part) if isinstance(part, str) else written(part) for part in node.parts)
    return f"<{tag}{attributes}>{inside}</{tag}>" if inside else f"<{tag}{attributes}/>"


def escaped(text: str) -> str:
    """Text between tags. A carriage return would come back as a newline, were it not escaped."""
    return escape(text, {"\r": "&#13;"})


def quoted(value: str) -> str:
    """An attribute's value in its quotes. It would lose tabs and newlines, were they not escaped."""
    return quoteattr(value)


def refused(what: str, expected: str) -> CyberTiplineError:
    return CyberTiplineError([Fault("", "malformed", what, expected, ResponseCode.MALFORMED_XML)])


_DANGERS = {"DTD": "document type", "Entities": "entity", "ExternalReference": "reference to something outside"}


class _Target:
    """Builds nodes while the document is read, and stops as soon as a bound is passed."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[Node] = []
        self._count = 0
        self._before: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise refused("the document has too many elements", f"{MOST_ELEMENTS:,} at most")
        if len(self._open) >= MOST_DEPTH:
            raise refused("the document nests too deep", f"{MOST_DEPTH} levels at most")
        if len(attributes) > MOST_ATTRIBUTES:
            raise refused(f"an element has {len(attributes)} attributes", f"{MOST_ATTRIBUTES} at most")
        node = Node(tag, attributes)
        if self._open:
            self._open[-1].children.append(node)
            self._open[-1].parts.append(node)
        else:
            self.root, node.asides = node, self._before
        self._open.append(node)

    def end(self, _tag: str) -> None:
        self._open.pop()

    def data(self, text: str) -> None:
        self._open[-1].parts.append(text)

    def comment(self, text: str) -> None:
        self._aside(f"<!--{text}-->")

    def pi(self, name: str, text: str | None = None) -> None:
        self._aside(f"<?{name} {text or ''}?>")

    def _aside(self, said: str) -> None:
        holder = self._open[-1] if self._open else self.root
        (holder.asides if holder else self._before).append(said)

    def close(self) -> None:
        return None
