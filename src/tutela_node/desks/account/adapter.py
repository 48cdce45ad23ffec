"""How the sign-in library is held to this node's ways: no sign-up, no mail, second factors sealed, acts for changes."""

from __future__ import annotations

import base64
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from tutela_node.people import services
from tutela_node.people.models import Officer
from tutela_node.spine.acts import By
from tutela_node.spine.keys import seal, unseal
from tutela_node.spine.vault import keys_of

WHAT = "second_factor.secret"


class Doors(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from an administrator's invitation only; a new password is an act."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("This address and password do not belong together."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "enter_current_password": gettext_lazy("This is not your password."),
        "incorrect_code": gettext_lazy("This code is not right. Codes change every half minute: try the newest."),
        "too_many_login_attempts": gettext_lazy("Too many attempts. Wait five minutes, then try again."),
        "rate_limited": gettext_lazy("Too many attempts. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: Officer, password: str) -> None:
        encoded = make_password(password)
        services.change_password(By(user.id, "own"), user.id, password_hash=encoded)
        user.password = encoded

    def reauthenticate(self, user: Officer, password: str) -> bool:
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has signed in within the last minutes has just shown who they are."""
        began = context.request.session.get("began", 0)
        if time.time() - began < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_user_search_fields(self) -> list[str]:
        return ["email"]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A node sends no mail."""

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return f"{reverse('account_login')}?ended=asked"


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors lie sealed under the node's scope key; the last factor cannot be removed."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": Doors.error_messages["incorrect_code"],
        "cannot_delete_authenticator": gettext_lazy(
            "This is your only second factor, and nobody works here without one. Add another first, then remove this."
        ),
    }

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(_key(), WHAT, str(settings.NODE.id), text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(_key(), WHAT, str(settings.NODE.id), base64.b64decode(encrypted_text)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return bool(factors_of(authenticator.user_id).exclude(pk=authenticator.pk).exists())

    def generate_authenticator_name(self, user: Officer, type: str) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}

    def _get_site_name(self) -> str:
        return str(settings.NODE.title)


def factors_of(officer: Any) -> Any:
    """The officer's second factors that count as one: an authenticator app, passkeys. Recovery codes do not."""
    return Authenticator.objects.filter(
        user_id=officer, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    )


def _key() -> bytes:
    return keys_of([settings.NODE.id])[settings.NODE.id]
