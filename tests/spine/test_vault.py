"""The vault: nothing of what was typed stands in the database; what is erased opens nowhere; a moved seal is broken."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.node_world import World


def test_no_seeded_name_stands_in_any_file_of_the_node(world: World) -> None:
    from tutela_node.casework.services import add_account, add_note, add_person, add_task, place_hold, read_case, search

    lead = world.officer()
    supervisor = world.officer("supervisor", unit=lead.unit)
    seeded = [
        "Zelmira Quastenfold",
        "qx_handle_77",
        "Wrenlow Messenger",
        "kept under the bridge",
        "Oktavia 3 of May",
        "Hold reason Xy",
    ]
    case = world.case(lead, title=f"About {seeded[0]}", summary=f"{seeded[3]} and {seeded[4]}")
    person = add_person(lead.by(), case, role="child", name=seeded[0], remarks=seeded[3], contact=seeded[4])
    add_account(lead.by(), case, kind="handle", service=seeded[2], value=seeded[1], person=person)
    add_note(lead.by(), case, text_=f"{seeded[0]} said so")
    add_task(lead.by(), case, title=f"Call {seeded[0]}", officer=lead.id)
    place_hold(supervisor.by(), case, reason=seeded[5])
    assert read_case(lead.by(), case).title == f"About {seeded[0]}"
    assert search(lead.by(), None, kind="any", sought="@QX_Handle_77").hits[0].case.id == case
    world.logged()
    found = []
    for path in world.folder.path.rglob("*"):
        if path.is_file():
            body = path.read_bytes().lower()
            found += [
                (path.name, s) for s in seeded for form in ("utf-8", "utf-16-le") if s.lower().encode(form) in body
            ]
    assert not found


def test_erase_is_refused_with_every_reason_then_done_and_nothing_opens_any_more(world: World) -> None:
    from django.utils import timezone

    from tutela_node.casework.models import AttachedAnswer, Case, Person
    from tutela_node.casework.services import (
        Asked,
        add_person,
        add_task,
        attach_answer,
        erase_case,
        finish_task,
        lift_hold,
        open_person,
        place_hold,
        read_case,
        search,
    )
    from tutela_node.spine.acts import Blocked, NotThere, Refused
    from tutela_node.spine.models import BlindIndex, WrappedKey
    from tutela_node.spine.vault import KeyGone, carry_out_erasures, content, opened

    lead = world.officer()
    supervisor = world.officer("supervisor", unit=lead.unit)
    case = world.case(lead)
    person = add_person(lead.by(), case, role="child", name="Otto Gone")
    today = dt.datetime.now(dt.UTC).date()
    asked = Asked({"title": "t"}, "said", "v", "0" * 64, "DE", "CA", today, True)
    answer = AttachedAnswer.objects.select_related("blob").get(pk=attach_answer(lead.by(), case, asked=asked))
    assert content(answer.blob) == b'{"title": "t"}'
    hold = place_hold(supervisor.by(), case, reason="a court asked for it")
    task = add_task(lead.by(), case, title="answer the court", officer=lead.id, due=today, clock=True)
    with pytest.raises(Blocked) as blocked:
        erase_case(supervisor.by(), case, why="no longer needed")
    assert len(blocked.value.reasons) == 2
    assert "legal hold" in blocked.value.reasons[0]
    assert "legal deadline" in blocked.value.reasons[1]
    finish_task(lead.by(), task)
    lift_hold(supervisor.by(), hold, why="the court is done")
    erased = erase_case(supervisor.by(), case, why="no longer needed")
    assert erased.backups_until == today + dt.timedelta(days=14)
    sealed = Person.objects.get(pk=person)
    assert carry_out_erasures(timezone.now()) >= 1
    assert not WrappedKey.objects.filter(id__in=[case, person]).exists()
    assert not BlindIndex.objects.filter(scope=case).exists()
    assert opened(sealed) == {}
    with pytest.raises(KeyGone):
        content(answer.blob)
    assert not (world.folder.blobs / answer.blob.digest[:2] / answer.blob.digest).exists()
    assert Case.objects.get(pk=case).state == "erased"
    with pytest.raises((Refused, NotThere)):
        open_person(lead.by(), person)
    assert search(lead.by(), None, kind="name", sought="Otto Gone").hits == ()
    assert read_case(lead.by(), case).title == ""


def test_a_sealed_value_that_is_moved_to_another_record_does_not_open(world: World) -> None:
    from tutela_node.casework.models import Person
    from tutela_node.casework.services import add_person
    from tutela_node.spine.acts import submit
    from tutela_node.spine.keys import SealBroken
    from tutela_node.spine.vault import opened

    lead = world.officer()
    case = world.case(lead)
    one = Person.objects.get(pk=add_person(lead.by(), case, role="child", name="One"))
    two = Person.objects.get(pk=add_person(lead.by(), case, role="child", name="Two"))
    submit(lambda: Person.objects.filter(pk=two.pk).update(name=one.name))
    with pytest.raises(SealBroken):
        opened(Person.objects.get(pk=two.pk))


def test_a_clear_value_can_neither_be_written_past_the_seal_nor_searched(world: World) -> None:
    from tutela_node.casework.models import Person
    from tutela_node.spine.acts import submit

    with pytest.raises(TypeError, match="a clear value cannot be written"):
        submit(lambda: Person.objects.update(name="in clear"))
    with pytest.raises(TypeError, match="searched here"):
        list(Person.objects.filter(name="in clear"))


@given(st.binary(max_size=200), st.integers(0, 400))
def test_a_flipped_bit_anywhere_breaks_the_seal(clear: bytes, at: int) -> None:
    from tutela_node.spine.keys import SealBroken, seal, unseal

    key = bytes(range(32))
    sealed = seal(key, "person.name", "7", clear)
    assert unseal(key, "person.name", "7", sealed) == clear
    place = at % len(sealed)
    changed = sealed[:place] + bytes([sealed[place] ^ (1 << at % 8)]) + sealed[place + 1 :]
    with pytest.raises(SealBroken):
        unseal(key, "person.name", "7", changed)


@pytest.mark.parametrize(
    ("kind", "one", "two"),
    [
        ("name", "Anna  MÜLLER", "anna müller"), ("handle", "@Some_One", "some_one"),
        ("telephone", "0049 170 / 123-45", "+4917012345"), ("url", "https://a.example/x/", "HTTP://A.example/x"),
        ("email", " A@B.example", "a@b.EXAMPLE"),
    ],
)  # fmt: skip
def test_equal_values_find_each_other(kind: str, one: str, two: str) -> None:
    from tutela_node.spine.keys import blind

    assert blind(b"k" * 32, kind, one) == blind(b"k" * 32, kind, two)  # type: ignore[arg-type]
    assert blind(b"k" * 32, kind, one) != blind(b"j" * 32, kind, one)  # type: ignore[arg-type]
    assert blind(b"k" * 32, "reference", one) != blind(b"k" * 32, kind, one)  # type: ignore[arg-type]


@given(st.binary(min_size=1, max_size=64))
def test_a_normal_form_is_its_own_normal_form(noise: bytes) -> None:
    from tutela_node.spine.keys import normal_form

    text = noise.decode("latin-1")
    assert normal_form("name", normal_form("name", text)) == normal_form("name", text)


def test_what_was_sealed_before_an_act_is_adopted_by_it_or_opens_for_nobody(world: World) -> None:
    from tutela_node.spine.acts import submit
    from tutela_node.spine.models import Blob
    from tutela_node.spine.vault import RING, Ring, adopt, content, hand_in, prepare

    scope, clear = uuid.uuid4(), b"a made-up file" * 1000
    ready = prepare(clear, "text/plain")
    file = world.folder.blobs / ready.digest[:2] / ready.digest
    assert file.stat().st_size == ready.size
    assert clear[:14] not in file.read_bytes()
    assert repr(ready.key) not in repr(ready)
    assert not Blob.objects.filter(pk=ready.id).exists()
    with pytest.raises(RuntimeError, match="in an act only"):
        adopt(ready, scope)

    def make() -> Blob:
        token = RING.set(Ring())
        try:
            RING.get().new_scope(scope)
            made = adopt(ready, scope)
            hand_in(RING.get())
        finally:
            RING.reset(token)
        return made

    made = submit(make)
    assert (made.pk, made.scope, made.media_type) == (ready.id, scope, "text/plain")
    assert content(Blob.objects.get(pk=ready.id)) == clear


def test_a_record_whose_scope_stands_in_a_column_of_its_own_goes_with_that_scope(world: World) -> None:
    """As a message that lies in a case or in none: verification looks for its key by `scope_column`."""
    import sqlite3
    from contextlib import closing

    from django.db import connection, models
    from django.test.utils import isolate_apps

    from tutela_node.casework.models import Case, Person
    from tutela_node.spine.acts import allowed
    from tutela_node.spine.vault import SealedField, SealedRecord, keys_of
    from tutela_node.spine.verification import _Erased, _of_model

    assert (Case.scope_column, Person.scope_column) == ("id", "case_id")
    with isolate_apps("tutela_node.casework"):

        class Slip(SealedRecord):
            """A made-up sealed record."""

            scope_column = "of"
            of = models.UUIDField()
            text = SealedField(null=True)

            class Meta:
                app_label = "casework"

            @property
            def scope_id(self) -> uuid.UUID:
                return self.of

    with allowed("jobs"), connection.schema_editor() as editor:
        editor.create_model(Slip)
    try:
        case = world.case()
        kept, gone = (world.row(Slip, of=scope, text="said") for scope in (case, case))
        keys = {ident.hex: key for ident, key in keys_of([kept.id, gone.id]).items()}
        del keys[gone.id.hex]
        with closing(sqlite3.connect(world.folder.database)) as db:
            erased = _Erased(db)
            (fault,) = _of_model(db, Slip, keys, erased)
            assert gone.id.hex in fault.what
            erased._scopes.add(case.hex)
            assert list(_of_model(db, Slip, keys, erased)) == []
    finally:
        with allowed("jobs"), connection.schema_editor() as editor:
            editor.delete_model(Slip)
