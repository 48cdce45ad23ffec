"""An exhibit arrives at another node: what is found of its bytes, its chain, its proofs and its times."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evidence.worlds import (
    BYTES,
    EXHIBIT,
    KEYS,
    NODES,
    PARIS,
    START,
    STATED,
    STORY,
    VIENNA,
    chained,
    entry,
    events,
    links,
    told,
)
from tutela.clocks import WrittenTime
from tutela.evidence import (
    CustodyEntry,
    EvidenceError,
    Exhibit,
    Link,
    custody_statement,
    read_statement,
    verify_exhibit,
)
from tutela.ledger import LedgerError, NoteSigner, canonical_json

FINE = {"form": True, "signed": True, "bytes": True, "chain": True, "proven": True, "times": True}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return told(tmp_path_factory.mktemp("logs"))


def found(package: bytes, data: bytes | None = BYTES, keys: tuple[str, ...] = KEYS) -> dict[str, bool | None]:
    checked = verify_exhibit(package, None if data is None else io.BytesIO(data), keys)
    return {one.name: one.holds for one in checked.findings}


def says(package: bytes, name: str) -> str:
    checked = verify_exhibit(package, io.BytesIO(BYTES), KEYS)
    assert not checked.ok
    assert {one.name for one in checked.findings if one.holds is False} == {name}
    return next(one.says for one in checked.findings if one.name == name)


def test_an_exhibit_that_went_from_vienna_to_paris_is_whole(package: bytes) -> None:
    checked = verify_exhibit(package, io.BytesIO(BYTES), KEYS)
    assert {one.name: one.holds for one in checked.findings} == FINE
    assert checked.ok
    assert checked.statement
    assert checked.statement.exhibit == EXHIBIT
    assert [link.entry for link in checked.statement.chain] == STORY
    assert checked.statement.chain[0].entry.at.said == "2026-11-23 09:00:00 (Europe/Vienna, as the device was set)"
    assert "police.example/vienna/log/1, police.example/paris/log/1" in checked.findings[4].says


def test_what_was_not_given_is_not_checked_and_never_fine(package: bytes) -> None:
    assert found(package, None) == FINE | {"bytes": None}
    assert verify_exhibit(package, None, KEYS).ok
    assert found(package, keys=()) == FINE | {"signed": None, "proven": None}
    assert not verify_exhibit(package, io.BytesIO(BYTES), ()).ok
    assert found(package, keys=KEYS[1:]) == FINE | {"proven": None}
    assert not verify_exhibit(package, io.BytesIO(BYTES), KEYS[1:]).ok
    with pytest.raises(LedgerError, match="no verifier key"):
        verify_exhibit(package, None, ["nonsense"])


@given(st.integers(0, 8 * len(BYTES) - 1))
@settings(max_examples=20)
def test_a_flipped_bit_is_seen(package: bytes, bit: int) -> None:
    data = bytearray(BYTES)
    data[bit // 8] ^= 1 << bit % 8
    assert found(package, bytes(data)) == FINE | {"bytes": False}


def test_other_lengths_are_seen(package: bytes) -> None:
    for data in (BYTES[:-1], BYTES + b"x", b"", BYTES * 100):
        assert found(package, data) == FINE | {"bytes": False}


@pytest.mark.parametrize("k", range(len(STORY)))
def test_an_entry_left_out_is_seen(tmp_path: Path, k: int) -> None:
    """Stated anew and signed by the node that would hide it; only off the end does the signature alone stand against."""
    chain = links(tmp_path, events(STORY, NODES), NODES)
    short = [one for j, one in enumerate(chain) if j != k]
    made = custody_statement(EXHIBIT, short, signer=PARIS, stated=STATED)
    if k == len(STORY) - 1:
        assert "the last entry is of police.example/vienna" in says(made, "chain")
    else:
        assert "was changed, left out or put in" in says(made, "chain")


def test_an_end_that_was_cut_off_by_somebody_else_is_seen(package: bytes) -> None:
    head, _, body = package.partition(b"\n\n{")
    said = json.loads(b"{" + body)
    said["chain"].pop()
    assert "the chain is not the one that was signed" in next(
        one.says
        for one in verify_exhibit(head + b"\n\n" + canonical_json(said) + b"\n", None, KEYS).findings
        if one.name == "signed"
    )


def test_two_entries_in_another_order_are_seen(tmp_path: Path) -> None:
    chain = links(tmp_path, events(STORY, NODES), NODES)
    chain[1], chain[2] = chain[2], chain[1]
    assert found(custody_statement(EXHIBIT, chain, signer=PARIS, stated=STATED)) == FINE | {
        "chain": False, "proven": False, "times": False,
    }  # fmt: skip


def test_an_entry_rewritten_after_it_was_logged_is_seen(tmp_path: Path) -> None:
    """The content is exchanged; the account, which the log holds, names the old one's digest."""
    chain = links(tmp_path, events(STORY, NODES), NODES)
    other = chained([*STORY[:1], dataclasses.replace(STORY[1], by="Officer 8"), *STORY[2:]])
    rewritten = [
        dataclasses.replace(one, content=content)
        for one, (_, content, _) in zip(chain, events(other, NODES), strict=True)
    ]
    made = custody_statement(EXHIBIT, rewritten, signer=PARIS, stated=STATED)
    assert says(made, "proven").startswith("entry 2: what was done is not what the event holds")


