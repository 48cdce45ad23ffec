"""How long authority takes to decide: one record, a page of fifty, and reading the policies at start.

    python bench/authority_figures.py

Records are values, so that only the deciding is measured; from a database one query is added to a decision, or to a
page of them. A refusal that nothing permits is asked again for the other purposes, so that its sentence can name the
right one: that is the dearest decision there is.
"""

from __future__ import annotations

import statistics
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any

from tutela_node.spine.authority import Actor, Context, Kind, decide, decide_many, entity, policies

Figure = tuple[str, float, str, str]  # what, measured, unit, goal

PAGE = 50
UNIT = uuid.uuid4()
ME = Actor(uuid.uuid4(), "An officer", UNIT, frozenset({"investigator", "supervisor"}), frozenset({UNIT}))
ASKED = Context("investigation", True, True, True, True)


def _attributes(record: dict[str, Any], actor: Actor) -> dict[str, Any]:
    me = [entity("Officer", actor.id or "")]
    return {
        "case": {
            "lead": entity("Officer", record["lead"]),
            "members": me if record["member"] else [],
            "conflicted": [],
            "emergency": [],
            "unit": entity("Unit", record["unit"]),
            "restricted": False,
            "state": entity("State", "open"),
        },
        "erased": False,
        "role": entity("PersonRole", "child"),
    }


PERSON = Kind("person", "Person", lambda _: None, _attributes, lambda _: UNIT)


def _record(*, mine: bool) -> dict[str, Any]:
    return {"lead": uuid.uuid4(), "member": mine, "unit": uuid.uuid4()}


def figures() -> list[Figure]:
    """Authority's figures: what, measured, unit, goal."""
    mine, other, ident = _record(mine=True), _record(mine=False), uuid.uuid4()
    page = [("person.open", uuid.uuid4(), _record(mine=n % 2 == 0)) for n in range(PAGE)]
    assert decide(ME, "person.open", PERSON, ident, mine, ASKED).allowed
    assert not decide(ME, "person.open", PERSON, ident, other, ASKED).allowed
    assert sum(d.allowed for d in decide_many(ME, page, PERSON, ASKED)) == PAGE // 2
    return [
        ("one record, allowed", _median(lambda: decide(ME, "person.open", PERSON, ident, mine, ASKED)), "ms", "≤ 2 ms"),
        (
            "one record, refused",
            _median(lambda: decide(ME, "person.open", PERSON, ident, other, ASKED)),
            "ms",
            "≤ 5 ms",
        ),
        (f"a page of {PAGE} records", _median(lambda: decide_many(ME, page, PERSON, ASKED), 50), "ms", "≤ 15 ms"),
        ("reading and checking the policies", _median(policies.__wrapped__, 5), "ms", "≤ 500 ms"),
    ]


def _median(run: Callable[[], object], runs: int = 300) -> float:
    """Milliseconds, the median of some runs after one that does not count."""
    run()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e3


def main() -> int:
    for what, measured, unit, goal in figures():
        print(f"{what:55} {measured:8.2f} {unit}  {goal}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
