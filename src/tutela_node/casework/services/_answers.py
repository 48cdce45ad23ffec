"""The library's answer in a case: attached as it stood, with its corpus version; opened again unchanged.

Asking the law takes a second and changes nothing: the desk does it before the act.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass
from typing import Any

from tutela_node.casework.models import AttachedAnswer, Case
from tutela_node.casework.services._values import about, added
from tutela_node.spine.acts import Doing, NotThere, act
from tutela_node.spine.vault import content, keep


@dataclass(frozen=True)
class Asked:
    """An answer as the library gave it. `page`: `tutela.answer.as_json` and the facts; `said`: its first sentence."""

    page: dict[str, Any]
    said: str
    corpus_version: str
    corpus_digest: str
    requesting: str
    requested: str
    asked_on: dt.date
    drafts_only: bool


@act(
    "answer.attach",
    on="case",
    purposes=("investigation", "analysis"),
    says="The library's answer is attached to a case.",
)
def attach_answer(doing: Doing, case: Case, *, asked: Asked) -> uuid.UUID:
    body = json.dumps(asked.page, ensure_ascii=False, sort_keys=True).encode()
    made = AttachedAnswer(
        case=case, blob=keep(body, "application/json", case.id), corpus_version=asked.corpus_version,
        corpus_digest=asked.corpus_digest, requesting=asked.requesting, requested=asked.requested,
        asked_on=asked.asked_on, drafts_only=asked.drafts_only, said=asked.said, **added(doing),
    )  # fmt: skip
    made.save(force_insert=True)
    about(doing, made)
    doing.tell(
        said=asked.said, corpus=asked.corpus_version, corpus_digest=asked.corpus_digest, requesting=asked.requesting,
        requested=asked.requested, asked_on=asked.asked_on.isoformat(), blob=made.blob.digest,
    )  # fmt: skip
    return made.id


@act(
    "answer.open", on="case", discloses=True,
    purposes=("investigation", "decision", "analysis"), says="An attached answer is opened.",
)  # fmt: skip
def open_answer(doing: Doing, case: Case, *, answer: uuid.UUID) -> dict[str, Any]:
    """The answer's page as data, as it was attached."""
    found = AttachedAnswer.objects.select_related("blob").filter(pk=answer, case=case).first()
    if found is None:
        raise NotThere("answer", answer)
    page: dict[str, Any] = json.loads(content(found.blob))
    return page
