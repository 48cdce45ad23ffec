"""Cedar decides: the policies of `policies/*.cedar` over a schema, for one actor, one act, one record.

The request carries just two entities, the actor and the record (the database is never mirrored into Cedar: ten
thousand entities cost seconds). Policies are read once; a file with an error stops the node at start.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import cedarpy

from tutela_node.config import NodeError
from tutela_node.spine.authority._kinds import Actor, Kind, entity


@dataclass(frozen=True)
class Context:
    """What is known of the asking itself. `basis_*`: of the lawful basis that the act names, if it names one."""

    purpose: str
    second_factor: bool
    basis_given: bool = False
    basis_in_force: bool = False
    basis_serves: bool = False


@dataclass(frozen=True)
class Decision:
    """`why`: ids of the policies that decided. `sentences`: of a refusal, why and the next lawful step."""

    allowed: bool
    why: tuple[str, ...]
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Book:
    """The policies as read: `parsed` for Cedar, `ids` from its numbering to ours, `says` our sentence of each."""

    parsed: Any
    schema: Any
    ids: dict[str, str]
    says: dict[str, str]
    actions: tuple[dict[str, Any], ...]


SILENT = "no-policy"
"""What `why` holds when nothing permits: Cedar refuses what no policy allows."""


def decide(actor: Actor, act: str, kind: Kind, ident: uuid.UUID | str, record: Any, context: Context) -> Decision:
    """Whether this actor may do this act on this record now."""
    return decide_many(actor, [(act, ident, record)], kind, context)[0]


def decide_many(
    actor: Actor, asked: Sequence[tuple[str, uuid.UUID | str, Any]], kind: Kind, context: Context
) -> list[Decision]:
    """The same for several (act, id, record) of one kind: one slice of entities, one call."""
    book = policies()
    entities = [_principal(actor)]
    seen: set[str] = set()
    for _, ident, record in asked:
        if str(ident) not in seen:
            seen.add(str(ident))
            attrs = kind.attributes(record, actor)
            entities.append({"uid": {"type": kind.cedar_type, "id": str(ident)}, "attrs": attrs, "parents": []})
    principal = {"type": actor.cedar_type, "id": str(actor.id or "node")}
    given = {
        "purpose": context.purpose,
        "second_factor": context.second_factor,
        "basis_given": context.basis_given,
        "basis_in_force": context.basis_in_force,
        "basis_serves": context.basis_serves,
    }
    requests = [
        {
            "principal": principal,
            "action": {"type": "Action", "id": act},
            "resource": {"type": kind.cedar_type, "id": str(ident)},
            "context": given,
        }
        for act, ident, _ in asked
    ]
    entities += _actions(book, {act for act, _, _ in asked})
    found = cedarpy.is_authorized_batch(requests, book.parsed, entities)
    return [_said(book, act, actor, result) for (act, _, _), result in zip(asked, found, strict=True)]


def _principal(actor: Actor) -> dict[str, Any]:
    return {
        "uid": {"type": actor.cedar_type, "id": str(actor.id or "node")},
        "attrs": {"unit": entity("Unit", actor.unit or ""), "supervises": [entity("Unit", u) for u in actor.supervises]}
        if actor.id
        else {},
        "parents": [{"type": "Role", "id": role} for role in sorted(actor.roles)],
    }


def _actions(book: Book, acts: set[str]) -> list[dict[str, Any]]:
    """The action entities with the groups they are in: without them `action in Action::"…"` is silently false."""
    return [a for a in book.actions if a["uid"]["id"] in acts or not a["parents"]]


def _said(book: Book, act: str, actor: Actor, result: Any) -> Decision:
    errors = result.diagnostics.errors
    if errors:  # a policy that cannot be evaluated decides nothing: refuse, and say so to the operator
        return Decision(False, ("policy-error",), (f"A policy could not be evaluated ({errors[0]}). Tell your administrator.",))
    why = tuple(sorted(book.ids[r] for r in result.diagnostics.reasons))
    if result.allowed:
        return Decision(True, why)
    if why:
        return Decision(False, why, tuple(book.says[w] for w in why))
    return Decision(False, (SILENT,), (_unpermitted(act, actor),))


def _unpermitted(act: str, actor: Actor) -> str:
    if not actor.roles:
        return "You hold no role here today. Ask your administrator to grant one, with its dates."
    if act.startswith(("officer.", "role.", "unit.", "invitation.", "node.")):
        return "This is for a node administrator. Ask yours."
    return (
        "You are not on this case in a role that may do this. Ask its lead or your supervisor to add you; "
        "in danger to life, declare an emergency: it opens the case for a day and is reviewed."
    )


@cache
def policies() -> Book:
    """The policies of this node, parsed and validated against the schema.

    Raises:
        NodeError: a file does not parse, does not fit the schema, lacks an id or a sentence, or uses an id twice.
    """
    return read_policies(
        {p.name: p.read_text("utf-8") for p in files(__package__).joinpath("policies").iterdir() if p.name.endswith(".cedar")},
        files(__package__).joinpath("schema.cedarschema").read_text("utf-8"),
    )


def read_policies(sources: dict[str, str], schema: str) -> Book:
    """Policies from texts by file name (see `policies`)."""
    says: dict[str, str] = {}
    for name in sorted(sources):
        try:
            found = json.loads(cedarpy.policies_to_json_str(sources[name]))["staticPolicies"]
        except ValueError as err:
            raise NodeError(f"policies/{name}: {err}; mend the file, the node does not start without it") from None
        for policy in found.values():
            notes = policy.get("annotations") or {}
            if not notes.get("id") or not notes.get("says"):
                raise NodeError(f'policies/{name}: a policy without @id("…") or @says("…"); a refused person reads both')
            if notes["id"] in says:
                raise NodeError(f"policies/{name}: the id {notes['id']!r} is used twice")
            says[notes["id"]] = notes["says"]
    whole = "\n".join(sources[name] for name in sorted(sources))
    checked = cedarpy.validate_policies(whole, schema)
    if not checked.validation_passed:
        raise NodeError("policies: " + "; ".join(str(e) for e in checked.errors) + "; mend them, the node does not start")
    numbered = json.loads(cedarpy.policies_to_json_str(whole))["staticPolicies"]
    ids = {number: policy["annotations"]["id"] for number, policy in numbered.items()}
    return Book(cedarpy.PolicySet.from_str(whole), schema, ids, says, _read_actions(schema))


def _read_actions(schema: str) -> tuple[dict[str, Any], ...]:
    """Action entities and their groups, as the schema declares them: `action "a", "b" in ["group"] …`."""
    import re

    found: dict[str, list[str]] = {}
    text = re.sub(r"//[^\n]*", "", schema)
    for names, groups in re.findall(r'action\s+((?:"[^"]+"\s*,?\s*)+)(?:in\s*\[([^\]]*)\])?', text):
        parents = re.findall(r'"([^"]+)"', groups or "")
        for name in re.findall(r'"([^"]+)"', names):
            found[name] = parents
    return tuple(
        {"uid": {"type": "Action", "id": n}, "attrs": {}, "parents": [{"type": "Action", "id": p} for p in parents]}
        for n, parents in found.items()
    )
