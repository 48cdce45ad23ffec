"""The page for other programs (docs/formats.md)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tutela.answer._compose import Answered
from tutela.corpus import plain


def as_json(page: Answered) -> dict[str, Any]:
    """Everything that the page rests on, as plain JSON values."""
    return {
        "title": page.case.title,
        "requesting": page.requesting,
        "requested": page.requested,
        "check": page.check.as_json(),
        "route": page.route.id if page.route else None,
        "routes": [
            plain(replace(r, forms=()))
            | {"forms": [{"id": f.id, "title": f.title["en"]} for f in r.forms]}
            | {"because": r.because, "unverified": r.unverified, "rests_on": r.rests_on}
            for r in page.routes
        ],
        "rights": plain(page.assessment) if page.assessment else None,
        "powers": {"requesting": [plain(p) for p in page.here], "requested": [plain(p) for p in page.there]},
        "must_check": list(page.must_check),
        "sources": [plain(s) for s in page.sources],
        "drafts_only": page.drafts_only,
    }
