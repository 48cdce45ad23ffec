"""Forms of the desks: what an act said goes back to the field it was about, and a day is picked as a day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms

from tutela_node.spine.acts import Invalid, Stale


@contextmanager
def told(form: forms.BaseForm) -> Iterator[None]:
    """Inside: an act's `Invalid` becomes an error of its field, `Stale` one of the whole form. Others go on."""
    try:
        yield
    except Invalid as err:
        form.add_error(err.field if err.field in form.fields else None, str(err))
    except Stale as err:
        form.add_error(None, str(err))


class Day(forms.DateField):
    """A day, with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date", "class": "t-short"}, format="%Y-%m-%d"))
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)
