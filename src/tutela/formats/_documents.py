"""The documents that other rooms' values become."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from tutela.answer import Answered, as_json
from tutela.cooperation.requests import Paper
from tutela.formats._answer_sheet import answer_sheet
from tutela.formats._request_sheet import request_sheet
from tutela.formats._typeset import to_pdf, to_png


def request_pdf(paper: Paper, *, fonts: Sequence[Path] = ()) -> bytes:
    """A request as PDF/A-3a and PDF/UA-1, with the request as sent (`tutela.request/1`) attached as `request.json`.

    Equal papers give equal bytes; the only date is the request's own. `fonts`: folders of further fonts, for scripts
    that those of the packages do not hold.

    Raises:
        DocumentError: typst is not installed, or the document cannot be set.
        FontError: a font package, or a font in one of the folders, is missing.
    """
    return to_pdf("request", request_sheet(paper), paper.data, dt.datetime.fromisoformat(paper.made_at), fonts)


def request_png(paper: Paper, *, ppi: float = 110, fonts: Sequence[Path] = ()) -> list[bytes]:
    """The same pages as pictures, one PNG a page, at `ppi` pixels an inch.

    Raises:
        DocumentError, FontError: as `request_pdf`.
    """
    return to_png("request", request_sheet(paper), ppi, fonts)


def answer_pdf(page: Answered, *, fonts: Sequence[Path] = ()) -> bytes:
    """The whole answer page as PDF/A-3a and PDF/UA-1, with the same as JSON attached as `answer.json`. Its only date is
    the day on which the question is asked.

    Raises:
        DocumentError, FontError: as `request_pdf`.
    """
    asked = dt.datetime.combine(page.check.asked_on, dt.time(), tzinfo=dt.UTC)
    return to_pdf("answer", answer_sheet(page), as_json(page), asked, fonts)


def answer_png(page: Answered, *, ppi: float = 110, fonts: Sequence[Path] = ()) -> list[bytes]:
    """The same pages as pictures.

    Raises:
        DocumentError, FontError: as `request_pdf`.
    """
    return to_png("answer", answer_sheet(page), ppi, fonts)
