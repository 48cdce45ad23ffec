"""A report that an officer enters: what is taken, and what is said beside the field where something is wrong."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutela.clocks import WrittenTime
from tutela.intake import Entered, IntakeError, Report, by_hand

NOW = dt.datetime(2026, 11, 28, 10, tzinfo=dt.UTC)
CALL: dict[str, Any] = {
    "how": "telephone, contact point of another state",
    "reference": "AT-2026-17",
    "reporter_organisation": "Federal contact point",
    "reporter_name": "B. Example",
    "reporter_contact": "desk@contact.example",
    "kind": "extortion",
    "kind_reason": "The caller read the threats out.",
    "happened": {"said": "2026-11-27 23:40", "basis": "assumed", "zone": "Europe/Vienna"},
    "description": "A child of 14 is told to pay.",
    "urls": ["https://kitechat.example/u/longstring"],
    "accounts": [
        {"of": "suspect", "kind": "handle", "value": "longstring", "service": "Kitechat"},
        {"of": "child", "kind": "email", "value": "ida@mail.example", "name": "Ida", "age": 14, "note": "Speaks German."},
    ],
    "files": [{"kind": "SHA-256", "value": "ab" * 32, "name": "a.jpg"}],
    "urgency": [{"kind": "danger", "says": "The caller fears for the child tonight."}],
}  # fmt: skip


def test_a_call_is_entered() -> None:
    made = by_hand(CALL, received=NOW)
    assert (made.source.form, made.source.how, made.source.reference) == ("hand", CALL["how"], "AT-2026-17")
    assert made.source.received == WrittenTime.of("2026-11-28T10:00:00.000000Z")
    assert (made.incident.kind, made.incident.reasons[0].says) == ("extortion", "The caller read the threats out.")
    assert made.incident.happened
    assert made.incident.happened.at == dt.datetime(2026, 11, 27, 22, 40, tzinfo=dt.UTC)
    assert made.incident.happened.said == "2026-11-27 23:40 (Europe/Vienna, assumed)"
    assert [(one.role, one.accounts[0].identifiers[0].value) for one in made.persons] == [
        ("suspect", "longstring"), ("child", "ida@mail.example"),
    ]  # fmt: skip
    assert (made.persons[1].who.name, made.persons[1].who.age) == ("Ida", 14)
    assert (made.files[0].hashes[0].plain_kind, made.files[0].viewed) == ("sha256", None)
    assert made.urgency[0].says == "The caller fears for the child tonight."
    assert made.conserved
    assert Report.model_validate_json(made.model_dump_json()) == made


def test_one_thing_is_enough() -> None:
    for said in ({"description": "x"}, {"urls": ["https://a.example"]}, {"files": [{"kind": "md5", "value": "0" * 32}]},
                 {"accounts": [{"kind": "handle", "value": "x"}]}):  # fmt: skip
        assert by_hand({"how": "letter", **said}, received=NOW).incident.kind == "unclear"


@pytest.mark.parametrize(
    ("changed", "where", "said"),
    [
        ({"how": ""}, "how", "at least 1 character"),
        ({"how": None}, "how", "valid string"),
        ({"kind": "murder"}, "kind", "'image', 'material'"),
        ({"kind_reason": None}, "", "expected why it is of that kind"),
        ({"anonymous": True}, "", "expected one of the two"),
        ({"urls": ["kitechat"]}, "urls.0", "should match pattern"),
        ({"accounts": [{"kind": "handle", "value": " "}]}, "accounts.0.value", "at least 1 character"),
        ({"accounts": [{"kind": "handle", "value": "x", "age": 151}]}, "accounts.0.age", "less than or equal to 150"),
        ({"files": [{"kind": "SHA-256", "value": "ab"}]}, "files.0", "expected 64 digits"),
        ({"files": [{"kind": "md5", "value": "z" * 32}]}, "files.0", "expected 32 digits"),
        ({"happened": {"said": "2026-11-27 23:40", "basis": "assumed"}}, "happened", "expected one that goes with it"),
        ({"happened": {"said": "2026-11-27 23:40", "basis": "assumed", "zone": "Mars"}}, "happened", "is no time zone"),
        ({"urgency": [{"kind": "language", "says": "x"}]}, "urgency.0.kind", "'danger'"),
        ({"religion": "x"}, "religion", "not permitted"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(changed: dict[str, Any], where: str, said: str) -> None:
    with pytest.raises(IntakeError) as refused:
        by_hand({**CALL, **changed}, received=NOW)
    assert list(refused.value.problems) == [where]
    assert said in refused.value.problems[where]


def test_a_report_that_says_nothing_is_none() -> None:
    with pytest.raises(IntakeError, match="says nothing; expected a description"):
        by_hand({"how": "letter"}, received=NOW)
    with pytest.raises(IntakeError, match="has no time zone"):
        by_hand(CALL, received=NOW.replace(tzinfo=None))


SCALARS = (
    st.none() | st.booleans() | st.integers(-5, 200) | st.sampled_from(["", "x", "image", "2026-01-01", "🌱", "a://b"])
)
PARTS = st.dictionaries(st.sampled_from(["kind", "value", "said", "says", "of", "zone", "basis"]), SCALARS, max_size=3)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(list(Entered.model_fields)), SCALARS | PARTS | st.lists(SCALARS | PARTS, max_size=2)
    )
)
def test_nothing_entered_ends_in_another_error(entered: dict[str, Any]) -> None:
    try:
        made = by_hand(entered, received=NOW)
    except IntakeError as err:
        refused = err
        assert refused.problems
    else:
        assert made.source.form == "hand"
