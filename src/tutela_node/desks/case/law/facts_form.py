"""The facts that the law is asked about, as a form: from a facts file (`tutela.facts/1`) and back. No names in it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tutela.answer import SCHEMA
from tutela.law import LawError, check_state
from tutela_node.desks.answers.books import books, systems_known
from tutela_node.desks.sending import Seen
from tutela_node.look.forms import Day

UNKNOWN = ("", _("Not known"))
DATA: dict[str, Any] = {
    "subscriber": _("Who holds the account (subscriber data)"),
    "registration": _("When and how it was registered"),
    "traffic": _("Traffic data: addresses and times of connection"),
    "location": _("Location"),
    "content": _("Content that is stored"),
    "live_traffic": _("Traffic data as they arise"),
    "live_content": _("Content as it is sent"),
    "testimony": _("Testimony"),
    "intelligence": _("Police information"),
    "report": _("A report on something found"),
    "spontaneous": _("Information sent without being asked for"),
    "removal": _("Removal of content"),
    "advice": _("Advice"),
}
_OFFSETS = (
    *(f"-{h:02}:00" for h in range(12, 0, -1)), "-03:30", *(f"+{h:02}:00" for h in range(15)), "+03:30", "+04:30",
    "+05:30", "+05:45", "+06:30", "+09:30",
)  # fmt: skip
_STATES = re.compile(r"[,;\s]+")


class States(forms.CharField):
    """Codes of states, one or several: `DE` or `DE, FR`."""

    def __init__(self, *, several: bool = False, **kwargs: Any) -> None:
        self.several = several
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "t-short", "autocapitalize": "characters"}))
        super().__init__(max_length=80, **kwargs)

    def clean(self, value: Any) -> Any:
        codes = [c.upper() for c in _STATES.split(super().clean(value)) if c]
        for code in codes:
            try:
                check_state(code)
            except LawError as err:
                raise forms.ValidationError(str(err)) from None
        if self.several:
            return list(dict.fromkeys(codes))
        if len(codes) > 1:
            raise forms.ValidationError(_("One state here, as in DE."))
        return codes[0] if codes else None


class Age(forms.CharField):
    """An age, or ages: `41`, `12 to 14`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=12, widget=forms.TextInput(attrs={"class": "t-short"}), **kwargs)

    def clean(self, value: Any) -> int | str | None:
        given = super().clean(value)
        if not given:
            return None
        found = re.fullmatch(r"(\d{1,3})\s*(?:(?:\.\.|-|–|to)\s*(\d{1,3}))?", given)
        if not found or not int(found[1]) <= int(found[2] or found[1]) <= 120:
            raise forms.ValidationError(_("This is no age: write a number such as 13, or 12 to 14."))
        return int(found[1]) if found[2] is None else f"{int(found[1])}..{int(found[2])}"


def _yes_no(label: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=[UNKNOWN, ("yes", _("Yes")), ("no", _("No"))], **kwargs
    )


