"""A process of a node that the fault tests kill, starve and set back: `python -m tests.faults.child VERB FOLDER …`.

    make FOLDER                          a new node with an officer, a supervisor and a case
    live FOLDER WITNESS [options]        what a restart does; then acts in several threads until killed
    look FOLDER WITNESS                  what a restart does, and no more
    restore FOLDER WITNESS               open the next log, after a restored backup was refused
    times FOLDER WITNESS                 the times of all events in the order of the log
    policy FOLDER WITNESS                what a start says of a policy with an error

The witness is a file outside of the node's folder. A line is appended to it after an act has returned, and for every
checkpoint that was published: what a colleague or a partner could have seen. A restart must find all of it again.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import os
import random
import sys
import threading
import time
import uuid
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

BASIS = "DE/bdsg-48"
SCENE = "scene.json"
NOTES = 300
"""More than a tile holds, so that there are full tiles, partial ones and one above them."""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("verb", choices=("make", "live", "look", "restore", "times", "policy"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("witness", type=Path, nargs="?")
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--acts", type=int, help="end in good order after so many")
    parser.add_argument("--every", type=float, default=0.02, help="seconds between two looks of the sequencer")
    parser.add_argument("--clock", type=float, default=0.0, help="seconds that the clock is off")
    parser.add_argument("--light", action="store_true", help="look without opening every sealed byte")
    parser.add_argument("--patience", type=float, default=10.0, help="seconds to wait for another process to end")
    parser.add_argument("--beside", action="store_true", help="work beside a process that lives: ask nothing first")
    args = parser.parse_args()
    if args.verb == "make":
        make(args.folder)
        return 0
    from tutela_node.config import Folder, NodeError, enter

    enter(Folder(args.folder))
    if args.clock:
        set_clock(args.clock)
    if args.verb in OTHER:
        print(json.dumps(OTHER[args.verb]()), flush=True)
        return 0
    from tutela_node.spine import process

    process.PATIENCE = args.patience
    try:
        found = {"beside": True} if args.beside else restarted(args.folder, args.witness, bodies=not args.light)
    except NodeError as err:
        found = {"refused": str(err)}
    print(json.dumps(found), flush=True)
    if args.verb == "live" and "refused" not in found:
        live(args)
    return 0


def make(path: Path) -> None:
    """A node in the folder with more notes than a tile holds, and in `scene.json` who works in it."""
    from tests.node_world import World, make_node
    from tutela_node.config import enter

    folder = make_node(path)
    enter(folder)

    from django.db import connections

    from tutela_node.casework.services import add_note
    from tutela_node.operating._init import migrate
    from tutela_node.spine.acts import close_writer, submit
    from tutela_node.spine.log import open_log

    migrate()
    open_log("set-up")
    world = World(folder)
    lead = world.officer()
    supervisor = world.officer("supervisor", unit=lead.unit)
    case = world.case(lead)
    submit(lambda: [add_note._run(lead.by(), case, None, (), {"text_": f"{n}"}, recording=True) for n in range(NOTES)])
    scene = {"lead": str(lead.id), "supervisor": str(supervisor.id), "case": str(case)}
    world.logged()
    close_writer()
    connections.close_all()
    path.with_name(SCENE).write_text(json.dumps(scene))


def set_clock(seconds: float) -> None:
    """Run this process under a clock that is wrong."""
    from django.utils import timezone

    right = timezone.now
    timezone.now = lambda: right() + dt.timedelta(seconds=seconds)


# ---------------------------------------------------------------- what a restart finds


def restarted(path: Path, witness: Path, *, bodies: bool) -> dict[str, Any]:
    """Start as a node starts, bring everything into the log, and compare with what the witness saw.

    `missing`: acknowledged and not there, or not logged. `forked`: checkpoints that the log contradicts. `faults`: of
    the verification.
    """
    from django.conf import settings

    from tutela_node.spine import process
    from tutela_node.spine.log import Sequencer
    from tutela_node.spine.models import Event, Position
    from tutela_node.spine.verification import verify_node

    process.check()
    import fcntl

    with settings.FOLDER.log_lock.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        sequencer = Sequencer(settings.FOLDER, settings.NODE)
        sequencer.tick()
    said = [line.split(" ", 1) for line in witness.read_text().splitlines() if " " in line] if witness.exists() else []
    found = verify_node(path, bodies=bodies, ask=lambda _: "")
    return {
        "acknowledged": sum(what in ("done", "erased") for what, _ in said),
        "checkpoints": sum(what == "checkpoint" for what, _ in said),
        "missing": _missing(said, sequencer.size),
        "forked": _forked(said),
        "faults": [f"{fault.where}: {fault.what}" for fault in found.errors],
        "recorded": Event.objects.count(),
        "logged": Position.objects.count(),
        "size": sequencer.size,
        "log": sequencer.log.number,
    }


def _missing(said: list[list[str]], size: int) -> list[str]:
    from tutela_node.spine.models import EventBody, WrappedKey

    places = {
        record: (log, index)
        for record, log, index in EventBody.objects.values_list(
            "record", "event__position__log_id", "event__position__index"
        )
    }
    missing = []
    for what, value in said:
        if what not in ("done", "erased"):
            continue
        log, index = places.get(uuid.UUID(value), (None, None))
        if index is None or (log == 1 and index >= size):
            missing.append(f"{what} {value}")
        if what == "erased" and WrappedKey.objects.filter(id=value).exists():
            missing.append(f"the erasure of {value}")
    return missing


def _forked(said: list[list[str]]) -> list[str]:
    """Every checkpoint that anybody saw must begin the log as it is now."""
    from django.conf import settings

    from tutela.ledger import LedgerError, NoteVerifier, TileLog, open_checkpoint, verify_consistency
    from tutela_node.spine.models import Log

    forked = []
    logs = {
        log.origin: (NoteVerifier.parse(log.vkey), TileLog(settings.FOLDER.logs / str(log.number)))
        for log in Log.objects.all()
    }
    for value in dict.fromkeys(value for what, value in said if what == "checkpoint"):
        note = b64decode(value).decode()
        try:
            verifier, tiles = logs[note.split("\n", 1)[0]]
            seen = open_checkpoint(note, verifier)
            if tiles.root_at(seen.size) != seen.root:
                raise LedgerError("another root")
            verify_consistency(seen.size, tiles.size, tiles.consistency(seen.size), seen.root, tiles.root())
        except (KeyError, LedgerError) as err:
            forked.append(f"{note.splitlines()[:2]}: {err}")
    return forked


def restore() -> dict[str, Any]:
    """Open the next log; its number and what its first event tells."""
    from django.conf import settings

    from tutela.ledger import Mark
    from tutela_node.spine.acts import close_writer
    from tutela_node.spine.log import content_of, open_log
    from tutela_node.spine.models import EventBody
    from tutela_node.spine.vault import keys_of

    node = settings.NODE
    number = open_log("restore", Mark(settings.FOLDER.mark(node)).read())
    body = EventBody.objects.select_related("event").latest("event_id")
    _, content = content_of(body, keys_of([node.id])[node.id])
    close_writer()
    return {"log": number, "told": content.fields}


def times() -> dict[str, Any]:
    """When each event says that it was, in the order of the log."""
    from tutela_node.spine.log import account_of
    from tutela_node.spine.models import EventBody

    bodies = EventBody.objects.select_related("event").order_by("event__position__log_id", "event__position__index")
    return {"times": [account_of(body)[1].at.isoformat() for body in bodies]}


def policy() -> dict[str, Any]:
    """Read the node's own policies with a broken one beside them."""
    from importlib.resources import files

    from tutela_node.config import NodeError
    from tutela_node.spine.authority import read_policies, schema_text

    here = files("tutela_node.spine.authority")
    sources = {p.name: p.read_text("utf-8") for p in here.joinpath("policies").iterdir() if p.name.endswith(".cedar")}
    sources["broken.cedar"] = '@id("x")\n@says("y")\npermit (principal, action, resource) when { context.nothing };\n'
    try:
        read_policies(sources, schema_text())
    except NodeError as err:
        return {"refused": str(err)}
    return {"refused": ""}


