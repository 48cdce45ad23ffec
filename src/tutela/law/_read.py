"""Reading the law corpus from its files, and every check a reviewer's line must pass.

`build` is the law room's section: it parses all files, validates each entry, then checks what only the whole can show
(identifiers, what refers to what, boxes that the space can hold, intervals that overlap). It never stops at the first
defect.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

from tutela.corpus import CorpusError, Document, Entry, Loc, Problem, Section, Strict, load_list, load_one
from tutela.law._baseline import Criterion, Instrument, Practice, Standard, Term
from tutela.law._schema import Box, Condition, Interval, Power, Provision, Reach, Reading, System
from tutela.law._space import BoxError, Space
from tutela.law._space_spec import SpaceSpec


class SystemFiles(Strict):
    """Everything that one legal system's folder holds."""

    system: System
    provisions: list[Provision]
    readings: list[Reading]
    conditions: list[Condition]
    powers: list[Power]


class LawData(Strict):
    """The law corpus, validated."""

    space: SpaceSpec
    systems: dict[str, SystemFiles]
    instruments: dict[str, Instrument]
    standards: list[Standard]
    criteria: list[Criterion]
    glossary: list[Term]
    practice: list[Practice]


def build(root: Path) -> LawData:
    """Parse and check `root/law`.

    Raises:
        CorpusError: with every defect found.
    """
    law, problems = root / "law", list[Problem]()
    spec, _ = load_one(law / "space.yaml", SpaceSpec, problems)
    if spec is None:
        raise CorpusError(problems)
    try:
        space = Space(spec)
    except BoxError as err:
        raise CorpusError([Problem(law / "space.yaml", 0, err.key, err.what, err.expected)]) from err
    instruments = {}
    for path in sorted((law / "instruments").glob("*.yaml")):
        made, doc = load_one(path, Instrument, problems)
        if made and doc:
            _unique(doc, (("parties", i, p.state) for i, p in enumerate(made.parties)), problems)
            problems.extend(_reservations(made, doc))
            if made.id in instruments or made.id != path.stem:
                problems.append(doc.problem(("id",), f"is {made.id!r} in {path.name}", f"{path.stem!r}, once"))
            instruments[made.id] = made
    systems = {}
    for folder in sorted((law / "systems").glob("*/")):
        if files := _system(folder, space, problems):
            systems[files.system.id] = files
    standards, standards_doc = load_list(law / "standards.yaml", "standards", Standard, problems)
    criteria, criteria_doc = load_list(law / "criteria.yaml", "criteria", Criterion, problems)
    glossary, _ = load_list(law / "glossary.yaml", "terms", Term, problems)
    practice, practice_doc = load_list(law / "practice.yaml", "practice", Practice, problems)
    if practice_doc:
        _unique(practice_doc, (("practice", i, p.id) for i, p in enumerate(practice)), problems)
    if standards_doc and criteria_doc:
        _unique(criteria_doc, (("criteria", i, c.id) for i, c in enumerate(criteria)), problems)
        _standards(standards, standards_doc, space, {c.id for c in criteria}, instruments, problems)
        for i, criterion in enumerate(criteria):
            for j, ref in enumerate(criterion.supports):
                if ref.split(" ")[0] not in instruments:
                    at: Loc = ("criteria", i, "supports", j)
                    problems.append(
                        criteria_doc.problem(at, f"{ref!r} names no instrument", "an id of law/instruments")
                    )
            for j, ref in enumerate(criterion.standards):
                if ref not in {p.id for p in practice}:
                    at = ("criteria", i, "standards", j)
                    problems.append(
                        criteria_doc.problem(at, f"{ref!r} is no standard of practice", "an id of practice.yaml")
                    )
    if problems:
        raise CorpusError(problems)
    return LawData(
        space=spec, systems=systems, instruments=instruments, standards=standards, criteria=criteria, glossary=glossary,
        practice=practice,
    )  # fmt: skip


LAW = Section("law", LawData, build)


def _system(folder: Path, space: Space, problems: list[Problem]) -> SystemFiles | None:
    before = len(problems)
    system, system_doc = load_one(folder / "system.yaml", System, problems)
    provisions, provisions_doc = load_list(folder / "provisions.yaml", "provisions", Provision, problems)
    lists: dict[str, list[Entry]] = {}
    docs: dict[str, Document] = {}
    for name, model in (("readings", Reading), ("conditions", Condition), ("powers", Power)):
        lists[name] = []
        if (folder / f"{name}.yaml").exists():
            found, doc = load_list(folder / f"{name}.yaml", name, model, problems)
            lists[name] = list(found)
            if doc:
                docs[name] = doc
    if system is None or system_doc is None or provisions_doc is None or len(problems) > before:
        return None
    files = SystemFiles(
        system=system,
        provisions=provisions,
        readings=[r for r in lists["readings"] if isinstance(r, Reading)],
        conditions=[c for c in lists["conditions"] if isinstance(c, Condition)],
        powers=[p for p in lists["powers"] if isinstance(p, Power)],
    )
    _check_system(files, folder, space, system_doc, provisions_doc, docs, problems)
    return files


