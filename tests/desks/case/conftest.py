"""A case in an office of one unit, with everybody who may come to its door."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.desks.conftest import Desks
from tests.node_world import BASIS, Colleague

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

ROLES = ("investigator", "supervisor", "decider", "analyst", "receiving", "helper", "inspector", "administrator")


def support_basis(purpose: str) -> str:
    """A basis of the list that serves a purpose where the node of the tests is."""
    import datetime as dt

    from tutela_node.spine.authority import bases

    return bases("DE", dt.date(2026, 11, 1), purpose)[0].id


@dataclass
class Room:
    """The case `id`, led by `lead`; `others` by role are on its team but for the supervisor, who supervises its unit."""

    desks: Desks
    unit: uuid.UUID
    lead: Colleague
    supervisor: Colleague
    id: uuid.UUID

    def __post_init__(self) -> None:
        self.team: dict[str, Colleague] = {"investigator": self.lead, "supervisor": self.supervisor}

    @property
    def url(self) -> str:
        return f"/cases/{self.id}/"

    def case(self) -> Any:
        from tutela_node.casework.models import Case

        return Case.objects.get(pk=self.id)

    def member(self, role: str) -> Colleague:
        """An officer of this role on the team."""
        from tutela_node.casework.services import add_member

        if role not in self.team:
            made = self.desks.officer(role, self.unit)
            add_member(self.lead.by(), self.id, officer=made.id)
            self.team[role] = made
        return self.team[role]

    def client(self, who: Colleague | None = None, basis: str | None = None) -> Client:
        return self.desks.client(who or self.lead, basis)

    def person(self, **values: Any) -> uuid.UUID:
        from tutela_node.casework.services import add_person

        return add_person(self.lead.by(), self.id, **({"role": "child", "name": "Ida Muster"} | values))

    def account(self, **values: Any) -> uuid.UUID:
        from tutela_node.casework.services import add_account

        return add_account(
            self.lead.by(), self.id, **({"kind": "handle", "service": "Example", "value": "ida.m"} | values)
        )

    def change(self, **values: Any) -> None:
        from tutela_node.casework.services import change_case

        change_case(
            self.lead.by(), self.id,
            **({"title": "Known", "summary": "", "kind": "contact", "basis": BASIS, "urgent": False,
                "sensitivity": "ordinary", "systems": {"DE": "asks", "CA": "asked"}} | values),
        )  # fmt: skip


@pytest.fixture
def room(desks: Desks) -> Room:
    unit = desks.unit()
    lead, supervisor = desks.officer("investigator", unit), desks.officer("supervisor", unit)
    case = desks.world.case(lead, title="Messages from a stranger", systems={"DE": "asks", "CA": "asked"})
    return Room(desks, unit, lead, supervisor, case)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def fields_of(page: str) -> dict[str, str]:
    """The tokens of the form on a page, as a browser sends them back."""
    return dict(re.findall(r'name="(once|seen)" value="([^"]*)"', page))


def set_sample(room: Room, sample: str) -> None:
    """The facts of the case are those of a sample of the library."""
    from tutela.answer import samples
    from tutela_node.casework.services import set_facts
    from tutela_node.desks.answers.answering import from_file

    set_facts(room.lead.by(), room.id, facts=from_file(samples()[sample].read_bytes()))


def facts_of(room: Room) -> dict[str, Any]:
    """The facts as they stand in the case."""
    from tutela_node.casework.services import read_case

    return read_case(room.lead.by(), room.id).facts or {}
