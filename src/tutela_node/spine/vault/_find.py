"""Finding equal values without reading them: blind index rows beside their records."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db.models import Q

from tutela_node.spine.keys import BlindKind, blind, named_keys
from tutela_node.spine.models import BlindIndex


def index(what: str, record: uuid.UUID, scope: uuid.UUID, terms: list[tuple[BlindKind, str]]) -> None:
    """Replace the tokens of a record by those of its terms. Inside an act only."""
    BlindIndex.objects.filter(record=record).delete()
    key = named_keys().index
    tokens = {(kind, blind(key, kind, text)) for kind, text in terms if text.strip()}
    BlindIndex.objects.bulk_create(
        BlindIndex(kind=kind, token=token, what=what, record=record, scope=scope) for kind, token in sorted(tokens)
    )


def tokens_of(kinds: Sequence[BlindKind], text: str) -> list[bytes]:
    """The token of a text in each of these kinds."""
    key = named_keys().index
    return [blind(key, kind, text) for kind in kinds]


def find(kinds: Sequence[BlindKind], text: str) -> list[BlindIndex]:
    """The index rows whose value equals the text, in one of the kinds."""
    same = Q()
    for kind, token in zip(kinds, tokens_of(kinds, text), strict=True):
        same |= Q(kind=kind, token=token)
    return list(BlindIndex.objects.filter(same))
