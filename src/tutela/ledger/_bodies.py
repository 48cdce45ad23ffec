"""The two bodies of an event: its account (that it was done) and its content (what was done), frozen as version 1.

Each is a JSON object in the canonical form of RFC 8785 (JCS), whose bytes decision 0006 fixes. Sealed with it is a salt
of 32 random bytes, so that nobody without the salt can test a guess at a body: the account's digest is the entry of the
log, the content's stands in the account.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar, get_args
from typing import Literal as OneOf

from tutela.ledger._canonical import (
    UUID_FORM,
    canonical_json,
    check_json,
    read_digest,
    read_json,
    read_time,
    read_uuid,
    write_time,
)
from tutela.ledger._errors import LedgerError

VERSION = 1
SALT = 32  # bytes
Outcome = OneOf["done", "refused"]

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@~-]{0,199}")  # names of things, never free text
_ACTOR = re.compile(rf"node|officer:{UUID_FORM}")
_ON = re.compile(rf"[a-z][a-z0-9_-]{{0,63}}:{UUID_FORM}")

T = TypeVar("T")


@dataclass(frozen=True)
class Account:
    """That something was done: who, when, which act, on what, why it was allowed. No name and no free text.

    Args:
        event: the event's UUID, version 4.
        node: the node's name.
        at: when, aware; written in UTC with microseconds.
        actor: `officer:UUID` or `node`.
        roles: the roles that the actor acted in.
        act: such as `measure.decide`.
        on: what the act was on, `kind:UUID`.
        purpose, basis: words from closed lists; None where the act needs none.
        outcome: `done` or `refused`.
        why: the policies that decided.
        software: what wrote this, such as `tutela/0.1.0`.
        content: the content's digest (`Content.digest`), 32 bytes; None where there is no content.

    Raises:
        LedgerError: a field is not of its form; the message names it.
    """

    event: uuid.UUID
    node: str
    at: dt.datetime
    actor: str
    roles: tuple[str, ...]
    act: str
    on: str
    purpose: str | None
    basis: str | None
    outcome: Outcome
    why: tuple[str, ...]
    software: str
    content: bytes | None = None

    def __post_init__(self) -> None:
        _check_event(self.event)
        if self.at.tzinfo is None:
            raise LedgerError("account, at: the time has no zone; expected an aware time")
        _expect(_ACTOR, "actor", self.actor, "`node` or `officer:` and a UUID in lower case")
        _expect(_ON, "on", self.on, "a kind, a colon and a UUID in lower case")
        words: dict[str, tuple[str, ...]] = {
            "node": (self.node,), "act": (self.act,), "software": (self.software,), "roles": self.roles,
            "why": self.why, "purpose": _given(self.purpose), "basis": _given(self.basis),
        }  # fmt: skip
        for name, said in words.items():
            for word in said:
                _expect(_WORD, name, word, "one word of letters, digits and . _ : / @ ~ -, 200 characters at most")
        if self.outcome not in get_args(Outcome):
            raise LedgerError(f"account, outcome: {self.outcome!r}; expected done or refused")
        if self.content is not None and len(self.content) != 32:
            raise LedgerError(f"account, content: {len(self.content)} bytes; expected 32, a SHA-256 digest, or None")

    def canonical(self) -> bytes:
        """The body's bytes (RFC 8785)."""
        return canonical_json(
            {
                "v": VERSION, "event": str(self.event), "node": self.node, "at": write_time(self.at),
                "actor": self.actor, "roles": list(self.roles), "act": self.act, "on": self.on, "purpose": self.purpose,
                "basis": self.basis, "outcome": self.outcome, "why": list(self.why), "software": self.software,
                "content": self.content.hex() if self.content is not None else None,
            }
        )  # fmt: skip

    @classmethod
    def parse(cls, opened: bytes) -> tuple[bytes, Account]:
        """The salt and the account, of the unsealed bytes salt ‖ canonical account.

        Raises:
            LedgerError: the bytes are not those of an account of version 1; nothing but the canonical form is taken.
        """
        salt, said = _parsed(opened, "account", _ACCOUNT_KEYS)
        for key, value in said.items():
            many = key in ("roles", "why")
            if many and not (isinstance(value, list) and all(isinstance(v, str) for v in value)):
                raise LedgerError(f"account, {key}: {value!r:.80}; expected a list of words")
            if not many and not isinstance(value, str) and not (value is None and key in _MAY_BE_NULL):
                raise LedgerError(f"account, {key}: {value!r:.80}; expected a string")
        content = said.pop("content")
        made = cls(
            event=read_uuid(said.pop("event"), "event"), at=read_time(said.pop("at"), "account, at"),
            roles=tuple(said.pop("roles")), why=tuple(said.pop("why")),
            content=None if content is None else read_digest(content, "account, content"), **said,
        )  # fmt: skip
        return salt, _unchanged(made, made.canonical(), opened)


