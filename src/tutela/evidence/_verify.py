"""Whether an exhibit that arrives is the one that was acquired, and whether its custody is whole and proven."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tutela.clocks import WrittenTime
from tutela.evidence._digest import Readable, digest
from tutela.evidence._errors import EvidenceError
from tutela.evidence._exhibit import LAST, CustodyEntry, Exhibit
from tutela.evidence._statement import Link, Statement, read_statement
from tutela.ledger import Account, Checkpoint, Content, Finding, LedgerError, Note, NoteVerifier, Proof, parse_origin

Keys = dict[str, NoteVerifier]
"""The log keys that are trusted, by the origin of their log."""


@dataclass(frozen=True)
class ExhibitChecked:
    """What was found. `statement`: None where what was given is none."""

    statement: Statement | None
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether signature, chain and proofs were checked and hold, and nothing else speaks against the exhibit. That
        its bytes are unchanged is among it only where they were given: look at the finding `bytes`.
        """
        held = {one.name for one in self.findings if one.holds}
        return {"form", "signed", "chain", "proven"} <= held and all(one.holds is not False for one in self.findings)

    def holds(self, name: str) -> bool | None:
        """What was found under a name; None also where it was not looked at."""
        return next((one.holds for one in self.findings if one.name == name), None)


def verify_exhibit(package: bytes, stream: Readable | None, vkeys: Iterable[str]) -> ExhibitChecked:
    """Check a custody statement and the exhibit's bytes against it; needs nothing of the node that it comes from.

    Args:
        package: the document of `custody_statement`.
        stream: the exhibit's bytes, read once, no further than they may go; None: they are not checked.
        vkeys: the keys of the logs that are in the chain, `NAME+KEYID+BASE64`, which you have from elsewhere.

    Findings: `form`; `signed`, the statement by the node that hands over; `bytes`, size and both digests; `chain`, each
    entry names the one before it and this exhibit, and may follow it; `proven`, each entry's event is in the log of its
    node, in this order; `times`, none runs backwards (None: where a zone is not said, more than one order is possible).

    Raises:
        LedgerError: a key is malformed.
    """
    keys = {key.name: key for key in map(NoteVerifier.parse, vkeys)}
    try:
        said = read_statement(package)
    except EvidenceError as err:
        return ExhibitChecked(None, (Finding("form", False, str(err)),))
    form = Finding("form", True, f"exhibit {said.exhibit.number} ({said.exhibit.id}), {len(said.chain)} entries")
    entries = [link.entry for link in said.chain]
    recorded = [link.recorded for link in said.chain]
    found = (
        form,
        _signed(said, keys),
        _bytes(said.exhibit, stream),
        _first(
            "chain",
            _breaks(said, entries, recorded),
            "each entry names the one before it, from the acquisition to the node that states it",
        ),
        _proven(said, keys),
        _times(said, entries, recorded),
    )
    return ExhibitChecked(said, found)


def _signed(said: Statement, keys: Keys) -> Finding:
    if said.promised != said.found:
        return Finding("signed", False, "the chain is not the one that was signed: another exhibit, length or digest")
    note = Note.parse(said.note)
    of_node = [key for key in keys.values() if _node_of(key.name) == said.node]
    if not of_node:
        return Finding("signed", None, f"no key of a log of {said.node} was given")
    names = {(one.name, one.key_id) for one in note.signatures}
    signer = next((key for key in of_node if (key.name, key.key_id) in names), of_node[0])
    try:
        signer.verify(note)
    except LedgerError as err:
        return Finding("signed", False, str(err))
    return Finding("signed", True, f"stated by {signer.name} on {said.stated:%Y-%m-%d at %H:%M:%S} UTC")


def _bytes(exhibit: Exhibit, stream: Readable | None) -> Finding:
    if stream is None:
        return Finding("bytes", None, "the exhibit's bytes were not given, so they were not compared")
    try:
        found = digest(stream, most=exhibit.digests.size).digests
    except EvidenceError as err:
        return Finding("bytes", False, str(err))
    wanted = exhibit.digests
    if found.size != wanted.size:
        return Finding("bytes", False, f"there are {found.size:,} bytes; the exhibit has {wanted.size:,}")
    for name, here, there in (("SHA-256", found.sha256, wanted.sha256), ("BLAKE3", found.blake3, wanted.blake3)):
        if here != there:
            return Finding("bytes", False, f"other bytes: their {name} is {here.hex()}, the exhibit's {there.hex()}")
    return Finding("bytes", True, f"these {found.size:,} bytes, unchanged: SHA-256 and BLAKE3 are the exhibit's")


