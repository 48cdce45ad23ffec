"""Does a decision cover a request, on this day? Every respect in which it does not, by one day or one account."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tutela.cooperation.requests._decision import Decision
from tutela.cooperation.requests._parts import Account
from tutela.cooperation.requests._request import Request, RequestError

Respect = Literal[
    "outcome", "not_yet", "expired", "lapsed", "withdrawn", "not_checked", "own_decision", "purpose", "data", "account",
    "person", "consent", "days_before", "days_after", "state",
]  # fmt: skip

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Gap:
    """One respect in which the decision does not reach as far as the request. `days`: by how many, where it is days;
    None: without an end.
    """

    respect: Respect
    said: str
    items: tuple[str, ...] = ()
    days: int | None = None


@dataclass(frozen=True)
class Coverage:
    """All of them; none: it covers."""

    gaps: tuple[Gap, ...]

    @property
    def covered(self) -> bool:
        return not self.gaps

    def __bool__(self) -> bool:
        return self.covered


def covers(decision: Decision, request: Request, at: dt.datetime) -> Coverage:
    """Whether `decision` is live at `at` and covers the purpose, data, accounts, persons, days and state of `request`.

    A decision that names an account covers that one; one that names a person covers all of that person's. Days count
    in the decision's zone, its last day to its last hour.

    Raises:
        RequestError: `at` has no time zone.
    """
    if at.tzinfo is None:
        raise RequestError(f"{at} has no time zone; expected an aware time")
    return Coverage((*_live(decision, at), *_scope(decision, request), *_period(decision, request)))


def _live(decision: Decision, at: dt.datetime) -> Iterator[Gap]:
    today = at.astimezone(zoneinfo.ZoneInfo(decision.zone)).date()
    if decision.outcome != "granted":
        yield Gap("outcome", f"It was {decision.outcome}, not granted.")
    if (early := (decision.valid_from - today).days) > 0:
        said = f"It is valid from {decision.valid_from}; it is {today} now: {_days(early)} too early."
        yield Gap("not_yet", said, days=early)
    if (late := (today - decision.valid_until).days) > 0:
        said = f"It was valid until {decision.valid_until}; it is {today} now: {_days(late)} too late."
        yield Gap("expired", said, days=late)
    if decision.withdrawn_at is not None and at >= decision.withdrawn_at:
        yield Gap("withdrawn", f"It was withdrawn on {decision.withdrawn_at:%Y-%m-%d %H:%M %Z}.")
    yield from _review(decision, at)
    yield from _hands(decision)


def _review(decision: Decision, at: dt.datetime) -> Iterator[Gap]:
    """An urgent decision lives on only if it was upheld in time."""
    urgent = decision.urgent
    if urgent is None:
        return
    done = urgent.reviewed_at if urgent.reviewed_at is not None and urgent.reviewed_at <= at else None
    if done is not None and not urgent.upheld:
        yield Gap("lapsed", f"It was urgent, and the review of {done:%Y-%m-%d} did not uphold it.")
    elif at >= urgent.review_by and (done is None or done > urgent.review_by):
        yield Gap(
            "lapsed", f"It was urgent, and lapsed at {urgent.review_by:%Y-%m-%d %H:%M %Z} without a review in time."
        )


def _hands(decision: Decision) -> Iterator[Gap]:
    """Two people stand behind every decision but a consent."""
    if decision.kind == "recorded":
        if not decision.entered_by or not decision.checked_by:
            who = "who entered it" if not decision.entered_by else "who checked it"
            said = f"It was made elsewhere, and {who} is not recorded; somebody else compares it with the document."
            yield Gap("not_checked", said)
        elif decision.entered_by == decision.checked_by:
            yield Gap("not_checked", f"{decision.entered_by} entered it and checked it; expected two people.")
    if decision.kind == "made_here":
        if not decision.decided_by:
            yield Gap("own_decision", "Who decided is not recorded.")
        elif decision.decided_by == decision.applied_by:
            said = f"{decision.decided_by} applied for it and decided it; nobody decides their own application."
            yield Gap("own_decision", said)


def _scope(decision: Decision, request: Request) -> Iterator[Gap]:
    if request.purpose not in decision.purposes:
        allowed = " and ".join(decision.purposes)
        yield Gap("purpose", f"The request is to {request.purpose} data; the decision allows to {allowed}.")
    if more := sorted(set(request.data) - set(decision.data)):
        allowed = ", ".join(decision.data)
        yield Gap("data", f"The request asks for {', '.join(more)}; the decision allows {allowed}.", tuple(more))
    yield from _accounts(decision, request)
    if decision.states is not None and request.asked not in decision.states:
        allowed = ", ".join(decision.states) or "no state"
        yield Gap("state", f"The request goes to {request.asked}; the decision allows {allowed}.", (request.asked,))


def _accounts(decision: Decision, request: Request) -> Iterator[Gap]:
    named = {a.identity: a for a in decision.accounts}
    for account in request.accounts:
        mine = (account.said,)
        held = named.get(account.identity)
        if held is None and account.person not in decision.persons:
            yield Gap("account", f"The decision does not name {account.said}{_near(account, decision)}.", mine)
        if held is not None and account.person and held.person and account.person != held.person:
            said = f"The decision names {account.said} as of {held.person}; the request as of {account.person}."
            yield Gap("person", said, mine)
        whose = account.person or (held.person if held else "")
        if decision.kind == "consent" and whose != decision.given_by:
            said = f"{decision.given_by} consented; {account.said} is an account of {whose or 'nobody named'}."
            yield Gap("consent", said, mine)


def _near(account: Account, decision: Decision) -> str:
    """An account of the decision that differs only in its case or its service: a slip of writing, perhaps."""
    for other in decision.accounts:
        if other.identity[2].casefold() == account.identity[2].casefold():
            return f" (it names {other.said}; is one of the two misspelt?)"
    return ""


def _period(decision: Decision, request: Request) -> Iterator[Gap]:
    if decision.period is None or not request.data:
        return
    first, last = (request.period.first, request.period.last) if request.period else (None, None)
    begins, ends = decision.period.first, decision.period.last
    if begins is not None and (first is None or first < begins):
        early = (begins - first).days if first else None
        asked = f"from {first}" if first else "without a first day"
        by = f": {_days(early)} too early" if early else ""
        said = f"The request asks for data {asked}; the decision covers them from {begins}{by}."
        yield Gap("days_before", said, days=early)
    if ends is not None and (last is None or last > ends):
        late = (last - ends).days if last else None
        asked = f"until {last}" if last else "without a last day"
        by = f": {_days(late)} too late" if late else ""
        said = f"The request asks for data {asked}; the decision covers them until {ends}{by}."
        yield Gap("days_after", said, days=late)


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"
