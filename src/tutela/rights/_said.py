"""The one sentence that stands above an assessment, and the phrases that say what was shown.

It never says that something is fine.
"""

from __future__ import annotations

from collections.abc import Sequence

from tutela.rights._assessment import Balance, Emergency, Owed, Stop
from tutela.rights._logic import Clause, Seen
from tutela.rights._schema import SAFEGUARD, Form, Rights

MOST = 3  # open matters named in the sentence; all of them stand in the assessment


def headline(
    form: Form,
    stops: Sequence[Stop],
    balance: Balance,
    owed: Sequence[Owed],
    rights: Rights,
    retrospective: bool,
    outside: str,
    emergency: Emergency | None,
) -> str:
    """`stopped at necessity: …; next lawful step: …` or `nothing found that stops it; open: …`."""
    what, thing = ("doing nothing", "doing nothing is ") if form == "omission" else ("it", "")
    if stops:
        steps = {s.id: s.says for s in rights.steps}
        first = stops[0]
        text = f"{thing}stopped at {steps[first.step]}: {_why(first)}"
        if first.result == "not_shown" and (hard := next((s for s in stops if s.result == "fail"), None)):
            text += f"; and it fails at {steps[hard.step]}: {hard.why}"
        if retrospective:
            return f"on the facts told, {text}"
        if emergency is not None:
            return f"{text}; next lawful step: {emergency.in_short}"
        return f"{text}; next lawful step: {first.next[0].says}"
    if retrospective:
        return f"on the facts told, nothing found that stops {what}; what was withheld is silent"
    opened = ["the written balance", "what national law says on who may decide"]
    opened += [f"safeguard not told: {o.says}" for o in owed if o.answer == "not_told"][:MOST]
    opened += [f"safeguard missing: {o.says}" for o in owed if o.answer == "no"][:MOST]
    if balance.not_weighed:
        opened.append(f"not yet weighed: {balance.not_weighed[0]}")
    if outside:
        opened.append(outside)
    return f"nothing found that stops {what}; open: {'; '.join(opened)}"


def shown(clause: Clause, seen: Seen, rights: Rights) -> str:
    """What in the facts made a clause hold, in the phrases of the facts."""
    phrases = []
    for fact, words in (*clause.where, *clause.all_of):
        told = seen.told.get(fact, frozenset())
        if fact.startswith(SAFEGUARD):
            phrases.append(rights.safeguard_by_id[fact.removeprefix(SAFEGUARD)].says)
        else:
            values = rights.fact_by_id[fact].values
            phrases.extend(values[w] for w in values if w in words and w in told)
    return "shown: " + ("; ".join(dict.fromkeys(phrases)) or "by the measure itself")


def _why(stop: Stop) -> str:
    return stop.why if stop.result == "fail" else f"not shown: {stop.asks}"
