"""Setting a template with data: PDF/A-3a and PDF/UA-1, byte for byte the same each time, or pictures of its pages.

Data never become part of a template's source: they go in as JSON, and every string is set as the text that it is.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tutela.formats._glyphs import Faces, faces

if TYPE_CHECKING:
    import typst

STANDARDS = ["a-3a", "ua-1"]
Template = Literal["request", "answer"]


class DocumentError(ValueError):
    """A document that cannot be made: what stands against it, and what to do."""


def to_pdf(template: Template, data: Any, attachment: Any, when: dt.datetime, fonts: Sequence[Path]) -> bytes:
    """The document as PDF; `attachment` goes into it as JSON, `when` is its only date."""
    made = _compile(template, data, attachment, fonts, {"format": "pdf", "pdf_standards": STANDARDS, "timestamp": when})
    return made if isinstance(made, bytes) else made[0]


def to_png(template: Template, data: Any, ppi: float, fonts: Sequence[Path]) -> list[bytes]:
    """Its pages as pictures."""
    made = _compile(template, data, {}, fonts, {"format": "png", "ppi": ppi})
    return [made] if isinstance(made, bytes) else made


def _compile(
    template: Template, data: Any, attachment: Any, fonts: Sequence[Path], how: dict[str, Any]
) -> bytes | list[bytes]:
    try:
        import typst
    except ModuleNotFoundError as err:
        raise DocumentError("PDF needs typst; run: pip install 'tutela[documents]'") from err

    with_faces = faces(fonts)
    folder = Path(str(files(__package__))) / "templates"
    given = {
        "data": json.dumps(_shown(data, with_faces), ensure_ascii=False),
        "attachment": json.dumps(attachment, ensure_ascii=False, indent=1, sort_keys=True),
        "families": json.dumps({"sans": with_faces.sans, "mono": with_faces.mono}),
    }
    try:
        made: bytes | list[bytes] = typst.compile(
            folder / f"{template}.typ",
            root=folder,
            font_paths=_held(with_faces.folders),
            ignore_system_fonts=True,
            sys_inputs=given,
            **how,
        )
    except typst.TypstError as err:
        raise DocumentError(f"the document cannot be set: {err}") from err
    return made


@functools.lru_cache(maxsize=4)
def _held(folders: tuple[str, ...]) -> typst.Fonts:
    """The fonts of some folders, read once."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))


def _shown(value: Any, with_faces: Faces) -> Any:
    """`value` with every string in it as it can be printed."""
    if isinstance(value, str):
        return with_faces.printable(value)
    if isinstance(value, dict):
        return {key: _shown(one, with_faces) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(one, with_faces) for one in value]
    return value
