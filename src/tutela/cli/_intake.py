"""`tutela report …` and `tutela receipt …`: what was reported, and what a reporter holds in hand."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutela.cli._common import json_option, printable, unusable

if TYPE_CHECKING:
    from tutela.intake import Report
    from tutela.ledger import Finding

file_path = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def report() -> None:
    """Reports as they come in: read one, see what was understood and what was not."""


@report.command()
@click.argument("file", type=file_path)
@click.option(
    "--file-details", "details", type=file_path, multiple=True, help="A <fileDetails> document of it (repeat)."
)
@json_option
def read(file: Path, details: tuple[Path, ...], as_json: bool) -> None:
    """Read a CyberTipline report from FILE into the neutral form that a case is made from.

    Exit status: 0 all of it was understood and keeps the interface's rules, 1 something has no place or breaks a rule,
    2 FILE is no such document.
    """
    from tutela.formats import cybertipline

    try:
        document = file.read_bytes()
        whole = cybertipline.read_report(document)
        parts = [cybertipline.read_file_details(one.read_bytes()) for one in details]
    except (cybertipline.CyberTiplineError, OSError) as err:
        unusable(err)
    made = cybertipline.to_report(whole, parts, document=document)
    faults = [*whole.faults, *(fault for part in parts for fault in part.faults)]
    if as_json:
        listed = [
            {"path": one.path, "kind": one.kind, "what": one.what, "expected": one.expected, "code": one.code.value}
            for one in faults
        ]
        click.echo(json.dumps({"report": made.model_dump(mode="json"), "faults": listed}, indent=2))
    else:
        for line in (*_said(made), *(f"fault       {one}" for one in faults)):
            click.echo(printable(line))
    sys.exit(1 if faults or made.unparsed else 0)


@click.group()
def receipt() -> None:
    """The receipt for a report: what a node signed, and whether its log holds it."""


@receipt.command("verify")
@click.argument("file", metavar="RECEIPT", type=file_path)
@click.argument("reported", metavar="[REPORT]", type=file_path, required=False)
@click.option("--key", metavar="VKEY", required=True, help="The key of the node's log, which you have from elsewhere.")
@click.option("--log-key", metavar="VKEY", help="The key of the log that holds the entry, where a later one does.")
@json_option
def verify(file: Path, reported: Path | None, key: str, log_key: str | None, as_json: bool) -> None:
    """Check RECEIPT with the node's key, and REPORT, the file that was sent, against it.

    Exit status: 0 nothing speaks against it, 1 something does, 2 a file or a key cannot be used.
    """
    from tutela.intake import verify_receipt
    from tutela.ledger import LedgerError

    try:
        sent = None
        if reported is not None:
            with reported.open("rb") as stream:
                sent = hashlib.file_digest(stream, "sha256").digest()
        checked = verify_receipt(file.read_bytes(), key, sha256=sent, log_vkey=log_key)
    except (LedgerError, OSError) as err:
        unusable(err)
    say_findings(checked.findings, ok=checked.ok, as_json=as_json)


def say_findings(findings: Sequence[Finding], *, ok: bool, as_json: bool) -> None:
    """Each on a line of its own, and the exit status that they have together."""
    if as_json:
        every = [{"name": one.name, "holds": one.holds, "says": one.says} for one in findings]
        click.echo(json.dumps({"ok": ok, "findings": every}, indent=2))
    else:
        for one in findings:
            click.echo(printable(str(one)))
    sys.exit(0 if ok else 1)


def _said(made: Report) -> Iterator[str]:
    """The report for a person, its derived parts with their reasons."""
    yield f"kind        {made.incident.kind}"
    yield from (f"            {one.kind}: {one.says} ({one.because})" for one in made.incident.reasons)
    if made.incident.happened:
        yield f"happened    {made.incident.happened.said}"
    for claim in made.urgency:
        yield f"urgent      {claim.kind}: {claim.says} ({', '.join(claim.because)})"
    for person in made.persons:
        names = [one.value for account in person.accounts for one in account.identifiers]
        age = [] if person.who.age is None else [f"{person.who.age} years"]
        yield f"{person.role:11} {', '.join([*filter(None, [person.who.name]), *age, *names]) or 'nothing said'}"
    for file in made.files:
        viewed = {True: "viewed by the sender", False: "not viewed by the sender", None: "viewed: not said"}[
            file.viewed
        ]
        hashes = ", ".join(f"{one.kind} {one.value}" for one in file.hashes) or "no hash"
        yield f"file        {', '.join(file.names) or 'no name'}: {hashes}; {viewed}"
    yield f"SHA-256     {made.source.sha256}"
    yield f"facts       {made.facts}: {len(made.placed)} placed, {len(made.unparsed)} without a place"
    yield from (f"unparsed    {one.path}: {one.said} ({one.why})" for one in made.unparsed)
