"""`tutela law …`: systems, dual criminality, criteria, lint, texts."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

import click

from tutela.cli._common import (
    asked_option,
    case_of,
    conduct_option,
    console_for,
    corpus_option,
    date_of,
    from_option,
    json_option,
    known_route,
    opened,
    plainly,
    states_of,
    to_option,
    today,
)
from tutela.corpus import CorpusError, open_corpus


@click.group()
def law() -> None:
    """Legal systems, dual criminality, criteria, texts."""


@law.command()
@corpus_option
@json_option
@plainly
def systems(version: str | None, as_json: bool) -> None:
    """The legal systems of the corpus, and how far each was read."""
    from tutela import law as room

    books = room.load(opened(version))
    rows: list[dict[str, Any]] = [
        {
            "system": s.system.id, "state": s.system.state, "title": s.system.title, "provisions": len(s.provisions),
            "readings": len(s.readings), "not_held": [n.text for n in s.system.not_held],
            "signed": sorted(s.system.complete),
        }
        for s in books.data.systems.values()
    ]  # fmt: skip
    if as_json:
        return click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    for row in rows:
        click.echo(
            f"{row['system']:8} {row['title']}: {row['provisions']} provisions, {row['readings']} readings, "
            f"signed complete: {', '.join(row['signed']) or 'none'}"
        )
    return None


@law.command()
@click.option("--facts", type=click.Path(path_type=Path), required=True, help="A facts file.")
@click.option("--route", metavar="ID", help="The route whose rule on dual criminality applies (such as BUD-31).")
@from_option
@to_option
@conduct_option
@asked_option
@corpus_option
@json_option
@plainly
def check(
    facts: Path, route: str | None, requesting: str | None, requested: str | None, conduct_on: dt.datetime | None,
    asked_on: dt.datetime | None, version: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Is the conduct an offence on both sides, and what decides it?"""
    from tutela import answer as room

    case = case_of(facts, requesting, requested)
    books = room.Books.load(opened(version))
    one, two = states_of(facts, case, books, requesting, requested)
    if route is not None:
        known_route(books, route)
    done, asked = date_of(conduct_on), date_of(asked_on)
    with room.said_of(facts):
        found = room.check_case(case, one, two, books, route=route, conduct_on=done, asked_on=asked)
    if as_json:
        return click.echo(json.dumps(found.as_json(), indent=2, ensure_ascii=False))
    click.echo(f"dual criminality required: {found.required.required} ({found.required.why})")
    click.echo(f"{found.answer}: {found.said}")
    for side in (found.requesting, found.requested):
        click.echo(
            f"  {side.system}: {side.answer}. {side.said} [{', '.join(p.citation for p in side.provisions[:4])}]"
        )
        if defences := {d for p in side.provisions if p.covers == "yes" for d in p.defences}:
            click.echo(f"    defences listed, not assumed: {len(defences)}")
    for caution in found.cautions:
        click.echo(f"  ! {caution}")
    for q in found.questions:
        click.echo(f"  ? {q.ask} ({q.id})")
    return None


@law.command()
@click.option("--system", required=True, metavar="SYSTEM", help="A legal system, such as FR.")
@click.option("--only", metavar="ID", multiple=True, help="Only this criterion (may be repeated).")
@conduct_option
@asked_option
@corpus_option
@json_option
@plainly
def criteria(
    system: str,
    only: tuple[str, ...],
    conduct_on: dt.datetime | None,
    asked_on: dt.datetime | None,
    version: str | None,
    as_json: bool,
) -> None:
    """One system against the criteria that are regions of conduct, in sentences."""
    from tutela import law as room

    asked = date_of(asked_on) or today()
    found = room.criteria(
        room.load(opened(version)), system, on=date_of(conduct_on) or asked, asked_on=asked, only=only or None
    )
    if as_json:
        return click.echo(json.dumps({k: v.as_json() for k, v in found.items()}, indent=2, ensure_ascii=False))
    console = console_for()
    for name, one in found.items():
        console.print(f"[bold]{name}[/]  {one.answer}  [bright_black]{one.statement}[/]", highlight=False)
        for part in one.parts:
            console.print(f"   {part.kind.replace('_', ' ')}: {part.say}", highlight=False, markup=False)
            console.print(f"      {'; '.join(part.sources)}", highlight=False, markup=False, style="bright_black")
        dated = f"{one.review} · text of {one.text_as_of or 'unknown date'}"
        console.print(
            f"   [bright_black]{dated}{', not confirmed since' if one.not_confirmed_since else ''}. {one.caveat}[/]",
            highlight=False,
        )
    return None


@law.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
def lint(folder: Path | None) -> None:
    """Check every line of the corpus (or of the corpus below FOLDER): law, rights and routes."""
    from tutela.cooperation import COOPERATION
    from tutela.cooperation import load as load_routes
    from tutela.law import LAW
    from tutela.rights import RIGHTS

    try:
        corpus = open_corpus(root=folder)
        data = LAW.build(corpus.root)
        if folder is None or (folder / "rights").is_dir():
            RIGHTS.build(corpus.root)
        if folder is None or (folder / "cooperation").is_dir():
            COOPERATION.build(corpus.root)
            load_routes(corpus)
    except CorpusError as err:
        for problem in err.problems:
            click.echo(str(problem))
        click.echo(f"{len(err.problems)} problem(s)")
        sys.exit(1)
    readings = sum(len(s.readings) for s in data.systems.values())
    click.echo(f"ok: {len(data.systems)} systems, {readings} readings, {len(data.instruments)} instruments")


@law.command()
@click.argument("system")
@click.argument("provision")
@corpus_option
@plainly
def text(system: str, provision: str, version: str | None) -> None:
    """A provision: our summary, what was read from it, and its text where a text pack was added."""
    from tutela import law as room

    books = room.load(opened(version))
    files = books.system(system)
    found = next((p for p in files.provisions if p.id == provision), None)
    if found is None:
        raise room.LawError(
            f"{files.system.id} has no provision {provision!r}; it has {', '.join(p.id for p in files.provisions)}"
        )
    console = console_for()
    console.print(f"[bold]{found.citation}[/]  {found.heading or ''}", highlight=False)
    console.print(found.summary, highlight=False)
    for reading in (r for r in files.readings if provision in (r.provision, *(x.provision for x in r.penalty))):
        console.print(
            f"  read as {reading.id} {reading.para}: {reading.title} ({reading.confidence} confidence)", highlight=False
        )
    console.print(f"sha256 of the text read: {found.sha256}", style="bright_black", highlight=False)
    body = room.text_of(found.sha256)
    console.rule("text as read" if body else "text not added: tutela law texts add DIR")
    if body:
        click.echo(body)


@law.group()
def texts() -> None:
    """Text packs: verbatim texts beside their readings."""


@texts.command()
@click.argument("folder", type=click.Path(path_type=Path))
@corpus_option
@plainly
def add(folder: Path, version: str | None) -> None:
    """Add the text pack in FOLDER: every hash is checked first, and nothing is kept if one is wrong."""
    from tutela import law as room

    done = room.add(room.load(opened(version)), folder)
    click.echo(
        f"{done.kept} texts with the right hash ({done.new} new); "
        f"{done.shown} provisions of the corpus now show their text"
    )
    for line in done.differs:
        click.echo(f"differs: {line}")
