"""Who is bound on which day, and what a party reserved: small treaties built here, and days drawn at random."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.law._baseline import Instrument, Party, Reservation, ReservationRight
from tutela.law._instruments import InstrumentError, reserved, standing

D = dt.date
DAYS = st.dates(D(1990, 1, 1), D(2040, 12, 31))
RANK = {"no": 0, "unknown": 1, "yes": 2}
RIGHTS = [
    ReservationRight(id="t-9-4", article="9(4)", allows="not to apply 9(1)(e)"),
    ReservationRight(id="t-22-2", article="22(2)", allows="not to apply 22(1)(b)"),
]


def treaty(*parties: Party, **changes: Any) -> Instrument:
    given = {
        "id": "t", "title": "Treaty", "kind": "treaty", "binding": True, "in_force": D(2004, 7, 1),
        "status": "in_force", "status_as_of": "2026-04-25", "articles": [], "rights": RIGHTS, "parties": list(parties),
        "sources": [], "source": "built for a test", "as_of": D(2026, 4, 25),
    }  # fmt: skip
    return Instrument(**{**given, **changes})


def party(**changes: Any) -> Party:
    return Party(**{"state": "AA", "status": "party", "in_force": D(2011, 9, 1), **changes})


def reservation(**changes: Any) -> Reservation:
    return Reservation(
        **{"right": "t-9-4", "article": "9", "summary": "It leaves out possession.", "text": "held", **changes}
    )


# ---------------------------------------------------------------- standing


def test_a_party_is_bound_from_its_day_and_not_before() -> None:
    t = treaty(party())
    assert standing(t, "AA", D(2011, 8, 31)).answer == "no"
    first = standing(t, "AA", D(2011, 9, 1))
    assert (first.answer, first.since, first.party) == ("yes", D(2011, 9, 1), t.parties[0])
    assert standing(t, "AA", D(2011, 9, 1)).why == "AA is bound by Treaty since 2011-09-01."
    assert "later withdrawal" in standing(t, "AA", D(2026, 11, 22)).why


@pytest.mark.parametrize("changes", [{"status": "not_in_force", "in_force": None}, {"status": "not_in_force"}])
@given(on=DAYS)
def test_what_is_not_in_force_is_never_a_basis(changes: dict[str, Any], on: dt.date) -> None:
    found = standing(treaty(party(), **changes), "AA", on)
    assert found.answer == "no"
    assert "not in force" in found.why


@given(on=DAYS)
def test_a_text_that_is_not_binding_binds_nobody(on: dt.date) -> None:
    network = treaty(party(status="participant"), binding=False, status="not_binding", in_force=None)
    assert {standing(network, s, on).answer for s in ("AA", "BB")} == {"no"}


@given(on=DAYS)
def test_a_signature_and_an_absence_do_not_bind(on: dt.date) -> None:
    t = treaty(party(status="signatory", in_force=None, signed=D(2002, 2, 28)))
    assert standing(t, "AA", on).answer == "no"
    assert standing(t, "BB", on).answer == "no"


def test_a_signatory_in_a_list_that_is_partial_later_may_have_joined() -> None:
    t = treaty(party(status="signatory", in_force=None), status_as_of="2015-01 to 2026-06")
    assert standing(t, "AA", D(2014, 12, 31)).answer == "no"
    assert standing(t, "AA", D(2020, 1, 1)).answer == "unknown"


def test_a_party_of_unknown_day_is_surely_one_from_the_date_of_the_list() -> None:
    t = treaty(party(in_force=None, precision="year", note="2018, day not known"))
    assert standing(t, "AA", D(2004, 6, 30)).answer == "no"
    before = standing(t, "AA", D(2019, 1, 1))
    assert (before.answer, before.since) == ("unknown", None)
    assert "2018" in before.why
    assert standing(t, "AA", D(2026, 4, 25)).answer == "yes"
    assert standing(treaty(party(in_force=None), status_as_of="2026-04"), "AA", D(2026, 4, 29)).answer == "unknown"
    assert standing(treaty(party(in_force=None), status_as_of="2021"), "AA", D(2022, 1, 1)).answer == "yes"


@pytest.mark.parametrize("said", [None, "about 2016", "after Ireland", "2016-13", "2015 to 2016 to 2017"])
@given(on=DAYS)
def test_a_list_without_a_readable_date_proves_nothing(said: str | None, on: dt.date) -> None:
    t = treaty(party(in_force=None), in_force=None, status_as_of=said)
    assert standing(t, "AA", on).answer == "unknown"
    assert standing(t, "BB", on).answer == "unknown"


@given(on=DAYS)
def test_a_text_of_unknown_force_leaves_its_parties_unknown(on: dt.date) -> None:
    assert standing(treaty(party(in_force=None), in_force=None, status="unknown"), "AA", on).answer == "unknown"


def test_a_regulation_binds_members_from_the_day_it_applies() -> None:
    act = treaty(
        party(status="bound", in_force=None), kind="regulation", in_force=D(2023, 8, 18), applies_from=D(2026, 8, 18)
    )
    assert standing(act, "AA", D(2026, 8, 17)).answer == "no"
    assert "applies from 2026-08-18" in standing(act, "AA", D(2026, 8, 17)).why
    assert standing(act, "AA", D(2026, 8, 18)).since == D(2026, 8, 18)


def test_a_reported_part_in_a_binding_text_is_unknown() -> None:
    assert standing(treaty(party(status="participant", in_force=None)), "AA", D(2026, 1, 1)).answer == "unknown"


def test_until_is_the_last_day_bound() -> None:
    t = treaty(party(until=D(2020, 5, 1)))
    assert [standing(t, "AA", D(2020, 5, d)).answer for d in (1, 2)] == ["yes", "no"]


@pytest.mark.parametrize("state", ["gb", "GB-EAW", "GBR", "", "G1"])
def test_a_malformed_state_is_an_error_that_says_what_was_expected(state: str) -> None:
    with pytest.raises(InstrumentError, match="expected an ISO 3166-1 code"):
        standing(treaty(), state, D(2026, 1, 1))
    with pytest.raises(InstrumentError, match="expected an ISO 3166-1 code"):
        reserved(treaty(), state, "t-9-4", D(2026, 1, 1))


@st.composite
def treaties(draw: st.DrawFn) -> Instrument:
    """Any treaty with one entry that nothing ended."""
    some = st.none() | DAYS
    entry = party(
        status=draw(st.sampled_from(["party", "signatory", "bound", "participant"])),
        in_force=draw(some),
        signed=draw(some),
    )
    return treaty(
        entry,
        in_force=draw(some),
        applies_from=draw(some),
        status=draw(st.sampled_from(["in_force", "not_in_force", "unknown", "not_binding"])),
        status_as_of=draw(st.sampled_from([None, "2015", "2015-01", "2026-04-25", "2015-01 to 2026-06", "about 2016"])),
        binding=draw(st.booleans()),
    )


@given(t=treaties(), a=DAYS, b=DAYS)
def test_time_only_adds_consent_until_something_ends_it(t: Instrument, a: dt.date, b: dt.date) -> None:
    early, late = sorted((a, b))
    if t.parties[0].status == "signatory":  # a list grows old: what was `no` may become `unknown`, and never `yes`
        assert standing(t, "AA", late).answer != "yes"
    assert RANK[standing(t, "AA", early).answer] <= RANK[standing(t, "AA", late).answer]


@given(t=treaties(), on=DAYS)
def test_a_yes_never_comes_before_a_known_day(t: Instrument, on: dt.date) -> None:
    found = standing(t, "AA", on)
    if found.answer == "yes":
        assert t.binding
        assert t.status not in ("not_in_force", "not_binding")
        assert all(d is None or d <= on for d in (t.in_force, t.applies_from, t.parties[0].in_force, found.since))


@given(t=treaties(), on=DAYS)
def test_every_answer_says_why_in_a_sentence(t: Instrument, on: dt.date) -> None:
    why = standing(t, "AA", on).why
    assert why.endswith(".")
    assert "Treaty" in why


# ---------------------------------------------------------------- reserved


@pytest.mark.parametrize(("text", "answer"), [("held", "yes"), ("cut", "yes"), ("missing", "unknown")])
def test_a_right_is_used_where_its_wording_was_read(text: str, answer: str) -> None:
    t = treaty(party(reservations=[reservation(text=text, qualified="within the Constitution", source="chart")]))
    found = reserved(t, "AA", "t-9-4", D(2026, 1, 1))
    assert (found.answer, found.qualified, found.source) == (answer, "within the Constitution", "chart")


def test_no_reservation_needs_a_complete_list() -> None:
    day = D(2026, 1, 1)
    assert reserved(treaty(party()), "AA", "t-9-4", day).answer == "no"
    assert reserved(treaty(party(reservations_known=False)), "AA", "t-9-4", day).answer == "unknown"
    assert (
        reserved(treaty(party(reservations=[reservation(right="t-22-2", article="22")])), "AA", "t-9-4", day).answer
        == "no"
    )


@pytest.mark.parametrize(
    ("article", "text", "answer"),
    [
        (None, "missing", "unknown"),
        ("9", "missing", "unknown"),
        ("9(4), 22", "cut", "unknown"),
        ("22", "missing", "no"),
        ("9(3)", "missing", "no"),
        ("9(4) for 9(1)(d)", "missing", "unknown"),
        ("9", "held", "no"),
    ],
)
def test_an_unread_reservation_may_use_any_right_of_its_article(article: str | None, text: str, answer: str) -> None:
    t = treaty(party(reservations=[reservation(right=None, article=article, text=text)]))
    assert reserved(t, "AA", "t-9-4", D(2026, 1, 1)).answer == answer


def test_a_reservation_counts_from_its_own_day_or_from_the_day_the_party_was_bound() -> None:
    late = treaty(party(reservations=[reservation(since=D(2015, 1, 1))]))
    assert [reserved(late, "AA", "t-9-4", D(y, 1, 1)).answer for y in (2014, 2015)] == ["no", "yes"]
    first = treaty(party(reservations=[reservation()]))
    assert [reserved(first, "AA", "t-9-4", D(y, 9, 1)).answer for y in (2010, 2011)] == ["no", "yes"]


def test_a_state_that_is_no_party_has_reserved_nothing() -> None:
    signed = treaty(party(status="signatory", in_force=None, reservations=[reservation()]))
    assert reserved(signed, "AA", "t-9-4", D(2026, 1, 1)).answer == "no"
    assert reserved(signed, "BB", "t-9-4", D(2026, 1, 1)).answer == "no"


def test_an_unknown_right_is_an_error_that_names_the_rights() -> None:
    with pytest.raises(InstrumentError, match="t-9-4, t-22-2"):
        reserved(treaty(party()), "AA", "t-9-5", D(2026, 1, 1))


@given(since=st.none() | DAYS, bound=st.none() | DAYS, a=DAYS, b=DAYS)
def test_a_reservation_made_stays_made(since: dt.date | None, bound: dt.date | None, a: dt.date, b: dt.date) -> None:
    t = treaty(party(in_force=bound, reservations=[reservation(since=since)]))
    early, late = sorted((a, b))
    answers = [reserved(t, "AA", "t-9-4", on).answer for on in (early, late)]
    assert RANK[answers[0]] <= RANK[answers[1]]
