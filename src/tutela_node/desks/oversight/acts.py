"""All acts for readers, from what the node itself goes by: the registry of acts, and the policies.

Nothing is written here by hand: an act that is declared, or a policy that speaks of it, is in the reference.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tutela_node.desks.declared import declared
from tutela_node.spine.acts import REGISTRY, Act
from tutela_node.spine.authority import PolicyText, of_every_act, speaking_of


@dataclass(frozen=True)
class Row:
    """One act as it is declared, and the policies that speak of it.

    Attributes:
        roles: those that a policy allows it.
        everybody, node: whether one allows it to every officer for themselves, to the node itself.
    """

    name: str
    on: str
    says: str
    purposes: tuple[str, ...]
    discloses: bool
    once: bool
    allows: tuple[PolicyText, ...]
    refuses: tuple[PolicyText, ...]
    roles: tuple[str, ...]
    everybody: bool
    node: bool


def rows() -> list[Row]:
    """Every act by name."""
    return [_row(REGISTRY[name]) for name in sorted(REGISTRY)]


def by_kind() -> list[tuple[str, list[Row]]]:
    """The acts by the kind of record that they are about, the kinds in the order in which the desks declare them."""
    found: dict[str, list[Row]] = {}
    for row in rows():
        found.setdefault(row.on, []).append(row)
    order = {kind: n for n, kind in enumerate(declared().kinds)}
    return sorted(found.items(), key=lambda kv: (order.get(kv[0], len(order)), kv[0]))


def _row(act: Act[Any, Any]) -> Row:
    spoken = speaking_of(act.name)
    allows = tuple(p for p in spoken if p.policy.permits)
    roles = sorted({role for p in allows for role in p.roles})
    refuses = tuple(p for p in spoken if not p.policy.permits)
    return Row(
        act.name, act.on, act.says, act.purposes, act.discloses, act.once, allows, refuses, tuple(roles),
        any(p.to_all for p in allows), any(p.to_node for p in allows),
    )  # fmt: skip


def as_markdown() -> str:
    """The whole reference as a page of the manual."""
    out = [*_HEAD]
    refusals: dict[str, PolicyText] = {}
    for kind, found in by_kind():
        out += ["", f"## On {_article(kind)}"]
        for row in found:
            out += ["", *_told(row)]
            refusals |= {p.policy.id: p for p in row.refuses}
    out += ["", "## What is refused, whatever else holds", ""]
    out += [f"- `{p.policy.id}`, every act: {p.policy.says}" for p in of_every_act()]
    out += [f"- `{ident}`: {refusals[ident].policy.says}" for ident in sorted(refusals)]
    return "\n".join(out) + "\n"


_HEAD = (
    "# The acts of a node",
    "",
    "Made by `make reference` from the acts and the policies themselves; do not edit it.",
    "",
    (
        "Everything that a node changes or discloses is one of these acts, and each leaves one event in the record. "
        "*Discloses*: it shows personal data, so a lawful basis is named. *Once*: the same officer's repeats within "
        "half an hour, on the same record and for the same purpose, are one event. One policy that allows is enough; "
        "one that refuses is stronger."
    ),
)


def _told(row: Row) -> Iterable[str]:
    marks = [word for word, holds in (("discloses", row.discloses), ("once", row.once)) if holds]
    serves = ", ".join(p.replace("_", " ") for p in row.purposes)
    yield f"### {row.name}"
    yield ""
    yield row.says
    yield ""
    yield f"- For: {serves}{'. ' + ', '.join(marks).capitalize() if marks else ''}"
    yield f"- Who: {', '.join(_who(row)) or 'nobody: no policy allows it'}"
    for p in row.allows:
        yield f"- Allowed by `{p.policy.id}`: {p.policy.says}"
    if row.refuses:
        yield f"- Refused by {', '.join(f'`{p.policy.id}`' for p in row.refuses)}"


def _who(row: Row) -> list[str]:
    everybody = ["every officer, for themselves"] if row.everybody else []
    return [*(role.replace("_", " ") for role in row.roles), *everybody, *(["the node itself"] if row.node else [])]


def _article(kind: str) -> str:
    if kind == "node":
        return "the node"
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
