"""Who is who: descriptions, fingerprints read over the telephone, and a list in which no key changes silently."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cooperation.envelopes.nodes import NOW, OFFICER, YEAR, Node, pair, secret
from tutela.cooperation.envelopes import (
    OVERLAP,
    Confirmation,
    EnvelopeError,
    Fingerprint,
    FormError,
    Partners,
    RefusedError,
    UnconfirmedKeyError,
    VersionError,
    admit,
    adopt,
    derive_identity,
    describe,
    new_secret,
    no_partners,
    read_description,
    read_partners,
    withdraw,
)
from tutela.cooperation.envelopes._keys import check_recipient
from tutela.ledger import Note, NoteSigner

DAY = dt.timedelta(days=1)
KEYS = (  # of the secret 00 01 … 1f
    "a.example/envelopes+eb250ddc+AfzZeyUJWdF/MP9fNeUHYR+Tz5m8PTuenVu1LXm6In37",
    "age189py5xhppyl7yzdy0l3e8pume2vdchzqxnnncuetjh75ug6cn5fsarku0a",
    "06450 85448 32695 25982 43162 15079 63370 65681",
)


def rotated(node: Node, *, continued: bool, turn: int = 2, number: int = 2) -> str:
    """The node's description with new keys, signed by the old ones too or not."""
    new = derive_identity(node.name, secret(node.name, turn))
    logs = (node.log.signer.verifier.vkey,)
    return describe(
        new, number=number, title="The same office", system="DE", url=node.url, logs=logs, start=NOW - DAY,
        until=NOW + YEAR, before=node.me[0] if continued else None,
    )  # fmt: skip


def confirmed(note: str) -> Confirmation:
    made, _ = read_description(note)
    return Confirmation(made.node, made.fingerprint, OFFICER, over="telephone")


# ---------------------------------------------------------------- keys and fingerprints


def test_one_secret_gives_the_same_keys_and_tells_nothing() -> None:
    one, same = derive_identity("a.example", secret("a")), derive_identity("a.example", secret("a"))
    assert (one.verifier, one.recipient) == (same.verifier, same.recipient)
    assert derive_identity("a.example", new_secret()).verifier != one.verifier
    assert repr(one) == "<the envelope keys of a.example>"
    for wrong in (b"", b"x" * 31, b"x" * 33):
        with pytest.raises(EnvelopeError, match="expected 32, from `new_secret`"):
            derive_identity("a.example", wrong)


def test_the_keys_of_a_secret_are_frozen() -> None:
    """Decision 0010: HKDF with these labels. If this fails, the code is wrong, never the keys."""
    one = derive_identity("a.example", bytes(range(32)))
    assert one.verifier.vkey == KEYS[0]
    assert one.recipient == KEYS[1]
    made, _ = read_description(describe(
        one, number=1, title="A", system="DE", url="https://a.example", logs=(Node("a.example").log.signer.verifier.vkey,),
        start=NOW, until=NOW + YEAR,
    ))  # fmt: skip
    assert str(made.fingerprint) == KEYS[2]


def test_a_fingerprint_is_read_in_groups_and_typed_in_any_script() -> None:
    a, _ = pair()
    made, _ = read_description(a.described())
    groups = made.fingerprint.groups
    assert [len(group) for group in groups] == [5] * 8
    assert str(made.fingerprint) == " ".join(groups)
    assert made.fingerprint.is_said_by(str(made.fingerprint))
    assert made.fingerprint.is_said_by("-".join(groups) + "\n")
    arabic = "".join(chr(0x660 + int(c)) if c.isdigit() else c for c in str(made.fingerprint))
    assert made.fingerprint.is_said_by(arabic)


@given(st.integers(0, 39), st.integers(1, 9))
def test_a_fingerprint_with_one_wrong_digit_is_another(at: int, more: int) -> None:
    right = Fingerprint("0123456789" * 4)
    wrong = right.digits[:at] + str((int(right.digits[at]) + more) % 10) + right.digits[at + 1 :]
    assert not right.is_said_by(wrong)
    assert not right.is_said_by(right.digits[:at] + right.digits[at + 1 :])
    assert not right.is_said_by(right.digits[:at] + "x" + right.digits[at:])


def test_the_fingerprint_is_of_name_and_both_keys() -> None:
    a, b = pair()
    same = read_description(a.described(2, title="Another title", url="https://elsewhere.example"))[0]
    assert same.fingerprint == read_description(a.described())[0].fingerprint
    other = dataclasses.replace(a.me[0], opening=b.me[0].opening)
    a.me = [other]
    assert read_description(a.described())[0].fingerprint != same.fingerprint


