"""What is wrong with a document is named with its path, what was expected, and the code that NCMEC would answer."""

from __future__ import annotations

import codecs
import datetime as dt
import json
import os
import re
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.worlds import FILE, REPORT, file_with, report_with
from tutela.formats import cybertipline as ct
from tutela.formats.cybertipline._fields import Place, plan_of

DEEP = int(os.environ.get("TUTELA_DEEP", "1"))
NOW = dt.datetime(2026, 11, 28, 10, tzinfo=dt.UTC)


def told(document: str | bytes, **options: Any) -> list[tuple[str, str]]:
    return [(fault.path, fault.kind) for fault in ct.read_report(document, **options).faults]


# ---------------------------------------------------------------- the schema, beside the material it was taken from


def test_every_field_of_the_schema_is_there_with_its_limits(shared: Path) -> None:
    """Each element and attribute of the list in ../shared, with how often, how long and within what."""
    tree = json.loads((shared / "exchange/schemas/ncmec-cybertipline/element-tree.json").read_text())
    classes = {"Peer2PeerIncident": ct.Peer2PeerIncident, "_Files": ct.Files}
    for name, described in tree.items():
        plan = plan_of(classes.get(name) or getattr(ct, name))
        for field in described["fields"]:
            place = _found(plan, field)
            where = f"{name}.{field['xml']}"
            if where in MOVED:
                continue
            assert place is not None, where
            assert place.most == field.get("max_length") or field.get("max_length") is None, where
            many = field.get("repeatable", False) or where in MORE
            assert place.many is many, where
            assert place.required is (field["required"] or field.get("min_length") == 1) or where in ASKED, where
            for value, right in _edges(field):
                assert all(check(value) is None for check in place.checks) is right, (where, value)


MOVED = {"ReportDoneResponse.", "ReportDoneResponse.None", "AssociatedAccount.platform",
         "LawEnforcement.servedLegalProcessInternational"}  # fmt: skip
"""A wrapper whose name the list leaves out, and texts that carry an attribute in the schema."""
MORE = {"Report.personOrUserReported", "IntendedRecipient.additionalInfo"}
"""Any number in the schema; the list has the documentation's one."""
ASKED = {"EstimatedLocation.countryCode"}
"""Required by the documentation's notes."""


def _found(plan: Any, field: dict[str, Any]) -> Place | None:
    if field["kind"] == "text":
        return plan.content
    if field["kind"] == "attribute":
        return plan.attributes.get(field["xml"])
    return plan.elements.get(field["xml"], (0, None))[1]


def _edges(field: dict[str, Any]) -> list[tuple[Any, bool]]:
    edges = []
    if "ge" in field:
        edges += [(field["ge"], True), (field["ge"] - 1, False)]
    if "le" in field:
        edges += [(field["le"], True), (field["le"] + 1, False)]
    if field.get("pattern", "").startswith(r"^\+"):
        edges += [("+1", True), ("+1234", False), ("1", False)]
    return edges


def test_every_word_and_code_of_the_schema_is_there(shared: Path) -> None:
    words = json.loads((shared / "exchange/schemas/ncmec-cybertipline/enums.json").read_text())
    codes = words.pop("ResponseCode")
    assert {code.name: code.value for code in ct.ResponseCode} == codes
    for name, listed in words.items():
        ours = [word.value for word in getattr(ct, name)]
        assert [word for word in ours if word != ct.IncidentType.ENTICEMENT_SINGULAR.value] == listed


# ---------------------------------------------------------------- order, number, what is required


def test_an_element_out_of_order_is_read_and_named() -> None:
    kind = "<incidentType>Online Enticement of Children for Sexual Acts</incidentType>"
    swapped = report_with(kind, "").replace("</incidentSummary>", f"{kind}</incidentSummary>")
    found = ct.read_report(swapped)
    assert [(f.path, f.kind, f.code) for f in found.faults] == [
        ("/report/incidentSummary/incidentType", "order", ct.ResponseCode.VALIDATION_FAILED)
    ]
    assert "<incidentType> before <incidentDateTime>" in str(found.faults[0])
    assert found.value == ct.read_report(REPORT).value


def test_marks_come_in_any_order() -> None:
    marks = "<reportAnnotations><spam/><sextortion/></reportAnnotations>"
    assert told(report_with("<reportAnnotations><minorToMinorInteraction/></reportAnnotations>", marks)) == []


