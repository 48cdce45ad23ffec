"""A real node for tests: one folder for each test process, made-up officers and cases in it, acts on its writer."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tutela_node.config import Folder
    from tutela_node.spine.acts import By, Purpose

_count = itertools.count(1)
BASIS = "DE/bdsg-48"
ROLE_PURPOSE = {
    "investigator": "investigation", "supervisor": "investigation", "decider": "decision", "analyst": "analysis",
    "receiving": "intake", "helper": "victim_support", "inspector": "oversight", "administrator": "administration",
}  # fmt: skip


@dataclass(frozen=True)
class Colleague:
    """An officer made up for a test."""

    id: uuid.UUID
    name: str
    email: str
    unit: uuid.UUID
    role: str

    def by(self, purpose: Purpose | None = None, basis: str | None = BASIS) -> By:
        from tutela_node.spine.acts import By

        return By(self.id, purpose or ROLE_PURPOSE.get(self.role, "own"), basis)  # type: ignore[arg-type]


class World:
    """Makes units, officers and cases in the node of this test process."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder

    def unit(self, name: str = "") -> uuid.UUID:
        from tutela_node.people.models import Unit
        from tutela_node.spine.acts import submit

        return submit(lambda: Unit.objects.create(name=name or f"Unit {next(_count)}")).id

    def officer(
        self, role: str = "investigator", unit: uuid.UUID | None = None, name: str = "", until: dt.date | None = None
    ) -> Colleague:
        from tutela_node.people.models import Grant, Officer
        from tutela_node.spine.acts import submit

        number = next(_count)
        home = unit or self.unit()

        def make() -> Officer:
            officer = Officer.objects.create(
                email=f"officer{number}@node.example", name=name or f"Officer {number}", unit_id=home
            )
            if role:
                Grant.objects.create(officer=officer, role=role, since=dt.date(2026, 1, 1), until=until)
            return officer

        made = submit(make)
        return Colleague(made.id, made.name, made.email, home, role)

    def case(self, lead: Colleague | None = None, **values: Any) -> uuid.UUID:
        from tutela_node.casework.services import open_case

        lead = lead or self.officer()
        purpose = "intake" if lead.role == "receiving" else "investigation"
        return open_case(
            lead.by(purpose),  # type: ignore[arg-type]
            None,
            **({"title": f"Case {next(_count)}", "kind": "contact", "basis": BASIS} | values),
        )

    def logged(self) -> int:
        """Bring what was recorded into the log, as the node's thread does twice a second; the size of the log."""
        from django.conf import settings

        from tutela_node.spine.log import Sequencer

        sequencer = Sequencer(settings.FOLDER, settings.NODE)
        sequencer.tick()
        return sequencer.size


def make_node(path: Path, **config: Any) -> Folder:
    """A node's folder with keys and settings; nothing of Django is touched."""
    from tutela_node.config import Folder
    from tutela_node.operating._init import make_folder, new_config

    folder = Folder(path)
    make_folder(folder, new_config("node.example", "A made-up office", "DE", **config), None)
    return folder


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folder]:
    """The node of this test process: keys, three migrated databases, an open log. Its thread does not run."""
    from tutela_node.config import enter
    from tutela_node.operating._init import migrate

    folder = make_node(tmp_path_factory.mktemp("node") / "folder")
    enter(folder)

    from django.test.utils import setup_test_environment, teardown_test_environment

    from tutela_node.spine.acts import close_writer
    from tutela_node.spine.log import open_log

    migrate()
    open_log("set-up")
    setup_test_environment()
    yield folder
    teardown_test_environment()
    close_writer()


@pytest.fixture
def world(node: Folder) -> World:
    return World(node)
