"""The command line: `tutela answer` for a case, `tutela law …` for the law behind it, `tutela routes`, `tutela rights`,
`tutela ledger …` for a node's record.

Rooms are imported where they are used, so that `--help` and short commands start at once. Whatever is wrong with what
was given ends in one plain message and exit status 2, never in a traceback.
"""

from __future__ import annotations

import gc

import click

from tutela import __version__
from tutela.cli._answer import answer, demo
from tutela.cli._law import law
from tutela.cli._ledger import ledger
from tutela.cli._measures import rights, routes


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, "--version", message="%(prog)s %(version)s")
def main() -> None:
    """Tutela: one common ground for protecting children online.

    Nothing here is legal advice. Every answer names its sources, its review and the day to which its texts are true.
    """


for command in (answer, demo, law, routes, rights, ledger):
    main.add_command(command)


def run() -> None:
    """The `tutela` command. A process of a second makes few cycles: collecting costs more than it frees."""
    gc.disable()
    main()
