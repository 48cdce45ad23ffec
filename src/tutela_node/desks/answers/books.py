"""The library's books, loaded once in each process; they are read-only and shared between threads."""

from __future__ import annotations

from functools import cache
from typing import Any

from tutela.answer import Books
from tutela.corpus import open_corpus
from tutela.law import LawError, check_state


@cache
def books() -> Books:
    """The three corpora that an answer is made from, of the installed version."""
    return Books.load()


@cache
def digest() -> str:
    """The digest of the installed corpus, as kept with an attached answer."""
    return open_corpus().digest


def version() -> str:
    return books().law.version


@cache
def systems_known() -> list[tuple[str, Any]]:
    """Legal systems of states that the corpus holds: code, and code with title."""
    return [
        (ident, f"{ident} · {files.system.title}")
        for ident, files in sorted(books().law.data.systems.items())
        if _of_a_state(files.system.state)
    ]


def _of_a_state(code: str) -> bool:
    try:
        check_state(code)
    except LawError:
        return False
    return True
