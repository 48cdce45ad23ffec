"""The answer page as PDF: everything that the terminal shows in full, and what other programs take, inside."""

from __future__ import annotations

import datetime as dt
import io
import json

import pypdf
import pytest

from tutela import answer
from tutela.answer import Answered, Books
from tutela.formats import answer_pdf, answer_png
from tutela.formats._answer_sheet import answer_sheet


@pytest.fixture(scope="module")
def books() -> Books:
    return Books.load()


def page_of(name: str, books: Books) -> Answered:
    case = answer.read_case(answer.samples()[name])
    assert case.states is not None
    return answer.compose(case, case.states.asks, case.states.asked, books, today=dt.date(2026, 11, 23))


def words_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(p.extract_text() for p in pages).split())


@pytest.mark.parametrize("name", sorted(answer.samples()))
def test_every_sample_says_its_answer_its_sources_and_that_it_is_a_draft(books: Books, name: str) -> None:
    page = page_of(name, books)
    sheet = json.dumps(answer_sheet(page), ensure_ascii=False)
    found = answer.verdict(page)
    assert found.word in sheet
    assert ("Every reading here is a draft" in sheet) is page.drafts_only
    for side in (page.check.requesting, page.check.requested):
        assert answer.side_verdict(page, side).said in sheet
    for source in page.sources:
        assert source.sha256 in sheet
        assert f"{source.system} {source.citation}" in sheet
    for question in page.check.questions if page.check.answer == "depends" else ():
        assert question.id in sheet
    for route in page.routes:
        assert route.id in sheet
    for line in page.must_check:
        assert line in sheet.replace('\\"', '"')
    if page.assessment is not None:
        assert all(
            stop.asks in sheet and all(step.says in sheet for step in stop.next) for stop in page.assessment.stops
        )


@pytest.mark.parametrize("name", ["yes", "stopped"])
def test_it_is_archival_accessible_the_same_each_time_and_holds_its_json(books: Books, name: str) -> None:
    page = page_of(name, books)
    pdf = answer_pdf(page)
    assert pdf == answer_pdf(page)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    declared = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()  # type: ignore[index]
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in declared
    assert "<pdfuaid:part>1</pdfuaid:part>" in declared
    assert json.loads(reader.attachments["answer.json"][0]) == json.loads(json.dumps(answer.as_json(page)))
    words = words_of(pdf)
    assert answer.verdict(page).word in words
    assert "No legal advice." in words
    assert f"Page {len(reader.pages)} of {len(reader.pages)}" in words


def test_a_measure_that_is_stopped_names_the_next_step_once(books: Books) -> None:
    page = page_of("stopped", books)
    assert page.assessment is not None
    sheet = json.dumps(answer_sheet(page), ensure_ascii=False)
    for step in {step.says for stop in page.assessment.stops for step in stop.next}:
        assert sheet.count(f'"→ {step}"') == 1


def test_its_pages_as_pictures(books: Books) -> None:
    assert all(p.startswith(b"\x89PNG") for p in answer_png(page_of("decoy", books), ppi=36))
