"""Text packs: verbatim statute and treaty texts that an operator adds beside the corpus, found by the sha256 of the
text read.

A pack is a folder with `jurisdictions/*.yaml` (lists of `provisions`) and `instruments/*.yaml` (lists of `articles`),
each item with `text` and `sha256`. `add` checks every hash before it keeps anything; what is kept is one file per text,
named by its hash, so a text can never stand beside a reading that was made from another one. Kept in `TUTELA_TEXTS`,
else `XDG_DATA_HOME/tutela/texts`, else `~/.local/share/tutela/texts`.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutela.corpus import CorpusError, Problem, read
from tutela.law._law import Law, LawError

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Added:
    """What `add` did: texts kept (new ones among them), provisions of the corpus that now have their text, and those
    the pack has otherwise.
    """

    kept: int
    new: int
    shown: int
    differs: tuple[str, ...]


def store() -> Path:
    """The folder that holds the texts."""
    if own := os.environ.get("TUTELA_TEXTS"):
        return Path(own)
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "tutela" / "texts"


def text_of(sha256: str) -> str | None:
    """The text with this hash, or None where no pack with it was added.

    Raises:
        LawError: the stored file no longer has this hash.
    """
    if not _HASH.fullmatch(sha256):
        raise LawError(f"{sha256!r} is no sha256; expected 64 hexadecimal digits")
    path = store() / f"{sha256}.txt"
    if not path.is_file():
        return None
    body = path.read_bytes()
    if (found := hashlib.sha256(body).hexdigest()) != sha256:
        raise LawError(
            f"{path} was changed after it was added (its sha256 is now {found}); remove the file and add the pack again"
        )
    return body.decode()


def add(law: Law, pack: Path) -> Added:
    """Take up a pack: all of it, or nothing where any of it is wrong.

    Raises:
        CorpusError: no pack there, a file cut or malformed, a text whose hash differs from the one stated.
        LawError: the folder of the texts cannot be written.
    """
    files = sorted([*(pack / "jurisdictions").glob("*.yaml"), *(pack / "instruments").glob("*.yaml")])
    if not files:
        raise CorpusError(
            [Problem(pack, 0, "", "holds no text pack", "a folder with jurisdictions/*.yaml or instruments/*.yaml")]
        )
    problems: list[Problem] = []
    texts: dict[str, bytes] = {}
    named: dict[tuple[str, str], str] = {}
    for path in files:
        try:
            _read_file(path, texts, named, problems)
        except CorpusError as err:
            problems.extend(err.problems)
    if problems:
        raise CorpusError(problems)
    folder, new = store(), 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for sha, body in texts.items():
            if not (folder / f"{sha}.txt").exists():
                _write(folder / f"{sha}.txt", body)
                new += 1
    except OSError as err:
        raise LawError(f"{folder} cannot be written ({err.strerror}); name another folder in TUTELA_TEXTS") from err
    shown, differs = 0, []
    for files_of in law.data.systems.values():
        for p in files_of.provisions:
            if p.sha256 in texts:
                shown += 1
            elif other := named.get((files_of.system.state, p.id)):
                differs.append(f"{files_of.system.id} {p.id}: read from {p.sha256[:12]}…, the pack has {other[:12]}…")
    return Added(len(texts), new, shown, tuple(differs))


def _read_file(path: Path, texts: dict[str, bytes], named: dict[tuple[str, str], str], problems: list[Problem]) -> None:
    doc = read(path)
    key = "provisions" if path.parent.name == "jurisdictions" else "articles"
    items: Any = doc.data.get(key) if isinstance(doc.data, dict) else None
    if not isinstance(items, list):
        problems.append(doc.problem((), f"holds no list `{key}`", f"`{key}:` (is the file cut?)"))
        return
    for i, item in enumerate(items):
        if not isinstance(item, dict) or item.get("text") is None:
            continue
        stated, text = item.get("sha256"), item["text"]
        if not isinstance(text, str) or not isinstance(stated, str) or not _HASH.fullmatch(stated):
            problems.append(
                doc.problem((key, i), "has a text without its sha256", "`text:` and `sha256:` of 64 hexadecimal digits")
            )
            continue
        body = text.encode()
        if (found := hashlib.sha256(body).hexdigest()) != stated:
            problems.append(
                doc.problem(
                    (key, i, "sha256"),
                    f"the text of {item.get('id')} has the hash {found[:16]}…",
                    f"{stated[:16]}… as stated (was the text changed?)",
                )
            )
            continue
        texts[stated] = body
        named[str(doc.data.get("jurisdiction", path.stem)), str(item.get("id"))] = stated


def _write(path: Path, body: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as tmp:
        tmp.write(body)
    Path(tmp.name).replace(path)
