"""Words in the languages of one paper: terms of the corpus with what is put into them, dates, what officers wrote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tutela.cooperation import Book, Code, Words
from tutela.cooperation.requests._parts import in_one

FALLBACK = "en"


Style = Literal["plain", "strong", "code", "quiet", "warn"]


@dataclass(frozen=True)
class Text:
    """Words and the language they are in (empty: none). `style`: plain; strong; code (an identifier, to be read letter
    by letter); quiet; warn.
    """

    text: str
    code: Code
    style: Style = "plain"


Said = Mapping[Code, tuple[Text, ...]]
"""Per language of the paper its paragraphs; where a language lacks them, in another, with that one's code."""


Put = Mapping[str, str | Mapping[Code, str]]
"""What is put into the holes of a term: one text for all languages, or one for each."""


@dataclass(frozen=True)
class Value:
    """`each`: said per language; `both`: lines that are the same in all."""

    each: Said = field(default_factory=dict)
    both: tuple[Text, ...] = ()


class Speaker:
    """The words of a book, in the languages of one paper; English where one lacks them."""

    def __init__(self, book: Book, languages: tuple[Code, ...]) -> None:
        self.book, self.languages = book, languages

    def words(self, words: Words) -> Said:
        """The same words in each language."""
        return {code: (self._in(words, code, "plain"),) for code in self.languages}

    def term(
        self, name: str, put: Mapping[str, str | Mapping[Code, str]] | None = None, style: Style = "plain"
    ) -> Said:
        """A term of the corpus with its holes filled; without `put` they are left as they are."""
        out = dict[Code, tuple[Text, ...]]()
        for code in self.languages:
            text = self._in(self.book.terms[name].say, code, style)
            filled = {k: v if isinstance(v, str) else v[code] for k, v in (put or {}).items()}
            out[code] = (Text(text.text.format(**filled) if put else text.text, text.code, style),)
        return out

    def same(self, text: Text) -> Said:
        """One text, as it is, in each language."""
        return dict.fromkeys(self.languages, (text,))

    def plain(self, name: str) -> dict[Code, str]:
        """A term as bare words by language, for use inside another."""
        return {code: said[0].text for code, said in self.term(name).items()}

    def day(self, day: dt.date) -> Said:
        """A date in each language; in ISO 8601 where the language's months are not held."""
        return {code: (Text(self._day(day, code), code),) for code in self.languages}

    def days(self, day: dt.date) -> dict[Code, str]:
        return {code: self._day(day, code) for code in self.languages}

    def runs_left(self, code: Code) -> bool:
        """Whether the language is written from right to left."""
        known = self.book.languages.get(code)
        return known is not None and known.direction == "rtl"

    def joined(self, *said: Said) -> Said:
        """Several things said, one paragraph after the other."""
        return {code: tuple(text for one in said for text in one[code]) for code in self.languages}

    def written(self, words: Mapping[Code, str]) -> Said:
        """What an officer wrote; where it is not in a language, that is said, and the text stands in its own."""
        out = dict[Code, tuple[Text, ...]]()
        for code in self.languages:
            if code in words:
                out[code] = tuple(Text(p, code) for p in _paragraphs(words[code]))
            else:
                own = next(iter(words))
                mark = self._in(self.book.terms["mark.untranslated"].say, code, "warn")
                out[code] = (
                    Text(f"[{mark.text}]", mark.code, "warn"),
                    *(Text(p, own, "quiet") for p in _paragraphs(words[own])),
                )
        return out

    def spoken(self, words: str | Mapping[Code, str]) -> Said:
        """Words of a document: as they stand there, or by language."""
        return self.same(Text(words, "")) if isinstance(words, str) else self.written(words)

    def in_each(self, words: str | Mapping[Code, str]) -> dict[Code, str]:
        """Words of a document by language, for use inside a term; in one they have where they lack it."""
        if isinstance(words, str):
            return dict.fromkeys(self.languages, words)
        return {code: words.get(code) or in_one(dict(words)) for code in self.languages}

    def beside(self, name: str) -> str:
        """A term in all languages of the paper, in one line."""
        return " / ".join(dict.fromkeys(self.plain(name).values()))

    def _in(self, words: Words, code: Code, style: Style) -> Text:
        return Text(words[code], code, style) if code in words else Text(words[FALLBACK], FALLBACK, style)

    def _day(self, day: dt.date, code: Code) -> str:
        known = self.book.languages.get(code)
        return known.day(day) if known else day.isoformat()


def _paragraphs(text: str) -> list[str]:
    return [p for p in text.replace("\r\n", "\n").split("\n") if p.strip()] or [text]