@pytest.mark.parametrize(
    ("gone", "path"),
    [
        ("<incidentType>Online Enticement of Children for Sexual Acts</incidentType>", "/report/incidentSummary/incidentType"),
        ("<incidentDateTime>2026-10-03T14:05:00-07:00</incidentDateTime>", "/report/incidentSummary/incidentDateTime"),
        ("<ipAddress>192.0.2.7</ipAddress>", "/report/personOrUserReported[1]/ipCaptureEvent[1]/ipAddress"),
        ("<victimPerson><firstName>Ida</firstName><age>12</age></victimPerson>", "/report/victim[1]/victimPerson"),
    ],
)  # fmt: skip
def test_what_is_required_is_missed_where_it_should_stand(gone: str, path: str) -> None:
    assert told(report_with(gone, "")) == [(path, "missing")]


def test_a_report_without_its_parts_is_still_read() -> None:
    found = ct.read_report("<report/>")
    assert found.value == ct.Report()
    assert [f.path for f in found.faults] == ["/report/incidentSummary", "/report/reporter"]
    with pytest.raises(ct.CyberTiplineError, match="incidentSummary: is required"):
        found.required()
    with pytest.raises(ct.CyberTiplineError, match="incidentSummary: is required"):
        ct.write(found.value)


# ---------------------------------------------------------------- single values


def test_texts_may_be_as_long_as_their_limit_and_no_longer() -> None:
    for name, most in (("platform", 256), ("escalateToHighPriority", 3000)):
        for size, faults in ((most, []), (most + 1, [(f"/report/incidentSummary/{name}", "length")])):
            text = f"<{name}>{'é' * size}</{name}>"
            document = report_with(
                "<platform>Kitechat</platform>", text if name == "platform" else f"<platform/>{text}"
            )
            found = ct.read_report(document)
            assert [(f.path, f.kind) for f in found.faults] == faults
            assert "é" * size in str(found.value)


@pytest.mark.parametrize(
    ("old", "new", "path", "expected"),
    [
        ("192.0.2.7", "192.0.2.700", "ipCaptureEvent[1]/ipAddress", "an IPv4 or IPv6 address"),
        (
            "<screenName>longstring",
            "<profileUrl>kites</profileUrl><screenName>longstring",
            "profileUrl[1]",
            "a web address",
        ),
        ("<age>34</age>", "<age>151</age>", "personOrUserReportedPerson/age", "0 to 150"),
        ("<age>34</age>", "<email>x</email><age>34</age>", "personOrUserReportedPerson/email[1]", "an e-mail address"),
        ("<age>34</age>", f"<email>{'x' * 65}@y.example</email><age>34</age>", "Person/email[1]", "64 characters"),
        ("<age>34</age>", '<phone countryCallingCode="1">2</phone><age>34</age>', "@countryCallingCode", "a plus sign"),
        ("<age>34</age>", '<phone extension="x">2</phone><age>34</age>', "@extension", "digits"),
        ("<age>34</age>", "<address><country>UK</country></address><age>34</age>", "address[1]/country", "ISO 3166-1"),
        ("<age>34</age>", "<address><state>Texas</state></address><age>34</age>", "address[1]/state", "two letters"),
        ("</dateTime>", "</dateTime><port>0</port>", "ipCaptureEvent[1]/port", "1 to 65535"),
    ],
)
def test_a_value_that_is_not_what_it_must_be_is_kept_and_named(old: str, new: str, path: str, expected: str) -> None:
    found = ct.read_report(report_with(old, new))
    assert found.conserved
    assert found.unparsed == ()
    wrong = [fault for fault in found.faults if fault.kind == "value"]
    assert len(wrong) == 1
    assert path in wrong[0].path
    assert expected in wrong[0].expected


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        ("2026-10-03T14:05:00-07:00", "yesterday", "<incidentDateTime>yesterday</incidentDateTime>"),
        ("2026-10-03T14:05:00-07:00", "2026-02-30T14:05:00Z", "2026-02-30"),
        ("2026-10-03T14:05:00-07:00", "2026-10-03T25:05:00Z", "T25:05"),
        ("<age>34</age>", "<age>thirty</age>", "<age>thirty</age>"),
        ("<age>34</age>", "<age>99999999999999999999</age>", "<age>9"),
        ("<age>34</age>", "<age>٣٤</age>", "<age>٣٤</age>"),
        ("<age>34</age>", "<age>34<b/></age>", "<age>34<b/></age>"),
        ("Online Enticement of Children for Sexual Acts", "Something else", "Something else"),
        ('type="Work"', 'type="Desk"', "Desk"),
    ],
)
def test_a_value_that_cannot_be_read_is_kept_beside(old: str, new: str, kept: str) -> None:
    found = ct.read_report(report_with(old, new))
    assert found.conserved
    assert len(found.unparsed) == 1
    assert kept in found.unparsed[0].said
    assert "value" in {fault.kind for fault in found.faults}


