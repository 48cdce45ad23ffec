"""On which day a decision holds, by a clock that cannot be set back without being noticed.

The clock of a case is the later of the machine's and the newest moment that the case itself knows: a machine whose
clock was set back revives no decision that has expired, and nothing is sent or decided on it until it is set right.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Max
from django.utils import timezone

from tutela_node.casework.models import Case, Decision, Proposal
from tutela_node.spine.acts import Blocked
from tutela_node.spine.models import Outgoing

TOLERATED = dt.timedelta(minutes=1)
"""By how much a clock may be behind what was done in a case: clocks are corrected by seconds all the time."""


def live_on(decision: Decision, day: dt.date, now: dt.datetime) -> bool:
    """Whether a decision holds on a day: it is live, the day lies within its days (both inclusive), and one done in
    urgency was reviewed or may still be.

    Args:
        now: the moment of asking (`now(case)`), which its review is measured by.
    """
    if decision.state != "live" or day < decision.since or (decision.until is not None and day > decision.until):
        return False
    if decision.origin != "urgent" or decision.reviewed_at is not None:
        return True
    return decision.review_by is not None and decision.review_by > now


def now(case: Case) -> dt.datetime:
    """The later of the clock and the newest moment that this case knows."""
    return max(timezone.now(), newest(case))


def newest(case: Case) -> dt.datetime:
    """The newest moment that stands in a case: its last change, its proposals and decisions, its letters."""
    known: list[dt.datetime | None] = [
        case.changed_at,
        *Proposal.objects.filter(case=case).aggregate(Max("added_at"), Max("submitted_at"), Max("decided_at")).values(),
        *Decision.objects.filter(case=case)
        .aggregate(Max("added_at"), Max("checked_at"), Max("reviewed_at"), Max("ended_at"))
        .values(),
        *Outgoing.objects.filter(scope=case.id).aggregate(Max("posted_at")).values(),
    ]
    return max(moment for moment in known if moment is not None)


def clock_is_right(case: Case, what: str) -> None:
    """Stop an act that must not be done by a clock that is behind.

    Args:
        what: what does not happen, as the beginning of a sentence: "The request was not sent".

    Raises:
        Blocked: the clock is more than a minute behind what was done in this case.
    """
    clock, known = timezone.now(), newest(case)
    if known - clock > TOLERATED:
        said = f"{clock:%H:%M} UTC on {clock:%d %B %Y}"
        done = f"{known:%H:%M} UTC on {known:%d %B %Y}"
        raise Blocked(
            what, [f"This machine's clock says {said}, and something was done here at {done}. Have it set right."]
        )
