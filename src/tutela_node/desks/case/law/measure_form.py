"""The measure that is proposed, with its neutral facts: what an applicant can know beforehand, never a conclusion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.rights import Measure, Proposal, ProposalError, assess
from tutela_node.desks.answers.books import books
from tutela_node.desks.sending import Seen

RESULTS = (
    ("", _("Not answered")),
    ("tried_failed", _("Tried, and it failed")),
    ("cannot_serve", _("Cannot serve here")),
    ("not_in_time", _("Not in time")),
    ("open", _("Open, not tried")),
)
NOT_TOLD = ("", _("Not told"))


def measure_choices() -> list[tuple[str, Any]]:
    """The catalogue by family, with the tier of each."""
    rights = books().rights
    by_family: dict[str, list[tuple[str, str]]] = {f.id: [] for f in rights.families}
    for measure in rights.measures:
        by_family[measure.family].append((measure.id, f"{measure.name} ({_('tier')} {measure.tier})"))
    titles = {f.id: f.says[:1].upper() + f.says[1:] for f in rights.families}
    return [("", _("Choose a measure…")), *((titles[f], rows) for f, rows in by_family.items() if rows)]


class WhichForm(forms.Form):
    measure = forms.ChoiceField(label=_("Measure"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = measure_choices()  # type: ignore[attr-defined]


class MeasureForm(Seen):
    """The facts, safeguards and lesser measures of one measure. Nothing is asked for that nobody needs to tell."""

    def __init__(self, measure: Measure, *args: Any, told: Mapping[str, Any], **kwargs: Any) -> None:
        kwargs["initial"] = _initial(told) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        rights = books().rights
        self.measure, self.told = measure, told
        self.wanted = _wanted(measure, told)
        for spec in rights.facts:
            self.fields[f"fact-{spec.id}"] = _fact(spec)
        for guard in self.wanted.safeguards:
            self.fields[f"guard-{guard.id}"] = forms.ChoiceField(
                label=guard.asks, required=False, choices=[NOT_TOLD, ("yes", _("Yes")), ("no", _("No"))]
            )
        for name in measure.alternatives:
            self.fields[f"lesser-{name}"] = forms.ChoiceField(
                label=rights.measure_by_id[name].name, required=False, choices=RESULTS
            )
            self.fields[f"why-{name}"] = forms.CharField(
                label=_("The fact behind it"), required=False, max_length=500,
                help_text=_("Without one it excludes nothing."),
            )  # fmt: skip

    def proposal(self) -> dict[str, Any]:
        """The proposal as a facts file says it."""
        v = {k: x for k, x in self.cleaned_data.items() if x}
        lesser = {
            name: {"result": v[f"lesser-{name}"], "facts": v.get(f"why-{name}", "")}
            for name in self.measure.alternatives
            if f"lesser-{name}" in v
        }
        return {
            "measure": self.measure.id,
            "facts": {k.removeprefix("fact-"): x for k, x in v.items() if k.startswith("fact-")},
            "safeguards": {k.removeprefix("guard-"): x for k, x in v.items() if k.startswith("guard-")},
            "lesser": lesser,
        }

    def check(self) -> None:
        """Put what the catalogue refuses beside its field."""
        try:
            assess(Proposal.model_validate(self.proposal()), books().rights)
        except ProposalError as err:
            for refused in err.refused:
                field = f"fact-{refused.where.removeprefix('facts.')}"
                self.add_error(field if field in self.fields else None, str(refused))

    def groups(self) -> list[tuple[Any, list[Row], bool]]:
        """(heading, fields, shown at once): what the test asks for now, what was told, the rest."""
        told = set(self.told.get("facts") or {})
        asked = [n for n in self.wanted.facts if n not in told]
        rest = [s.id for s in books().rights.facts if s.id not in told and s.id not in asked]
        return [
            (_("The test asks for these now"), self._rows(asked), True),
            (_("Told"), self._rows([s.id for s in books().rights.facts if s.id in told]), True),
            (_("Other facts"), self._rows(rest), False),
        ]

    def _rows(self, names: list[str]) -> list[Row]:
        specs = books().rights.fact_by_id
        return [Row(self[f"fact-{n}"], specs[n].definition, self._said(n)) for n in names]

    def _said(self, name: str) -> str:
        value = self[f"fact-{name}"].value()
        values = [value] if isinstance(value, str) else list(value or [])
        words = books().rights.fact_by_id[name].values
        return ", ".join(words.get(v, v) for v in values if v)

    def guards(self) -> list[forms.BoundField]:
        return [self[n] for n in self.fields if n.startswith("guard-")]

    def lesser(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"lesser-{n}"], self[f"why-{n}"]) for n in self.measure.alternatives]


@dataclass(frozen=True)
class Row:
    """A fact on the page, with what is told now in words."""

    field: forms.BoundField
    definition: str
    said: str

    @property
    def open(self) -> bool:
        return bool(self.field.errors)


@dataclass(frozen=True)
class _Wanted:
    facts: list[str]
    safeguards: list[Any]


def _wanted(measure: Measure, told: Mapping[str, Any]) -> _Wanted:
    """What the test asks for now, with what is told so far."""
    proposal = {k: told[k] for k in ("facts", "safeguards", "lesser") if told.get(k)} | {"measure": measure.id}
    try:
        found = assess(Proposal.model_validate(proposal), books().rights)
    except ProposalError:
        found = assess(Proposal(measure=measure.id), books().rights)
    facts = [m.fact for m in found.missing if m.fact in books().rights.fact_by_id]
    known = books().rights.safeguard_by_id
    return _Wanted(list(dict.fromkeys(facts)), [g for g in found.safeguards if known[g.id].answered_by is None])


def _fact(spec: Any) -> forms.Field:
    choices = [(value, words[:1].upper() + words[1:]) for value, words in spec.values.items()]
    if spec.kind == "several":
        return forms.MultipleChoiceField(
            label=spec.question, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
        )
    return forms.ChoiceField(
        label=spec.question, required=False, choices=[NOT_TOLD, *choices], widget=forms.RadioSelect
    )


def _initial(told: Mapping[str, Any]) -> dict[str, Any]:
    said = {f"fact-{k}": _word(v) for k, v in (told.get("facts") or {}).items()}
    said |= {f"guard-{k}": _word(v) for k, v in (told.get("safeguards") or {}).items()}
    for name, answer in (told.get("lesser") or {}).items():
        said |= {f"lesser-{name}": answer.get("result", ""), f"why-{name}": answer.get("facts", "")}
    return said


def _word(value: Any) -> Any:
    return ("yes" if value else "no") if isinstance(value, bool) else value
