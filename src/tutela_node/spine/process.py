"""One process of a node: what must hold before it serves, the thread that logs and tidies, and its health.

Every process runs the thread; one at a time holds `log.lock` and does the work. The others wait to take over. Beside it
another delivers letters to partners, in the same way under `delivery.lock`.
"""

from __future__ import annotations

import atexit
import datetime as dt
import fcntl
import multiprocessing
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections, connections
from django.urls import get_resolver
from django.utils import timezone

from tutela_node.config import PASSPHRASE, NodeError
from tutela_node.spine.acts import allowed, close_writer, submit, tell_counts
from tutela_node.spine.authority import bases, policies
from tutela_node.spine.exchange import Delivery, posted
from tutela_node.spine.keys import named_keys
from tutela_node.spine.log import Sequencer
from tutela_node.spine.logs import log, quiet_libraries
from tutela_node.spine.models import Event, Log, Opening, Position
from tutela_node.spine.routers import APPS
from tutela_node.spine.vault import carry_out_erasures

EVERY = 0.4
"""Seconds between two looks for events to log: half of the second that is promised."""

PATIENCE = 10.0
"""Seconds that a start waits for a process of an earlier start to end."""

EVERY_MINUTE: list[Callable[[dt.datetime], None]] = []
"""What rooms have done every minute by the process that logs; each is given the time, and its errors are its own."""

_stop = threading.Event()
_thread: threading.Thread | None = None
_delivery: threading.Thread | None = None


def check() -> None:
    """What must hold before the node serves anybody.

    Raises:
        NodeError: policies or bases with an error, keys that do not open, a database behind its mark or of another
            version.
    """
    policies()
    bases("", timezone.now().date())
    named_keys()
    list(get_resolver().url_patterns)  # a desk that cannot be imported is found here, not by the first person who asks
    ahead = newer()
    if ahead:
        raise NodeError(
            f"the database is of a newer version than what is installed ({', '.join(ahead)}); a node is never brought "
            "back to an older version: install the newer one again, or restore a backup of then"
        )
    behind = unmigrated()
    if behind:
        raise NodeError(f"the database is of another version ({', '.join(behind)}); run: tutela node upgrade FOLDER")
    with settings.FOLDER.log_lock.open("a") as held:
        _lock_log(held)
        Sequencer(settings.FOLDER, settings.NODE)
    carry_out_erasures(timezone.now())


