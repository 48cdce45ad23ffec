"""An account in words: who, what, why, on what. Names are looked up for a whole page at once.

An account holds no name and no free text; what is shown beside it (an officer's name, a case's reference) is as it is
today, not as it was then.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela.ledger import Account
from tutela_node.casework.numbers import references
from tutela_node.desks.context import PURPOSE_WORDS, ROLE_WORDS
from tutela_node.desks.declared import Kind, declared
from tutela_node.people.selectors import officer_names, unit_names
from tutela_node.spine.acts import REGISTRY
from tutela_node.spine.authority import basis_of, policies
from tutela_node.spine.selectors import Entry


@dataclass(frozen=True)
class Decided:
    """One reason of an outcome. `policy`: whether its id can be opened among the policies."""

    id: str
    says: Any
    policy: bool


@dataclass(frozen=True)
class Said:
    """One account as a page shows it. `account` None: its bytes were changed."""

    entry: Entry
    account: Account | None
    who: str
    says: str
    on: str
    purpose: Any
    basis: str
    basis_id: str
    roles: list[Any]
    why: list[Decided]
    again: str

    @property
    def refused(self) -> bool:
        return self.account is not None and self.account.outcome == "refused"


def said_of(entries: Sequence[Entry]) -> list[Said]:
    """These accounts in words; three queries however many."""
    told = [e.account for e in entries if e.account]
    again = [e.again for e in entries if e.again]
    idents = [a.actor for a in told] + [a.on for a in told] + [a.actor for a in again] + [a.on for a in again]
    names = officer_names(_of("officer", idents))
    units = unit_names(_of("unit", idents))
    cases = references({e.scope for e in entries if e.scope} | set(_of("case", idents)))
    return [_said(entry, _Names(names, units, cases)) for entry in entries]


@dataclass(frozen=True)
class _Names:
    officers: dict[uuid.UUID, str]
    units: dict[uuid.UUID, str]
    cases: dict[uuid.UUID, str]

    def who(self, actor: str) -> str:
        if actor == "node":
            return _("The node itself")
        return self.officers.get(uuid.UUID(actor.partition(":")[2]), actor)

    def on(self, said: str, scope: uuid.UUID | None) -> str:
        """The kind, and the name or reference by which people know it."""
        kind, _colon, ident = said.partition(":")
        words = str(declared().kinds.get(kind, Kind()).record or kind)
        if kind == "node":
            return f"{words}, {settings.NODE.name}"
        known = {"officer": self.officers, "unit": self.units, "case": self.cases}.get(kind, {})
        name = known.get(uuid.UUID(ident))
        if name:
            return f"{words} {name}"
        case = self.cases.get(scope) if scope else None
        return _("%(what)s in case %(reference)s") % {"what": words, "reference": case} if case else f"{words} {ident}"


def _said(entry: Entry, names: _Names) -> Said:
    account = entry.account
    if account is None:
        return Said(entry, None, "", "", "", "", "", "", [], [], "")
    known = REGISTRY.get(account.act)
    basis = basis_of(account.basis)
    return Said(
        entry, account, names.who(account.actor), known.says if known else account.act,
        names.on(account.on, entry.scope), PURPOSE_WORDS.get(account.purpose or "", account.purpose or ""),
        basis.citation if basis else account.basis or "", account.basis or "",
        [ROLE_WORDS.get(role, role) for role in account.roles], [decided(why) for why in account.why],
        _again(entry, names),
    )  # fmt: skip


def _again(entry: Entry, names: _Names) -> str:
    if entry.again is None:
        return ""
    times = ngettext(
        "%(who)s tried this %(n)d more time within half an hour: %(on)s.",
        "%(who)s tried this %(n)d more times within half an hour: %(on)s.",
        entry.again.times,
    )
    return times % {
        "n": entry.again.times,
        "who": names.who(entry.again.actor),
        "on": names.on(entry.again.on, None),
    }


def decided(why: str) -> Decided:
    """A reason that an account names: a policy with its sentence, or that there was none."""
    policy = policies().policies.get(why)
    if policy:
        return Decided(why, policy.says, True)
    return Decided(why, declared().reasons.get(why, _("A policy that this version no longer has.")), False)


def _of(kind: str, idents: Iterable[str]) -> set[uuid.UUID]:
    return {uuid.UUID(i.partition(":")[2]) for i in idents if i.startswith(f"{kind}:")}
