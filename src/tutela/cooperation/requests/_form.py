"""A form with its fields resolved: what applies to a request, and what the request says in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tutela.cooperation import Circumstance, Form, Origin, Route, Routes, Words
from tutela.cooperation.requests._request import EMERGENCY, Request, RequestError

EXTENSION = "extension"  # the circumstance under which a request prolongs an earlier one


@dataclass(frozen=True)
class FormField:
    """One field of a form. `need`: required, if_known, optional, or never (a request does not carry it).

    `origin`: where its value comes from. `statement`: the sentence that is confirmed, where nothing is written.
    """

    key: str
    section: Words
    label: Words
    origin: Origin
    need: Literal["required", "if_known", "optional", "never"]
    source: str
    hint: str = ""
    statement: Words | None = None
    only_if: str | None = None
    not_if: str | None = None


def route_of(request: Request, routes: Routes) -> Route:
    """The route that a request names.

    Raises:
        RequestError: there is none of that name.
    """
    for route in routes.book.routes:
        if route.id == request.route:
            return route
    known = ", ".join(r.id for r in routes.book.routes)
    raise RequestError(f"route: there is no route {request.route!r}; expected one of {known}")


def form_of(request: Request, routes: Routes) -> Form:
    """The form that a request names.

    Raises:
        RequestError: there is no such form, or it is none of the route's.
    """
    route = route_of(request, routes)
    if request.form not in route.forms:
        known = ", ".join(route.forms) or "none"
        raise RequestError(f"form: {request.form!r} is no form of {route.id}; expected one of {known}")
    return routes.book.forms[request.form]


def form_fields(form: Form, routes: Routes) -> tuple[FormField, ...]:
    """The fields of `form` in its order, those of an included form after its own, and last what is never sent."""
    return tuple(_fields(form, routes))


def circumstances(form: Form, routes: Routes) -> tuple[Circumstance, ...]:
    """What must be asked about a request before its fields are known."""
    base = routes.book.forms[form.includes].circumstances if form.includes else []
    own = {c.key for c in form.circumstances}
    return (*form.circumstances, *(c for c in base if c.key not in own))


def applies(field: FormField, request: Request) -> bool:
    """Whether the field is on the form for this request: its circumstance is so, and it may be sent at all."""
    if field.need == "never" or (field.only_if and field.only_if not in request.circumstances):
        return False
    return not (field.not_if and field.not_if in request.circumstances)


def is_filled(field: FormField, request: Request) -> bool:
    """Whether the request says anything in this field."""
    if field.origin in ("case", "officer"):
        return field.key in request.values
    if field.origin == "statement":
        return field.key in request.confirmed
    part = {
        "sender": request.sender,
        "contact": request.sender.contact,
        "validator": request.validator,
        "receiver": request.receiver,
        "custodian": request.custodian,
        "reference": request.reference,
        "date": request.made_at,
        "status": request.reference,
        "accounts": request.accounts,
        "data": request.data,
        "period": request.period,
        "decision": request.decision,
        "law": request.law,
        "follows": request.follows,
        "wish": request.wish,
    }[field.origin]
    return bool(part)


def is_extension(request: Request, form: Form) -> bool:
    """Whether the request prolongs an earlier preservation."""
    return EXTENSION in request.circumstances or (form.follow_up and bool(form.while_preserved))


def known_circumstances(form: Form, routes: Routes) -> frozenset[str]:
    """Those of the form, and the danger to life on which routes turn."""
    return frozenset({c.key for c in circumstances(form, routes)} | {EMERGENCY})


def _fields(form: Form, routes: Routes) -> Iterator[FormField]:
    book, seen = routes.book, set[str]()
    never = {key: rule.source for rule in form.never for key in rule.keys}
    for one in (form, book.forms[form.includes]) if form.includes else (form,):
        for section in one.sections:
            for use in section.fields:
                if use.key in seen or use.key in never:
                    continue
                seen.add(use.key)
                words = book.fields[use.key]
                yield FormField(
                    use.key, section.title, use.label or words.label, words.origin, use.need, use.source, words.hint,
                    words.statement, use.only_if, use.not_if,
                )  # fmt: skip
    for key, source in never.items():
        words = book.fields[key]
        yield FormField(key, {"en": "Never sent"}, words.label, words.origin, "never", source, words.hint)
