"""The paper of a request as the template takes it."""

from __future__ import annotations

from typing import Any

from tutela.cooperation.requests import Paper, Row, Said, Text
from tutela.formats._glyphs import begins_leftward


def request_sheet(paper: Paper) -> dict[str, Any]:
    """Plain values for `templates/request.typ`."""
    first, sheet = paper.tongues[0].code, _Sheet(paper)
    return {
        "tongues": [{"code": t.code, "name": t.name, "rtl": t.direction == "rtl"} for t in paper.tongues],
        "plain_title": " ".join(text.text for text in paper.title[first]),
        "title": sheet.said(paper.title),
        "reference": paper.reference,
        "date": sheet.said(paper.date),
        "sender": [sheet.text(Text(line, "")) for line in paper.sender],
        "addressee": [sheet.text(Text(line, "")) for line in paper.addressee],
        "route": paper.route,
        "basis": list(paper.basis),
        "official": paper.official,
        "marks": [{"kind": m.kind, "said": sheet.said(m.said)} for m in paper.marks],
        "parts": [{"title": sheet.said(p.title), "rows": [sheet.row(r) for r in p.rows]} for p in paper.parts],
        "words": {name: sheet.said(said) for name, said in paper.words.items()},
        "notes": [sheet.said(paper.words[name]) for name in ("attached", "languages", "codes")],
        "form": paper.form,
        "corpus": paper.corpus,
        "made_at": paper.made_at,
        "draft": paper.draft,
    }


class _Sheet:
    """What is said, each text with the way it runs: that of its language; of no language, that of its first letter; an
    identifier always from left to right.
    """

    def __init__(self, paper: Paper) -> None:
        self.leftward = {t.code for t in paper.tongues if t.direction == "rtl"}

    def row(self, row: Row) -> dict[str, Any]:
        value = None
        if row.value is not None:
            value = {"each": self.said(row.value.each), "both": [self.text(t) for t in row.value.both]}
        note = self.said(row.note) if row.note is not None else None
        return {
            "number": row.number, "label": self.said(row.label), "value": value, "note": note, "source": row.source,
            "missing": row.missing,
        }  # fmt: skip

    def said(self, said: Said) -> dict[str, Any]:
        return {code: [self.text(t) for t in texts] for code, texts in said.items()}

    def text(self, text: Text) -> dict[str, Any]:
        rtl = text.code in self.leftward or (not text.code and text.style != "code" and begins_leftward(text.text))
        return {"text": text.text, "code": text.code, "style": text.style, "rtl": rtl}
