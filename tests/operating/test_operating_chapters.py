"""Chapters of the demonstration: one for each arranged case, by declaration."""

from __future__ import annotations

import pytest

from tutela_node.operating import chapters as room
from tutela_node.operating._world import ORDINARY
from tutela_node.operating.chapters import chapter, chapters


def test_every_chapter_has_a_case_that_is_played() -> None:
    found = chapters("DE")
    assert found[0].name == found[6].name == "answer"
    assert set(range(12)) <= set(found) <= set(range(ORDINARY))
    assert all(callable(one.play) for one in found.values())


def test_a_chapter_belongs_to_the_demonstration_of_its_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_DECLARED", dict(room._DECLARED))
    before = chapters("DE")

    @chapter("received", number=0, system="CA")
    def received(story: object) -> None:
        raise AssertionError("nobody plays it here")

    assert chapters("DE") == before
    assert chapters("CA")[0].play is received
    with pytest.raises(ValueError, match="case 0 of CA has 'received'"):
        chapter("other", number=0, system="CA")(lambda _: None)
