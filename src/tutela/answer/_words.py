"""The words in which the page answers, for every form that it takes: terminal, picture, document.

A defence takes nothing away from the elements, and the banner is what is read: an officer's or a clinician's act is not
announced as an offence.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from tutela.answer._compose import Answered
from tutela.cooperation import RouteAnswer
from tutela.law import Side

Tone = Literal["good", "open", "bad", "quiet"]
"""How an answer is coloured: found, undecided, nothing found or stopped, not in issue."""

ANSWER: dict[str, tuple[str, Tone]] = {
    "yes": ("AN OFFENCE", "good"), "no_reading": ("NO READING COVERS IT", "bad"), "depends": ("IT DEPENDS", "open"),
}  # fmt: skip
MET: tuple[str, Tone] = ("ELEMENTS MET", "open")
RESULT: dict[str, tuple[str, Tone]] = {
    "fail": ("stops", "bad"), "not_shown": ("not shown", "open"), "pass": ("nothing found", "good"),
    "weighed": ("weighed", "good"), "not_weighed": ("not weighed", "open"), "not_in_issue": ("not in issue", "quiet"),
}  # fmt: skip
REQUIRED = {"yes": "Yes", "no": "No", "unknown": "Not known"}
ASKED = {"investigator": "the case", "lawyer": "a lawyer", "court": "a court", "nobody": "nobody"}
REACHES = {
    "no": "does not reach this case", "depends": "whether it reaches this case is open",
    "unknown": "its reach is not held",
}  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """The answer in a word, its tone, and a sentence."""

    word: str
    tone: Tone
    said: str


def verdict(page: Answered) -> Verdict:
    """What stands in the banner: both sides together."""
    if defences := _in_duty(page):
        return Verdict(*MET, f"{_met(page.check.said)} Defences listed, not assumed: {defences}.")
    return Verdict(*ANSWER[page.check.answer], page.check.said)


def side_verdict(page: Answered, side: Side) -> Verdict:
    """What stands above one side."""
    if _in_duty(page) and any(p.defences for p in side.provisions if p.covers == "yes"):
        return Verdict(*MET, _met(side.said))
    return Verdict(*ANSWER[side.answer], side.said)


def dated(review: str, day: dt.date | None) -> str:
    """Review and text date in as few words as they need."""
    return f"text of {day or 'unknown date'} · {'draft' if review.startswith('draft') else review}"


def next_open(page: Answered) -> RouteAnswer | None:
    """The first open route for what is needed."""
    return next((r for r in page.routes if r.status == "open"), None)


def _in_duty(page: Answered) -> int:
    """How many defences stand beside a sure answer where every act was done in duty; 0: none, or no duty."""
    if page.check.answer != "yes" or any(act.where.get("purpose") != ["duty"] for act in page.case.conduct):
        return 0
    sides = (page.check.requesting, page.check.requested)
    return len({(s.system, d) for s in sides for p in s.provisions if p.covers == "yes" for d in p.defences})


def _met(said: str) -> str:
    return said.replace("An offence", "The elements are met", 1)
