"""The colours of the theme, measured: words at least 4.5:1 on every ground they stand on, borders and focus 3:1."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

import tutela_node.look

CSS = (Path(tutela_node.look.__file__).parent / "static" / "look" / "theme.css").read_text("utf-8")
WORDS = ("ink", "quiet", "pine", "pine-deep", "good", "warn", "bad", "note")
GROUNDS = ("paper", "sheet", "sunk")
OWN = [("good", "good-soft"), ("warn", "warn-soft"), ("bad", "bad-soft"), ("note", "note-soft"), ("on-pine", "pine"),
       ("on-pine", "pine-deep"), ("ink", "pine-soft"), ("pine", "pine-soft"), ("ink", "note-soft"), ("ink", "good-soft"),
       ("ink", "warn-soft"), ("ink", "bad-soft"), ("bar-ink", "bar"), ("bar-quiet", "bar"), ("sheet", "bad")]  # fmt: skip
LINES = [("edge", "paper"), ("edge", "sheet"), ("edge", "sunk"), ("focus", "paper"), ("focus", "sheet"), ("focus", "sunk"),
         ("bar-edge", "bar"), ("bar-focus", "bar"), ("bad", "sheet"), ("pine", "sheet")]  # fmt: skip


def _colours(mode: str) -> dict[str, str]:
    block = re.search(r'(?:^|\n)[^\n]*\[data-bs-theme="' + mode + r'"\] \{(.*?)\n\}', CSS, re.S)
    assert block
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block[1]))


def _light(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _ratio(one: str, other: str) -> float:
    high, low = sorted((_light(one), _light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measure_is_the_usual_one() -> None:
    assert _ratio("#000000", "#ffffff") == pytest.approx(21)
    assert _ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_words_are_read_on_every_ground(mode: str) -> None:
    colours = _colours(mode)
    pairs = [*itertools.product(WORDS, GROUNDS), *OWN]
    faint = {
        f"{w} on {g}": round(_ratio(colours[w], colours[g]), 2)
        for w, g in pairs
        if _ratio(colours[w], colours[g]) < 4.5
    }
    assert not faint


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_borders_and_focus_are_seen(mode: str) -> None:
    colours = _colours(mode)
    faint = {
        f"{w} on {g}": round(_ratio(colours[w], colours[g]), 2) for w, g in LINES if _ratio(colours[w], colours[g]) < 3
    }
    assert not faint
