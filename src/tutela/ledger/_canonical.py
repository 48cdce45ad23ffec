"""Canonical JSON as decision 0006 fixes it, for every document that is digested or signed.

The form is RFC 8785 (JCS) over objects, lists, strings, booleans, null and integers within ±(2^53 − 1). Times, UUIDs
and digests are strings of one form each. Errors begin with `what`, the name of the document or of its field.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from typing import Any, NoReturn

import rfc8785

from tutela.ledger._errors import LedgerError

UUID_FORM = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
_DEEPEST = 32  # a document nests less; a hostile one must not exhaust the stack
_MOST_INTEGER = 2**53 - 1


def canonical(value: dict[str, Any], what: str) -> bytes:
    """The bytes of a JSON object.

    Raises:
        LedgerError: it holds what the form does not allow; the message says where.
    """
    check_json(value, what)
    return canonical_json(value)


def canonical_json(value: dict[str, Any]) -> bytes:
    """RFC 8785 (JCS) of a value that holds no other numbers than integers within ±(2^53 − 1).

    The standard library's encoder writes such a value in the same bytes, but for the order of keys beyond U+FFFF (JCS
    sorts by UTF-16 units), and takes a tenth of the time: text that is ASCII throughout needs nothing else.
    """
    text = _ENCODER.encode(value)
    return text.encode("ascii") if text.isascii() else rfc8785.dumps(value)


def read_canonical(said: bytes, what: str) -> dict[str, Any]:
    """The JSON object that `said` is the canonical form of.

    Raises:
        LedgerError: it is no JSON object, or its bytes are not the canonical ones.
    """
    value = read_json(said, what)
    if canonical(value, what) != said:
        raise LedgerError(f"{what}: is not in canonical form (RFC 8785); its bytes are not those that were signed")
    return value


def read_json(said: bytes, what: str) -> dict[str, Any]:
    """A JSON object without fractions; its bytes need not be canonical yet.

    Raises:
        LedgerError: it is not one.
    """
    try:
        value = json.loads(said, parse_float=_refuse_number, parse_constant=_refuse_number)
    except (ValueError, RecursionError) as err:
        raise LedgerError(f"{what}: is no JSON of this form: {err}") from err
    if not isinstance(value, dict):
        raise LedgerError(f"{what}: is no JSON object")
    return value


def check_json(value: Any, what: str, depth: int = 0) -> None:
    """Check that a value may stand in a canonical document.

    Raises:
        LedgerError: it may not; the message says where and what is expected.
    """
    if depth > _DEEPEST:
        raise LedgerError(f"{what}: nests more than {_DEEPEST} deep")
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise LedgerError(f"{what}: the key {key!r:.80} is no string")
            check_json(key, f"{what}, a key")
            check_json(inner, f"{what}.{key}", depth + 1)
    elif isinstance(value, list):
        for k, inner in enumerate(value):
            check_json(inner, f"{what}[{k}]", depth + 1)
    elif isinstance(value, str):
        try:
            value.encode()
        except UnicodeError as err:
            raise LedgerError(f"{what}: holds half a character (a lone surrogate)") from err
    elif isinstance(value, int):
        if abs(value) > _MOST_INTEGER:
            raise LedgerError(f"{what}: {value} is beyond ±(2^53 − 1); give it as a string")
    elif value is not None:
        raise LedgerError(
            f"{what}: {value!r:.80} is no value of the record; expected an object, a list, a string, an "
            "integer, true, false or null (other numbers, times and ids as strings)"
        )


def write_time(at: dt.datetime) -> str:
    """An aware time in UTC with microseconds, such as 2026-11-23T04:40:00.123456Z."""
    return at.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def read_time(said: object, what: str) -> dt.datetime:
    """The time that `write_time` wrote.

    Raises:
        LedgerError: it is written otherwise.
    """
    if isinstance(said, str) and _TIME.fullmatch(said):
        try:
            return dt.datetime.fromisoformat(said)
        except ValueError:
            pass
    raise LedgerError(f"{what}: {said!r:.80}; expected a time such as 2026-11-23T04:40:00.123456Z")


def read_uuid(said: object, what: str) -> uuid.UUID:
    """A UUID in lower case with hyphens.

    Raises:
        LedgerError: it is written otherwise.
    """
    if not isinstance(said, str) or not re.fullmatch(UUID_FORM, said):
        raise LedgerError(f"{what}: {said!r:.80}; expected a UUID in lower case with hyphens")
    return uuid.UUID(said)


def read_digest(said: object, what: str) -> bytes:
    """The 32 bytes of a digest.

    Raises:
        LedgerError: it is not 64 hex digits in lower case.
    """
    if not isinstance(said, str) or not _DIGEST.fullmatch(said):
        raise LedgerError(f"{what}: {said!r:.80}; expected 64 hex digits in lower case")
    return bytes.fromhex(said)


def _refuse_number(said: str) -> NoReturn:
    raise ValueError(f"the number {said} is no integer")
