"""Partners: they belong to the node as a whole, so that everybody stands to them alike."""

from __future__ import annotations

from tests.authority.declared import AloneSpec, Thing

ALONE = [
    AloneSpec("partner", lambda _rng, _who, _units: [Thing("partner")], ("any",), lambda _who, _role, _thing: "any"),
]
