"""Finding a corpus, reading its sections, and keeping their compiled form.

A section is what one room reads: some files, and how they become one validated model. Reading and checking YAML takes a
second; the compiled form (the model as JSON, named by the digest of the corpus and of this code) loads in tens of
milliseconds. It is kept in the user's cache folder (`TUTELA_CACHE`, else `XDG_CACHE_HOME/tutela`, else
`~/.cache/tutela`), never trusted when anything changed, and made anew when it is missing or damaged.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

import tutela_corpus
from tutela.corpus._errors import CorpusError, Problem

T = TypeVar("T", bound=BaseModel)
KEEP = 6  # compiled digests kept in the cache folder
_DIGEST = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True)
class Section(Generic[T]):
    """What a room reads: `build(root)` parses and checks the YAML below `root` and raises `CorpusError` with every
    problem found.
    """

    name: str
    model: type[T]
    build: Callable[[Path], T]


@dataclass(frozen=True)
class Corpus:
    """One version of the reviewed data: its folder, its version, and the digest of its bytes (hex sha256)."""

    root: Path
    version: str

    @functools.cached_property
    def digest(self) -> str:
        """sha256 over the corpus's files and over Tutela's own code, so that a compiled form never outlives either."""
        sha = hashlib.sha256()
        for base, pattern in ((self.root, "**/*.yaml"), (Path(__file__).parents[1], "**/*.py")):
            for path in sorted(base.glob(pattern)):
                try:
                    body = path.read_bytes()
                except OSError as err:
                    problem = Problem(path, 0, "", f"cannot be read: {err.strerror}", "a readable file")
                    raise CorpusError([problem]) from err
                sha.update(f"{path.relative_to(base)}\0{len(body)}\0".encode())
                sha.update(body)
        return sha.hexdigest()

    def section(self, section: Section[T]) -> T:
        """The section's model, from the compiled form where there is one.

        Raises:
            CorpusError: a file is missing or wrong; every problem is listed with its file and line.
        """
        compiled = _cache() / self.digest[:24] / f"{section.name}.json"
        with contextlib.suppress(OSError, ValidationError):
            return section.model.model_validate_json(compiled.read_bytes())
        built = section.build(self.root)
        with contextlib.suppress(OSError):  # a read-only home only costs time
            _write(compiled, built.model_dump_json(exclude_defaults=True).encode())
        return built


def open_corpus(version: str | None = None, root: Path | None = None) -> Corpus:
    """The installed corpus, or the one below `root` (a folder laid out like `tutela_corpus`).

    Raises:
        CorpusError: `root` is no corpus, or `version` is asked for and another one is installed.
    """
    if root is None:
        if version is not None and version != tutela_corpus.__version__:
            raise CorpusError(
                [
                    Problem(
                        tutela_corpus.root(), 0, "", f"corpus {tutela_corpus.__version__} is installed, not {version}",
                        f"version {tutela_corpus.__version__}, or `pip install tutela-corpus=={version}` first",
                    )
                ]
            )  # fmt: skip
        return Corpus(tutela_corpus.root(), tutela_corpus.__version__)
    if not (root / "law" / "space.yaml").is_file():
        raise CorpusError(
            [Problem(root, 0, "", "holds no corpus", "a folder with law/space.yaml, as in the tutela-corpus package")]
        )
    return Corpus(root, version or "unversioned")


def _cache() -> Path:
    if own := os.environ.get("TUTELA_CACHE"):
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "tutela"


def _write(path: Path, body: bytes) -> None:
    """Write so that a reader sees the whole file or none, then drop the oldest digests."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as tmp:
        tmp.write(body)
    Path(tmp.name).replace(path)
    ours = [p for p in path.parent.parent.iterdir() if _DIGEST.fullmatch(p.name)]  # the folder may hold other things
    for old in sorted(ours, key=lambda p: p.stat().st_mtime, reverse=True)[KEEP:]:
        for file in old.iterdir():
            file.unlink(missing_ok=True)
        old.rmdir()
