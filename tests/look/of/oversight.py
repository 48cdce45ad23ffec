"""The record."""

from __future__ import annotations

from tests.look.page import Page
from tests.office import Office

OVERSIGHT = "DE/bdsg-76"


def _event(office: Office) -> str:
    """The event by which the office's unit was made."""
    from tutela_node.spine.models import EventBody

    return f"/record/{EventBody.objects.filter(record=office.unit).earliest('event_id').event.uuid}/"


PAGES = [
    Page("record", "/record/", "inspector", quick=True),
    Page("record-refused", "/record/", "administrator", status=403),
    Page("record-basis", "/record/accounts/", "inspector"),
    Page("record-accounts", "/record/accounts/", "inspector", quick=True, basis=OVERSIGHT),
    Page(
        "record-nothing",
        "/record/accounts/?act=case.erase&since=2020-01-01&until=2020-01-02",
        "inspector",
        basis=OVERSIGHT,
    ),
    Page("record-event", _event, "inspector", basis=OVERSIGHT),
    Page("record-acts", "/record/acts/", "analyst"),
    Page("record-policies", "/record/policies/", "supervisor"),
    Page("record-bases", "/record/bases/", "investigator"),
]
