"""`@act`: a function becomes the one way to change something, and always in the same order.

begin → load the actor and the record afresh → ask Cedar → run the body → seal and insert the event → commit

@act("case.close", on="case", purposes=("investigation",), says="A case is closed.")
def close(doing: Doing, case: Case, *, why: str) -> None: ...

close(by, case_id, seen=case.version, why="…")      # from a desk: returns after the commit
"""

from __future__ import annotations

import contextlib
import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from tutela_node.spine.acts import _refusals
from tutela_node.spine.acts._doing import By, Doing, Purpose
from tutela_node.spine.acts._errors import ActError, NotThere, Refused, Stale
from tutela_node.spine.acts._record import record as insert_event
from tutela_node.spine.acts._writer import submit
from tutela_node.spine.authority import Actor, Context, Kind, basis_of, decide, kind_of
from tutela_node.spine.models import Opening
from tutela_node.spine.prepared import prepared
from tutela_node.spine.vault import RING, hand_in

P = ParamSpec("P")
T = TypeVar("T")
HALF_HOUR = dt.timedelta(minutes=30)


@dataclass(frozen=True)
class Act(Generic[P, T]):
    """One act that this node knows.

    Attributes:
        name: `case.open`, as in events, in the schema and on the reference page.
        on: the kind of record that is asked about.
        purposes: for which of them it may be done.
        discloses: it shows personal data, so that a lawful basis must be named.
        once: the same officer's repeats within half an hour are one event (for opening a record).
        says: what it does, in one sentence.
    """

    name: str
    on: str
    purposes: tuple[Purpose, ...]
    discloses: bool
    once: bool
    says: str
    body: Callable[Concatenate[Doing, Any, P], T]

    def __call__(
        self, by: By, ident: uuid.UUID | None = None, seen: int | None = None, /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do it, durably.

        Args:
            ident: the record's id; None for the node.
            seen: the version that the person saw; another one is Stale.

        Raises:
            Refused: authority said no; the refusal is recorded.
            NotThere, Stale, ActError: and whatever else the body says; nothing was changed.
        """
        if self.once and self._opened_lately(by, ident):
            with contextlib.suppress(_refusals.Recorded):  # refused by now: asked again below, where that is recorded
                return self._run(by, ident, seen, args, kwargs, recording=False)
        return submit(lambda: self._run(by, ident, seen, args, kwargs, recording=True))

    def _run(self, by: By, ident: uuid.UUID | None, seen: int | None, args: Any, kwargs: Any, *, recording: bool) -> T:
        kind = kind_of(self.on)
        actor = _actor(by)
        found = kind.load(ident or settings.NODE.id)
        doing = Doing(uuid.uuid4(), self.name, actor, by, timezone.now())
        doing.about(self.on, ident or settings.NODE.id, kind.scope(found))
        decision = decide(actor, self.name, kind, doing.record or "", found, context_of(by, doing.at))
        if not decision.allowed:
            raise _refusals.Recorded(Refused(self.name, decision.sentences), doing, decision.why)
        if by.purpose not in self.purposes:
            said = f"This is not done for the purpose {by.purpose!r}; choose one of {', '.join(self.purposes)}."
            raise _refusals.Recorded(Refused(self.name, (said,)), doing, ("purpose",))
        _fresh(kind, found, seen)
        token = RING.set(doing.ring)
        try:
            result = self.body(doing, found, *args, **kwargs)
            if recording:
                insert_event(doing, settings.NODE.name, "done", decision.why)
                if self.once:
                    self._note_opening(by, doing)
                hand_in(doing.ring)
        finally:
            RING.reset(token)
        return result

    def _opened_lately(self, by: By, ident: uuid.UUID | None) -> bool:
        if by.officer is None:
            return False
        lately = timezone.now() - HALF_HOUR
        record = ident or settings.NODE.id
        return bool(_openings(actor=by.officer, act=self.name, purpose=by.purpose, record=record, lately=lately))

    def _note_opening(self, by: By, doing: Doing) -> None:
        if by.officer is not None and doing.record is not None:
            Opening.objects.create(
                actor=by.officer, act=self.name, record=doing.record, purpose=by.purpose, at=doing.at
            )


@prepared
def _openings(
    actor: uuid.UUID, act: str, purpose: str, record: uuid.UUID, lately: dt.datetime
) -> QuerySet[Opening, Any]:
    found = Opening.objects.filter(actor=actor, act=act, purpose=purpose, record=record, at__gt=lately)
    return found.values_list("id", flat=True)[:1]


REGISTRY: dict[str, Act[Any, Any]] = {}
"""Every act of this node by name: the reference page and the policies are checked against it."""


def act(
    name: str, *, on: str, purposes: Sequence[Purpose], says: str, discloses: bool = False, once: bool = False
) -> Callable[[Callable[Concatenate[Doing, Any, P], T]], Act[P, T]]:
    """Declare an act (see `Act`). A name is used once."""

    def declare(body: Callable[Concatenate[Doing, Any, P], T]) -> Act[P, T]:
        made = Act(name, on, tuple(purposes), discloses, once, says, body)
        if name in REGISTRY:
            raise RuntimeError(f"two acts are called {name!r}")
        REGISTRY[name] = made
        return made

    return declare


def may(by: By, name: str, ident: uuid.UUID | None, found: Any) -> bool:
    """Whether Cedar would allow the act now, for a page that shows or hides a button. The act asks again."""
    made = REGISTRY[name]
    if by.purpose not in made.purposes:
        return False
    kind = kind_of(made.on)
    return decide(_actor(by), name, kind, ident or settings.NODE.id, found, context_of(by, timezone.now())).allowed


def context_of(by: By, at: dt.datetime) -> Context:
    """What Cedar is told of the asking itself."""
    basis = basis_of(by.basis)
    return Context(
        purpose=by.purpose,
        second_factor=by.second_factor,
        basis_given=basis is not None,
        basis_in_force=basis is not None and basis.in_force(at.date()),
        basis_serves=basis is not None and by.purpose in basis.purposes,
    )


def _actor(by: By) -> Actor:
    if by.officer is None:
        return Actor(None, "the node")
    found: Actor = import_string(settings.TUTELA_ACTOR)(by.officer)
    return found


def _fresh(kind: Kind, found: Any, seen: int | None) -> None:
    version = kind.version(found)
    if seen is not None and version is not None and version != seen:
        raise Stale(*kind.changed(found))


__all__ = ["REGISTRY", "Act", "ActError", "NotThere", "act", "context_of", "may"]
