"""What is asked of the routes, and what is answered. Frozen values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from tutela.clocks import Calendar, Due
from tutela.cooperation._forms import Basis, DataKind, Form
from tutela.cooperation._schema import BASIS_SAID, Side, Status, Ternary
from tutela.law import Instrument, Requirement


@dataclass(frozen=True)
class Need:
    """What an officer needs from another state.

    `data`: the kinds of data wanted. `preserve`, `obtain`: to have them kept, to have them, or both. `urgent`: there
    is a danger to life. `provider_state`: under whose law the provider stands (ISO 3166-1; None: not known).
    """

    data: frozenset[DataKind]
    preserve: bool = True
    obtain: bool = True
    urgent: bool = False
    provider_state: str | None = None


@dataclass(frozen=True)
class Act:
    """An act of the case: its family of conduct, and per dimension the values it may have (absent: not known), in the
    words of the law corpus.
    """

    family: str
    values: Mapping[str, Collection[str | int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """A need between two states on a day, with what is known of the case; see `tutela.cooperation.routes`."""

    need: Need
    requesting: str
    requested: str
    on: dt.date
    families: tuple[str, ...]
    max_years: float | None
    start: dt.datetime | None
    calendar: Calendar
    instruments: Mapping[str, Instrument]
    acts: tuple[Act, ...] = ()

    def state(self, side: Side) -> str | None:
        """The state on one side; None where the provider's is not known."""
        return {"requesting": self.requesting, "requested": self.requested, "provider": self.need.provider_state}[side]


@dataclass(frozen=True)
class Why:
    """One condition of a route and whether it holds. `source`: the article, reservation or list that it rests on."""

    answer: Ternary
    said: str
    source: str


@dataclass(frozen=True)
class Served:
    """A kind of data that the route gives, and the words from which that was read."""

    kind: DataKind
    words: str


@dataclass(frozen=True)
class Serves:
    """Which kinds of the need a route preserves, and which it obtains."""

    preserve: tuple[Served, ...] = ()
    obtain: tuple[Served, ...] = ()

    @property
    def kinds(self) -> frozenset[DataKind]:
        return frozenset(s.kind for s in (*self.preserve, *self.obtain))

    def __bool__(self) -> bool:
        return bool(self.preserve or self.obtain)


@dataclass(frozen=True)
class DeadlineAnswer:
    """A period of the route in words. `legal` False: the text sets none, or the law was not read, and no date is ever
    shown as if it did.

    `due` is counted where a start was given and the period runs from that event; `problem` says why it could not be.
    """

    what: str
    said: str
    legal: bool
    event: str
    source: str
    due: Due | None = None
    problem: str = ""


@dataclass(frozen=True)
class UrgentAnswer:
    """How the route goes faster; `is_route`: it exists for emergencies."""

    is_route: bool
    how: str
    deadlines: tuple[DeadlineAnswer, ...]
    source: str


@dataclass(frozen=True)
class ThresholdAnswer:
    """A maximum penalty the offence must reach, whether it does, and why."""

    max_years: float
    side: Literal["requesting", "requested"]
    met: Ternary
    why: str
    source: str


@dataclass(frozen=True)
class DualAnswer:
    """Whether the conduct must be an offence in both states for what this route would give."""

    required: Ternary
    why: tuple[str, ...]
    threshold: ThresholdAnswer | None
    source: str

    @property
    def requirement(self) -> Requirement:
        """The same as the law room takes it in `tutela.law.check`."""
        said, threshold = " ".join(self.why), self.threshold
        if threshold is None or threshold.met == "yes":
            return Requirement(self.required, said)
        return Requirement(self.required, said, threshold.max_years, threshold.side)


@dataclass(frozen=True)
class Check:
    """What to ask before sending; `ground`: what happens otherwise. `applies`: whether a reservation behind it was
    made.
    """

    ask: str
    ground: Literal["refuse", "postpone", "return", "limit"]
    source: str
    applies: Ternary | None = None
    why: str = ""


@dataclass(frozen=True)
class ConditionAnswer:
    """A condition besides the states: `yes` or `no` where the facts show it, `ask` where a person must confirm it."""

    said: str
    answer: Literal["yes", "no", "ask"]
    source: str


@dataclass(frozen=True)
class RouteAnswer:
    """One route between two states on a day.

    open: every condition on the states holds. closed: one fails. unknown: none fails, but one is not known. `why`
    gives all of them, those that decide first. `unverified`: the route rests, at least in part, on more than the text
    read (`basis` says on what). `text_as_of`: the day to which the text read is true (None: not known).
    """

    id: str
    name: str
    family: str
    status: Status
    why: tuple[Why, ...]
    legal_basis: tuple[str, ...]
    direction: str
    who_may_ask: str
    who_answers: str
    serves: Serves
    deadlines: tuple[DeadlineAnswer, ...]
    urgent: UrgentAnswer | None
    dual_criminality: DualAnswer
    check_before_sending: tuple[Check, ...]
    conditions: tuple[ConditionAnswer, ...]
    forms: tuple[Form, ...]
    instead: str
    source: str
    basis: Basis
    basis_note: str
    review: str
    text_as_of: dt.date | None
    note: str

    @property
    def deadline(self) -> DeadlineAnswer:
        """The first period of the route: the one a list shows."""
        return self.deadlines[0]

    @property
    def because(self) -> str:
        """The condition that decides, in words; why it is open where it is."""
        return self.why[0].said if self.why else "no condition"

    @property
    def unverified(self) -> bool:
        return self.basis != "text"

    @property
    def rests_on(self) -> str:
        """What the entry rests on, in words, as carried to whoever reads it."""
        return BASIS_SAID[self.basis] + (f" ({self.basis_note})" if self.basis_note else "")
