"""`tutela ledger …`: checking a log, and proving that an entry is in it."""

from __future__ import annotations

import importlib.metadata
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutela.cli._common import json_option, unusable

if TYPE_CHECKING:
    from tutela.ledger import Verified

NODE_FOLDER = "tutela.node_folder"  # the entry point group under which a node says how its folder is verified


@click.group()
def ledger() -> None:
    """The record that cannot be changed unseen: check a copy of it, prove an entry."""


@ledger.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--key", "keys", metavar="VKEY", multiple=True, help="The key that must have signed (repeat for several)."
)
@click.option("--bodies", is_flag=True, help="Also open every account: a node's folder only, and needs its key.")
@json_option
def verify(path: Path, keys: tuple[str, ...], bodies: bool, as_json: bool) -> None:
    """Check every entry and every tile of the log in PATH, its root and its signature.

    PATH is a copy of a log (`checkpoint` and `tile/`), a folder of such copies named 1, 2 and on, or a node's folder.
    Exit status: 0 nothing is wrong, 1 something is, 2 PATH or KEY cannot be used.
    """
    from tutela.ledger import LedgerError
    from tutela.ledger import verify as verify_log

    try:
        if (path / "node.toml").is_file():
            if keys:
                raise LedgerError("a node's folder holds its own keys; to check it with KEY, check an exported copy")
            found = _verify_node(path, bodies=bodies)
        elif bodies:
            raise LedgerError(
                f"{path} is a copy of a log: it holds only hashes of the bodies. Give the node's folder, or check one "
                "body that was disclosed to you as docs/auditor.md tells"
            )
        else:
            found = verify_log(path, key=keys or None)
    except LedgerError as err:
        unusable(err)
    if as_json:
        said = {"ok": found.ok, "size": found.size, "first_bad": found.first_bad}
        errors = [{"where": e.where, "index": e.index, "what": e.what} for e in found.errors]
        click.echo(json.dumps({**said, "errors": errors}, indent=2, ensure_ascii=False))
    else:
        _say(found)
    for note in found.notes:
        click.echo(note, err=True)
    sys.exit(0 if found.ok else 1)


@ledger.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("index", type=click.IntRange(min=0))
def prove(path: Path, index: int) -> None:
    """Print the proof (C2SP tlog-proof) that entry INDEX is in the log in PATH.

    docs/auditor.md tells how to check it without Tutela.
    """
    from tutela.ledger import LedgerError, TileLog, proof_text

    try:
        log = TileLog(path)
        hashes = log.inclusion(index)
        click.echo(proof_text(index, hashes, (path / "checkpoint").read_text("utf-8")), nl=False)
    except LedgerError as err:
        unusable(err)


def _verify_node(folder: Path, *, bodies: bool) -> Verified:
    from tutela.ledger import LedgerError, Verified

    found = importlib.metadata.entry_points(group=NODE_FOLDER, name="verify")
    try:
        verify_node = next(iter(found)).load()
    except (StopIteration, ModuleNotFoundError) as err:
        raise LedgerError(
            f"{folder} is a node's folder, and what reads it is not installed; `pip install tutela[node]`, or give the "
            "path of one of its logs"
        ) from err
    verified = verify_node(
        folder, bodies=bodies, ask=lambda question: click.prompt(question, hide_input=True, err=True)
    )
    if not isinstance(verified, Verified):
        raise TypeError(f"the entry point {NODE_FOLDER}:verify gave {verified!r}; expected tutela.ledger.Verified")
    return verified


def _say(found: Verified) -> None:
    for fault in found.errors:
        click.echo(str(fault))
    if found.ok:
        click.echo(f"ok: {found.size:,} entries, every hash made anew, root and signature are right")
    else:
        first = f"; the first entry touched is {found.first_bad}" if found.first_bad is not None else ""
        click.echo(f"NOT OK: {len(found.errors)} fault(s) in a log of {found.size:,} entries{first}")
