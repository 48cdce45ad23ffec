"""Which characters can be set with the fonts at hand; what cannot, or must not hide, is written by its number.

A missing glyph is an error under PDF/A (ISO 19005-3, 6.2.11.4), and a form that drops a letter of an account's name is
worse than one that shows its code. Invisible characters and those that turn the direction of what follows (Unicode
TR 36, 2.10) are always written by their number: nobody may be shown another name than the one that is sent.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

PACKAGES = ("fontpkg_ibm_plex_sans", "fontpkg_ibm_plex_mono", "fontpkg_ibm_plex_sans_arabic")
SANS = ("IBM Plex Sans", "IBM Plex Sans Arabic", "IBM Plex Mono")
MONO = ("IBM Plex Mono", "IBM Plex Sans", "IBM Plex Sans Arabic")
KEPT = frozenset("\n\t\u00a0\u202f")
JOINERS = frozenset("\u200c\u200d")  # they shape words in scripts that join their letters, and stay there


@dataclass(frozen=True)
class Faces:
    """Fonts to set a document with. `folders`: where they lie; `covers`: per font, the characters that it holds."""

    folders: tuple[str, ...]
    sans: tuple[str, ...]
    mono: tuple[str, ...]
    covers: tuple[frozenset[int], ...]

    def printable(self, text: str) -> str:
        """`text` with every cluster that no single font holds, and everything invisible, as `[U+0041]`."""
        return "".join(self._shown(cluster) for cluster in _clusters(text))

    def _shown(self, cluster: str) -> str:
        kept = "".join(c for c in cluster if not _hidden(c, cluster))
        if kept == cluster and (cluster in KEPT or self._holds(cluster)):
            return cluster
        return "".join(
            c if not _hidden(c, cluster) and self._holds(c) and _alone(c) else f"[U+{ord(c):04X}]" for c in cluster
        )

    def _holds(self, cluster: str) -> bool:
        wanted = {ord(c) for c in cluster} - {ord(c) for c in KEPT | JOINERS}
        return any(wanted <= held for held in self.covers)


def visible(text: str) -> str:
    """`text` with everything invisible as `[U+200B]`, for formats whose reader brings the fonts."""
    shown = ("".join(f"[U+{ord(c):04X}]" if _hidden(c, cluster) else c for c in cluster) for cluster in _clusters(text))
    return "".join(shown)


def begins_leftward(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left (Unicode UAX 9, P2 and P3)."""
    strong = (unicodedata.bidirectional(c) for c in text)
    return next((kind in ("R", "AL") for kind in strong if kind in ("L", "R", "AL")), False)


class FontError(RuntimeError):
    """The fonts of documents are not installed, or a folder of fonts holds none."""


def faces(folders: Sequence[Path] = ()) -> Faces:
    """The fonts that ship as packages, and those in `folders` (TrueType or OpenType) after them.

    Raises:
        FontError: what is missing, and how to get it.
    """
    return _faces(tuple(str(f) for f in folders))


@functools.lru_cache(maxsize=8)
def _faces(folders: tuple[str, ...]) -> Faces:
    import typst

    own = []
    for package in PACKAGES:
        try:
            own.append(str(files(package) / "files"))
        except ModuleNotFoundError as err:
            raise FontError(
                f"the font package {package} is not installed; run: pip install 'tutela[documents]'"
            ) from err
    covers, more = list[frozenset[int]](), list[str]()
    for path in _fonts(own):
        covers += _cmaps(path)
    for folder in folders:
        found = _fonts([folder])
        if not found:
            raise FontError(f"{folder} holds no font; expected .ttf, .otf or .ttc files in it")
        for path in found:
            covers += _cmaps(path)
        names = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]).families()
        more += [n for n in sorted(names) if n not in more]
    return Faces((*own, *folders), (*SANS, *more), (*MONO, *more), tuple(dict.fromkeys(covers)))


def _fonts(folders: Sequence[str]) -> list[Path]:
    return sorted(p for f in folders for p in Path(f).glob("*") if p.suffix.lower() in (".ttf", ".otf", ".ttc"))


def _cmaps(path: Path) -> list[frozenset[int]]:
    from fontTools.ttLib import TTCollection, TTFont

    if path.suffix.lower() == ".ttc":
        with TTCollection(str(path), lazy=True) as many:
            return [frozenset(font.getBestCmap() or {}) for font in many.fonts]
    with TTFont(str(path), lazy=True) as one:
        return [frozenset(one.getBestCmap() or {})]


def _clusters(text: str) -> Iterator[str]:
    """A letter with the marks and joiners that belong to it: near enough to Unicode TR 29 for asking one font."""
    held = ""
    for c in text:
        joined = unicodedata.category(c) in ("Mn", "Me", "Mc") or c in JOINERS or 0xFE00 <= ord(c) <= 0xFE0F
        if held and (joined or (held[-1] == "\u200d" and unicodedata.category(c) == "So")):
            held += c
        else:
            if held:
                yield held
            held = c
    if held:
        yield held


def _hidden(c: str, cluster: str) -> bool:
    """Whether a character shows nothing by itself or turns the direction of what follows."""
    if c in KEPT:
        return False
    if c in JOINERS:
        return not any(unicodedata.bidirectional(x) == "AL" or unicodedata.category(x) == "So" for x in cluster)
    category = unicodedata.category(c)
    return category in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp") or (category == "Zs" and c != " ")


def _alone(c: str) -> bool:
    return not unicodedata.category(c).startswith("M")
