"""The frozen bytes of an event: these bytes may never change, and nothing else is read back."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid
from hashlib import sha256
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from tutela.ledger import Account, Content, LedgerError, canonical_json, leaf

EVENT = uuid.UUID("0b2a4c1e-7f3d-4e5a-9c8b-1234567890ab")
OFFICER = "officer:5d1f2c3b-4a5e-4f60-8172-93a4b5c6d7e8"
SALT = bytes(range(32))

CONTENT = Content(
    EVENT, "measure.decide", {"measure": "block", "days": 30, "until": None, "parts": ["a", True], "é": "ü"}
)
ACCOUNT = Account(
    event=EVENT,
    node="node.example/vienna",
    at=dt.datetime(2026, 11, 23, 5, 40, 0, 123456, tzinfo=dt.timezone(dt.timedelta(hours=1))),
    actor=OFFICER,
    roles=("decider", "reviewer"),
    act="measure.decide",
    on="case:0b2a4c1e-7f3d-4e5a-9c8b-000000000001",
    purpose="protection",
    basis="eu/2022-2065:9",
    outcome="done",
    why=("officers-may-decide",),
    software="tutela/0.1.0",
    content=CONTENT.digest(SALT),
)

# Frozen with decision 0006. If this test fails, the code is wrong, never the bytes.
CONTENT_BYTES = '{"act":"measure.decide","event":"0b2a4c1e-7f3d-4e5a-9c8b-1234567890ab","fields":{"days":30,"measure":"block","parts":["a",true],"until":null,"é":"ü"},"v":1}'.encode()
ACCOUNT_BYTES = (
    b'{"act":"measure.decide","actor":"officer:5d1f2c3b-4a5e-4f60-8172-93a4b5c6d7e8","at":"2026-11-23T04:40:00.123456Z",'
    b'"basis":"eu/2022-2065:9","content":"' + sha256(SALT + CONTENT_BYTES).hexdigest().encode() + b'",'
    b'"event":"0b2a4c1e-7f3d-4e5a-9c8b-1234567890ab","node":"node.example/vienna",'
    b'"on":"case:0b2a4c1e-7f3d-4e5a-9c8b-000000000001","outcome":"done","purpose":"protection",'
    b'"roles":["decider","reviewer"],"software":"tutela/0.1.0","v":1,"why":["officers-may-decide"]}'
)


def test_the_bytes_are_those_of_the_decision() -> None:
    assert CONTENT.canonical() == CONTENT_BYTES
    assert ACCOUNT.canonical() == ACCOUNT_BYTES
    assert leaf(SALT, ACCOUNT) == sha256(SALT + ACCOUNT_BYTES).digest()
    assert CONTENT.digest(SALT) == sha256(SALT + CONTENT_BYTES).digest()


def test_both_bodies_come_back() -> None:
    assert Account.parse(SALT + ACCOUNT_BYTES) == (SALT, ACCOUNT)
    assert Content.parse(SALT + CONTENT_BYTES) == (SALT, CONTENT)
    bare = dataclasses.replace(
        ACCOUNT, actor="node", roles=(), why=(), purpose=None, basis=None, content=None, outcome="refused"
    )
    assert Account.parse(SALT + bare.canonical()) == (SALT, bare)


def test_another_salt_makes_another_leaf() -> None:
    assert leaf(SALT, ACCOUNT) != leaf(bytes(32), ACCOUNT)
    for salt in (b"", SALT[:-1], SALT + b"x"):
        with pytest.raises(LedgerError, match="expected 32, random"):
            leaf(salt, ACCOUNT)
        with pytest.raises(LedgerError, match="expected 32, random"):
            CONTENT.digest(salt)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("event", uuid.UUID(int=0), "expected a random UUID, version 4"),
        ("at", dt.datetime(2026, 1, 1), "the time has no zone"),  # noqa: DTZ001
        ("actor", "officer:me", "account, actor: 'officer:me'; expected `node` or"),
        ("actor", OFFICER.upper(), "account, actor"),
        ("actor", OFFICER + "\n", "account, actor"),
        ("on", "case", "account, on"),
        ("on", "case:" + str(EVENT).replace("-", ""), "account, on"),
        ("act", "", "account, act"),
        ("node", "two words", "account, node: 'two words'; expected one word"),
        ("roles", ("decider", "head of unit"), "account, roles: 'head of unit'"),
        ("why", ("because she said so",), "account, why"),
        ("purpose", "x" * 201, "account, purpose"),
        ("basis", "a\u00e9", "account, basis"),
        ("outcome", "maybe", "expected done or refused"),
        ("software", "tutela 0.1.0", "account, software"),
        ("content", b"short", "expected 32, a SHA-256 digest"),
    ],
)
def test_an_account_that_the_form_does_not_allow_is_refused(field: str, value: Any, said: str) -> None:
    with pytest.raises(LedgerError, match=said):
        dataclasses.replace(ACCOUNT, **{field: value})


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b'"v":1', b'"v":2', "account, v: 2; expected 1"),
        (b'"v":1', b'"v":true', "canonical form"),
        (b'"v":1', b'"v":1.0', "no integer"),
        (b'"v":1', b'"v":NaN', "no integer"),
        (b'"v":1,', b"", "account, v: None"),
        (b'"node":"node.example/vienna",', b"", "has the keys"),
        (b'"v":1', b'"name":"x","v":1', "has the keys"),
        (b'"v":1', b'"v":1,"v":1', "canonical form"),
        (b'"act":', b'"act": ', "canonical form"),
        (b'"outcome":"done"', b'"outcome":"d\\u006fne"', "canonical form"),
        (b"123456Z", b"123456+00:00", "account, at"),
        (b"123456Z", b"123Z", "account, at"),
        (b"2026-11-23", b"2026-02-30", "account, at"),
        (
            b"0b2a4c1e-7f3d-4e5a-9c8b-1234567890ab",
            b"0B2A4C1E-7F3D-4E5A-9C8B-1234567890AB",
            "expected a UUID in lower case",
        ),
        (b'["decider","reviewer"]', b'"decider"', "account, roles: 'decider'; expected a list"),
        (b'["decider","reviewer"]', b"[1]", "account, roles"),
        (b'"purpose":"protection"', b'"purpose":7', "account, purpose: 7; expected a string"),
        (b'"node":"node.example/vienna"', b'"node":null', "account, node: None; expected a string"),
        (b'"content":"', b'"content":"F', "account, content"),
        (b"{", b"[", "no JSON"),
        (b"{", b"\xff", "no JSON"),
    ],
)
def test_only_the_canonical_account_is_read(old: bytes, new: bytes, said: str) -> None:
    assert old in ACCOUNT_BYTES
    with pytest.raises(LedgerError, match=said):
        Account.parse(SALT + ACCOUNT_BYTES.replace(old, new, 1))


@pytest.mark.parametrize("opened", [b"", SALT, SALT + b"7", SALT + b"[]", SALT + b"[" * 100_000, SALT + CONTENT_BYTES])
def test_what_is_no_account_is_refused(opened: bytes) -> None:
    with pytest.raises(LedgerError, match=r"^account"):
        Account.parse(opened)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"a": 1.5}, "content, fields.a: 1.5 is no value of the record"),
        ({"a": [{"b": float("nan")}]}, r"fields.a\[0\].b"),
        ({"a": 2**53}, "beyond"),
        ({"a": -(2**53)}, "beyond"),
        ({"a": ("tuple",)}, "is no value of the record"),
        ({"a": dt.date(2026, 1, 1)}, "is no value of the record"),
        ({"a": b"bytes"}, "is no value of the record"),
        ({1: "a"}, "the key 1 is no string"),
        ({"a": "\ud800"}, "half a character"),
        ({"\udfff": 1}, "half a character"),
        ([], "expected an object"),
    ],
)
def test_a_content_that_the_form_does_not_allow_is_refused(fields: Any, said: str) -> None:
    with pytest.raises(LedgerError, match=said):
        Content(EVENT, "measure.decide", fields)


def test_a_content_nests_only_so_deep() -> None:
    deep: Any = []
    for _ in range(40):
        deep = [deep]
    with pytest.raises(LedgerError, match="nests more than 32 deep"):
        Content(EVENT, "measure.decide", {"a": deep})
    body = CONTENT_BYTES.replace(b'"block"', b"[" * 5000 + b"]" * 5000)
    with pytest.raises(LedgerError, match=r"nests more|no JSON"):
        Content.parse(SALT + body)


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), values, max_size=6))
def test_every_content_comes_back_and_has_one_form(fields: dict[str, Any]) -> None:
    content = Content(EVENT, "case.open", fields)
    salt, again = Content.parse(SALT + content.canonical())
    assert (salt, again) == (SALT, content)
    assert again.canonical() == content.canonical()
    turned = Content(EVENT, "case.open", dict(reversed(fields.items())))
    assert turned.canonical() == content.canonical()
    assert json.loads(content.canonical())["fields"] == fields


@given(st.dictionaries(st.text(), values, max_size=6) | st.dictionaries(st.text(st.characters(codec="ascii")), values))
@example({"\U0001f600": 1, "\ufb33": 2})  # UTF-16 units and code points sort these two in different orders
@example({"".join(map(chr, range(128))): "".join(map(chr, range(128)))})
def test_the_quick_form_is_the_canonical_form(fields: dict[str, Any]) -> None:
    assert canonical_json(fields) == rfc8785.dumps(fields)


@given(st.datetimes(dt.datetime(1, 1, 2), dt.datetime(9999, 12, 30), timezones=st.timezones()))  # noqa: DTZ001
def test_every_time_comes_back_as_the_same_moment(at: dt.datetime) -> None:
    account = dataclasses.replace(ACCOUNT, at=at)
    assert Account.parse(SALT + account.canonical())[1].at == at.astimezone(dt.UTC)
