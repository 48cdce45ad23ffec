"""Which address lock-out counts: the visitor's own, and behind a web server the one that this server wrote."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.node_world import World


@dataclass
class _Node:
    https: bool


@pytest.mark.parametrize(
    ("https", "named", "counted"),
    [
        (False, "", "127.0.0.1"),
        (False, "198.51.100.7", "127.0.0.1"),
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (True, "", "127.0.0.1"),
    ],
)
def test_what_a_visitor_writes_is_not_believed(world: World, https: bool, named: str, counted: str) -> None:
    from django.conf import settings
    from django.test import RequestFactory
    from django.test.utils import override_settings

    from tutela_node.desks.account.doors import asked_from

    assert settings.AXES_CLIENT_IP_CALLABLE == "tutela_node.desks.account.doors.asked_from"
    headers = {"X-Forwarded-For": named} if named else {}
    with override_settings(NODE=_Node(https)):
        assert asked_from(RequestFactory().post("/sign/login/", headers=headers)) == counted
