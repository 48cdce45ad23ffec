"""Made-up requests: one that nothing stands against, and for any form of any route one with every field filled."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tutela.cooperation import WRITTEN, Routes
from tutela.cooperation.requests import Request, circumstances, form_fields

AT = dt.datetime(2026, 11, 23, 14, tzinfo=dt.UTC)

ACCOUNT = {"kind": "handle", "service": "chat.example", "value": "made_up_17", "person": "P1"}
OTHER = {"kind": "handle", "service": "chat.example", "value": "made_up_18", "person": "P2"}
DECISION: dict[str, Any] = {
    "kind": "recorded",
    "authority": "Local Court of Musterstadt",
    "number": "14 Gs 512/26",
    "document": "order of 20 November 2026",
    "decided_on": "2026-11-20",
    "entered_by": "officer one",
    "checked_by": "officer two",
    "purposes": ["preserve"],
    "data": ["subscriber", "traffic"],
    "accounts": [ACCOUNT],
    "period": {"from": "2026-08-01", "to": "2026-09-14"},
    "valid_from": "2026-11-20",
    "valid_until": "2026-12-20",
    "zone": "Europe/Berlin",
}
BASE: dict[str, Any] = {
    "schema": "tutela.request/1",
    "reference": "K-1",
    "route": "BUD-29",
    "form": "budapest-29-2",
    "purpose": "preserve",
    "made_at": "2026-11-23T09:00:00+01:00",
    "languages": ["en", "fr"],
    "sender": {"name": "Sample Unit", "state": "DE", "contact": {"person": "A. Beispiel", "email": "a@example.org"}},
    "receiver": {"name": "Sample Contact Point", "state": "NL", "languages": ["en"]},
    "custodian": {"name": "Example Chat", "state": "NL"},
    "data": ["subscriber", "traffic"],
    "accounts": [ACCOUNT],
    "period": {"from": "2026-08-01", "to": "2026-09-14"},
    "families": ["image_of_child"],
    "confirmed": ["mla_will_follow"],
    "values": {
        "offence": {"en": "The offence.", "fr": "L’infraction."},
        "facts_summary": {"en": "The facts.", "fr": "Les faits."},
        "link_to_offence": {"en": "The link.", "fr": "Le lien."},
        "necessity": {"en": "Logs are kept 90 days.", "fr": "Les journaux sont gardés 90 jours."},
    },
    "decision": DECISION,
}


def made(**changes: Any) -> Request:
    """The request that nothing stands against, with changes; None takes a part out."""
    return Request.model_validate({k: v for k, v in {**BASE, **changes}.items() if v is not None})


def decided(**changes: Any) -> dict[str, Any]:
    """Its decision, with changes."""
    return {k: v for k, v in {**DECISION, **changes}.items() if v is not None}


def full(using: Routes, route: str, form: str, *, said: str = "words of {key}", **changes: Any) -> Request:
    """A request on a form with every field filled, those that are never sent too, and every circumstance true."""
    entry, found = using.book.forms[form], using.book.routes
    serves = next(r for r in found if r.id == route)
    gives = {"preserve": serves.preserves, "obtain": serves.obtains}
    purpose = next((p for p in entry.purposes if gives[p]), "preserve")
    carried = [k for k in gives[purpose] if not entry.data or k in entry.data]
    fields = form_fields(entry, using)
    values = {f.key: {c: said.format(key=f.key) for c in ("en", "fr")} for f in fields if f.origin in WRITTEN}
    body = {"name": "Sample Authority", "address": ["1 Example Street"], "languages": ["en", "fr"]}
    decision = decided(purposes=[purpose], data=carried, conditions=["A condition."])
    parts = {
        "route": route, "form": form, "purpose": purpose, "data": carried, "decision": decision, "values": values,
        "sender": {**body, "state": "DE", "contact": {"person": "A. Beispiel"}},
        "validator": {**body, "state": "DE"},
        "receiver": {**body, "state": "FR"},
        "custodian": {**body, "state": "FR"},
        "confirmed": [f.key for f in fields if f.origin == "statement"],
        "circumstances": [c.key for c in circumstances(entry, using)],
        "follows": {"reference": "K-0", "preserved_until": "2026-12-31"},
        "wish": "2026-12-01",
    }  # fmt: skip
    return made(**{**parts, **changes})
