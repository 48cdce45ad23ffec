"""A case with something in every corner, for the pages of the desk of cases; one for each test process."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from functools import cache

from tests.office import Office

_made: dict[str, uuid.UUID] = {}


def case_list(office: Office) -> str:
    """The list, with at least that case in it."""
    case_page()(office)
    return "/cases/"


def case_page(page: str = "") -> Callable[[Office], str]:
    """The address of a page of that case; `{person}`, `{account}`, `{hold}` and `{answer}` stand for its parts."""

    def address(office: Office) -> str:
        case = _case(office.officers["investigator"], office.officers["helper"])
        return f"/cases/{case}/{page.format(**_made)}"

    return address


@cache
def _case(lead: uuid.UUID, helper: uuid.UUID) -> uuid.UUID:
    from django.utils import timezone

    from tutela.answer import samples
    from tutela_node.casework import services
    from tutela_node.desks.answers.answering import answered, asked, from_file
    from tutela_node.spine.acts import By

    by, today = By(lead, "investigation", "DE/bdsg-48"), timezone.now().date()
    case = services.open_case(
        by, None, title="Recordings passed on, account abroad", kind="image", basis="DE/bdsg-48", urgent=True,
        sensitivity="restricted", systems={"DE": "asks", "CA": "asked", "FR": "touched"},
        summary="A report came in overnight.\n\nThe account is with a provider abroad.",
    )  # fmt: skip
    _made["person"] = services.add_person(by, case, role="child", name="Ida Muster", born="2014", remarks="Known.")
    services.add_person(by, case, role="suspect", name="Not known")
    _made["account"] = services.add_account(
        by, case, kind="handle", service="Example", value="a.rather.long.name.that.goes.on.and.on",
        person=_made["person"],
    )  # fmt: skip
    services.add_note(by, case, text_="Called the provider; the log is kept for thirty days.")
    for days, clock in ((-1, False), (2, True), (None, False)):
        due = None if days is None else today + dt.timedelta(days=max(days, 0))
        services.add_task(by, case, title="Ask the provider to keep the log", officer=lead, due=due, clock=clock)
    services.add_member(by, case, officer=helper)
    _made["hold"] = services.place_hold(by, case, reason="Court order 12/26", until=today + dt.timedelta(days=90))
    facts = from_file(samples()["yes"].read_bytes()) | {"states": {"from": "DE", "to": "CA"}}
    _made["answer"] = services.attach_answer(by, case, asked=asked(answered(facts), facts))
    services.set_facts(by, case, facts=from_file(samples()["stopped"].read_bytes()))
    return case
