"""Opening a case at the desk: who asks on which basis, what they may do there, and the page that says no.

Flow: `in_case` wraps a view; it opens the case by the act `case.read` and hands the view an `InCase`. Whoever is
refused reads why, and what they can do instead. A view that only changes something still passes through here: a page
that failed is drawn again with the case around it.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast, overload

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tutela_node.casework import selectors
from tutela_node.casework.models import Case
from tutela_node.casework.services import CaseOpened, read_case
from tutela_node.desks.declared import declared
from tutela_node.desks.middleware import AskedRequest
from tutela_node.desks.words import KINDS, STATE_TONES, STATES
from tutela_node.people.authority import actor_of
from tutela_node.people.purposes import purposes_of
from tutela_node.spine.acts import REGISTRY, By, NotThere, Refused, context_of
from tutela_node.spine.authority import SILENT, Actor, Decision, bases, basis_of, decide_many, kind_of

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class InCase:
    """A case that was opened for this request. `by`: who asks, on the basis of the session or else of the case."""

    case: Case
    clear: CaseOpened
    by: By
    actor: Actor
    read: bool = True

    @property
    def url(self) -> str:
        return reverse("case", args=[self.case.id])


STEERING = ("case.hand_over", "hold.place", "conflict.lift")
"""What a supervisor does to a case of their unit even where it is restricted to its team, and unread."""


@overload
def in_case(view: View) -> View: ...


@overload
def in_case(*, erased: bool = False, unread: bool = False) -> Callable[[View], View]: ...


def in_case(view: View | None = None, *, erased: bool = False, unread: bool = False) -> Any:
    """Wrap a view of one case.

    Args:
        erased: it also shows what is left of an erased case; others go to its head.
        unread: it also serves who may steer the case and not read it; `InCase.read` is then false.
    """
    if view is None:
        return functools.partial(in_case, erased=erased, unread=unread)

    @functools.wraps(view)
    def run(request: HttpRequest, case: uuid.UUID, **more: Any) -> HttpResponse:
        asked = cast(AskedRequest, request)
        found = head_of(case)
        by = by_for(asked, found)
        actor = actor_of(by.officer) if by.officer else Actor(None, "")
        if unread and _steers_unread(by, actor, found):
            return view(asked, InCase(found, CaseOpened("", "", None, {}), by, actor, read=False), **more)
        try:
            clear = read_case(by, found.id)
        except Refused as err:
            return refused(asked, found, by, err)
        if found.state == "erased" and not erased:
            return redirect("case", found.id)
        return view(asked, InCase(found, clear, by, actor), **more)

    return run


def head_of(ident: uuid.UUID) -> Case:
    """The head of a case, unopened.

    Raises:
        NotThere: there is none.
    """
    found = selectors.case_of(ident)
    if found is None:
        raise NotThere("case", ident)
    return found


def by_for(request: AskedRequest, case: Case) -> By:
    """Who asks. Where they chose no basis for their session, the case's own basis is named."""
    return request.by if request.by.basis else replace(request.by, basis=case.basis)


def decisions(by: By, actor: Actor, names: Sequence[str], ident: uuid.UUID, record: Any) -> dict[str, Decision]:
    """What Cedar says now of each of these acts on one record, in one call; the acts ask again."""
    kind = kind_of(REGISTRY[names[0]].on)
    context = context_of(by, timezone.now())
    found = dict(zip(names, decide_many(actor, [(n, ident, record) for n in names], kind, context), strict=True))
    for name in names:
        if found[name].why == (SILENT,) and (says := declared().who_may.get(name)):
            found[name] = Decision(False, (SILENT,), (str(says),))
        if found[name].allowed and by.purpose not in REGISTRY[name].purposes:
            found[name] = Decision(False, ("purpose",), (_("This is not done for the purpose you work for now."),))
    return found


def _steers_unread(by: By, actor: Actor, case: Case) -> bool:
    may = decisions(by, actor, ["case.read", *STEERING], case.id, case)
    return not may["case.read"].allowed and any(may[n].allowed for n in STEERING)


def refused(request: AskedRequest, case: Case, by: By, err: Refused, status: int = 403) -> HttpResponse:
    """The page of a case that stays closed to this officer: why, and what they can do."""
    actor = actor_of(by.officer) if by.officer else Actor(None, "")
    may = decisions(by, actor, ["emergency.declare", *STEERING], case.id, case)
    another_way, sentences = _another_way(by, actor, case)
    context = {
        "case": case,
        "sentences": err.sentences if another_way else sentences or err.sentences,
        "emergency": may["emergency.declare"].allowed,
        "another_way": another_way,
        "steers": any(may[n].allowed for n in STEERING),
    }
    return render(request, "case/refused.html", context, status=status)


def _another_way(by: By, actor: Actor, case: Case) -> tuple[bool, tuple[str, ...]]:
    """Whether the case would open to this officer for one of their purposes on a basis that serves it; and if not, why
    it stays closed whatever basis they name: who is not on a case is not sent to choose a basis.
    """
    today, why = timezone.now().date(), tuple[str, ...]()
    for purpose in purposes_of(actor.roles):
        serving = next(iter(bases(settings.NODE.system, today, purpose)), None)
        asked = replace(by, purpose=purpose, basis=serving.id if serving else None)
        said = decisions(asked, actor, ["case.read"], case.id, case)["case.read"]
        if said.allowed:
            return True, ()
        if purpose == by.purpose and serving is not None:
            why = said.sentences
    return False, why


def show(
    request: HttpRequest, inside: InCase, tab: str, template: str, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of the case: its head, its tabs, and what the view adds."""
    return render(request, f"case/{template}", around(request, inside, tab) | more, status=status)


def around(request: HttpRequest, inside: InCase, tab: str) -> dict[str, Any]:
    case, by = inside.case, inside.by
    own = cast(AskedRequest, request).by.basis is None
    return {
        "case": case,
        "clear": inside.clear,
        "inside_case": inside,
        "state_words": STATES[case.state],
        "state_tone": STATE_TONES[case.state],
        "kind_words": KINDS[case.kind],
        "case_basis": basis_of(case.basis),
        "read_on": basis_of(by.basis),
        "basis_is_cases_own": own,
        "tab": tab,
        "tabs": tabs_of(case.id, case.state == "erased") if inside.read else [],
    }


def tabs_of(ident: uuid.UUID, erased: bool) -> list[tuple[str, Any, str]]:
    """(key, words, address) of each tab. Of an erased case only the head and the time line are left."""
    return [
        (tab.key, tab.words, reverse(tab.url_name, args=[ident])) for tab in declared().tabs if tab.erased or not erased
    ]
