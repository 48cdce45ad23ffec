"""`tutela routes` and `tutela rights …`: channels between states, and the rights test alone."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import click

from tutela.cli._common import (
    asked_option,
    console_for,
    corpus_option,
    date_of,
    from_option,
    json_option,
    opened,
    plainly,
    state_of,
    to_option,
    today,
)
from tutela.corpus import plain


@click.command()
@click.option(
    "--data",
    "data",
    metavar="KIND",
    multiple=True,
    required=True,
    help="A kind of data: subscriber, traffic, content, … (may be repeated).",
)
@click.option("--urgent", is_flag=True, help="There is a danger to life.")
@click.option("--provider", metavar="STATE", help="Under whose law the provider stands.")
@click.option("--all", "show_all", is_flag=True, help="Also closed routes.")
@from_option
@to_option
@asked_option
@corpus_option
@plainly
def routes(
    data: tuple[Any, ...], urgent: bool, provider: str | None, show_all: bool,
    requesting: str | None, requested: str | None, asked_on: dt.datetime | None, version: str | None,
) -> None:  # fmt: skip
    """Every channel between two states: open, closed or unknown, its deadline, and what to check before sending."""
    from tutela import cooperation, law

    if requesting is None or requested is None:
        raise law.LawError("which states? expected --from STATE and --to STATE")
    corpus = opened(version)
    books, systems = cooperation.load(corpus), law.load(corpus)
    one, two = state_of(systems, requesting), state_of(systems, requested)
    need = cooperation.Need(frozenset(data), urgent=urgent, provider_state=provider and state_of(systems, provider))
    for r in cooperation.routes(need, one, two, date_of(asked_on) or today(), using=books):
        if r.status != "closed" or show_all:
            click.echo(f"{r.status:8} {r.id:11} {r.name}: {r.deadline.said}. {r.because}")


@click.group()
def rights() -> None:
    """The rights test."""


@rights.command()
@corpus_option
@plainly
def measures(version: str | None) -> None:
    """The measures of the catalogue, with their tier."""
    from tutela import rights as room

    for m in room.load(opened(version)).measures:
        click.echo(f"{m.id:28} tier {m.tier}  {m.name}")


@rights.command()
@click.argument("facts", type=click.Path(path_type=Path))
@click.option("--full", is_flag=True, help="Everything, not only what fits a page.")
@corpus_option
@json_option
@plainly
def assess(facts: Path, full: bool, version: str | None, as_json: bool) -> None:
    """May the measure that FACTS.yaml proposes be taken? The file may hold a proposal and nothing else."""
    from tutela import answer as room
    from tutela import rights as test

    proposal = room.read_proposal(facts)
    corpus = test.load(opened(version))
    with room.said_of(facts):
        found = test.assess(proposal, corpus)
    if as_json:
        return click.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
    room.render_rights(found, console_for(), full=full)
    return None