@dataclass(frozen=True)
class Content:
    """What was done: the fields of an act, as JSON values (objects, lists, strings, booleans, None, and integers within
    ±(2^53 − 1)). Times, UUIDs and digests are given as strings.

    Raises:
        LedgerError: a field is not of these; the message names it.
    """

    event: uuid.UUID
    act: str
    fields: dict[str, Any]

    def __post_init__(self) -> None:
        _check_event(self.event)
        _expect(_WORD, "act", self.act, "the name of an act")
        if not isinstance(self.fields, dict):
            raise LedgerError(f"content, fields: {self.fields!r:.80}; expected an object")
        check_json(self.fields, "content, fields")

    def canonical(self) -> bytes:
        """The body's bytes (RFC 8785)."""
        return canonical_json({"v": VERSION, "event": str(self.event), "act": self.act, "fields": self.fields})

    def digest(self, salt: bytes) -> bytes:
        """What the account holds of it: SHA-256(salt ‖ canonical content); `salt`: 32 bytes."""
        return digest_of(salt, self.canonical())

    @classmethod
    def parse(cls, opened: bytes) -> tuple[bytes, Content]:
        """The salt and the content, of the unsealed bytes salt ‖ canonical content.

        Raises:
            LedgerError: the bytes are not those of a content of version 1; nothing but the canonical form is taken.
        """
        salt, said = _parsed(opened, "content", frozenset({"event", "act", "fields"}))
        if not isinstance(said["event"], str) or not isinstance(said["act"], str):
            raise LedgerError("content: event and act must be strings")
        made = cls(read_uuid(said["event"], "event"), said["act"], said["fields"])
        return salt, _unchanged(made, made.canonical(), opened)


def leaf(salt: bytes, account: Account) -> bytes:
    """The entry that the log holds of an event: SHA-256(salt ‖ canonical account), 32 bytes; `salt`: 32 bytes.

    Raises:
        LedgerError: the salt is not 32 bytes.
    """
    return digest_of(salt, account.canonical())


def digest_of(salt: bytes, body: bytes) -> bytes:
    """The same of a body whose canonical bytes are at hand: SHA-256(salt ‖ body), 32 bytes.

    Raises:
        LedgerError: the salt is not 32 bytes.
    """
    if len(salt) != SALT:
        raise LedgerError(f"the salt has {len(salt)} bytes; expected {SALT}, random and of this body alone")
    return sha256(salt + body).digest()


_ACCOUNT_KEYS = frozenset(Account.__dataclass_fields__)
_MAY_BE_NULL = frozenset({"purpose", "basis", "content"})


def _parsed(opened: bytes, what: str, keys: frozenset[str]) -> tuple[bytes, dict[str, Any]]:
    """Salt and fields; the version is taken off."""
    if len(opened) <= SALT:
        raise LedgerError(f"{what}: {len(opened)} bytes; expected a salt of {SALT} and a body")
    said = read_json(opened[SALT:], what)
    version = said.pop("v", None)
    if version != VERSION:
        raise LedgerError(f"{what}, v: {version!r:.40}; expected {VERSION}; a newer Tutela may know this form")
    if said.keys() != keys:
        raise LedgerError(f"{what}: has the keys {sorted(said)}; expected {sorted(keys)}")
    return opened[:SALT], said


def _unchanged(made: T, canonical: bytes, opened: bytes) -> T:
    """Whatever JSON allows beside the canonical form (order, spaces, doubled keys, other escapes) shows here."""
    if canonical != opened[SALT:]:
        raise LedgerError("the body is not in canonical form (RFC 8785): its bytes are not those that were logged")
    return made


def _given(word: str | None) -> tuple[str, ...]:
    return () if word is None else (word,)


def _expect(form: re.Pattern[str], name: str, said: object, expected: str) -> None:
    if not isinstance(said, str) or not form.fullmatch(said):
        raise LedgerError(f"account, {name}: {said!r:.80}; expected {expected}")


def _check_event(event: uuid.UUID) -> None:
    if event.version != 4:
        raise LedgerError(f"event: {event} is of version {event.version}; expected a random UUID, version 4")