# ---------------------------------------------------------------- several values together


PERSON = "<personOrUserReportedPerson><age>34</age></personOrUserReportedPerson>"
CHAT = "<chatImIncident><chatClient>Kitechat</chatClient><chatRoomName>kites</chatRoomName></chatImIncident>"


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (CHAT, "", "/report/internetDetails[1]"),
        (CHAT, f"<webPageIncident/>{CHAT}", "/report/internetDetails[1]"),
        (CHAT, "<emailIncident><emailAddress>a@b.example</emailAddress></emailIncident>", "emailIncident/emailAddress[1]"),
        ('<email type="Work">safety@kitechat.example</email>', "", "/report/reporter/reportingPerson/email"),
        ("<age>34</age>", '<phone verificationDate="2026-01-01T00:00:00Z">2</phone><age>34</age>', "phone[1]/@verified"),
        ("<age>34</age>", '<phone countryCallingCode="+43">+43 1</phone><age>34</age>', "phone[1]"),
        ("</personOrUserReported>", "<estimatedLocation><region>Nowhere</region><countryCode>US</countryCode></estimatedLocation></personOrUserReported>", "estimatedLocation/region"),
        ("</personOrUserReported>", "<estimatedLocation><city>X</city><countryCode>US</countryCode></estimatedLocation></personOrUserReported>", "estimatedLocation/region"),
        ("</personOrUserReported>", '<accountTemporarilyDisabled disabledDate="2026-01-02T00:00:00Z" userNotifiedDate="2026-01-01T00:00:00Z">true</accountTemporarilyDisabled></personOrUserReported>', "@userNotifiedDate"),
        ("</personOrUserReported>", '<accountTemporarilyDisabled disabledDate="2026-01-02T00:00:00Z" reenabledDate="2026-01-02T00:00:00Z">true</accountTemporarilyDisabled></personOrUserReported>', "@reenabledDate"),
        ("</personOrUserReported>", "<associatedAccount/></personOrUserReported>", "associatedAccount[1]/@type"),
        ("</personOrUserReported>", '<associatedAccount type="Other"><approximateAge>3</approximateAge><dateOfBirth>2000-01-01</dateOfBirth></associatedAccount></personOrUserReported>', "approximateAge"),
        ("</personOrUserReported>", '<associatedAccount type="Other" accountType="Billing"/></personOrUserReported>', "@accountType"),
        ("</personOrUserReported>", "</personOrUserReported><personOrUserReported/>", "/report/personOrUserReported[2]"),
    ],
)  # fmt: skip
def test_a_rule_between_several_values(old: str, new: str, path: str) -> None:
    found = ct.read_report(report_with(old, new))
    assert found.unparsed == ()
    assert [fault.kind for fault in found.faults] == ["rule"]
    assert found.faults[0].path.endswith(path)


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("<fileViewedByEsp>true</fileViewedByEsp>", "<exifViewedByEsp>true</exifViewedByEsp>", "/fileDetails/fileViewedByEsp"),
        ("<fileRelevance>Reported</fileRelevance>\n  <fileAnnotations><viral/></fileAnnotations>", "<fileRelevance>Supplemental Reported</fileRelevance><industryClassification>A1</industryClassification>", "/fileDetails/industryClassification"),
        ("<fileRelevance>Reported</fileRelevance>\n  <fileAnnotations><viral/></fileAnnotations>", "<fileRelevance>Supplemental Reported</fileRelevance><fileAnnotations><potentialMeme/></fileAnnotations>", "/fileDetails/fileAnnotations/potentialMeme"),
        ("<fileAnnotations>", "<potentialMeme>true</potentialMeme><fileAnnotations>", "/fileDetails/potentialMeme"),
    ],
)  # fmt: skip
def test_a_rule_of_files(old: str, new: str, path: str) -> None:
    found = ct.read_file_details(file_with(old, new))
    assert [(fault.path, fault.kind) for fault in found.faults] == [(path, "rule")]