def _check_system(
    files: SystemFiles, folder: Path, space: Space, system_doc: Document, provisions_doc: Document,
    docs: dict[str, Document], problems: list[Problem],
) -> None:  # fmt: skip
    system = files.system
    if system.id != folder.name:
        problems.append(system_doc.problem(("id",), f"is {system.id!r} in the folder {folder.name}", folder.name))
    texts, held = {s.id for s in system.sources}, {p.id: p for p in files.provisions}
    _unique(provisions_doc, (("provisions", i, p.id) for i, p in enumerate(files.provisions)), problems)
    for i, p in enumerate(files.provisions):
        if p.text not in texts:
            problems.append(
                provisions_doc.problem(
                    ("provisions", i, "text"),
                    f"{p.text!r} is no text of this system",
                    f"one of {', '.join(sorted(texts))}",
                )
            )
        problems.extend(_interval(p.in_force, provisions_doc, ("provisions", i, "in_force")))
    known = {c.id for c in files.conditions}
    used: set[str] = set()

    def one(box: Box, doc: Document, loc: Loc) -> None:
        try:
            cuts = space.cuts(box, system.define, system.id)
        except BoxError as err:
            problems.append(doc.problem((*loc, err.key), err.what, err.expected))
            return
        named = {c for cut in cuts for c in cut.conditions}
        used.update(named)
        for c in sorted(named - known):
            what = f"the condition {c!r} is not in conditions.yaml"
            problems.append(doc.problem(loc, what, "an entry there with kind and question"))

    def boxes(given: Iterable[Box], doc: Document, loc: Loc) -> None:
        for k, box in enumerate(given):
            one(box, doc, (*loc, k))

    for name, defined in system.define.items():
        boxes(defined, system_doc, ("define", name))
    for i, n in enumerate(system.not_held):
        boxes(n.boxes, system_doc, ("not_held", i, "boxes"))
    for name, rules in system.reach.items():
        for k, rule in enumerate(rules):
            problems.extend(_reach(rule, space, held, known, system_doc, ("reach", name, k)))
            used.update(rule.conditions)
    for i, age in enumerate(system.ages):
        if age.provision is not None and age.provision not in held:
            problems.append(
                system_doc.problem(
                    ("ages", i, "provision"), f"{age.provision!r} is not in provisions.yaml", "a provision id"
                )
            )
    for family in system.complete:
        if family not in space.families:
            problems.append(
                system_doc.problem(("complete", family), "is no family", f"one of {', '.join(space.families)}")
            )
    if readings := docs.get("readings"):
        for i, r in enumerate(files.readings):
            at: Loc = ("readings", i)
            rests = [(at, r.provision), *(((*at, "penalty", k), p.provision) for k, p in enumerate(r.penalty))]
            for where, provision in rests:
                if provision is not None and provision not in held:
                    what = f"{provision!r} is not in provisions.yaml"
                    problems.append(readings.problem((*where, "provision"), what, "a provision id"))
            for name in r.reach:
                if name not in system.reach:
                    problems.append(
                        readings.problem(
                            (*at, "reach"),
                            f"there is no reach {name!r} in system.yaml",
                            f"one of {', '.join(system.reach)}",
                        )
                    )
            boxes(r.covers, readings, (*at, "covers"))
            boxes(r.exceptions, readings, (*at, "except"))
            for k, penalty in enumerate(r.penalty):
                if penalty.box:
                    one(penalty.box, readings, (*at, "penalty", k, "box"))
            problems.extend(_interval(r.in_force, readings, (*at, "in_force")))
        for same in _versions(files.readings):
            for (i, a), (_, b) in itertools.combinations(same, 2):
                if overlap(a.in_force, b.in_force):
                    problems.append(
                        readings.problem(
                            ("readings", i, "in_force"),
                            f"two versions of {a.id} are in force on the same day",
                            "one after the other",
                        )
                    )
    if conditions := docs.get("conditions"):
        _unique(conditions, (("conditions", i, c.id) for i, c in enumerate(files.conditions)), problems)
        for i, c in enumerate(files.conditions):
            if not c.id.startswith(f"{system.id}."):
                problems.append(
                    conditions.problem(("conditions", i, "id"), f"is {c.id!r}", f"an id that begins with {system.id}.")
                )
            if c.id not in used:
                problems.append(
                    conditions.problem(("conditions", i, "id"), f"{c.id!r} is used by no reading", "a use, or no entry")
                )
            if c.settled and c.kind != "meaning":
                problems.append(
                    conditions.problem(
                        ("conditions", i, "settled"),
                        f"a question of {c.kind} is settled",
                        "only questions of meaning are settled once",
                    )
                )
    if powers := docs.get("powers"):
        _unique(powers, (("powers", i, p.id) for i, p in enumerate(files.powers)), problems)
        for i, power in enumerate(files.powers):
            if power.provision not in held:
                problems.append(
                    powers.problem(
                        ("powers", i, "provision"), f"{power.provision!r} is not in provisions.yaml", "a provision id"
                    )
                )


