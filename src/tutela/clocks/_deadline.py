"""What a text says about time: a period in its own unit, or that it sets none."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Unit = Literal["hours", "days", "working_days", "weeks", "months", "years"]

Counting = Literal["eu-1182-71", "plain"]
"""How the text's periods are counted: by Regulation (EEC, Euratom) No 1182/71, or plainly, where no rule is known."""


class Deadline(BaseModel):
    """A period set by law, or `value: None`: the text sets no period, and no date may be shown as if it did.

    `bound` says what the period is: `at_most` a limit by which something is done, `at_least` a time through which
    something goes on (a preservation). `event` (in YAML `from`) is the event that starts it, `text` what the source
    says in short, `state` whose working days are meant where the text names a state (ISO 3166-1; None: those of the
    calendar it is counted in). `wish` is the day by which an officer would like an answer: no law stands behind it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    what: str = ""
    value: int | None = Field(None, gt=0, le=5000)
    unit: Unit | None = None
    calendar: Counting = "plain"
    bound: Literal["at_most", "at_least"] = "at_most"
    event: str = Field("", alias="from")
    state: str | None = Field(None, pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")
    text: str
    source: str = Field(min_length=3)
    wish: dt.date | None = None

    @model_validator(mode="after")
    def _whole(self) -> Deadline:
        if (self.value is None) != (self.unit is None):
            raise ValueError("`value` and `unit` do not stand together; expected both, or neither (no legal deadline)")
        if self.value is not None and not self.event:
            raise ValueError("a period without `from`; expected the event that starts it, in words")
        if self.state is not None and self.unit != "working_days":
            raise ValueError(f"`state` is given with the unit {self.unit}; expected it only with working_days")
        return self

    @property
    def legal(self) -> bool:
        """Whether the text sets a period at all."""
        return self.value is not None

    @property
    def said(self) -> str:
        """The period in words: `at most 10 days from receipt of the certificate`, or `no legal deadline (promptly)`."""
        if self.value is None or self.unit is None:
            return f"no legal deadline ({self.text})"
        unit = self.unit.replace("_", " ")
        return f"{self.bound.replace('_', ' ')} {self.value} {unit[:-1] if self.value == 1 else unit} from {self.event}"

    def wished(self, day: dt.date) -> Deadline:
        """The same deadline with a wish date beside it."""
        return self.model_copy(update={"wish": day})
