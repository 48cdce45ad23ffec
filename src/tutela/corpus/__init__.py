"""The ground under every room that reads reviewed data: strict YAML with line numbers, entries with provenance, the
compiled form.

Flow: `open_corpus` finds a corpus; a room's `Section` says which files it reads and checks; `Corpus.section` gives the
model, from the compiled form when nothing changed. Everything wrong is a `CorpusError` with a file and a line for each
`Problem`.
"""

from tutela.corpus._entry import Entry, Review, Signature, Strict, load_list, load_one, review_said, validate
from tutela.corpus._errors import CorpusError, Problem
from tutela.corpus._plain import plain
from tutela.corpus._store import Corpus, Section, open_corpus
from tutela.corpus._yaml import Document, Loc, parse, read

__all__ = [
    "Corpus", "CorpusError", "Document", "Entry", "Loc", "Problem", "Review", "Section", "Signature", "Strict",
    "load_list", "load_one", "open_corpus", "parse", "plain", "read", "review_said", "validate",
]  # fmt: skip
