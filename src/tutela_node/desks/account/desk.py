"""What the desk of one's own account declares: the doors, which stand open, and oneself."""

from __future__ import annotations

from tutela_node.desks.declared import Declared

DECLARED = Declared(
    name="account",
    order=0,
    urls=(
        ("sign/", "tutela_node.desks.account.signing"),
        ("welcome/", "tutela_node.desks.account.welcome"),
        ("me/", "tutela_node.desks.account.urls"),
    ),
    open_paths=("/sign/", "/welcome/"),
)
