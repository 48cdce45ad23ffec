"""Flips bits of a node's folder, one at a time, and asks the verification: `python -m tests.faults.tamper FOLDER SEED N`.

Prints what was flipped without being found. Triggers are dropped first: whoever writes to the file is not stopped by
them.
"""

from __future__ import annotations

import datetime as dt
import importlib
import json
import pkgutil
import random
import sqlite3
import sys
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.faults import of
from tests.faults.child import BASIS, SCENE
from tests.node_world import World

COLUMNS = {
    "node.sqlite3": [
        ("spine_event", "leaf"), ("spine_event", "uuid"), ("spine_eventbody", "account"),
        ("spine_eventbody", "content"), ("spine_eventbody", "record"), ("spine_position", "index"),
        ("spine_position", "event_id"), ("spine_position", "log_id"), ("spine_checkpoint", "size"),
        ("spine_checkpoint", "root"), ("spine_checkpoint", "note"), ("spine_checkpoint", "log_id"),
        ("spine_log", "origin"), ("spine_log", "vkey"), ("spine_log", "number"), ("spine_blob", "digest"),
        ("spine_blob", "size"), ("spine_blob", "id"), ("spine_erasure", "event"), ("spine_erasure", "record"),
    ],
    "keys.sqlite3": [("spine_wrappedkey", "wrapped"), ("spine_wrappedkey", "parent"), ("spine_wrappedkey", "id")],
}  # fmt: skip


def main() -> int:
    folder, seed, times = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    from tutela_node.config import Folder, enter

    enter(Folder(folder))
    work(folder)
    dice = random.Random(seed)
    tried: list[str] = []
    unseen: list[str] = []
    assert not faults(folder), faults(folder)

    def trial(where: str, harm: Callable[[], None], mend: Callable[[], None]) -> None:
        harm()
        try:
            found = faults(folder)
        finally:
            mend()
        tried.append(where)
        if not found:
            unseen.append(where)

    for name, columns in COLUMNS.items():
        with closing(sqlite3.connect(folder / name, isolation_level=None)) as db:
            for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                db.execute(f"DROP TRIGGER {trigger}")
            for table, column in columns + (sealed_columns() if name == "node.sqlite3" else []):
                for _ in range(times):
                    flip_value(db, dice, table, column, trial)
    for path in files(folder):
        for _ in range(times):
            flip_byte(path, dice, trial)
    last = faults(folder)
    print(json.dumps({"tried": tried, "unseen": unseen, "left": last, "pages": pages(folder, dice, times)}))
    return 0


def work(folder: Path) -> None:
    """Something in every sealed field, two erasures, a blob; all of it logged and carried out."""
    from django.conf import settings
    from django.db import connections
    from django.utils import timezone

    from tutela_node.casework import services as s
    from tutela_node.spine.acts import By, close_writer
    from tutela_node.spine.log import Sequencer
    from tutela_node.spine.vault import carry_out_erasures

    scene = json.loads(folder.with_name(SCENE).read_text())
    lead = By(uuid.UUID(scene["lead"]), "investigation", BASIS)
    above = By(uuid.UUID(scene["supervisor"]), "investigation", BASIS)
    case = uuid.UUID(scene["case"])
    s.set_facts(lead, case, facts={"title": "x"})
    person = s.add_person(lead, case, role="child", name="One", born="2012", contact="here", remarks="some")
    gone = s.add_person(lead, case, role="witness", name="Two", born="1990", contact="there", remarks="none")
    s.add_account(lead, case, kind="handle", service="Somewhere", value="one", person=person)
    s.add_task(lead, case, title="Ask", officer=lead.officer)
    asked = s.Asked({"title": "t"}, "said", "v", "0" * 64, "DE", "CA", dt.date(2026, 11, 1), True)
    s.attach_answer(lead, case, asked=asked)
    s.erase_person(above, gone, why="no longer needed")
    s.place_hold(above, case, reason="a court asked")
    emergency(scene, case, above)
    for room in pkgutil.iter_modules(of.__path__):
        importlib.import_module(f"{of.__name__}.{room.name}").fill(World(settings.FOLDER), case)
    Sequencer(settings.FOLDER, settings.NODE).tick()
    carry_out_erasures(timezone.now())
    close_writer()
    connections.close_all()


