"""Cedar decides: the policies of `policies/*.cedar` over a schema, for one actor, some acts, some records.

Cedar is given only the actor and the records asked about (the database is never mirrored into it: ten thousand entities
cost seconds), checked against the schema, so that a record which does not fit is refused, never half decided.
Policies are read once; a file with an error stops the node at start.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import cedarpy
import msgspec

from tutela_node.config import NodeError
from tutela_node.spine.authority._kinds import Actor, Kind, entity

SILENT = "no-policy"
"""What `why` holds when nothing permits: Cedar refuses what no policy allows."""

BROKEN = "policy-error"
"""What `why` holds when Cedar could not decide: a record that does not fit the schema, or a policy that fails."""


NO_ACT = ""
"""Under this name `Book.rules` holds the policies for an act that the schema does not know; Cedar refuses it."""

PURPOSES = (
    "investigation", "intake", "decision", "analysis", "victim_support", "oversight", "administration", "own",
)  # fmt: skip
"""Every purpose that the schema knows."""


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
class Policy:
    """One policy. `says`: what a permit allows, or the sentence that a person refused by a forbid reads."""

    id: str
    file: str
    permits: bool
    says: str


@dataclass(frozen=True)
class Book:
    """The policies as read.

    Attributes:
        policies: each by its id, in the order of the files.
        acts: every act that the schema knows, with all the groups that it is in.
        rules, schema: the same for Cedar. `rules` holds for each act the policies that speak of it: Cedar tries every
            policy that it is given, and most speak of other acts.
    """

    policies: Mapping[str, Policy]
    acts: Mapping[str, frozenset[str]]
    rules: Mapping[str, cedarpy.PolicySet]
    schema: cedarpy.Schema


def decide(actor: Actor, act: str, kind: Kind, ident: uuid.UUID | str, record: Any, context: Context) -> Decision:
    """Whether this actor may do this act on this record now. A refusal for the purpose alone names the right ones."""
    answer = decide_many(actor, [(act, ident, record)], kind, context)[0]
    if answer.why != (SILENT,):
        return answer
    tries = [(p, Context(p, True, True, True, True)) for p in PURPOSES if p != context.purpose]
    serving = [p for p, tried in tries if decide_many(actor, [(act, ident, record)], kind, tried)[0].allowed]
    return Decision(False, answer.why, (_wrong_purpose(context.purpose, serving),)) if serving else answer


def decide_many(
    actor: Actor, asked: Sequence[tuple[str, uuid.UUID | str, Any]], kind: Kind, context: Context
) -> list[Decision]:
    """The same for several (act, id, record) of one kind, in the order asked: one slice of entities for all."""
    if not asked:
        return []
    kind.prepare([record for _, _, record in asked], actor)
    asking, principal = _asking(context), _principal(actor)
    questions = [
        Question(act, str(ident), asking, principal, _given(kind, ident, record, actor, principal))
        for act, ident, record in asked
    ]
    known = {question: answer for question in questions if (answer := _ANSWERED.get(question)) is not None}
    lacking = dict.fromkeys(question for question in questions if question not in known)
    for act in dict.fromkeys(question.act for question in lacking):
        new = [question for question in lacking if question.act == act]
        try:
            known.update(zip(new, _ask(act, actor, kind, new), strict=True))
        except ValueError as err:
            return [_broken(err)] * len(asked)
    if len(_ANSWERED) > MOST_ANSWERS:
        _ANSWERED.clear()
    _ANSWERED.update(known)
    return [known[question] for question in questions]


class Question(NamedTuple):
    """All that Cedar is given, in the bytes that it is given: its answer is a function of them and of the policies.

    That is why an answer may be kept: whoever asks again has loaded the actor and the record afresh, and any change in
    what bears on the decision makes another question.
    """

    act: str
    ident: str
    asking: str
    principal: bytes
    record: bytes


MOST_ANSWERS = 20_000
_ANSWERED: dict[Question, Decision] = {}


def _ask(act: str, actor: Actor, kind: Kind, questions: Sequence[Question]) -> list[Decision]:
    """Cedar's answers to questions of one act and actor.

    The entities are checked against the schema, from which Cedar also learns the acts and their groups: without them
    `action in Action::"…"` is silently false.

    Raises:
        ValueError: a record, a role or an attribute does not fit the schema.
    """
    book = policies()
    slice_ = dict.fromkeys(part for question in questions for part in (question.principal, question.record))
    entities = cedarpy.Entities.from_json_str((b"[" + b",".join(slice_) + b"]").decode(), book.schema)
    requests = [
        {
            "principal": {"type": actor.cedar_type, "id": _id(actor)},
            "action": {"type": "Action", "id": act},
            "resource": {"type": kind.cedar_type, "id": question.ident},
            "context": question.asking,
        }
        for question in questions
    ]
    results = cedarpy.is_authorized_batch(requests, book.rules.get(act, book.rules[NO_ACT]), entities, book.schema)
    return [_said(act, actor, result) for result in results]


def _principal(actor: Actor) -> bytes:
    made: dict[str, Any] = {"uid": {"type": actor.cedar_type, "id": _id(actor)}, "attrs": {}, "parents": []}
    if actor.id:
        made["attrs"] = {
            "active": actor.active,
            "unit": entity("Unit", actor.unit or ""),
            "supervises": [entity("Unit", u) for u in sorted(actor.supervises)],
        }
        made["parents"] = [{"type": "Role", "id": role} for role in sorted(actor.roles)]
    return msgspec.json.encode(made)


def _given(kind: Kind, ident: uuid.UUID | str, record: Any, actor: Actor, principal: bytes) -> bytes:
    """The record as an entity; an officer who acts on their own record is one entity."""
    if (kind.cedar_type, str(ident)) == (actor.cedar_type, _id(actor)):
        return principal
    uid = {"type": kind.cedar_type, "id": str(ident)}
    return msgspec.json.encode({"uid": uid, "attrs": kind.attributes(record, actor), "parents": []})


@lru_cache
def _asking(context: Context) -> str:
    """The context as Cedar reads it."""
    return json.dumps(asdict(context) | {"purpose": entity("Purpose", context.purpose)})


def _id(actor: Actor) -> str:
    return str(actor.id or "node")


def _said(act: str, actor: Actor, result: cedarpy.AuthzResult) -> Decision:
    if result.diagnostics.errors:
        return _broken(result.diagnostics.errors[0])
    why = tuple(sorted(result.diagnostics.reasons))
    if result.allowed:
        return Decision(True, why)
    if why:
        return Decision(False, why, tuple(policies().policies[w].says for w in why))
    return Decision(False, (SILENT,), (_unpermitted(act, actor),))


def _broken(err: object) -> Decision:
    """What Cedar cannot evaluate decides nothing: refuse, and say so to the operator."""
    return Decision(False, (BROKEN,), (f"The policies could not decide this ({err}). Tell your administrator.",))


def _wrong_purpose(purpose: str, serving: Sequence[str]) -> str:
    may, asked = " or ".join(serving).replace("_", " "), purpose.replace("_", " ")
    return f"You may do this for the purpose of {may}, not of {asked}. Change the purpose you work for."


def _unpermitted(act: str, actor: Actor) -> str:
    if not actor.roles:
        return "You hold no role here today. Ask your administrator to grant one, with its dates."
    groups = policies().acts.get(act, frozenset())
    if "of_case" in groups:
        return (
            "You are not on this case in a role that may do this. Ask its lead or a supervisor of its unit to add you; "
            "in danger to life, declare an emergency: it opens the case for a day and is reviewed."
        )
    if "about_cases" in groups:
        return "None of your roles may do this. Ask a colleague whose role it is, or your supervisor."
    if act.startswith(("session.", "second_factor.")):
        return "Only the officer themselves may do this. Ask them."
    return "This is for a node administrator. Ask yours."


@cache
def policies() -> Book:
    """The policies of this node, parsed and validated against the schema.

    Raises:
        NodeError: see `read_policies`.
    """
    here = files(__package__)
    sources = {p.name: p.read_text("utf-8") for p in here.joinpath("policies").iterdir() if p.name.endswith(".cedar")}
    return read_policies(sources, schema_text())


@cache
def schema_text() -> str:
    """Every word that the policies may use: the files of the schema's folder by name, as one text."""
    parts = sorted(files(__package__).joinpath("schema").iterdir(), key=lambda p: p.name)
    return "\n".join(p.read_text("utf-8") for p in parts if p.name.endswith(".cedarschema"))