def test_a_batch_says_little_and_may_name_several_users() -> None:
    head, tail = (
        REPORT[: REPORT.index("<internetDetails>")],
        REPORT[REPORT.index("<reporter>") : REPORT.index("<personOrUserReported>")],
    )
    batch = '<batchedReport reason="VIRAL_POTENTIAL_MEME"/><incidentSummary>'
    users = "".join(
        f"<personOrUserReported><espIdentifier>u{k}</espIdentifier></personOrUserReported>" for k in range(3)
    )
    document = head.replace("<incidentSummary>", batch) + tail + users + "</report>"
    assert told(document) == []
    more = document.replace(
        "<espIdentifier>u1</espIdentifier>", "<espIdentifier>u1</espIdentifier><screenName>a</screenName>"
    )
    assert told(more.replace("</report>", "<additionalInfo>x</additionalInfo></report>")) == [
        ("/report/additionalInfo", "rule"), ("/report/personOrUserReported[2]", "rule"),
    ]  # fmt: skip
    assert told(
        document.replace("<platform>Kitechat</platform>", "<escalateToHighPriority>x</escalateToHighPriority>")
    ) == [("/report/incidentSummary/escalateToHighPriority", "rule")]


def test_a_batch_has_one_file_that_goes_round() -> None:
    file = ct.FileDetails(
        report_id=1,
        file_id="a",
        file_relevance=ct.FileRelevance.REPORTED,
        file_annotations=ct.FileAnnotations(viral=True),
    )
    assert ct.batch_faults([file]) == []
    assert [f.path for f in ct.batch_faults([file, file])] == [""]
    full = ct.read_file_details(file_with("<viral/>", "<infant/>")).value
    assert [f.path.removeprefix("/fileDetails/") for f in ct.batch_faults([full])] == [
        "originalFileName", "originalFileHash", "details", "fileAnnotations/infant", "fileAnnotations",
    ]  # fmt: skip


def test_times_that_lie_ahead_are_named_when_it_is_said_what_time_it_is() -> None:
    assert told(REPORT) == told(REPORT, now=NOW) == []
    ahead = report_with("2026-10-03T14:05:00-07:00", "2026-11-28T10:00:01Z")
    assert told(ahead) == []
    assert told(ahead, now=NOW) == [("/report/incidentSummary/incidentDateTime", "rule")]
    born = report_with("<age>12</age>", "<dateOfBirth>2026-11-29</dateOfBirth>")
    assert told(born, now=NOW) == [("/report/victim[1]/victimPerson/dateOfBirth", "rule")]


def test_what_xml_cannot_hold_is_not_written() -> None:
    report = ct.read_report(REPORT).value
    for bad in ("\x00", "\x1b", "\ud800", "\uffff"):
        with pytest.raises(ct.CyberTiplineError, match=r"additionalInfo: holds a character .*U\+") as refused:
            ct.write(ct.Report(incident_summary=report.incident_summary, reporter=report.reporter, additional_info=bad))
        assert refused.value.code == 4100
    fine = ct.Report(
        incident_summary=report.incident_summary, reporter=report.reporter, additional_info="<&>\"' \r\n\t]]> é 😀"
    )
    assert ct.read_report(ct.write(fine)).required() == fine


# ---------------------------------------------------------------- what is no document at all

