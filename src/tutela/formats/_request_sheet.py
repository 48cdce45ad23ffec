"""The paper of a request as the template takes it."""

from __future__ import annotations

from typing import Any

from tutela.cooperation.requests import Paper, Row, Said, Text


def request_sheet(paper: Paper) -> dict[str, Any]:
    """Plain values for `templates/request.typ`."""
    first = paper.tongues[0].code
    return {
        "tongues": [{"code": t.code, "name": t.name, "rtl": t.direction == "rtl"} for t in paper.tongues],
        "plain_title": " ".join(text.text for text in paper.title[first]),
        "title": _said(paper.title),
        "reference": paper.reference,
        "date": _said(paper.date),
        "sender": list(paper.sender),
        "addressee": list(paper.addressee),
        "route": paper.route,
        "basis": list(paper.basis),
        "official": paper.official,
        "marks": [{"kind": m.kind, "said": _said(m.said)} for m in paper.marks],
        "parts": [{"title": _said(p.title), "rows": [_row(r) for r in p.rows]} for p in paper.parts],
        "words": {name: _said(said) for name, said in paper.words.items()},
        "notes": [_said(paper.words[name]) for name in ("attached", "languages", "codes")],
        "form": paper.form,
        "corpus": paper.corpus,
        "made_at": paper.made_at,
        "draft": paper.draft,
    }


def _row(row: Row) -> dict[str, Any]:
    value = None
    if row.value is not None:
        value = {"each": _said(row.value.each), "both": [_text(t) for t in row.value.both]}
    note = _said(row.note) if row.note is not None else None
    return {
        "number": row.number, "label": _said(row.label), "value": value, "note": note, "source": row.source,
        "missing": row.missing,
    }  # fmt: skip


def _said(said: Said) -> dict[str, Any]:
    return {code: [_text(t) for t in texts] for code, texts in said.items()}


def _text(text: Text) -> dict[str, str]:
    return {"text": text.text, "code": text.code, "style": text.style}
