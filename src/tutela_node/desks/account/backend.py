"""Who a session belongs to: the library's way in, but for how the officer is found. Every request asks it."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from tutela_node.people.models import Officer
from tutela_node.spine.prepared import prepared


class Backend(AuthenticationBackend):  # type: ignore[misc]  # the library is not typed
    def get_user(self, user_id: Any) -> Officer | None:
        """The officer of this id, if they may still come in."""
        found = _officer(ident=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None


@prepared
def _officer(ident: uuid.UUID) -> QuerySet[Officer]:
    return Officer.objects.filter(id=ident)