def _standards(
    standards: list[Standard],
    doc: Document,
    space: Space,
    criteria: set[str],
    instruments: dict[str, Instrument],
    problems: list[Problem],
) -> None:
    _unique(doc, (("standards", i, s.id) for i, s in enumerate(standards)), problems)
    rights = {r.id for instrument in instruments.values() for r in instrument.rights}
    ages: dict[str, int | None] = {"consent": None}
    for i, s in enumerate(standards):
        at: Loc = ("standards", i)
        if s.criterion not in criteria:
            problems.append(
                doc.problem((*at, "criterion"), f"{s.criterion!r} is no criterion", "an id of criteria.yaml")
            )
        parts = [("covers", s.covers), ("except", s.exceptions)]
        parts += [("shields", x.boxes) for x in s.shields] + [("reserve", x.boxes) for x in s.reserve]
        for key, given in parts:
            for k, box in enumerate(given):
                try:
                    cuts = space.cuts(box, s.define, s.id, ages)
                except BoxError as err:
                    problems.append(doc.problem((*at, key, k), err.what, err.expected))
                    continue
                for c in sorted({c for cut in cuts for c in cut.conditions} - s.conditions.keys()):
                    if not c.startswith("age-unknown."):
                        problems.append(
                            doc.problem((*at, key, k), f"{c!r} is not in this standard's `conditions`", "its question")
                        )
        for j, reserve in enumerate(s.reserve):
            if reserve.right not in rights:
                problems.append(
                    doc.problem(
                        (*at, "reserve", j, "right"),
                        f"{reserve.right!r} is no reservation right",
                        "an id under an instrument's `rights`",
                    )
                )


def _reach(
    rule: Reach, space: Space, held: dict[str, Provision], known: set[str], doc: Document, loc: Loc
) -> Iterator[Problem]:
    for dim, wanted in rule.where.items():
        if dim not in space.spec.reach:
            yield doc.problem((*loc, dim), f"reach has no dimension {dim!r}", f"one of {', '.join(space.spec.reach)}")
        elif bad := [w for w in wanted if w not in space.spec.reach[dim]]:
            yield doc.problem(
                (*loc, dim), f"reach {dim} has no value {', '.join(bad)}", f"some of {', '.join(space.spec.reach[dim])}"
            )
    if rule.provision is None and not rule.basis:
        yield doc.problem(
            loc, "names neither a provision nor a basis", "`provision:`, or `basis:` saying what the rule rests on"
        )
    if rule.provision is not None and rule.provision not in held:
        yield doc.problem((*loc, "provision"), f"{rule.provision!r} is not in provisions.yaml", "a provision id")
    for c in rule.conditions:
        if c not in known:
            yield doc.problem(
                loc, f"the condition {c!r} is not in conditions.yaml", "an entry there with kind and question"
            )


def _reservations(instrument: Instrument, doc: Document) -> Iterator[Problem]:
    rights = [r.id for r in instrument.rights]
    for i, party in enumerate(instrument.parties):
        for j, made in enumerate(party.reservations):
            if made.right is not None and made.right not in rights:
                at, known = ("parties", i, "reservations", j, "right"), ", ".join(rights) or "null (none is listed)"
                yield doc.problem(at, f"{made.right!r} is no reservation right of {instrument.id}", f"one of {known}")


def overlap(a: Interval, b: Interval) -> bool:
    """Whether two intervals of force share a day; an open or unknown end reaches as far as it can."""
    return (a.since or dt.date.min) <= (b.to or dt.date.max) and (b.since or dt.date.min) <= (a.to or dt.date.max)


def _interval(interval: Interval, doc: Document, loc: Loc) -> Iterator[Problem]:
    if interval.since and interval.to and interval.since > interval.to:
        yield doc.problem(
            loc, f"ends on {interval.to}, before it begins on {interval.since}", "`from` no later than `to`"
        )


def _versions(readings: list[Reading]) -> Iterator[list[tuple[int, Reading]]]:
    by_id: dict[str, list[tuple[int, Reading]]] = {}
    for i, r in enumerate(readings):
        by_id.setdefault(r.id, []).append((i, r))
    return (same for same in by_id.values() if len(same) > 1)


def _unique(doc: Document, names: Iterable[tuple[str, int, str]], problems: list[Problem]) -> None:
    seen: dict[str, int] = {}
    for key, i, name in names:
        if name in seen:
            problems.append(
                doc.problem(
                    (key, i), f"{name!r} stands twice (first on line {doc.line((key, seen[name]))})", "each id once"
                )
            )
        seen.setdefault(name, i)
