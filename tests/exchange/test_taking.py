"""Taking: a room gets each letter once and in order; what it cannot take is set aside, and seen."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.node_world import World

if TYPE_CHECKING:
    from tutela_node.spine.exchange import Arrived
    from tutela_node.spine.models import Incoming


@pytest.fixture
def room() -> Iterator[dict[str, Any]]:
    """A room for notices: `got` are the bodies it took; `fails`: what it raises instead."""
    from tutela_node.spine.acts import By
    from tutela_node.spine.exchange import Taking, _handlers, taken

    Taking().round()  # what other tests left waiting in the node that they share
    told: dict[str, Any] = {"got": [], "fails": None}

    def take(arrived: Arrived) -> None:
        from django.utils import timezone

        from tutela_node.spine.acts import Doing, submit
        from tutela_node.spine.authority import Actor

        if told["fails"] is not None:
            raise told["fails"]
        doing = Doing(uuid.uuid4(), "made-up.take", Actor(None, "the node"), By.node(), timezone.now())
        submit(lambda: taken(doing, arrived.incoming, "made-up", uuid.uuid4()))
        told["got"].append(dict(arrived.body))

    before = dict(_handlers._HANDLERS)
    _handlers._HANDLERS["notice"] = _handlers.Handler("notice", take)
    yield told
    _handlers._HANDLERS.clear()
    _handlers._HANDLERS.update(before)


def again(row: Incoming) -> Incoming:
    from tutela_node.spine.models import Incoming

    return Incoming.objects.get(pk=row.pk)


def test_letters_are_taken_once_in_the_order_of_their_channel(world: World, room: dict[str, Any]) -> None:
    from tutela_node.spine.exchange import Taking

    partner = world.partner()
    rows = [world.arrived("notice", uuid.uuid4(), {"n": n}, partner=partner) for n in range(3)]
    taking = Taking()
    taking.round()
    taking.round()
    assert room["got"] == [{"n": 0}, {"n": 1}, {"n": 2}]
    assert {again(r).state for r in rows} == {"taken"}


def test_what_a_room_has_no_place_for_is_set_aside_and_the_next_goes_on(world: World, room: dict[str, Any]) -> None:
    from tutela_node.spine.exchange import SetAside, Taking

    partner = world.partner()
    first = world.arrived("notice", uuid.uuid4(), {"n": 1}, partner=partner)
    room["fails"] = SetAside("no-such-request")
    Taking().round()
    assert (again(first).state, again(first).why) == ("set_aside", "no-such-request")
    room["fails"] = None
    world.arrived("notice", uuid.uuid4(), {"n": 2}, partner=partner)
    Taking().round()
    assert room["got"] == [{"n": 2}]


def test_what_fails_unforeseen_is_tried_again_and_at_last_set_aside(
    world: World, room: dict[str, Any], monkeypatch: Any
) -> None:
    from tutela_node.spine.exchange import Taking

    row = world.arrived("notice", uuid.uuid4(), {"n": 1}, partner=world.partner())
    room["fails"] = RuntimeError("a defect of a room")
    taking, began = Taking(), time.monotonic()
    for seconds in (0, 61, 700, 4400):
        assert again(row).state == "received"
        monkeypatch.setattr(time, "monotonic", lambda at=seconds: began + at)
        taking.round()
        taking.round()  # at once again: it waits
    assert (again(row).state, again(row).why) == ("set_aside", "failed")
