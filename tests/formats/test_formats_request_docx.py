"""A request as DOCX: it opens, both languages stand row by row, and it carries what the PDF carries and no more."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.requests.requests_world import ACCOUNT, BASE, decided, full, made
from tutela.cooperation import Routes
from tutela.cooperation.requests import Paper, compose, samples
from tutela.formats import request_docx

Papers = Callable[..., Paper]


def rows(document: Any) -> list[list[str]]:
    """The cells of every row of every table, each once."""
    out = list[list[str]]()
    for table in document.tables:
        for row in table.rows:
            cells = {id(cell._tc): cell.text for cell in row.cells}
            out.append(list(cells.values()))
    return out


def everything(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "".join(package.read(n).decode() for n in package.namelist() if n.endswith((".xml", ".rels")))


def opened(paper: Paper) -> Any:
    return docx.Document(io.BytesIO(request_docx(paper)))


@pytest.mark.parametrize("name", sorted(samples()))
def test_both_languages_stand_row_by_row(paper: Papers, name: str) -> None:
    one = paper(name)
    first, second = (t.code for t in one.tongues)
    held = rows(opened(one))
    place = 0
    for row in one.rows:
        labels = [f"{row.number}  {row.label[code][0].text}" for code in (first, second)]
        at = next(
            i for i in range(place, len(held))
            if len(held[i]) == 2 and [c.split("\n")[0] for c in held[i]] == labels
        )  # fmt: skip
        if row.value is not None and row.value.both:
            assert held[at + 1] == ["\n".join(t.text for t in row.value.both)]
        elif row.value is not None:
            wanted = ["\n".join(t.text for t in row.value.each[code]) for code in (first, second)]
            assert [c.split("\n", 1)[1] for c in held[at]] == wanted
        place = at + 1


def test_each_run_names_its_language_and_its_direction(paper: Papers) -> None:
    document = opened(paper("arabic"))
    arabic = [r for t in document.tables for c in t._cells for p in c.paragraphs for r in p.runs if "طلب" in r.text]
    assert arabic
    for run in arabic:
        assert run._r.rPr.find(qn("w:rtl")) is not None
        assert run._r.rPr.find(qn("w:lang")).get(qn("w:bidi")) == "ar"
    french = [
        r for t in document.tables for c in t._cells for p in c.paragraphs for r in p.runs if "Autorité" in r.text
    ]
    assert all(r._r.rPr.find(qn("w:lang")).get(qn("w:val")) == "fr" for r in french)
    assert document.core_properties.language == "fr"


def test_heads_repeat_pages_are_numbered_and_it_is_a4(paper: Papers) -> None:
    document = opened(paper("preservation"))
    repeated = [
        t.rows[0]._tr.trPr is not None and t.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        for t in document.tables
    ]
    assert sum(repeated) == len(paper("preservation").parts) + 1
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    footer = section.footer._element.xml
    assert "NUMPAGES" in footer
    assert "KOST-2026-0117/1" in footer
    assert "DRAFT / PROJET" in section.header._element.xml


def test_an_issued_one_is_no_draft(paper: Papers) -> None:
    assert "DRAFT" not in everything(request_docx(paper("preservation", issued=True)))


def test_the_same_paper_has_the_same_bytes(paper: Papers) -> None:
    one = request_docx(paper("preservation"))
    assert one == request_docx(paper("preservation"))
    with zipfile.ZipFile(io.BytesIO(one)) as package:
        assert package.testzip() is None
        assert package.namelist()[0] == "[Content_Types].xml"
        assert {i.date_time for i in package.infolist()} == {(2026, 11, 23, 8, 0, 0)}


@pytest.mark.parametrize(
    ("route", "form"), [("BUD-29", "budapest-29-2"), ("EU-EPOC", "epoc"), ("US-2703F", "us-2703f")]
)
def test_what_is_never_sent_is_nowhere_in_the_file(using: Routes, paper: Papers, route: str, form: str) -> None:
    whole = everything(request_docx(paper(full(using, route, form, said="SAID {key} SAID"))))
    never = [k for rule in using.book.forms[form].never for k in rule.keys]
    assert never
    assert not [k for k in never if f"SAID {k} SAID" in whole]
    assert not [w for w in ("officer one", "officer two", "P1", "python-docx") if w in whole]


def test_odd_characters_show_what_they_are(paper: Papers) -> None:
    odd = "a\x07b\u202ec\u200bd <w:t> & 漢字 🙂"
    values = {**BASE["values"], "necessity": odd}
    document = opened(
        paper(made(values=values, accounts=[{**ACCOUNT, "value": odd}], decision=decided(conditions=[odd])))
    )
    shown = "a[U+0007]b[U+202E]c[U+200B]d <w:t> & 漢字 🙂"
    assert sum(cell.count(shown) for row in rows(document) for cell in row) >= 3


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(str.strip))
def test_any_text_makes_a_document_that_opens(using: Routes, words: str) -> None:
    request = made(values={**BASE["values"], "necessity": {"en": words, "fr": words}}, reference=words)
    assert opened(compose(request, using, ())).tables


def test_one_language_alone(paper: Papers) -> None:
    document = opened(paper(made(languages=["de"])))
    assert all(len(row) == 1 for row in rows(document)[:4])
    assert ["1  Aktenzeichen"] in rows(document)