def read_policies(sources: Mapping[str, str], schema: str) -> Book:
    """Policies from texts by file name, under their own ids (Cedar numbers the policies of a text, file by file).

    Raises:
        NodeError: the schema or a file does not parse; a policy does not fit the schema (a word that it does not
            declare, an attribute that may be missing), has no id or no sentence, or an id that another has, or is a
            template, which would decide nothing.
    """
    try:
        read = cedarpy.Schema.from_str(schema)
        actions = cedarpy.Entities.from_json_str("[]", read)
    except ValueError as err:
        raise _error("schema/", str(err)) from None
    found: dict[str, Policy] = {}
    texts: dict[str, Any] = {}
    for name in sorted(sources):
        try:
            parsed = json.loads(cedarpy.policies_to_json_str(sources[name]))
        except ValueError as err:
            raise _error(f"policies/{name}", str(err)) from None
        if parsed["templates"]:
            raise _error(f"policies/{name}", "a template (a policy with ?principal or ?resource) decides nothing here")
        for number, text in parsed["staticPolicies"].items():
            notes = text.get("annotations") or {}
            ident, says = notes.get("id"), notes.get("says")
            if not ident or not says:
                which = ident or f"policy {int(number.removeprefix('policy')) + 1} of the file"
                lacks = '@says("…")' if ident else '@id("…")'
                raise _error(f"policies/{name}", f"{which} has no {lacks}; a refused person reads both")
            if ident in found:
                raise _error(f"policies/{name}", f"the id {ident!r} is used twice (also in {found[ident].file})")
            found[ident] = Policy(ident, name, text["effect"] == "permit", says)
            texts[ident] = text
        _validate(name, sources[name], read)
    acts = _acts(actions)
    rules = {act: _rules(texts, {act, *acts[act]}) for act in acts} | {NO_ACT: _rules(texts, set())}
    return Book(found, acts, rules, read)


