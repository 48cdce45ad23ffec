"""What lies in a case: persons, accounts, notes, tasks."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from tutela_node.casework.models import PERSON_ROLES, Account, Case, Note, Person, Task
from tutela_node.casework.services._cases import _of
from tutela_node.casework.services._values import about, added, colleague, not_past, text
from tutela_node.spine.acts import Doing, Invalid, act
from tutela_node.spine.vault import erase_record, index, opened, opened_many


@dataclass(frozen=True)
class PersonOpened:
    """The clear values of a person; empty once erased. `born`: as written, a date or a year."""

    name: str
    born: str
    contact: str
    remarks: str


@dataclass(frozen=True)
class AccountOpened:
    """The clear values of an account."""

    service: str
    value: str


@act("person.add", on="case", purposes=("investigation", "intake"), says="A person is added to a case.")
def add_person(
    doing: Doing, case: Case, *, role: str, name: str, born: str = "", contact: str = "", remarks: str = ""
) -> uuid.UUID:
    person = Person(case=case, role=_of(PERSON_ROLES, role, "role"), **added(doing))
    _fill(doing, person, name, born, contact, remarks)
    person.save(force_insert=True)
    about(doing, person)
    return person.id


@act("person.change", on="person", purposes=("investigation", "intake"), says="What is known of a person is changed.")
def change_person(doing: Doing, person: Person, *, role: str, name: str, born: str, contact: str, remarks: str) -> None:
    person.role = _of(PERSON_ROLES, role, "role")
    _fill(doing, person, name, born, contact, remarks)
    person.version += 1
    person.save()


def _fill(doing: Doing, person: Person, name: str, born: str, contact: str, remarks: str) -> None:
    person.name = text(name, "name", 200, required=True)
    person.born = text(born, "born", 40)
    person.contact = text(contact, "contact", 500)
    person.remarks = text(remarks, "remarks", 5000)
    doing.tell(role=person.role, name=person.name, born=person.born, contact=person.contact, remarks=person.remarks)
    index("person", person.id, person.case_id, [("name", person.name)])


@act(
    "person.open", on="person", discloses=True, once=True,
    purposes=("investigation", "intake", "decision", "victim_support"),
    says="The data of a person are opened.",
)  # fmt: skip
def open_person(doing: Doing, person: Person) -> PersonOpened:
    clear = opened(person)
    return PersonOpened(*(clear.get(f) or "" for f in ("name", "born", "contact", "remarks")))


@act("person.erase", on="person", purposes=("investigation",), says="A person is erased from a case for good.")
def erase_person(doing: Doing, person: Person, *, why: str) -> dt.date:
    """The day on which the last backup that still holds the key expires."""
    from tutela_node.casework.services._cases import what_keeps
    from tutela_node.spine.acts import Blocked

    reasons = what_keeps(person.case)
    if reasons:
        raise Blocked("The person cannot be erased now", reasons)
    doing.about("person", person.id, person.case_id)
    doing.tell(why=text(why, "why", 2000, required=True))
    person.name = person.born = person.contact = person.remarks = None
    person.erased_at = doing.at
    person.version += 1
    person.save()
    return erase_record(doing.event, person.id, person.case_id, doing.at).backups_until


@act("account.add", on="case", purposes=("investigation", "intake", "analysis"), says="An account is added to a case.")
def add_account(
    doing: Doing, case: Case, *, kind: str, service: str, value: str, person: uuid.UUID | None = None
) -> uuid.UUID:
    account = Account(case=case, person=_person_of(case, person), **added(doing))
    _fill_account(doing, account, kind, service, value)
    account.save(force_insert=True)
    about(doing, account)
    return account.id


@act("account.change", on="account", purposes=("investigation", "intake", "analysis"), says="An account is changed.")
def change_account(
    doing: Doing, account: Account, *, kind: str, service: str, value: str, person: uuid.UUID | None = None
) -> None:
    account.person = _person_of(account.case, person)
    _fill_account(doing, account, kind, service, value)
    account.version += 1
    account.save()


def _fill_account(doing: Doing, account: Account, kind: str, service: str, value: str) -> None:
    account.kind = _of(tuple(Account._meta.get_field("kind").choices or ()), kind, "kind")  # type: ignore[arg-type]
    account.service = text(service, "service", 200)
    account.value = text(value, "value", 500, required=True)
    doing.tell(kind=kind, service=account.service, value=account.value, person=str(account.person_id or ""))
    index("account", account.id, account.case_id, [(kind, account.value)])  # type: ignore[list-item]


def _person_of(case: Case, person: uuid.UUID | None) -> Person | None:
    if person is None:
        return None
    found = Person.objects.filter(pk=person, case=case, erased_at=None).first()
    if found is None:
        raise Invalid("Choose a person of this case.", "person")
    return found


@act(
    "account.open", on="account", discloses=True, once=True,
    purposes=("investigation", "intake", "decision", "analysis"), says="The data of an account are opened.",
)  # fmt: skip
def open_account(doing: Doing, account: Account) -> AccountOpened:
    clear = opened(account)
    return AccountOpened(clear.get("service") or "", clear.get("value") or "")


@act(
    "note.add", on="case", purposes=("investigation", "intake", "decision", "analysis", "victim_support"),
    says="A note is written.",
)  # fmt: skip
def add_note(doing: Doing, case: Case, *, text_: str) -> uuid.UUID:
    note = Note(case=case, text=text(text_, "text_", 20_000, required=True), **added(doing))
    doing.tell(text=note.text)
    note.save(force_insert=True)
    about(doing, note)
    return note.id


@act(
    "note.open", on="case", discloses=True, once=True,
    purposes=("investigation", "intake", "decision", "analysis", "victim_support"),
    says="The notes of a case are opened.",
)  # fmt: skip
def open_notes(doing: Doing, case: Case) -> dict[uuid.UUID, str]:
    """The text of every note of the case, by the note's id."""
    clear = opened_many(Note.objects.filter(case=case))
    return {ident: values.get("text") or "" for ident, values in clear.items()}


@act("task.add", on="case", purposes=("investigation", "intake", "victim_support"), says="A task is given to somebody.")
def add_task(
    doing: Doing, case: Case, *, title: str, officer: uuid.UUID, due: dt.date | None = None, clock: bool = False
) -> uuid.UUID:
    if clock and due is None:
        raise Invalid("A legal deadline needs its day.", "due")
    given = colleague(officer, "officer")
    task = Task(
        case=case, title=text(title, "title", 300, required=True), due=not_past(due, "due"), clock=clock,
        officer=given, **added(doing),
    )  # fmt: skip
    doing.tell(title=task.title, due=due.isoformat() if due else None, clock=clock, officer=str(given.pk))
    task.save(force_insert=True)
    about(doing, task)
    return task.id


@act("task.done", on="task", purposes=("investigation", "intake", "victim_support"), says="A task is done.")
def finish_task(doing: Doing, task: Task) -> None:
    if task.done_at is not None:
        raise Invalid("The task is done already.")
    task.done_at = doing.at
    task.version += 1
    task.save(update_fields=["done_at", "version"])
