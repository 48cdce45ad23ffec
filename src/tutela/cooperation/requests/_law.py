"""The law's answer as it is attached to a request: a snapshot with the review of every reading it rests on."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from tutela.corpus import Strict
from tutela.law import Check


class LawLine(Strict):
    """One provision of one side. `review`: "draft, unreviewed", or who signed and when."""

    system: str
    citation: str
    title: str
    covers: Literal["yes", "depends"]
    penalty: str
    review: str
    text_as_of: dt.date | None

    @property
    def draft(self) -> bool:
        return self.review.startswith("draft")


class AttachedLaw(Strict):
    """Whether the conduct is an offence on both sides, as it was answered on `asked_on` with the corpus `corpus`."""

    requesting: str
    requested: str
    required: Literal["yes", "no", "unknown"]
    answer: Literal["yes", "no_reading", "depends"]
    said: str
    conduct_on: dt.date
    asked_on: dt.date
    corpus: str
    lines: tuple[LawLine, ...]

    @property
    def drafts(self) -> tuple[str, ...]:
        """What it rests on that nobody signed."""
        return tuple(f"{line.system} {line.citation}" for line in self.lines if line.draft)


def attach(check: Check) -> AttachedLaw:
    """The answer of `tutela.law.check` as a request carries it: the provisions that surely cover the conduct, else
    those that may.
    """
    lines = list[LawLine]()
    for side in (check.requesting, check.requested):
        sure = [p for p in side.provisions if p.covers == "yes" and p.reaches != "no"]
        for p in sure or side.provisions:
            penalty = "; ".join(dict.fromkeys(x.said for x in p.penalties if x.applies == "yes"))
            lines.append(
                LawLine(
                    system=side.system,
                    citation=p.citation,
                    title=p.title,
                    covers=p.covers,
                    penalty=penalty,
                    review=p.review,
                    text_as_of=p.text_as_of,
                )
            )
    return AttachedLaw(
        requesting=check.requesting.system,
        requested=check.requested.system,
        required=check.required.required,
        answer=check.answer,
        said=check.said,
        conduct_on=check.conduct_on,
        asked_on=check.asked_on,
        corpus=check.corpus,
        lines=tuple(lines),
    )
