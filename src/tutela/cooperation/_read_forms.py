"""Reading the request forms, their words and the grounds for refusal, and checking them against each other."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tutela.cooperation._forms import FieldWords, Form, Ground, Language, Term
from tutela.corpus import Entry, Problem, load_list

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class FormBook:
    """The forms and all that they are written in, by id."""

    forms: Mapping[str, Form]
    fields: Mapping[str, FieldWords]
    terms: Mapping[str, Term]
    languages: Mapping[str, Language]
    grounds: list[Ground]


def build_forms(folder: Path, problems: list[Problem]) -> FormBook:
    """Parse `folder/forms/*.yaml`, `fields.yaml`, `terms.yaml`, `languages.yaml` and `grounds.yaml`; defects are added
    to `problems`.
    """
    forms = dict[str, Form]()
    for path in sorted((folder / "forms").glob("*.yaml")):
        forms |= _by_id(path, "forms", Form, lambda f: f.id, problems, known=forms)
    fields = _by_id(folder / "fields.yaml", "fields", FieldWords, lambda f: f.key, problems)
    terms = _by_id(folder / "terms.yaml", "terms", Term, lambda t: t.id, problems)
    languages = _by_id(folder / "languages.yaml", "languages", Language, lambda x: x.id, problems)
    grounds = _by_id(folder / "grounds.yaml", "grounds", Ground, lambda g: g.id, problems)
    if not problems:
        problems += _form_problems(forms, fields, folder / "forms")
        problems += _word_problems(terms, languages, folder)
    return FormBook(forms, fields, terms, languages, list(grounds.values()))


def _by_id(
    path: Path, key: str, model: type[E], name: Callable[[E], str], problems: list[Problem],
    known: Mapping[str, E] | None = None,
) -> dict[str, E]:  # fmt: skip
    entries, _ = load_list(path, key, model, problems)
    out = dict[str, E]()
    for entry in entries:
        if name(entry) in out or name(entry) in (known or {}):
            problems.append(Problem(path, 0, name(entry), "stands twice", "each id once"))
        out[name(entry)] = entry
    return out


def _form_problems(forms: Mapping[str, Form], fields: Mapping[str, FieldWords], path: Path) -> Iterable[Problem]:
    for form in forms.values():
        base = forms.get(form.includes) if form.includes else None
        if form.includes and base is None:
            yield Problem(path, 0, form.id, f"includes {form.includes!r}, which is no form", "an id under forms/")
        if base is not None and base.includes:
            yield Problem(path, 0, form.id, f"includes {base.id}, which includes another", "one step, no more")
        said = {c.key for c in (*form.circumstances, *(base.circumstances if base else ()))}
        for use in (use for section in form.sections for use in section.fields):
            if use.key not in fields:
                yield Problem(path, 0, form.id, f"{use.key!r} is no field", "a key of fields.yaml")
            for needed in (use.only_if, use.not_if):
                if needed and needed not in said:
                    yield Problem(path, 0, form.id, f"{use.key}: no circumstance {needed!r}", f"one of {sorted(said)}")
        for key in (key for rule in form.never for key in rule.keys):
            if key not in fields:
                yield Problem(path, 0, form.id, f"never {key!r}, which is no field", "a key of fields.yaml")


def _word_problems(terms: Mapping[str, Term], languages: Mapping[str, Language], folder: Path) -> Iterable[Problem]:
    for term in terms.values():
        wanted = _holes(term.say["en"])
        for code, said in term.say.items():
            if _holes(said) != wanted:
                what = f"in {code} it has {sorted(_holes(said))} where English has {sorted(wanted)}"
                yield Problem(folder / "terms.yaml", 0, term.id, what, "the same names in braces in each language")
            if code not in languages:
                yield Problem(folder / "terms.yaml", 0, term.id, f"{code!r} is no language", "an id of languages.yaml")


def _holes(said: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(said) if name}
