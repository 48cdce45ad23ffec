"""How a node describes itself to others: name, address, keys, logs, and from when to when, signed by the key it names.

A description that changes the keys is signed by the old key too (`describe(…, before=old)`): then others need no
telephone. `number` rises with every description, so that an old one cannot be brought back.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cached_property
from ipaddress import ip_address
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from tutela.cooperation.envelopes._errors import EnvelopeError, FormError
from tutela.cooperation.envelopes._fingerprint import Fingerprint, fingerprint_of
from tutela.cooperation.envelopes._form import Count, Form, Line, NodeName, Time
from tutela.cooperation.envelopes._keys import Identity, check_recipient, key_id, signer_name
from tutela.ledger import LedgerError, Note, NoteVerifier, parse_origin

_HOST = re.compile(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]")


def _address(said: str) -> str:
    parts = urlsplit(said)
    host = parts.netloc.rpartition(":")[0] if parts.port is not None else parts.netloc
    bare = parts.username is None and not parts.query and not parts.fragment and not said.endswith(("/", "?", "#"))
    if not _HOST.fullmatch(host) or not bare or not said.isascii() or any(c.isspace() for c in said):
        raise ValueError("is no address of a node; expected https://HOST[:PORT][/PATH], without a slash at its end")
    if parts.scheme != "https" and not (parts.scheme == "http" and _on_this_machine(parts.hostname or "")):
        raise ValueError("is not under https; http is for two nodes on one machine only")
    return said


def _on_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _key(said: str) -> str:
    try:
        if NoteVerifier.parse(said).vkey != said:
            raise ValueError("is not written as a verifier key is written: NAME+KEYID+BASE64")
    except LedgerError as err:
        raise ValueError(str(err)) from err
    return said


def _recipient(said: str) -> str:
    try:
        check_recipient(said)
    except EnvelopeError as err:
        raise ValueError(str(err)) from err
    return said


Vkey = Annotated[str, Field(max_length=400), AfterValidator(_key)]
Recipient = Annotated[str, Field(max_length=100), AfterValidator(_recipient)]


class Description(Form):
    """A node as it describes itself. Addresses of its endpoints follow `url`; `logs` are the verifier keys of its
    ledger, newest first, and never change under their number.
    """

    header: ClassVar[str] = "tutela/node@v1"
    what: ClassVar[str] = "description"

    node: NodeName
    number: Count
    title: Line
    system: Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
    url: Annotated[str, Field(max_length=500), AfterValidator(_address)]
    signing: Vkey
    recipient: Recipient
    logs: Annotated[tuple[Vkey, ...], Field(min_length=1, max_length=100)]
    start: Annotated[Time, Field(alias="from")]
    until: Time

    @model_validator(mode="after")
    def _whole(self) -> Description:
        if self.verifier.name != signer_name(self.node):
            raise ValueError(f"the signing key is named {self.verifier.name}; expected {signer_name(self.node)}")
        names = [log.name for log in self.log_verifiers]
        for name in names:
            try:
                owner, _ = parse_origin(name)
            except LedgerError as err:
                raise ValueError(str(err)) from err
            if owner != self.node:
                raise ValueError(f"the log {name} is of {owner}; expected a log of {self.node}")
        if len(set(names)) < len(names):
            raise ValueError("one log is named with two keys")
        if self.start >= self.until:
            raise ValueError("it ends before it begins")
        return self

    @cached_property
    def verifier(self) -> NoteVerifier:
        """The key that signs for the node."""
        return NoteVerifier.parse(self.signing)

    @cached_property
    def log_verifiers(self) -> tuple[NoteVerifier, ...]:
        return tuple(NoteVerifier.parse(vkey) for vkey in self.logs)

    @cached_property
    def key_id(self) -> str:
        return key_id(self.node, self.verifier.public)

    @cached_property
    def fingerprint(self) -> Fingerprint:
        return fingerprint_of(self.node, self.signing, self.recipient)


def describe(
    by: Identity, *, number: int, title: str, system: str, url: str, logs: tuple[str, ...],
    start: dt.datetime, until: dt.datetime, before: Identity | None = None,
) -> str:  # fmt: skip
    """The signed description of a node: "this is me".

    Args:
        number: one more than that of the last description.
        title: the organisation, as people call it.
        system: its legal system, such as `DE` or `GB-EAW`.
        url: where its endpoints stand, such as `https://node.example/exchange`.
        logs: the verifier keys of its ledger, newest first; all that ever were.
        start, until: when the keys may be used, aware times.
        before: the identity whose keys these replace; others then take them without a person.

    Raises:
        EnvelopeError: a field is not of its form.
    """
    try:
        made = Description(
            node=by.node, number=number, title=title, system=system, url=url, signing=by.verifier.vkey,
            recipient=by.recipient, logs=logs, start=start, until=until,
        )  # fmt: skip
    except ValueError as err:
        raise FormError(f"the description of {by.node}: {err}") from err
    if before is not None and before.node != by.node:
        raise EnvelopeError(f"the keys before are those of {before.node}; expected those of {by.node}")
    signers = [by.signer] if before is None or before.verifier == by.verifier else [by.signer, before.signer]
    return made.signed(*signers)


def read_description(note: str | bytes) -> tuple[Description, Note]:
    """The description and its note, after it was checked that the key that it names signed it. That shows that whoever
    made it has the key, not who that is: `admit` decides about trust.

    Raises:
        FormError: it is no description, or not signed by its own key.
    """
    made, parsed = Description.parse(note)
    try:
        made.verifier.verify(parsed)
    except LedgerError as err:
        raise FormError(f"description of {made.node}: {err}") from err
    return made, parsed
