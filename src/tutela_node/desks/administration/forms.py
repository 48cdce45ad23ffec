"""What an administrator types: a person, their unit, a role with its days, a reason."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from tutela_node.desks.context import PURPOSE_WORDS, ROLE_WORDS
from tutela_node.look.forms import Day
from tutela_node.people import selectors
from tutela_node.people.purposes import OF_ROLE

STATES = (
    ("", _("All")),
    ("active", _("Active")),
    ("invited", _("Invited, not yet in")),
    ("no_factor", _("Without a second factor")),
    ("ending", _("A role ends within a fortnight")),
    ("stopped", _("Stopped")),
)


def _units(empty: Any = None) -> list[tuple[str, Any]]:
    named = [(str(unit.id), unit.name) for unit in selectors.units()]
    return named if empty is None else [("", empty), *named]


def _roles(empty: Any) -> list[tuple[str, Any]]:
    return [("", empty), *ROLE_WORDS.items()]


def _ident(value: str) -> uuid.UUID | None:
    return uuid.UUID(value) if value else None


class Seen(forms.Form):
    """A form about a record: the version that its person saw, so that two people do not undo each other unseen."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def saw(self) -> int | None:
        value: int | None = self.cleaned_data.get("seen")
        return value

    def look_again(self, version: int) -> None:
        """Carry this version from now on, over everything that was typed."""
        self.data = {name: self.data.get(name) for name in self.data} | {"seen": str(version)}


class Filters(forms.Form):
    """What the list of officers is narrowed to."""

    words = forms.CharField(label=_("Name or e-mail"), required=False, max_length=120)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    role = forms.ChoiceField(label=_("Role today"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = _units(_("All"))  # type: ignore[attr-defined]
        self.fields["role"].choices = _roles(_("All"))  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """For `selectors.officers`; a value that is not on a list narrows nothing."""
        self.is_valid()
        found = self.cleaned_data
        return {
            "words": found.get("words", ""),
            "unit": _ident(found.get("unit", "")),
            "role": found.get("role", ""),
            "state": found.get("state", ""),
        }


class Person(Seen):
    """Name, address and unit of an officer."""

    name = forms.CharField(label=_("Name"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.CharField(
        label=_("E-mail"),
        help_text=_("By this address they sign in. The node sends no mail: you hand the link over yourself."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    unit = forms.ChoiceField(label=_("Unit"), help_text=_("Where they belong."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = _units()  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {"name": found["name"], "email": found["email"], "unit": uuid.UUID(found["unit"])}


class RoleFields(Seen):
    """A role, its days, and the unit that it reaches."""

    role = forms.ChoiceField(label=_("Role"))
    since = Day(label=_("First day"), help_text=_("Days are days in UTC."))
    until = Day(
        label=_("Last day"), required=False, help_text=_("That whole day still counts. Empty: until you end it.")
    )
    reach = forms.ChoiceField(
        label=_("For which unit"), required=False, help_text=_("A supervisor steers the cases of this unit.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {role: PURPOSE_WORDS[OF_ROLE[role]] for role in ROLE_WORDS}
        said = [(role, lazystr(f"{ROLE_WORDS[role]} — {words[role]}")) for role in ROLE_WORDS]
        self.fields["role"].choices = [("", _("Choose a role")), *said]  # type: ignore[attr-defined]
        self.fields["reach"].choices = _units(_("Their own unit"))  # type: ignore[attr-defined]
        self.fields["since"].initial = lambda: timezone.now().date()

    def role_values(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {
            "role": found["role"],
            "since": found["since"],
            "until": found["until"],
            "unit": _ident(found["reach"]),
        }


class Invite(Person, RoleFields):
    """A new officer, with a first role if there is one already."""

    field_order = ("name", "email", "unit", "role", "since", "until", "reach")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].required = self.fields["since"].required = False
        self.fields["role"].help_text = _(
            "Without a role they can sign in and open nothing. More can be granted later."
        )
        choices = self.fields["role"].choices  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", _("None yet")), *list(choices)[1:]]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("role") and not found.get("since") and "since" not in self.errors:
            self.add_error("since", _("Say from which day they hold the role."))
        return found


class Stop(Seen):
    """Why an account is stopped."""

    why = forms.CharField(
        label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One sentence for the record: left the office, long absence, account misused."),
    )  # fmt: skip


class Link(Seen):
    """A new link."""

    lost = forms.BooleanField(
        label=_("They lost their telephone or key: remove their second factors too"), required=False,
        help_text=_("Make sure that it is really them who asks: call back on a number that you know."),
    )  # fmt: skip


class UnitName(Seen):
    """The name of a unit."""

    name = forms.CharField(label=_("Name of the unit"))
