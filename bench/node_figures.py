"""How fast a node is: durable acts by many writers, how soon they are logged, and verifying its folder.

    python bench/node_figures.py

Acts: the real note of a case (authority asked, sealed, event, durable), in two processes of one node with 16 threads
each; every thread waits until its note is committed, then writes the next. The same body is also run as Django would
run it by itself, each thread its own transaction: in Django's default mode (DEFERRED) and with `BEGIN IMMEDIATE`, both
with five seconds of patience. All take turns on the same node, so that other load on the machine meets each.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import hashlib
import json
import secrets
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Figure = tuple[str, float, str, str]  # what, measured, unit, goal

ROUNDS = 3
SECONDS = 2.0  # of each turn
PROCESSES = 2
THREADS = 16  # in each process
ALONE = 300  # acts, one after the other
EVENTS = 50_000  # of the folder that is verified
BASIS = "DE/bdsg-48"


def figures() -> list[Figure]:
    """The node's figures: what, measured, unit, goal."""
    with tempfile.TemporaryDirectory() as root:
        return [*_acts(Path(root) / "acts"), *_verified(Path(root) / "verified")]


# ---------------------------------------------------------------- acts


@dataclass
class Turn:
    """What one turn of all writers gave. `taken`: seconds of each act; `failed`: what callers were told, how often."""

    rate: float
    taken: list[float]
    failed: dict[str, int]
    delays: list[float]


def _acts(folder: Path) -> Iterator[Figure]:
    _child("make", folder)
    ways = ("ours", "deferred", "immediate")
    turns: dict[str, list[Turn]] = {way: [] for way in ways}
    with contextlib.ExitStack() as stack:
        writers = {way: [stack.enter_context(_Writer(folder, way, str(k))) for k in range(PROCESSES)] for way in ways}
        for _ in range(ROUNDS):
            for way in ways:
                turns[way].append(_turn(folder, writers[way]))
        alone = writers["ours"][0].alone()
    ours = turns["ours"]
    who = f"{PROCESSES * THREADS} writers, {PROCESSES} processes"
    yield f"durable acts, {who}", _middle(t.rate for t in ours), "acts/s", "≥ 800"
    yield "of these failed", _failed(ours), "acts", "≤ 0"
    yield "one of them, slowest in a hundred", _middle(_slowest(t.taken, 0.99) for t in ours) * 1e3, "ms", "≤ 150"
    yield (
        "recorded → logged under this load, slowest in a hundred",
        _middle(_slowest(t.delays, 0.99) for t in ours),
        "s",
        "≤ 1",
    )
    yield "recorded → logged under this load, the slowest", max(d for t in ours for d in t.delays), "s", "≤ 1"
    for way, said in (("deferred", "Django's default transactions"), ("immediate", "BEGIN IMMEDIATE")):
        theirs = turns[way]
        yield f"the same, {said}, no writer thread", _middle(t.rate for t in theirs), "acts/s", ""
        locked = sum(n for t in theirs for why, n in t.failed.items() if "locked" in why)
        asked = sum(len(t.taken) for t in theirs) + _failed(theirs)
        yield f"  answered “database is locked” ({locked:,} of {asked:,})", 100 * locked / max(asked, 1), "%", ""
        yield "  slowest in a hundred", _middle(_slowest(t.taken, 0.99) for t in theirs) * 1e3, "ms", ""
    yield "one act alone, median", statistics.median(alone) * 1e3, "ms", ""
    yield "one act alone, slowest in a hundred", _slowest(alone, 0.99) * 1e3, "ms", ""


def _turn(folder: Path, writers: list[_Writer]) -> Turn:
    watch = _Watch(folder)
    start = time.monotonic() + 0.2
    for writer in writers:
        writer.send({"start": start, "seconds": SECONDS})
    told = [writer.answer() for writer in writers]
    watch.end(1.5 if writers[0].logs else 0.0)  # the last acts are logged within a second
    taken = [seconds for one in told for seconds in one["taken"]]
    failed: dict[str, int] = {}
    for one in told:
        for why, count in one["failed"].items():
            failed[why] = failed.get(why, 0) + count
    ended = max(one["ended"] for one in told)
    recorded = {ident: at for one in told for ident, at in one["recorded"].items()}
    delays = watch.delays(recorded) if writers[0].logs else []
    return Turn(len(taken) / (ended - start), taken, failed, delays)


class _Writer:
    """One process of the node, which writes when it is told to."""

    def __init__(self, folder: Path, way: str, number: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, "--child", "write", str(folder), way, number],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        self.logs = way == "ours"
        self.answer()

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate("\n", timeout=60)

    def send(self, said: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(said) + "\n")
        self._process.stdin.flush()

    def answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("a writing process broke off")
        return json.loads(line)

    def alone(self) -> list[float]:
        """Seconds of each of some acts, one after the other, with nobody else there."""
        self.send({"alone": ALONE})
        found: list[float] = self.answer()["taken"]
        return found


