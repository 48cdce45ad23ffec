"""Times as somebody wrote them: what they can mean, and that no zone is made up."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.clocks import TimeError, WrittenTime

HOUR = dt.timedelta(hours=1)
NOON = dt.datetime(2026, 10, 3, 12, tzinfo=dt.UTC)


def local_times(first: int, last: int) -> st.SearchStrategy[dt.datetime]:
    """Times without a zone, of the years from the first up to the last."""
    low, high = (dt.datetime.fromisoformat(f"{year:04}-01-01") for year in (first, last))
    return st.datetimes(low, high)


@given(local_times(2, 9998), st.integers(-14 * 60, 14 * 60))
def test_a_moment_is_written_and_read_back(at: dt.datetime, minutes: int) -> None:
    moment = at.replace(tzinfo=dt.timezone(dt.timedelta(minutes=minutes)))
    assert WrittenTime.at_moment(moment).at == moment
    written = WrittenTime.of(moment.isoformat().replace("+00:00", "Z"))
    assert (written.basis, written.at) == ("written", moment)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("2026-10-03T14:00:00+02:00", NOON),
        ("2026-10-03 14:00+02:00", NOON),
        ("2026-10-03T12:00:00.000000999Z", NOON),
        ("2026-10-02T24:00:00Z", NOON - 12 * HOUR),
    ],
)
def test_a_zone_that_was_written_makes_one_moment(said: str, at: dt.datetime) -> None:
    written = WrittenTime.of(said)
    assert (written.as_written, written.basis, written.at, written.said) == (said, "written", at, said)


def test_without_a_zone_it_may_be_any_and_none_is_assumed_in_silence() -> None:
    written = WrittenTime.of("2026-10-03T12:00:00")
    assert (written.basis, written.at) == ("none", None)
    assert written.between == (NOON - 14 * HOUR, NOON + 12 * HOUR)
    assert written.said == "2026-10-03T12:00:00 (zone not said)"


@given(local_times(1971, 2036), st.sampled_from(["Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kolkata", "Europe/Vienna"]))
def test_whatever_zone_it_turns_out_to_be_lies_in_between(at: dt.datetime, zone: str) -> None:
    said = at.isoformat(timespec="microseconds")
    open_zone, known = WrittenTime.of(said).between, WrittenTime(said, "assumed", zone).between
    assert open_zone
    assert known
    assert open_zone[0] <= known[0] <= known[1] <= open_zone[1]


def test_a_day_is_all_of_it() -> None:
    day = WrittenTime("2026-10-03", "export", "+02:00")
    start = dt.datetime(2026, 10, 2, 22, tzinfo=dt.UTC)
    assert day.between == (start, start + 24 * HOUR - dt.timedelta(microseconds=1))
    assert day.at is None
    assert day.said == "2026-10-03 (+02:00, as the export says)"


def test_an_hour_that_the_clock_showed_twice_stays_open() -> None:
    twice = WrittenTime("2026-10-25T02:30:00", "device", "Europe/Vienna")
    first = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    assert twice.between == (first, first + HOUR)
    assert twice.at is None
    assert WrittenTime("2026-10-25T03:30:00", "device", "Europe/Vienna").at == first + 2 * HOUR


@pytest.mark.parametrize(
    "said",
    ["last Tuesday", "03/04/2026", "2026-02-30T10:00:00Z", "2026-10-03T25:00:00Z", "2026-10-03T24:00:01Z",
     "2026-10-03T10:00:00+15:00", "2026-10-03T24:00:00+15:00", "0001-01-01T00:00:00+14:00", "9999-12-31"],
)  # fmt: skip
def test_what_is_no_time_of_the_calendar_is_kept_and_compares_with_nothing(said: str) -> None:
    written = WrittenTime.of(said)
    assert (written.as_written, written.between, written.at) == (said, None, None)


@given(st.text(max_size=40))
def test_no_text_ends_in_another_error(said: str) -> None:
    try:
        assert WrittenTime.of(said).as_written == said
    except TimeError:
        assert not said.strip()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("",), "expected 1 to 200"),
        (("x" * 201,), "201 characters"),
        (("2026-10-03T12:00:00Z", "none"), "expected `written` where the text ends in Z"),
        (("2026-10-03T12:00:00", "written"), "expected `written` where the text ends in Z"),
        (("2026-10-03T12:00:00", "assumed"), "expected one that goes with it"),
        (("2026-10-03T12:00:00Z", "written", "+02:00"), "expected one that goes with it"),
        (("2026-10-03T12:00:00", "assumed", "Mars/Base"), "is no time zone"),
        (("2026-10-03T12:00:00", "assumed", "../etc/passwd"), "is no time zone"),
        (("2026-10-03T12:00:00", "assumed", "+14:01"), "is no time zone"),
    ],
)
def test_text_basis_and_zone_go_together(arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(TimeError, match=said):
        WrittenTime(*arguments)  # type: ignore[arg-type]
    with pytest.raises(TimeError, match="has no time zone"):
        WrittenTime.at_moment(NOON.replace(tzinfo=None))
