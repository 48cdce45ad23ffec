"""The answer's page, prepared for its template: the same for one that was just asked and one that was attached.

It reads nothing but the stored data, so that an attached answer shows what it showed, whatever the library says today.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

ANSWERS: dict[str, tuple[Any, str]] = {
    "yes": (_("An offence"), "good"),
    "no_reading": (_("No reading covers it"), "bad"),
    "depends": (_("It depends"), "warn"),
}
MET = (_("Elements met"), "warn")
ROUTES: dict[str, tuple[Any, str]] = {
    "open": (_("Open"), "good"),
    "unknown": (_("Unknown"), "warn"),
    "closed": (_("Closed"), "off"),
}
RESULTS: dict[str, tuple[Any, str]] = {
    "fail": (_("stops"), "bad"),
    "not_shown": (_("not shown"), "warn"),
    "pass": (_("nothing found"), "good"),
    "weighed": (_("weighed"), "good"),
    "not_weighed": (_("not weighed"), "warn"),
    "not_in_issue": (_("not in issue"), "off"),
}
REQUIRED: dict[str, Any] = {"yes": _("Yes"), "no": _("No"), "unknown": _("Not known")}
REACHES: dict[str, Any] = {
    "no": _("does not reach this case"),
    "depends": _("whether it reaches this case is open"),
    "unknown": _("its reach is not held"),
}
ASKED_OF: dict[str, Any] = {
    "investigator": _("for the case"),
    "lawyer": _("for a lawyer"),
    "court": _("for a court"),
    "nobody": _("nobody can say"),
}
GROUNDS: dict[str, Any] = {
    "refuse": _("else it may be refused"),
    "postpone": _("else it may be postponed"),
    "return": _("else it comes back"),
    "limit": _("else it may be limited"),
}


def prepared(page: Mapping[str, Any]) -> dict[str, Any]:
    """What the template shows of an answer (`tutela.answer.as_json` and its facts)."""
    check, facts = page["check"], page.get("facts") or {}
    defences = _defences(page)
    word, tone = MET if defences else ANSWERS[check["answer"]]
    said = _met(check["said"]) if defences else check["said"]
    chosen = next((r for r in page["routes"] if r["id"] == page["route"]), None)
    urgent = bool((facts.get("need") or {}).get("danger_to_life"))
    return {
        "title": page["title"] or f"{page['requesting']} → {page['requested']}",
        "summary": facts.get("summary", ""),
        "requesting": page["requesting"],
        "requested": page["requested"],
        "conduct_on": _day(check["conduct_on"]),
        "asked_on": _day(check["asked_on"]),
        "corpus": check["corpus"],
        "word": word,
        "tone": tone,
        "said": said,
        "defences": defences,
        "cautions": check["cautions"],
        "drafts_only": page["drafts_only"],
        "sides": [_side(check["sides"][k], bool(defences)) for k in ("requesting", "requested")],
        "questions": [q | {"asked_of_words": ASKED_OF.get(q["asked_of"], q["asked_of"])} for q in check["questions"]],
        "undecidable": check["undecidable"],
        "depends": check["answer"] == "depends",
        "required": _required(page, chosen),
        "chosen": chosen and _route(chosen, urgent),
        "chosen_closed": bool(chosen and chosen["status"] != "open"),
        "instead": next((r for r in page["routes"] if r["status"] == "open"), None),
        "routes": [_routes(page, status, urgent) for status in ("open", "unknown", "closed")],
        "asked_for_routes": bool(page["routes"]),
        "powers": [
            (page["requested"], _("for the data"), page["powers"]["requested"]),
            (page["requesting"], _("for the measure"), page["powers"]["requesting"]),
        ],
        "rights": page["rights"] and _rights(page["rights"]),
        "withheld": page.get("withheld", ""),
        "must_check": page["must_check"],
        "sources": page["sources"],
    }  # fmt: skip


def _routes(page: Mapping[str, Any], status: str, urgent: bool) -> dict[str, Any]:
    words, tone = ROUTES[status]
    return {"words": words, "tone": tone, "rows": [_route(r, urgent) for r in page["routes"] if r["status"] == status]}


def _defences(page: Mapping[str, Any]) -> int:
    """How many defences stand beside a sure answer where every act was done in duty; 0: none, or no duty. What is read
    is the banner: an officer's or a clinician's act is not announced as an offence.
    """
    acts = (page.get("facts") or {}).get("conduct") or []
    stated = [dict(a.get("where") or a).get("purpose") for a in acts]
    if page["check"]["answer"] != "yes" or not stated or any(p not in ("duty", ["duty"]) for p in stated):
        return 0
    sides = page["check"]["sides"].values()
    return len(
        {(s["system"], d) for s in sides for p in s["provisions"] if p["covers"] == "yes" for d in p["defences"]}
    )


def _met(said: str) -> str:
    return said.replace("An offence", "The elements are met", 1)


def _side(side: Mapping[str, Any], duty: bool) -> dict[str, Any]:
    """What surely covers it first; what may besides, where the answer does not turn on it, apart."""
    sure = [p for p in side["provisions"] if p["covers"] == "yes" and p["reaches"] != "no"]
    first = sure if side["answer"] == "yes" and sure else list(side["provisions"])
    duty = duty and any(p["defences"] for p in sure)
    word, tone = MET if duty else ANSWERS[side["answer"]]
    return dict(side) | {
        "word": word,
        "tone": tone,
        "said": _met(side["said"]) if duty else side["said"],
        "first": [_provision(p) for p in first],
        "rest": [_provision(p) for p in side["provisions"] if p not in first],
    }


def _provision(found: Mapping[str, Any]) -> dict[str, Any]:
    sure = [x["said"] for x in found["penalties"] if x["applies"] == "yes"]
    sure = sure or [x["said"] for x in found["penalties"][:1]]
    more = [x["said"] for x in found["penalties"] if x["said"] not in sure]
    return dict(found) | {
        "penalty": "; ".join(dict.fromkeys(sure)),
        "penalty_else": " / ".join(dict.fromkeys(more)),
        "reach_words": REACHES.get(found["reaches"], ""),
        "text_as_of": _day(found["text_as_of"]),
        "not_confirmed_since": _day(found["not_confirmed_since"]),
        "draft": found["review"].startswith("draft"),
    }


def _required(page: Mapping[str, Any], chosen: Mapping[str, Any] | None) -> dict[str, Any]:
    check = page["check"]
    why = chosen["dual_criminality"]["why"] if chosen else [check["required_why"]]
    return {
        "word": REQUIRED[check["required"]],
        "why": [w[:1].upper() + w[1:] for w in why if w],
        "years": check["threshold_years"],
        "source": chosen["dual_criminality"]["source"] if chosen else "",
        "closed": bool(chosen and chosen["status"] == "closed"),
        "closed_why": check["required_why"],
    }


def _route(route: Mapping[str, Any], urgent: bool) -> dict[str, Any]:
    words, tone = ROUTES[route["status"]]
    soon = [d for d in (route["urgent"] or {}).get("deadlines", []) if d["legal"]] if urgent else []
    usual = [d for d in route["deadlines"] if d["legal"]] or route["deadlines"][:1]
    checks = [c for c in route["check_before_sending"] if c["applies"] != "no"]
    return dict(route) | {
        "words": words,
        "tone": tone,
        "soon": [_deadline(d) for d in soon],
        "usual": [_deadline(d) for d in usual],
        "text_as_of": _day(route["text_as_of"]),
        "draft": route["review"].startswith("draft"),
        "before": [c | {"ground_words": GROUNDS[c["ground"]]} for c in checks],
    }


def _deadline(deadline: Mapping[str, Any]) -> dict[str, Any]:
    due = deadline["due"]
    return dict(deadline) | {
        "last_day": _day(due["last_day"]) if due else None,
        "assumes": due["assumes"] if due else "",
    }


def _rights(found: Mapping[str, Any]) -> dict[str, Any]:
    said: set[str] = set()
    stops = []
    for stop in found["stops"]:
        steps = [n for n in stop["next"] if n["says"] not in said]  # the same next step is said once
        said.update(n["says"] for n in steps)
        stops.append(stop | {"steps": steps, "words": RESULTS[stop["result"]][0], "tone": RESULTS[stop["result"]][1]})
    return dict(found) | {
        "stopped": bool(found["stops"]),
        "rows": [s | {"words": RESULTS[s["result"]][0], "tone": RESULTS[s["result"]][1]} for s in found["steps"]],
        "stop_rows": stops,
        "owed": [o for o in found["safeguards"] if o["answer"] != "yes"],
    }


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None
