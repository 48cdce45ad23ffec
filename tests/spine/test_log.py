"""From recorded to logged: order, proofs, and what an event says to somebody who has no access here."""

from __future__ import annotations

from tests.node_world import World


def test_what_was_recorded_is_logged_in_order_and_can_be_proved(world: World) -> None:
    from tutela.ledger import NoteVerifier, Proof, leaf, open_checkpoint
    from tutela_node.casework.services import add_note
    from tutela_node.spine.log import account_of, place_of, proof_of
    from tutela_node.spine.models import EventBody, Log, Position

    lead = world.officer()
    case = world.case(lead)
    for number in range(3):
        add_note(lead.by(), case, text_=f"note {number}")
    bodies = list(EventBody.objects.filter(scope=case).select_related("event").order_by("event_id"))
    assert not place_of(bodies[-1].event).logged
    assert proof_of(bodies[-1].event) is None
    size = world.logged()
    places = [Position.objects.get(event=b.event).index for b in bodies]
    assert places == list(range(places[0], places[0] + 4))
    log = Log.objects.get()
    for body in bodies:
        assert place_of(body.event).logged
        proof = Proof.parse(proof_of(body.event) or "")
        salt, account = account_of(body)
        proof.verify(leaf(salt, account), NoteVerifier.parse(log.vkey))
    published = (world.folder.logs / "1" / "checkpoint").read_text()
    assert open_checkpoint(published, NoteVerifier.parse(log.vkey)).size == size


def test_nothing_new_signs_nothing(world: World) -> None:
    from tutela_node.spine.models import Checkpoint

    world.case()
    world.logged()
    count = Checkpoint.objects.count()
    world.logged()
    assert Checkpoint.objects.count() == count


def test_a_healthy_node_verifies_with_every_sealed_byte(world: World) -> None:
    from tutela_node.casework.services import add_person
    from tutela_node.spine.verification import verify_node

    lead = world.officer()
    add_person(lead.by(), world.case(lead), role="child", name="Somebody")
    world.logged()
    found = verify_node(world.folder.path, bodies=True, ask=lambda _: "")
    assert found.ok, found.errors
    assert found.size > 0
