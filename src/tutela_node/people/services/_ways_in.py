"""Acts of the ways in: links and passwords; and sessions and second factors, which the sign-in library changes."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from tutela_node.people.models import Invitation, Officer
from tutela_node.people.services._values import digest_of, new_link
from tutela_node.spine.acts import Blocked, Doing, act


@act(
    "invitation.renew",
    on="officer",
    purposes=("administration",),
    says="An officer gets a new link to set a password; older links end.",
)
def renew_invitation(doing: Doing, officer: Officer, *, remove_second_factors: bool = False) -> str:
    """The secret of a new link. A stopped account opens again, without roles.

    Args:
        remove_second_factors: when the person lost the telephone or key; a new one is set up after the link.
    """
    removed = 0
    if remove_second_factors:
        from allauth.mfa.models import Authenticator

        removed = Authenticator.objects.filter(user=officer).delete()[0]
        # Whoever sits at a session that such a factor opened is asked again: sessions rest on the password.
        officer.password = make_password(None)
    reopened = not officer.is_active
    officer.is_active = True
    officer.version += 1
    officer.save()
    doing.tell(reopened=reopened, second_factors_removed=removed)
    return new_link(doing, officer)


@act("invitation.use", on="officer", purposes=("own",), says="An officer sets a password through a one-time link.")
def use_invitation(doing: Doing, officer: Officer, *, token: str, password_hash: str) -> None:
    """Take the link and the password together: the link works once, whoever comes first.

    Args:
        password_hash: as `make_password` gives it; the password itself never reaches the writer.

    Raises:
        Blocked: the link was used, has expired, or is not this officer's.
    """
    used = Invitation.objects.filter(
        officer=officer, digest=digest_of(token), used_at=None, expires_at__gt=doing.at
    ).update(used_at=doing.at)
    if not used:
        raise Blocked("The link did not open", ["It was used or has expired. Ask your administrator for a new one."])
    Invitation.objects.filter(officer=officer, used_at=None).update(used_at=doing.at)
    officer.password = password_hash
    officer.save(update_fields=["password"])


@act(
    "password.change",
    on="officer",
    purposes=("own",),
    says="An officer changes their password; their other sessions end.",
)
def change_password(doing: Doing, officer: Officer, *, password_hash: str) -> None:
    """As `make_password` gives it."""
    officer.password = password_hash
    officer.save(update_fields=["password"])


@act("session.begin", on="officer", purposes=("own",), says="An officer signs in.")
def begin_session(doing: Doing, officer: Officer, *, how: str) -> None:
    """`how`: password, passkey, link or demonstration."""
    officer.last_login = doing.at
    officer.save(update_fields=["last_login"])
    doing.tell(how=how)


@act("session.end", on="officer", purposes=("own",), says="An officer's session ends.")
def end_session(doing: Doing, officer: Officer, *, how: str) -> None:
    """`how`: asked, idle, long, or others (ended from another session)."""
    doing.tell(how=how)


@act("second_factor.add", on="officer", purposes=("own",), says="An officer sets up a second factor.")
def add_second_factor(doing: Doing, officer: Officer, *, kind: str) -> None:
    """`kind`: totp, webauthn or recovery_codes."""
    doing.tell(kind=kind)


@act("second_factor.remove", on="officer", purposes=("own",), says="An officer removes a second factor.")
def remove_second_factor(doing: Doing, officer: Officer, *, kind: str) -> None:
    doing.tell(kind=kind)