LINES = ['<!ENTITY a0 "ha">', *(f'<!ENTITY a{k} "&a{k - 1};&a{k - 1};">' for k in range(1, 40))]
BOMB = f"<!DOCTYPE r [{''.join(LINES)}]><report>&a39;</report>"


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (BOMB, "declares a document type"),
        ('<!DOCTYPE report SYSTEM "http://127.0.0.1:9/x.dtd"><report/>', "declares a document type"),
        ('<!DOCTYPE report [<!ENTITY x SYSTEM "file:///etc/passwd">]><report>&x;</report>', "declares a document type"),
        ("<!DOCTYPE report><report/>", "declares a document type"),
        (f"<report>{'<a>' * 40}{'</a>' * 40}</report>", "nests too deep"),
        (f"<report>{'<a/>' * 100_001}</report>", "too many elements"),
        ("<report " + " ".join(f"a{k}=''" for k in range(101)) + "/>", "101 attributes"),
        ("<report>" + "x" * ct.MOST_BYTES + "</report>", "bytes; expected 16,777,216 at most"),
        ("<report>&nbsp;</report>", "undefined entity"),
        ("<report>\x00</report>", "not well-formed"),
        ("<report>", "no element found"),
        ("<report/><report/>", "junk after document element"),
        ("<report a='1' a='2'/>", "duplicate attribute"),
        ("", "no element found"),
        ("   ", "no element found"),
        ("plain text", "not well-formed"),
        ("<report>\ud800</report>", "cannot be decoded"),
        (b'<?xml version="1.0" encoding="UTF-7"?><report/>', "unknown encoding|cannot be decoded|not well-formed"),
        (b'<?xml version="1.0" encoding="nonsense"?><report/>', "unknown encoding|cannot be decoded"),
        (b"<report>\xff</report>", "not well-formed"),
        (b"PK\x03\x04 a zip file", "not well-formed"),
    ],
    ids=lambda value: re.sub(r"[^ -~]", "?", str(value)[:30]),
)
def test_malformed_and_dangerous_xml_is_refused(document: str | bytes, said: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(ct.CyberTiplineError, match=said) as refused:
            ct.read_report(document)
        assert tracemalloc.get_traced_memory()[1] < 400 * 1024 * 1024
    finally:
        tracemalloc.stop()
    assert refused.value.code == ct.ResponseCode.MALFORMED_XML == 4110


def test_another_document_is_refused_as_such() -> None:
    for read, other in ((ct.read_report, FILE), (ct.read_file_details, REPORT)):
        with pytest.raises(ct.CyberTiplineError, match="root element is <") as refused:
            read(other)
        assert refused.value.code == 4100
    with pytest.raises(ct.CyberTiplineError, match=r"root element is <\{urn:x\}report>"):
        ct.read_report('<report xmlns="urn:x"/>')


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_other_encodings_are_read(encoding: str) -> None:
    document = report_with("Ida", "Idé").replace(
        'encoding="UTF-8"', f'encoding="{codecs.lookup(encoding.replace("-sig", "")).name}"'
    )
    assert ct.read_report(document.encode(encoding)).required().victim[0].person.first_name == "Idé"  # type: ignore[union-attr]


def test_the_answer_names_what_was_wrong() -> None:
    with pytest.raises(ct.CyberTiplineError) as refused:
        ct.read_report(report_with("<age>34</age>", "<age>151</age>")).required()
    answer = ct.answer_to(refused.value, report_id=7)
    assert (answer.response_code, answer.report_id) == (4100, 7)
    assert "/report/personOrUserReported[1]/personOrUserReportedPerson/age" in (answer.response_description or "")
    assert ct.read_response(ct.write(answer), ct.ReportResponse).required() == answer
    with pytest.raises(ct.CyberTiplineError) as many:
        ct.read_report(f"<report>{'<x/>' * 30}</report>").required()
    assert "and 22 more" in (ct.answer_to(many.value).response_description or "")


# ---------------------------------------------------------------- whatever comes


def taken(document: bytes) -> None:
    """Read it, or be told why not; nothing else."""
    try:
        found = ct.read_report(document, now=NOW)
    except ct.CyberTiplineError as err:
        refused = err
        assert refused.faults
        ct.write(ct.answer_to(refused))
        return
    assert found.conserved
    assert ct.to_report(found, document=document).conserved


@settings(max_examples=150 * DEEP, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_end_in_another_error(document: bytes) -> None:
    taken(document)


@settings(max_examples=150 * DEEP, deadline=None)
@given(st.data())
def test_no_spoiled_report_ends_in_another_error(data: st.DataObject) -> None:
    document = bytearray(REPORT.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(document) - 1))
        end = data.draw(st.integers(start, min(len(document), start + 40)))
        document[start:end] = data.draw(
            st.one_of(st.binary(max_size=6), st.sampled_from([b"<a>", b"</a>", b"&lt;", b"true", b"Z", b"9" * 30]))
        )
    taken(bytes(document))
