"""The forms of the desk. What an act checks, the act says; here is only what a page must know to ask."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tutela_node.desks.answers.books import systems_known
from tutela_node.desks.fields import Officers, WhyForm, basis_choices
from tutela_node.desks.sending import Acting, Seen
from tutela_node.desks.words import ACCOUNT_KINDS, KINDS, PERSON_ROLES, SENSITIVITIES, STATES, choices
from tutela_node.look.forms import Day
from tutela_node.spine.authority import bases

LONG = forms.Textarea(attrs={"rows": 5})


def _id(value: str) -> uuid.UUID:
    return uuid.UUID(value)


def _lines(words: Any, small: Any) -> SafeString:
    return format_html("{}<small>{}</small>", words, small)


_two_lines = lazy(_lines, SafeString)


class CaseForm(Seen):
    """A case, new or changed."""

    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("What it is about in a few words. It is sealed; lists never show it."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=choices(KINDS), initial="unclear")
    basis = forms.ChoiceField(
        label=_("Lawful basis"), widget=forms.RadioSelect, help_text=_("On which the data of the case are used.")
    )
    asks = forms.ChoiceField(label=_("Legal system that asks"), help_text=_("Yours, as a rule."))
    asked = forms.ChoiceField(label=_("Legal system that is asked"), required=False)
    touched = forms.CharField(
        label=_("Other systems that are touched"), required=False, max_length=120,
        help_text=_("Codes with commas between them, such as FR, US-CA."),
    )  # fmt: skip
    urgent = forms.BooleanField(label=_("Urgent: a child may be in danger now"), required=False)
    sensitivity = forms.ChoiceField(
        label=_("Who may read it"), widget=forms.RadioSelect, initial="ordinary",
        choices=[
            ("ordinary", _two_lines(SENSITIVITIES["ordinary"], _("The team, and the supervisors of the unit."))),
            ("restricted", _two_lines(SENSITIVITIES["restricted"], _("The lead and the team alone."))),
        ],
    )  # fmt: skip
    summary = forms.CharField(
        label=_("Summary"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What is known, for whoever opens the case. Describe; attach or paste no material."),
    )  # fmt: skip

    def __init__(self, *args: Any, purpose: str | None = None, basis: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = systems_known()
        if settings.NODE.system not in dict(known):  # a node may stand where the corpus holds no law yet
            known = [(settings.NODE.system, settings.NODE.system), *known]
        self._field("basis").choices = basis_choices(purpose, basis)
        self._field("asks").choices = known
        self._field("asked").choices = [("", _("None yet")), *known]

    def _field(self, name: str) -> forms.ChoiceField:
        found = self.fields[name]
        assert isinstance(found, forms.ChoiceField)
        return found

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("asked") and found.get("asked") == found.get("asks"):
            self.add_error("asked", _("The same system asks already; choose another, or none."))
        return found

    def values(self) -> dict[str, Any]:
        found = super().values()
        asks, asked, touched = found.pop("asks"), found.pop("asked"), found.pop("touched")
        codes = [c.strip().upper() for c in touched.split(",") if c.strip()]
        return found | {
            "systems": dict.fromkeys(codes, "touched") | ({asked: "asked"} if asked else {}) | {asks: "asks"}
        }


class PersonForm(Seen):
    role = forms.ChoiceField(label=_("Who it is in the case"), choices=choices(PERSON_ROLES))
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As known; “not known” if it is not."))
    born = forms.CharField(
        label=_("Born"), required=False, max_length=40, help_text=_("A date, a year, or about: 2014, about 2013.")
    )
    contact = forms.CharField(label=_("How to reach them"), required=False, max_length=500)
    remarks = forms.CharField(label=_("Remarks"), required=False, max_length=5000, widget=LONG)


class AccountForm(Seen):
    kind = forms.ChoiceField(label=_("Kind"), choices=choices(ACCOUNT_KINDS))
    value = forms.CharField(label=_("Name, number or address"), max_length=500)
    service = forms.CharField(label=_("Service"), required=False, max_length=200)
    person = forms.TypedChoiceField(label=_("Whose it may be"), required=False, coerce=_id, empty_value=None)

    def __init__(self, *args: Any, persons: Iterable[tuple[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("Not known")), *persons]  # type: ignore[attr-defined]


class NoteForm(Acting):
    text_ = forms.CharField(
        label=_("New note"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A note is never changed; a correction is another note."),
    )  # fmt: skip


class TaskForm(Acting):
    title = forms.CharField(label=_("What is to be done"), max_length=300)
    officer = Officers(label=_("Who does it"))
    due = Day(label=_("Due"), required=False)
    clock = forms.BooleanField(
        label=_("The law sets this deadline"), required=False,
        help_text=_("It then keeps the case from being closed or erased until it is done."),
    )  # fmt: skip


class MemberForm(Acting):
    officer = Officers(label=_("Colleague"))
    until = Day(label=_("Until"), required=False, help_text=_("The last day; without one, until removed."))


class HandOverForm(Seen):
    to = Officers(label=_("To whom"))
    why = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    stay = forms.BooleanField(label=_("Who leads it now stays on the team"), required=False, initial=True)


class ConflictForm(WhyForm):
    officer = Officers(label=_("Whose conflict"))
    field_order = ("officer", "why")


class HoldForm(Acting):
    reason = forms.CharField(
        label=_("Why it must be kept"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who ordered it, when, under which number."),
    )  # fmt: skip
    until = Day(label=_("Until"), required=False, help_text=_("The last day; without one, until lifted."))


class EraseForm(WhyForm):
    """`reference` typed by hand, so that the wrong case is not erased with the wrong key."""

    reference = forms.CharField(label=_("Type the reference of the case to confirm"), max_length=20)

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected
        self.fields["reference"].help_text = expected

    def clean_reference(self) -> str:
        typed: str = self.cleaned_data["reference"].strip()
        if typed != self.expected:
            raise forms.ValidationError(_("This is not the reference of this case; it is %s.") % self.expected)
        return typed

    def values(self) -> dict[str, Any]:
        return {"why": self.cleaned_data["why"]}


class EmergencyForm(Acting):
    reason = forms.CharField(
        label=_("What is the danger, and why can it not wait?"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


class ReviewForm(Seen):
    upheld = forms.TypedChoiceField(
        label=_("Was it right to open the case?"), widget=forms.RadioSelect, coerce=lambda v: v == "yes",
        choices=[("yes", _("Yes, there was danger")), ("no", _("No: the access ends now"))],
    )  # fmt: skip
    finding = forms.CharField(label=_("Your finding"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class SearchForm(forms.Form):
    """A search is an act for which a basis is named; there is no case here that could lend its own."""

    sought = forms.CharField(label=_("Name, account, number or address"), max_length=500, strip=True)
    kind = forms.ChoiceField(
        label=_("Search among"),
        choices=[("any", _("Everything")), ("name", _("Names of persons")), *choices(ACCOUNT_KINDS)],
    )
    basis = forms.ChoiceField(label=_("Lawful basis"))

    def __init__(self, *args: Any, purpose: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = bases(settings.NODE.system, timezone.now().date(), purpose)
        self.fields["basis"].choices = [("", _("Choose…")), *((b.id, b.citation) for b in found)]  # type: ignore[attr-defined]


class FilterForm(forms.Form):
    """What the list is narrowed to; all of it stands in the address."""

    q = forms.CharField(label=_("Reference"), required=False, max_length=20)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *choices(STATES)])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any")), *choices(KINDS)])
    system = forms.ChoiceField(label=_("System"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    lead = forms.ChoiceField(label=_("Lead"), required=False)
    urgent = forms.BooleanField(label=_("Urgent"), required=False)
    overdue = forms.BooleanField(label=_("Overdue"), required=False)

    def __init__(
        self, data: Any, systems: Iterable[str], units: Iterable[tuple[str, str]], leads: Iterable[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        any_: list[tuple[str, Any]] = [("", _("Any"))]
        self.fields["system"].choices = any_ + [(s, s) for s in systems]  # type: ignore[attr-defined]
        self.fields["unit"].choices = any_ + list(units)  # type: ignore[attr-defined]
        self.fields["lead"].choices = any_ + list(leads)  # type: ignore[attr-defined]


def today() -> dt.date:
    return timezone.now().date()