# ---------------------------------------------------------------- descriptions


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("url", "http://police.example/exchange", "not under https"),
        ("url", "https://police.example/", "without a slash at its end"),
        ("url", "https://officer:word@police.example", "no address of a node"),
        ("url", "https://police.example?x=1", "no address of a node"),
        ("url", "https://police.example/a b", "no address of a node"),
        ("url", "ftp://127.0.0.1", "not under https"),
        ("system", "Germany", "system"),
        ("title", "a\nb", "control character"),
        ("title", "a \u202eb", "turns the direction"),
        ("title", " a", "begins or ends in a space"),
        ("logs", (), "logs"),
        ("logs", ("x+y+z",), "logs"),
        ("number", 0, "number"),
        ("until", NOW - YEAR, "ends before it begins"),
    ],
)
def test_a_description_that_the_form_does_not_allow_is_not_made(field: str, value: object, said: str) -> None:
    a, _ = pair()
    with pytest.raises(FormError, match=said):
        a.described(**({"number": 1} | {field: value}))  # type: ignore[arg-type]


def test_two_nodes_on_one_machine_may_speak_without_tls() -> None:
    a, _ = pair()
    for url in ("http://127.0.0.1:8001", "http://localhost:8001/x", "http://[::1]:8001"):
        assert read_description(a.described(url=url))[0].url == url


def test_a_log_of_another_node_or_two_keys_for_one_log_are_refused() -> None:
    a, b = pair()
    with pytest.raises(FormError, match=f"is of {b.name}"):
        a.described(logs=(b.log.signer.verifier.vkey,))
    other = NoteSigner(a.log.signer.name, b.log.signer.key).verifier.vkey
    with pytest.raises(FormError, match="one log is named with two keys"):
        a.described(logs=(a.log.signer.verifier.vkey, other))


def test_a_recipient_that_nobody_can_be_is_refused() -> None:
    """The point of order zero: sealing to it would end the process in the library."""
    low = "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z"
    for wrong in (low, "age1xx", "AGE1", pair()[0].me[0].recipient.upper()):
        with pytest.raises(EnvelopeError):
            check_recipient(wrong)


def test_a_changed_or_borrowed_description_is_refused() -> None:
    a, b = pair()
    note = a.described()
    with pytest.raises(FormError, match="the text is not what that key signed"):
        read_description(note.replace("made-up", "genuine"))
    text = Note.parse(note).text
    with pytest.raises(FormError, match="expected a signature by"):
        read_description(b.me[0].signer.sign(text))
    with pytest.raises(VersionError, match="expected tutela/node@v1"):
        read_description(a.me[0].signer.sign(text.replace("node@v1", "node@v2")))
    with pytest.raises(VersionError):
        read_description(a.me[0].signer.sign(text.replace('"v":1}', '"v":2}')))
    with pytest.raises(FormError, match="canonical form"):
        read_description(a.me[0].signer.sign(text.replace('"number":1', '"number": 1')))
    with pytest.raises(FormError):
        read_description("no note at all")
    with pytest.raises(FormError):
        read_description(b"\xff\xfe")


def test_keys_before_are_those_of_the_same_node() -> None:
    a, b = pair()
    with pytest.raises(EnvelopeError, match="expected those of"):
        a.described(before=b.me[0])


# ---------------------------------------------------------------- the list


def test_a_first_key_needs_a_person_and_the_right_fingerprint() -> None:
    a, b = pair()
    empty, note = no_partners(a.name, NOW), b.described()
    with pytest.raises(UnconfirmedKeyError) as raised:
        admit(empty, note, NOW)
    made, _ = read_description(note)
    assert (raised.value.node, raised.value.known, raised.value.offered) == (b.name, None, str(made.fingerprint))
    with pytest.raises(EnvelopeError, match="compare again"):
        admit(empty, note, NOW, Confirmation(b.name, Fingerprint("0" * 40), OFFICER, "telephone"))
    listed = admit(empty, note, NOW, confirmed(note))
    entry = listed.current(b.name, NOW)
    assert (entry.trust.how, entry.trust.by, entry.trust.over) == ("person", OFFICER, "telephone")
    assert listed.number == empty.number + 1
    assert admit(listed, note, NOW) == listed