def _rules(texts: Mapping[str, Any], names: set[str]) -> cedarpy.PolicySet:
    """The policies whose head speaks of one of these acts and groups, or of every act."""
    kept = {i: text for i, text in texts.items() if text["action"]["op"] == "All" or _named(text["action"]) & names}
    return cedarpy.PolicySet.from_json_str(json.dumps({"staticPolicies": kept, "templates": {}, "templateLinks": []}))


def _named(action: Mapping[str, Any]) -> set[str]:
    return {one["id"] for one in (action.get("entities") or [action["entity"]])}


def _validate(name: str, source: str, schema: cedarpy.Schema) -> None:
    checked = cedarpy.validate_policies(source, schema)
    if not checked.validation_passed:
        named = checked.id_annotations_by_policy_id
        said = [f"{named[e.policy_id]}: {e.error.removeprefix(f'for policy `{e.policy_id}`')}" for e in checked.errors]
        raise _error(f"policies/{name}", "; ".join(text.replace(": , ", ": ").replace(": : ", ": ") for text in said))


def _error(where: str, what: str) -> NodeError:
    return NodeError(f"authority: {where}: {what}; mend the file, the node does not start without it")


def _acts(actions: cedarpy.Entities) -> dict[str, frozenset[str]]:
    """Acts and all their groups, from Cedar's own reading of the schema. A group is what something stands in."""
    up = {a["uid"]["id"]: {p["id"] for p in a["parents"]} for a in json.loads(str(actions))}
    groups = set().union(*up.values())

    def above(name: str) -> set[str]:
        return up[name].union(*(above(parent) for parent in up[name]))

    return {name: frozenset(above(name)) for name in sorted(up.keys() - groups)}
