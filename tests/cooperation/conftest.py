"""A small world: three instruments, some states, a few routes. Invented, so that no correction of the law breaks a
test.
"""

from __future__ import annotations

from typing import Any

import pytest

from tutela.cooperation import COOPERATION, Book, Form, Route, Routes, load
from tutela.cooperation._schema import Zone
from tutela.corpus import open_corpus
from tutela.law import Instrument

BASE = {"source": "written for the test", "as_of": "2026-04-25"}


def _instrument(name: str, parties: list[dict[str, Any]], **more: Any) -> Instrument:
    return Instrument.model_validate(
        {
            **BASE,
            "id": name,
            "title": f"The {name} text",
            "kind": "treaty",
            "binding": True,
            "in_force": "2004-07-01",
            "status": "in_force",
            "status_as_of": "2026-04-25",
            "articles": [],
            "parties": parties,
            "sources": [],
        }
        | more
    )


def _route(name: str, **more: Any) -> Route:
    return Route.model_validate(
        {
            **BASE,
            "id": name,
            "name": name,
            "family": "test",
            "legal_basis": [{"instrument": "pact", "article": "7"}],
            "test": [{"kind": "both_parties", "instrument": "pact"}],
            "direction": "authority",
            "who_may_ask": "authority",
            "who_answers": "authority",
            "obtains": {"content": "stored data"},
            "deadlines": [{"what": "answer", "text": "none", "source": "pact 7"}],
            "dual_criminality": [{"required": "unknown", "source": "pact 8"}],
            "forms": ["general"],
            "basis": "text",
        }
        | more
    )


def _party(state: str, **more: Any) -> dict[str, Any]:
    return {"state": state, "status": "party", "in_force": "2010-01-01", **more}


