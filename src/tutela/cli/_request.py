"""`tutela request …`: what a form asks for, whether a request would come back, and the request as a document."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tutela.cli._common import (
    case_of,
    console_for,
    corpus_option,
    documents,
    json_option,
    known_route,
    opened,
    plainly,
    states_of,
)
from tutela.corpus import plain

if TYPE_CHECKING:
    from tutela.cooperation import Act, Routes
    from tutela.cooperation.requests import Finding, Request
    from tutela.law import Check

file_argument = click.argument("file", type=click.Path(path_type=Path), required=False)
sample_option = click.option(
    "--sample", metavar="NAME", help="A made-up sample request instead (`tutela request samples`)."
)
route_option = click.option("--route", metavar="ID", help="Another route than the file names.")
form_option = click.option(
    "--form", metavar="ID", help="Another form of the route (default with --route: its first that fits)."
)
language_option = click.option(
    "--language", "languages", metavar="CODE", multiple=True, help="A language of the document; twice: side by side."
)
facts_option = click.option(
    "--facts", type=click.Path(path_type=Path), help="The facts file of the case: the law is asked on both sides."
)
at_option = click.option("--at", metavar="TIME", help="When it would be sent, 2026-11-23T09:00+01:00 (default: now).")
withhold_option = click.option(
    "--withhold", metavar="WORD", multiple=True, help="A name that must leave in no text; may be repeated."
)
fonts_option = click.option(
    "--fonts", type=click.Path(path_type=Path), multiple=True, help="A folder of further fonts, for other scripts."
)


@click.group()
def request() -> None:
    """Requests to another state: their forms, whether they would come back, and as documents."""


@request.command()
@click.option("--route", metavar="ID", help="Only those of this route.")
@corpus_option
@plainly
def forms(route: str | None, version: str | None) -> None:
    """The forms, and the routes that they serve."""
    book = _routes(version).book
    if route is not None:
        _known(route, _routes(version))
    for form in book.forms.values():
        used = [r.id for r in book.routes if form.id in r.forms]
        if route is None or route in used:
            purposes = " and ".join(form.purposes) or "no request"
            click.echo(f"{form.id:21} {form.title['en']} ({purposes}; {', '.join(used)})")


@request.command()
@click.argument("form")
@corpus_option
@json_option
@plainly
def fields(form: str, version: str | None, as_json: bool) -> None:
    """What FORM asks for, field by field, with the source of each."""
    from tutela.cooperation import requests as room

    using = _routes(version)
    if form not in using.book.forms:
        raise room.RequestError(f"there is no form {form!r}; expected one of {', '.join(using.book.forms)}")
    found, rule = using.book.forms[form], using.book.forms[form].decision
    rows = room.form_fields(found, using)
    if as_json:
        return click.echo(json.dumps(plain(rows), indent=2, ensure_ascii=False))
    console = console_for()
    console.print(f"[bold]{found.title['en']}[/]  {found.official}", highlight=False)
    for asked in room.circumstances(found, using):
        console.print(f"  {asked.key}: {asked.ask['en']} ({asked.source})", markup=False, highlight=False)
    console.print(
        f"  decision: {rule.needed.replace('_', ' ')}. {rule.say} ({rule.source})", markup=False, highlight=False
    )
    for row in rows:
        when = f", only if {row.only_if}" if row.only_if else f", not if {row.not_if}" if row.not_if else ""
        need = row.need.replace("_", " ")
        console.print(f"{need:9} {row.key:22} {row.label['en']}{when}", markup=False, highlight=False)
        console.print(f"{'':32} from: {row.origin} · {row.source}", style="bright_black", markup=False, highlight=False)
    return None


@request.command()
def samples() -> None:
    """The made-up sample requests."""
    from tutela.cooperation import requests as room

    for name, path in room.samples().items():
        made = room.read_request(path)
        click.echo(f"{name:14} {made.route}, {made.asks} to {made.asked}, {' and '.join(made.languages)}")


@request.command()
@file_argument
@sample_option
@route_option
@form_option
@facts_option
@at_option
@withhold_option
@corpus_option
@json_option
@plainly
def check(
    file: Path | None, sample: str | None, route: str | None, form: str | None, facts: Path | None, at: str | None,
    withhold: tuple[str, ...], version: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Would the request in FILE come back? What blocks it, and what to weigh, each with its source and what to do."""
    using = _routes(version)
    made = _read(file, sample, route, form, (), using)
    _, found = _checked(made, using, facts, at, withhold, version, attach=False)
    if as_json:
        return click.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
    return _told(found)


