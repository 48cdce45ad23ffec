"""Reading the cooperation corpus, and checking it against the law corpus it cites."""

from __future__ import annotations

import zoneinfo
from collections.abc import Collection, Mapping
from pathlib import Path

from tutela.cooperation._read_forms import build_forms
from tutela.cooperation._schema import Book, Region, Route, Zone
from tutela.corpus import CorpusError, Document, Problem, Section, load_list
from tutela.law import Instrument


def build(root: Path) -> Book:
    """Parse and check `root/cooperation`.

    Raises:
        CorpusError: with every defect found.
    """
    folder, problems = root / "cooperation", list[Problem]()
    routes, doc = load_list(folder / "routes.yaml", "routes", Route, problems)
    zones, zones_doc = load_list(folder / "zones.yaml", "zones", Zone, problems)
    if zones_doc:
        _unique("zones", [z.id for z in zones], zones_doc, problems)
        for i, entry in enumerate(zones):
            try:
                zoneinfo.ZoneInfo(entry.zone)
            except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
                problems.append(zones_doc.problem(("zones", i, "zone"), f"no time zone {entry.zone!r}", "an IANA name"))
    words = build_forms(folder, problems)
    if doc:
        _unique("routes", [r.id for r in routes], doc, problems)
        for i, route in enumerate(routes):
            for form in sorted(set(route.forms) - words.forms.keys()):
                problems.append(doc.problem(("routes", i, "forms"), f"{form!r} is no form", "an id under forms/"))
        used = {form for route in routes for form in route.forms}
        used |= {form.includes for form in words.forms.values() if form.includes}
        for unused in sorted(words.forms.keys() - used):
            problems.append(Problem(folder / "forms", 0, "", f"{unused!r} is used by no route", "a use, or no entry"))
        known = {r.id for r in routes}
        for ground in words.grounds:
            for name in sorted(set(ground.routes) - known):
                what = f"{name!r} is no route"
                problems.append(Problem(folder / "grounds.yaml", 0, ground.id, what, "an id of routes.yaml"))
    if problems:
        raise CorpusError(problems)
    return Book(
        routes=routes, forms=words.forms, zones={z.id: z for z in zones}, fields=words.fields, terms=words.terms,
        languages=words.languages, grounds=words.grounds,
    )  # fmt: skip


COOPERATION = Section("cooperation", Book, build)


def cross_check(
    book: Book, instruments: Mapping[str, Instrument], families: Collection[str], root: Path
) -> list[Problem]:
    """What routes cite that the law corpus does not hold: instruments, reservation rights, families of conduct."""
    path, problems = root / "cooperation" / "routes.yaml", list[Problem]()
    for route in book.routes:
        cited = {c.instrument for c in route.legal_basis} | {t.instrument for t in route.test if t.instrument}
        for name in sorted(cited - instruments.keys()):
            problems.append(Problem(path, 0, route.id, f"{name!r} is no instrument", "an id of law/instruments"))
        held = {right.id for name in cited & instruments.keys() for right in instruments[name].rights}
        for right in sorted(_rights(route) - held):
            what = f"{right!r} is no reservation right of {', '.join(sorted(cited))}"
            problems.append(Problem(path, 0, route.id, what, "an id under an instrument's `rights`"))
        for family in sorted(_families(route) - set(families)):
            problems.append(Problem(path, 0, route.id, f"{family!r} is no family", f"one of {', '.join(families)}"))
    return problems


Words = Mapping[str, Mapping[str, Collection[str]]]
"""The conduct space as words: per family and dimension its values (none given: any, as ages in years)."""


def check_boxes(book: Book, words: Words, root: Path) -> list[Problem]:
    """What the boxes of routes name that the conduct space does not have."""
    path, problems = root / "cooperation" / "routes.yaml", list[Problem]()
    for route in book.routes:
        for box in [box for region in _regions(route) for box in (*region.inside, *region.outside)]:
            name = str(box["family"])
            dims = words.get(name)
            if dims is None:
                continue  # told by `cross_check`
            for dim in sorted(box.keys() - {"family"} - dims.keys()):
                what = f"{dim!r} is no dimension of {name}"
                problems.append(Problem(path, 0, route.id, what, f"one of {', '.join(dims)}"))
            for dim, known in dims.items():
                named = box.get(dim, [])
                odd = ({named} if isinstance(named, str) else set(named)) - set(known) if known else set[str]()
                for value in sorted(odd):
                    what = f"{value!r} is no value of {name}.{dim}"
                    problems.append(Problem(path, 0, route.id, what, f"one of {', '.join(known)}"))
    return problems


def _regions(route: Route) -> list[Region]:
    return [r for r in (route.subject, route.threshold.exempt if route.threshold else None) if r]


def _rights(route: Route) -> set[str]:
    rights = {*route.unless_reserved, *(b.right for b in route.bounces if b.right)}
    for rule in route.dual_criminality:
        if rule.unless:
            rights.add(rule.unless.right)
            rights.update(*rule.unless.but_reserved.values())
    return rights


def _families(route: Route) -> set[str]:
    families = {*route.threshold.families, *route.threshold.unsure} if route.threshold else set[str]()
    for region in _regions(route):
        families |= region.families
    for rule in route.dual_criminality:
        if rule.unless:
            families.update(rule.unless.not_for_families, rule.unless.but_reserved)
        if rule.listed:
            families.update(rule.listed.families, rule.listed.unsure)
    return families


def _unique(key: str, ids: list[str], doc: Document, problems: list[Problem]) -> None:
    for i, name in enumerate(ids):
        if name in ids[:i]:
            first = doc.line((key, ids.index(name)))
            problems.append(
                doc.problem((key, i, "id"), f"{name!r} stands twice (first on line {first})", "each id once")
            )
