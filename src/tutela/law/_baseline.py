"""The form of what stands above the states: instruments, standards and criteria, standards of practice, words."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from tutela.corpus import Entry, Strict
from tutela.law._schema import Box

Ternary = Literal["yes", "no", "unknown"]


class Article(Strict):
    number: str
    heading: str | None
    summary: str = ""
    text: Literal["held", "extract", "missing"]
    sha256: str | None = None
    core: bool = False


class ReservationRight(Strict):
    """What a party may leave out, and under which article of the instrument."""

    id: str
    article: str
    allows: str


class Reservation(Strict):
    """A reservation or declaration: `right` names the right used (null: not known which); `text` says whether its
    wording was read.
    """

    right: str | None
    article: str | None
    summary: str
    qualified: str | None = None
    text: Literal["held", "cut", "missing"]
    source: str = ""
    since: dt.date | None = None


class Party(Strict):
    """A state's status. A null date is unknown; `precision: year` means that only the year of ratification is known."""

    state: str
    status: Literal["party", "signatory", "bound", "participant"]
    signed: dt.date | None = None
    ratified: dt.date | None = None
    in_force: dt.date | None = None
    until: dt.date | None = None
    precision: Literal["day", "year"] = "day"
    note: str = ""
    reservations: list[Reservation] = []
    reservations_known: bool = True


class Instrument(Entry):
    """A treaty, act or other text above the states. Only what is in force on a date is ever a basis on that date."""

    id: str
    title: str
    kind: Literal[
        "treaty", "protocol", "declaration", "regulation", "directive", "agreement", "statute", "comment", "network"
    ]
    binding: bool
    adopted: str | None = None
    in_force: dt.date | None
    applies_from: dt.date | None = None
    status: Literal["in_force", "not_in_force", "unknown", "not_binding"]
    status_note: str = ""
    status_as_of: str | None = None
    depositary: str | None = None
    articles: list[Article]
    rights: list[ReservationRight] = []
    parties: list[Party]
    gaps: list[str] = []
    sources: list[str]


class Reserve(Strict):
    """The part of a standard that a reservation under `right` (an id of an instrument's `rights`) lets a party leave
    out.
    """

    right: str
    boxes: list[Box]
    say: str = ""


class Shield(Strict):
    """Points that another standard asks to be no offence."""

    boxes: list[Box]
    by: str


class Standard(Entry):
    """A criterion (or article) as a region: `asks: covered` that these points be offences, `asks: not_covered` that
    they be none.

    `otherwise` is the class of a point that does not meet it: `gap`, or `permitted` where the criterion asks only that
    the law says which, or `undecided` where another text, not held, could meet it (`because` says so).
    """

    id: str
    criterion: str
    asks: Literal["covered", "not_covered"] = "covered"
    title: str
    covers: list[Box]
    exceptions: list[Box] = Field([], alias="except")
    shields: list[Shield] = []
    reserve: list[Reserve] = []
    conditions: dict[str, str] = {}
    otherwise: Literal["gap", "permitted", "undecided"] = "gap"
    because: str = ""
    define: dict[str, list[Box]] = {}


class Criterion(Entry):
    """One of the baseline questions put to a national law."""

    id: str
    group: str
    statement: str
    supports: list[str]
    standards: list[str] = []
    permitted_reservations: list[str] = []
    note: str = ""


class Practice(Entry):
    """A standard of practice that a criterion names. Not law; nothing is computed from it."""

    id: str
    set: str
    statement: str


class Term(Entry):
    """A word, and whether the field says to use it."""

    term: str
    use: Literal["recommended", "careful", "avoid"]
    prefer: str | None
    sense: str
    note: str = ""
