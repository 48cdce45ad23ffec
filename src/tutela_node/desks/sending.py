"""Sending a form of the desk: what the act said goes back to the field it was about, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tutela_node.desks.once import once, token
from tutela_node.look.forms import told
from tutela_node.spine.acts import Blocked, NotThere, Refused


class Acting(forms.Form):
    """A form that acts. Its token makes that a second sending of the same page acts no second time."""

    once = forms.CharField(widget=forms.HiddenInput, required=False, initial=token)

    def values(self) -> dict[str, Any]:
        """What was typed, without the fields that only serve the sending."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("once", "seen")}


class Seen(Acting):
    """A form about a record: the version that its person saw, so that two people do not undo each other unseen."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def saw(self) -> int | None:
        value: int | None = self.cleaned_data.get("seen")
        return value

    def again_over(self, version: int, now: Mapping[str, Any]) -> list[tuple[Any, str]]:
        """Draw the form again with what was typed, over the version that is there now, so that saving again is meant.

        (label, what stands there now) of each field that differs; nothing if nobody else changed the record.
        """
        name = self.add_prefix("seen")
        shown, typed = self.data.get(name), cast(QueryDict, self.data).copy()
        typed[name] = str(version)
        self.data = typed
        if shown in (None, "", str(version)):
            return []
        return [
            (self[f].label, _words(self.fields[f], now[f]))
            for f in self.fields
            if f in now and f not in ("seen", "once") and str(self[f].value() or "") != str(now[f] or "")
        ]


def _words(field: forms.Field, value: Any) -> str:
    """A value as the page says it."""
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(field, forms.ChoiceField) and "<" not in (said := str(dict(field.choices).get(value, value))):  # type: ignore[arg-type]
        return said
    return str(value) or "—"


def sent(request: HttpRequest, form: Acting, act: Callable[[dict[str, Any]], str]) -> HttpResponse | None:
    """Run `act` with the values of a valid form; it gives the address to go to.

    None when it did not happen: the form then says why, beside the field or on top.
    """
    if not form.is_valid():
        return None
    with once(request) as sending:
        if sending.to is None:
            try:
                with told(form):
                    sending.to = act(form.values())
            except (Refused, Blocked) as err:
                for said in err.sentences if isinstance(err, Refused) else err.reasons:
                    form.add_error(None, said)
            except NotThere as err:
                form.add_error(None, str(err))
    return redirect(sending.to) if sending.to is not None and not form.errors else None


def status_of(form: forms.Form) -> int:
    """Of a page that shows this form."""
    return 422 if form.is_bound and form.errors else 200


__all__ = ["Acting", "Seen", "sent", "status_of"]