def emergency(scene: dict[str, str], case: uuid.UUID, above: Any) -> None:
    """An emergency, declared by somebody who is not on the case, and reviewed."""
    from tutela_node.casework.models import Emergency
    from tutela_node.casework.services import declare_emergency, review_emergency
    from tutela_node.people.models import Grant, Officer
    from tutela_node.spine.acts import By, submit

    def other() -> Officer:
        lead = Officer.objects.get(pk=scene["lead"])
        made = Officer.objects.create(email="other@node.example", name="Other", unit_id=lead.unit_id)
        Grant.objects.create(officer=made, role="investigator", since=dt.date(2026, 1, 1))
        return made

    declare_emergency(By(submit(other).id, "investigation", BASIS), case, reason="in danger")
    review_emergency(above, Emergency.objects.get(case=case).id, upheld=True, finding="it was right")


def sealed_columns() -> list[tuple[str, str]]:
    from django.apps import apps

    from tutela_node.spine.vault import SealedRecord

    models = [model for model in apps.get_models() if issubclass(model, SealedRecord)]
    return [(model._meta.db_table, field.column) for model in models for field in model.sealed_fields()]


def faults(folder: Path) -> list[str]:
    from tutela_node.spine.verification import verify_node

    return [f"{f.where}: {f.what}" for f in verify_node(folder, bodies=True, ask=lambda _: "").errors]


Trial = Callable[[str, Callable[[], None], Callable[[], None]], None]


def flip_value(db: sqlite3.Connection, dice: random.Random, table: str, column: str, trial: Trial) -> None:
    """One bit of one value. Of what an erasure took only the account is tried: nobody can open the rest."""
    only = ""
    if (table, column) == ("spine_eventbody", "content"):
        only = "AND record NOT IN (SELECT record FROM spine_erasure)"
    rows = db.execute(f'SELECT rowid, "{column}" FROM {table} WHERE "{column}" IS NOT NULL {only}').fetchall()
    where = f"{table}.{column}"
    assert rows, f"{where} holds nothing to flip"
    row, value = dice.choice(rows)
    change = f'UPDATE OR IGNORE {table} SET "{column}" = ? WHERE rowid = ?'
    if isinstance(value, int):
        new: Any = value ^ (1 << dice.randrange(12))
    else:
        new = bytearray(value.encode() if isinstance(value, str) else value)
        new[dice.randrange(len(new))] ^= 1 << dice.randrange(8)
        if isinstance(value, str):
            change = change.replace("= ?", "= CAST(? AS TEXT)", 1)

    def mend() -> None:
        db.execute(f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', (value, row))

    if db.execute(change, (new, row)).rowcount == 0:
        return  # the new value is another row's: the database itself refuses it
    trial(f"{where} {row}: {value!r:.90} became {new!r:.90}", lambda: None, mend)


def files(folder: Path) -> list[Path]:
    """Every file of the log, the blobs, and the mark."""
    found = [p for p in (folder / "log").rglob("*") if p.is_file()]
    return [*found, *(p for p in (folder / "blobs").rglob("*") if p.is_file()), folder.with_name("node.mark")]


def flip_byte(path: Path, dice: random.Random, trial: Trial) -> None:
    right = path.read_bytes()
    at, bit = dice.randrange(len(right)), 1 << dice.randrange(8)
    wrong = right[:at] + bytes([right[at] ^ bit]) + right[at + 1 :]
    trial(f"{path.name} at {at}, bit {bit}", lambda: _put(path, wrong), lambda: _put(path, right))


def _put(path: Path, body: bytes) -> None:
    path.write_bytes(body)


def pages(folder: Path, dice: random.Random, times: int) -> list[str]:
    """Any byte of the database: it may be free space, but the verification never breaks off."""
    broken = []
    for path in (folder / "node.sqlite3", folder / "keys.sqlite3"):
        right = path.read_bytes()
        for _ in range(10 * times):
            at = dice.randrange(len(right))
            path.write_bytes(right[:at] + bytes([right[at] ^ (1 << dice.randrange(8))]) + right[at + 1 :])
            try:
                faults(folder)
            except Exception as err:
                broken.append(f"{path.name} at {at}: {type(err).__name__}: {err}")
        path.write_bytes(right)
    return broken


if __name__ == "__main__":
    sys.exit(main())