def test_a_changed_key_is_taken_by_continuity_or_by_a_person_and_says_which() -> None:
    a, b = pair()
    before = a.partners.current(b.name, NOW).fingerprint
    with pytest.raises(UnconfirmedKeyError) as raised:
        admit(a.partners, rotated(b, continued=False), NOW)
    assert raised.value.known == str(before)
    by_key = admit(a.partners, rotated(b, continued=True), NOW)
    trust = by_key.current(b.name, NOW).trust
    assert (trust.how, trust.by, trust.replaces) == ("continuity", None, before.digits)
    note = rotated(b, continued=False)
    by_person = admit(a.partners, note, NOW, confirmed(note))
    assert by_person.current(b.name, NOW).trust.how == "person"
    assert by_person.current(b.name, NOW).trust.replaces == before.digits


def test_replaced_keys_go_on_for_a_while_and_withdrawn_ones_do_not() -> None:
    a, b = pair()
    listed = admit(a.partners, rotated(b, continued=True), NOW)
    old, new = listed.entries(b.name)
    assert old.end == NOW + OVERLAP
    assert old.holds(NOW + OVERLAP - DAY)
    assert not old.holds(NOW + OVERLAP)
    assert listed.current(b.name, NOW) == new
    gone = withdraw(listed, b.name, NOW + DAY)
    assert not any(entry.holds(NOW + DAY) for entry in gone.entries(b.name))
    with pytest.raises(EnvelopeError, match="its keys ended on"):
        gone.current(b.name, NOW + DAY)
    lost = withdraw(a.partners, b.name, NOW)
    with pytest.raises(UnconfirmedKeyError):  # a stolen key must not vouch for its successor
        admit(lost, rotated(b, continued=True), NOW + DAY)
    note = rotated(b, continued=True)
    assert admit(lost, note, NOW + DAY, confirmed(note)).current(b.name, NOW + DAY).trust.how == "person"
    with pytest.raises(EnvelopeError, match="nothing to withdraw"):
        withdraw(gone, "nobody.example", NOW)


def test_a_new_address_under_the_same_keys_is_continuity() -> None:
    a, b = pair()
    listed = admit(a.partners, b.described(2, url="https://new.example"), NOW)
    assert listed.current(b.name, NOW).description.url == "https://new.example"
    assert [entry.holds(NOW) for entry in listed.entries(b.name)] == [False, True]


def test_an_announced_change_leaves_the_old_keys_until_then() -> None:
    a, b = pair()
    listed = admit(a.partners, b.described(2, start=NOW + 9 * DAY, url="https://later.example"), NOW)
    assert listed.current(b.name, NOW).description.url == b.url
    assert listed.current(b.name, NOW + 9 * DAY).description.url == "https://later.example"


def test_an_old_description_or_a_log_with_another_key_is_refused() -> None:
    a, b = pair()
    with pytest.raises(EnvelopeError, match="is not newer than 1"):
        admit(a.partners, b.described(1, title="Brought back"), NOW)
    other = NoteSigner(b.log.signer.name, a.log.signer.key).verifier.vkey
    with pytest.raises(EnvelopeError, match="a new key opens a new log"):
        admit(a.partners, b.described(2, logs=(other,)), NOW)


def test_the_list_is_signed_and_comes_back() -> None:
    a, b = pair()
    listed = admit(a.partners, rotated(b, continued=True), NOW)
    note = listed.signed_by(a.me[0])
    assert read_partners(note, a.me[0].verifier) == listed
    assert listed.nodes == (b.name,)
    with pytest.raises(EnvelopeError, match="cannot sign it"):
        listed.signed_by(b.me[0])
    with pytest.raises(FormError):
        read_partners(note, b.me[0].verifier)
    with pytest.raises(FormError, match="it is signed by"):
        read_partners(listed.signed(b.me[0].signer), b.me[0].verifier)
    with pytest.raises(FormError):
        read_partners(note.replace(OFFICER, OFFICER.replace("5d", "5e")), a.me[0].verifier)


