"""How a request stands after all that happened, and what may not have happened: one fold over its steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tutela.cooperation.replies._steps import (
    AskedBack,
    Extended,
    Happened,
    Impossible,
    Preserved,
    Produced,
    Question,
    Refused,
    Side,
)
from tutela.cooperation.requests import Request

State = Literal[
    "made", "sent", "received", "accepted", "asked_back", "postponed", "preserved", "produced", "partly_produced",
    "refused", "impossible", "withdrawn",
]  # fmt: skip
OVER: frozenset[State] = frozenset({"produced", "refused", "impossible", "withdrawn"})


class ReplyError(ValueError):
    """A step that cannot have happened to this request: what it was, and what was expected."""


@dataclass(frozen=True)
class Standing:
    """`turn`: whose move it is (None: nobody's). `questions`: those not answered yet. `kept_until`: the last day of the
    preservation, as the other side said. `refused`: kinds of data that were refused while the rest goes on.
    """

    state: State = "made"
    turn: Side | None = "asks"
    questions: tuple[Question, ...] = ()
    kept_until: dt.date | None = None
    their_reference: str = ""
    refused: tuple[str, ...] = ()

    @property
    def over(self) -> bool:
        return self.state in OVER


def stand(request: Request, steps: Sequence[Happened]) -> Standing:
    """The standing of `request` after `steps`, in the order in which they happened.

    Raises:
        ReplyError: a step of another request, before the one it follows, after the end, or that has nothing to answer.
    """
    now, last = Standing(), request.made_at
    for step in steps:
        _possible(step, request, now, last)
        now, last = _after(step, now), step.at
    return now


def _possible(step: Happened, request: Request, now: Standing, last: dt.datetime) -> None:
    name = step.kind.replace("_", " ")
    if step.request != request.reference:
        raise ReplyError(f"{name}: it is about {step.request!r}; expected the request {request.reference!r}")
    if step.at < last:
        raise ReplyError(
            f"{name}: it happened at {step.at}, before the step before it ({last}); expected them in order"
        )
    if now.over:
        raise ReplyError(f"{name}: the request is {now.state} and over; expected a new request")
    if now.state == "made" and step.kind not in ("sent", "received", "withdrawn", "notified"):
        raise ReplyError(f"{name}: the request was never sent; expected `sent` or `received` first")
    if step.kind == "sent" and now.state != "made":
        raise ReplyError("sent: it was sent before; expected each request once (a repetition carries the same receipt)")
    if step.kind == "clarified" and not now.questions:
        raise ReplyError("clarified: nothing was asked back; expected a question first")
    if step.kind == "produced" and request.purpose == "preserve":
        raise ReplyError(
            "produced: the request was to preserve data; expected `preserved` (the data follow another request)"
        )


def _after(step: Happened, now: Standing) -> Standing:
    match step:
        case AskedBack():
            return replace(now, state="asked_back", turn="asks", questions=(*now.questions, *step.questions))
        case Preserved():
            reference = step.reference or now.their_reference
            return replace(
                now, state="preserved", turn=None, questions=(), kept_until=step.until, their_reference=reference
            )
        case Produced():
            state: State = "produced" if step.whole else "partly_produced"
            return replace(now, state=state, turn=None if step.whole else "asked", questions=())
        case Refused() if step.data:
            return replace(now, refused=tuple(sorted({*now.refused, *step.data})))
        case Refused() | Impossible():
            return replace(now, state="refused" if step.kind == "refused" else "impossible", turn=None, questions=())
        case Extended():
            return replace(now, turn="asked")
    match step.kind:
        case "sent":
            return replace(now, state="sent", turn="asked")
        case "received":
            return replace(now, state="received", turn="asked", their_reference=getattr(step, "reference", ""))
        case "accepted":
            return replace(now, state="accepted", turn="asked")
        case "clarified":
            return replace(now, state="accepted", turn="asked", questions=())
        case "postponed":
            return replace(now, state="postponed", turn="asked")
        case "withdrawn":
            return replace(now, state="withdrawn", turn=None, questions=())
    return now
