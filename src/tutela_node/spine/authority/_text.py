"""The policies as text, for whoever reads them: file by file, and for each act which of them speak of it.

The same files that Cedar decides by: what is shown here is what holds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import cedarpy

from tutela_node.spine.authority._decide import Policy, policies

_BEGINS = re.compile(r"^(?=@id\()", re.M)
_REMARK = re.compile(r"^// ?", re.M)


@dataclass(frozen=True)
class PolicyText:
    """One policy as it is written.

    Attributes:
        policy: its id, file, effect and sentence.
        text: the Cedar text, with its `@id` and `@says`.
        names: the acts and groups of acts that its head names; empty: every act.
        roles: the roles that it names.
        to_all: it asks for no role, but is for every officer; `to_node`: for the node itself.
    """

    policy: Policy
    text: str
    names: frozenset[str]
    roles: frozenset[str]
    to_all: bool
    to_node: bool


@dataclass(frozen=True)
class PolicyFile:
    """One file of policies. `remark`: what stands above them, in its author's words."""

    name: str
    remark: str
    policies: tuple[PolicyText, ...]


@cache
def policy_files() -> tuple[PolicyFile, ...]:
    """Every file of policies, by name.

    Raises:
        NodeError: a file has an error; the node would not have started.
    """
    book = policies()
    found = []
    for path in sorted(files(__package__).joinpath("policies").iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".cedar"):
            continue
        head, *texts = _BEGINS.split(path.read_text("utf-8"))
        parsed = [_parsed(text) for text in texts]
        rows = tuple(
            _told(book.policies[said["annotations"]["id"]], text, said)
            for text, said in zip(texts, parsed, strict=True)
        )
        found.append(PolicyFile(path.name, " ".join(_REMARK.sub("", head).split()), rows))
    return tuple(found)


def speaking_of(act: str) -> list[PolicyText]:
    """The policies whose head names this act, or a group that it is in; those of every act are left out."""
    names = {act, *policies().acts.get(act, ())}
    return [text for file in policy_files() for text in file.policies if text.names & names]


def of_every_act() -> list[PolicyText]:
    """The policies that speak of every act."""
    return [text for file in policy_files() for text in file.policies if not text.names]


def _parsed(text: str) -> dict[str, Any]:
    (said,) = json.loads(cedarpy.policies_to_json_str(text))["staticPolicies"].values()
    found: dict[str, Any] = said
    return found


def _told(policy: Policy, text: str, said: dict[str, Any]) -> PolicyText:
    action, principal = said["action"], said["principal"]
    named = action.get("entities") or ([action["entity"]] if "entity" in action else [])
    roles = frozenset(_roles([principal, said["conditions"]]))
    to_node = principal.get("entity_type") == "Node"
    return PolicyText(
        policy, text.strip(), frozenset(one["id"] for one in named), roles, not roles and not to_node, to_node
    )


def _roles(said: Any) -> Iterator[str]:
    """Every role that is named anywhere in a part of a policy."""
    if isinstance(said, list):
        for one in said:
            yield from _roles(one)
    elif isinstance(said, dict):
        if said.get("type") == "Role":
            yield said["id"]
        for one in said.values():
            yield from _roles(one)
