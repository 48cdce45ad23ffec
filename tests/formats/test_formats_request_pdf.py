"""A request as PDF: what the standards ask for, both languages row by row, the same bytes, nothing that must not leave."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.requests.requests_world import ACCOUNT, BASE, decided, full, made
from tutela.cooperation import Routes
from tutela.cooperation.requests import Paper, Request, compose
from tutela.formats import DocumentError, FontError, request_docx, request_pdf, request_png
from tutela.formats._glyphs import faces

Papers = Callable[..., Paper]


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text(pdf: bytes) -> str:
    """Its words."""
    return " ".join("\n".join(page.extract_text() for page in read(pdf).pages).split())


def as_seen(pdf: bytes) -> str:
    """What an eye reads: the pieces of text of each page from top to bottom and from left to right."""
    pieces = list[tuple[int, float, float, str]]()
    for number, page in enumerate(read(pdf).pages):

        def visit(said: str, cm: Any, tm: Any, _font: Any, _size: Any, number: int = number) -> None:
            if said.strip():
                pieces.append((number, -round(tm[5] + cm[5]), tm[4] + cm[4], said.strip("\n")))

        page.extract_text(visitor_text=visit)
    return "".join(said for *_, said in sorted(pieces, key=lambda p: p[:3]))


def attached(pdf: bytes) -> Any:
    files = read(pdf).attachments
    assert list(files) == ["request.json"]
    return json.loads(files["request.json"][0])


def structure(pdf: bytes) -> list[str]:
    """The roles of the structure tree, in reading order, with their language where they have one."""
    out = list[str]()

    def walk(node: Any) -> None:
        node = node.get_object()
        if not isinstance(node, dict):
            return
        if "/S" in node:
            out.append(f"{node['/S']}{node.get('/Lang', '')}")
        kids = node.get("/K")
        for kid in kids if isinstance(kids, list) else [kids] if kids is not None else []:
            if hasattr(kid, "get_object"):
                walk(kid)

    walk(read(pdf).trailer["/Root"]["/StructTreeRoot"])
    return out


def test_it_is_archival_and_accessible(paper: Papers) -> None:
    """ISO 19005-3 level A, ISO 14289-1: declared, tagged, titled, with a language and every font embedded."""
    pdf = request_pdf(paper("preservation"))
    root = read(pdf).trailer["/Root"]
    declared = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in declared
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in declared
    assert "<pdfuaid:part>1</pdfuaid:part>" in declared
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read(pdf).metadata.title == "Data preservation request under articles 29 and 30"  # type: ignore[union-attr]
    for page in read(pdf).pages:
        for font in page["/Resources"]["/Font"].values():
            described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(described)


def test_its_structure_is_read_as_a_form(paper: Papers) -> None:
    roles = structure(request_pdf(paper("preservation")))
    assert roles.count("/H1") == 1
    assert roles.count("/Table") == len(paper("preservation").parts) + 1
    assert "/THfr" in roles
    assert "/TDfr" in roles
    assert "/TH" in roles


def test_the_same_paper_has_the_same_bytes(paper: Papers) -> None:
    assert request_pdf(paper("arabic")) == request_pdf(paper("arabic"))
    assert request_pdf(paper("arabic")) != request_pdf(paper("preservation"))


def test_and_in_another_process_on_another_day(paper: Papers) -> None:
    code = (
        "import hashlib\n"
        "from tests.requests.requests_world import AT\n"
        "from tutela import cooperation, formats\n"
        "from tutela.cooperation import requests as r\n"
        "using = cooperation.load()\n"
        "one = r.read_request(r.samples()['certificate'])\n"
        "paper = r.compose(one, using, r.check_before_sending(one, using, AT))\n"
        "print(hashlib.sha256(formats.request_pdf(paper) + formats.request_docx(paper)).hexdigest())\n"
    )
    there = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"},
    ).stdout.strip()  # fmt: skip
    here = hashlib.sha256(request_pdf(paper("certificate")) + request_docx(paper("certificate"))).hexdigest()
    assert there == here


def test_both_languages_stand_in_it_and_in_order(paper: Papers) -> None:
    one = paper("preservation")
    words = text(request_pdf(one))
    place = 0
    for row in one.rows:
        for code in ("en", "fr"):
            label = f"{row.number} {row.label[code][0].text}"
            assert label in words, label
        at = words.index(f"{row.number} {row.label['en'][0].text}", place)
        assert at >= place
        place = at


def test_the_attachment_is_the_request_as_sent(paper: Papers) -> None:
    one = paper("preservation")
    assert attached(request_pdf(one)) == one.data
    assert Request.model_validate(one.data).accounts[0].value == "made_up_reader_17"
    assert "checked_by" not in json.dumps({k: v for k, v in one.data["decision"].items() if v})


@pytest.mark.parametrize(
    ("route", "form"),
    [("BUD-29", "budapest-29-2"), ("EU-EPOC-PR", "epoc-pr"), ("EU-EPOC", "epoc"), ("BUD-31", "tcy-31")],
)
def test_what_is_never_sent_is_nowhere_in_the_file(using: Routes, paper: Papers, route: str, form: str) -> None:
    pdf = request_pdf(paper(full(using, route, form, said="SAID {key} SAID")))
    everything = text(pdf) + json.dumps(attached(pdf)) + str(read(pdf).metadata)
    never = [k for rule in using.book.forms[form].never for k in rule.keys]
    assert not [k for k in never if f"SAID {k} SAID" in everything]
    assert not [w for w in ("officer one", "officer two", "P1") if w in everything]


# marks


def test_a_draft_says_so_on_every_page_and_an_issued_one_on_none(paper: Papers) -> None:
    draft, issued = request_pdf(paper("preservation")), request_pdf(paper("preservation", issued=True))
    assert all("DRAFT / PROJET" in page.extract_text() for page in read(draft).pages)
    assert not any("DRAFT" in page.extract_text() for page in read(issued).pages)
    assert "no reviewer has signed" in text(issued)  # the list of fields is still unreviewed


def test_law_that_nobody_signed_is_marked_where_it_stands(paper: Papers) -> None:
    line = {
        "system": "DE",
        "citation": "StGB § 184b",
        "title": "T",
        "covers": "yes",
        "penalty": "",
        "text_as_of": "2026-04-04",
    }
    law = {
        "requesting": "DE", "requested": "NL", "required": "no", "answer": "yes", "said": "An offence.",
        "conduct_on": "2026-09-14", "asked_on": "2026-11-23", "corpus": "1",
    }  # fmt: skip
    draft = text(request_pdf(paper(made(law={**law, "lines": [{**line, "review": "draft, unreviewed"}]}))))
    assert "DRAFT, NOT REVIEWED" in draft
    assert "PROJET, NON RELU" in draft
    assert "rests on readings that no reviewer has signed" in draft
    assert "would make it come back: 1" in draft
    signed = text(
        request_pdf(paper(made(law={**law, "lines": [{**line, "review": "signed by A. Lawyer on 2026-10-01"}]})))
    )
    assert "NOT REVIEWED" not in signed
    assert "signed by A. Lawyer on 2026-10-01" in signed


def test_what_is_missing_and_what_is_not_translated_is_said(paper: Papers) -> None:
    values = {**BASE["values"], "necessity": {"en": "Only in English."}}
    del values["offence"]
    words = text(request_pdf(paper(made(values=values))))
    assert "[missing]" in words
    assert "[manque]" in words
    assert "[non traduit] Only in English." in words


# odd characters, long and right-to-left text

ODD = {
    "turned": ("name\u202egnp.exe", "name[U+202E]gnp.exe"),
    "invisible": ("na\u200bme\u2060", "na[U+200B]me[U+2060]"),
    "control": ("na\x07me", "na[U+0007]me"),
    "no glyph": ("漢字 🙂", "[U+6F22][U+5B57] [U+1F642]"),
    "mark of no font": ("a\u0591", "a[U+0591]"),
    "markup": ("#panic() $x$ *b* <tag> \\ ", "#panic() $x$ *b* <tag> \\"),
    "template": ("{page} {0} %s", "{page} {0} %s"),
}


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_odd_characters_show_what_they_are(paper: Papers, odd: str) -> None:
    given_, shown = ODD[odd]
    values = {**BASE["values"], "necessity": given_}
    pdf = request_pdf(
        paper(made(values=values, accounts=[{**ACCOUNT, "value": given_}], decision=decided(conditions=[given_])))
    )
    assert text(pdf).count(shown) >= 3
    assert attached(pdf)["values"]["necessity"]["en"] == given_.strip()


def test_arabic_stands_joined_and_a_joiner_stays_where_it_shapes() -> None:
    at = faces()
    assert at.printable("می\u200cخواهم") == "می\u200cخواهم"
    assert at.printable("a\u200cb") == "a[U+200C]b"
    assert at.printable("مُعرِّف é ñ ß Ж Ω") == "مُعرِّف é ñ ß Ж Ω"


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_whatever_is_printed_is_held_by_a_font(words: str) -> None:
    at = faces()
    shown = at.printable(words)
    assert at.printable(shown) == shown
    for c in shown:
        if c not in "\n\t" and c not in "\u200c\u200d":
            assert any(ord(c) in held for held in at.covers) or c in "\u00a0\u202f"
            assert unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cn")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(str.strip))
def test_any_text_makes_a_document(using: Routes, words: str) -> None:
    request = made(values={**BASE["values"], "necessity": {"en": words, "fr": words}}, reference=words)
    pdf = request_pdf(compose(request, using, ()))
    assert attached(pdf)["values"]["necessity"]["en"] == request.values["necessity"]["en"]


def test_text_that_is_very_long_goes_on_over_pages_under_its_head(paper: Papers) -> None:
    long = {"en": "\n".join(f"Paragraph {n}. " + "words of the case " * 40 for n in range(25)), "fr": "court"}
    pdf = request_pdf(paper(made(values={**BASE["values"], "facts_summary": long})))
    pages = [" ".join(p.extract_text().split()) for p in read(pdf).pages]
    assert len(pages) > 4
    assert "Paragraph 24." in " ".join(pages)
    inside = [p for p in pages if "words of the case" in p]
    assert all("What for" in p and "Pour quelle infraction" in p for p in inside)  # the head is repeated
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]


@pytest.mark.parametrize("languages", [["en", "ar"], ["ar", "en"]])
def test_no_name_is_turned_around_by_the_language_beside_it(paper: Papers, languages: list[str]) -> None:
    """Boxes have no direction of their own: in a paragraph from right to left the pieces of a name would change places."""
    name, address = "ab1-" * 12 + "end", "https://example.org/" + "x1y2z3/" * 9
    account = {**ACCOUNT, "value": name}
    values = {**BASE["values"], "necessity": {"en": f"See {address}", "ar": f"انظر {address}"}}
    request = made(
        languages=languages, reference=name, values=values, accounts=[account], decision=decided(accounts=[account])
    )
    seen = as_seen(request_pdf(paper(request)))
    assert seen.count(name) >= 2  # letterhead, account
    assert seen.count("https://example.org/x1y2z3/x1y2z3/") >= 2  # as far as the first line of a column goes


@pytest.mark.parametrize("letter", ["x", "é"])
def test_a_word_without_a_break_stays_on_the_paper(paper: Papers, letter: str) -> None:
    """Nothing is set beyond the edge of the page, in an identifier and in what somebody wrote: they break anywhere."""
    account = {**ACCOUNT, "value": letter * 700}
    values = {**BASE["values"], "necessity": {"en": letter * 500, "fr": "court"}}
    pdf = request_pdf(
        paper(made(reference=letter * 100, values=values, accounts=[account], decision=decided(accounts=[account])))
    )
    lines = [line for page in read(pdf).pages for line in page.extract_text().split("\n")]
    whole = [line.count(letter) for line in lines if set(line) == {letter}]
    assert sum(whole) >= 1200
    assert max(whole) < 110  # 172 mm of letters at least 1.6 mm wide
    assert min(w for w in whole if w > 30) < 50  # a column is half of that


def test_an_identifier_is_copied_from_the_document_as_it_is(paper: Papers) -> None:
    """Where a long one may break nothing is put into it: no soft hyphen, no invisible space."""
    value = "a.rather.long.made.up.address_0O1lI@mail-service.example"
    pdf = request_pdf(paper(made(accounts=[{**ACCOUNT, "value": value}])))
    raw = "\n".join(page.extract_text() for page in read(pdf).pages)
    assert value in raw
    assert not {"\u00ad", "\u200b", "\u2060"} & set(raw)


def test_a_hundred_accounts(paper: Papers) -> None:
    accounts = [{**ACCOUNT, "value": f"made_up_{n:03}"} for n in range(100)]
    words = text(request_pdf(paper(made(accounts=accounts, decision=decided(accounts=accounts)))))
    assert all(f"made_up_{n:03}" in words for n in range(100))


def test_the_second_language_from_right_to_left(paper: Papers) -> None:
    pdf = request_pdf(paper("arabic"))
    assert "/TDar" in structure(pdf)
    assert read(pdf).trailer["/Root"]["/Lang"] == "fr"
    turned = dataclasses.replace(paper("arabic"), tongues=paper("arabic").tongues[::-1])
    assert read(request_pdf(turned)).trailer["/Root"]["/Lang"] == "ar"


def test_one_language_alone(paper: Papers) -> None:
    words = text(request_pdf(paper(made(languages=["fr"]))))
    assert "Autorité requérante" in words
    assert "Requesting authority" not in words


# pictures and fonts


def test_its_pages_as_pictures(paper: Papers) -> None:
    pages = request_png(paper("certificate"), ppi=40)
    assert len(pages) == len(read(request_pdf(paper("certificate"))).pages)
    assert all(p.startswith(b"\x89PNG") for p in pages)


def test_a_folder_without_fonts_is_told(paper: Papers, tmp_path: Path) -> None:
    with pytest.raises(FontError, match="holds no font"):
        request_pdf(paper("certificate"), fonts=[tmp_path])


def test_a_template_that_fails_is_told_as_a_document_error(paper: Papers) -> None:
    broken = dataclasses.replace(paper("certificate"), sender=())
    with pytest.raises(DocumentError, match="cannot be set"):
        request_pdf(broken)