@pytest.fixture(scope="session")
def world() -> Routes:
    held = {"article": "29", "summary": "reserved", "text": "held"}
    pact = _instrument(
        "pact",
        [
            _party("AA"),
            _party("BB", in_force="2020-06-01"),
            _party("CC", in_force=None),
            _party("DD", reservations=[{**held, "right": "pact-refuse"}]),
            _party("EE", reservations=[{**held, "right": "pact-refuse"}, {**held, "right": "pact-narrow"}]),
            _party("FF", reservations=[{"right": None, "article": None, "summary": "?", "text": "missing"}]),
            _party("GG", reservations=[{**held, "right": "pact-out"}]),
            {"state": "HH", "status": "signatory"},
        ],
        rights=[
            {"id": "pact-refuse", "article": "29(4)", "allows": "to refuse"},
            {"id": "pact-narrow", "article": "9(4)", "allows": "to leave out a part"},
            {"id": "pact-out", "article": "7(9)", "allows": "not to apply article 7"},
        ],
        status_as_of=None,
    )
    future = _instrument("future", [_party("AA"), _party("BB")], status="not_in_force", in_force=None)
    union = _instrument(
        "union-act",
        [{"state": s, "status": "bound"} for s in ("AA", "BB", "DD")],
        kind="regulation",
        in_force="2023-08-18",
        applies_from="2026-08-18",
    )
    unless = {"right": "pact-refuse", "not_for_families": ["image"], "but_reserved": {"image": ["pact-narrow"]}}
    keep = {
        "what": "keep",
        "value": 60,
        "unit": "days",
        "bound": "at_least",
        "from": "the preservation",
        "text": "60 days",
        "source": "pact 29(7)",
    }
    ten = {
        "what": "produce",
        "value": 10,
        "unit": "days",
        "calendar": "eu-1182-71",
        "from": "receipt",
        "text": "10 days",
        "source": "union-act 10(3)",
    }
    eight = {**ten, "value": 8, "unit": "hours", "text": "8 hours", "source": "union-act 10(4)"}
    later = {**ten, "what": "object", "from": "the notification"}
    listed = {
        "max_years": 3,
        "except_list": True,
        "families": ["image"],
        "unsure": ["other"],
        "say": "not for listed offences",
        "source": "union-act annex",
    }
    told = {**keep, "what": "produce", "value": 7, "bound": "at_most", "from": "receipt", "source": "a page"}
    told |= {"when": {"requesting": "AA"}, "reported": True}
    danger = {"say": "a danger to life", "checked": "facts", "fact": "danger_to_life", "source": "pact 35"}
    routes = [
        _route(
            "LAST", legal_basis=[], test=[{"kind": "any", "say": "any two states"}], fallback=True, basis="knowledge"
        ),
        _route(
            "ASK",
            bounces=[
                {"ask": "political?", "ground": "refuse", "source": "pact 27"},
                {"ask": "live only?", "ground": "refuse", "source": "pact 33", "data": ["live_traffic"]},
                {"ask": "reserved?", "ground": "refuse", "source": "pact 29(4)", "right": "pact-refuse"},
            ],
        ),
        _route(
            "KEEP",
            obtains={},
            preserves={"content": "stored data", "traffic": "stored data"},
            deadlines=[keep],
            dual_criminality=[{"for": "preserve", "required": "no", "unless": unless, "source": "pact 29(3)"}],
        ),
        _route("WHO", obtains={"subscriber": "who it is"}, unless_reserved=["pact-out"]),
        _route(
            "NIGHT",
            obtains={"content": "at once"},
            urgent={"is_route": True, "how": "now", "source": "pact 35"},
            conditions=[danger, {"say": "a contact is known", "source": "pact 35"}],
        ),
        _route(
            "SOON",
            legal_basis=[{"instrument": "future", "article": "1"}],
            test=[{"kind": "both_parties", "instrument": "future"}],
            instead="ASK",
        ),
        _route(
            "ORDER",
            legal_basis=[{"instrument": "union-act", "article": "10"}],
            test=[{"kind": "member", "instrument": "union-act"}],
            obtains={"content": "c", "subscriber": "s"},
            deadlines=[ten, later],
            urgent={"how": "8 hours", "obtains": True, "deadlines": [eight], "source": "union-act 10(4)"},
            dual_criminality=[
                {"for": "obtain", "data": ["subscriber"], "required": "no", "source": "union-act 5(3)"},
                {"for": "obtain", "data": ["content"], "required": "yes", "listed": listed, "source": "union-act 12"},
            ],
            threshold={**listed, "data": ["content"], "say": "three years", "source": "union-act 5(4)"},
        ),
        _route(
            "HOME",
            test=[
                {"kind": "state", "who": ["provider"], "is": "BB", "say": "a provider there"},
                {"kind": "state", "who": ["requesting"], "is": "BB", "otherwise": "unknown", "say": "its own"},
            ],
        ),
        _route("OWN", test=[{"kind": "state", "who": ["requesting"], "is": "BB", "say": "its own authorities"}]),
        _route(
            "CLUB", test=[{"kind": "membership", "say": "both belong to the club"}], obtains={"intelligence": "leads"}
        ),
        _route("UNREAD", basis="missing"),
        _route(
            "TRADE",
            test=[{"kind": "both_parties", "instrument": "pact", "until": "2026-12-31", "say": "renewed?"}],
            deadlines=[told],
            subject={
                "inside": [{"family": "image", "does": "sell"}],
                "outside": [{"family": "image", "does": "keep", "for": ["self"]}, {"family": "contact"}],
                "ask": "Was it sold?",
                "source": "pact 3",
            },
        ),
        _route(
            "WEIGHT",
            obtains={"testimony": "a hearing"},
            threshold={
                **listed,
                "exempt": {
                    "inside": [{"family": "contact", "means": "ict"}],
                    "outside": [{"family": "contact", "means": "other"}],
                    "ask": "Was it online?",
                    "source": "union-act 5(4)",
                },
            },
        ),
        _route(
            "REMOVE",
            test=[
                {"kind": "member", "who": ["requesting"], "instrument": "union-act"},
                {
                    "kind": "member",
                    "who": ["provider"],
                    "instrument": "union-act",
                    "otherwise": "unknown",
                    "say": "only if offered there",
                },
            ],
            obtains={"removal": "order"},
        ),
    ]
    form = Form.model_validate(
        {
            **BASE,
            "id": "general",
            "title": {"en": "Form"},
            "purposes": ["preserve", "obtain"],
            "basis": "text",
            "decision": {"needed": "none", "say": "none", "source": "pact 29"},
            "language": {"needed": "not_said", "say": "none", "source": "pact 29"},
            "sections": [
                {"title": {"en": "A"}, "fields": [{"key": "sender", "need": "required", "source": "pact 29"}]}
            ],
        }
    )
    zone = Zone.model_validate({**BASE, "id": "BB", "zone": "Europe/Berlin", "note": "on the mainland"})
    return Routes(
        Book(routes=routes, forms={"general": form}, zones={"BB": zone}),
        {i.id: i for i in (pact, future, union)},
        frozenset({"image", "other", "contact"}),
    )


@pytest.fixture(scope="session")
def book() -> Book:
    """The real routes, parsed alone."""
    return COOPERATION.build(open_corpus().root)


@pytest.fixture(scope="session")
def real() -> Routes:
    """The real routes with the real law."""
    return load(open_corpus())
