"""A small made-up office for tests of pages: one officer for each role, a server on loopback, a browser's eyes."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver runs a loop in the thread of the tests

PASSWORD = "four made-up words here"
NAMES = {
    "investigator": "Ines Aumann",
    "supervisor": "Samuel Brand",
    "decider": "Dunja Celik",
    "analyst": "Anton Dorn",
    "receiving": "Rahel Engel",
    "helper": "Hanna Falk",
    "inspector": "Ilse Gruber",
    "administrator": "Arno Haas",
}


@dataclass
class Office:
    """The officers by role, their unit, and the base address of the server once there is one."""

    unit: uuid.UUID
    officers: dict[str, uuid.UUID] = field(default_factory=dict)
    base: str = ""

    def email(self, role: str) -> str:
        return f"{role}@node.example"


def by_node() -> Any:
    from tutela_node.spine.acts import By

    return By.node()


@cache
def open_office() -> Office:
    """Units and officers through the real acts, each with a password and a role since the first of January.

    One for each test process, as there is one node: tests that end roles or stop accounts make officers of their own.
    """
    from tutela_node.people import services
    from tutela_node.people.services import Role

    office = Office(services.add_unit(by_node(), None, name=f"Child protection {uuid.uuid4().hex[:6]}"))
    for role, name in NAMES.items():
        invited = services.invite(
            by_node(),
            None,
            name=name,
            email=office.email(role),
            unit=office.unit,
            roles=[Role(role, dt.date(2026, 1, 1))],
        )
        accept(invited.officer, invited.token)
        office.officers[role] = invited.officer
    return office


def newcomer(
    role: str = "investigator", *, password: str = PASSWORD, until: dt.date | None = None
) -> tuple[uuid.UUID, str]:
    """An officer of a test's own, with a password: their id and address."""
    from tutela_node.people import services
    from tutela_node.people.services import Role

    email = f"{uuid.uuid4().hex[:10]}@node.example"
    roles = [Role(role, dt.date(2026, 1, 1), until)] if role else []
    made = services.invite(by_node(), None, name="Nora Neu", email=email, unit=open_office().unit, roles=roles)
    accept(made.officer, made.token, password)
    return made.officer, email


def accept(officer: uuid.UUID, token: str, password: str = PASSWORD) -> None:
    from django.contrib.auth.hashers import make_password

    from tutela_node.people import services
    from tutela_node.spine.acts import By

    services.use_invitation(
        By(officer, "own"), officer, token=token, password_hash=make_password(password, hasher="argon2")
    )


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the node logs for itself."""


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


@contextmanager
def serving() -> Iterator[str]:
    """The node's own WSGI application on a free port of loopback."""
    from django.core.wsgi import get_wsgi_application

    server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=_Threads, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium without a window, or None where there is none."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        yield None
        return
    with sync_playwright() as driver:
        opened = driver.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        try:
            yield opened
        finally:
            opened.close()


def pictures() -> Path:
    folder = Path(os.environ.get("TUTELA_SCREENSHOTS", Path(__file__).parents[1] / "build" / "screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
