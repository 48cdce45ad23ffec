"""`tutela node …`: making, running and looking after a node. docs/operations.md is its manual.

What is wrong ends in one plain message and exit status 2; `doctor` alone has 1, for findings.
"""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TextIO, TypeVar

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
    os.umask(0o077)  # what a node writes is for its own user alone, whatever the machine's custom is


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


@node.command()
@FOLDER
@click.argument("to", type=click.Path(path_type=Path, file_okay=False))
@click.option("--with-node-key", is_flag=True, help="Also the node key (file holder): with it the backup opens itself.")
@click.option("--prune", "only_prune", is_flag=True, help="Only delete archives of keys that have expired.")
@_plainly
def backup(folder: Path, to: Path, with_node_key: bool, only_prune: bool) -> None:
    """Back the node in FOLDER up into the place TO, while it runs or not."""
    import datetime as dt

    from tutela_node.operating import back_up, prune

    place = to.expanduser().resolve()
    if only_prune:
        for gone in prune(place, dt.datetime.now(dt.UTC).date()):
            click.echo(f"Expired, deleted: {gone.name}")
        return
    done = back_up(_folder(folder), place, with_node_key=with_node_key)
    click.echo(f"The backup:  {done.path}")
    click.echo(f"Its keys:    {done.keys}")
    for gone in done.pruned:
        click.echo(f"Expired, deleted: {gone.name}")
    for said in done.noticed:
        click.echo(f"NOTICED: {said}; run: tutela node doctor {folder}", err=True)
    if with_node_key:
        click.secho(
            "\nWARNING: this backup holds the node key. Whoever has it and its keys reads everything in the node: "
            "lock it away, and never send it through a network.", fg="yellow", bold=True, err=True,
        )  # fmt: skip


@node.command()
@click.argument("backup", type=click.Path(path_type=Path, file_okay=False, exists=True))
@FOLDER
@click.option(
    "--keys", type=click.Path(path_type=Path, dir_okay=False), help="The archive of keys (usually: the backup's)."
)
@click.option(
    "--node-key", type=click.Path(path_type=Path, dir_okay=False), help="The node key, from where you keep it."
)
@click.option(
    "--mark", type=click.Path(path_type=Path, dir_okay=False), help="The old node's high-water mark, if saved."
)
@PASSPHRASE_FILE
@_plainly
def restore(
    backup: Path, folder: Path, keys: Path | None, node_key: Path | None, mark: Path | None,
    passphrase_file: Path | None,
) -> None:  # fmt: skip
    """Make a node in FOLDER, where nothing is yet, of the backup in BACKUP."""
    from tutela_node.config import Folder, read_config
    from tutela_node.operating import passphrase_for
    from tutela_node.operating import restore as make

    source = backup.expanduser().resolve()
    secret = passphrase_for(read_config(Folder(source)), passphrase_file)
    done = make(source, _folder(folder), keys=keys, node_key=node_key, passphrase=secret, mark=mark)
    for said in done.sentences():
        click.echo(said)


@node.command()
@FOLDER
@click.option(
    "--backups", type=click.Path(path_type=Path, file_okay=False), help="Also look through this place of backups."
)
@PASSPHRASE_FILE
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
@_plainly
def doctor(folder: Path, backups: Path | None, passphrase_file: Path | None, as_json: bool) -> None:
    """Say what is not as it should be in the node in FOLDER, and what to do. Exit status: 1 if it must be mended."""
    from tutela_node.operating import examine, passphrase_for

    found = examine(
        _folder(folder), lambda config: passphrase_for(config, passphrase_file),
        backups=backups.expanduser().resolve() if backups else None,
    )  # fmt: skip
    grave = any(f.grave for f in found)
    if as_json:
        rows = [{"what": f.what, "grave": f.grave, "said": f.said, "do": f.do} for f in found]
        click.echo(json.dumps({"ok": not grave, "findings": rows}, indent=2, ensure_ascii=False))
    else:
        for f in found:
            click.secho("MUST BE MENDED" if f.grave else "worth knowing", bold=f.grave, fg="red" if f.grave else None)
            click.echo(f"  {f.said}.\n  What to do: {f.do}.")
        click.echo(f"{len(found)} finding(s)." if found else "Nothing was found that is not as it should be.")
    sys.exit(1 if grave else 0)


