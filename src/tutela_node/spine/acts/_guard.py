"""The write guard: a statement that changes a guarded database outside an act is refused.

It stands on the connection, below the ORM: `save()` hooks miss `update()`, `bulk_create()`, `delete()` and raw SQL.
What is not plainly reading is writing.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from django.db import connections
from django.db.backends.signals import connection_created

from tutela_node.spine.routers import KEYS

Exception_ = Literal["migrations", "jobs", "sign-in"]
GUARDED = frozenset({"default", KEYS})
SIGN_IN = frozenset({"mfa_authenticator", "account_emailaddress"})
"""Tables that django-allauth writes at sign-in or when a second factor changes; each change is told as an act."""

_READS = re.compile(r"\s*(?:SELECT|EXPLAIN|BEGIN|SAVEPOINT|RELEASE|ROLLBACK|COMMIT|PRAGMA\s+\w+\s*(?:;|$))", re.I)
_WITH = re.compile(r"\s*WITH\b(?!.*\b(?:INSERT|UPDATE|DELETE|REPLACE|MERGE)\b)", re.I | re.S)
_TABLE = re.compile(r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+"?(\w+)"?', re.I)
_here = threading.local()


class WriteOutsideAct(RuntimeError):
    """Code tried to change the database outside an act. A defect: no person can cause or mend it."""


@contextmanager
def writing() -> Iterator[None]:
    """Inside: this thread runs acts."""
    _here.acting = True
    try:
        yield
    finally:
        _here.acting = False


@contextmanager
def allowed(name: Exception_) -> Iterator[None]:
    """Inside: this thread writes under a named exception."""
    before = getattr(_here, "exception", None)
    _here.exception = name
    try:
        yield
    finally:
        _here.exception = before


def _guard(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if getattr(_here, "acting", False) or getattr(_here, "exception", None) or _READS.match(sql) or _WITH.match(sql):
        return execute(sql, params, many, context)
    table = _TABLE.match(sql)
    if table and table[1].lower() in SIGN_IN:
        return execute(sql, params, many, context)
    raise WriteOutsideAct(
        f"a write outside an act: {sql.strip()[:80]!r}; put it into a function under @act, or name the exception"
    )


def guard_connections() -> None:
    """Put the guard on every connection to a guarded database, those open already and those to come."""
    connection_created.connect(_on_connection, dispatch_uid="tutela-guard")
    for alias in GUARDED:
        _install(connections[alias])


def _on_connection(connection: Any, **_: Any) -> None:
    if connection.alias in GUARDED:
        _install(connection)


def _install(connection: Any) -> None:
    if _guard not in connection.execute_wrappers:
        connection.execute_wrappers.append(_guard)