class _Watch:
    """When which size of the log was published."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: list[tuple[int, float]] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self, wait: float) -> None:
        time.sleep(wait)
        self._ended.set()
        self._thread.join()

    def delays(self, recorded: dict[str, float]) -> list[float]:
        """Seconds from each answer to the checkpoint that covers its event."""
        with contextlib.closing(sqlite3.connect(self._folder / "node.sqlite3")) as db:
            rows = db.execute(
                'SELECT b.record, p."index" FROM spine_eventbody b JOIN spine_position p ON p.event_id = b.event_id'
            ).fetchall()
        places = {ident: index for ident, index in rows if ident in recorded}
        found, seen = [], iter(self._seen)
        size, at = next(seen, (0, 0.0))
        for index, then in sorted((index, recorded[ident]) for ident, index in places.items()):
            while size <= index:
                size, at = next(seen)
            found.append(max(0.0, at - then))
        return found

    def _look(self) -> None:
        path = self._folder / "log/1/checkpoint"
        last = 0
        while not self._ended.is_set():
            size = int(path.read_text("utf-8").split("\n", 2)[1])
            if size != last:
                self._seen.append((size, time.monotonic()))
                last = size
            time.sleep(0.01)


def _failed(turns: list[Turn]) -> int:
    return sum(count for turn in turns for count in turn.failed.values())


def _slowest(taken: list[float], share: float) -> float:
    if not taken:
        return float("nan")
    return sorted(taken)[min(len(taken) - 1, int(share * len(taken)))]


def _middle(values: Iterator[float]) -> float:
    return statistics.median(values)


# ---------------------------------------------------------------- verifying


def _verified(folder: Path) -> Iterator[Figure]:
    _child("fill", folder)
    for bodies, said, goal in ((False, "without its bodies", "≥ 100,000"), (True, "every sealed byte", "")):
        found = json.loads(_child("verify", folder, str(int(bodies))))
        yield f"verify a node of {EVENTS:,} events, {said}", found["events"] / found["seconds"], "events/s", goal


# ---------------------------------------------------------------- the processes of the node


def _child(*arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, __file__, "--child", *map(str, arguments)],
        stdout=subprocess.PIPE, text=True, check=True, timeout=300,
    )  # fmt: skip
    return done.stdout


def make(folder: Path) -> None:
    """A node with a unit, and an officer and a case for each thread."""
    from tutela_node.config import Folder, enter
    from tutela_node.operating._init import make_folder, migrate, new_config

    here = Folder(folder)
    make_folder(here, new_config("bench.example", "Bench", "DE"), None)
    enter(here)
    migrate()

    from tutela_node.casework.services import open_case
    from tutela_node.people.models import Grant, Officer, Unit
    from tutela_node.spine.acts import By, close_writer, submit
    from tutela_node.spine.log import Sequencer, open_log

    open_log("set-up")

    def people() -> list[uuid.UUID]:
        unit = Unit.objects.create(name="Unit")
        officers = [
            Officer.objects.create(email=f"officer{n}@bench.example", name=f"Officer {n}", unit=unit)
            for n in range(PROCESSES * THREADS)
        ]
        for officer in officers:
            Grant.objects.create(officer=officer, role="investigator", since=dt.date(2026, 1, 1))
        return [officer.id for officer in officers]

    scene = []
    for officer in submit(people):
        by = By(officer, "investigation", BASIS)
        scene.append([str(officer), str(open_case(by, None, title="A case", kind="contact", basis=BASIS))])
    (folder / "scene.json").write_text(json.dumps(scene))
    Sequencer(here, new_config_of(here)).tick()
    close_writer()


def new_config_of(here: Any) -> Any:
    from tutela_node.config import read_config

    return read_config(here)


def write(folder: Path, way: str, number: str) -> None:
    """Answer each line on standard input by what a turn of writing gave."""
    from tutela_node.config import Folder, enter

    enter(Folder(folder))

    from django.db import connections

    from tutela_node.spine import process

    if way != "ours":
        for alias in ("default", "keys"):
            options = connections.settings[alias]["OPTIONS"]
            options["transaction_mode"] = way.upper()
            options["timeout"] = 5
    scene = json.loads((folder / "scene.json").read_text())[int(number) * THREADS : (int(number) + 1) * THREADS]
    act = _note if way == "ours" else _note_by_itself
    if way == "ours":
        process.start()
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        if not line.strip():
            break
        said = json.loads(line)
        if "alone" in said:
            taken = []
            for _ in range(said["alone"]):
                start = time.perf_counter()
                act(*scene[0])
                taken.append(time.perf_counter() - start)
            print(json.dumps({"taken": taken}), flush=True)
        else:
            print(json.dumps(_written(scene, act, said["start"], said["start"] + said["seconds"])), flush=True)
    process.stop()


def _written(scene: list[list[str]], act: Callable[[str, str], uuid.UUID], start: float, end: float) -> dict[str, Any]:
    taken: list[float] = []
    failed: dict[str, int] = {}
    recorded: dict[str, float] = {}

    def work(officer: str, case: str) -> None:
        from django.db import connections

        time.sleep(max(0.0, start - time.monotonic()))
        while (begun := time.monotonic()) < end:
            try:
                ident = act(officer, case)
            except Exception as err:
                why = f"{type(err).__name__}: {err}"
                failed[why] = failed.get(why, 0) + 1
            else:
                now = time.monotonic()
                taken.append(now - begun)
                recorded[ident.hex] = now
        connections.close_all()

    threads = [threading.Thread(target=work, args=(officer, case)) for officer, case in scene]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"taken": taken, "failed": failed, "recorded": recorded, "ended": time.monotonic()}


def _note(officer: str, case: str) -> uuid.UUID:
    """The act as desks call it."""
    from tutela_node.casework.services import add_note
    from tutela_node.spine.acts import By

    return add_note(By(uuid.UUID(officer), "investigation", BASIS), uuid.UUID(case), text_="Something was said.")


def _note_by_itself(officer: str, case: str) -> uuid.UUID:
    """The same body in a transaction of the calling thread."""
    from django.db import transaction

    from tutela_node.casework.services import add_note
    from tutela_node.spine.acts import By
    from tutela_node.spine.acts._guard import writing
    from tutela_node.spine.models import WrappedKey
    from tutela_node.spine.vault import collected, rows_of

    by = By(uuid.UUID(officer), "investigation", BASIS)
    with writing(), transaction.atomic(), collected() as made:
        ident = add_note._run(by, uuid.UUID(case), None, (), {"text_": "Something was said."}, recording=True)
        with transaction.atomic(using="keys"):
            WrappedKey.objects.bulk_create(rows_of(made))
    return ident


def fill(folder: Path) -> None:
    """A node with many events of one case, written past the acts: true leaves, true seals, no notes beside them."""
    from tutela_node.config import Folder, enter
    from tutela_node.operating._init import make_folder, migrate, new_config

    here = Folder(folder)
    config = new_config("bench.example", "Bench", "DE")
    make_folder(here, config, None)
    enter(here)
    migrate()

    from tutela.ledger import Account, Content
    from tutela_node.spine.acts import close_writer, submit
    from tutela_node.spine.keys import named_keys, seal
    from tutela_node.spine.log import Sequencer, open_log
    from tutela_node.spine.models import Event
    from tutela_node.spine.vault import keys_of

    open_log("set-up")
    case, key, account_key = config.id, keys_of([config.id])[config.id], named_keys().accounts[0]
    first = uuid.uuid4()
    content = Content(event=first, act="note.add", fields={"text": "Something was said."}).canonical()
    account = Account(
        event=first, node=config.name, at=dt.datetime.now(dt.UTC), actor=f"officer:{case}", roles=("investigator",),
        act="note.add", on=f"case:{case}", purpose="investigation", basis=BASIS, outcome="done", why=("team-works",),
        software="tutela/bench", content=bytes(32),
    ).canonical()  # fmt: skip
    here_it_stands, digest_stands = str(first).encode(), bytes(32).hex().encode()

    def chunk(count: int) -> None:
        """Events whose bodies differ in id and digest, with the salts, leaves and seals that acts give them."""
        from django.db import connection

        seq = Event.objects.count() + 1
        events, bodies = [], []
        for n in range(seq, seq + count):
            event = uuid.uuid4()
            ident, salts = str(event), (secrets.token_bytes(32), secrets.token_bytes(32))
            told = salts[0] + content.replace(here_it_stands, ident.encode())
            digest = hashlib.sha256(told).hexdigest().encode()
            said = salts[1] + account.replace(here_it_stands, ident.encode()).replace(digest_stands, digest)
            events.append((n, event.hex, hashlib.sha256(said).digest()))
            sealed = seal(account_key, "event.account", ident, said), seal(key, "event.content", ident, told)
            bodies.append((n, *sealed, case.hex, case.hex))
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO spine_event (seq, uuid, leaf) VALUES (%s, %s, %s)", events)
            cursor.executemany(
                "INSERT INTO spine_eventbody (event_id, account, content, record, scope) VALUES (%s, %s, %s, %s, %s)",
                bodies,
            )

    for _ in range(EVENTS // 10_000):
        submit(lambda: chunk(10_000))
    Sequencer(here, config).tick()
    close_writer()


def verify(folder: Path, bodies: str) -> None:
    """Print how long it took."""
    from tutela_node.spine.verification import verify_node

    taken = []
    for _ in range(1 if int(bodies) else ROUNDS):
        start = time.perf_counter()
        found = verify_node(folder, bodies=bool(int(bodies)), ask=lambda _: "")
        taken.append(time.perf_counter() - start)
        if not found.ok or found.size <= EVENTS:
            raise AssertionError(f"the node that was just made does not verify: {found.errors[:3]}")
    print(json.dumps({"events": found.size, "seconds": statistics.median(taken)}))


CHILDREN: dict[str, Callable[..., None]] = {"make": make, "write": write, "fill": fill, "verify": verify}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        verb, folder, *rest = args.child
        CHILDREN[verb](Path(folder), *rest)
        return 0
    for what, measured, unit, goal in figures():
        print(f"{what:75} {measured:12,.2f} {unit}  {goal}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
