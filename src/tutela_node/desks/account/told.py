"""What the sign-in library did becomes acts: sessions that begin and end, second factors that come and go."""

from __future__ import annotations

import contextlib
import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.models import AnonymousUser, update_last_login
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest

from tutela_node.desks.account.sessions import agent_of
from tutela_node.people import services
from tutela_node.people.models import Officer
from tutela_node.spine.acts import ActError, By


def connect() -> None:
    """Once, when the node's applications are loaded."""
    user_logged_in.disconnect(update_last_login, dispatch_uid="update_last_login")  # the act writes it
    user_logged_in.connect(_began, dispatch_uid="tutela-began")
    user_logged_out.connect(_ended, dispatch_uid="tutela-ended")
    authenticator_added.connect(_added, dispatch_uid="tutela-added")
    authenticator_reset.connect(_added, dispatch_uid="tutela-reset")
    authenticator_removed.connect(_removed, dispatch_uid="tutela-removed")


def _began(request: HttpRequest, user: Officer, **_: Any) -> None:
    how = getattr(request, "entered_by", "") or _how(request, user)
    with_factor = how in ("passkey", "password and code", "demonstration")
    try:
        services.begin_session(By(user.id, "own", second_factor=with_factor), user.id, how=how)
    except ActError:
        request.session.flush()
        request.user = AnonymousUser()
        raise
    now = int(time.time())
    request.session["began"] = now
    request.session["last_seen"] = now
    request.session["agent"] = agent_of(request.headers.get("User-Agent", ""))
    request.session["second_factor"] = with_factor


def _how(request: HttpRequest, user: Officer) -> str:
    records = get_authentication_records(request, user)
    if any(r.get("passwordless") for r in records):
        return "passkey"
    if any(r.get("method") == "mfa" for r in records):
        return "password and code"
    return "password"


def _ended(request: HttpRequest, user: Officer | None, **_: Any) -> None:
    if user is None:
        return
    with contextlib.suppress(ActError):  # whoever may not even end a session is out all the same
        services.end_session(By(user.id, "own"), user.id, how=getattr(request, "ended_by", "asked"))


def _added(request: HttpRequest, user: Officer, authenticator: Authenticator, **_: Any) -> None:
    services.add_second_factor(By(user.id, "own"), user.id, kind=authenticator.type)
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        # This session alone: another one that only knew the password must not rise with it.
        request.session["second_factor"] = True


def _removed(request: HttpRequest, user: Officer, authenticator: Authenticator, **_: Any) -> None:
    services.remove_second_factor(By(user.id, "own"), user.id, kind=authenticator.type)
