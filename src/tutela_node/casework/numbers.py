"""What those who read no case are told of cases: how much waits on an officer who leaves, and under which reference
an inspector finds a case again. No title, no kind, no person."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from tutela_node.casework.models import Case, Member, Task


@dataclass(frozen=True)
class OpenWork:
    """Open cases that an officer leads, open tasks that are theirs, open cases on whose team they are."""

    leads: int
    tasks: int
    teams: int

    def __bool__(self) -> bool:
        return bool(self.leads or self.tasks)


def open_work(officer: uuid.UUID) -> OpenWork:
    """What waits on an officer; three queries."""
    return OpenWork(
        Case.objects.filter(lead=officer, state="open").count(),
        Task.objects.filter(officer=officer, done_at=None).exclude(case__state="erased").count(),
        Member.objects.filter(officer=officer, ended_at=None, case__state="open").count(),
    )


def references(cases: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The references of those of these ids that are cases, erased ones too."""
    return dict(Case.objects.filter(id__in=set(cases)).values_list("id", "reference"))
