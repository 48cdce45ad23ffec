"""An answered question goes into the facts: a condition under `answers`, a dimension into its act, reach to the people
and places that decide it. What cannot be said with one button is said in the form.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tutela_node.desks.answers.answering import CannotAnswer
from tutela_node.desks.answers.books import books
from tutela_node.desks.case.law.acts_form import age_fact

REACH = {
    ("actor", "national"), ("actor", "resident"), ("actor", "present"), ("victim", "national"), ("victim", "resident"),
    ("place", "territory"), ("place", "ship_or_aircraft"), ("child_place", "territory"),
    ("abroad_law", "punishable_there"), ("abroad_law", "not_punishable_there"),
}  # fmt: skip
"""Answers on reach that one statement about people or places expresses; that something is *not* so is said in the form,
because it may have several reasons."""


def buttons(question: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(value to send, words) of each answer that a button can give."""
    if question["kind"] in ("fact", "meaning", "appraisal"):
        return [("yes", _("Yes")), ("no", _("No"))]
    found = [(",".join(v), said) for v, said in zip(question["values"], question["answers"], strict=True)]
    if question["kind"] == "reach":
        dim = question["id"].removeprefix("reach.")
        return [(value, said) for value, said in found if (dim, value) in REACH]
    return found


def with_answer(facts: Mapping[str, Any], ident: str, act: int, value: str) -> dict[str, Any]:
    """The facts with one question answered; `value` empty takes an answer back.

    Raises:
        CannotAnswer: the question or the answer is none of this case.
    """
    made = copy.deepcopy(dict(facts))
    if ident.startswith("reach."):
        _reach(made, ident.removeprefix("reach."), value)
        return made
    if value in ("yes", "no", ""):
        answers = {k: v for k, v in (made.get("answers") or {}).items() if k != ident}
        made["answers"] = answers | ({ident: value} if value else {})
        return made
    _dimension(made, ident.rpartition(".")[2], act, value.split(","))
    return made


def _dimension(facts: dict[str, Any], dim: str, act: int, values: list[str]) -> None:
    acts = facts.get("conduct") or []
    if not 0 <= act < len(acts):
        raise CannotAnswer([_("This question belongs to facts that have changed; ask the law again.")])
    stated = {k: v for k, v in acts[act].items() if k != "where"} | dict(acts[act].get("where") or {})
    if dim == "age":
        years = sorted(int(v) for v in values if v.isdecimal())
        if not years:
            raise CannotAnswer([_("These are no ages.")])
        stated[dim] = age_fact(years)
    else:
        stated[dim] = values if len(values) > 1 else values[0]
    acts[act] = stated


def _reach(facts: dict[str, Any], dim: str, value: str) -> None:
    if (dim, value) not in REACH:
        raise CannotAnswer([_("Say this in the facts, under people and places.")])
    state = books().law.system((facts.get("states") or {})["from"]).system.state
    people, places = facts.setdefault("people", {}), facts.setdefault("places", {})
    if dim in ("actor", "victim"):
        person = people.setdefault("suspect" if dim == "actor" else "child", {})
        if value == "national":
            person["nationality"] = _with(person.get("nationality"), state)
        elif value == "resident":
            person["residence"] = state
        else:
            person["found_in"] = _with(person.get("found_in"), state)
    elif dim == "place":
        if value == "territory":
            places["conduct"] = _with(places.get("conduct"), state)
        else:
            places["ship_or_aircraft_of"] = state
    elif dim == "child_place":
        places["child"] = state
    else:
        places["punishable_where_done"] = "yes" if value == "punishable_there" else "no"


def _with(stated: Any, state: str) -> list[str]:
    listed = [stated] if isinstance(stated, str) else list(stated or [])
    return listed if state in listed else [*listed, state]


def given(facts: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(id, question, answer) of each question that was answered in this case."""
    known = books().law.conditions
    return [
        (ident, known[ident].question if ident in known else ident, answer)
        for ident, answer in (facts.get("answers") or {}).items()
    ]
