"""What is written is read back, whatever the schema allows; what is read is all there, in one place each."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.worlds import FILE, REPORT, any_of, some
from tutela.formats import cybertipline as ct
from tutela.formats.cybertipline._facts import facts_of
from tutela.formats.cybertipline._fields import Place, plan_of
from tutela.formats.cybertipline._read import reading
from tutela.formats.cybertipline._write import document


def every_place(cls: type) -> Iterator[Place]:
    """Every place of a class and below it."""
    for place in plan_of(cls).places:
        yield place
        if place.nested:
            yield from every_place(place.kind)


READ = {ct.Report: ct.read_report, ct.FileDetails: ct.read_file_details}


@some(8)
@given(any_of(ct.Report))
def test_a_report_that_was_written_is_read_back(value: ct.Report) -> None:
    assert ct.check(value) == ()
    found = ct.read_report(ct.write(value))
    assert (found.value, found.unparsed, found.faults, found.conserved) == (value, (), (), True)


@some(25)
@given(any_of(ct.FileDetails))
def test_file_details_that_were_written_are_read_back(value: ct.FileDetails) -> None:
    assert ct.check(value) == ()
    found = ct.read_file_details(ct.write(value))
    assert (found.value, found.unparsed, found.faults, found.conserved) == (value, (), (), True)


@some(20)
@given(any_of(ct.ReportResponse), any_of(ct.ReportDoneResponse))
def test_answers_that_were_written_are_read_back(one: ct.ReportResponse, done: ct.ReportDoneResponse) -> None:
    assert ct.read_response(ct.write(one), ct.ReportResponse).required() == one
    assert ct.read_response(ct.write(done), ct.ReportDoneResponse).required() == done


@pytest.mark.parametrize(("kind", "said"), [(ct.Report, REPORT), (ct.FileDetails, FILE)])
def test_a_document_is_written_as_it_was_read(kind: type, said: str) -> None:
    found = READ[kind](said)
    assert found.required() == found.value
    assert canonical(ct.write(found.value)) == canonical(said.encode())


def canonical(xml: bytes) -> str:
    return ElementTree.canonicalize(xml.decode(), strip_text=True)


PARTS = sorted(
    {place.kind for root in (ct.Report, ct.FileDetails) for place in every_place(root) if place.nested}, key=str
)


@pytest.mark.parametrize("cls", PARTS, ids=lambda cls: cls.__name__)
def test_every_part_that_was_written_is_read_back(cls: type) -> None:
    @some(4)
    @given(any_of(cls))
    def comes_back(value: Any) -> None:
        found = reading(cls, "it", document(value, "it"), None)
        assert (found.value, found.unparsed, found.faults, found.conserved) == (value, (), (), True)

    comes_back()


# ---------------------------------------------------------------- every word of every list


def words(cls: type) -> Iterator[tuple[type, str, StrEnum]]:
    """Every class, field and value of every list below a class."""
    for holder in {cls, *(place.kind for place in every_place(cls) if place.nested)}:
        for place in plan_of(holder).places:
            if issubclass(place.kind, StrEnum):
                yield from ((holder, place.field, word) for word in place.kind)


EVERY = sorted({*words(ct.Report), *words(ct.FileDetails)}, key=str)


@pytest.mark.parametrize(("cls", "field", "word"), EVERY, ids=str)
def test_every_word_of_every_list_is_read_and_written(cls: type, field: str, word: StrEnum) -> None:
    found = reading(cls, "it", document(cls(**{field: word}), "it"), None)
    assert getattr(found.value, field) is word
    other = reading(cls, "it", document(cls(**{field: word}), "it").replace(str(word).encode(), b"Nonsense"), None)
    assert getattr(other.value, field) is None
    assert [one.said for one in other.unparsed if "Nonsense" in one.said]
    assert str(word) in str([fault for fault in other.faults if fault.kind == "value"])


def test_both_spellings_of_enticement_are_read_and_mean_the_same() -> None:
    acts, act = ct.IncidentType.ENTICEMENT, ct.IncidentType.ENTICEMENT_SINGULAR
    assert acts.value == act.value + "s"
    assert acts.schema_says is acts
    assert act.schema_says is acts
    found = ct.read_report(REPORT.replace(acts.value, act.value))
    assert found.required().incident_summary.incident_type is act  # type: ignore[union-attr]
    assert act.value.encode() + b"<" in ct.write(found.value)


def test_three_valued_facts_stay_three_valued() -> None:
    for said, meant in (
        ("<fileViewedByEsp>true</fileViewedByEsp>", True),
        ("<fileViewedByEsp>0</fileViewedByEsp>", False),
        ("", None),
    ):
        found = ct.read_file_details(FILE.replace("<fileViewedByEsp>true</fileViewedByEsp>", said))
        assert found.required().file_viewed_by_esp is meant
        assert (b"fileViewedByEsp" in ct.write(found.value)) is (meant is not None)


def test_a_mark_may_say_true_and_nothing_else() -> None:
    for said, meant in (
        ("<viral/>", True),
        ("<viral>true</viral>", True),
        ("<viral>1</viral>", True),
        ("<viral> </viral>", True),
    ):
        marks = ct.read_file_details(FILE.replace("<viral/>", said)).required().file_annotations
        assert marks is not None
        assert marks.viral is meant
    found = ct.read_file_details(FILE.replace("<viral/>", "<viral>false</viral>"))
    assert found.value.file_annotations == ct.FileAnnotations()
    assert found.unparsed[0].said == "<viral>false</viral>"


def test_an_empty_text_is_said_and_a_missing_one_is_not() -> None:
    assert (
        ct.read_report(REPORT.replace("<platform>Kitechat</platform>", "<platform/>")).value.incident_summary.platform
        == ""
    )  # type: ignore[union-attr]
    assert ct.read_report(REPORT.replace("<platform>Kitechat</platform>", "")).value.incident_summary.platform is None  # type: ignore[union-attr]


def test_times_keep_what_was_written() -> None:
    for said in ("2026-10-03T14:05:00-07:00", "2026-10-03T14:05:00.1234567Z", "2026-10-03T24:00:00Z"):
        found = ct.read_report(REPORT.replace("2026-10-03T14:05:00-07:00", said)).required()
        assert found.incident_summary.incident_date_time.as_written == said  # type: ignore[union-attr]
        assert said.encode() in ct.write(found)
    unzoned = ct.read_report(REPORT.replace("14:05:00-07:00", "14:05:00"))
    time = unzoned.value.incident_summary.incident_date_time  # type: ignore[union-attr]
    assert (time.basis, time.at) == ("none", None)  # type: ignore[union-attr]
    assert [(f.path, f.kind) for f in unzoned.faults] == [("/report/incidentSummary/incidentDateTime", "value")]


# ---------------------------------------------------------------- conservation

NAMES = [
    *sorted({one.name for one in every_place(ct.Report) if one.where == "element"}),
    "unheardOf",
    "{urn:example}victim",
]
ATTRIBUTES = ["type", "verified", "fleaCountry", "reason", "unheardOf", "thirdPartyUser"]


@st.composite
def any_tree(draw: st.DrawFn, depth: int = 4) -> ElementTree.Element:
    """Elements of the schema and others, in places where they belong and where they do not."""
    made = ElementTree.Element(draw(st.sampled_from(NAMES)))
    for name in draw(st.lists(st.sampled_from(ATTRIBUTES), max_size=2, unique=True)):
        made.set(name, "?")
    if depth and draw(st.booleans()):
        made.extend(draw(st.lists(any_tree(depth=depth - 1), max_size=5)))
    made.text = "?" if draw(st.booleans()) or not len(made) else None
    made.tail = "?" if draw(st.integers(0, 9)) == 0 else None
    return made


def numbered(root: ElementTree.Element) -> list[str]:
    """Give every text and attribute of a tree a word of its own; the words."""
    count, used = itertools.count(), []

    def word() -> str:
        used.append(f"word{next(count)}w")
        return used[-1]

    for node in root.iter():
        for name in list(node.attrib):
            node.set(name, word())
        node.text = word() if node.text else None
        node.tail = word() if node.tail and node is not root else None
    return used


@some(60, shrinks=True)
@given(st.lists(any_tree(), max_size=6))
def test_every_element_attribute_and_text_ends_in_exactly_one_place(children: list[ElementTree.Element]) -> None:
    root = ElementTree.Element("report")
    root.extend(children)
    words_given = numbered(root)
    found = ct.read_report(ElementTree.tostring(root))
    assert found.conserved
    assert found.elements == sum(1 for _ in root.iter())
    assert found.attributes == sum(len(node.keys()) for node in root.iter())
    told = [said for _, said in facts_of(found.value, "/report")] + [one.said for one in found.unparsed]
    seen = Counter(word for said in told for word in words_given if word in said)
    assert seen == Counter(words_given)


def test_comments_and_instructions_are_not_dropped_unseen() -> None:
    found = ct.read_report(
        REPORT.replace("<victim>", "<!-- call first --><victim>").replace("<report", "<?note x?><report", 1)
    )
    assert [one.said for one in found.unparsed] == ["<?note x?>", "<!-- call first -->"]
    assert (found.faults, found.conserved) == ((), True)


def test_what_stands_twice_is_kept_once_and_named() -> None:
    found = ct.read_report(
        REPORT.replace("<platform>Kitechat</platform>", "<platform>Kitechat</platform><platform>Other</platform>")
    )
    assert found.value.incident_summary.platform == "Kitechat"  # type: ignore[union-attr]
    assert [(f.path, f.kind) for f in found.faults] == [("/report/incidentSummary/platform[2]", "repeated")]
    assert found.unparsed[0].said == "<platform>Other</platform>"


def test_every_class_of_a_document_is_public() -> None:
    roots = (ct.Report, ct.FileDetails, ct.ReportResponse, ct.ReportDoneResponse)
    reached = {place.kind for root in roots for place in every_place(root) if place.nested}
    public: set[Any] = {getattr(ct, name) for name in ct.__all__}
    assert reached <= public
