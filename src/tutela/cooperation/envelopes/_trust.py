"""How a partner list changes: a node is admitted, changes its keys, is withdrawn; a keeper's newer list is taken.

A key that nobody vouches for raises `UnconfirmedKeyError`, with both fingerprints; a person compares them with the
other node's officer and gives a `Confirmation`, which is good for that one fingerprint.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from tutela.cooperation.envelopes._description import Description, read_description
from tutela.cooperation.envelopes._errors import EnvelopeError, FormError, UnconfirmedKeyError
from tutela.cooperation.envelopes._fingerprint import Fingerprint
from tutela.cooperation.envelopes._letter import Draft, Letter
from tutela.cooperation.envelopes._limits import OVERLAP
from tutela.cooperation.envelopes._partners import OFFICER, Partner, Partners, Trust, Way, check_logs

KEYS_BODY = "description@1"


@dataclass(frozen=True)
class Confirmation:
    """That a person compared `fingerprint` with an officer of the node. `by`: `officer:UUID`, an account here."""

    node: str
    fingerprint: Fingerprint
    by: str
    over: Way

    def __post_init__(self) -> None:
        if not re.match(OFFICER, self.by):
            raise EnvelopeError(f"{self.by!r:.80} is no account of an officer; expected officer:UUID")
        if self.over not in get_args(Way):
            raise EnvelopeError(f"{self.over!r:.80} is no way to compare; expected one of {', '.join(get_args(Way))}")


def no_partners(keeper: str, now: dt.datetime) -> Partners:
    """An empty list, number 1."""
    return Partners(keeper=keeper, number=1, made_at=now, partners=())


def admit(partners: Partners, note: str | bytes, now: dt.datetime, confirmed: Confirmation | None = None) -> Partners:
    """The list with a node's description added, its number one higher; unchanged if it holds the description already.

    A description that follows another of the node is taken when that one's key, which must still hold, signed it: as
    `continuity`. Otherwise, and for a first description, a person must have compared the fingerprint. Keys that are
    replaced go on for `OVERLAP`, so that what is under way arrives.

    Raises:
        UnconfirmedKeyError: nobody vouches for the key.
        FormError: the note is no description.
        EnvelopeError: the description is older than the one held, changes a log's key, or the confirmation is for
            another fingerprint.
    """
    made, _ = read_description(note)
    text = note.decode() if isinstance(note, bytes) else note
    entries = partners.entries(made.node)
    if entries and entries[-1].note == text and entries[-1].ends is None:
        return partners
    last = entries[-1] if entries else None
    if last is not None:
        _check_newer(last.description, made)
    if confirmed is not None and (confirmed.node, confirmed.fingerprint) != (made.node, made.fingerprint):
        raise EnvelopeError(
            f"the confirmation is for {confirmed.node}, {confirmed.fingerprint}; shown is {made.node}, "
            f"{made.fingerprint}: compare again"
        )
    entry = Partner(note=text, trust=_trusted(last, text, made, now, confirmed), ends=None)
    start = max(now, made.start)
    rest = [
        _ended(held, start + OVERLAP if held.fingerprint != made.fingerprint else start)
        if held.node == made.node
        else held
        for held in partners.partners
    ]
    return _changed(partners, (*rest, entry), now)


def announce(note: str) -> Draft:
    """The letter that tells a partner this node's new description: sealed under the old keys, which sign the note too
    (`describe(…, before=old)`). The old keys stay in use until the partner has acknowledged it, or for `OVERLAP`.

    Raises:
        FormError: the note is no description.
    """
    read_description(note)
    return Draft("keys", uuid.uuid4(), KEYS_BODY, {"note": note})


def announced(letter: Letter) -> str:
    """The note of a letter of the kind `keys`, for `admit`.

    Raises:
        FormError: the letter holds no description, or that of another node than its sender.
    """
    note = letter.body.get("note")
    if letter.kind != "keys" or letter.body_kind != KEYS_BODY or not isinstance(note, str):
        raise FormError(f"the letter is {letter.kind}, {letter.body_kind}; expected keys, {KEYS_BODY}, with a note")
    made, _ = read_description(note)
    if made.node != letter.sender:
        raise FormError(f"{letter.sender} announces the keys of {made.node}; expected its own")
    return note


def withdraw(partners: Partners, node: str, now: dt.datetime) -> Partners:
    """The list with all keys of a node ended at `now`: they were lost, or the partnership is over. What it signs from
    now on is refused, and only a person can admit it again.

    Raises:
        EnvelopeError: it is not on the list.
    """
    if not partners.entries(node):
        raise EnvelopeError(f"{node} is not on the list; nothing to withdraw")
    rest = tuple(_ended(held, now) if held.node == node else held for held in partners.partners)
    return _changed(partners, rest, now)


def adopt(held: Partners, newer: Partners, confirmed: Sequence[Confirmation] = ()) -> Partners:
    """The newer list of the same keeper, after it was checked against the one held: nothing that was on it is gone or
    lives on longer, and no known node has got a key for which only the keeper's person vouches, unless a person here
    confirmed that fingerprint too.

    Raises:
        UnconfirmedKeyError: a key has changed in that way.
        EnvelopeError: the list is another keeper's, not newer, or has lost or changed what was on it.
    """
    if newer.keeper != held.keeper:
        raise EnvelopeError(f"the list is kept by {newer.keeper}; held is that of {held.keeper}")
    if newer == held:
        return held
    if newer.number <= held.number:
        raise EnvelopeError(f"list {newer.number} of {newer.keeper} is not newer than {held.number}, which is held")
    vouched = {(one.node, one.fingerprint) for one in confirmed}
    for node in held.nodes:
        was, now = held.entries(node), newer.entries(node)
        for old, new in zip(was, now, strict=False):
            _check_kept(old, new)
        if len(now) < len(was):
            raise EnvelopeError(f"the newer list of {newer.keeper} has lost an entry of {node}; entries end, and stay")
        for before, new in zip(now[len(was) - 1 :], now[len(was) :], strict=False):
            changed = new.fingerprint != before.fingerprint
            if changed and new.trust.how == "person" and (node, new.fingerprint) not in vouched:
                raise UnconfirmedKeyError(node, str(new.fingerprint), str(before.fingerprint))
    return newer


def _trusted(
    last: Partner | None, text: str, made: Description, now: dt.datetime, confirmed: Confirmation | None
) -> Trust:
    replaces = None if last is None else last.fingerprint.digits
    if confirmed is not None:
        return Trust(how="person", at=now, by=confirmed.by, over=confirmed.over, replaces=replaces)
    if last is not None and last.holds(now):
        trust = Trust(how="continuity", at=now, by=None, over=None, replaces=replaces)
        if Partner(note=text, trust=trust, ends=None).is_signed_by(last.description.verifier):
            return trust
    raise UnconfirmedKeyError(made.node, str(made.fingerprint), None if last is None else str(last.fingerprint))


def _check_newer(was: Description, made: Description) -> None:
    if made.number <= was.number:
        raise EnvelopeError(
            f"description {made.number} of {made.node} is not newer than {was.number}, which is held; ask for its last"
        )
    try:
        check_logs(was, made)
    except ValueError as err:
        raise EnvelopeError(f"{err}. Ask an officer of {made.node}") from err


def _check_kept(old: Partner, new: Partner) -> None:
    if (old.note, old.trust) != (new.note, new.trust):
        raise EnvelopeError(f"the newer list has changed an entry of {old.node}; entries end, and stay as they were")
    if old.ends is not None and (new.ends is None or new.ends > old.ends):
        raise EnvelopeError(f"the newer list lets keys of {old.node} live on that had ended")


def _ended(held: Partner, at: dt.datetime) -> Partner:
    return held if held.ends is not None and held.ends <= at else held.model_copy(update={"ends": at})


def _changed(partners: Partners, entries: tuple[Partner, ...], now: dt.datetime) -> Partners:
    return Partners(keeper=partners.keeper, number=partners.number + 1, made_at=now, partners=entries)
