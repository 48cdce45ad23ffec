"""Facts in words, for the law tab: what was done, who, where, when, what is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tutela_node.desks.answers.books import books
from tutela_node.desks.case.law.acts_form import acts_of
from tutela_node.desks.case.law.facts_form import DATA, FactsForm, initial_of


def told(facts: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """(heading, lines) of everything that is stated; what is not stated is left out."""
    said = initial_of(facts)
    form = FactsForm()
    states = facts.get("states") or {}
    rows = [
        (_("Systems"), [f"{states.get('from', '?')} {_('asks')} {states.get('to', '?')}"] if states else []),
        (_("What was done"), [_act(a) for a in acts_of(facts)]),
        (_("People"), _lines(form, said, ("child_", "suspect_"))),
        (_("Places"), _lines(form, said, ("places_",))),
        (_("Dates"), _lines(form, said, ("conduct_on", "asked_on"))),
        (_("Data wanted"), _need(facts.get("need"))),
        (_("Route in mind"), [facts["route"]] if facts.get("route") else []),
        (_("Measure proposed"), _measure(facts.get("proposal"))),
    ]
    return [(heading, lines) for heading, lines in rows if lines]


def _act(form: Any) -> str:
    stated = [
        (_("aged %s") % d.chosen if d.field.name == "age" else d.chosen) for d in form.dims() if d.chosen
    ]  # fmt: skip
    return f"{form.title}: {'; '.join(stated) or _('nothing stated yet')}"


def _lines(form: FactsForm, said: Mapping[str, Any], begins: tuple[str, ...]) -> list[str]:
    words = {"yes": _("yes"), "no": _("no")}
    return [f"{form.fields[k].label}: {words.get(str(v), v)}" for k, v in said.items() if k.startswith(begins) and v]


def _need(need: Mapping[str, Any] | None) -> list[str]:
    if not need:
        return []
    lines = [str(DATA.get(d, d)) for d in need.get("data", [])]
    return lines + ([_("Danger to life")] if need.get("danger_to_life") else [])


def _measure(proposal: Mapping[str, Any] | None) -> list[str]:
    if not proposal:
        return []
    known = books().rights.measure_by_id.get(proposal["measure"])
    return [known.name if known else proposal["measure"]]
