"""What was done, chosen from the corpus's conduct space: one form for each act, one field for each dimension."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tutela.law import LawError, LawFacts, known_acts
from tutela_node.desks.answers.books import books

MOST = 12
"""Acts in one bundle; real cases have one to four."""

FAMILIES: dict[str, Any] = {
    "image_of_child": _("Images or recordings of a real child"),
    "other_material": _("Other material: generated, drawn, written, or of adults"),
    "contact": _("Approaching or grooming a child"),
    "performance": _("A live performance or stream"),
    "extortion": _("Threats or extortion"),
}
"""The families in plain words; one that the corpus adds later shows its own title."""

_AGES = re.compile(r"(\d{1,2})\s*(?:(?:\.\.|-|–|to)\s*(\d{1,2}))?")


class ActForm(forms.Form):
    """One act. Nothing ticked: not known yet. Several ticked: one of these."""

    def __init__(self, family: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.family = books().law.space.families[family]
        for dim, spec in self.family.spec.dimensions.items():
            self.fields[dim] = self._years(spec) if spec.kind == "years" else self._values(dim, spec)

    def _years(self, spec: Any) -> forms.Field:
        return forms.CharField(
            label=spec.ask, required=False, max_length=12, help_text=_("13, or 12 to 14. Empty: not known."),
            widget=forms.TextInput(attrs={"class": "t-short", "inputmode": "numeric"}),
        )  # fmt: skip

    def _values(self, dim: str, spec: Any) -> forms.Field:
        choices = [
            (value, format_html("{}<small>{}</small>", said.say, said.definition))
            for value, said in spec.values.items()
        ]
        return forms.MultipleChoiceField(
            label=spec.ask, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
        )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for dim, spec in self.family.spec.dimensions.items():
            if spec.kind == "years" and found.get(dim) and not ages(found[dim]):
                self.add_error(dim, _("This is no age: write a number such as 13, or 12 to 14."))
        return found

    def fact(self) -> dict[str, Any]:
        """The act as a facts file says it."""
        stated: dict[str, Any] = {"family": self.family.name}
        for dim in self.family.dims:
            given = self.cleaned_data.get(dim)
            if given:
                stated[dim] = age_fact(ages(given)) if isinstance(given, str) else given if len(given) > 1 else given[0]
        return stated

    @property
    def title(self) -> Any:
        return FAMILIES.get(self.family.name, self.family.spec.title)

    def dims(self) -> list[Dim]:
        """Each dimension for the page, with what is chosen now in words."""
        return [Dim(self[name], self._chosen(name), n == 0) for n, name in enumerate(self.fields)]

    def _chosen(self, name: str) -> str:
        given = self[name].value()
        if not given:
            return ""
        if isinstance(given, str):
            return given
        spec = self.family.spec.dimensions[name]
        assert isinstance(spec.values, dict)
        return " / ".join(spec.values[v].say for v in given if v in spec.values)


@dataclass(frozen=True)
class Dim:
    """A dimension on the page. `first`: the one that says what was done."""

    field: forms.BoundField
    chosen: str
    first: bool

    @property
    def open(self) -> bool:
        return bool(self.field.errors) or (self.first and not self.chosen)


def ages(given: str) -> list[int]:
    """The years that `13`, `12 to 14` or `9, 12–14` name; nothing if it cannot be read."""
    found: set[int] = set()
    for part in given.split(","):
        one = _AGES.fullmatch(part.strip())
        if one is None:
            return []
        found.update(range(int(one[1]), int(one[2] or one[1]) + 1))
    return sorted(found)


def age_fact(years: list[int]) -> int | str | list[str]:
    """Years as a facts file says them."""
    if len(years) == 1:
        return years[0]
    whole = years == list(range(years[0], years[-1] + 1))
    return f"{years[0]}..{years[-1]}" if whole else [str(y) for y in years]


def acts_of(facts: Mapping[str, Any]) -> list[ActForm]:
    """The acts of a facts file as forms. `material` in the file becomes the family that it means."""
    if not facts.get("conduct"):
        return []
    names = [name for name, _values in known_acts(books().law.space, law_facts(facts))]
    rows = enumerate(zip(names, facts["conduct"], strict=True))
    return [ActForm(name, prefix=f"act-{i}", initial=_initial(raw)) for i, (name, raw) in rows]


def _initial(raw: Mapping[str, Any]) -> dict[str, Any]:
    stated = {k: v for k, v in raw.items() if k not in ("family", "where")} | dict(raw.get("where") or {})
    return {k: _shown(k, v) for k, v in stated.items() if v not in (None, "unknown")}


def _shown(dim: str, value: Any) -> Any:
    values = [str(v) for v in value] if isinstance(value, list) else [str(value)]
    return ", ".join(values).replace("..", "–") if dim == "age" else values


def acts_sent(sent: QueryDict) -> list[ActForm]:
    """The acts of a sent form, after what its buttons did: `add` a family, `drop` one of them."""
    count = min(_number(sent.get("acts")), MOST)
    dropped = _number(sent.get("drop"), -1)
    found: list[ActForm] = []
    for i in range(count):
        family = sent.get(f"act-{i}-family", "")
        if i != dropped and family in books().law.space.families:
            found.append(ActForm(family, _moved(sent, i, len(found)), prefix=f"act-{len(found)}"))
    wanted = sent.get("add", "")
    if wanted in books().law.space.families and len(found) < MOST:
        found.append(ActForm(wanted, prefix=f"act-{len(found)}"))
    return found


def _moved(sent: QueryDict, old: int, new: int) -> QueryDict:
    """The values of one act under the number that it has now."""
    moved = QueryDict(mutable=True)
    for key in sent:
        if key.startswith(f"act-{old}-"):
            moved.setlist(f"act-{new}-{key.removeprefix(f'act-{old}-')}", sent.getlist(key))
    return moved


def _number(given: str | None, otherwise: int = 0) -> int:
    return int(given) if given is not None and given.isdecimal() and len(given) < 4 else otherwise


def law_facts(facts: Mapping[str, Any]) -> LawFacts:
    """The part of a facts file that the law reads.

    Raises:
        ValidationError: of pydantic, not of the form.
    """
    return LawFacts.model_validate({k: v for k, v in facts.items() if k in LawFacts.model_fields})


_WHERE = re.compile(r"conduct\[(\d+)\](?:\.(\w+))?: ")


def check_acts(facts: Mapping[str, Any], acts: list[ActForm]) -> str:
    """Put what the space says against the acts beside the field; what concerns no act is given back."""
    try:
        known_acts(books().law.space, law_facts(facts))
    except LawError as err:
        found = _WHERE.match(str(err))
        if found is None or int(found[1]) >= len(acts):
            return str(err)
        act, said = acts[int(found[1])], str(err)[found.end() :]
        act.add_error(found[2] if found[2] in act.fields else None, said[:1].upper() + said[1:])
    return ""
