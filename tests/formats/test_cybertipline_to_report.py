"""From a CyberTipline document to a case's report: nothing lost, nothing twice, and why it is of its kind."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.worlds import FILE, REPORT, any_of, file_with, report_with, some
from tutela import intake
from tutela.clocks import WrittenTime
from tutela.formats import cybertipline as ct
from tutela.formats.cybertipline._facts import facts_of

SUMMARY = "<reportAnnotations><minorToMinorInteraction/></reportAnnotations>"
TYPE = "Online Enticement of Children for Sexual Acts"


def reported(report: str = REPORT, *files: str) -> intake.Report:
    return ct.to_report(ct.read_report(report), [ct.read_file_details(one) for one in files])


def at(report: intake.Report, field: str) -> Any:
    """What stands in a field such as `persons[0].who.age`."""
    found: Any = report
    for name, index in re.findall(r"([a-z_0-9]+)|\[(\d+)\]", field):
        keyed = index or isinstance(found, dict)
        found = found[name or int(index)] if keyed else getattr(found, name)
    return found


def text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.as_written if isinstance(value, WrittenTime) else str(value)


# ---------------------------------------------------------------- conservation


@some(8)
@given(any_of(ct.Report), st.lists(any_of(ct.FileDetails), max_size=2))
def test_every_fact_stands_in_exactly_one_field(value: ct.Report, details: list[ct.FileDetails]) -> None:
    made = ct.to_report(ct.read_report(ct.write(value)), [ct.read_file_details(ct.write(one)) for one in details])
    given = dict(facts_of(value, "/report"))
    for k, one in enumerate(details, 1):
        given |= dict(facts_of(one, f"/fileDetails[{k}]"))
    assert made.conserved
    assert made.facts == len(given)
    assert {one.path for one in made.placed} | {one.path for one in made.unparsed} == given.keys()
    assert len({one.field for one in made.placed}) == len(made.placed)
    for one in made.placed:
        assert text(at(made, one.field)) == given[one.path], one
    # what two sources put in two places has one place here: the second is left over, and nothing else is
    assert {re.sub(r".*/", "", one.path) for one in made.unparsed} <= {"@accountType", "@thirdPartyUser", "@type"}
    assert intake.Report.model_validate_json(made.model_dump_json()) == made


def test_what_the_reader_could_not_place_is_carried_on() -> None:
    made = reported(
        report_with("<platform>Kitechat</platform>", "<mood>bad</mood>"),
        FILE,
        file_with("<viral/>", "<viral>no</viral>"),
    )
    assert [(one.path, one.said) for one in made.unparsed] == [
        ("/report/incidentSummary/mood[1]", "<mood>bad</mood>"),
        ("/fileDetails[2]/fileAnnotations/viral", "<viral>no</viral>"),
    ]
    assert made.conserved


def test_the_report_of_a_case() -> None:
    document = REPORT.encode()
    made = ct.to_report(
        ct.read_report(document), [ct.read_file_details(FILE)], document=document,
        received=WrittenTime.of("2026-11-28T10:00:00Z"), reference="K-9",
    )  # fmt: skip
    assert (made.source.form, made.source.reference, made.source.size) == ("cybertipline", "K-9", len(document))
    assert made.reporter.who.contacts[0].value == "safety@kitechat.example"
    suspect, child = made.persons
    assert (suspect.role, suspect.who.age, child.role, child.who.name) == ("suspect", 34, "child", "Ida")
    assert [(one.kind, one.value) for one in suspect.accounts[0].identifiers] == [
        ("service_id", "user-77"), ("handle", "longstring"),
    ]  # fmt: skip
    assert suspect.accounts[0].captures[0].at == WrittenTime.of("2026-10-03T21:00:00Z")
    assert made.incident.scenes[0].title == "kites"
    assert made.incident.happened
    assert made.incident.happened.said == "2026-10-03T14:05:00-07:00"
    (file,) = made.files
    assert (file.viewed, file.metadata_viewed, file.hashes[0].plain_kind) == (True, None, "sha256")
    assert file.metadata == (("EXIF", "Make", "Acme"),)
    assert made.facts == len(made.placed) == 31


def test_a_document_that_says_little_still_makes_a_report() -> None:
    made = ct.to_report(ct.read_report("<report/>"))
    assert (made.incident.kind, made.persons, made.facts, made.conserved) == ("unclear", (), 0, True)
    made = ct.to_report(ct.read_report("<report><victim><victimPerson/></victim></report>"))
    assert [(one.role, one.accounts) for one in made.persons] == [("child", ())]


# ---------------------------------------------------------------- of what kind, and why


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (ct.IncidentType.CHILD_PORNOGRAPHY, "image"), (ct.IncidentType.TRAFFICKING, "unclear"),
        (ct.IncidentType.SEX_TOURISM, "contact"), (ct.IncidentType.MOLESTATION, "contact"),
        (ct.IncidentType.MISLEADING_DOMAIN, "unclear"), (ct.IncidentType.MISLEADING_WORDS_OR_IMAGES, "unclear"),
        (ct.IncidentType.ENTICEMENT, "contact"), (ct.IncidentType.ENTICEMENT_SINGULAR, "contact"),
        (ct.IncidentType.UNSOLICITED_MATERIAL, "contact"),
    ],
)  # fmt: skip
def test_each_type_makes_a_kind_with_its_reason(said: ct.IncidentType, kind: str) -> None:
    incident = reported(report_with(TYPE, said.value)).incident
    assert incident.kind == kind
    assert incident.said_kind == said.value
    assert [reason.because for reason in incident.reasons] == ["/report/incidentSummary/incidentType"]
    assert said.value in incident.reasons[0].says


def test_every_type_has_a_kind_and_every_kind_its_rank() -> None:
    from tutela.formats.cybertipline._signs import _FIRST, _TYPES

    assert {one.schema_says for one in ct.IncidentType} == _TYPES.keys()
    assert {kind for kind, _ in _TYPES.values()} <= set(_FIRST) == set(get_args(intake.CaseKind))


@pytest.mark.usefixtures("node")
def test_the_kinds_are_those_of_the_nodes_cases() -> None:
    from tutela_node.casework.models import KINDS

    assert {key for key, _ in KINDS} == set(get_args(intake.CaseKind))


def test_marks_may_make_another_kind_and_all_reasons_are_shown() -> None:
    image = report_with(TYPE, ct.IncidentType.CHILD_PORNOGRAPHY.value)
    assert reported(image, FILE).incident.kind == "image"
    assert reported(image, file_with("<viral/>", "<animeDrawingVirtualHentai/>")).incident.kind == "material"
    assert reported(image, FILE, file_with("<viral/>", "<animeDrawingVirtualHentai/>")).incident.kind == "image"
    assert reported(image, file_with("<viral/>", "<liveStreaming/>")).incident.kind == "performance"
    made = reported(
        image.replace(SUMMARY, "<reportAnnotations><sextortion/></reportAnnotations>"),
        file_with("<viral/>", "<generativeAi/>"),
    )
    assert [(reason.kind, reason.because.rpartition("/")[2]) for reason in made.incident.reasons] == [
        ("extortion", "sextortion"), ("image", "incidentType"), ("material", "generativeAi"),
    ]  # fmt: skip


# ---------------------------------------------------------------- how urgent, and who says so


def claims(report: str, *files: str) -> dict[str, str]:
    return {claim.kind: claim.says for claim in reported(report, *files).urgency}


def test_what_makes_it_urgent_is_said_with_its_reason() -> None:
    assert (
        claims(REPORT.replace("Ida", "").replace("<screenName>ida_kite</screenName>", "").replace("<age>12</age>", ""))
        == {}
    )
    made = reported(
        report_with(SUMMARY, "<escalateToHighPriority>She is with him now.</escalateToHighPriority>" + SUMMARY)
    )
    danger = next(claim for claim in made.urgency if claim.kind == "danger")
    assert danger.quoted == "She is with him now."
    assert danger.because == ("/report/incidentSummary/escalateToHighPriority",)
    assert at(made, next(one.field for one in made.placed if one.path == danger.because[0])) == danger.quoted


@pytest.mark.parametrize(
    ("mark", "kind"),
    [("sextortion", "extortion"), ("csamSolicitation", "production"), ("sadisticOnlineExploitation", "production")],
)
def test_marks_of_a_report_make_claims(mark: str, kind: str) -> None:
    assert kind in claims(report_with("minorToMinorInteraction", mark))


@pytest.mark.parametrize(
    ("mark", "kind"),
    [("possibleSelfProduction", "production"), ("liveStreaming", "production"), ("infant", "young_child"), ("viral", "known_image"), ("potentialMeme", "known_image")],
)  # fmt: skip
def test_marks_of_a_file_make_claims(mark: str, kind: str) -> None:
    assert kind in claims(REPORT.replace("<age>12</age>", ""), file_with("viral", mark))
    assert "known_image" not in claims(REPORT, file_with("<viral/>", ""))


@pytest.mark.parametrize(
    ("said", "young"),
    [
        ("<age>12</age>", True), ("<age>13</age>", False), ("", False),
        ("<dateOfBirth>2013-10-03</dateOfBirth>", False), ("<dateOfBirth>2013-10-04</dateOfBirth>", True),
    ],
)  # fmt: skip
def test_a_child_under_thirteen_on_the_day_it_happened(said: str, young: bool) -> None:
    assert ("young_child" in claims(report_with("<age>12</age>", said))) is young


def test_a_classification_says_how_young() -> None:
    for grade, young in (("A1", True), ("A2", True), ("B1", False), ("B2", False)):
        file = file_with(
            "</fileAnnotations>", f"</fileAnnotations><industryClassification>{grade}</industryClassification>"
        )
        assert ("young_child" in claims(report_with("<age>12</age>", ""), file)) is young


def test_the_same_report_in_another_language_from_elsewhere_stands_in_the_same_place() -> None:
    """Paired: names, places, languages, services and how somebody writes change; kind and urgency do not."""
    urgent = report_with(
        SUMMARY, "<escalateToHighPriority>Please hurry, she is eleven</escalateToHighPriority>" + SUMMARY
    )
    plain = reported(urgent)
    for words in (
        {"Ida": "إيدا", "Please hurry, she is eleven": "أسرعوا من فضلكم", "Kitechat": "دردشة", "Noor": "ليلى"},
        {"Ida": "Ида", "Please hurry, she is eleven": "срочно", "longstring": "ЗМЕЙ", "Example": "Пример"},
        {"Ida": "Mbali", "Please hurry, she is eleven": "PLS HELP!!!!", "192.0.2.7": "2001:db8::7", "kites": "zzz"},
    ):
        other = urgent
        for old, new in words.items():
            other = other.replace(old, new)
        made = reported(other)
        assert [(c.kind, c.says, c.because) for c in made.urgency] == [
            (c.kind, c.says, c.because) for c in plain.urgency
        ]
        assert (made.incident.kind, made.incident.reasons) == (plain.incident.kind, plain.incident.reasons)
