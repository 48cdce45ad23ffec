"""`tutela answer` and `tutela demo`: the page."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import click

from tutela.cli._common import (
    asked_option,
    case_of,
    conduct_option,
    console_for,
    corpus_option,
    date_of,
    documents,
    facts_path,
    from_option,
    json_option,
    opened,
    plainly,
    states_of,
    to_option,
)


@click.command()
@click.argument("facts", type=click.Path(path_type=Path), required=False)
@click.option("--sample", metavar="NAME", help="Answer a made-up sample case instead (`--samples` lists them).")
@click.option("--samples", "list_samples", is_flag=True, help="List the sample cases.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a facts file.")
@click.option("--full", is_flag=True, help="Everything, not only what fits a page.")
@click.option("--svg", type=click.Path(path_type=Path), help="Also write the page as a picture.")
@click.option(
    "--pdf", type=click.Path(path_type=Path), help="Also write the whole page as PDF (needs tutela[documents])."
)
@from_option
@to_option
@conduct_option
@asked_option
@corpus_option
@json_option
@plainly
def answer(
    facts: Path | None, sample: str | None, list_samples: bool, schema: bool, full: bool, svg: Path | None,
    pdf: Path | None, requesting: str | None, requested: str | None, conduct_on: dt.datetime | None,
    asked_on: dt.datetime | None, version: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Is this an offence on both sides, by which route, and may we? One page for the case in FACTS.yaml."""
    from tutela import answer as room

    if schema:
        return click.echo(json.dumps(room.json_schema(), indent=2))
    if list_samples:
        for name, path in room.samples().items():
            case = room.read_case(path)
            states = f"{case.states.asks} asks {case.states.asked}" if case.states else ""
            click.echo(f"{name:14} {case.title} ({states})")
        return None
    path = facts_path(facts, sample)
    case = case_of(path, requesting, requested)
    books = room.Books.load(opened(version))
    one, two = states_of(path, case, books, requesting, requested)
    with room.said_of(path):
        page = room.compose(case, one, two, books, conduct_on=date_of(conduct_on), asked_on=date_of(asked_on))
    if pdf is not None:
        with documents():
            from tutela import formats

            pdf.write_bytes(formats.answer_pdf(page))
    if as_json:
        return click.echo(json.dumps(room.as_json(page), indent=2, ensure_ascii=False))
    console = console_for(record=svg is not None)
    room.render(page, console, full=full)
    if svg is not None:
        picture = console.export_svg(title=f"tutela answer --from {one} --to {two}")
        # The picture must not fetch anything when it is looked at: fonts are those of the machine.
        svg.write_text(re.sub(r"@font-face \{.*?\}\n?", "", picture, flags=re.DOTALL), encoding="utf-8")
    return None


@click.command()
@plainly
def demo() -> None:
    """A sample case, answered."""
    from tutela import answer as room

    path, books = room.samples()["yes"], room.Books.load()
    case = room.read_case(path)
    one, two = states_of(path, case, books, None, None)
    console = console_for()
    room.render(room.compose(case, one, two, books), console)
    console.print("Six more made-up cases: tutela answer --samples, then tutela answer --sample NAME", style="cyan")