def test_a_keeper_cannot_claim_continuity_that_is_not_signed() -> None:
    a, b = pair()
    note = rotated(b, continued=False)
    listed = admit(a.partners, note, NOW, confirmed(note))
    said = json.loads(listed.json_line())
    said["partners"][1]["trust"] |= {"how": "continuity", "by": None, "over": None}
    with pytest.raises(FormError, match="is not signed by its old key"):
        Partners.from_json(json.dumps(said).encode())
    said["partners"] = said["partners"][1:]
    with pytest.raises(FormError, match="not confirmed by a person"):
        Partners.from_json(json.dumps(said).encode())
    said = json.loads(admit(a.partners, rotated(b, continued=True), NOW).json_line())
    said["partners"][0]["ends"] = "2026-11-27T00:00:00.000000Z"  # withdrawn the day before it vouched
    with pytest.raises(FormError, match="while that held"):
        Partners.from_json(json.dumps(said).encode())


@pytest.mark.parametrize(("by", "over"), [("Ms Example", "telephone"), (OFFICER, "e-mail"), ("node", "telephone")])
def test_a_confirmation_names_an_account_and_a_way_beside_the_network(by: str, over: str) -> None:
    with pytest.raises(EnvelopeError, match="expected"):
        Confirmation("a.example", Fingerprint("0" * 40), by, over)  # type: ignore[arg-type]


def test_a_list_that_is_too_large_for_a_note_says_so() -> None:
    a, b = pair()
    entry = a.partners.partners[0]
    long = entry.model_copy(update={"note": "x" * 600_000})
    listed = Partners.model_construct(keeper=a.name, number=1, made_at=NOW, partners=(long, long))
    with pytest.raises(FormError, match="partner list: the note is longer"):
        listed.signed_by(a.me[0])
    assert b.name == entry.node


def test_who_may_sign_now() -> None:
    a, b = pair()
    entry = a.partners.current(b.name, NOW)
    assert a.partners.signer(b.name, lambda one: one.key_id == b.me[0].key_id, NOW) == entry
    for ground, node, key, at in [
        ("unknown_sender", "nobody.example", b.me[0].key_id, NOW),
        ("changed_key", b.name, a.me[0].key_id, NOW),
        ("lapsed_key", b.name, b.me[0].key_id, NOW + YEAR),
        ("lapsed_key", b.name, b.me[0].key_id, NOW - YEAR - DAY),
    ]:
        with pytest.raises(RefusedError) as raised:
            a.partners.signer(node, lambda one, key=key: one.key_id == key, at)  # type: ignore[misc]
        assert raised.value.ground == ground


# ---------------------------------------------------------------- another keeper's list


def test_a_newer_list_of_its_keeper_is_adopted_and_a_changed_key_needs_somebody_here() -> None:
    keeper, b = pair()
    held = keeper.partners
    third = Node("third.example", 8002)
    note = third.described()
    grown = admit(held, note, NOW, confirmed(note))
    assert adopt(held, grown) == grown
    assert adopt(grown, grown) == grown
    by_key = admit(grown, rotated(b, continued=True), NOW)
    assert adopt(grown, by_key) == by_key
    note = rotated(b, continued=False)
    by_person = admit(grown, note, NOW, confirmed(note))
    with pytest.raises(UnconfirmedKeyError, match="compare it with an officer"):
        adopt(grown, by_person)
    with pytest.raises(UnconfirmedKeyError):
        adopt(grown, by_person, [Confirmation(b.name, Fingerprint("0" * 40), OFFICER, "telephone")])
    assert adopt(grown, by_person, [confirmed(note)]) == by_person


def test_a_list_that_goes_back_or_loses_something_is_refused() -> None:
    keeper, b = pair()
    held = withdraw(admit(keeper.partners, rotated(b, continued=True), NOW), b.name, NOW + DAY)
    with pytest.raises(EnvelopeError, match="is not newer"):
        adopt(held, keeper.partners)
    with pytest.raises(EnvelopeError, match="held is that of"):
        adopt(held, no_partners(b.name, NOW))
    lost = Partners(keeper=held.keeper, number=9, made_at=NOW, partners=held.partners[:1])
    with pytest.raises(EnvelopeError, match="has lost an entry"):
        adopt(held, lost)
    revived = tuple(one.model_copy(update={"ends": None}) for one in held.partners)
    with pytest.raises(EnvelopeError, match="live on that had ended"):
        adopt(held, Partners(keeper=held.keeper, number=9, made_at=NOW, partners=revived))
    trust = held.partners[0].trust.model_copy(update={"over": "video"})
    changed = (held.partners[0].model_copy(update={"trust": trust}), *held.partners[1:])
    with pytest.raises(EnvelopeError, match="has changed an entry"):
        adopt(held, Partners(keeper=held.keeper, number=9, made_at=NOW, partners=changed))
