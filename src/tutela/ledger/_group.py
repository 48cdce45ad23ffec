"""Group commit: many threads each wait for their own item to be durable, one thread makes them durable together.

    commit = GroupCommit(write_all, lock=folder / "write.lock")
    receipt = commit(item)          # in any thread; returns after the transaction that holds the item has committed

The drainer takes the lock between processes first and empties the queue afterwards, so that whatever came while it
waited goes into the same transaction. SQLite's own busy handler sleeps and starves; `flock` waits in the kernel, in
turn.
"""

from __future__ import annotations

import fcntl
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class GroupCommit(Generic[T, R]):
    """One writer thread in this process, in turn with other processes that name the same lock file.

    Args:
        commit: makes a batch durable in one transaction and gives for each item its result, or the exception that
            this item alone met. If it raises, nothing of the batch is durable: each item is tried again by itself, so
            that one that cannot be committed does not take the others with it.
        lock: a file for `flock` between processes; None where nobody else writes.
        most: the largest batch.
    """

    def __init__(
        self, commit: Callable[[list[T]], list[R | Exception]], lock: Path | None = None, most: int = 256
    ) -> None:
        self._commit = commit
        self._lock = lock
        self._most = most
        self._queue: queue.SimpleQueue[tuple[T, Future[R]] | None] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False

    def __call__(self, item: T) -> R:
        """Wait until the item is durable.

        Raises:
            Exception: whatever `commit` gave or raised for this item. Then nothing of it is durable.
            RuntimeError: closed already, or called in the writer's own thread, which would wait for itself for ever.
        """
        if threading.current_thread() is self._thread:
            raise RuntimeError("an item that is being written cannot wait for another: do both in one")
        done: Future[R] = Future()
        with self._starting:
            if self._closed:
                raise RuntimeError("the writer is closed: nothing more is taken")
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="group-commit", daemon=True)
                self._thread.start()
            self._queue.put((item, done))
        return done.result()

    def close(self) -> None:
        """Finish what is queued and end the thread."""
        with self._starting:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        last = False
        while not last and (first := self._queue.get()) is not None:
            batch = [first]
            try:
                with self._turn():
                    last = self._drain(batch)
                    found = self._write([item for item, _ in batch])
                for (_, done), result in zip(batch, found, strict=True):  # told after the turn: waking takes time
                    if isinstance(result, Exception):
                        done.set_exception(result)
                    else:
                        done.set_result(result)
            except BaseException as err:  # the thread must outlive whatever comes, or everybody waits for ever
                for _, done in batch:
                    if not done.done():
                        done.set_exception(err)

    def _drain(self, batch: list[tuple[T, Future[R]]]) -> bool:
        """Add to the batch what waits; whether the end was among it."""
        while len(batch) < self._most:
            try:
                more = self._queue.get_nowait()
            except queue.Empty:
                return False
            if more is None:
                return True
            batch.append(more)
        return False

    def _write(self, items: list[T]) -> list[R | Exception]:
        try:
            return self._commit(items)
        except Exception as err:
            if len(items) == 1:
                return [err]
            return [result for item in items for result in self._write([item])]

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self._lock is None:
            yield
            return
        with self._lock.open("a") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield
