"""Will it bounce? Every finding, one at a time, beside the request that nothing stands against."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from tests.requests.requests_world import ACCOUNT, AT, BASE, OTHER, decided, full, made
from tutela import law
from tutela.cooperation import Act, RouteError, Routes
from tutela.cooperation.requests import (
    AttachedLaw,
    Finding,
    Request,
    RequestError,
    attach,
    check_before_sending,
    compose,
    covers,
)

SIGNED = {"system": "DE", "citation": "§ 1", "title": "A title", "covers": "yes", "penalty": "", "text_as_of": None}
LAW: dict[str, Any] = {
    "requesting": "DE", "requested": "NL", "required": "yes", "answer": "yes", "said": "An offence in both.",
    "conduct_on": "2026-09-14", "asked_on": "2026-11-23", "corpus": "2026.11.1",
    "lines": [{**SIGNED, "review": "signed by A. Lawyer on 2026-10-01"}],
}  # fmt: skip


def found(request: Request, using: Routes, at: dt.datetime = AT, **more: Any) -> dict[str, Finding]:
    return {f.id: f for f in check_before_sending(request, using, at, **more)}


def blocking(request: Request, using: Routes, at: dt.datetime = AT, **more: Any) -> list[str]:
    return [i for i, f in found(request, using, at, **more).items() if f.weight == "blocking"]


def test_nothing_stands_against_it_and_what_is_to_weigh_comes_with_sources(using: Routes) -> None:
    all_found = check_before_sending(made(), using, AT)
    assert all(f.weight == "advice" for f in all_found)
    assert all(f.source and f.do and f.said for f in all_found)
    assert len({f.id for f in all_found}) == len(all_found)
    assert {"ask.BUD-29.budapest 29(5)(a)", "ask.BUD-29.budapest 29(5)(b)", "sender", "form.draft"} <= {
        f.id for f in all_found
    }


@pytest.mark.parametrize(
    ("changes", "blocks"),
    [
        ({"confirmed": []}, ["missing.mla_will_follow"]),
        ({"accounts": []}, ["missing.accounts"]),
        ({"data": ["subscriber", "traffic", "testimony"]}, ["data.route", "decision.data.0"]),
        ({"decision": decided(valid_until="2026-11-22")}, ["decision.expired.0"]),
        ({"accounts": [ACCOUNT, OTHER]}, ["decision.account.0"]),
        ({"period": {"from": "2026-07-31", "to": "2026-09-14"}}, ["decision.days_before.0"]),
        ({"wish": "2026-11-22"}, ["wish.past"]),
        ({"circumstances": ["moonlight"]}, ["circumstance.moonlight"]),
        ({"purpose": "obtain"}, ["data.route", "decision.purpose.0", "form.purpose"]),
        ({"sender": {"name": "X", "state": "IE"}}, ["route.closed"]),
        ({"values": {**BASE["values"], "child_identity": "a name"}}, ["never.child_identity"]),
        ({"values": {**BASE["values"], "own_assessment": "tier 2"}}, ["never.own_assessment"]),
    ],
)
def test_one_slip_is_one_finding(using: Routes, changes: dict[str, Any], blocks: list[str]) -> None:
    assert sorted(blocking(made(**changes), using)) == sorted(blocks)


def test_blocking_findings_come_first(using: Routes) -> None:
    weights = [f.weight for f in check_before_sending(made(confirmed=[], wish="2026-11-22"), using, AT)]
    assert weights == sorted(weights, key=lambda w: w != "blocking")


# the route on the day


@pytest.mark.parametrize(("day", "closed"), [("2026-08-17", True), ("2026-08-18", False)])
def test_the_route_is_asked_for_the_day_of_sending(using: Routes, day: str, closed: bool) -> None:
    request = full(using, "EU-EPOC-PR", "epoc-pr", circumstances=["validated"])
    at = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")
    assert ("route.closed" in blocking(request, using, at)) is closed


def test_a_protocol_that_is_not_in_force_is_no_route(using: Routes) -> None:
    made_of = found(full(using, "2AP-7", "2ap-7"), using)
    assert "not in force" in made_of["route.closed"].said
    assert "BUD-31" in made_of["route.closed"].do
    assert "2AP-7 is general knowledge, unverified" in made_of["route.unverified"].said


def test_an_unknown_route_is_to_be_confirmed_not_blocked(using: Routes) -> None:
    made_of = found(full(using, "G7-24-7", "g7-24-7"), using)
    assert made_of["route.unknown.0"].weight == "advice"
    assert "a person must confirm it" in made_of["route.unknown.0"].said


def test_an_emergency_route_needs_the_emergency(using: Routes) -> None:
    calm = full(using, "US-2702", "us-2702", circumstances=[], custodian={"name": "X", "state": "US"}, receiver=None)
    urgent = full(using, "US-2702", "us-2702", custodian={"name": "X", "state": "US"}, receiver=None)
    assert "route.closed" in blocking(calm, using)
    assert "route.closed" not in blocking(urgent, using)


def test_nobody_is_asked_on_a_route_without_a_request(using: Routes) -> None:
    assert "route.no_request" in blocking(made(route="BUD-30"), using)
    assert "route.no_request" in blocking(made(route="BUD-26", form="spontaneous"), using)


def test_the_form_is_for_some_data_only(using: Routes) -> None:
    request = full(using, "DSA-9-10", "dsa-10", data=["removal"])
    assert "data.form" in blocking(request, using)


def test_two_bodies_of_one_state_need_no_route(using: Routes) -> None:
    with pytest.raises(RouteError, match="both states are DE"):
        found(made(receiver={"name": "X", "state": "DE"}), using)


# dual criminality and the law attached


def test_dual_criminality_that_is_required_must_be_stated(using: Routes) -> None:
    to_austria = {"receiver": {"name": "X", "state": "AT"}, "families": ["contact"]}
    assert blocking(made(**to_austria), using) == ["dual.missing"]
    stated = {**BASE["values"], "dual_criminality": {"en": "Stated.", "fr": "Exposé."}}
    assert blocking(made(**to_austria, values=stated), using) == []
    assert blocking(made(**to_austria, law={**LAW, "requested": "AT"}), using) == []


def test_dual_criminality_that_is_not_settled_is_to_be_weighed(using: Routes) -> None:
    made_of = found(made(receiver={"name": "X", "state": "CH"}, families=["contact"]), using)
    assert made_of["dual.unknown"].weight == "advice"


@pytest.mark.parametrize(
    ("changes", "blocks"),
    [
        ({}, []),
        ({"lines": [{**SIGNED, "review": "draft, unreviewed"}]}, ["law.unreviewed"]),
        ({"requesting": "FR"}, ["law.side.asks"]),
        ({"requested": "GB-EAW"}, ["law.side.is asked"]),
        ({"asked_on": "2026-11-24"}, ["law.later"]),
        ({"asked_on": "2026-11-22"}, []),
    ],
)
def test_the_law_attached_is_signed_of_these_states_and_of_today(
    using: Routes, changes: dict[str, Any], blocks: list[str]
) -> None:
    assert blocking(made(law={**LAW, **changes}), using) == blocks


def test_an_unreviewed_answer_cannot_be_attached_to_a_request_that_goes_out(using: Routes) -> None:
    books = law.load()
    facts = law.LawFacts.model_validate(
        {
            "conduct": [
                {"family": "material", "material": "child", "conduct": "distribute", "age": 9, "content": "explicit"}
            ]
        }
    )
    day = dt.date(2026, 11, 23)
    answer = law.check(books, facts, "DE", "CA", conduct_on=day, asked_on=day)
    request = made(receiver={"name": "X", "state": "CA", "languages": ["en"]}, law=attach(answer))
    findings = check_before_sending(request, using, AT)
    unreviewed = next(f for f in findings if f.id == "law.unreviewed")
    assert unreviewed.weight == "blocking"
    assert "StGB" in unreviewed.said
    with pytest.raises(RequestError, match="stands against sending it"):
        compose(request, using, findings, issued=True)
    assert "law" in {m.kind for m in compose(request, using, findings).marks}


def test_our_own_reading_that_finds_nothing_there_is_told(using: Routes) -> None:
    books = law.load()
    facts = law.LawFacts.model_validate(
        {"conduct": [{"family": "contact", "conduct": "show", "age": 17, "means": "other"}]}
    )
    day = dt.date(2026, 11, 23)
    answer = law.check(books, facts, "DE", "CA", conduct_on=day, asked_on=day)
    there = dataclasses.replace(answer.requested, answer="no_reading", said="No reading in force covers it.")
    answer = dataclasses.replace(answer, requested=there)
    request = made(receiver={"name": "X", "state": "CA"}, families=["contact"])
    assert "law.no_reading" in found(request, using, check=answer)


def test_a_penalty_below_the_threshold(using: Routes) -> None:
    low = full(
        using, "EU-EPOC", "epoc", circumstances=["validated"], data=["content"], families=["extortion"], max_years=1
    )
    high, acts = low.model_copy(update={"max_years": 5.0}), [Act("extortion", {"means": ["other"]})]
    assert "threshold.missed" in blocking(low, using, acts=acts)
    assert found(low, using)["threshold.unknown"].weight == "advice"
    assert not [x for x in found(high, using, acts=acts) if x.startswith("threshold")]


# decision


def test_an_order_needs_a_decision_and_a_request_may_go_without(using: Routes) -> None:
    order = full(using, "EU-EPOC-PR", "epoc-pr", circumstances=["validated"], decision=None)
    assert {"decision.missing", "missing.decision"} <= set(blocking(order, using))
    assert found(made(decision=None), using)["decision.own_law"].weight == "advice"
    provider = full(using, "US-2703F", "us-2703f", decision=None)
    assert not [x for x in found(provider, using) if x.startswith("decision")]


def test_every_gap_of_the_decision_is_a_finding(using: Routes) -> None:
    request = made(accounts=[OTHER], period={"from": "2026-07-01"}, decision=decided(checked_by=None))
    assert request.decision is not None
    gaps = covers(request.decision, request, AT).gaps
    told = [f.said for f in check_before_sending(request, using, AT) if f.id.startswith("decision.")]
    assert len(told) == len(gaps) == 4
    assert all(any(gap.said in said for said in told) for gap in gaps)


# minimum of data


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("The child Anna was seen.", True),
        ("the child ANNA", True),
        ("Joanna was seen.", False),
        ("Ａｎｎａ in wide letters", True),
        ("anna-lena", True),
        ("a nna", False),
    ],
)
def test_a_withheld_name_is_found_in_what_was_written(using: Routes, text: str, hit: bool) -> None:
    values = {**BASE["values"], "facts_summary": {"en": "The facts.", "fr": text}}
    assert bool(blocking(made(values=values), using, withheld=["Anna", " "])) is hit


@pytest.mark.parametrize(
    "changes",
    [
        {"reference": "Anna-1"},
        {"accounts": [{**ACCOUNT, "value": "anna"}]},
        {"decision": decided(conditions=["not Anna"])},
        {"sender": {"name": "X", "state": "DE", "contact": {"person": "Anna"}}},
    ],
)
def test_and_in_every_other_part_that_is_sent(using: Routes, changes: dict[str, Any]) -> None:
    assert [x for x in blocking(made(**changes), using, withheld=["Anna"]) if x.startswith("named.")]


def test_but_not_in_what_stays_here(using: Routes) -> None:
    inside = made(decision=decided(entered_by="Anna"), accounts=[{**ACCOUNT, "person": "Anna"}])
    assert not [x for x in blocking(inside, using, withheld=["Anna"]) if x.startswith("named.")]


def test_what_the_form_has_no_place_for_is_said_to_stay(using: Routes) -> None:
    told = found(made(values={**BASE["values"], "procedure": "by video"}), using)["form.left_out"]
    assert "procedure" in told.said
    assert told.weight == "advice"


# language


@pytest.mark.parametrize(
    ("languages", "accepted", "weight"),
    [
        (["en", "fr"], ["en"], None),
        (["en", "fr"], ["fr", "nl"], None),
        (["en"], ["fr"], "advice"),  # article 29 names no language
        (["en", "fr"], [], None),
    ],
)
def test_a_language_that_the_receiver_accepts(
    using: Routes, languages: list[str], accepted: list[str], weight: str | None
) -> None:
    request = made(languages=languages, receiver={"name": "X", "state": "NL", "languages": accepted})
    told = found(request, using).get("language.accepted")
    assert (told.weight if told else None) == weight


def test_where_the_text_asks_for_an_accepted_language_it_blocks(using: Routes) -> None:
    to = {"name": "X", "state": "FR", "languages": ["de"]}
    request = full(using, "EU-EPOC-PR", "epoc-pr", custodian=to, receiver=None, circumstances=["validated"])
    assert "language.accepted" in blocking(request, using)
    unknown = full(using, "EU-EPOC-PR", "epoc-pr", custodian={**to, "languages": []}, receiver=None)
    assert found(unknown, using)["language.not_known"].weight == "advice"


def test_half_a_translation_is_none(using: Routes) -> None:
    values = {**BASE["values"], "necessity": {"en": "Only in English."}}
    request = made(values=values, receiver={"name": "X", "state": "FR", "languages": ["fr"]})
    told = found(request, using)
    assert told["language.untranslated.fr"].said == "Not written in fr: necessity."
    assert "written in en" in told["language.accepted"].said


def test_words_that_are_not_held_in_a_language_are_told(using: Routes) -> None:
    values = {key: {**said, "sv": "…"} for key, said in BASE["values"].items()}
    assert "language.words.sv" in found(made(languages=["en", "sv"], values=values), using)
    assert "language.words.ar" not in found(made(languages=["en", "ar"]), using)


# time


@pytest.mark.parametrize(
    ("until", "weight", "finding"),
    [
        ("2026-11-22", "blocking", "earlier.past"),
        ("2026-11-23", "advice", "earlier.soon"),
        ("2026-11-30", "advice", "earlier.soon"),
        ("2026-12-01", None, None),
        (None, "blocking", "earlier.unknown"),
    ],
)
def test_an_extension_is_asked_for_while_the_data_are_still_kept(
    using: Routes, until: str | None, weight: str | None, finding: str | None
) -> None:
    follows = {"reference": "K-0", "preserved_until": until}
    request = full(using, "EU-EPOC-PR", "epoc-pr-extension", follows=follows)
    told = {k: f for k, f in found(request, using).items() if k.startswith("earlier.")}
    assert [(k, f.weight) for k, f in told.items()] == ([(finding, weight)] if finding else [])


def test_a_request_for_data_whose_preservation_is_over_is_still_a_request(using: Routes) -> None:
    request = full(using, "BUD-31", "mla-general", follows={"reference": "K-0", "preserved_until": "2026-11-01"})
    assert found(request, using)["earlier.past"].weight == "advice"
    assert "22 days ago" in found(request, using)["earlier.past"].said


def test_an_extension_names_what_it_extends(using: Routes) -> None:
    request = full(using, "BUD-29", "tcy-29-30", circumstances=["extension"], follows=None)
    assert "earlier.missing" in blocking(request, using)


@pytest.mark.parametrize(
    ("hours", "finding"),
    [(0, "afterwards.due"), (47, "afterwards.due"), (49, "afterwards.past"), (96, "afterwards.past")],
)
def test_validation_afterwards_is_due_in_two_days(using: Routes, hours: int, finding: str) -> None:
    """Regulation (EU) 2023/1543, article 4(5)."""
    request = full(using, "EU-EPOC-PR", "epoc-pr", circumstances=["not_yet_validated"])
    told = found(request, using, request.made_at + dt.timedelta(hours=hours))
    assert [x for x in told if x.startswith("afterwards")] == [finding]


def test_stored_data_end_today(using: Routes) -> None:
    decision = decided(period=None)
    later = made(period={"from": "2026-08-01", "to": "2026-11-24"}, decision=decision)
    assert "period.future" in found(later, using)
    assert "period.future" not in found(
        made(period={"from": "2026-08-01", "to": "2026-11-23"}, decision=decision), using
    )


def test_what_was_weighed_stays_listed_with_who_weighed_it(using: Routes) -> None:
    name = "ask.BUD-29.budapest 29(5)(a)"
    request = made(
        considered={name: {"by": "officer one", "on": "2026-11-22"}, "missing.offence": {"by": "x", "on": "2026-11-22"}}
    )
    told = found(request, using)[name]
    assert told.considered is not None
    assert told.considered.by == "officer one"
    without = {k: v for k, v in BASE["values"].items() if k != "offence"}
    assert found(made(values=without, considered=request.considered), using)["missing.offence"].considered is None


def test_a_time_without_a_zone_is_no_time(using: Routes) -> None:
    with pytest.raises(RequestError, match="no time zone"):
        check_before_sending(made(), using, dt.datetime(2026, 11, 23))  # noqa: DTZ001


def test_the_snapshot_of_the_law_names_its_drafts() -> None:
    lines = [
        {**SIGNED, "review": "draft, unreviewed"},
        {**SIGNED, "citation": "§ 2", "review": "signed by X on 2026-01-01"},
    ]
    assert AttachedLaw.model_validate({**LAW, "lines": lines}).drafts == ("DE § 1",)
