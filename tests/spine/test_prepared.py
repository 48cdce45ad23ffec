"""Prepared queries give what their query sets give, whatever the values; what cannot be prepared says so."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from tests.node_world import World

TODAY = dt.datetime.now(dt.UTC).date()
DAY = dt.timedelta(days=1)


def test_a_prepared_query_gives_the_rows_of_its_query_set(world: World) -> None:
    from django.db.models import QuerySet

    from tutela_node.casework.models import Case
    from tutela_node.people.models import Officer
    from tutela_node.spine.prepared import prepared

    @prepared
    def named(officer: uuid.UUID) -> QuerySet[Officer]:
        return Officer.objects.select_related("unit").filter(id=officer)

    @prepared
    def led(leads: Sequence[uuid.UUID], until: dt.datetime, kind: str) -> QuerySet[Case, uuid.UUID]:
        found = Case.objects.filter(lead__in=leads, opened_at__lte=until, kind=kind).order_by("reference")
        return found.values_list("id", flat=True)

    officers = [world.officer() for _ in range(10)]
    for officer in officers:
        (found,) = named(officer=officer.id)
        same = Officer.objects.select_related("unit").get(id=officer.id)
        assert found.__dict__.keys() == same.__dict__.keys()
        assert (found, found.name, found.unit, found.is_active) == (same, officer.name, same.unit, True)
        world.case(officer)
    assert named(officer=uuid.uuid4()) == []
    now = dt.datetime.now(dt.UTC)
    for count in (1, 2, 8, 9, 10):  # at, within and beyond the sizes that have their SQL
        leads = [officer.id for officer in officers[:count]]
        for until in (now, now - DAY):
            for kind in ("contact", "unclear", "image"):
                assert led(leads=leads, until=until, kind=kind) == list(led.build(leads, until, kind))
    assert len(led(leads=[uuid.uuid4()] * 600 + [officers[0].id], until=now, kind="contact")) == 1
    assert led(leads=[], until=now, kind="contact") == []


@dataclass(frozen=True)
class Span:
    """Several values at once, of which a query may leave some out."""

    leads: Sequence[uuid.UUID]
    since: dt.datetime
    kind: str


def test_a_prepared_query_has_sql_for_each_of_its_shapes(world: World) -> None:
    from django.db import connection
    from django.db.models import Q, QuerySet
    from django.test.utils import CaptureQueriesContext

    from tutela_node.casework.models import Case
    from tutela_node.spine.prepared import MOST, prepared

    @prepared
    def cases(by_kind: bool, order: str, page: int, /, span: Span, over: int) -> QuerySet[Case, str]:
        kept = Q(kind=span.kind) if by_kind else Q()
        found = Case.objects.filter(kept, lead__in=span.leads, opened_at__gte=span.since, number__gt=over)
        return found.order_by(order).values_list("reference", flat=True)[2 * page : 2 * page + 2]

    leads = [world.officer() for _ in range(3)]
    for lead, kind in itertools.product(leads, ("contact", "image")):
        world.case(lead, kind=kind)
    numbers = sorted(Case.objects.values_list("number", flat=True))[-6:]
    since = dt.datetime.now(dt.UTC) - DAY
    for by_kind, order, page, count, kind, over in itertools.product(
        (True, False), ("number", "-number"), (0, 1), (1, 3), ("contact", "image"), (0, numbers[0], numbers[-1])
    ):
        span = Span([lead.id for lead in leads[:count]], since, kind)
        expected = list(cases.build(by_kind, order, page, span, over))
        assert cases(by_kind, order, page, span=span, over=over) == expected
        with CaptureQueriesContext(connection) as made:
            assert cases(by_kind, order, page, span=span, over=over) == expected
        assert len(made) == 1
    assert len(cases._made) == 16  # by kind, order, page, and whether one lead or up to eight
    with pytest.raises(ValueError, match=r"span\.leads is empty; give a value that no row has"):
        cases(True, "number", 0, span=Span([], since, "image"), over=0)
    span = Span([leads[0].id], since, "image")
    for page in range(MOST + 20):  # shapes come from addresses: what is kept of them is bounded
        cases(False, "number", page, span=span, over=0)
    assert len(cases._made) <= MOST


def test_a_shape_in_which_nothing_can_be_meant_asks_nothing(world: World) -> None:
    from django.db import connection
    from django.db.models import QuerySet
    from django.test.utils import CaptureQueriesContext

    from tutela_node.people.models import Officer
    from tutela_node.spine.prepared import prepared

    @prepared
    def named(may: bool, /, officer: uuid.UUID) -> QuerySet[Officer]:
        return Officer.objects.filter(id=officer) if may else Officer.objects.none()

    officer = world.officer()
    assert [o.id for o in named(True, officer=officer.id)] == [officer.id]
    with CaptureQueriesContext(connection) as made:
        assert named(False, officer=officer.id) == []
    assert len(made) == 0


def test_how_many_rows_is_a_column(world: World) -> None:
    from django.db.models import Exists, OuterRef, Q, QuerySet

    from tutela_node.casework.models import Case, CaseSystem
    from tutela_node.spine.counting import HowMany
    from tutela_node.spine.prepared import prepared

    @prepared
    def counts(lead: uuid.UUID, system: str) -> QuerySet[Case, tuple[int, int, int]]:
        linked = Exists(CaseSystem.objects.filter(case=OuterRef("pk"), system=system))
        return Case.objects.filter(lead=lead).values_list(HowMany(), HowMany(Q(urgent=True)), HowMany(Q(linked)))

    lead = world.officer()
    assert counts(lead=lead.id, system="DE") == [(0, 0, 0)]
    for n in range(5):
        world.case(lead, urgent=n < 2, systems={"DE": "asks"} | ({"FR": "asked"} if n == 4 else {}))
    assert counts(lead=lead.id, system="FR") == [(5, 2, 1)] == list(counts.build(lead.id, "FR"))
    assert counts(lead=lead.id, system="DE") == [(5, 2, 5)]


def test_what_depends_on_its_values_in_another_way_is_not_prepared(world: World) -> None:
    from django.db.models import QuerySet

    from tutela_node.people.models import Grant
    from tutela_node.spine.prepared import prepared

    @prepared
    def of_the_day(at: dt.datetime) -> QuerySet[Grant]:
        return Grant.objects.filter(ended_at__lt=at, since__lte=at.date())

    @prepared
    def unused(officer: uuid.UUID, name: str) -> QuerySet[Grant]:
        return Grant.objects.filter(officer=officer)

    @prepared
    def some(count: int) -> QuerySet[Grant]:
        return Grant.objects.all()[:count]

    with pytest.raises(RuntimeError, match=r"\['count'\] are no parameters"):
        some(count=3)
    with pytest.raises(RuntimeError, match="depends on what its values hold"):
        of_the_day(at=dt.datetime.now(dt.UTC))
    with pytest.raises(RuntimeError, match=r"\['name'\] are no parameters"):
        unused(officer=uuid.uuid4(), name="x")


def test_grants_count_from_their_first_day_to_their_last(world: World) -> None:
    """The prepared look at the actor, at the edges of the dates."""
    from tutela_node.people.authority import actor_of
    from tutela_node.people.models import Grant, Officer
    from tutela_node.spine.acts import NotThere, submit

    officer = world.officer("")
    assert actor_of(officer.id).roles == frozenset()
    there = {"analyst": (TODAY, TODAY), "decider": (TODAY - DAY, None), "helper": (TODAY, TODAY + DAY)}
    gone = {"inspector": (TODAY + DAY, None), "receiving": (TODAY - 2 * DAY, TODAY - DAY)}
    for role, (since, until) in (there | gone).items():
        submit(lambda r=role, s=since, u=until: Grant.objects.create(officer_id=officer.id, role=r, since=s, until=u))  # type: ignore[misc]
    assert actor_of(officer.id).roles == set(there)
    submit(lambda: Officer.objects.filter(id=officer.id).update(is_active=False))
    assert (actor_of(officer.id).roles, actor_of(officer.id).active) == (frozenset(), False)
    with pytest.raises(NotThere):
        actor_of(uuid.uuid4())


def test_a_kept_cursor_outlives_neither_its_connection_nor_the_counting_of_queries(world: World) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tutela_node.people.authority import actor_of

    officer = world.officer()
    assert actor_of(officer.id).name == officer.name
    connection.close()
    assert actor_of(officer.id).name == officer.name
    with CaptureQueriesContext(connection) as made:
        actor_of(officer.id)
    assert len(made) == 1


def test_a_connection_ends_with_the_thread_that_first_asked(world: World) -> None:
    """Else its write-ahead log would outlive the process, with what was deleted still in it."""
    import gc
    import threading
    import weakref

    from django.db import connection
    from django.db.models import QuerySet

    from tutela_node.casework.models import Case
    from tutela_node.spine.prepared import prepared

    @prepared
    def opened(since: dt.datetime) -> QuerySet[Case]:
        return Case.objects.filter(opened_at__gte=since)

    world.case(world.officer())
    seen: list[weakref.ref[object]] = []

    def ask() -> None:
        assert opened(since=dt.datetime.now(dt.UTC) - DAY)
        seen.append(weakref.ref(connection.ops.connection))

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    del thread
    gc.collect()
    assert opened(since=dt.datetime.now(dt.UTC) - DAY)
    assert [ref() for ref in seen] == [None]
