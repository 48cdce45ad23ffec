"""`tutela evidence …`: digests of a file, and whether an exhibit that arrived is whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import BinaryIO

import click

from tutela.cli._common import json_option, printable, unusable
from tutela.cli._intake import file_path, say_findings


@click.group()
def evidence() -> None:
    """Exhibits: their digests, their custody."""


@evidence.command("hash")
@click.argument("files", metavar="FILE...", type=click.File("rb"), nargs=-1, required=True)
@json_option
def hash_files(files: tuple[BinaryIO, ...], as_json: bool) -> None:
    """SHA-256, BLAKE3, size and kind of each FILE (- for standard input), in one read. Nothing is kept."""
    from tutela.evidence import EvidenceError, digest

    said = []
    for file in files:
        try:
            found = digest(file)
        except (EvidenceError, OSError) as err:
            unusable(err)
        digests = found.digests
        said.append(
            {
                "file": getattr(file, "name", "-"),
                "sha256": digests.sha256.hex(),
                "blake3": digests.blake3.hex(),
                "size": digests.size,
                "media_type": found.sniffed,
            }
        )
    if as_json:
        click.echo(json.dumps(said, indent=2))
        return
    for one in said:
        click.echo(printable(f"{one['file']}: {one['size']:,} bytes, {one['media_type'] or 'of no known kind'}"))
        click.echo(f"  SHA-256  {one['sha256']}\n  BLAKE3   {one['blake3']}")


@evidence.command()
@click.argument("statement", type=file_path)
@click.argument("exhibit", metavar="[EXHIBIT]", type=file_path, required=False)
@click.option("--key", "keys", metavar="VKEY", multiple=True, required=True, help="The key of each log in the chain.")
@json_option
def verify(statement: Path, exhibit: Path | None, keys: tuple[str, ...], as_json: bool) -> None:
    """Check the custody STATEMENT that came with an exhibit, and the file EXHIBIT against it.

    Exit status: 0 signature, chain and proofs hold and nothing speaks against it, 1 not so, 2 a file or a key cannot be
    used.
    """
    from tutela.evidence import verify_exhibit
    from tutela.ledger import LedgerError

    try:
        package = statement.read_bytes()
        if exhibit is None:
            checked = verify_exhibit(package, None, keys)
        else:
            with exhibit.open("rb") as stream:
                checked = verify_exhibit(package, stream, keys)
    except (LedgerError, OSError) as err:
        unusable(err)
    say_findings(checked.findings, ok=checked.ok, as_json=as_json)
