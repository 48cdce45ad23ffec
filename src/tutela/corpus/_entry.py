"""What every entry of the corpus carries, and how a file of entries becomes validated models."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tutela.corpus._errors import CorpusError, Problem
from tutela.corpus._yaml import Document, read


class Strict(BaseModel):
    """A frozen model that knows all its fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)


class Signature(Strict):
    """A named reviewer's signature under an entry."""

    by: str = Field(min_length=2)
    on: dt.date
    note: str = ""


Review = Literal["draft"] | Signature
"""`draft`: nobody has vouched for it. A signature: who did, and when."""


class Entry(Strict):
    """Source, date and review: no entry stands without them. `as_of` is the day for which the source was read (null:
    not known).
    """

    source: str = Field(min_length=3)
    as_of: dt.date | None
    review: Review = "draft"


M = TypeVar("M", bound=BaseModel)


def review_said(review: Review) -> str:
    """The review in words, as shown beside every answer."""
    return "draft, unreviewed" if review == "draft" else f"signed by {review.by} on {review.on}"


def load_list(path: Path, key: str, model: type[M], problems: list[Problem]) -> tuple[list[M], Document | None]:
    """The entries under `key` of a file of the form `{defaults: {...}, key: [...]}`; defects are added to `problems`.

    `defaults` are given to each entry that does not say otherwise (source, as_of, review and the like, said once a
    file).
    """
    try:
        doc = read(path)
    except CorpusError as err:
        problems.extend(err.problems)
        return [], None
    if not isinstance(doc.data, dict) or not isinstance(doc.data.get(key), list):
        problems.append(doc.problem((), f"holds no list `{key}`", f"`defaults:` and `{key}:`"))
        return [], doc
    for other in doc.data.keys() - {"defaults", key}:
        problems.append(doc.problem((other,), "is not known here", f"only `defaults:` and `{key}:`"))
    defaults = doc.data.get("defaults") or {}
    if not isinstance(defaults, dict):
        problems.append(doc.problem(("defaults",), "is no mapping", "fields that every entry is given"))
        return [], doc
    out: list[M] = []
    for i, raw in enumerate(doc.data[key]):
        if not isinstance(raw, dict):
            problems.append(doc.problem((key, i), "is not an entry", "a mapping of fields"))
            continue
        if (made := validate({**defaults, **raw}, model, doc, (key, i), problems)) is not None:
            out.append(made)
    return out, doc


def load_one(path: Path, model: type[M], problems: list[Problem]) -> tuple[M | None, Document | None]:
    """A file that is one entry."""
    try:
        doc = read(path)
    except CorpusError as err:
        problems.extend(err.problems)
        return None, None
    return validate(doc.data, model, doc, (), problems), doc


def validate(raw: Any, model: type[M], doc: Document, loc: tuple[str | int, ...], problems: list[Problem]) -> M | None:
    """`raw` as a model, or None with each defect said at its line."""
    try:
        return model.model_validate(raw)
    except ValidationError as err:
        for e in err.errors(include_url=False, include_context=False):
            at = (*loc, *(p for p in e["loc"] if not (isinstance(p, str) and ("[" in p or p in ("str", "Signature")))))
            got = "" if isinstance(e["input"], dict | list) else f" (got {e['input']!r})"
            problems.append(doc.problem(at, e["msg"][0].lower() + e["msg"][1:] + got))
        return None
