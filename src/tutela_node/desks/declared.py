"""What each desk declares of itself, so that no other desk, and no list elsewhere, need know it.

A desk is a package under `desks/` with a module `desk.py`, which holds one value, `DECLARED`. `declared()` reads them
all once and puts them together in the order of the desks: addresses and navigation for the shell, tabs, panels and
next steps for the pages of a case, words for the time line and the record. A new desk is a new package, and nothing
else changes. The reference of acts reads `desk.py` without a node: views, panels and steps are named by dotted paths.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from tutela_node.desks.in_case import InCase


class DeclaredError(Exception):
    """A desk declares what cannot be: says which, what was expected, what to do. The node does not start."""


@dataclass(frozen=True)
class Desk:
    """A desk in the navigation. `key`: the second key of its shortcut, after g; one letter, not m (oneself)."""

    key: str
    words: Any
    url: str


@dataclass(frozen=True)
class Tab:
    """A part of a case that has a tab.

    Attributes:
        url_name: of its page, whose one argument is the id of the case.
        after: the key of the tab that it stands behind; empty: behind those that the desks before it declare. Several
            behind the same tab stand in the order of their desks.
        erased: whether it is left of an erased case.
    """

    key: str
    words: Any
    url_name: str
    after: str = ""
    erased: bool = False


@dataclass(frozen=True)
class Kind:
    """What a kind of record is called, by its name in acts and events.

    Attributes:
        record: in the record, beginning a sentence ("A person"); empty: the name of the kind.
        line: on a time line, within one ("a person"); empty: the name of the kind.
        url_name: of the page of one in its case, whose arguments are the ids of case and record; empty: it has none.
    """

    record: Any = ""
    line: Any = ""
    url_name: str = ""


@dataclass(frozen=True)
class Panel:
    """A part of the overview of a case: a template, which finds `shown` under `panel.shown`."""

    template: str
    shown: Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """What to do next after an answer of the law. `url` empty: nothing to press, somebody else is to act."""

    words: Any
    says: Any = ""
    url: str = ""


@dataclass(frozen=True)
class Declared:
    """What one desk says of itself.

    Attributes:
        order: the place of the desk among the others, in navigation, tabs, panels and lists of kinds.
        urls: (prefix, dotted path of the module with `urlpatterns`) each; several where pages lie below a case.
        navigation: (roles, entry) each: who has any of the roles sees the entry.
        open_paths: beginnings of addresses of this desk, from "/" on, that need no signed-in officer.
        quiet_paths: beginnings of addresses of this desk of which no line is logged at all.
        kinds: by the name of the kind, in the order of the reference of acts.
        told: words of the fields that a time line names, by the name of the field, in the order of the line. The room
            says of each act which of its fields those are (`casework.services.say`).
        values: words of the values of such a field, by the field, then by the value.
        who_may: by act: said beside what somebody who reads the case may not do.
        reasons: by reason, where an account names one that is no policy.
        panels: dotted path of `(InCase) -> Iterable[Panel]`, for the overview of an open case.
        next_steps: dotted path of `(InCase, page, attached) -> Iterable[Step]`; `page` is the answer as data, without
            what is withheld from the one who asks, `attached` the id of the attached answer or None.

    Words are lazy translations.
    """

    name: str
    order: int
    urls: tuple[tuple[str, str], ...] = ()
    navigation: tuple[tuple[frozenset[str], Desk], ...] = ()
    tabs: tuple[Tab, ...] = ()
    open_paths: tuple[str, ...] = ()
    quiet_paths: tuple[str, ...] = ()
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    who_may: Mapping[str, Any] = field(default_factory=dict)
    reasons: Mapping[str, Any] = field(default_factory=dict)
    panels: str = ""
    next_steps: str = ""


@dataclass(frozen=True)
class Desks:
    """What all desks declare, put together; the attributes are those of `Declared`."""

    desks: tuple[Declared, ...]
    urls: tuple[tuple[str, str], ...]
    navigation: tuple[tuple[frozenset[str], Desk], ...]
    tabs: tuple[Tab, ...]
    open_paths: tuple[str, ...]
    quiet_paths: tuple[str, ...]
    kinds: Mapping[str, Kind]
    told: Mapping[str, Any]
    values: Mapping[str, Mapping[str, Any]]
    who_may: Mapping[str, Any]
    reasons: Mapping[str, Any]

    def panels_of(self, inside: InCase) -> list[Panel]:
        """What the desks put on the overview of this case."""
        return [panel for desk in self.desks if desk.panels for panel in _called(desk.panels)(inside)]

    def next_steps_of(self, inside: InCase, page: Mapping[str, Any], attached: uuid.UUID | None) -> list[Step]:
        """What the desks propose to do next after this answer."""
        return [s for desk in self.desks if desk.next_steps for s in _called(desk.next_steps)(inside, page, attached)]


@cache
def declared() -> Desks:
    """Every desk of this version.

    Raises:
        DeclaredError: two desks say the same differently, or one says what cannot be.
    """
    return together(_found())


def together(found: Iterable[Declared]) -> Desks:
    """What these desks declare, in their order.

    Raises:
        DeclaredError: as `declared`.
    """
    desks = tuple(sorted(found, key=lambda d: d.order))
    _once("order", ((d.name, d.order) for d in desks))
    _once("shortcut", ((d.name, entry.key) for d in desks for _, entry in d.navigation))
    for desk in desks:
        _check(desk)
    return Desks(
        desks,
        urls=tuple(row for d in desks for row in d.urls),
        navigation=tuple(row for d in desks for row in d.navigation),
        tabs=_in_order(desks),
        open_paths=tuple(path for d in desks for path in d.open_paths),
        quiet_paths=tuple(path for d in desks for path in d.quiet_paths),
        kinds=_merged("kinds", ((d.name, d.kinds) for d in desks)),
        told=_merged("told", ((d.name, d.told) for d in desks)),
        values=_values(desks),
        who_may=_merged("who_may", ((d.name, d.who_may) for d in desks)),
        reasons=_merged("reasons", ((d.name, d.reasons) for d in desks)),
    )


def _found() -> Iterable[Declared]:
    package = importlib.import_module(__package__)
    for module in pkgutil.iter_modules(package.__path__, f"{__package__}."):
        if not module.ispkg or find_spec(f"{module.name}.desk") is None:
            continue
        said = getattr(importlib.import_module(f"{module.name}.desk"), "DECLARED", None)
        if not isinstance(said, Declared):
            raise DeclaredError(f"{module.name}.desk: there is no DECLARED; expected one value of the type Declared")
        yield said


def _check(desk: Declared) -> None:
    for _, entry in desk.navigation:
        if not re.fullmatch("[a-ln-z]", entry.key):
            raise DeclaredError(f"desk {desk.name}: the shortcut {entry.key!r}; expected one small letter, and not m")
    for prefix, _ in desk.urls:
        if not re.fullmatch(r"[^/].*/", prefix):
            raise DeclaredError(f"desk {desk.name}: the prefix {prefix!r}; expected one as in 'people/'")
    own = tuple(f"/{prefix}" for prefix, _ in desk.urls)
    for path in (*desk.open_paths, *desk.quiet_paths):
        if not (path.startswith(own) and path.endswith("/")):  # a desk opens nothing of another
            raise DeclaredError(f"desk {desk.name}: the path {path!r}; expected one that begins as its addresses do")


def _once(what: str, said: Iterable[tuple[str, Any]]) -> None:
    by: dict[Any, str] = {}
    for name, value in said:
        if value in by:
            raise DeclaredError(f"desk {name}: the {what} {value!r} is {by[value]}'s already; choose another")
        by[value] = name


def _merged(what: str, said: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """The mappings in one, in the order in which they come. The same twice is said once."""
    found: dict[str, Any] = {}
    for name, mapping in said:
        for key, words in mapping.items():
            before = found.setdefault(key, words)
            if before is not words and before != words:
                raise DeclaredError(f"desk {name}: {what} {key!r} is said otherwise by a desk before it")
    return found


def _values(desks: tuple[Declared, ...]) -> dict[str, dict[str, Any]]:
    fields = dict.fromkeys(name for d in desks for name in d.values)
    return {f: _merged(f"values of {f}", ((d.name, d.values.get(f, {})) for d in desks)) for f in fields}


def _in_order(desks: tuple[Declared, ...]) -> tuple[Tab, ...]:
    """The tabs without `after` as they are declared, behind each those that follow it, and behind these theirs."""
    every = [(d.name, tab) for d in desks for tab in d.tabs]
    if len({tab.key for _, tab in every}) < len(every):
        raise DeclaredError(f"two tabs of one key among {', '.join(t.key for _, t in every)}; name one otherwise")

    def behind(key: str) -> Iterable[Tab]:
        for _, tab in every:
            if tab.after == key:
                yield tab
                yield from behind(tab.key)

    placed = tuple(behind(""))
    for name, tab in every:
        if tab not in placed:
            expected = ", ".join(t.key for t in placed)
            raise DeclaredError(f"desk {name}: the tab {tab.key!r} after {tab.after!r}; expected one of {expected}")
    return placed


def _called(dotted: str) -> Callable[..., Iterable[Any]]:
    found: Callable[..., Iterable[Any]] = import_string(dotted)
    return found
