"""Whether dual criminality is required on a route, for the data asked for and the families of conduct in the case.

Each of a route's rules speaks of preserving or obtaining some kinds of data; those that touch what would be served are
read, and the strictest answer is given: yes, then unknown, then no.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tutela.cooperation._answers import Act, DualAnswer, Question, Serves, ThresholdAnswer
from tutela.cooperation._conduct import within
from tutela.cooperation._schema import DualRule, Route, Ternary, Threshold, Unless
from tutela.cooperation._states import reservation
from tutela.law import Reserved

Reserves = Callable[[str], Reserved]
"""Whether the requested state has used a reservation right, on the day of the question."""

STRICT: dict[Ternary, int] = {"no": 0, "unknown": 1, "yes": 2}


def dual_criminality(route: Route, serves: Serves, asked: Question) -> DualAnswer:
    """The requirement of `route` for what it `serves`, in the case that is asked about."""
    families, max_years = asked.families, asked.max_years
    answer: Ternary = "no"
    why, sources = list[str](), list[str]()
    rules = [rule for rule in route.dual_criminality if _touches(rule, serves)]
    for rule in rules:
        found, said = _rule(rule, families, max_years, asked.requested, lambda right: reservation(route, right, asked))
        answer = max(answer, found, key=STRICT.__getitem__)
        why += said
        sources.append(rule.source)
    if not rules:
        answer, why, sources = "unknown", ["The corpus says nothing about dual criminality for this."], [route.source]
    threshold = route.threshold
    reached = None
    if threshold and (not threshold.data or serves.kinds & set(threshold.data)):
        reached = _threshold(threshold, asked)
    return DualAnswer(answer, tuple(why), reached, "; ".join(dict.fromkeys(sources)))


def _touches(rule: DualRule, serves: Serves) -> bool:
    served = {
        "preserve": {s.kind for s in serves.preserve},
        "obtain": {s.kind for s in serves.obtain},
        "any": serves.kinds,
    }[rule.purpose]
    return bool(served & set(rule.data) if rule.data else served)


def _rule(
    rule: DualRule, families: Sequence[str], max_years: float | None, state: str, reserves: Reserves
) -> tuple[Ternary, list[str]]:
    about = {"preserve": "To preserve", "obtain": "To obtain", "any": "On this route"}[rule.purpose]
    kinds = f" {', '.join(rule.data)} data" if rule.data else ""
    required = {"yes": "dual criminality may be asked", "no": "dual criminality is not required"}
    base = f"{about}{kinds}: {required.get(rule.required, 'whether dual criminality is required is not settled')}"
    why = [f"{base} ({rule.source}){'; ' + rule.note if rule.note else ''}."]
    if rule.unless:
        found, said = _unless(rule.unless, rule.required, families, state, reserves)
        return found, [said[0], *why, *said[1:]] if found != rule.required else [*why, *said]
    if rule.listed and rule.required == "yes":
        found, reason = _listed(rule.listed, families, max_years)
        return found, [*why, reason]
    return rule.required, why


def _unless(
    unless: Unless, base: Ternary, families: Sequence[str], state: str, reserves: Reserves
) -> tuple[Ternary, list[str]]:
    """The answer and why; where it differs from `base`, the first sentence alone says what it turns on."""
    used = reserves(unless.right)
    if used.answer == "no":
        return base, [used.why]
    otherwise: Ternary = "yes" if used.answer == "yes" else "unknown"
    if not families:
        return "unknown", ["Which family of conduct the case is about decides; none was given.", used.why]
    answer, why, open_only = base, [used.why], True
    for family in families:
        if family not in unless.not_for_families:
            answer, open_only = max(answer, otherwise, key=STRICT.__getitem__), False
            why.append(f"The reservation can be used against conduct of the family {family}.")
            continue
        left_out = [r for right in unless.but_reserved.get(family, []) if (r := reserves(right)).answer != "no"]
        if left_out:
            answer = max(answer, "unknown", key=STRICT.__getitem__)
            why.append(f"It cannot be used for {family}, save for conduct that the state itself left out:")
            why += dict.fromkeys(r.why for r in left_out)
            read = all(r.answer == "yes" for r in left_out)
        else:
            why.append(f"It cannot be used for offences of the family {family} that the instrument itself covers.")
    if answer == base:
        return answer, why
    if open_only:
        known = "it left out some" if read else "its reservation is not read"
        return answer, [f"Not required, unless {state} left this conduct out of the instrument ({known}).", *why]
    said = {"yes": f"{state} reserved the right to require it", "unknown": f"Whether {state} may require it is open"}
    return answer, [f"{said[answer]}, for this conduct.", *why]


def _listed(listed: Threshold, families: Sequence[str], max_years: float | None) -> tuple[Ternary, str]:
    said = f"{listed.say[0].upper()}{listed.say[1:]} ({listed.source})"
    if not families:
        return "unknown", f"{said}: which family of conduct the case is about decides; none was given."
    if off := [f for f in families if f not in listed.families and f not in listed.unsure]:
        return "yes", f"{said}: {', '.join(off)} is not on the list."
    if max_years is None:
        return "unknown", f"{said}: the maximum penalty in the {listed.side} state was not given."
    if max_years < listed.max_years:
        return "yes", f"{said}: the maximum is {_years(max_years)}."
    if part := [f for f in families if f in listed.unsure]:
        return "unknown", f"{said}: the list covers only a part of {', '.join(part)}."
    return "no", f"{said}: the maximum is {_years(max_years)}, and the list covers {', '.join(families)}."


def _threshold(threshold: Threshold, asked: Question) -> ThresholdAnswer:
    max_years, met = asked.max_years, _exempt(threshold, asked.families, asked.acts)
    why = {
        "yes": f"offences of {', '.join(asked.families)} are on the list that need not reach it",
        "unknown": threshold.exempt.ask
        if threshold.exempt
        else "whether the offence is on the list that need not reach it is not known",
    }.get(met, "")
    if max_years is not None and max_years >= threshold.max_years:
        met, why = "yes", f"the maximum is {_years(max_years)}"
    elif met == "no" and max_years is None:
        met, why = "unknown", f"the maximum penalty in the {threshold.side} state was not given"
    elif met == "no":
        why = f"the maximum is {_years(max_years or 0)}"
    elif met == "unknown" and max_years is not None:
        why = f"the maximum is {_years(max_years)}; {why}"
    said = f"{threshold.say[0].upper()}{threshold.say[1:]}: {why}{'' if why.endswith('?') else '.'}"
    return ThresholdAnswer(threshold.max_years, threshold.side, met, said, threshold.source)


def _exempt(threshold: Threshold, families: Sequence[str], acts: tuple[Act, ...]) -> Ternary:
    """Whether the offence need not reach the penalty."""
    if not threshold.except_list:
        return "no"
    if threshold.exempt:
        each = {within(threshold.exempt, (act,)) for act in acts} or {"unknown"}
        return "no" if "no" in each else "unknown" if "unknown" in each else "yes"
    if families and all(f in threshold.families for f in families):
        return "yes"
    return "unknown" if not families or any(f in threshold.unsure for f in families) else "no"


def _years(number: float) -> str:
    return f"{number:g} {'year' if number == 1 else 'years'}"
