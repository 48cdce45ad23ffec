"""For which purpose each role works; an officer with several roles chooses at the desk."""

from __future__ import annotations

from tutela_node.spine.acts import Purpose

OF_ROLE: dict[str, Purpose] = {
    "investigator": "investigation",
    "supervisor": "investigation",
    "decider": "decision",
    "analyst": "analysis",
    "receiving": "intake",
    "helper": "victim_support",
    "inspector": "oversight",
    "administrator": "administration",
}


def purposes_of(roles: frozenset[str]) -> list[Purpose]:
    """The purposes that these roles may work for, the usual one first."""
    return list(dict.fromkeys(purpose for role, purpose in OF_ROLE.items() if role in roles))


def purpose_of(roles: frozenset[str]) -> Purpose:
    """The purpose to begin with; without a role only one's own affairs."""
    return next(iter(purposes_of(roles)), "own")
