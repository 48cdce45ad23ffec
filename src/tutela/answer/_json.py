"""The page for other programs (docs/formats.md)."""

from __future__ import annotations

from typing import Any

from tutela.answer._compose import Answered
from tutela.corpus import plain
from tutela.rights import Assessment


def as_json(page: Answered) -> dict[str, Any]:
    """Everything that the page rests on, as plain JSON values."""
    return {
        "title": page.case.title,
        "requesting": page.requesting,
        "requested": page.requested,
        "check": page.check.as_json(),
        "route": page.route.id if page.route else None,
        "routes": [
            plain(r) | {"because": r.because, "unverified": r.unverified, "rests_on": r.rests_on} for r in page.routes
        ],
        "rights": rights_json(page.assessment) if page.assessment else None,
        "powers": {"requesting": [plain(p) for p in page.here], "requested": [plain(p) for p in page.there]},
        "must_check": list(page.must_check),
        "sources": [plain(s) for s in page.sources],
        "drafts_only": page.drafts_only,
    }


def rights_json(assessment: Assessment) -> dict[str, Any]:
    """What the rights test says: every part by its name."""
    return {name: _named(getattr(assessment, name)) for name in assessment.__dataclass_fields__}


def _named(value: Any) -> Any:
    """As `plain`, and a named tuple as an object by field."""
    if hasattr(value, "_asdict"):
        return {k: _named(v) for k, v in value._asdict().items()}
    if hasattr(value, "__dataclass_fields__"):
        return {k: _named(getattr(value, k)) for k in value.__dataclass_fields__}
    return [_named(v) for v in value] if isinstance(value, tuple | list) else plain(value)