@node.command()
@FOLDER
@click.argument("backups", type=click.Path(path_type=Path, file_okay=False))
@PASSPHRASE_FILE
@_plainly
def upgrade(folder: Path, backups: Path, passphrase_file: Path | None) -> None:
    """Bring the node in FOLDER, stopped, to the installed version, after a backup into BACKUPS."""
    from tutela_node.config import read_config
    from tutela_node.operating import passphrase_for
    from tutela_node.operating import upgrade as bring

    at = _folder(folder)
    done = bring(at, passphrase_for(read_config(at), passphrase_file), backups.expanduser().resolve())
    if done.backup is None:
        click.echo("The node is of the installed version already; nothing was changed.")
        return
    click.echo(f"The backup from before: {done.backup.path}")
    click.echo(f"Upgraded: {', '.join(done.changed)}. Start it: tutela node run {at.path}")


@node.command("rotate-keys")
@FOLDER
@click.option("--node", "node_key", is_flag=True, help="A new node key (or a new passphrase).")
@click.option("--sealing", is_flag=True, help="A new sealing key.")
@click.option("--account", is_flag=True, help="A new key for what oversight reads; old ones stay for old accounts.")
@click.option("--sign-in", is_flag=True, help="A new key for sessions: everybody signs in again.")
@click.option("--log", is_flag=True, help="A new log key: the next log opens.")
@PASSPHRASE_FILE
@click.option(
    "--new-passphrase-file", type=click.Path(path_type=Path, dir_okay=False),
    help="With --node: read the new passphrase from this file (else it is asked).",
)  # fmt: skip
@_plainly
def rotate_keys(
    folder: Path, node_key: bool, sealing: bool, account: bool, sign_in: bool, log: bool,
    passphrase_file: Path | None, new_passphrase_file: Path | None,
) -> None:  # fmt: skip
    """Make new keys for the node in FOLDER, stopped. Cut short, it is finished at the next start."""
    from tutela_node.config import NodeError, read_config
    from tutela_node.operating import at_rest, new_passphrase, passphrase_for, rotate, whole

    chosen = {"sealing": sealing, "account": account, "sign-in": sign_in, "log": log}
    names = [name for name, wanted in chosen.items() if wanted]
    if not names and not node_key:
        raise NodeError("which keys? give one or more of --node, --sealing, --account, --sign-in, --log")
    at = _folder(folder)
    whole(at)
    config = read_config(at)
    with at_rest(at):
        secret = passphrase_for(config, passphrase_file)
        following = None
        if node_key and config.key_holder == "passphrase":
            following = new_passphrase(new_passphrase_file, "The new passphrase of the node key")
        rotate(at, config, secret, names, node=node_key, following=following)
    click.echo(f"New keys: {', '.join([*names, *(['node'] if node_key else [])])}. Back the node up now.")
    if node_key:
        click.echo(
            "The old node key is kept in keys/ until the last backup of keys that it opens has expired; "
            "the new one belongs into your safe today.", err=True,
        )  # fmt: skip


@node.command("recovery-kit")
@FOLDER
@PASSPHRASE_FILE
@_plainly
def recovery_kit(folder: Path, passphrase_file: Path | None) -> None:
    """Print the node key on three sheets of words, of which any two give it back."""
    from tutela_node.config import read_config
    from tutela_node.operating import make_kit, passphrase_for

    at = _folder(folder)
    config = read_config(at)
    for number, sheet in enumerate(make_kit(at, config, passphrase_for(config, passphrase_file)), 1):
        click.echo(f"Sheet {number} of 3 · recovery kit of {config.name}\n\n    {sheet}\n")
    click.echo(
        "Any two sheets open everything in this node. Print them, give them to three people, keep no copy here, and "
        "make a new kit after `tutela node rotate-keys --node`.",
        err=True,
    )


@node.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--sheets", type=click.File(), help="A file with two sheets, one a line (else they are asked for).")
@click.option("--passphrase", is_flag=True, help="Put the key under a new passphrase (a node made with --passphrase).")
@PASSPHRASE_FILE
@_plainly
def recover(file: Path, sheets: TextIO | None, passphrase: bool, passphrase_file: Path | None) -> None:
    """Bring a node key back from two sheets of its recovery kit, into FILE."""
    from tutela_node.config import NodeError
    from tutela_node.operating import new_passphrase
    from tutela_node.operating import recover as bring_back

    if sheets is not None:
        read = [line for line in sheets.read().splitlines() if line.strip()]
    elif sys.stdin.isatty():
        read = [click.prompt(f"The words of the {which} sheet", err=True) for which in ("first", "second")]
    else:
        raise NodeError("there is no terminal to ask for the sheets; give --sheets FILE, one sheet a line")
    bring_back(file, read, new_passphrase(passphrase_file) if passphrase or passphrase_file else None)
    click.echo(f"The node key is back in {file}: put it into the folder's keys/, or give it to restore --node-key.")


__all__ = ["node"]
