"""Whether a decision covers a request: by one day, by one account, in sentences."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.requests.requests_world import ACCOUNT, AT, OTHER, decided, made
from tutela.cooperation.requests import Account, Coverage, Decision, Request, RequestError, Span, covers

DAY = dt.timedelta(days=1)
KINDS = ["subscriber", "traffic", "content", "location"]
days = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))


def coverage(request: Request | None = None, at: dt.datetime = AT, **decision: object) -> Coverage:
    return covers(Decision.model_validate(decided(**decision)), request or made(), at)


def respects(found: Coverage) -> list[str]:
    return [gap.respect for gap in found.gaps]


def test_the_decision_made_for_it_covers_it() -> None:
    assert coverage().covered
    assert bool(coverage())


# by one day


@pytest.mark.parametrize(
    ("at", "respect", "days_off"),
    [
        ("2026-11-19T23:59:59+01:00", "not_yet", 1),
        ("2026-11-20T00:00:00+01:00", None, None),
        ("2026-12-20T23:59:59+01:00", None, None),
        ("2026-12-21T00:00:00+01:00", "expired", 1),
        ("2026-12-20T23:30:00+00:00", "expired", 1),  # the next day where the court sits
        ("2027-01-20T12:00:00+01:00", "expired", 31),
    ],
)
def test_it_lives_from_its_first_day_to_the_last_hour_of_its_last(
    at: str, respect: str | None, days_off: int | None
) -> None:
    found = coverage(at=dt.datetime.fromisoformat(at))
    assert respects(found) == ([respect] if respect else [])
    if respect:
        assert found.gaps[0].days == days_off
        assert f"{days_off} day" in found.gaps[0].said


@settings(deadline=None)
@given(
    st.dates(dt.date(2026, 3, 1), dt.date(2026, 11, 1)),
    st.integers(0, 40),
    st.sampled_from(["UTC", "Asia/Tokyo", "America/Toronto"]),
)
def test_its_last_moment_is_inside_and_the_next_is_not(last: dt.date, long: int, zone: str) -> None:
    end = dt.datetime.combine(last + DAY, dt.time(), tzinfo=zoneinfo.ZoneInfo(zone)).astimezone(dt.UTC)
    decision = {"valid_from": last - long * DAY, "valid_until": last, "zone": zone}
    assert coverage(at=end - dt.timedelta(microseconds=1), **decision).covered
    assert respects(coverage(at=end, **decision)) == ["expired"]


@settings(deadline=None)
@given(days, st.integers(0, 60), st.integers(-5, 5), st.integers(-5, 5))
def test_days_of_the_data_count_one_by_one(first: dt.date, long: int, early: int, late: int) -> None:
    last = first + long * DAY
    asked_first, asked_last = first - early * DAY, last + late * DAY
    assume(asked_first <= asked_last)
    found = coverage(made(period={"from": asked_first, "to": asked_last}), period={"from": first, "to": last})
    wanted = [("days_before", early)] * (early > 0) + [("days_after", late)] * (late > 0)
    assert [(g.respect, g.days) for g in found.gaps] == wanted


@pytest.mark.parametrize(
    ("asked", "allowed", "wanted"),
    [
        (None, {"from": "2026-08-01"}, ["days_before"]),
        (None, {"from": "2026-08-01", "to": "2026-09-14"}, ["days_before", "days_after"]),
        ({"from": "2026-08-01"}, {"from": "2026-08-01", "to": "2026-09-14"}, ["days_after"]),
        ({"to": "2026-09-14"}, {"to": "2026-09-14"}, []),
        (None, None, []),
        ({"from": "2026-08-01"}, None, []),
    ],
)
def test_a_period_that_is_open_is_wider_than_one_that_is_not(
    asked: dict[str, str] | None, allowed: dict[str, str] | None, wanted: list[str]
) -> None:
    found = coverage(made(period=asked), period=allowed)
    assert respects(found) == wanted
    assert all(g.days is None for g in found.gaps)


# by one account


def test_one_account_more_is_one_gap_that_names_it() -> None:
    found = coverage(made(accounts=[ACCOUNT, OTHER]))
    assert respects(found) == ["account"]
    assert found.gaps[0].items == ("made_up_18 (chat.example)",)


@settings(deadline=None)
@given(st.sets(st.integers(0, 6), min_size=1), st.sets(st.integers(0, 6), min_size=1))
def test_every_account_outside_is_named_and_no_other(asked: set[int], allowed: set[int]) -> None:
    def account(n: int) -> dict[str, str]:
        return {"kind": "handle", "service": "chat.example", "value": f"name_{n}"}

    found = coverage(made(accounts=[account(n) for n in sorted(asked)]), accounts=[account(n) for n in sorted(allowed)])
    assert [g.items for g in found.gaps] == [(f"name_{n} (chat.example)",) for n in sorted(asked - allowed)]


def test_a_decision_about_a_person_covers_all_of_their_accounts() -> None:
    assert coverage(made(accounts=[ACCOUNT]), accounts=[], persons=["P1"]).covered
    assert respects(coverage(made(accounts=[ACCOUNT, OTHER]), accounts=[], persons=["P1"])) == ["account"]
    assert respects(coverage(accounts=[], persons=[])) == ["account"]


def test_an_account_that_differs_in_case_only_is_another_and_looks_like_a_slip() -> None:
    found = coverage(made(accounts=[{**ACCOUNT, "value": "Made_Up_17"}]))
    assert "is one of the two misspelt?" in found.gaps[0].said


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ({"kind": "email", "value": "a@Mail.Example"}, {"kind": "email", "value": "a@mail.example"}, True),
        ({"kind": "email", "value": "A@mail.example"}, {"kind": "email", "value": "a@mail.example"}, False),
        ({"kind": "domain", "value": "Example.ORG"}, {"kind": "domain", "value": "example.org"}, True),
        ({"kind": "handle", "value": "cafe\u0301"}, {"kind": "handle", "value": "caf\u00e9"}, True),
        (
            {"kind": "handle", "value": "a", "service": "Chat"},
            {"kind": "handle", "value": "a", "service": "chat"},
            True,
        ),
        ({"kind": "handle", "value": "a"}, {"kind": "email", "value": "a"}, False),
    ],
)
def test_when_two_accounts_are_the_same(one: dict[str, str], two: dict[str, str], same: bool) -> None:
    assert (Account.model_validate(one).identity == Account.model_validate(two).identity) is same


def test_whose_account_it_is_must_agree() -> None:
    assert respects(coverage(made(accounts=[{**ACCOUNT, "person": "P2"}]))) == ["person"]


# by purpose, data, state


def test_kinds_of_data_one_by_one() -> None:
    found = coverage(made(data=["subscriber", "traffic", "content"]))
    assert [(g.respect, g.items) for g in found.gaps] == [("data", ("content",))]


@settings(deadline=None)
@given(st.sets(st.sampled_from(KINDS), min_size=1), st.sets(st.sampled_from(KINDS), min_size=1))
def test_data_are_covered_exactly_where_they_are_a_part(asked: set[str], allowed: set[str]) -> None:
    found = coverage(made(data=sorted(asked)), data=sorted(allowed))
    assert found.covered == (asked <= allowed)
    assert [g.items for g in found.gaps] == ([tuple(sorted(asked - allowed))] if asked - allowed else [])


def test_preserving_is_not_obtaining() -> None:
    assert respects(coverage(made(purpose="obtain"))) == ["purpose"]
    assert coverage(made(purpose="obtain"), purposes=["preserve", "obtain"]).covered


def test_to_which_state_it_may_go() -> None:
    assert coverage(states=["NL", "BE"]).covered
    assert respects(coverage(states=["BE"])) == ["state"]


# who stands behind it


@pytest.mark.parametrize(
    ("decision", "wanted"),
    [
        ({"checked_by": None}, ["not_checked"]),
        ({"entered_by": None}, ["not_checked"]),
        ({"checked_by": "officer one"}, ["not_checked"]),
        ({"outcome": "refused"}, ["outcome"]),
        ({"outcome": "returned"}, ["outcome"]),
        ({"withdrawn_at": "2026-11-23T14:00:00+00:00"}, ["withdrawn"]),
        ({"withdrawn_at": "2026-11-23T14:00:01+00:00"}, []),
        ({"kind": "made_here", "applied_by": "x", "decided_by": "y"}, []),
        ({"kind": "made_here", "applied_by": "x", "decided_by": "x"}, ["own_decision"]),
        ({"kind": "made_here", "applied_by": "x"}, ["own_decision"]),
        ({"kind": "consent", "given_by": "P1"}, []),
        ({"kind": "consent", "given_by": "P2"}, ["consent"]),
        ({"urgent": {"review_by": "2026-11-23T14:00:00+00:00"}}, ["lapsed"]),
        ({"urgent": {"review_by": "2026-11-23T14:00:01+00:00"}}, []),
        (
            {"urgent": {"review_by": "2026-11-22T00:00Z", "reviewed_at": "2026-11-21T00:00Z", "upheld": True}},
            [],
        ),
        (
            {"urgent": {"review_by": "2026-11-22T00:00Z", "reviewed_at": "2026-11-22T00:01Z", "upheld": True}},
            ["lapsed"],
        ),
        (
            {"urgent": {"review_by": "2026-11-29T00:00Z", "reviewed_at": "2026-11-21T00:00Z", "upheld": False}},
            ["lapsed"],
        ),
    ],
)
def test_whether_it_is_alive_and_rightly_made(decision: dict[str, object], wanted: list[str]) -> None:
    assert respects(coverage(**decision)) == wanted


def test_consent_reaches_no_account_of_another_or_of_nobody() -> None:
    nobody = {**ACCOUNT, "person": ""}
    found = coverage(made(accounts=[nobody]), kind="consent", given_by="P1", accounts=[nobody])
    assert respects(found) == ["consent"]


# algebra


@settings(deadline=None)
@given(
    st.sets(st.sampled_from(KINDS), min_size=1), st.sets(st.integers(0, 4), min_size=1), days, st.integers(0, 30),
    st.sets(st.sampled_from(KINDS), min_size=1), st.sets(st.integers(0, 4), min_size=1), days, st.integers(0, 30),
)  # fmt: skip
def test_a_narrower_request_is_covered_wherever_the_wider_is(
    data: set[str], names: set[int], first: dt.date, long: int, data2: set[str], names2: set[int], first2: dt.date, long2: int
) -> None:  # fmt: skip
    def request(kinds: set[str], who: set[int], begin: dt.date, end: dt.date) -> Request:
        accounts = [{"kind": "handle", "value": f"n{n}"} for n in sorted(who)]
        return made(data=sorted(kinds), accounts=accounts, period={"from": begin, "to": end})

    wide = request(data | data2, names | names2, min(first, first2), max(first + long * DAY, first2 + long2 * DAY))
    narrow = request(data, names, first, first + long * DAY)
    decision = Decision.model_validate(
        decided(
            data=sorted(data),
            accounts=[{"kind": "handle", "value": f"n{n}"} for n in sorted(names)],
            period={"from": first, "to": first + long * DAY},
        )
    )
    assert covers(decision, narrow, AT).covered
    outside = covers(decision, wide, AT)
    assert outside.covered == (
        data2 <= data
        and names2 <= names
        and wide.period == Span.model_validate({"from": first, "to": first + long * DAY})
    )


def test_all_respects_are_told_at_once_each_in_a_sentence() -> None:
    late = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    request = made(
        data=["content"], accounts=[OTHER], period={"from": "2026-07-31", "to": "2026-09-15"}, purpose="obtain"
    )
    found = coverage(request, late, states=["BE"], checked_by=None)
    assert respects(found) == [
        "expired", "not_checked", "purpose", "data", "account", "state", "days_before", "days_after",
    ]  # fmt: skip
    assert all(g.said.endswith(".") and g.said[0].isupper() for g in found.gaps)


def test_a_time_without_a_zone_is_no_time() -> None:
    with pytest.raises(RequestError, match="no time zone"):
        coverage(at=dt.datetime(2026, 11, 23))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        ({"valid_until": "2026-11-19"}, "before it is valid from"),
        ({"zone": "Europe/Nowhere"}, "no time zone"),
        ({"kind": "consent"}, "without `given_by`"),
        ({"authority": None}, "without `authority`"),
        ({"number": None, "document": None}, "one at least"),
        ({"urgent": {"review_by": "2026-11-22T00:00Z", "upheld": True}}, "stand together"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(decision: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        coverage(**decision)