def test_an_event_that_never_was_logged_is_seen(tmp_path: Path) -> None:
    """Account and content are made anew together: then the entry is not in the log."""
    chain = links(tmp_path, events(STORY, NODES), NODES)
    other = events(chained([*STORY[:1], dataclasses.replace(STORY[1], by="Officer 8"), *STORY[2:]]), NODES)
    forged = [Link(account, content, one.proof) for one, (account, content, _) in zip(chain, other, strict=True)]
    assert "entry 2: " in says(custody_statement(EXHIBIT, forged, signer=PARIS, stated=STATED), "proven")


def test_the_proof_of_another_entry_or_log_is_seen(tmp_path: Path) -> None:
    chain = links(tmp_path, events(STORY, NODES), NODES)

    def with_proof(k: int, proof: str) -> bytes:
        changed = [dataclasses.replace(one, proof=proof) if j == k else one for j, one in enumerate(chain)]
        return custody_statement(EXHIBIT, changed, signer=PARIS, stated=STATED)

    assert "entry 2: " in says(with_proof(1, chain[2].proof), "proven")
    assert "its proof is of the log police.example/paris/log/1; the event is of police.example/vienna" in says(
        with_proof(1, chain[4].proof), "proven"
    )
    forger = NoteSigner(VIENNA.name, Ed25519PrivateKey.from_private_bytes(b"\x0b" * 32))
    forged = tmp_path / "forged"
    forged.mkdir()
    of_forger = links(forged, events(STORY, NODES), [forger, forger, forger, forger, PARIS])
    assert "entry 2: the note is signed by" in says(with_proof(1, of_forger[1].proof), "proven")


def test_a_log_that_was_forked_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = events(STORY, NODES), events(STORY, NODES, software="tutela/0.1.1")
    chain = links(tmp_path / "a", one, NODES)
    chain[2] = links(tmp_path / "b", other, NODES)[2]
    made = custody_statement(EXHIBIT, chain, signer=PARIS, stated=STATED)
    assert "police.example/vienna/log/1 signed two trees of 53 entries; it was forked" in says(made, "proven")


def test_a_forged_statement_is_seen(tmp_path: Path) -> None:
    forger = NoteSigner(PARIS.name, Ed25519PrivateKey.from_private_bytes(b"\x0b" * 32))
    assert "the note is signed by" in says(told(tmp_path, signer=forger), "signed")


def test_an_event_that_was_refused_or_of_another_exhibit_is_none(tmp_path: Path) -> None:
    for k, (changed, name, said) in enumerate(
        [
            ({"outcome": "refused"}, "proven", "was refused, not done"),
            ({"on": f"exhibit:{'0' * 8}-0000-4000-8000-{'0' * 12}"}, "chain", "expected exhibit:0b2a4c1e"),
        ]
    ):
        (tmp_path / str(k)).mkdir()
        assert said in says(told(tmp_path / str(k), **changed), name)