@request.command()
@file_argument
@sample_option
@route_option
@form_option
@language_option
@facts_option
@click.option(
    "--attach-law", is_flag=True, help="Put the law's answer into the document (with --facts; drafts are marked)."
)
@at_option
@withhold_option
@click.option("--issue", is_flag=True, help="No draft any more; refused while anything blocks it.")
@click.option("--pdf", type=click.Path(path_type=Path), help="Write it as PDF.")
@click.option("--docx", type=click.Path(path_type=Path), help="Write it as DOCX.")
@click.option("--png", type=click.Path(path_type=Path), help="Write its pages as pictures into this folder.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a request file.")
@fonts_option
@corpus_option
@json_option
@plainly
def draft(
    file: Path | None, sample: str | None, route: str | None, form: str | None, languages: tuple[str, ...],
    facts: Path | None, attach_law: bool, at: str | None, withhold: tuple[str, ...], issue: bool, pdf: Path | None,
    docx: Path | None, png: Path | None, schema: bool, fonts: tuple[Path, ...], version: str | None, as_json: bool,
) -> None:  # fmt: skip
    """The request in FILE as a document, one language or two side by side; --json: as it would be sent."""
    from tutela.cooperation import requests as room

    if schema:
        return click.echo(json.dumps(room.json_schema(), indent=2))
    using = _routes(version)
    made = _read(file, sample, route, form, languages, using)
    made, found = _checked(made, using, facts, at, withhold, version, attach=attach_law)
    paper = room.compose(made, using, found, issued=issue, corpus=f"corpus {opened(version).version}")
    with documents():
        from tutela import formats

        if pdf is not None:
            pdf.write_bytes(formats.request_pdf(paper, fonts=fonts))
        if docx is not None:
            docx.write_bytes(formats.request_docx(paper))
        if png is not None:
            png.mkdir(parents=True, exist_ok=True)
            for n, page in enumerate(formats.request_png(paper, fonts=fonts), 1):
                (png / f"{n:02}.png").write_bytes(page)
    if as_json:
        return click.echo(json.dumps(paper.data, indent=2, ensure_ascii=False))
    return _told(found)


def _routes(version: str | None) -> Routes:
    from tutela import cooperation

    return cooperation.load(opened(version))


def _known(route: str, using: Routes) -> None:
    from tutela.cooperation.requests import RequestError

    known = [r.id for r in using.book.routes]
    if route not in known:
        raise RequestError(f"there is no route {route!r}; expected one of {', '.join(known)}")


def _read(
    file: Path | None, sample: str | None, route: str | None, form: str | None, languages: Sequence[str], using: Routes
) -> Request:
    """The request of a file or a sample, with what the command line says otherwise."""
    from tutela.cooperation import requests as room

    if (file is None) == (sample is None):
        raise room.RequestError(
            "which request? expected a file, or --sample NAME (`tutela request samples` lists them)"
        )
    if sample is not None and sample not in room.samples():
        raise room.RequestError(f"there is no sample {sample!r}; expected one of {', '.join(room.samples())}")
    made = room.read_request(file or room.samples()[str(sample)])
    changes: dict[str, Any] = {}
    if route is not None and route != made.route:
        _known(route, using)
        fits = next(r for r in using.book.routes if r.id == route).forms
        first = next((f for f in fits if made.purpose in using.book.forms[f].purposes), fits[0] if fits else "")
        changes |= {"route": route, "form": first}
    if form is not None:
        changes["form"] = form
    if languages:
        if len(set(languages)) != len(languages) or len(languages) > 2:
            raise room.RequestError("--language: expected one language, or two different ones")
        changes["languages"] = tuple(languages)
    return made.model_copy(update=changes)


def _checked(
    made: Request, using: Routes, facts: Path | None, at: str | None, withhold: Sequence[str], version: str | None,
    *, attach: bool,
) -> tuple[Request, tuple[Finding, ...]]:  # fmt: skip
    """The findings, and the request with the law's answer where it is to be attached."""
    from tutela.cooperation import requests as room

    law, acts = _asked(facts, made, version)
    if attach:
        if law is None:
            raise room.RequestError("--attach-law: no law was asked; expected --facts FACTS.yaml with it")
        made = made.model_copy(update={"law": room.attach(law)})
    when = _moment(at)
    return made, room.check_before_sending(made, using, when, check=law, acts=acts, withheld=withhold)


def _asked(facts: Path | None, made: Request, version: str | None) -> tuple[Check | None, list[Act]]:
    """The law on both sides of a facts file, and the acts that it states."""
    if facts is None:
        return None, []
    from tutela import answer, law
    from tutela.cooperation import Act

    case, books = case_of(facts, None, None), answer.Books.load(opened(version))
    one, two = states_of(facts, case, books, None, None)
    known_route(books, made.route)
    with answer.said_of(facts):
        found = answer.check_case(case, one, two, books, route=made.route)
        own = law.LawFacts.model_validate({k: getattr(case, k) for k in law.LawFacts.model_fields})
        return found, [Act(name, values) for name, values in law.known_acts(books.law.space, own)]


def _moment(at: str | None) -> dt.datetime:
    from tutela.cooperation.requests import RequestError

    if at is None:
        return dt.datetime.now(dt.UTC)
    try:
        when = dt.datetime.fromisoformat(at)
    except ValueError as err:
        raise RequestError(f"--at {at!r} is no time; expected one such as 2026-11-23T09:00+01:00") from err
    if when.tzinfo is None:
        raise RequestError(f"--at {at!r} has no offset; expected one such as 2026-11-23T09:00+01:00")
    return when


def _told(found: Sequence[Finding]) -> None:
    blocking = [f for f in found if f.weight == "blocking"]
    if blocking:
        click.echo(f"It would come back, or may not be sent: {len(blocking)} point{'s' if len(blocking) != 1 else ''}.")
    else:
        click.echo("Nothing found that would make it come back; to weigh before sending:")
    for one in found:
        colour = "red" if one.weight == "blocking" else "yellow"
        click.echo(f"{click.style(f'{one.weight:9}', fg=colour)} {one.said}")
        click.echo(f"{'':9} → {one.do} ({one.source})")
