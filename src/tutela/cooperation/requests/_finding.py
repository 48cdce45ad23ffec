"""One thing that would make a request come back, or that somebody weighs before it goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tutela.cooperation.requests._parts import Considered

Weight = Literal["blocking", "advice"]


@dataclass(frozen=True)
class Finding:
    """`blocking`: the receiver would refuse or return it, or this side may not send it. `advice`: a person weighs it.

    `id` names the finding from one check to the next; `do` says what mends it; `field` the field it is about;
    `considered` who has weighed this point of advice, and when.
    """

    id: str
    weight: Weight
    said: str
    source: str
    do: str
    field: str = ""
    considered: Considered | None = None