@pytest.mark.parametrize(
    ("story", "said"),
    [
        ([entry("opened", 0.5)], "entry 1 is `opened`; expected `acquired`"),
        ([STORY[0], STORY[0]], "entry 2 is `acquired`"),
        ([STORY[0], entry("destroyed", 1), entry("opened", 2)], "entry 3 comes after the exhibit was destroyed"),
        ([STORY[0], entry("verified", 1, sha256=bytes(32))], "entry 2, `verified`: its bytes then had the SHA-256 0000"),
        ([STORY[0], dataclasses.replace(entry("opened", 1), exhibit=bytes(32))], "entry 2 is about another exhibit"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_story_that_cannot_be_is_seen(tmp_path: Path, story: list[CustodyEntry], said: str) -> None:
    made = told(tmp_path, chained(story), [VIENNA] * len(story))
    assert said in says(made, "chain")


def test_another_node_must_have_received_it_from_the_one_before(tmp_path: Path) -> None:
    story = chained([STORY[0], entry("opened", 2)])
    assert "was not received from police.example/vienna" in says(told(tmp_path, story, [VIENNA, PARIS]), "chain")


def test_an_exhibit_described_otherwise_is_seen(tmp_path: Path) -> None:
    other = dataclasses.replace(EXHIBIT, source="a search")
    assert "entry 1 is about another exhibit" in says(told(tmp_path, exhibit=other), "chain")


# ---------------------------------------------------------------- times


def when(said: str, basis: Any = "written", zone: str | None = None) -> CustodyEntry:
    return entry("opened", 0, at=WrittenTime(said, basis, zone))


@pytest.mark.parametrize(
    ("story", "holds"),
    [
        ([when("2026-11-23T08:00:00Z"), when("2026-11-23T08:30:00Z")], True),
        ([when("2026-11-23T08:00:00Z"), when("2026-11-23T08:00:00Z")], True),
        ([when("2026-11-23T08:00:01Z"), when("2026-11-23T08:00:00Z")], False),
        ([when("2026-11-23T08:00:00Z"), when("2026-11-23T09:30:00+02:00")], False),
        ([when("2026-11-23T08:00:00Z"), when("2026-11-23 09:30:00", "device", "Europe/Vienna")], True),
        ([when("2026-11-23T08:00:00Z"), when("2026-11-23 08:30:00", "none")], None),
        ([when("2026-11-23T08:00:00Z"), when("2026-11-21 08:30:00", "none")], False),
        ([when("2026-11-23T08:00:00Z"), when("that morning", "none"), when("2026-11-23T07:00:00Z")], False),
        ([when("2026-11-23T08:00:00Z"), when("that morning", "none"), when("2026-11-23T08:30:00Z")], None),
        ([when("2026-11-24T08:00:00Z")], False),  # after it was recorded
    ],
)
def test_times_run_forward_or_it_is_said(tmp_path: Path, story: list[CustodyEntry], holds: bool | None) -> None:
    chain = chained([STORY[0], *story])
    made = told(tmp_path, chain, [VIENNA] * len(chain))
    assert found(made) == FINE | {"times": holds}


def test_a_record_or_a_statement_that_runs_backwards_is_seen(tmp_path: Path) -> None:
    assert "the statement is of" in says(told(tmp_path, stated=START), "times")
    made = events(STORY, NODES)
    earlier = events(STORY, NODES, at=START + dt.timedelta(minutes=1))
    later = tmp_path / "later"
    later.mkdir()
    chain = links(later, [made[0], earlier[1], *made[2:]], NODES)
    said = says(custody_statement(EXHIBIT, chain, signer=PARIS, stated=STATED), "times")
    assert said.startswith("entry 2 was recorded at 2026-11-23 08:01:00+00:00, before entry 1")


# ---------------------------------------------------------------- form


# Frozen: exhibits that were handed over must be verified for ever. If this test fails, the code is wrong.
def test_the_bytes_are_what_was_decided(package: bytes) -> None:
    assert EXHIBIT.digest.hex() == hashlib.sha256(canonical_json(EXHIBIT.as_json())).hexdigest()
    assert EXHIBIT.digest.hex() == "11c3d7ad9e8c55e883304c4162fe892c25975fba124e2e4d37a3ddf6a35739bb"
    assert STORY[-1].digest.hex() == "0cd30763e44a6ecb6e56a849f2168edf6e869c7cd643b473195fc730d66968ed"
    assert package.startswith(
        b"tutela.custody/1\nnode police.example/paris\nexhibit 0b2a4c1e-7f3d-4e5a-9c8b-1234567890ab\n"
        b"stated 2026-12-02T08:00:00.000000Z\nentries 5\nsha256 "
    )


def test_values_come_back(package: bytes) -> None:
    assert Exhibit.of_json(json.loads(canonical_json(EXHIBIT.as_json()))) == EXHIBIT
    for one in STORY:
        assert CustodyEntry.of_json(json.loads(canonical_json(one.as_json()))) == one
    read = read_statement(package)
    assert custody_statement(read.exhibit, read.chain, signer=PARIS, stated=read.stated) == package


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_spoiled_statement_is_fine_or_ends_in_an_error(package: bytes, data: st.DataObject) -> None:
    spoiled = bytearray(package)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(spoiled) - 1))
        spoiled[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    checked = verify_exhibit(bytes(spoiled), io.BytesIO(BYTES), KEYS)
    assert bytes(spoiled) == package or not checked.ok


@given(st.binary(max_size=300))
def test_anything_else_is_no_statement(data: bytes) -> None:
    assert found(data, None) == {"form": False}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"v":1}', b'"v":2}'), (b'"v":1}', b'"v":1.5}'), (b'"v":1}', b'"v":1,"v":1}'), (b'{"chain":[', b'{ "chain":['),
        (b'"size":', b'"size":9'), (b'"handling":"opened"', b'"handling":"eaten"'), (b"entries 5", b"entries 05"),
        (b"stated 2026-12", b"stated 2026-13"), (b'"number":"', b'"number":"\\u001b'), (b'"size":95000', b'"size":true'),
        (b'"basis":"device"', b'"basis":"guess"'), (b'"zone":"Europe/Vienna"', b'"zone":"Europe/Nowhere"'),
    ],
)  # fmt: skip
def test_another_form_is_refused(package: bytes, old: bytes, new: bytes) -> None:
    assert old in package
    changed = found(package.replace(old, new, 1))
    assert changed["form"] is False or changed["signed"] is False


def test_deep_and_long_statements_are_refused(package: bytes) -> None:
    head = package.partition(b"\n\n{")[0]
    for body in (b'{"chain":' + b"[" * 100_000 + b"]" * 100_000 + b"}", b'{"chain":[],"exhibit":{},"v":1}', b'{"v":1}',
                 b'{"chain":[' + b"9" * 5000 + b'],"exhibit":{},"v":1}', b'{"\\ud800":1}'):  # fmt: skip
        assert found(head + b"\n\n" + body + b"\n") == {"form": False}
    assert "expected 67,108,864 at most" in verify_exhibit(bytes((64 << 20) + 1), None, ()).findings[0].says


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"number": ""}, "exhibit, number"), ({"source": "a\nb"}, "exhibit, source"), ({"basis": "x" * 1001}, "exhibit, basis"),
        ({"authority": "\ud800"}, "exhibit, authority"), ({"claimed": " "}, "exhibit, claimed"),
    ],
)  # fmt: skip
def test_an_exhibit_of_another_form_is_not_made(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        dataclasses.replace(EXHIBIT, **changed)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"exhibit": b"x"}, "custody, exhibit: 1 bytes"), ({"handling": "lost"}, "custody, handling"), ({"by": ""}, "custody, by"),
        ({"handling": "received"}, "expected `with_whom`"), ({"handling": "verified"}, "expected the `sha256`"),
    ],
)  # fmt: skip
def test_an_entry_of_another_form_is_not_made(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        dataclasses.replace(STORY[1], **changed)


def test_a_statement_needs_an_entry_and_a_zone(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="there is no entry"):
        custody_statement(EXHIBIT, [], signer=PARIS, stated=STATED)
    with pytest.raises(EvidenceError, match="has no time zone"):
        told(tmp_path, stated=STATED.replace(tzinfo=None))
    account, content, _ = events(STORY, NODES)[0]
    with pytest.raises(EvidenceError, match="a link"):
        Link(account, content, "no proof")