OTHER = {"restore": restore, "times": times, "policy": policy}


# ---------------------------------------------------------------- work


def live(args: argparse.Namespace) -> None:
    """Acts in several threads, the node's own thread, and a watcher of what is published; until killed."""
    from tutela_node.spine import process
    from tutela_node.spine.acts import close_writer

    process.EVERY = args.every
    witness = os.open(args.witness, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    scene = json.loads(args.folder.with_name(SCENE).read_text())
    process.start()
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(args.folder, witness, done), daemon=True)
    watcher.start()
    numbers = itertools.count()
    workers = [
        threading.Thread(target=_work, args=(scene, witness, numbers, args.acts), daemon=True)
        for _ in range(args.threads)
    ]
    print("ready", flush=True)
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    time.sleep(4 * args.every)
    process.stop()
    close_writer()
    done.set()
    watcher.join()


def _work(scene: dict[str, str], witness: int, numbers: Any, most: int | None) -> None:
    from django.db import connections

    from tutela_node.spine.acts import By

    by = By(uuid.UUID(scene["lead"]), "investigation", BASIS)
    above = By(uuid.UUID(scene["supervisor"]), "investigation", BASIS)
    case = uuid.UUID(scene["case"])
    persons: list[uuid.UUID] = []
    for number in numbers:
        if most is not None and number >= most:
            break
        try:
            what, ident = _one(by, above, case, number, persons)
        except Exception as err:
            tell(witness, "failed", f"{type(err).__name__}: {err}".replace("\n", " "))
            time.sleep(0.02)
        else:
            tell(witness, what, str(ident))
    connections.close_all()


def _one(by: Any, above: Any, case: uuid.UUID, number: int, persons: list[uuid.UUID]) -> tuple[str, uuid.UUID]:
    """One act: mostly notes, now and then a person, an answer with its blob, or a person who is erased."""
    from tutela_node.casework.services import Asked, add_note, add_person, attach_answer, erase_person

    dice = random.random()
    if dice < 0.1 and persons:
        gone = persons.pop()
        erase_person(above, gone, why="no longer needed")
        return "erased", gone
    if dice < 0.25:
        made = add_person(by, case, role="witness", name=f"Somebody {number}")
        persons.append(made)
        return "done", made
    if dice < 0.3:
        page = {"title": f"answer {number}"}
        asked = Asked(page, "said", "v", "0" * 64, "DE", "CA", dt.date(2026, 11, 1), True)
        return "done", attach_answer(by, case, asked=asked)
    return "done", add_note(by, case, text_=f"note {number}")


def tell(witness: int, what: str, value: str) -> None:
    """One line in one call: a kill leaves it whole or not there."""
    os.write(witness, f"{what} {value}\n".encode())


def _watch(folder: Path, witness: int, done: threading.Event) -> None:
    seen: dict[Path, bytes] = {}
    last = False
    while not last:
        last = done.is_set()
        for path in folder.glob("log/*/checkpoint"):
            note = path.read_bytes()
            if note != seen.get(path):
                seen[path] = note
                tell(witness, "checkpoint", b64encode(note).decode())
        time.sleep(0.003)


if __name__ == "__main__":
    sys.exit(main())
