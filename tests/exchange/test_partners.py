"""Partners: whom this node trusts, by whose word, and what a changed key does."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from tests.exchange.others import Other
from tests.node_world import Colleague, World

if TYPE_CHECKING:
    from tutela_node.spine.models import Partner

DAY = dt.timedelta(days=1)


def row(ident: uuid.UUID) -> Partner:
    from tutela_node.spine.models import Partner

    return Partner.objects.get(pk=ident)


def keys(ident: uuid.UUID) -> list[tuple[int, str, bool]]:
    """(number, trust, whether an end is set) of each key of a partner."""
    from tutela_node.spine.models import PartnerKey

    found = PartnerKey.objects.filter(partner=ident).order_by("number")
    return [(k.number, k.trust, k.ends_at is not None) for k in found]


def told(act: str) -> dict[str, Any]:
    """The content of the newest event of an act, opened as the verification opens it."""
    from django.conf import settings

    from tutela_node.spine.log import account_of, content_of
    from tutela_node.spine.models import EventBody
    from tutela_node.spine.vault import keys_of

    for body in EventBody.objects.order_by("-event_id").select_related("event")[:20]:
        if account_of(body)[1].act == act and body.content is not None:
            return content_of(body, keys_of([settings.NODE.id])[settings.NODE.id])[1].fields
    raise AssertionError(f"no event of {act}")


@pytest.fixture
def admin(world: World) -> Colleague:
    return world.officer("administrator")


def added(admin: Colleague, other: Other) -> uuid.UUID:
    from tutela_node.spine.exchange import add_partner

    return add_partner(admin.by(), None, description=other.described())


def confirmed(admin: Colleague, other: Other, **more: Any) -> uuid.UUID:
    from tutela_node.spine.exchange import confirm_partner

    ident = added(admin, other)
    confirm_partner(admin.by(), ident, typed=str(row(ident).fingerprint), over="telephone", **more)
    return ident


def test_a_partner_is_trusted_once_its_fingerprint_was_typed(admin: Colleague) -> None:
    from tutela_node.spine.acts import Invalid
    from tutela_node.spine.exchange import confirm_partner

    other = Other()
    ident = added(admin, other)
    assert (row(ident).state, row(ident).title, row(ident).url) == ("unconfirmed", other.title, other.url)
    assert keys(ident) == []
    right = row(ident).fingerprint
    wrong = ("1" if right[0] != "1" else "2") + right[1:]
    with pytest.raises(Invalid) as err:
        confirm_partner(admin.by(), ident, typed=wrong, over="telephone")
    assert err.value.field == "typed"
    assert keys(ident) == []
    with pytest.raises(Invalid) as err:
        confirm_partner(admin.by(), ident, typed=right, over="mail")
    assert err.value.field == "over"
    arabic = right.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    confirm_partner(admin.by(), ident, typed=arabic, over="letter")
    assert row(ident).state == "confirmed"
    assert row(ident).offered == ""
    assert keys(ident) == [(1, "person", False)]
    said = told("partner.confirm")
    assert (said["fingerprint"], said["over"], said["before"]) == (right, "letter", "")


def test_what_is_no_description_of_another_node_is_not_added(admin: Colleague) -> None:
    from django.utils import timezone

    from tutela_node.spine.acts import Invalid, Refused
    from tutela_node.spine.exchange import add_partner, describe_ourselves

    other = Other()
    good = other.described()
    ended = other.described(until=timezone.now() - DAY)
    for text in ("", "hello", good.replace("elsewhere", "somewhere"), ended, describe_ourselves(timezone.now())):
        with pytest.raises(Invalid) as err:
            add_partner(admin.by(), None, description=text)
        assert err.value.field == "description"
    add_partner(admin.by(), None, description="\r\n" + good.replace("\n", "\r\n"))  # as a form sends it
    with pytest.raises(Invalid, match="already"):
        add_partner(admin.by(), None, description=good)
    with pytest.raises(Refused):
        add_partner(World(admin_folder()).officer("investigator").by(), None, description=Other().described())


def admin_folder() -> Any:
    from django.conf import settings

    return settings.FOLDER


def test_a_key_that_the_old_one_signed_is_taken_at_once_and_the_old_one_goes_on_for_a_month(admin: Colleague) -> None:
    from tutela_node.spine.acts import By
    from tutela_node.spine.exchange import renew_partner
    from tutela_node.spine.models import PartnerKey

    other = Other()
    ident = confirmed(admin, other)
    before = row(ident).fingerprint
    other.changes_key()
    assert renew_partner(By.node(), None, partner=ident, description=other.described(by_old=True)) == "confirmed"
    assert keys(ident) == [(1, "person", True), (2, "continuity", False)]
    old = PartnerKey.objects.get(partner=ident, number=1)
    assert old.ends_at is not None
    assert dt.timedelta(days=29) < old.ends_at - row(ident).added_at < 31 * DAY
    assert row(ident).fingerprint != before
    assert told("partner.renew")["before"] == before


def test_a_key_that_nobody_vouches_for_waits_until_people_compared_it(admin: Colleague) -> None:
    from tutela_node.spine.acts import By, Invalid
    from tutela_node.spine.exchange import confirm_partner, renew_partner

    other = Other()
    ident = confirmed(admin, other)
    before = row(ident).fingerprint
    old_one = other.described()
    other.changes_key()
    assert renew_partner(By.node(), None, partner=ident, description=other.described()) == "changed"
    assert (row(ident).state, keys(ident)) == ("changed", [(1, "person", False)])
    said = told("partner.renew")
    assert (said["before"], said["fingerprint"]) == (before, row(ident).fingerprint)
    confirm_partner(admin.by(), ident, typed=row(ident).fingerprint, over="video", withdraw_old=True)
    assert keys(ident) == [(1, "person", True), (3, "person", False)]
    assert row(ident).state == "confirmed"
    with pytest.raises(Invalid, match="not newer"):
        renew_partner(By.node(), None, partner=ident, description=old_one)


def test_a_log_never_gets_another_key_under_its_number(admin: Colleague) -> None:
    from tutela_node.spine.acts import By, Invalid
    from tutela_node.spine.exchange import renew_partner

    other = Other()
    ident = confirmed(admin, other)
    with pytest.raises(Invalid, match="another key"):
        renew_partner(By.node(), None, partner=ident, description=other.described(log=b"x" * 32))


def test_a_removed_partner_is_written_to_no_more_and_can_be_added_again(admin: Colleague, world: World) -> None:
    from tutela_node.spine.acts import Blocked, By, Invalid
    from tutela_node.spine.exchange import add_partner, remove_partner, renew_partner

    other = Other()
    ident = confirmed(admin, other)
    with pytest.raises(Invalid):
        remove_partner(admin.by(), ident, why=" ")
    assert remove_partner(admin.by(), ident, row(ident).version, why="The office was closed.") == 0
    assert row(ident).state == "removed"
    assert keys(ident) == [(1, "person", True)]
    with pytest.raises(Blocked):
        remove_partner(admin.by(), ident, why="Again.")
    with pytest.raises(Blocked):
        renew_partner(By.node(), None, partner=ident, description=other.described())
    assert add_partner(admin.by(), None, description=other.described()) == ident
    assert row(ident).state == "unconfirmed"


def test_the_node_describes_itself_anew_only_where_it_says_something_else(admin: Colleague, monkeypatch: Any) -> None:
    from django.conf import settings
    from django.utils import timezone

    from tutela.cooperation.envelopes import read_description
    from tutela_node.spine.exchange import address, describe_ourselves

    now = timezone.now()
    first = describe_ourselves(now)
    made, _ = read_description(first)
    assert (made.node, made.title, made.url) == (settings.NODE.name, settings.NODE.title, address())
    assert describe_ourselves(now + 600 * DAY) == first
    later, _ = read_description(describe_ourselves(now + 700 * DAY))
    assert later.number == made.number + 1
    assert later.until > made.until
    monkeypatch.setattr(settings, "NODE", settings.NODE.model_copy(update={"title": "Another title"}))
    assert read_description(describe_ourselves(now))[0].title == "Another title"


def test_a_new_key_of_this_node_is_signed_by_the_old_one(admin: Colleague, monkeypatch: Any) -> None:
    from django.utils import timezone

    from tutela.cooperation.envelopes import Confirmation, admit, no_partners, read_description
    from tutela_node.spine.exchange import _library, describe_ourselves
    from tutela_node.spine.keys import named_keys

    now = timezone.now()
    old = describe_ourselves(now)
    keys = named_keys().rotated(["envelope"])
    monkeypatch.setattr(_library, "named_keys", lambda: keys)
    new = describe_ourselves(now)
    made = read_description(old)[0]
    sure = Confirmation(made.node, made.fingerprint, f"officer:{admin.id}", "telephone")
    theirs = admit(no_partners("other.example", now), old, now, sure)
    assert admit(theirs, new, now).entries(made.node)[-1].trust.how == "continuity"


def test_what_was_told_of_partners_is_sealed_and_verifies(admin: Colleague, world: World) -> None:
    from tutela_node.spine.verification import verify_node

    confirmed(admin, Other())
    world.logged()
    assert verify_node(world.folder.path, bodies=True, ask=lambda _: "").errors == ()
