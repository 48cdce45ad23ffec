"""A request as DOCX: the same rows as the PDF, for a receiver that works on in its own word processor.

Office Open XML (ISO/IEC 29500): language and direction stand on every run (17.3.2.20, 17.3.1.6), the head of a table
repeats on each page (17.4.78), page numbers are fields. The bytes are the same each time: the parts of the package are
written again in order, with one date.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tutela.cooperation.requests import Paper, Row, Said, Text
from tutela.formats._glyphs import visible
from tutela.formats._typeset import DocumentError

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell, _Row
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

INK, DEEP, QUIET, AMBER, WASH, CREAM, HAIR = "14202E", "1D3A5C", "55606D", "8A4B00", "EDF1F6", "FDF6EA", "C3CAD3"
FACE, CODE_FACE = "Arial", "Courier New"  # on every office machine; the PDF carries its own


def request_docx(paper: Paper) -> bytes:
    """The paper as a Word document.

    Raises:
        DocumentError: python-docx is not installed.
    """
    try:
        import docx
    except ModuleNotFoundError as err:
        raise DocumentError("DOCX needs python-docx; run: pip install 'tutela[documents]'") from err
    document = docx.Document()
    _page(document, paper)
    _head(document, paper)
    _marks(document, paper)
    for part in paper.parts:
        table = _table(document, paper)
        _cells(table, paper, part.title, shade=WASH, head=True)
        for row in part.rows:
            _row(table, paper, row)
        document.add_paragraph()
    _signature(document, paper)
    _sources(document, paper)
    for name in ("languages", "codes"):
        for tongue in paper.tongues:
            _set(document.add_paragraph(), paper.words[name][tongue.code], paper, size=7.5, colour=QUIET)
    made = Text(f"{paper.form} · {paper.route} · {paper.corpus} · {paper.made_at}", "")
    _set(document.add_paragraph(), [made], paper, size=7.5, colour=QUIET)
    held = io.BytesIO()
    document.save(held)
    return _again(held.getvalue(), dt.datetime.fromisoformat(paper.made_at))


def _page(document: Document, paper: Paper) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm, Pt

    section, style = document.sections[0], document.styles["Normal"]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(19)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    style.font.size, style.font.name = Pt(9.5), FACE
    style.paragraph_format.space_after = Pt(2)
    first, made = (
        paper.tongues[0].code,
        dt.datetime.fromisoformat(paper.made_at).astimezone(dt.UTC).replace(tzinfo=None),
    )
    core = document.core_properties
    core.title, core.author = visible(paper.title[first][0].text), visible(paper.sender[0])
    core.created = core.modified = core.last_printed = made
    core.language, core.identifier, core.revision = first, visible(paper.reference), 1
    core.last_modified_by, core.comments = core.author, ""
    above = section.header.paragraphs[0]
    for edge in (section.header, section.footer):
        edge.paragraphs[0].style = document.styles["Normal"]  # those of the template have tab stops of their own
    draft = [Text(f"\t{_beside(paper, 'draft')}", "", "warn")] if paper.draft else []
    _set(above, [Text(paper.reference, ""), *draft], paper, size=7.5, colour=QUIET, apart=False)
    below = section.footer.paragraphs[0]
    _set(below, [Text(f"{paper.reference} · {paper.form}\t", "")], paper, size=7.5, colour=QUIET)
    for edge in (above, below):
        edge.paragraph_format.tab_stops.add_tab_stop(Mm(172), WD_TAB_ALIGNMENT.RIGHT)
    for n, tongue in enumerate(paper.tongues):
        if n:
            _run(below, Text(" / ", ""), paper, 7.5, QUIET)
        said = paper.words["page"][tongue.code][0]
        before, _, rest = said.text.partition("{page}")
        middle, _, after = rest.partition("{pages}")
        for words, field in ((before, "PAGE"), (middle, "NUMPAGES"), (after, "")):
            if words:
                _run(below, Text(words, said.code), paper, 7.5, QUIET)
            if field:
                _field(below, field)


def _head(document: Document, paper: Paper) -> None:
    _set(document.add_paragraph(), [Text(paper.sender[0], "", "strong")], paper, size=12, colour=DEEP)
    for line in paper.sender[1:]:
        _set(document.add_paragraph(), [Text(line, "")], paper, size=8.5, colour=QUIET)
    document.add_paragraph()
    head = (("reference", Text(paper.reference, "", "code")), ("date", _date(paper)), ("route", Text(paper.route, "")))
    for name, said in head:
        words = [Text(f"{_beside(paper, name)}: ", "", "quiet"), said]
        _set(document.add_paragraph(), words, paper, size=8.5, apart=False)
    document.add_paragraph()
    _set(document.add_paragraph(), [Text(_beside(paper, "to"), "", "quiet")], paper, size=8)
    for n, line in enumerate(paper.addressee):
        _set(document.add_paragraph(), [Text(line, "", "strong" if n == 0 else "plain")], paper)
    for n, tongue in enumerate(paper.tongues):
        title, size, colour = (
            (document.add_paragraph(), 11.5, QUIET) if n else (document.add_heading(level=1), 15.0, DEEP)
        )
        _set(title, paper.title[tongue.code], paper, size=size, colour=colour, strong=n == 0)
    basis = " · ".join(x for x in (", ".join(paper.basis), paper.official) if x)
    _set(document.add_paragraph(), [Text(basis, "en")], paper, size=8, colour=QUIET)


def _date(paper: Paper) -> Text:
    return Text(" / ".join(dict.fromkeys(paper.date[t.code][0].text for t in paper.tongues)), "")


def _marks(document: Document, paper: Paper) -> None:
    if not paper.marks:
        return
    table = _table(document, paper)
    for mark in paper.marks:
        loud = mark.kind in ("draft", "law", "blocking")
        _cells(table, paper, mark.said, shade=CREAM, size=8.5, colour=AMBER if loud else INK, strong=loud)
    document.add_paragraph()


def _row(table: Table, paper: Paper, row: Row) -> None:
    if row.value is not None and row.value.both:
        _cells(table, paper, row.label, size=8, colour=DEEP, strong=True, number=row.number)
        whole = _added(table).cells
        merged = whole[0].merge(whole[-1]) if len(whole) > 1 else whole[0]
        _fill(merged, row.value.both, paper)
        _line_under([merged])
        return
    cells = _cells(table, paper, row.label, size=8, colour=DEEP, strong=True, number=row.number)
    for cell, code in zip(cells, _order(paper), strict=True):
        if row.value is not None:
            texts: Sequence[Text] = row.value.each[code]
        else:
            assert row.note is not None
            texts = [Text(f"[{row.note[code][0].text}]", row.note[code][0].code, "warn" if row.missing else "quiet")]
        for text in texts:
            _set(cell.add_paragraph(), [text], paper)
    _line_under(cells)


def _signature(document: Document, paper: Paper) -> None:
    table = document.add_table(rows=0, cols=2)
    for pair in (("place", "signature"), ("name", "stamp")):
        cells = _added(table).cells
        for cell, name in zip(cells, pair, strict=True):
            _set(cell.paragraphs[0], [Text(_beside(paper, name), "", "quiet")], paper, size=8)
            cell.add_paragraph()
            cell.add_paragraph()
        _line_under(list(cells), INK)
    document.add_paragraph()


def _sources(document: Document, paper: Paper) -> None:
    from docx.shared import Mm

    _set(document.add_heading(level=2), [Text(_beside(paper, "sources"), "", "strong")], paper, size=9, colour=DEEP)
    table = document.add_table(rows=1, cols=3)
    widths = (Mm(9), Mm(68), Mm(95))
    for cell, words in zip(table.rows[0].cells, ("№", _beside(paper, "field"), _beside(paper, "source")), strict=True):
        _set(cell.paragraphs[0], [Text(words, "", "quiet")], paper, size=8)
    _repeat(table)
    first = paper.tongues[0].code
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in paper.rows:
        cells = _added(table).cells
        said = (Text(str(row.number), ""), row.label[first][0], Text(row.source, "en", "quiet"))
        for cell, text in zip(cells, said, strict=True):
            _set(cell.paragraphs[0], [text], paper, size=8)
    for one in table.rows:
        for cell, width in zip(one.cells, widths, strict=True):
            cell.width = width


def _order(paper: Paper) -> list[str]:
    """The languages from left to right: one that runs from right to left, and comes first, stands on the right."""
    codes = [t.code for t in paper.tongues]
    return codes[::-1] if paper.tongues[0].direction == "rtl" else codes


def _beside(paper: Paper, name: str) -> str:
    return " / ".join(dict.fromkeys(paper.words[name][t.code][0].text for t in paper.tongues))


def _table(document: Document, paper: Paper) -> Table:
    table: Table = document.add_table(rows=0, cols=len(paper.tongues))
    return table


def _added(table: Table) -> _Row:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    return row


def _cells(
    table: Table, paper: Paper, said: Said, *, shade: str = "", head: bool = False, size: float = 9, colour: str = DEEP,
    strong: bool = True, number: int = 0,
) -> list[_Cell]:  # fmt: skip
    """A row of one thing said in each language."""
    from docx.shared import Pt

    cells = list(_added(table).cells)
    for cell, code in zip(cells, _order(paper), strict=True):
        texts = said[code]
        for n, text in enumerate(texts):
            at = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
            lead = [Text(f"{number}  ", text.code, "quiet")] if number and n == 0 else []
            _set(at, [*lead, text], paper, size=size, colour=colour, strong=strong, apart=False)
            at.paragraph_format.keep_with_next = bool(number) or head
            if number:
                at.paragraph_format.space_before = Pt(4)
        if shade:
            _shade(cell, shade)
    if head:
        _repeat(table)
    return cells


def _fill(cell: _Cell, texts: Sequence[Text], paper: Paper) -> None:
    for n, text in enumerate(texts):
        _set(cell.paragraphs[0] if n == 0 else cell.add_paragraph(), [text], paper)


def _set(
    at: Paragraph, texts: Sequence[Text], paper: Paper, *, size: float = 9.5, colour: str = INK, strong: bool = False,
    apart: bool = True,
) -> None:  # fmt: skip
    """Texts into a paragraph, each in its language; the paragraph runs as its first language does."""
    from docx.oxml import OxmlElement

    if texts and _runs_left(texts[-1].code, paper):
        at._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    for n, text in enumerate(texts):
        if n and apart:
            at.add_run().add_break()
        _run(at, text, paper, size, colour, strong)


def _run(at: Paragraph, text: Text, paper: Paper, size: float, colour: str, strong: bool = False) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    run = at.add_run(visible(text.text))
    face = CODE_FACE if text.style == "code" else FACE
    points, bold = size * (0.9 if text.style == "quiet" else 1.0), strong or text.style in ("strong", "warn")
    run.font.name, run.font.size = face, Pt(points)
    if bold:
        run.font.bold = run.font.cs_bold = True
    run.font.color.rgb = RGBColor.from_string({"quiet": QUIET, "warn": AMBER}.get(text.style, colour))
    properties = run._r.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:cs"), FACE)
    _joined_size(run, points)
    if _runs_left(text.code, paper):
        properties.append(OxmlElement("w:rtl"))
    if text.code:
        spoken = OxmlElement("w:lang")
        spoken.set(qn("w:bidi" if _runs_left(text.code, paper) else "w:val"), text.code)
        properties.append(spoken)


def _runs_left(code: str, paper: Paper) -> bool:
    return any(t.code == code and t.direction == "rtl" for t in paper.tongues)


def _field(at: Paragraph, name: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for kind in ("begin", "instr", "separate", "text", "end"):
        if kind == "instr":
            part: Any = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = name
        elif kind == "text":
            part = OxmlElement("w:t")
            part.text = "1"
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        run = at.add_run()
        run.font.name, run.font.size, run.font.color.rgb = FACE, Pt(7.5), RGBColor.from_string(QUIET)
        _joined_size(run, 7.5)
        run._r.append(part)


def _joined_size(run: Run, points: float) -> None:
    """The size of scripts that run from right to left, which stands apart (17.3.2.39)."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    joined = OxmlElement("w:szCs")
    joined.set(qn("w:val"), str(round(points * 2)))
    run._r.get_or_add_rPr().find(qn("w:sz")).addnext(joined)


def _repeat(table: Table) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    table.rows[-1]._tr.get_or_add_trPr().append(head)


def _shade(cell: _Cell, colour: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:color"), "auto")
    shade.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(shade)


def _line_under(cells: Sequence[_Cell], colour: str = HAIR) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for cell in cells:
        borders, line = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
        for key, value in (("val", "single"), ("sz", "4"), ("color", colour)):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
        cell._tc.get_or_add_tcPr().append(borders)


def _again(package: bytes, when: dt.datetime) -> bytes:
    """The same package with every part in order under one date: equal bytes for equal papers."""
    stamp = when.astimezone(dt.UTC).timetuple()[:6]
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n))
        for name in names:
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(info, old.read(name))
    return out.getvalue()
