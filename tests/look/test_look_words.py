"""The Arabic catalogue: what runs is what was written, and nothing that a sentence needs is lost in it."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest

import tutela_node.look

HERE = Path(tutela_node.look.__file__).parent / "locale" / "ar" / "LC_MESSAGES"


def _written() -> dict[str, list[str]]:
    found = {}
    for block in (HERE / "django.po").read_text("utf-8").split("\n\n")[1:]:
        said = re.search(r'^msgid "(.*)"$', block, re.M)
        assert said, block
        words = re.findall(r'^msgstr(?:\[\d\])? "(.*)"$', block, re.M)
        assert words, block
        found[_plain(said[1])] = [_plain(w) for w in words]
    return found


def _plain(text: str) -> str:
    return text.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")


WRITTEN = _written()


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with (HERE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for said, words in WRITTEN.items():
        if len(words) == 1 and words[0]:
            assert compiled.gettext(said) == words[0], "run: make words"
        elif words[0]:
            assert [compiled.ngettext(said, said, n) for n in (0, 1, 2, 3, 11, 100)] == words, "run: make words"


@pytest.mark.parametrize("said", [s for s, words in WRITTEN.items() if words[0] and "%(" in s])
def test_what_a_sentence_names_is_named_in_arabic_too(said: str) -> None:
    named = set(re.findall(r"%\(\w+\)[sd]", said))
    for words in WRITTEN[said][-1:]:
        assert set(re.findall(r"%\(\w+\)[sd]", words)) == named


def test_the_arabic_is_in_arabic_letters() -> None:
    for said, words in WRITTEN.items():
        for one in words:
            assert not one or re.search("[\u0600-\u06ff]", one) or "%(" in one, said
