"""`tutela node …`: making, running and looking after a node. docs/operations.md is its manual.

What is wrong ends in one plain message and exit status 2; `doctor` alone has 1, for findings.
"""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

if TYPE_CHECKING:
    from tutela_node.config import Folder

P = ParamSpec("P")
R = TypeVar("R")

FOLDER = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
PASSPHRASE_FILE = click.option(
    "--passphrase-file", type=click.Path(path_type=Path, dir_okay=False),
    help="Read the passphrase of the node key from this file (else it is asked at the terminal).",
)  # fmt: skip


def _plainly(command: Callable[P, R]) -> Callable[P, R]:
    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        from tutela.ledger import LedgerError
        from tutela_node.config import NodeError

        try:
            return command(*args, **kwargs)
        except (NodeError, LedgerError) as err:
            click.echo(f"tutela: {err}", err=True)
            sys.exit(2)

    return run


def _folder(path: Path) -> Folder:
    from tutela_node.config import Folder

    return Folder(path.expanduser().resolve())


@click.group()
def node() -> None:
    """Make, run and look after a node: the web application of one organisation."""


@node.command()
@FOLDER
@click.option("--title", help="What people call this node: the organisation's name.")
@click.option("--name", help="Its name in its record, like a host name: node.police.example. It is never changed.")
@click.option("--system", help="The legal system it works under, such as DE or GB-EAW.")
@click.option("--listen", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT")
@click.option("--passphrase", is_flag=True, help="Put the node key under a passphrase, not in a file.")
@PASSPHRASE_FILE
@click.option("--administrator", metavar="NAME", help="The first administrator.")
@click.option("--email", help="Their address: it is what they sign in with.")
@click.option("--unit", metavar="NAME", help="Their unit.")
@_plainly
def init(
    folder: Path, title: str | None, name: str | None, system: str | None, listen: str, passphrase: bool,
    passphrase_file: Path | None, administrator: str | None, email: str | None, unit: str | None,
) -> None:  # fmt: skip
    """Make a new node in FOLDER, and a link for its first administrator."""
    from tutela_node.operating import Administrator, new_config, new_passphrase, set_up

    asked = {
        "--title": ("The organisation's name", title),
        "--name": ("The node's name in its record (like node.police.example)", name),
        "--system": ("The legal system (like DE or GB-EAW)", system),
        "--administrator": ("The first administrator's name", administrator),
        "--email": ("Their e-mail address", email),
        "--unit": ("Their unit", unit),
    }
    given = _asked(asked)
    under = passphrase or passphrase_file is not None
    config = new_config(
        given["--name"], given["--title"], given["--system"], listen=listen,
        key_holder="passphrase" if under else "file",
    )  # fmt: skip
    secret = new_passphrase(passphrase_file) if under else None
    at = _folder(folder)
    first = Administrator(given["--administrator"], given["--email"], given["--unit"])
    link = set_up(at, config, secret, first)
    click.echo(f"The node {config.name} is set up in {at.path}.\n")
    click.echo(f"Start it:          tutela node run {at.path}")
    click.echo(f"Then {first.name} opens this link, once, within 72 hours:\n\n    {link}\n")
    click.echo("Who has the link has the administrator's account: hand it over in person or by telephone.")
    if not under:
        click.secho(f"\nWARNING: the node key lies in {at.keys / 'node.key'}.", fg="yellow", bold=True, err=True)
        click.echo(
            "Anybody who can read that file and the database can read everything in this node. It is fit for a trial. "
            "For real work make the node with --passphrase, or keep the key in a hardware security module. "
            "Lose the file, and nothing in this node can ever be read again: keep a copy on paper or in a safe, "
            "never beside a backup.",
            err=True,
        )
    else:
        click.echo(
            "\nLose the passphrase, and nothing in this node can ever be read again: keep it in a safe as well.",
            err=True,
        )


def _asked(wanted: dict[str, tuple[str, str | None]]) -> dict[str, str]:
    """The values, asked for at the terminal where they were not given."""
    from tutela_node.config import NodeError

    missing = [option for option, (_, value) in wanted.items() if not value]
    if missing and not sys.stdin.isatty():
        raise NodeError(f"missing: {', '.join(missing)}; give them, or start this in a terminal, where they are asked")
    return {option: value or click.prompt(said, err=True) for option, (said, value) in wanted.items()}


@node.command()
@FOLDER
@click.option("--workers", type=click.IntRange(1, 64), help="Processes, for this start (usually: as node.toml says).")
@click.option("--listen", metavar="HOST:PORT", help="Another address; it is kept in node.toml.")
@PASSPHRASE_FILE
@_plainly
def run(folder: Path, workers: int | None, listen: str | None, passphrase_file: Path | None) -> None:
    """Serve the node in FOLDER until Ctrl+C or SIGTERM."""
    from tutela_node.config import read_config
    from tutela_node.operating import passphrase_for
    from tutela_node.operating import run as serve

    at = _folder(folder)
    serve(at, passphrase_for(read_config(at), passphrase_file), workers=workers, listen=listen)


@node.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.option(
    "--cases", type=click.IntRange(1, 1_000_000), default=60, show_default=True, help="How many, when it is made."
)
@click.option("--fresh", is_flag=True, help="Throw away the demonstration that is there, and make it anew.")
@click.option("--only-make", is_flag=True, help="Make it, and do not run it.")
@_plainly
def demo(folder: Path | None, cases: int, fresh: bool, only_make: bool) -> None:
    """A made-up office with months of work in it, on this machine alone. Nobody in it exists."""
    from tutela_node.operating import default_folder, demonstration
    from tutela_node.operating import run as serve

    at = _folder(folder or default_folder())
    config = demonstration(at, lambda said: click.echo(said, err=True), cases=cases, fresh=fresh)
    if only_make:
        return
    click.echo(f"The demonstration: {config.url}   (Ctrl+C ends it)")
    click.echo("Sign in as one of its made-up officers: the page offers them, without a password.", err=True)
    serve(at, None)


__all__ = ["json", "node"]
