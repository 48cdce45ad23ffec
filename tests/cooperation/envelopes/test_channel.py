"""Over a wire that fails in every way, with both sides killed: nothing lost, nothing doubled, nothing out of order."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cooperation.envelopes.nodes import NOW, Node, ident, pair, request
from tests.cooperation.envelopes.wire import FAULTS, Fault, Wire, some
from tutela.cooperation.envelopes import Acknowledgement, Draft, verify_acknowledgement, withdraw


def settled(wire: Wire, count: int) -> None:
    """Each letter was taken once, in order; each has its receipt in the other's ledger, and no event besides."""
    a, b = wire.a, wire.b
    sent = [ident(k).hex for k in range(1, count + 1)]
    assert b.accepted == sent
    delivered = a.outbox(b.name).delivered
    assert [one.sent.id.hex for one in delivered] == sent
    leaves = []
    for one in delivered:
        answer = verify_acknowledgement(one.acknowledgement, one.sent, a.partners, wire.now)
        assert answer.outcome == "accepted"
        assert answer.receipt is not None
        leaves.append(answer.receipt.read.leaf)
    assert leaves == b.log.leaves
    assert a.outbox(b.name).concerns(wire.now) == ()


def wired(faults: list[Fault], count: int, seed: int = 1) -> Wire:
    a, b = pair()
    for k in range(1, count + 1):
        a.send(b.name, request(k))
    return Wire(a, b, some(faults), random.Random(seed))


def test_a_quiet_wire_takes_one_attempt_each() -> None:
    wire = wired([], 5)
    wire.run()
    settled(wire, 5)
    assert wire.tries == 5


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_alone(fault: Fault) -> None:
    wire = wired([fault] * 3 + ["none", fault, fault], 3)
    wire.run()
    settled(wire, 3)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(FAULTS), max_size=25), st.integers(1, 4), st.integers(0, 2**32))
def test_any_faults_in_any_order(faults: list[Fault], count: int, seed: int) -> None:
    wire = wired(faults, count, seed)
    wire.run()
    settled(wire, count)


@pytest.mark.parametrize("ground", ["unknown_sender", "changed_key", "lapsed_key", "untimely"])
def test_a_sender_that_is_refused_at_the_door_hears_why_and_gets_through_once_it_is_mended(ground: str) -> None:
    """The request itself is refused, before its envelope is looked at; the answer is signed all the same."""
    wire = wired([], 2)
    knows, door = wire.b.partners, wire.a.sealed[ident(1)].envelope.raw
    if ground == "lapsed_key":
        wire.b.partners = withdraw(knows, wire.a.name, NOW)
    elif ground != "untimely":
        wire.b.partners = Node(wire.b.name).partners
    if ground == "changed_key":
        wire.b.knows(Node(wire.a.name, turn=5))
    wire.b_ahead = dt.timedelta(hours=3) if ground == "untimely" else dt.timedelta(0)
    wire.deliver(door)
    assert wire.a.outbox(wire.b.name).outgoing[0].trouble == ground
    wire.b.partners, wire.b_ahead = knows, dt.timedelta(0)
    wire.run()
    settled(wire, 2)


def test_both_directions_at_once_with_answers_to_what_was_asked() -> None:
    """A asks, B answers each in the same conversation, over two bad wires; what each says refers to the other's."""
    a, b = pair()
    chance = random.Random(7)
    there = Wire(a, b, some(chance.choices(FAULTS, k=20)), chance)
    back = Wire(b, a, some(chance.choices(FAULTS, k=20)), chance)
    for k in range(1, 4):
        a.send(b.name, request(k))
        there.run()
        b.send(
            a.name, Draft("acceptance", ident(1000), "acceptance@1", {}, in_reply_to=ident(k), id=ident(100 + k)),
            there.now,
        )  # fmt: skip
        back.now = max(back.now, there.now)
        back.run()
        there.now = back.now
    settled(there, 3)
    assert a.accepted == [ident(100 + k).hex for k in range(1, 4)]


def test_three_nodes_do_not_touch_each_other() -> None:
    a, b = pair()
    c = Node("third.example", 8002)
    c.knows(b)
    b.knows(c)
    for k in range(1, 4):
        a.send(b.name, request(k))
        c.send(b.name, request(k))  # the same ids: each sender has its own
    chance = random.Random(3)
    one, other = (Wire(node, b, some(chance.choices(FAULTS, k=12)), chance) for node in (a, c))
    one.run()
    other.run()
    assert b.accepted == [ident(k).hex for k in (1, 2, 3)] * 2
    for node in (a, c):
        for done in node.outbox(b.name).delivered:
            assert Acknowledgement.parse(done.acknowledgement)[0].to == node.name


@pytest.mark.slow
def test_a_long_bad_day() -> None:
    chance = random.Random(11)
    wire = wired(chance.choices(FAULTS, k=2000), 150, 11)
    wire.run()
    settled(wire, 150)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(FAULTS), max_size=80), st.integers(1, 8), st.integers(0, 2**32))
def test_any_faults_in_any_order_for_long(faults: list[Fault], count: int, seed: int) -> None:
    wire = wired(faults, count, seed)
    wire.run()
    settled(wire, count)
