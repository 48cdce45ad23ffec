"""One thing said in several languages."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

Code = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?$")]
"""A language by its ISO 639 code, with its script where that is in doubt: `en`, `fr`, `sr-Latn`."""


def _with_english(said: dict[str, str]) -> dict[str, str]:
    if not said.get("en"):
        raise ValueError("says nothing in English; expected at least `en`")
    if empty := sorted(code for code, words in said.items() if not words.strip()):
        raise ValueError(f"is empty in {', '.join(empty)}; expected words, or no entry for that language")
    return said


Words = Annotated[dict[Code, str], AfterValidator(_with_english)]
"""The same words by language; English is always there."""
