"""The law corpus at work: systems with their readings resolved to cuts, and what was in force on a day.

`load` gives one `Law`. Its `rules_on(system, day)` are the readings that may apply on that day, each cut carrying only
the conditions that are still open then: settled questions of meaning are taken up, and a start of force that nobody
knows becomes a condition of its own.
"""

from __future__ import annotations

import datetime as dt
import difflib
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from tutela.corpus import Corpus, Review, Signature, open_corpus
from tutela.law._baseline import Standard
from tutela.law._read import LAW, LawData, SystemFiles
from tutela.law._schema import Box, Condition, Interval, Penalty, Provision, Reach, Reading, Source
from tutela.law._space import Cut, Space

Force = Literal["in_force", "not_in_force", "unknown"]
UNDATED = "date-unknown."  # prefix of the condition that an unknown date opens
NOT_HELD = "not-held."  # prefix of the condition under which a text that was not read may cover


class LawError(Exception):
    """A question that cannot be answered as put: says what was wrong, what was expected, what to do."""


@dataclass(frozen=True)
class Graded:
    """A penalty and where it applies: `cuts` None means the whole reading (the base)."""

    penalty: Penalty
    cuts: tuple[Cut, ...] | None


@dataclass(frozen=True, eq=False)
class Rule:
    """A reading as the engine uses it on one day. Exceptions bind this rule only. Compared by identity: what is
    worked out for a rule is kept as long as the rule.
    """

    system: str
    reading: Reading
    provision: Provision
    text: Source
    covers: tuple[Cut, ...]
    exceptions: tuple[Cut, ...]
    penalties: tuple[Graded, ...]
    reach: tuple[Reach, ...]
    reach_held: bool = True  # False: no rule on its reach is held, so whether it reaches a case is never known

    @functools.cached_property
    def families(self) -> frozenset[str]:
        """The families in which it makes something an offence."""
        return frozenset(c.family for c in self.covers)

    @property
    def read_as_of(self) -> dt.date | None:
        """The day whose text was read; None: not known."""
        return self.provision.text_as_of or self.text.text_as_of

    @property
    def text_as_of(self) -> dt.date | None:
        """The last day for which the text is known to be true: the day read, or to which it was confirmed since."""
        return max(filter(None, (self.read_as_of, self.provision.confirmed_until)), default=None)

    @property
    def review(self) -> Review:
        return self.reading.review


@dataclass(frozen=True)
class Unheld:
    """A text that is known and was not read, as the region it may cover."""

    id: str
    text: str
    basis: str
    cuts: tuple[Cut, ...]


