"""The command line."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tutela.corpus import CorpusError, open_corpus


@click.group()
def main() -> None:
    """Tutela: one common ground for protecting children online."""


@main.group()
def law() -> None:
    """Legal systems, readings and criteria."""


@law.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
def lint(folder: Path | None) -> None:
    """Check every line of the law corpus (or of the corpus below FOLDER)."""
    from tutela.law._read import LAW

    corpus = open_corpus(root=folder)
    try:
        data = LAW.build(corpus.root)
    except CorpusError as err:
        for problem in err.problems:
            click.echo(str(problem))
        click.echo(f"{len(err.problems)} problem(s)")
        sys.exit(1)
    click.echo(f"ok: {len(data.systems)} systems, {sum(len(s.readings) for s in data.systems.values())} readings")
