"""The answer: one page on one case, from law, routes and rights together.

    from tutela import answer

    books = answer.Books.load()
    case = answer.read_case(Path("facts.yaml"))
    page = answer.compose(case, "DE", "CA", books)
    answer.render(page, rich.console.Console())

Flow: `read_case` takes a facts file (`tutela.facts/1`); `compose` asks every room; `render` shows the page in a
terminal, `as_json` gives it to other programs, and `tutela.formats` sets it as a document. Every line of the page names
its source, its review and the day to which its text is true.
"""

from tutela.answer._case import SCHEMA, Case, json_schema, read_case, read_proposal, said_of, samples
from tutela.answer._compose import Answered, Books, check_case, compose
from tutela.answer._json import as_json
from tutela.answer._page import render, render_rights
from tutela.answer._words import (
    ASKED,
    REACHES,
    REQUIRED,
    RESULT,
    Tone,
    Verdict,
    dated,
    next_open,
    side_verdict,
    verdict,
)

__all__ = [
    "ASKED", "REACHES", "REQUIRED", "RESULT", "SCHEMA", "Answered", "Books", "Case", "Tone", "Verdict", "as_json",
    "check_case", "compose", "dated", "json_schema", "next_open", "read_case", "read_proposal", "render",
    "render_rights", "said_of", "samples", "side_verdict", "verdict",
]  # fmt: skip
