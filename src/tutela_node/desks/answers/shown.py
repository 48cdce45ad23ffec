"""What of an answer is shown to whom."""

from __future__ import annotations

from typing import Any

from tutela_node.desks.in_case import InCase


def shown_to(inside: InCase, page: dict[str, Any]) -> dict[str, Any]:
    """The answer as data, as this officer sees it in this case now. Every page with an answer on it asks here.

    What is withheld is None in it, and `withheld` says why, in a sentence. Nothing is withheld from anybody today.
    """
    return page
