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

    def row(self, model: Any, **values: Any) -> Any:
        """A row of another room's table, without its act; a sealed record with a key of its own.

        A part of a case was added now by the case's lead, where `values` says nothing else.
        """
        from django.utils import timezone

        from tutela_node.casework.models import Case, CasePart
        from tutela_node.spine.acts import submit
        from tutela_node.spine.vault import RING, Ring, hand_in

        def make() -> Any:
            if issubclass(model, CasePart):
                case = values.get("case") or Case.objects.get(pk=values["case_id"])
                made = {"added_at": timezone.now(), "added_by_id": case.lead_id}
                values.update(
                    {k: v for k, v in made.items() if k not in values and k.removesuffix("_id") not in values}
                )
            token = RING.set(Ring())
            try:
                row = model(**values)
                row.save(force_insert=True)
                hand_in(RING.get())
            finally:
                RING.reset(token)
            return row

        return submit(make)

    def partner(self, *, confirmed: bool = True, system: str = "CA", **values: Any) -> Any:
        """Another node with a made-up key, trusted unless `confirmed` is false."""
        import secrets

        from django.utils import timezone

        from tutela_node.spine.acts import submit
        from tutela_node.spine.models import Partner, PartnerKey

        name = f"partner{next(_count)}.example"
        digits = f"{secrets.randbelow(10**40):040d}"
        described = f"tutela/node@v1\n{name}\n"

        def make() -> Any:
            made = Partner.objects.create(
                **{
                    "name": name, "title": f"The office of {name}", "system": system, "url": f"https://{name}",
                    "state": "confirmed" if confirmed else "unconfirmed", "offered": "" if confirmed else described,
                    "fingerprint": " ".join(digits[n : n + 5] for n in range(0, 40, 5)), "added_at": timezone.now(),
                } | values
            )  # fmt: skip
            if confirmed:
                PartnerKey.objects.create(
                    partner=made, number=1, note=described, signing=secrets.token_hex(32),
                    recipient=f"age1{secrets.token_hex(29)}", logs="[]", trust="person", compared_over="telephone",
                    at=timezone.now(),
                )  # fmt: skip
            return made

        return submit(make)

    def arrived(
        self, kind: str, conversation: uuid.UUID, body: dict[str, Any], *, partner: Any = None,
        in_reply_to: uuid.UUID | None = None, body_kind: str = "made-up@1", announced: dict[str, Any] | None = None,
    ) -> Any:  # fmt: skip
        """A letter of a partner as the door leaves it: its row, its content, and the event of its receiving."""
        import hashlib
        import json
        import secrets

        from django.conf import settings
        from django.utils import timezone

        from tutela_node.spine.acts import By, Doing, submit
        from tutela_node.spine.acts._record import record
        from tutela_node.spine.authority import Actor
        from tutela_node.spine.models import Channel, Incoming
        from tutela_node.spine.vault import RING, adopt, hand_in, prepare

        sender = partner or self.partner()
        written = prepare(json.dumps(body).encode(), "application/json")

        def make() -> Any:
            doing = Doing(uuid.uuid4(), "envelope.receive", Actor(None, "the node"), By.node(), timezone.now())
            token = RING.set(doing.ring)
            try:
                scope = uuid.uuid4()
                doing.ring.new_scope(scope)
                channel, _ = Channel.objects.get_or_create(partner=sender, ours=False, number=1)
                row = Incoming.objects.create(
                    partner=sender, envelope=uuid.uuid4(), conversation=conversation, in_reply_to=in_reply_to,
                    channel=channel.number, sequence=channel.next, kind=kind, body_kind=body_kind,
                    urgent=body.get("urgent") is True, digest=hashlib.sha256(secrets.token_bytes(32)).hexdigest(),
                    content=adopt(written, scope), scope=scope, received_at=doing.at, event=doing.event,
                    outcome="received", state="received", announced=json.dumps(announced) if announced else "",
                )  # fmt: skip
                channel.next += 1
                channel.save(update_fields=["next"])
                doing.ring.new_key(row.id, settings.NODE.id)  # outlives the letter: the partner is shown this content
                doing.about("envelope", row.id, settings.NODE.id)
                doing.tell(envelope=str(row.envelope), digest=row.digest, outcome="received")
                record(doing, settings.NODE.name, "done", ("node-exchanges",))
                hand_in(doing.ring)
            finally:
                RING.reset(token)
            return row

        return submit(make)

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