class FactsForm(Seen):
    """All but the acts and the measure."""

    asks = forms.ChoiceField(label=_("Asks"))
    asked = forms.ChoiceField(label=_("Is asked"))
    conduct_on = Day(label=_("When it happened"), required=False, help_text=_("Its last day. Empty: the day you ask."))
    asked_on = Day(label=_("Asked as of"), required=False, help_text=_("Empty: today, whenever you ask."))

    child_age = Age(label=_("Age of the child"), help_text=_("13, or 12 to 14."))
    child_nationality = States(several=True, label=_("Nationality of the child"), help_text=_("Codes such as DE, CA."))
    child_residence = States(label=_("Where the child lives"))
    suspect_age = Age(label=_("Age of the suspect"))
    suspect_nationality = States(several=True, label=_("Nationality of the suspect"))
    suspect_residence = States(label=_("Where the suspect lives"))
    suspect_found_in = States(several=True, label=_("Where the suspect is or was found"))
    suspect_position_of_trust = _yes_no(_("A position of trust towards the child"), help_text=_("Used from age 19 on."))

    places_conduct = States(
        several=True, label=_("Where it was done"), help_text=_("Every state in which a part of it was done.")
    )
    places_not_in = States(several=True, label=_("Surely not in"), help_text=_("Not even the arrival of a message."))
    places_child = States(label=_("Where the child was"))
    places_provider = States(label=_("Where the provider stands"), help_text=_("Under whose law."))
    places_ship_or_aircraft_of = States(label=_("On a ship or aircraft of"))
    places_punishable_where_done = _yes_no(_("Punishable where it was done"))

    wanted = forms.MultipleChoiceField(
        label=_("Which data are needed"), required=False, choices=list(DATA.items()),
        widget=forms.CheckboxSelectMultiple, help_text=_("None: the routes are not looked at."),
    )  # fmt: skip
    preserve = forms.BooleanField(label=_("Have them kept"), required=False, initial=True)
    obtain = forms.BooleanField(label=_("Obtain them"), required=False, initial=True)
    danger_to_life = forms.BooleanField(label=_("There is danger to life"), required=False)
    sent_on = Day(label=_("Day of sending"), required=False, help_text=_("Then deadlines are counted to a day."))
    sent_time = forms.TimeField(
        label=_("Time of sending"), required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "t-short"}, format="%H:%M"),
    )  # fmt: skip
    sent_offset = forms.ChoiceField(
        label=_("In the zone"), required=False, choices=[(o, f"UTC{o}") for o in _OFFSETS], initial="+00:00",
        help_text=_("Deadlines run in days of this zone where the receiver's is not known."),
    )  # fmt: skip
    route = forms.ChoiceField(label=_("Route you have in mind"), required=False)

    def __init__(self, *args: Any, systems: Iterable[str] = (), **kwargs: Any) -> None:
        """`systems`: those of the case, which stand first."""
        super().__init__(*args, **kwargs)
        first, known = list(systems), dict(systems_known())
        listed = [(s, known[s]) for s in first if s in known] + [(s, w) for s, w in known.items() if s not in first]
        for name in ("asks", "asked"):
            self.fields[name].choices = [("", _("Choose…")), *listed]  # type: ignore[attr-defined]
        routes = [(r.id, f"{r.id} · {r.name}") for r in books().routes.book.routes]
        self.fields["route"].choices = [("", _("The first that is open")), *routes]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("asks") and found.get("asks") == found.get("asked"):
            self.add_error("asked", _("Choose another system than the one that asks."))
        on, asked = found.get("conduct_on"), found.get("asked_on") or timezone.now().date()
        if on and on > asked:
            self.add_error("conduct_on", _("This day is after the one on which it is asked."))
        if found.get("wanted") and not (found.get("preserve") or found.get("obtain")):
            self.add_error("obtain", _("Say whether the data are to be kept, obtained, or both."))
        return found

    def still(self) -> FactsForm:
        """The same form, not yet judged: a button only added an act, and what is wrong is said on saving."""
        self._errors: dict[str, Any] = {}
        self.cleaned_data = {}
        return self

    def facts(self, acts: list[dict[str, Any]], before: Mapping[str, Any]) -> dict[str, Any]:
        """The facts file. What this form does not show (answers, measure, heading) stays as it was `before`."""
        v = self.cleaned_data
        people = {
            who: _stated({k: v[f"{who}_{k}"] for k in _PERSON if f"{who}_{k}" in v}) for who in ("child", "suspect")
        }
        made: dict[str, Any] = {"schema": SCHEMA}
        made |= {k: before[k] for k in ("title", "summary") if before.get(k)}
        made["states"] = {"from": v["asks"], "to": v["asked"]}
        made["dates"] = _stated({"conduct_on": _iso(v["conduct_on"]), "asked_on": _iso(v["asked_on"])})
        made["conduct"] = acts
        made["people"] = {who: said for who, said in people.items() if said}
        made["places"] = _stated({k.removeprefix("places_"): v[k] for k in v if k.startswith("places_")})
        made["answers"] = dict(before.get("answers") or {})
        if v["wanted"]:
            made["need"] = {"data": v["wanted"]} | {k: v[k] for k in ("preserve", "obtain", "danger_to_life")}
            if v["sent_on"]:
                at = dt.datetime.combine(v["sent_on"], v["sent_time"] or dt.time(9))
                made["need"]["sent_at"] = at.isoformat() + (v["sent_offset"] or "+00:00")
        made |= {"route": v["route"]} if v["route"] else {}
        made |= {"proposal": before["proposal"]} if before.get("proposal") else {}
        return {k: x for k, x in made.items() if x or k == "conduct"}


_PERSON = ("age", "nationality", "residence", "found_in", "position_of_trust")


def _stated(values: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in values.items() if v not in (None, "", [])}


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def initial_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows of a facts file."""
    said: dict[str, Any] = {}
    for who in ("child", "suspect"):
        for key, value in ((facts.get("people") or {}).get(who) or {}).items():
            said[f"{who}_{key}"] = _joined(value).replace("..", "–") if key == "age" else _joined(value)
    for key, value in (facts.get("places") or {}).items():
        said[f"places_{key}"] = _joined(value)
    states, dates, need = facts.get("states") or {}, facts.get("dates") or {}, facts.get("need")
    said |= {"asks": states.get("from"), "asked": states.get("to"), "route": facts.get("route") or ""}
    said |= {k: dates.get(k) for k in ("conduct_on", "asked_on")}
    if need:
        said |= {k: need.get(k, k != "danger_to_life") for k in ("preserve", "obtain", "danger_to_life")}
        said["wanted"] = need.get("data", [])
        if sent := need.get("sent_at"):
            at = dt.datetime.fromisoformat(sent)
            said |= {"sent_on": at.date(), "sent_time": at.time().replace(second=0, microsecond=0)}
            said["sent_offset"] = at.isoformat()[-6:]
    return {k: v for k, v in said.items() if v is not None}


def _joined(value: Any) -> str:
    if isinstance(value, bool):  # a file may write yes and no without quotes
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
