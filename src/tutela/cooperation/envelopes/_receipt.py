"""Receipts: that the receiver's ledger holds exactly this envelope.

The receipt shows the account and the content of the one event that recorded the outcome, with their salts (decision
0006): whoever reads it computes the leaf. A C2SP tlog-proof of that leaf, under a checkpoint that the receiver's log
signed, shows later that the event is *logged*: it cannot be taken back any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tutela.cooperation.envelopes._errors import ReceiptError
from tutela.ledger import Account, Checkpoint, Content, LedgerError, NoteVerifier, Proof, leaf


@dataclass(frozen=True)
class Receipt:
    """The event: salts of 32 bytes, and both bodies."""

    account_salt: bytes
    account: Account
    content_salt: bytes
    content: Content

    @classmethod
    def parse(cls, account: bytes, content: bytes) -> Receipt:
        """A receipt of the event's opened bodies, each salt ‖ canonical body, as the node's vault unseals them.

        Raises:
            ReceiptError: they are no bodies of an event.
        """
        try:
            return cls(*Account.parse(account), *Content.parse(content))
        except LedgerError as err:
            raise ReceiptError(f"the receipt holds no event: {err}") from err

    @property
    def account_bytes(self) -> bytes:
        return self.account_salt + self.account.canonical()

    @property
    def content_bytes(self) -> bytes:
        return self.content_salt + self.content.canonical()

    @property
    def leaf(self) -> bytes:
        """What the log holds of it, 32 bytes."""
        return leaf(self.account_salt, self.account)

    def check(self, node: str, act: str, on: str, fields: dict[str, Any]) -> None:
        """Check that this is the event by which `node` did `act` on `on`, and that it says exactly `fields`.

        Raises:
            ReceiptError: it is another event; the message says what differs.
        """
        account, content = self.account, self.content
        wanted = {"node": node, "act": act, "on": on, "outcome": "done"}
        found = {name: getattr(account, name) for name in wanted}
        for name, value in wanted.items():
            if found[name] != value:
                raise ReceiptError(f"the receipt's event has {name} {found[name]!r}; expected {value!r}")
        if account.content != content.digest(self.content_salt):
            raise ReceiptError("the receipt's content is not the one that its account names")
        if (content.event, content.act) != (account.event, account.act):
            raise ReceiptError("the receipt's content and account are of two events")
        if content.fields != fields:
            differs = sorted(k for k in fields.keys() | content.fields.keys() if fields.get(k) != content.fields.get(k))
            raise ReceiptError(f"the receipt is not that of this envelope: {', '.join(differs)} differ")


@dataclass(frozen=True)
class Logged:
    """Where the event stands for good: the log's origin, the entry's index from 0, the checkpoint that shows it."""

    origin: str
    index: int
    checkpoint: Checkpoint


def verify_logged(receipt: Receipt, proof: str, logs: Iterable[NoteVerifier]) -> Logged:
    """Check a tlog-proof of a receipt's leaf against the keys of the receiver's logs (`Partner`'s description has them;
    give those of all its entries).

    Raises:
        ReceiptError: the proof is malformed, of another entry, or not signed by one of these logs under its own name.
    """
    try:
        parsed = Proof.parse(proof)
    except LedgerError as err:
        raise ReceiptError(f"the proof of the receipt cannot be read: {err}") from err
    why = "no key of a log of the receiver is known"
    for log in logs:
        try:
            checkpoint = parsed.verify(receipt.leaf, log)
        except LedgerError as err:
            why = str(err)
            continue
        if checkpoint.origin == log.name:
            return Logged(checkpoint.origin, parsed.index, checkpoint)
        why = f"the checkpoint says that it is of {checkpoint.origin}, and {log.name} signed it"
    raise ReceiptError(f"the proof does not show that the receipt is logged: {why}")
