"""What lies in a case."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from tests.authority.declared import File, PartSpec, Row, Rule, Someone, Thing
from tutela_node.spine.authority import Actor, entity


def _plain(kind: str) -> Any:
    return lambda _rng, _who, _other, file: [Thing(kind, file)]


def _named(kind: str) -> Any:
    return lambda rng, who, other, file: [Thing(kind, file, officer=rng.choice([who, other]))]


def _persons(rng: random.Random, who: Someone, other: Someone, file: File) -> list[Thing]:
    """A child and somebody else."""
    roles = ("child", rng.choice(["suspect", "witness", "other"]))
    return [Thing("person", file, more={"role": role}) for role in roles]


def _role(thing: Thing, _: Actor) -> dict[str, Any]:
    return {"role": entity("PersonRole", thing.more["role"])}


def _officer(thing: Thing, _: Actor) -> dict[str, Any]:
    assert thing.officer is not None
    return {"officer": entity("Officer", thing.officer.id)}


def _doer(thing: Thing) -> dict[str, Any]:
    assert thing.officer is not None
    return {"officer_id": thing.officer.id}


def _answer(thing: Thing) -> dict[str, Any]:
    from tutela_node.spine.models import Blob

    return {
        "blob": Blob(digest=f"{thing.id.int:064x}", size=1, media_type="application/json", scope=thing.id),
        "corpus_version": "1", "corpus_digest": "0", "requesting": "DE", "requested": "FR",
        "asked_on": dt.datetime.now(dt.UTC).date(), "drafts_only": True,
    }  # fmt: skip


def _erased(row: Row, who: Someone, thing: Thing) -> bool:
    """A part that was erased is refused every row on it."""
    return thing.file is not None and thing.kind != "case" and thing.erased


PARTS = [
    PartSpec(
        "person", _persons, "casework.Person", _role, lambda thing: {"role": thing.more["role"]}, reading="person.open"
    ),
    PartSpec(
        "account", _plain("account"), "casework.Account", columns=lambda _: {"kind": "handle"}, reading="account.open"
    ),
    PartSpec("note", _plain("note"), "casework.Note", reading="note.open"),
    PartSpec("hold", _plain("hold"), "casework.Hold", reading="case.read"),
    PartSpec("task", _named("task"), "casework.Task", _officer, _doer, reading="case.read"),
    PartSpec("emergency", _named("emergency"), "casework.Emergency", _officer, reading="case.read"),
    PartSpec(
        "answer", _plain("answer"), "casework.AttachedAnswer", columns=_answer, reading="answer.open", entity=False
    ),
]
RULES: list[Rule] = [_erased]
