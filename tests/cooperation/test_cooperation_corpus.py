"""The real routes: what their entries say, and what they answer between real states."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest

from tutela.clocks import Calendar, Deadline, due
from tutela.cooperation import COOPERATION, Act, Need, RouteAnswer, Routes, routes
from tutela.cooperation._read import check_boxes, cross_check
from tutela.cooperation._schema import Book
from tutela.corpus import CorpusError, open_corpus

ON = dt.date(2026, 11, 23)
CONTENT = Need(frozenset({"content"}))
KEPT = Need(frozenset({"content"}), obtain=False)


def ask(real: Routes, need: Need, a: str, b: str, on: dt.date = ON, **more: Any) -> dict[str, RouteAnswer]:
    return {answer.id: answer for answer in routes(need, a, b, on, using=real, **more)}


def deadlines(book: Book, route: str) -> dict[str, Deadline]:
    found = next(r for r in book.routes if r.id == route)
    return {d.what: d for d in [*found.deadlines, *(found.urgent.deadlines if found.urgent else [])]}


# the entries alone


def test_there_are_thirty_five_routes_and_all_are_drafts(book: Book) -> None:
    assert len(book.routes) == 35
    assert all(r.review == "draft" for r in book.routes)


def test_a_route_that_is_not_from_the_text_says_on_what_it_rests(book: Book) -> None:
    for route in book.routes:
        if route.basis in ("part", "pages") and route.id != "HOTLINE":
            assert route.basis_note, route.id
        if route.basis in ("text", "part") and route.id != "US-2702":
            assert route.as_of, route.id
        if route.basis in ("knowledge", "missing", "pages"):
            assert route.as_of is None, route.id


def test_every_closed_door_names_the_next_step(book: Book) -> None:
    assert [r.id for r in book.routes if not r.instead] == []


def test_what_is_remembered_is_marked_in_the_entry(book: Book) -> None:
    for route in book.routes:
        if route.basis == "knowledge" and route.family == "budapest-2ap":
            assert all("unverified" in d.source for d in route.deadlines), route.id


@pytest.mark.parametrize(
    ("route", "what", "value", "unit", "counting", "bound"),
    [
        ("BUD-29", "data stay preserved", 60, "days", "plain", "at_least"),
        ("EU-EPOC", "produce the data", 8, "hours", "eu-1182-71", "at_most"),  # the urgent one, read last
        ("EU-EPOC", "the enforcing authority objects", 96, "hours", "eu-1182-71", "at_most"),
        ("EU-EPOC-PR", "data stay preserved", 60, "days", "eu-1182-71", "at_least"),
        ("EU-EPOC-PR", "extension", 30, "days", "eu-1182-71", "at_least"),
        ("EU-EIO", "decide on recognition", 30, "days", "eu-1182-71", "at_most"),
        ("EU-EIO", "carry out the measure", 90, "days", "eu-1182-71", "at_most"),
        ("US-2703F", "records are kept", 90, "days", "plain", "at_least"),
        ("CYBERTIP", "contents of the report are kept", 1, "years", "plain", "at_least"),
    ],
)
def test_periods_stand_as_in_the_texts(
    book: Book, route: str, what: str, value: int, unit: str, counting: str, bound: str
) -> None:
    found = deadlines(book, route)[what]
    assert (found.value, found.unit, found.calendar, found.bound) == (value, unit, counting, bound)


@pytest.mark.parametrize("route", ["BUD-31", "BUD-35", "OPSC-6", "LANZ-38", "DSA-18", "LETTERS"])
def test_where_the_text_sets_no_period_none_is_shown(book: Book, route: str) -> None:
    assert not any(d.legal for d in deadlines(book, route).values())


def test_an_order_received_on_a_friday_before_easter(book: Book) -> None:
    order = next(r for r in book.routes if r.id == "EU-EPOC").deadlines[0]
    start = dt.datetime(2026, 3, 27, 16, tzinfo=dt.UTC)
    assert due(order, start, Calendar("IE", "Europe/Dublin")).last_day == dt.date(2026, 4, 7)


def test_a_defect_in_the_corpus_is_told_with_file_and_line(tmp_path: Path) -> None:
    folder = tmp_path / "cooperation"
    folder.mkdir()
    source = open_corpus().root / "cooperation"
    text = (source / "routes.yaml").read_text()
    (folder / "routes.yaml").write_text(
        text.replace("id: BUD-30", "id: BUD-29", 1).replace("[epoc-pr,", "[nonsense,", 1)
    )
    shutil.copytree(source / "forms", folder / "forms")
    for name in ("fields", "terms", "languages", "grounds"):
        shutil.copy(source / f"{name}.yaml", folder)
    zones = (source / "zones.yaml").read_text().replace("zone: Europe/Berlin", "zone: Europe/Nowhere", 1)
    (folder / "zones.yaml").write_text(zones)
    with pytest.raises(CorpusError) as caught:
        COOPERATION.build(tmp_path)
    said = str(caught.value)
    assert "'BUD-29' stands twice (first on line" in said
    assert "'nonsense' is no form" in said
    assert "no time zone 'Europe/Nowhere'" in said
    assert "'epoc-pr' is used by no route" in said


# with the law


def test_everything_cited_is_in_the_law_corpus(real: Routes) -> None:
    assert cross_check(real.book, real.instruments, real.families, Path()) == []


def test_what_the_law_corpus_does_not_hold_is_a_problem(real: Routes) -> None:
    instruments = {k: v for k, v in real.instruments.items() if k != "opsc"}
    said = [str(p) for p in cross_check(real.book, instruments, real.families - {"contact"}, Path())]
    assert any("OPSC-6: 'opsc' is no instrument" in s for s in said)
    assert any("'contact' is no family" in s for s in said)


def test_words_of_a_box_that_the_conduct_space_does_not_have_are_problems(real: Routes) -> None:
    words = {"contact": {"conduct": ["show"], "age": ()}}
    route = next(r for r in real.book.routes if r.id == "OPSC-6")
    assert route.subject is not None
    odd = {"family": "contact", "conduct": ["shout"], "mood": "bad", "age": "9"}
    subject = route.subject.model_copy(update={"inside": [odd], "outside": []})
    book = Book(routes=[route.model_copy(update={"subject": subject})], forms={})
    said = [str(p) for p in check_boxes(book, words, Path())]
    assert any("'shout' is no value of contact.conduct" in s for s in said)
    assert any("'mood' is no dimension of contact" in s for s in said)
    assert len(said) == 2


@pytest.mark.parametrize(("day", "status"), [("2026-08-17", "closed"), ("2026-08-18", "open"), ("2026-11-23", "open")])
def test_the_european_orders_join_members_since_their_day(real: Routes, day: str, status: str) -> None:
    found = ask(real, CONTENT, "DE", "IE", dt.date.fromisoformat(day))
    assert found["EU-EPOC"].status == found["EU-EPOC-PR"].status == status


@pytest.mark.parametrize(
    ("a", "b"), [("DE", "US"), ("US", "DE"), ("DE", "GB"), ("GB", "IE"), ("DE", "DK"), ("DK", "IE"), ("FR", "CH")]
)
def test_the_european_orders_do_not_join_a_member_and_another_state(real: Routes, a: str, b: str) -> None:
    found = ask(real, CONTENT, a, b)
    assert found["EU-EPOC"].status == found["EU-EPOC-PR"].status == "closed"


def test_the_investigation_order_does_not_reach_states_outside_it(real: Routes) -> None:
    assert ask(real, CONTENT, "DE", "FR")["EU-EIO"].status == "open"
    assert {ask(real, CONTENT, "DE", b)["EU-EIO"].status for b in ("IE", "DK", "GB", "US")} == {"closed"}


@pytest.mark.parametrize(("a", "b"), [("JP", "RS"), ("US", "DE"), ("HU", "CR")])
def test_what_is_not_in_force_is_never_a_basis_even_between_those_who_ratified(real: Routes, a: str, b: str) -> None:
    for name, found in ask(real, Need(frozenset({"content", "subscriber"}), urgent=True), a, b, all=True).items():
        if name.startswith("2AP-") or name == "UNCC":
            assert found.status == "closed", name
            assert "not in force" in found.because


def test_a_signatory_of_the_cybercrime_convention_has_no_route_under_it(real: Routes) -> None:
    assert ask(real, CONTENT, "DE", "IE")["BUD-29"].status == "closed"
    assert ask(real, CONTENT, "DE", "US")["BUD-29"].status == "open"


def test_the_cybercrime_convention_opens_on_its_day_for_the_newest_party(real: Routes) -> None:
    found = [
        ask(real, CONTENT, "DE", "NZ", dt.date.fromisoformat(d))["BUD-31"].status for d in ("2025-11-30", "2025-12-01")
    ]
    assert found == ["closed", "open"]


def test_dual_criminality_of_preservation(real: Routes) -> None:
    def required(b: str, *families: str) -> str:
        return ask(real, KEPT, "DE", b, families=families)["BUD-29"].dual_criminality.required

    assert required("NL", "contact") == "no"
    assert required("AT", "contact") == "yes"
    assert required("NL", "image_of_child") == "no"
    assert required("JP", "image_of_child") == "unknown"  # it also left out a part of article 9
    assert required("AT", "image_of_child") == "unknown"  # whether it left out a part is not known
    assert required("CH", "contact") == "unknown"


def test_a_member_orders_content_in_a_listed_case(real: Routes) -> None:
    found = ask(real, CONTENT, "DE", "IE", families=["image_of_child"], max_years=10)["EU-EPOC"]
    assert found.dual_criminality.required == "no"
    assert found.dual_criminality.threshold is not None
    assert found.dual_criminality.threshold.met == "yes"
    assert found.unverified
    assert "remembered" in found.rests_on


def test_an_emergency_with_a_provider_in_another_state(real: Routes) -> None:
    need = Need(frozenset({"content"}), urgent=True, provider_state="US")
    found = ask(real, need, "DE", "US")
    assert next(iter(found)) == "BUD-35"
    assert found["US-2702"].status == "unknown"
    assert "BUD-35" in found["US-2702"].instead
    assert found["US-2703F"].status == "closed"


def test_eight_hours_in_an_emergency_between_members(real: Routes) -> None:
    need = Need(frozenset({"content"}), urgent=True)
    start = dt.datetime(2026, 12, 25, 13, 20, tzinfo=dt.UTC)
    urgent = ask(real, need, "DE", "IE", start=start, zone="Europe/Dublin")["EU-EPOC"].urgent
    assert urgent is not None
    assert urgent.deadlines[0].due is not None
    assert urgent.deadlines[0].due.at == dt.datetime(2026, 12, 25, 22, tzinfo=dt.UTC)


def test_a_party_whose_day_is_not_known_and_a_text_that_is_not_held(real: Routes) -> None:
    assert ask(real, CONTENT, "AE", "JO")["ARAB"].status == "unknown"


def test_every_pair_has_the_general_route(real: Routes) -> None:
    assert ask(real, CONTENT, "KE", "PH")["LETTERS"].status == "open"


SHOWN = {"conduct": ["show"], "age": ["15"], "method": ["plain"]}


@pytest.mark.parametrize(("means", "status"), [(["other"], "closed"), (["ict"], "unknown"), ([], "unknown")])
def test_showing_face_to_face_below_three_years_is_no_case_for_a_production_order(
    real: Routes, means: list[str], status: str
) -> None:
    act = Act("contact", {**SHOWN, "means": means})
    found = ask(real, CONTENT, "DE", "FR", acts=[act], max_years=1)["EU-EPOC"]
    assert found.status == status
    assert "the maximum is 1 year" in found.because
    assert found.dual_criminality.requirement.threshold_years == 3
    assert found.dual_criminality.requirement.threshold_on == "requesting"


@pytest.mark.parametrize(
    ("family", "online", "met"),
    [
        ("image_of_child", None, "yes"),
        ("image_of_child", False, "unknown"),
        ("contact", None, "unknown"),
        ("contact", True, "unknown"),  # which approach, and to whom, decides too
        ("contact", False, "unknown"),
        ("other_material", None, "unknown"),
    ],
)
def test_what_is_not_surely_exempt_carries_the_threshold(
    real: Routes, family: str, online: bool | None, met: str
) -> None:
    found = ask(real, CONTENT, "DE", "FR", families=[family], online=online)["EU-EPOC"].dual_criminality
    assert found.threshold is not None
    assert found.threshold.met == met
    assert found.requirement.threshold_years == (None if met == "yes" else 3)


@pytest.mark.parametrize(("age", "met"), [("13", "yes"), ("15", "unknown")])
def test_an_approach_online_is_exempt_where_the_child_is_under_fourteen(real: Routes, age: str, met: str) -> None:
    act = Act("contact", {"conduct": ["propose_meeting"], "age": [age]})
    found = ask(real, CONTENT, "DE", "FR", acts=[act], online=True)["EU-EPOC"].dual_criminality
    assert found.threshold is not None
    assert found.threshold.met == met


@pytest.mark.parametrize(
    ("act", "opsc", "palermo"),
    [
        (Act("image_of_child", {"conduct": ["possess"], "purpose": ["own_use"]}), "closed", "closed"),
        (Act("image_of_child", {"conduct": ["possess"]}), "unknown", "closed"),
        (Act("contact", SHOWN), "closed", "closed"),
        (Act("performance"), "unknown", "unknown"),
        (
            Act("image_of_child", {"material": ["child"], "conduct": ["distribute"], "content": ["explicit"]}),
            "open", "closed",
        ),
    ],
)  # fmt: skip
def test_routes_for_some_offences_only(real: Routes, act: Act, opsc: str, palermo: str) -> None:
    found = ask(real, CONTENT, "DE", "FR", acts=[act])
    assert (found["OPSC-6"].status, found["PAL-UNTOC"].status) == (opsc, palermo)


def test_a_period_of_one_states_orders_is_not_given_for_the_others(real: Routes) -> None:
    start = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    for a, b, told in (("US", "GB", 1), ("GB", "US", 2)):
        found = ask(real, CONTENT, a, b, start=start)["US-UK"].deadlines
        assert len(found) == told
        assert all(d.due is None and not d.legal and d.said.startswith("no legal deadline") for d in found)


@pytest.mark.parametrize(
    ("day", "status"), [("2027-10-02", "open"), ("2027-10-03", "unknown"), ("2028-01-01", "unknown")]
)
def test_a_term_that_may_not_be_renewed(real: Routes, day: str, status: str) -> None:
    found = ask(real, CONTENT, "US", "GB", dt.date.fromisoformat(day))["US-UK"]
    assert found.status == status
    assert any("still in force" in c.ask for c in found.check_before_sending)


def test_the_day_is_counted_where_the_receiver_is(real: Routes) -> None:
    start = dt.datetime.fromisoformat("2026-11-23T00:30+01:00")
    due = ask(real, CONTENT, "FR", "DE", start=start)["EU-EPOC"].deadline.due
    assert due is not None
    assert (due.last_day, due.zone) == (dt.date(2026, 12, 3), "Europe/Berlin")


def test_a_production_order_with_an_hour_stands_right_after_the_contact_point(real: Routes) -> None:
    need = Need(frozenset({"content"}), urgent=True)
    assert list(ask(real, need, "FR", "DE"))[:2] == ["BUD-35", "EU-EPOC"]


@pytest.mark.parametrize(("provider", "status"), [("CA", "unknown"), (None, "unknown"), ("IE", "open")])
def test_orders_of_a_member_reach_a_provider_elsewhere_only_if_it_serves_the_union(
    real: Routes, provider: str | None, status: str
) -> None:
    need = Need(frozenset({"subscriber"}), provider_state=provider)
    assert ask(real, need, "DE", "CA")["DSA-9-10"].status == status


def test_a_reservation_that_was_not_read_is_said_first(real: Routes) -> None:
    found = ask(real, KEPT, "DE", "CA", families=["image_of_child"])["BUD-29"].dual_criminality
    assert found.required == "unknown"
    assert found.why[0].startswith("Not required, unless CA left this conduct out of")
