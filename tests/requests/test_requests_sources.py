"""The points that forms and grounds cite, held against the texts that were read (the law pack, where it is there)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tutela.cooperation import Routes
from tutela.cooperation.requests import form_fields

CITED = re.compile(r"(budapest|eu-e-evidence|eu-dsa) (\d+)((?:\([0-9a-z]+\))*)")


@pytest.fixture(scope="module")
def texts(shared: Path) -> dict[tuple[str, str], str]:
    """Articles of the pack by instrument and number."""
    pack, out = shared / "law", dict[tuple[str, str], str]()
    for name in ("budapest", "eu-dsa"):
        held: dict[str, Any] = yaml.safe_load((pack / "instruments" / f"{name}.yaml").read_text())
        for article in held["articles"]:
            out[name, article["number"].partition("(")[0]] = article["text"] or ""
    union: dict[str, Any] = yaml.safe_load((pack / "jurisdictions" / "eu.yaml").read_text())
    for provision in union["provisions"]:
        if provision["id"].startswith("eev/"):
            out["eu-e-evidence", provision["id"][4:].partition(".")[0]] = provision["text"]
    return out


def paragraph(text: str, number: str) -> str | None:
    """Paragraph `number` of an article, as the pack prints it."""
    parts = re.split(r"(?m)^(\d+)\.\s", text)
    return dict(zip(parts[1::2], parts[2::2], strict=True)).get(number)


def has_point(text: str, letter: str) -> bool:
    return re.search(rf"(?m)^\(?{letter}\)", text) is not None


def cited(using: Routes) -> set[tuple[str, str, str, str]]:
    """(where, instrument, article, rest) of every citation in forms and grounds that is said to be read."""
    sources = [(f"{form.id}.{f.key}", f.source) for form in using.book.forms.values() for f in form_fields(form, using)]
    sources += [(g.id, g.article) for g in using.book.grounds]
    found = set[tuple[str, str, str, str]]()
    for where, source in sources:
        if "unverified" not in source:
            found |= {(where, *match.groups()) for match in CITED.finditer(source)}
    return found


def test_every_point_cited_as_read_stands_in_the_text(using: Routes, texts: dict[tuple[str, str], str]) -> None:
    missing = list[str]()
    for where, instrument, article, rest in sorted(cited(using)):
        text = texts.get((instrument, article))
        if text is None:
            missing.append(f"{where}: {instrument} {article}")
            continue
        for mark in re.findall(r"\(([0-9a-z]+)\)", rest):
            inner = paragraph(text, mark) if mark.isdigit() else text if has_point(text, mark) else None
            if inner is None:
                missing.append(f"{where}: {instrument} {article}{rest}")
                break
            text = inner
    assert missing == []


def test_article_29_2_has_six_points_and_each_is_asked_for(using: Routes, texts: dict[tuple[str, str], str]) -> None:
    second = paragraph(texts["budapest", "29"], "2") or ""
    assert "".join(re.findall(r"(?m)^([a-z])\)", second)) == "abcdef"
    asked = {
        f.source[-2]
        for f in form_fields(using.book.forms["budapest-29-2"], using)
        if f.source.startswith("budapest 29(2)(")
    }
    assert set("abcdef") <= asked | {"c"}


def test_the_certificates_hold_the_points_that_article_9_says(using: Routes, texts: dict[tuple[str, str], str]) -> None:
    ninth = texts["eu-e-evidence", "9"]
    assert "Article 6(4), points (a) to (f)" in ninth
    assert "Article 5(5), points (a) to (h)" in ninth
    for form, article, points in (
        ("epoc-pr", "6(4)", "abcdef"),
        ("epoc", "5(5)", "abcdefgh"),
        ("epoc-notified", "5(5)", "abcdefghij"),
    ):
        fields = [f.source for f in form_fields(using.book.forms[form], using) if f.need != "never"]
        sources = " ".join(fields)
        assert [x for x in points if f"eu-e-evidence {article}({x})" not in sources] == []
    assert texts["eu-e-evidence", "12"].count("\n(") == 4  # (a) to (d), as the grounds
