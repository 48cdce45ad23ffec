"""Does the form say all that it must, no more than it may, and in a language that is accepted?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from tutela.cooperation import WRITTEN, Form, Routes
from tutela.cooperation.requests._finding import Finding, Weight
from tutela.cooperation.requests._form import applies, form_fields, is_filled, known_circumstances
from tutela.cooperation.requests._minimum import as_sent
from tutela.cooperation.requests._request import Request


def on_form(request: Request, form: Form, using: Routes, withheld: Sequence[str]) -> Iterator[Finding]:
    fields = form_fields(form, using)
    for key in sorted(set(request.circumstances) - known_circumstances(form, using)):
        known = ", ".join(sorted(known_circumstances(form, using)))
        said = f"The form {form.id} knows no circumstance {key!r}."
        yield Finding(f"circumstance.{key}", "blocking", said, form.source, f"expected some of {known}")
    for field in fields:
        said, label = "", field.label["en"]
        if field.need == "never" and (field.key in request.values or field.key in request.confirmed):
            said = f"{label}: this form does not carry it."
            yield Finding(f"never.{field.key}", "blocking", said, field.source, "take it out", field.key)
        if not applies(field, request) or is_filled(field, request):
            continue
        if field.need == "required":
            do = f"fill it in{f': {field.hint}' if field.hint else ''}"
            do = "confirm it" if field.origin == "statement" else do
            yield Finding(
                f"missing.{field.key}", "blocking", f"{label}: it must be there.", field.source, do, field.key
            )
        elif field.need == "if_known":
            said = f"{label}: nothing is given; it is asked for as far as it is known."
            yield Finding(
                f"unknown.{field.key}",
                "advice",
                said,
                field.source,
                "fill it in, or confirm that nothing is known",
                field.key,
            )
    yield from _left_out(request, form, using)
    yield from _named(request, using, withheld)
    if form.review == "draft":
        said = f"The list of fields of {form.id} is an unreviewed draft{f'; {form.note}' if form.note else ''}."
        yield Finding("form.draft", "advice", said, form.source, "compare it with the receiver's own form")


def on_language(request: Request, form: Form, using: Routes) -> Iterator[Finding]:
    written = _written(request, form, using)
    lacking = {code: [key for key in written if code not in request.values[key]] for code in request.languages}
    for code, keys in lacking.items():
        if keys and len(request.languages) > 1:
            said = f"Not written in {code}: {', '.join(keys)}."
            yield Finding(f"language.untranslated.{code}", "advice", said, form.language.source, "have it translated")
    for code in request.languages:
        fixed = [f.key for f in form_fields(form, using) if applies(f, request) and code not in f.label]
        if code not in using.book.languages or fixed or code not in form.title:
            said = f"The form's fixed words are not all held in {code}; they stand in English."
            yield Finding(
                f"language.words.{code}", "advice", said, form.source, "have them translated for this request"
            )
    receiver = request.receiver or request.custodian
    accepted = set(receiver.languages) if receiver else set()
    whole = {code for code, keys in lacking.items() if not keys}
    rule, name = form.language, receiver.name if receiver else ""
    if accepted and not accepted & whole:
        weight: Weight = "blocking" if rule.needed == "accepted" else "advice"
        has = ", ".join(sorted(whole)) or "no language completely"
        said = f"{name} accepts {', '.join(sorted(accepted))}; the request is written in {has}."
        yield Finding("language.accepted", weight, said, rule.source, "enclose a translation")
    elif not accepted and rule.needed == "accepted":
        said = f"Which language {name} accepts is not known: {rule.say}."
        yield Finding(
            "language.not_known", "advice", said, rule.source, "find out, and write it down with the receiver"
        )


def _written(request: Request, form: Form, using: Routes) -> list[str]:
    """The fields of the form that hold words of an officer."""
    fields = [f for f in form_fields(form, using) if applies(f, request) and f.origin in WRITTEN]
    return [f.key for f in fields if f.key in request.values]


def _left_out(request: Request, form: Form, using: Routes) -> Iterator[Finding]:
    """What was given and this form has no place for: it stays here."""
    fields = form_fields(form, using)
    never = {f.key for f in fields if f.need == "never"}
    shown = {f.key for f in fields if applies(f, request)}
    origins = {f.origin for f in fields if applies(f, request)}
    over = sorted((set(request.values) | set(request.confirmed)) - shown - never)
    parts: list[tuple[str, bool]] = [
        ("accounts", bool(request.accounts) and "accounts" not in origins),
        ("period", request.period is not None and "period" not in origins),
        ("decision", request.decision is not None and "decision" not in origins),
        ("law", request.law is not None and "law" not in origins),
    ]
    over += [name for name, out in parts if out]
    if over:
        said = f"The form {form.id} does not ask for {', '.join(over)}; it is left out of what is sent."
        yield Finding("form.left_out", "advice", said, form.source, "nothing, if that is meant")


def _named(request: Request, using: Routes, withheld: Sequence[str]) -> Iterator[Finding]:
    """Names that must not leave, wherever they stand in what is sent."""
    sent = as_sent(request, using)
    parts = {**sent.pop("values", {}), **sent}
    for key, part in parts.items():
        text = _folded(" ".join(_strings(part)))
        for word in withheld:
            if word.strip() and re.search(rf"(?<!\w){re.escape(_folded(word))}(?!\w)", text):
                said = f"{key}: it names somebody who is not named outside: {word.strip()}."
                source = "minimum of data; list written for Tutela"
                yield Finding(
                    f"named.{key}.{_folded(word)}", "blocking", said, source, "write it without the name", key
                )


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
