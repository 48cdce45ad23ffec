"""A request as a document, before any format: its rows, each said in one language or in two side by side.

Flow: `compose` reduces the request to what its form asks for, says every field that applies in each language, and
marks what nobody has reviewed. `tutela.formats` sets the paper as PDF and DOCX.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tutela.cooperation import Code, Form, Route, Routes
from tutela.cooperation.requests._finding import Finding
from tutela.cooperation.requests._form import FormField, applies, form_fields, form_of, is_filled, route_of
from tutela.cooperation.requests._minimum import as_sent, minimum
from tutela.cooperation.requests._request import Request, RequestError
from tutela.cooperation.requests._say import say_value
from tutela.cooperation.requests._speaker import FALLBACK, Said, Speaker, Value


@dataclass(frozen=True)
class Tongue:
    """A language of the paper, and which way it runs."""

    code: Code
    name: str
    direction: Literal["ltr", "rtl"]


@dataclass(frozen=True)
class Row:
    """One field. `value` is said per language, or once for both; None where nothing is given: then `note` says that it
    is missing (`missing`), or not known.
    """

    number: int
    key: str
    label: Said
    value: Value | None
    note: Said | None
    source: str
    missing: bool = False


@dataclass(frozen=True)
class Part:
    """A section of the form."""

    title: Said
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Mark:
    """Something that is not reviewed, not complete or not sent, said large."""

    kind: Literal["draft", "blocking", "law", "form", "words"]
    said: Said


@dataclass(frozen=True)
class Paper:
    """The whole document. `words` are the fixed ones around it, by the last part of their name in the corpus; `data`
    is the request as it is sent, for the attachment.
    """

    tongues: tuple[Tongue, ...]
    title: Said
    reference: str
    made_at: str
    date: Said
    sender: tuple[str, ...]
    addressee: tuple[str, ...]
    route: str
    basis: tuple[str, ...]
    official: str
    marks: tuple[Mark, ...]
    parts: tuple[Part, ...]
    words: dict[str, Said]
    form: str
    corpus: str
    draft: bool
    data: dict[str, Any]

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for part in self.parts for row in part.rows)


HEADS = (
    "to",
    "from",
    "reference",
    "date",
    "page",
    "route",
    "basis",
    "signature",
    "name",
    "place",
    "stamp",
    "sources",
    "field",
    "source",
    "note",
)
NOTES = ("attached", "languages", "codes")


def compose(
    request: Request, using: Routes, findings: Sequence[Finding], *, issued: bool = False, corpus: str = ""
) -> Paper:
    """The paper of `request`. `findings`: those of `check_before_sending`; `issued`: it is no draft any more.

    Raises:
        RequestError: it is to be issued although something blocks it.
    """
    blocking = [f for f in findings if f.weight == "blocking"]
    if issued and blocking:
        said = " ".join(f.said for f in blocking[:3])
        many = f"{len(blocking)} points stand" if len(blocking) > 1 else "one point stands"
        raise RequestError(f"{many} against sending it: {said} Mend it, then issue it")
    form, route, sent = form_of(request, using), route_of(request, using), minimum(request, using)
    speaker = Speaker(using.book, request.languages)
    tongues = tuple(_tongue(code, using) for code in request.languages)
    return Paper(
        tongues=tongues,
        title=speaker.words(form.title),
        reference=request.reference,
        made_at=request.made_at.isoformat(),
        date=speaker.day(request.made_at.date()),
        sender=_lines(sent, "sender"),
        addressee=_lines(sent, "addressee"),
        route=route.id,
        basis=_basis(route, using),
        official=form.official,
        marks=tuple(_marks(sent, form, speaker, len(blocking), issued)),
        parts=tuple(_parts(sent, form, using, speaker)),
        words={name: speaker.term(f"head.{name}") for name in HEADS}
        | {name: speaker.term(f"note.{name}") for name in NOTES}
        | {"draft": speaker.term("mark.short")},
        form=form.id,
        corpus=corpus,
        draft=not issued,
        data=as_sent(request, using),
    )


def _basis(route: Route, using: Routes) -> tuple[str, ...]:
    """The instruments by their titles, each with its articles where the corpus names some."""
    articles, held = dict[str, list[str]](), using.instruments
    for cited in route.legal_basis:
        articles.setdefault(cited.instrument, []).extend([cited.article] if re.search(r"\d", cited.article) else [])
    titles = {name: held[name].title if name in held else name for name in articles}
    return tuple(f"{titles[name]}, art. {', '.join(x)}" if x else titles[name] for name, x in articles.items())


def _tongue(code: Code, using: Routes) -> Tongue:
    known = using.book.languages.get(code)
    return Tongue(code, known.name, known.direction) if known else Tongue(code, code, "ltr")


def _lines(request: Request, whose: Literal["sender", "addressee"]) -> tuple[str, ...]:
    body = request.sender if whose == "sender" else request.receiver or request.custodian
    assert body is not None
    return tuple(line for line in (body.name, body.unit, body.where) if line)


def _marks(request: Request, form: Form, speaker: Speaker, blocking: int, issued: bool) -> Iterator[Mark]:
    if not issued:
        yield Mark("draft", speaker.term("mark.draft"))
    if blocking:
        yield Mark("blocking", speaker.term("mark.blocking", {"count": str(blocking)}))
    if request.law is not None and request.law.drafts:
        yield Mark("law", speaker.term("mark.law"))
    if form.review == "draft":
        said = speaker.term("mark.form")
        yield Mark("form", said if form.complete else speaker.joined(said, speaker.term("mark.incomplete")))
    if any(code != FALLBACK for code in request.languages):
        yield Mark("words", speaker.term("mark.words"))


def _parts(request: Request, form: Form, using: Routes, speaker: Speaker) -> Iterator[Part]:
    number, title, rows = 0, dict[str, str](), list[Row]()
    for field in form_fields(form, using):
        if not applies(field, request):
            continue
        row = _row(field, request, form, speaker, number + 1)
        if row is None:
            continue
        if rows and field.section != title:
            yield Part(speaker.words(title), tuple(rows))
            rows = []
        number, title = number + 1, field.section
        rows.append(row)
    if rows:
        yield Part(speaker.words(title), tuple(rows))


def _row(field: FormField, request: Request, form: Form, speaker: Speaker, number: int) -> Row | None:
    """A row of the document; None for an optional field of which nothing is said."""
    label = speaker.words(field.label)
    if is_filled(field, request):
        return Row(number, field.key, label, say_value(field, request, form, speaker), None, field.source)
    if field.need == "optional":
        return None
    missing = field.need == "required"
    note = speaker.term("mark.missing" if missing else "mark.not_known")
    return Row(number, field.key, label, None, note, field.source, missing)
