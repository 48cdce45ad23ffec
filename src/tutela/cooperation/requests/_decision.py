"""The decision on which a request rests: made here, made elsewhere and recorded, or the consent of the person."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Literal

from pydantic import Field, model_validator

from tutela.cooperation import DataKind, Purpose
from tutela.cooperation.requests._parts import Account, Filled, Moment, Once, Span, Spoken, State, in_one
from tutela.corpus import Strict


class Urgent(Strict):
    """A decision taken in haste: it lapses at `review_by` unless somebody else upheld it before."""

    review_by: Moment
    reviewed_at: Moment | None = None
    upheld: bool | None = None

    @model_validator(mode="after")
    def _whole(self) -> Urgent:
        if (self.reviewed_at is None) != (self.upheld is None):
            raise ValueError("`reviewed_at` and `upheld` stand together; expected both, or neither")
        return self


class Decision(Strict):
    """What was decided, by whom, and how far it reaches.

    `kind`: made_here (by `authority`, a role of this organisation; `applied_by` and `decided_by` are its people);
    recorded (a court or other authority outside: `document`, `number`, who entered it, who checked it); consent (of the
    person `given_by`, by the case's own sign). `authority`, `document` and `conditions` stand in their own words, or by
    language. `accounts` are those it names; `persons` those all of whose accounts it covers. `data`, `purposes`: what
    it allows. `period`: the days of the data (None: it sets no limit). `states`: to which the request may go (None: it
    sets no limit). It is live from `valid_from` to `valid_until`, both included, days of the zone `zone` (IANA).
    """

    kind: Literal["made_here", "recorded", "consent"]
    outcome: Literal["granted", "refused", "returned"] = "granted"
    authority: Spoken | None = None
    number: str = ""
    document: Spoken | None = None
    decided_on: dt.date
    applied_by: str = ""
    decided_by: str = ""
    entered_by: str = ""
    checked_by: str = ""
    given_by: str = ""
    purposes: Once[Purpose] = Field(min_length=1)
    data: Once[DataKind] = Field(min_length=1)
    accounts: tuple[Account, ...] = ()
    persons: Once[Filled] = ()
    period: Span | None = None
    states: Once[State] | None = None
    valid_from: dt.date
    valid_until: dt.date
    zone: str = "UTC"
    withdrawn_at: Moment | None = None
    urgent: Urgent | None = None
    conditions: tuple[Spoken, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Decision:
        if self.valid_until < self.valid_from:
            raise ValueError(f"valid until {self.valid_until}, before it is valid from {self.valid_from}")
        if self.kind == "consent":
            if not self.given_by:
                raise ValueError("a consent without `given_by`; expected the case's own sign for the person, as in P1")
        elif not self.authority:
            raise ValueError("a decision without `authority`; expected the court, or the role that decided")
        if self.kind == "recorded" and not (self.number or self.document):
            raise ValueError("a recorded decision without `number` and `document`; expected one at least")
        try:
            zoneinfo.ZoneInfo(self.zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as err:
            raise ValueError(f"{self.zone!r} is no time zone; expected an IANA name such as Europe/Berlin") from err
        return self

    @property
    def said(self) -> str:
        """The decision in few words."""
        if self.kind == "consent":
            return f"the consent of {self.given_by}"
        return f"the decision of {in_one(self.authority or '')}" + (f", {self.number}" if self.number else "")
