"""What happens to a request after it was made: each step a frozen value, of the side that takes it.

The requesting side sends, clarifies, extends, confirms that the data were asked for, notifies, validates, withdraws;
the requested side receives, accepts, asks back, preserves, produces, serves, agrees, puts off, refuses, or cannot.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from tutela.cooperation import DataKind
from tutela.cooperation.requests import Filled, Moment, Once
from tutela.corpus import Strict

Side = Literal["asks", "asked"]


class _Step(Strict):
    """`request`: the reference of the request. `at`: when it happened. `by`: which authority or provider."""

    request: Filled
    at: Moment
    by: str = ""
    note: str = ""


class Sent(_Step):
    kind: Literal["sent"] = "sent"


class Received(_Step):
    """`reference`: under which the other side keeps it."""

    kind: Literal["received"] = "received"
    reference: str = ""


class Accepted(_Step):
    """It will be carried out; nothing is done yet."""

    kind: Literal["accepted"] = "accepted"


class Question(Strict):
    """What is asked back; `field`: the field of the form it is about, where it is about one."""

    ask: Filled
    field: str = ""


class AskedBack(_Step):
    """The requesting side must answer, or decide whether it is carried out all the same. `ground`: an id of the
    corpus, where the text names the reason.
    """

    kind: Literal["asked_back"] = "asked_back"
    questions: tuple[Question, ...] = Field(min_length=1)
    ground: str = ""
    wish: dt.date | None = None


class Clarified(_Step):
    kind: Literal["clarified"] = "clarified"
    said: Filled


class Preserved(_Step):
    """The data are kept through the day `until`, in the words of the other side. `reference`: theirs, to be quoted."""

    kind: Literal["preserved"] = "preserved"
    until: dt.date
    reference: str = ""
    data: Once[DataKind] = ()


class Produced(_Step):
    """Data were handed over. `whole`: all that was asked for. `conditions`: grounds of kind `limit` that bind their
    use.
    """

    kind: Literal["produced"] = "produced"
    data: Once[DataKind] = ()
    whole: bool = True
    reference: str = ""
    conditions: tuple[str, ...] = ()


class Served(_Step):
    """The order was served on the provider."""

    kind: Literal["served"] = "served"


class Notified(_Step):
    """The enforcing authority was notified."""

    kind: Literal["notified"] = "notified"


class Agreed(_Step):
    """The notified authority raises no ground."""

    kind: Literal["agreed"] = "agreed"


class Validated(_Step):
    """The validation that was asked for afterwards was given."""

    kind: Literal["validated"] = "validated"


class Extended(_Step):
    kind: Literal["extended"] = "extended"


class Confirmed(_Step):
    """The request for the data themselves was made; what is preserved stays so until that is decided."""

    kind: Literal["confirmed"] = "confirmed"
    reference: str = ""


class _Grounded(_Step):
    """`ground`: an id of the corpus; empty: another, which `article` then names. `reasons`: in words."""

    ground: str = ""
    article: str = ""
    reasons: str = ""


class Postponed(_Grounded):
    kind: Literal["postponed"] = "postponed"


class Impossible(_Grounded):
    kind: Literal["impossible"] = "impossible"


class Refused(_Grounded):
    """`data`: the kinds that are refused (none: the whole request)."""

    kind: Literal["refused"] = "refused"
    data: Once[DataKind] = ()


class Withdrawn(_Step):
    kind: Literal["withdrawn"] = "withdrawn"


Happened = Annotated[
    Sent | Received | Accepted | AskedBack | Clarified | Preserved | Produced | Served | Notified | Agreed | Validated
    | Extended | Confirmed | Postponed | Impossible | Refused | Withdrawn,
    Field(discriminator="kind"),
]  # fmt: skip
"""One step of a request's life, told apart by `kind`."""

Grounded = Postponed | Impossible | Refused
"""Steps that rest on a ground."""

read_step: TypeAdapter[Happened] = TypeAdapter(Happened)
"""From and to JSON: `read_step.validate_python(value)`, `read_step.dump_python(step, mode="json")`."""

OF_ASKING = frozenset({"sent", "clarified", "notified", "validated", "extended", "confirmed", "withdrawn"})


def side_of(step: Happened) -> Side:
    """Which side takes it."""
    return "asks" if step.kind in OF_ASKING else "asked"