class Law:
    """Every legal system of one corpus version, ready to be asked. Immutable; safe to share between threads. A
    system's boxes are resolved when it is first asked about.
    """

    def __init__(self, data: LawData, version: str, root: Path) -> None:
        self.data, self.version, self.root = data, version, root
        self.space = Space(data.space)
        self.conditions: dict[str, Condition] = {c.id: c for s in data.systems.values() for c in s.conditions}

    # ------------------------------------------------------------ what there is

    def system(self, name: str) -> SystemFiles:
        """A legal system by id, or by its state where the state has only one.

        Raises:
            LawError: unknown, or a state with several systems.
        """
        if name in self.data.systems:
            return self.data.systems[name]
        of_state = [s for s in self.data.systems.values() if s.system.state == name and s.readings]
        if len(of_state) == 1:
            return of_state[0]
        known = ", ".join(k for k, s in self.data.systems.items() if s.readings)
        if of_state:
            raise LawError(f"{name} has several legal systems; name one of {', '.join(s.system.id for s in of_state)}")
        near = difflib.get_close_matches(name.upper(), self.data.systems, 1, 0.5)
        raise LawError(
            f"there is no legal system {name!r} in corpus {self.version}; it holds {known}"
            + (f" (did you mean {near[0]}?)" if near else "")
        )

    def complete(self, system: str, family: str) -> Signature | None:
        """The signature under the statement that this family is wholly read for this system; None: nobody signed."""
        return self.data.systems[system].system.complete.get(family)

    def ages_on(self, system: str, day: dt.date) -> dict[str, int | None]:
        """The system's named ages on a day; None where the value or its date is not known."""
        out: dict[str, int | None] = {"consent": None}
        for age in self.data.systems[system].system.ages:
            if force(age.in_force, day, day) == "in_force":
                out[age.name] = age.value
        return out

    def question(self, condition: str) -> str:
        """The plain question behind a condition, also for those that the engine opens itself."""
        if known := self.conditions.get(condition):
            return known.question
        if condition.startswith(UNDATED):
            cited = condition.removeprefix(UNDATED)
            return f"Was {cited} in force on that day? The date of its text or of its start is not known."
        return f"Not decided: {condition}"

    def askable(self, condition: str) -> bool:
        """Whether anybody can answer it: not what turns on a text not held, nor on a date nobody knows."""
        known = self.conditions.get(condition)
        return known is not None and known.kind != "elsewhere"

    # ------------------------------------------------------------ what applies on a day

    @functools.lru_cache(maxsize=512)  # noqa: B019  one Law lives as long as the process
    def rules_on(self, system: str, day: dt.date) -> tuple[Rule, ...]:
        """The readings that apply, or may apply, to conduct on `day`, with only the conditions still open then."""
        out = []
        for rule in self.rules(system):
            state = self.force_of(rule, day)
            if state == "not_in_force":
                continue
            doubt = frozenset({UNDATED + rule.provision.citation}) if state == "unknown" else frozenset()
            out.append(
                replace(
                    rule,
                    covers=tuple(c for cut in rule.covers if (c := self._open(cut, day, doubt))),
                    exceptions=tuple(c for cut in rule.exceptions if (c := self._open(cut, day, frozenset()))),
                    penalties=tuple(
                        Graded(
                            g.penalty,
                            None
                            if g.cuts is None
                            else tuple(c for cut in g.cuts if (c := self._open(cut, day, frozenset()))),
                        )
                        for g in rule.penalties
                    ),
                    reach=tuple(
                        r if len(left) == len(r.conditions) else r.model_copy(update={"conditions": sorted(left)})
                        for r in rule.reach
                        if (left := self._left(r.conditions, day)) is not None
                    ),
                )
            )
        return tuple(out)

    @functools.lru_cache(maxsize=64)  # noqa: B019
    def unheld(self, system: str) -> tuple[Unheld, ...]:
        """The texts of a system that are known and were not read."""
        files = self.data.systems[system]
        return tuple(
            Unheld(
                n.id,
                n.text,
                n.basis,
                tuple(c for b in n.boxes for c in self.space.cuts(b, files.system.define, system)),
            )
            for n in files.system.not_held
        )

    def force_of(self, rule: Rule, day: dt.date) -> Force:
        """Whether a reading was in force on `day`. An unknown date stays unknown."""
        own, outer = rule.reading.in_force, rule.provision.in_force
        both = Interval(since=own.since or outer.since, to=own.to or outer.to)
        return force(both, day, rule.read_as_of or rule.text_as_of)

    @functools.lru_cache(maxsize=64)  # noqa: B019
    def rules(self, system: str) -> tuple[Rule, ...]:
        """Every reading of a system, in all its versions, with all conditions as written."""
        files, home = self.data.systems[system], self.data.systems[system].system
        provisions, texts = {p.id: p for p in files.provisions}, {s.id: s for s in home.sources}

        def cuts(boxes: Iterable[Box]) -> tuple[Cut, ...]:
            return tuple(self.space.widen(c) for b in boxes for c in self.space.cuts(b, home.define, system))

        def rule(reading: Reading) -> Rule:
            provision = provisions[reading.provision]
            reach = tuple(r for name in reading.reach for r in home.reach[name])
            return Rule(
                system,
                reading,
                provision,
                texts[provision.text],
                cuts(reading.covers),
                cuts(reading.exceptions),
                tuple(Graded(p, cuts([p.box]) if p.box else None) for p in reading.penalty),
                reach,
                bool(reach),
            )

        return tuple(rule(r) for r in files.readings)

    @functools.lru_cache(maxsize=512)  # noqa: B019
    def standard_cuts(self, standard: str, consent: int | None) -> StandardCuts:
        """A standard's region, with `<consent` read as this age."""
        found = next(s for s in self.data.standards if s.id == standard)
        ages: Mapping[str, int | None] = {"consent": consent}
        cuts = functools.partial(self.space.cuts, define=found.define, system=found.id, ages=ages)
        return StandardCuts(
            found,
            tuple(c for b in found.covers for c in cuts(b)),
            tuple(c for b in found.exceptions for c in cuts(b)),
            tuple((x.by, tuple(c for b in x.boxes for c in cuts(b))) for x in found.shields),
            tuple((x.right, x.say, tuple(c for b in x.boxes for c in cuts(b))) for x in found.reserve),
        )

    def _open(self, cut: Cut, day: dt.date, doubt: frozenset[str]) -> Cut | None:
        """The cut with settled conditions taken up; None where a settled answer takes it away."""
        if not cut.conditions and not doubt:
            return cut
        left = self._left(cut.conditions, day)
        return None if left is None else replace(cut, conditions=frozenset(left | doubt))

    def _open_reach(self, reach: Reach, day: dt.date) -> Reach | None:
        """A rule on reach, likewise."""
        if not reach.conditions:
            return reach
        left = self._left(reach.conditions, day)
        return None if left is None else reach.model_copy(update={"conditions": sorted(left)})

    def _left(self, names: Iterable[str], day: dt.date) -> set[str] | None:
        """The conditions that nobody has settled; None where one was settled with no."""
        left = set[str]()
        for name in names:
            settled = c.settled if (c := self.conditions.get(name)) else None
            if settled is None or (settled.since is not None and day < settled.since):
                left.add(name)
            elif not settled.answer:
                return None
        return left


@dataclass(frozen=True)
class StandardCuts:
    """A standard, resolved: what it asks, what it leaves out, what others shield, what reservations may leave out."""

    standard: Standard
    covers: tuple[Cut, ...]
    exceptions: tuple[Cut, ...]
    shields: tuple[tuple[str, tuple[Cut, ...]], ...]
    reserve: tuple[tuple[str, str, tuple[Cut, ...]], ...]


def force(interval: Interval, day: dt.date, text_as_of: dt.date | None) -> Force:
    """Whether a text with this interval was in force on `day`, as far as the copy read shows it."""
    if (interval.since and day < interval.since) or (interval.to and day > interval.to):
        return "not_in_force"
    if text_as_of is None:
        return "unknown"
    if interval.since is None and day < min(text_as_of, interval.to or text_as_of):
        return "unknown"
    return "in_force"


@functools.lru_cache(maxsize=4)
def _load(root: Path, version: str) -> Law:
    return Law(Corpus(root, version).section(LAW), version, root)


def load(corpus: Corpus | None = None) -> Law:
    """The law of the installed corpus, or of `corpus`.

    Raises:
        tutela.corpus.CorpusError: the corpus is missing or wrong.
    """
    corpus = corpus or open_corpus()
    return _load(corpus.root, corpus.version)
