"""The partner list: which nodes a node exchanges envelopes with, under which keys, and who vouches for each key.

The node that keeps the list signs it. Nothing is ever taken out: an entry that was replaced or withdrawn has an end,
and stays, since old letters and receipts are verified with old keys. A key that differs from the one before is in the
list only with its reason: `continuity` (the old key signed the new description) or `person` (somebody compared
fingerprints).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cached_property
from itertools import pairwise
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from tutela.cooperation.envelopes._description import Description, read_description
from tutela.cooperation.envelopes._errors import EnvelopeError, FormError, RefusedError
from tutela.cooperation.envelopes._fingerprint import Fingerprint
from tutela.cooperation.envelopes._form import Count, Form, NodeName, Part, Time
from tutela.cooperation.envelopes._keys import Identity
from tutela.ledger import LedgerError, Note, NoteVerifier

Way = Literal["telephone", "video", "in_person", "sealed_letter"]
"""Over which way, other than the network, a fingerprint was compared."""

OFFICER = r"^officer:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"


class Trust(Part):
    """Why an entry is in the list. `person`: `by` (`officer:UUID` of the keeper) compared the fingerprint with the
    node's officer, by `over`. `continuity`: the key before signed it. `replaces`: the digits of the fingerprint before,
    None for a node's first entry.
    """

    how: Literal["person", "continuity"]
    at: Time
    by: Annotated[str, Field(pattern=OFFICER)] | None
    over: Way | None
    replaces: str | None

    @model_validator(mode="after")
    def _whole(self) -> Trust:
        if (self.how == "person") != (self.by is not None) or (self.how == "person") != (self.over is not None):
            raise ValueError("a person's confirmation says by whom and over which way; continuity says neither")
        if self.how == "continuity" and self.replaces is None:
            raise ValueError("a node's first key is confirmed by a person; expected how: person")
        return self


class Partner(Part):
    """One entry: a node's description as it signed it, why it is trusted, and when the entry ended (None: it has not;
    then the description's own `until` counts).
    """

    note: Annotated[str, Field(max_length=100_000)]
    trust: Trust
    ends: Time | None

    @model_validator(mode="after")
    def _signed(self) -> Partner:
        try:
            _ = self.read
        except EnvelopeError as err:
            raise ValueError(str(err)) from err
        return self

    @cached_property
    def read(self) -> tuple[Description, Note]:
        return read_description(self.note)

    @property
    def description(self) -> Description:
        return self.read[0]

    @property
    def node(self) -> str:
        return self.description.node

    @property
    def fingerprint(self) -> Fingerprint:
        return self.description.fingerprint

    @property
    def end(self) -> dt.datetime:
        return self.description.until if self.ends is None else min(self.ends, self.description.until)

    def holds(self, at: dt.datetime) -> bool:
        """Whether the keys of this entry may be used at `at`."""
        return self.description.start <= at < self.end

    def is_signed_by(self, verifier: NoteVerifier) -> bool:
        """Whether that key signed the description."""
        try:
            verifier.verify(self.read[1])
        except LedgerError:
            return False
        return True


class Partners(Form):
    """The list as its keeper signs it; `number` rises with every change."""

    header: ClassVar[str] = "tutela/partners@v1"
    what: ClassVar[str] = "partner list"

    keeper: NodeName
    number: Count
    made_at: Time
    partners: tuple[Partner, ...]

    @model_validator(mode="after")
    def _chained(self) -> Self:
        for entries in self._by_node.values():
            if entries[0].trust.how != "person" or entries[0].trust.replaces is not None:
                raise ValueError(f"the first entry of {entries[0].node} is not confirmed by a person")
            for old, new in pairwise(entries):
                _check_follows(old, new)
        return self

    @cached_property
    def _by_node(self) -> dict[str, tuple[Partner, ...]]:
        found: dict[str, tuple[Partner, ...]] = {}
        for entry in self.partners:
            found[entry.node] = (*found.get(entry.node, ()), entry)
        return found

    @property
    def nodes(self) -> tuple[str, ...]:
        """The names of all nodes that are or were on the list, in order."""
        return tuple(sorted(self._by_node))

    def entries(self, node: str) -> tuple[Partner, ...]:
        """All entries of a node, the oldest first; none for a node that was never on the list."""
        return self._by_node.get(node, ())

    def current(self, node: str, at: dt.datetime) -> Partner:
        """The newest entry of a node that holds at `at`: the one to write to.

        Raises:
            EnvelopeError: there is none.
        """
        entries = self.entries(node)
        held = next((entry for entry in reversed(entries) if entry.holds(at)), None)
        if held is None:
            why = "it was never on the list" if not entries else f"its keys ended on {entries[-1].end:%Y-%m-%d}"
            raise EnvelopeError(f"{node} cannot be written to: {why}; ask for its description and confirm it")
        return held

    def signer(self, node: str, signs: Callable[[Description], bool], at: dt.datetime) -> Partner:
        """The newest entry of a node of whose key `signs` is true, and that holds at `at`.

        Raises:
            RefusedError: the node is not known, has another key, or the key has ended.
        """
        entries = self.entries(node)
        if not entries:
            raise RefusedError("unknown_sender", f"{node:.120} is not on the list of partners")
        named = [entry for entry in entries if signs(entry.description)]
        if not named:
            raise RefusedError(
                "changed_key",
                f"{node} signs with a key that is not on the list; held is {entries[-1].fingerprint}. "
                "Ask for its new description, and compare fingerprints",
            )
        held = next((entry for entry in reversed(named) if entry.holds(at)), None)
        if held is None:
            last = named[-1]
            raise RefusedError(
                "lapsed_key",
                f"the key of {node} holds from {last.description.start:%Y-%m-%d} to {last.end:%Y-%m-%d %H:%M} UTC",
            )
        return held

    def who_signed(self, node: str, note: Note, at: dt.datetime, what: str) -> Partner:
        """The entry of a node whose key, which holds at `at`, made the one signature of a note; `what` names it.

        Raises:
            RefusedError: as `signer`; or `forged`, or `malformed` where there are signatures by others.
        """
        lines = {(line.name, line.key_id) for line in note.signatures}
        partner = self.signer(node, lambda one: (one.verifier.name, one.verifier.key_id) in lines, at)
        try:
            partner.description.verifier.verify(note)
        except LedgerError as err:
            raise RefusedError("forged", f"the {what} is not what {node} signed: {err}") from err
        if len(lines) != 1:
            raise RefusedError("malformed", f"the {what} has signatures by others beside {node}; expected one")
        return partner

    def signed_by(self, keeper: Identity) -> str:
        """The list as a note.

        Raises:
            EnvelopeError: the list is another node's.
        """
        if keeper.node != self.keeper:
            raise EnvelopeError(f"the list is kept by {self.keeper}; {keeper.node} cannot sign it")
        return self.signed(keeper.signer)


def read_partners(note: str | bytes, keeper: NoteVerifier) -> Partners:
    """The list of a note, after its keeper's signature, each node's own, and each claim of continuity were checked.

    Raises:
        FormError: it is no list, or not signed by that keeper.
    """
    made, parsed = Partners.parse(note)
    try:
        keeper.verify(parsed)
    except LedgerError as err:
        raise FormError(f"partner list of {made.keeper}: {err}") from err
    if keeper.name != f"{made.keeper}/envelopes":
        raise FormError(f"the partner list says that {made.keeper} keeps it; it is signed by {keeper.name}")
    return made


def _check_follows(old: Partner, new: Partner) -> None:
    """A node's next entry: a higher number, no log under another key, and a reason for a changed key."""
    was, now = old.description, new.description
    if now.number <= was.number:
        raise ValueError(f"description {now.number} of {now.node} does not follow {was.number}")
    if new.trust.replaces != was.fingerprint.digits:
        raise ValueError(f"the entry of {now.node} does not say which key it replaces")
    if new.trust.how == "continuity" and not (new.is_signed_by(was.verifier) and new.trust.at <= old.end):
        raise ValueError(f"the new key of {now.node} is not signed by its old key while that held, as the list says")
    check_logs(was, now)


def check_logs(was: Description, now: Description) -> None:
    """Check that no log has got another key.

    Raises:
        ValueError: one has.
    """
    keys = {log.name: log.vkey for log in was.log_verifiers}
    for log in now.log_verifiers:
        if keys.get(log.name, log.vkey) != log.vkey:
            raise ValueError(f"the log {log.name} has another key than before; a new key opens a new log")
