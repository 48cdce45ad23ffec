"""The doors, and oneself."""

from __future__ import annotations

from tests.look.page import Page
from tests.office import Office


def _link(office: Office) -> str:
    """A fresh invitation's page."""
    import datetime as dt
    import uuid

    from tests.office import by_node
    from tutela_node.people import services
    from tutela_node.people.services import Role

    invited = services.invite(
        by_node(), None, name="Nadja Igel", email=f"{uuid.uuid4().hex[:8]}@node.example", unit=office.unit,
        roles=[Role("analyst", dt.date(2026, 1, 1), dt.date(2099, 12, 31))],
    )  # fmt: skip
    return f"/welcome/{invited.token}/"


PAGES = [
    Page("sign-in", "/sign/in/", None, quick=True),
    Page("lost", "/sign/lost/", None),
    Page("welcome", _link, None),
    Page("link-gone", "/welcome/nothing/", None, status=410),
    Page("me", "/me/", quick=True),
    Page("security", "/me/security/", "administrator"),
    Page("purpose", "/me/purpose/", "supervisor"),
    Page("appearance", "/me/appearance/", "inspector"),
    Page("keys", "/me/keys/", "helper"),
    Page("app", "/sign/second/app/"),
    Page("passkey", "/sign/second/passkeys/add/"),
    Page("passkeys", "/sign/second/passkeys/"),
    Page("password", "/sign/password/"),
    Page("sign-out", "/sign/out/"),
    Page("not-found", "/me/nothing-here/", "decider", status=404),
]
