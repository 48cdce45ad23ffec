"""A request as it leaves this house: what its form asks for, and nothing else."""

from __future__ import annotations

from typing import Any

from tutela.cooperation import Routes
from tutela.cooperation.requests._decision import Decision
from tutela.cooperation.requests._form import applies, form_fields, form_of, known_circumstances
from tutela.cooperation.requests._parts import Account, Body
from tutela.cooperation.requests._request import Request


def minimum(request: Request, using: Routes) -> Request:
    """The same request with every part taken out that the form does not ask for.

    Out go: fields of another form and fields that are never sent; languages not chosen; the case's own signs for
    people; who applied, decided, entered and checked; the other accounts, persons and states of the decision; points of
    advice that were weighed; the families of conduct (the offence is stated in words).

    Raises:
        RequestError: the route or the form does not exist.
    """
    form = form_of(request, using)
    fields = [f for f in form_fields(form, using) if applies(f, request)]
    shown, origins = {f.key for f in fields}, {f.origin for f in fields}
    accounts = tuple(_unsigned(a) for a in request.accounts) if "accounts" in origins else ()
    values = {
        key: {code: said[code] for code in request.languages if code in said} or said
        for key, said in request.values.items()
        if key in shown
    }
    kept: dict[str, Any] = {
        "sender": request.sender if "contact" in origins else _quiet(request.sender),
        "receiver": request.receiver and _quiet(request.receiver),
        "validator": request.validator if "validator" in origins else None,
        "custodian": request.custodian and _quiet(request.custodian),
        "data": request.data if "data" in origins else (),
        "accounts": accounts,
        "period": request.period if "period" in origins else None,
        "families": (),
        "max_years": None,
        "circumstances": tuple(c for c in request.circumstances if c in known_circumstances(form, using)),
        "follows": request.follows if origins & {"follows", "status"} else None,
        "wish": request.wish if "wish" in origins else None,
        "values": values,
        "confirmed": tuple(key for key in request.confirmed if key in shown),
        "law": request.law if "law" in origins else None,
        "decision": _outward(request.decision, request, accounts) if "decision" in origins else None,
        "considered": {},
    }
    return request.model_copy(update=kept)


def as_sent(request: Request, using: Routes) -> dict[str, Any]:
    """`minimum` as plain JSON values (`tutela.request/1`); what is not said is left out."""
    return minimum(request, using).model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=False)


def _unsigned(account: Account) -> Account:
    return account.model_copy(update={"person": ""})


def _quiet(body: Body) -> Body:
    return body.model_copy(update={"contact": None})


def _outward(decision: Decision | None, request: Request, accounts: tuple[Account, ...]) -> Decision | None:
    if decision is None:
        return None
    data = tuple(kind for kind in decision.data if kind in request.data) or decision.data
    return decision.model_copy(
        update={
            "applied_by": "", "decided_by": "", "entered_by": "", "checked_by": "", "persons": (),
            "given_by": "the person concerned" if decision.given_by else "", "accounts": accounts, "data": data,
            "purposes": (request.purpose,) if request.purpose in decision.purposes else decision.purposes,
            "states": None, "urgent": None,
        }
    )  # fmt: skip
