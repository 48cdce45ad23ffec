"""The writer outlives what goes wrong: nobody waits for ever, and nobody is told of a commit that did not come."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from tests.node_world import World
from tutela.ledger import GroupCommit


def in_time(call: Any) -> Any:
    """What the call gives or raises; a call that hangs is a failure, not a test run that stands still."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(call())
        except BaseException as err:
            found.append(err)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(20)
    assert found, "the caller still waits"
    return found[0]


def test_a_lock_that_cannot_be_opened_is_told_to_the_caller_and_the_next_is_served(tmp_path: Path) -> None:
    lock = tmp_path / "not there yet" / "write.lock"
    commit: GroupCommit[int, int] = GroupCommit(lambda batch: [item + 1 for item in batch], lock)
    assert isinstance(in_time(lambda: commit(1)), FileNotFoundError)
    lock.parent.mkdir()
    assert in_time(lambda: commit(1)) == 2
    commit.close()


@pytest.mark.parametrize("how", [SystemExit(3), KeyboardInterrupt(), GeneratorExit()])
def test_whatever_a_commit_raises_the_writer_goes_on(how: BaseException) -> None:
    def write(batch: list[int]) -> list[int | Exception]:
        if 0 in batch:
            raise how
        return list(batch)

    commit: GroupCommit[int, int] = GroupCommit(write)
    assert in_time(lambda: commit(0)) is how
    assert in_time(lambda: commit(5)) == 5
    commit.close()


def test_a_commit_that_answers_for_too_few_is_told_to_all(tmp_path: Path) -> None:
    commit: GroupCommit[int, int] = GroupCommit(lambda _batch: [], tmp_path / "lock")
    assert isinstance(in_time(lambda: commit(0)), ValueError)
    commit.close()


@pytest.mark.usefixtures("world")
def test_a_transaction_that_was_lost_under_its_acts_acknowledges_none_of_them() -> None:
    """SQLite rolls a whole transaction back by itself when the disk is full; an act that hides the error must not make
    its neighbours believe in a commit."""
    from django.db import OperationalError, connections

    from tutela_node.people.models import Unit
    from tutela_node.spine.acts import Invalid
    from tutela_node.spine.acts._guard import writing
    from tutela_node.spine.acts._writer import _in_one_transaction

    def lose() -> None:
        connections["default"].connection.execute("ROLLBACK")
        raise Invalid("something of the act's own")

    def make() -> Any:
        return Unit.objects.create(name="lost with the transaction")

    with writing(), pytest.raises(OperationalError, match="rolled back under its acts"):
        _in_one_transaction([make, lose])
    connections["default"].close()
    assert not Unit.objects.filter(name="lost with the transaction").exists()


def test_a_database_that_fails_under_an_act_is_told_to_that_caller_and_the_next_act_is_done(world: World) -> None:
    from django.db import OperationalError, connections

    from tutela_node.casework.services import add_note
    from tutela_node.spine.acts import submit

    lead = world.officer()
    case = world.case(lead)

    def lose() -> None:
        connections["default"].connection.execute("ROLLBACK")
        raise OperationalError("disk I/O error")

    assert isinstance(in_time(lambda: submit(lose)), OperationalError)
    assert in_time(lambda: add_note(lead.by(), case, text_="after it"))
