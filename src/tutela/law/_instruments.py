"""Who is bound by a treaty or act on a given day, and which of its reservation rights a party has used.

The flow: find the state's entry, ask whether the text itself was in force, then whether it was in force for that
state; a day that is not known gives `unknown`, never a guess. `reserved` then reads what the party declared. Rules:
Vienna Convention on the Law of Treaties (VCLT, 1155 UNTS 331), articles 2(1)(b), (d) and (g), 14, 18 to 24 and 54.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from tutela.law._baseline import Instrument, Party, Reservation, Ternary

_PARAGRAPH = re.compile(r"(?<![(\d])(\d+)(?:\((\d+)\))?")  # "9(4) for 9(1)(e)": article and paragraph


class InstrumentError(ValueError):
    """A question about an instrument that cannot be put as asked: what was given, and what was expected."""


@dataclass(frozen=True)
class Standing:
    """Whether a state is bound on a day. `since`: the first day it was, where known; `party`: its entry in the list."""

    answer: Ternary
    why: str
    since: dt.date | None
    party: Party | None


@dataclass(frozen=True)
class Reserved:
    """Whether a party left something out. `qualified`: the condition its own words put on the reservation."""

    answer: Ternary
    why: str
    qualified: str | None
    source: str


@dataclass(frozen=True)
class _Listed:
    """The day of a list of parties: complete to `first`; whoever stands in it stood there by `last`."""

    first: dt.date
    last: dt.date
    said: str

    @property
    def ranged(self) -> bool:
        """Whether entries after `first` are known to be partial or undated (`status_as_of` holds two dates)."""
        return " to " in self.said


def standing(instrument: Instrument, state: str, on: dt.date) -> Standing:
    """Whether `state` is bound by `instrument` on the day `on`.

    A state is a party when it consented and the treaty is in force for it (VCLT 2(1)(b) and (g), 24); a text not in
    force is never a basis, and a signature alone does not bind (14, 18). An act that applies from a later day than it
    entered into force binds from that day. A party whose day is unknown is surely bound from the date of the list that
    names it, since consent does not lapse by itself (54); before that date the answer is `unknown`. `until` is the last
    day on which the state was bound. `status_as_of` is read as one date (`2026-04-25`, `2026-04`, `2026`) or as
    `A to B`: complete to A, with undated or partial entries to B. Then a signatory may have joined after A: `unknown`.
    A `participant` in a binding text is one whose part is reported, not verified: `unknown`.

    Raises:
        InstrumentError: `state` is not an ISO 3166-1 alpha-2 code.
    """
    party = _party(instrument, state)
    name, listed = instrument.title, _listed(instrument.status_as_of)

    def answer(what: Ternary, why: str, since: dt.date | None = None) -> Standing:
        return Standing(what, why, since, party)

    if not instrument.binding or instrument.status == "not_binding":
        part = f"{state} takes part in it, but is not bound" if party else "no state is bound by it"
        return answer("no", f"{name} is not binding: {part}.")
    if instrument.status == "not_in_force":
        seen = f" (status of {instrument.status_as_of})" if instrument.status_as_of else ""
        return answer("no", f"{name} is not in force{seen}, so it is no basis for anything.")
    if party is None:
        if listed is None:
            return answer("unknown", f"{state} is not in the list of parties to {name}, whose date is not known.")
        why = f"{state} is not in the list of those bound by {name} ({listed.said}; a later accession would not show)."
        return answer("no", why)
    if instrument.in_force and on < instrument.in_force:
        return answer("no", f"{name} entered into force on {instrument.in_force}, after {on}.")
    if instrument.applies_from and on < instrument.applies_from:
        return answer("no", f"{name} applies from {instrument.applies_from}, after {on}.")
    if party.until and on > party.until:
        return answer("no", f"{state} was bound by {name} until {party.until} and not after.")
    if party.status == "participant":
        return answer("unknown", f"The part of {state} in {name} is reported, not verified{_note(party)}.")
    if party.status == "signatory":
        if listed is None or (listed.ranged and on > listed.first):
            until = f"the list is complete only to {listed.first}" if listed else "the date of the list is not known"
            return answer("unknown", f"{state} signed {name}; whether it has joined since is not known, as {until}.")
        return answer("no", f"{state} only signed {name} (list of {listed.said}), which does not bind it.")
    if instrument.status == "unknown" and instrument.in_force is None:
        return answer("unknown", f"Whether and since when {name} is in force does not show from the sources read.")
    return _bound(instrument, party, on, listed)


def reserved(instrument: Instrument, state: str, right: str, on: dt.date) -> Reserved:
    """Whether the party `state` has used the reservation right `right` of `instrument` by the day `on`.

    A reservation changes the treaty for the party that made it, in writing, on joining or as the treaty allows (VCLT
    2(1)(d), 19, 21, 23). `yes`: a reservation under this right whose wording was read, whole or in part. `unknown`:
    the right's use is recorded without its wording, a reservation that could be it was not read, or the party's
    reservations are not all known. `no`: all are known and none uses it; a state that is no party has reserved nothing.
    A reservation without a date of its own counts from the day the party was bound (23(2)).

    Raises:
        InstrumentError: `state` is not an ISO 3166-1 alpha-2 code, or the instrument has no such right.
    """
    party, name = _party(instrument, state), instrument.title
    found = next((r for r in instrument.rights if r.id == right), None)
    if found is None:
        known = ", ".join(r.id for r in instrument.rights) or "none"
        raise InstrumentError(f"{instrument.id} has no reservation right {right!r}; expected one of: {known}")
    article = f"article {found.article} of {name}"

    def answer(what: Ternary, why: str, by: Reservation | None = None) -> Reserved:
        return Reserved(what, why, by.qualified if by else None, (by.source if by else "") or instrument.source)

    if party is None or party.status == "signatory":
        return answer("no", f"{state} is not listed as a party to {name}, so it has no reservation in play.")
    if party.in_force and on < party.in_force:
        return answer("no", f"{state} was not yet bound by {name} on {on}.")
    made = [r for r in party.reservations if r.since is None or r.since <= on]
    used = [r for r in made if r.right == right]
    for r in used:
        if r.text != "missing":
            part = "" if r.text == "held" else " (wording read only in part)"
            return answer("yes", f"{state} made use of {article}{part}: {r.summary}", r)
    if used:
        return answer("unknown", f"{state} is recorded as using {article}; the wording was not read.", used[0])
    for r in made:
        if r.right is None and r.text != "held" and _may_concern(r.article, found.article):
            what = "not read" if r.text == "missing" else "read only in part"
            where = f" on article {r.article}" if r.article else ""
            return answer(
                "unknown", f"{state} has a reservation or declaration{where} that was {what}; it may use {article}.", r
            )
    if not party.reservations_known or party.status == "participant":
        return answer(
            "unknown", f"Not all reservations of {state} are known; one under {article} is possible{_note(party)}."
        )
    return answer("no", f"No reservation of {state} uses {article}.")


def _bound(instrument: Instrument, party: Party, on: dt.date, listed: _Listed | None) -> Standing:
    """The answer for a party or a bound state, once the instrument itself is known not to stand in the way."""
    name, state = instrument.title, party.state
    began = party.in_force
    if began is None and party.status == "bound":  # a state bound as a member or by its own law, from the act's own day
        began = instrument.applies_from or instrument.in_force
    if began:
        since = max(d for d in (began, instrument.in_force, instrument.applies_from) if d)
        if on < since:
            return Standing("no", f"{name} binds {state} from {since}, after {on}.", since, party)
        return Standing("yes", f"{state} is bound by {name} since {since}{_seen(on, listed)}.", since, party)
    if listed and on >= listed.last:
        why = f"{state} is listed as a party to {name} ({listed.said}); since which day is not known{_note(party)}."
        return Standing("yes", why, None, party)
    why = f"{state} is a party to {name}, but since which day is not known: on {on} it may not have been{_note(party)}."
    return Standing("unknown", why, None, party)


def _party(instrument: Instrument, state: str) -> Party | None:
    if not re.fullmatch(r"[A-Z]{2}", state):
        raise InstrumentError(
            f"{state!r} is no state; expected an ISO 3166-1 code, as GB (not a legal system, as GB-EAW)"
        )
    return next((p for p in instrument.parties if p.state == state), None)


def _listed(said: str | None) -> _Listed | None:
    """`status_as_of` as days; None where it is not written as a date or as `A to B`."""
    days = [_days(part) for part in (said or "").split(" to ")]
    if said is None or len(days) > 2 or not all(days):
        return None
    known = [d for d in days if d]
    return _Listed(known[0][0], known[-1][1], said)


def _days(said: str) -> tuple[dt.date, dt.date] | None:
    """The first and last day of a date, month or year."""
    m = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", said.strip())
    if not m:
        return None
    year, month, day = int(m[1]), int(m[2] or 0), int(m[3] or 0)
    try:
        end = calendar.monthrange(year, month or 12)[1]
        return dt.date(year, month or 1, day or 1), dt.date(year, month or 12, day or end)
    except ValueError:
        return None


def _may_concern(article: str | None, right: str) -> bool:
    """Whether a reservation on `article` may use a right of the article `right`; one without an article may use any."""
    named, wanted = re.findall(_PARAGRAPH, article or ""), re.match(_PARAGRAPH, right)
    if not named or wanted is None:
        return True
    return any(number == wanted[1] and (not para or para == wanted[2]) for number, para in named)


def _seen(on: dt.date, listed: _Listed | None) -> str:
    return f" (list of {listed.said}; a later withdrawal would not show)" if listed and on > listed.last else ""


def _note(party: Party) -> str:
    return f" ({party.note.rstrip('.')})" if party.note else ""
