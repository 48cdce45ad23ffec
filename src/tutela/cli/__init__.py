"""The command line: `tutela answer` for a case, `tutela law …` for the law behind it, `tutela routes`, `tutela rights`,
`tutela request …` to another state, `tutela ledger …` for a node's record; `report …`, `receipt …`, `evidence …` for
what comes in; `node …` where the node is installed.

Rooms are imported where they are used, so that `--help` and short commands start at once. Whatever is wrong with what
was given ends in one plain message and exit status 2, never in a traceback.
"""

from __future__ import annotations

import gc
import sys

import click

from tutela import __version__
from tutela.cli._answer import answer, demo
from tutela.cli._evidence import evidence
from tutela.cli._intake import receipt, report
from tutela.cli._law import law
from tutela.cli._ledger import ledger
from tutela.cli._measures import rights, routes
from tutela.cli._request import request


class Commands(click.Group):
    """Our own commands, and those that other distributions add under the entry point group `tutela.commands`.

    Those are listed without being imported: the node is a large thing to load for somebody who asks for `--help`.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *ADDED]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, cmd_name) or (_added(cmd_name) if cmd_name in ADDED else None)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, self.commands[name].get_short_help_str(90)) for name in super().list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([*rows, *ADDED.items()])


ADDED = {"node": "Make, run and look after a node (needs tutela[node])."}
"""Commands of other distributions that the help names, with their line in it."""


def _added(name: str) -> click.Command:
    """A command behind an entry point, or one that says what to install."""
    from importlib.metadata import entry_points

    try:
        command = next(iter(entry_points(group="tutela.commands", name=name))).load()
    except (StopIteration, ModuleNotFoundError) as err:
        return _missing(name, err)
    if not isinstance(command, click.Command):
        raise TypeError(f"the entry point tutela.commands:{name} gave {command!r}; expected a click command")
    return command


def _missing(name: str, err: Exception) -> click.Command:
    anything = {"ignore_unknown_options": True, "allow_extra_args": True}

    @click.command(name, context_settings=anything, add_help_option=False)
    def missing() -> None:
        lacking = f" ({err.name} is missing)" if isinstance(err, ModuleNotFoundError) else ""
        click.echo(f"tutela: the node is not installed here{lacking}; run: pip install 'tutela[node]'", err=True)
        sys.exit(2)

    return missing


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, "--version", message="%(prog)s %(version)s")
def main() -> None:
    """Tutela: one common ground for protecting children online.

    Nothing here is legal advice. Every answer names its sources, its review and the day to which its texts are true.
    """


for command in (answer, demo, law, routes, rights, request, ledger, report, receipt, evidence):
    main.add_command(command)


def run() -> None:
    """The `tutela` command. A process of a second makes few cycles: collecting costs more than it frees."""
    gc.disable()
    main()