def _breaks(said: Statement, entries: Sequence[CustodyEntry], recorded: Sequence[Account]) -> Iterator[str]:
    """What is wrong between the entries, in their order."""
    whole, before = said.exhibit.digest, None
    for k, (entry, event) in enumerate(zip(entries, recorded, strict=True), 1):
        if entry.exhibit != whole:
            yield f"entry {k} is about another exhibit, or about this one as it was described otherwise"
        if entry.previous != (before and before.digest):
            yield f"entry {k} does not follow the one before it: one was changed, left out or put in"
        if (entry.handling == "acquired") != (k == 1):
            yield f"entry {k} is `{entry.handling}`; expected `acquired` of the first and of no other"
        if before is not None and before.handling in LAST:
            yield f"entry {k} comes after the exhibit was {before.handling}"
        if entry.sha256 is not None and entry.sha256 != said.exhibit.digests.sha256:
            yield f"entry {k}, `{entry.handling}`: its bytes then had the SHA-256 {entry.sha256.hex()}, another"
        if event.on != f"exhibit:{said.exhibit.id}":
            yield f"entry {k} was recorded of {event.on}; expected exhibit:{said.exhibit.id}"
        changed = k > 1 and event.node != recorded[k - 2].node
        if changed and before is not None and (before.handling, entry.handling) != ("handed_over", "received"):
            yield f"entry {k} is of {event.node} and was not received from {recorded[k - 2].node}, which had it before"
        before = entry
    if recorded[-1].node != said.node:
        yield f"the last entry is of {recorded[-1].node}; the statement is by {said.node}"


def _proven(said: Statement, keys: Keys) -> Finding:
    last: dict[str, int] = {}
    roots: dict[tuple[str, int], bytes] = {}
    lacking = set[str]()
    for k, link in enumerate(said.chain, 1):
        try:
            index, checkpoint = _in_log(link, keys)
        except KeyError as err:
            lacking.add(str(err.args[0]))
            continue
        except (EvidenceError, LedgerError) as err:
            return Finding("proven", False, f"entry {k}: {err}")
        origin, size = checkpoint.origin, checkpoint.size
        if roots.setdefault((origin, size), checkpoint.root) != checkpoint.root:
            return Finding("proven", False, f"entry {k}: {origin} signed two trees of {size:,} entries; it was forked")
        if index <= last.get(origin, -1):
            return Finding("proven", False, f"entry {k} is number {index:,} in {origin}, not after the entry before it")
        last[origin] = index
    if lacking:
        return Finding("proven", None, f"the key of {', '.join(sorted(lacking))} was not given")
    return Finding("proven", True, f"the events of all entries are in {', '.join(last)}, in this order")


def _in_log(link: Link, keys: Keys) -> tuple[int, Checkpoint]:
    """The index at which an entry's event is proven, and by which checkpoint; KeyError with an origin without a key."""
    account = Account.parse(link.account)[1]
    salt, content = Content.parse(link.content)
    if account.content != content.digest(salt):
        raise EvidenceError("what was done is not what the event holds: its content has another digest")
    if (account.event, account.act) != (content.event, content.act):
        raise EvidenceError(f"the content is that of another event, {content.event}")
    if account.outcome != "done":
        raise EvidenceError(f"the event {account.event} was {account.outcome}, not done")
    proof = Proof.parse(link.proof)
    origin = Note.parse(proof.note).text.partition("\n")[0]
    if parse_origin(origin)[0] != account.node:
        raise EvidenceError(f"its proof is of the log {origin}; the event is of {account.node}")
    return proof.index, proof.verify(link.leaf, keys[origin])


def _times(said: Statement, entries: Sequence[CustodyEntry], recorded: Sequence[Account]) -> Finding:
    for k, (entry, event) in enumerate(zip(entries, recorded, strict=True), 1):
        if k > 1 and event.at < recorded[k - 2].at:
            return Finding("times", False, f"entry {k} was recorded at {event.at}, before entry {k - 1}")
        if _before(WrittenTime.at_moment(event.at), entry.at):
            return Finding("times", False, f"entry {k} is of {entry.at.said}, after it was recorded at {event.at}")
        earlier = next((j for j in range(k - 1) if _before(entry.at, entries[j].at)), None)
        if earlier is not None:
            what = f"entry {k} is of {entry.at.said}, before entry {earlier + 1}, of {entries[earlier].at.said}"
            return Finding("times", False, what)
    if said.stated < recorded[-1].at:
        return Finding("times", False, f"the statement is of {said.stated}, before the last entry was recorded")
    open_at = [k for k, entry in enumerate(entries, 1) if _unsettled(entry, entries[k - 2] if k > 1 else None)]
    if open_at:
        which = ", ".join(map(str, open_at[:10]))
        return Finding("times", None, f"of entry {which} it is open which came first: the zone or form leaves it so")
    return Finding("times", True, "no time runs backwards, as they were said and as they were recorded")


def _unsettled(entry: CustodyEntry, before: CustodyEntry | None) -> bool:
    """Whether the two may have been in either order, or cannot be compared."""
    if before is None:
        return entry.at.between is None
    here, there = entry.at.between, before.at.between
    return here is None or there is None or here[0] < there[1]


def _before(one: WrittenTime, other: WrittenTime) -> bool:
    """Whether `one` is surely before `other`, whatever their zones are."""
    here, there = one.between, other.between
    return here is not None and there is not None and here[1] < there[0]


def _first(name: str, faults: Iterable[str], fine: str) -> Finding:
    """The first of several faults, and how many more there are."""
    every = list(faults)
    if not every:
        return Finding(name, True, fine)
    more = f" (and {len(every) - 1} more)" if len(every) > 1 else ""
    return Finding(name, False, every[0] + more)


def _node_of(origin: str) -> str | None:
    try:
        return parse_origin(origin)[0]
    except LedgerError:
        return None
