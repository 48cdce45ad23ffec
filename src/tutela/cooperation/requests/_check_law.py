"""Dual criminality, penalty and the law that is attached: stated by people, never by a draft of ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tutela.cooperation import RouteAnswer
from tutela.cooperation.requests._finding import Finding
from tutela.cooperation.requests._request import Request
from tutela.law import Check

STATED = "dual_criminality"  # the field in which a named lawyer states it


def on_law(request: Request, answer: RouteAnswer, at: dt.datetime, check: Check | None) -> Iterator[Finding]:
    yield from _attached(request, at)
    yield from _dual(request, answer)
    yield from _threshold(answer)
    if check is not None and check.requested.answer == "no_reading" and answer.dual_criminality.required != "no":
        said = f"{check.requested.said} Dual criminality may be asked for on {answer.id}."
        do = "have a lawyer of the requested state's law look at it before it is sent"
        yield Finding("law.no_reading", "advice", said, f"corpus {check.corpus}, draft readings", do, STATED)


def _attached(request: Request, at: dt.datetime) -> Iterator[Finding]:
    law = request.law
    if law is None:
        return
    corpus = f"corpus {law.corpus}"
    if law.drafts:
        said = f"The law attached rests on readings that nobody signed: {', '.join(law.drafts)}."
        do = "take it out and let a named lawyer state the offence, or have the readings signed by a reviewer"
        yield Finding("law.unreviewed", "blocking", said, corpus, do, "law_answer")
    for system, state, side in ((law.requesting, request.asks, "asks"), (law.requested, request.asked, "is asked")):
        if system.partition("-")[0] != state:
            said = f"The law attached is that of {system}, and {state} {side}."
            yield Finding(
                f"law.side.{side}", "blocking", said, corpus, "attach the answer for these two states", "law_answer"
            )
    if law.asked_on > at.date():
        said = f"The law attached was asked for {law.asked_on}, a day that has not come."
        yield Finding("law.later", "blocking", said, corpus, "ask again for today", "law_answer")
    elif law.asked_on < at.date():
        said = f"The law attached is the answer of {law.asked_on}, not of today."
        yield Finding(
            "law.older",
            "advice",
            said,
            corpus,
            "ask again for today, and see whether it is still the same",
            "law_answer",
        )


def _dual(request: Request, answer: RouteAnswer) -> Iterator[Finding]:
    rule = answer.dual_criminality
    stated = STATED in request.values
    shown = request.law is not None and request.law.answer == "yes"
    if rule.required == "no" or stated or shown:
        return
    why = rule.why[0] if rule.why else ""
    do = "let a named lawyer state the offence under the law of both states"
    if rule.required == "yes":
        yield Finding(
            "dual.missing",
            "blocking",
            f"Dual criminality is asked for, and nothing states it. {why}",
            rule.source,
            do,
            STATED,
        )
    else:
        said = f"Whether dual criminality is asked for is not settled, and nothing states it. {why}"
        yield Finding("dual.unknown", "advice", said, rule.source, do, STATED)


def _threshold(answer: RouteAnswer) -> Iterator[Finding]:
    threshold = answer.dual_criminality.threshold
    if threshold is None or threshold.met == "yes":
        return
    do = "ask for data without a threshold, or take another route"
    if threshold.met == "no":
        yield Finding("threshold.missed", "blocking", threshold.why, threshold.source, do, "data")
    else:
        yield Finding(
            "threshold.unknown", "advice", threshold.why, threshold.source, "find out, and write down who did", "data"
        )