def _lock_log(held: IO[str]) -> None:
    """Raises NodeError where another process of this node keeps on logging: it holds the lock as long as it lives."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise NodeError(
                    f"{settings.FOLDER.path}: another process of this node is alive and logs; end it, then try again"
                ) from None
            time.sleep(0.1)


def unmigrated() -> list[str]:
    """Names of migrations that are in the software and not in the database."""
    from django.db.migrations.executor import MigrationExecutor

    found: list[str] = []
    for alias, apps in APPS.items():
        executor = MigrationExecutor(connections[alias])
        leaves = [node for node in executor.loader.graph.leaf_nodes() if apps is None or node[0] in apps]
        found += [f"{m.app_label}.{m.name}" for m, _ in executor.migration_plan(leaves)]
    return sorted(set(found))


OURS = frozenset({"spine", "people", "casework", "hashbanks", "assurance", "oversight"})


def newer() -> list[str]:
    """Names of migrations that are in the database and not in the software."""
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    found = set()
    for alias in APPS:
        known = set(MigrationLoader(connections[alias]).disk_migrations or ())
        for app, name in MigrationRecorder(connections[alias]).applied_migrations():
            if app in OURS and (app, name) not in known:
                found.add(f"{app}.{name}")
    return sorted(found)


def start() -> None:
    """Start the threads of this process, the one that logs and the one that delivers; a second call does nothing."""
    global _thread, _delivery
    policies()
    if _thread is None:
        _be_a_worker()
        _stop.clear()
        _thread = threading.Thread(target=_run, name="sequencer", daemon=True)
        _thread.start()
        _delivery = threading.Thread(target=_deliver, name="delivery", daemon=True)
        _delivery.start()


_alive: IO[str] | None = None


def _be_a_worker() -> None:
    """What a process owes to its supervisor: its lock while it lives, its end when the supervisor is gone, and no word
    of the passphrase once the keys are open."""
    global _alive
    named_keys()
    os.environ.pop(PASSPHRASE, None)
    if _alive is None:
        _alive = settings.FOLDER.workers_lock.open("a")
        fcntl.flock(_alive, fcntl.LOCK_SH)
    supervisor = multiprocessing.parent_process()
    if supervisor is None:
        return  # started by something else than `tutela node run`
    quiet_libraries()
    atexit.register(close_writer)
    atexit.register(stop)  # runs first: the thread hands its last work to the writer
    threading.Thread(target=_end_with, args=(supervisor,), name="supervisor", daemon=True).start()


def _end_with(supervisor: BaseProcess) -> None:
    """A supervisor that was killed cannot end its workers, and workers that nobody owns would hold the address."""
    supervisor.join()
    log("worker.alone", process=os.getpid())
    os.kill(os.getpid(), signal.SIGTERM)


def stop() -> None:
    """End the threads after what they are doing."""
    global _thread, _delivery
    _stop.set()
    posted.set()
    if _delivery is not None:
        _delivery.join()
        _delivery = None
    if _thread is not None:
        _thread.join()
        _thread = None


def _run() -> None:
    with settings.FOLDER.log_lock.open("a") as held:
        while not _stop.is_set():
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                _stop.wait(1)
                continue
            try:
                _keep_logging()
            except NodeError as err:  # the database contradicts what was signed: never sign on; an operator must look
                log("log.stopped", said=str(err))
                return
            except Exception as err:
                log("log.failed", kind=type(err).__name__)
                fcntl.flock(held, fcntl.LOCK_UN)
                _stop.wait(2)
            finally:
                connections.close_all()


def _deliver() -> None:
    with settings.FOLDER.delivery_lock.open("a") as held:
        while not _stop.is_set():
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                _stop.wait(1)
                continue
            try:
                Delivery().run(_stop)
            except Exception as err:
                log("delivery.failed", kind=type(err).__name__)
                fcntl.flock(held, fcntl.LOCK_UN)
                _stop.wait(2)
            finally:
                connections.close_all()


def _keep_logging() -> None:
    sequencer = Sequencer(settings.FOLDER, settings.NODE)
    tidied = 0.0
    while not _stop.is_set():
        sequencer.tick()
        try:
            carry_out_erasures(timezone.now())
            if time.monotonic() - tidied > 60:
                tidied = time.monotonic()
                tidy(timezone.now())
        except Exception as err:  # what can wait must not hold up the log
            log("tidying.failed", kind=type(err).__name__)
            connections.close_all()  # after a disk error one may see the database of that moment for ever
        close_old_connections()
        _stop.wait(EVERY)


def tidy(now: dt.datetime) -> None:
    """What is done every minute: counted refusals become events, old marks and sessions go, and jobs of rooms."""
    submit(lambda: tell_counts(now))
    with allowed("jobs"):
        old = Opening.objects.filter(at__lt=now - dt.timedelta(days=1))
        if old.exists():
            submit(lambda: Opening.objects.filter(at__lt=now - dt.timedelta(days=1)).delete())
    call_command("clearsessions")
    for job in EVERY_MINUTE:
        try:
            job(now)
        except Exception as err:  # one room's trouble is not another's
            log("job.failed", kind=type(err).__name__)
            connections.close_all()


def health() -> dict[str, Any]:
    """Whether the node works, in numbers and words that name nobody.

    `unlogged_seconds`: how long the oldest recorded event has waited for its index (0 when none waits); `ok` is false
    past ten seconds, when a database does not answer, or with less than 200 MB of disk.
    """
    found: dict[str, Any] = {"databases": {}}
    for alias in ("default", "keys", "desk"):
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT 1")
            found["databases"][alias] = True
        except Exception:
            found["databases"][alias] = False
    free = shutil.disk_usage(settings.FOLDER.path).free
    found["disk_free_mb"] = free // 1_000_000
    found["unlogged"] = _unlogged()
    newest = Log.objects.order_by("-number").first()
    found["log"] = newest.origin if newest else None
    found["unlogged_seconds"] = _waiting_since(found["unlogged"])
    found["ok"] = all(found["databases"].values()) and found["disk_free_mb"] > 200 and found["unlogged_seconds"] <= 10
    return found


def _unlogged() -> int:
    newest = Event.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    return Event.objects.filter(seq__gt=newest - 20_000, position=None).count()


_seen: tuple[int, float] | None = None


def _waiting_since(unlogged: int) -> float:
    """Seconds for which this process has seen no progress while something waits; events carry no time in clear."""
    global _seen
    done = Position.objects.order_by("-event_id").values_list("event_id", flat=True).first() or 0
    if not unlogged:
        _seen = None
        return 0.0
    if _seen is None or _seen[0] != done:
        _seen = (done, time.monotonic())
    return round(time.monotonic() - _seen[1], 1)
