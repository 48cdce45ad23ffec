"""A proposal with a decider's reasons, and a court's decision."""

from __future__ import annotations

import datetime as dt
import uuid

from tests.node_world import World


def fill(world: World, case: uuid.UUID) -> None:
    from tutela_node.casework.models import Decision, Proposal, Reasons

    covers = {"persons": [], "accounts": [], "data": ["subscriber"], "until": "2026-12-01"}
    proposal = world.row(
        Proposal, case_id=case, measure="preservation", told={"facts": []}, covers=covers, why="It may be lost",
        assessed={"gates": []},
    )  # fmt: skip
    world.row(
        Reasons, case_id=case, proposal=proposal, round=1, leaning="grant", steps={"aim": "To keep what may be lost"}
    )
    world.row(
        Decision, case_id=case, origin="recorded", state="entered", outcome="conditions", measure="preservation",
        since=dt.date(2026, 11, 1), decided_on=dt.date(2026, 11, 1), court="A made-up court", number="7/26",
        reasons="It said so", conditions=["Two accounts only"], covers=covers,
    )  # fmt: skip
