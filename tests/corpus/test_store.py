"""The compiled form: what it holds is what the files say, and it never outlives them."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

import tutela_corpus
from tutela import cooperation, law, rights
from tutela.corpus import Corpus, CorpusError, Section, open_corpus
from tutela.corpus import _store as store
from tutela.law._read import LawData


class Counted:
    """A section that counts how often it is built from the files."""

    def __init__(self) -> None:
        self.times = 0
        self.section = Section("law", LawData, self._build)

    def _build(self, root: Path) -> LawData:
        self.times += 1
        return law.LAW.build(root)


@pytest.fixture
def counted() -> Counted:
    return Counted()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("TUTELA_CACHE", str(folder))
    return folder


@pytest.fixture
def root(tmp_path: Path, small_root: Path) -> Path:
    """A copy of the small corpus that a test may change."""
    shutil.copytree(small_root, tmp_path / "corpus")
    return tmp_path / "corpus"


def compiled(cache: Path) -> list[Path]:
    return sorted(cache.glob("*/law.json"))


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize("section", [law.LAW, rights.RIGHTS, cooperation.COOPERATION], ids=lambda s: s.name)
def test_the_compiled_form_says_what_the_files_say(section: Section[Any], corpus: Corpus) -> None:
    built, from_compiled = corpus.section(section), corpus.section(section)
    assert from_compiled is not built
    assert from_compiled == built == section.build(corpus.root)


def test_a_second_reading_builds_nothing(cache: Path, root: Path, counted: Counted) -> None:
    first = open_corpus(root=root).section(counted.section)
    second = open_corpus(root=root).section(counted.section)
    assert counted.times == 1
    assert first == second
    assert len(compiled(cache)) == 1


def test_one_byte_of_the_corpus_changes_the_digest_and_builds_anew(cache: Path, root: Path, counted: Counted) -> None:
    before = open_corpus(root=root)
    assert before.section(counted.section).systems["XB"].system.title == "Borduria (made up)"
    path = root / "law" / "systems" / "XB" / "system.yaml"
    path.write_text(path.read_text().replace("Borduria", "Bordurie"))
    after = open_corpus(root=root)
    assert before.digest != after.digest
    assert after.section(counted.section).systems["XB"].system.title == "Bordurie (made up)"
    assert counted.times == 2
    assert len(compiled(cache)) == 2


def test_a_file_added_removed_or_renamed_changes_the_digest(root: Path) -> None:
    digests = [open_corpus(root=root).digest]
    path = root / "law" / "note.yaml"
    path.write_text("a: 1\n")
    digests.append(open_corpus(root=root).digest)
    path.rename(path.with_name("other.yaml"))
    digests.append(open_corpus(root=root).digest)
    assert len(set(digests)) == 3
    path.with_name("other.yaml").unlink()
    assert open_corpus(root=root).digest == digests[0]


def test_the_digest_does_not_depend_on_where_the_corpus_lies(root: Path, small_root: Path) -> None:
    assert open_corpus(root=root).digest == open_corpus(root=small_root).digest


@pytest.mark.parametrize("damage", [b"", b"{", b"null", b'{"space": 1}', b"\xff\xfe", b"[]"])
def test_a_damaged_compiled_form_is_made_anew(cache: Path, root: Path, counted: Counted, damage: bytes) -> None:
    built = open_corpus(root=root).section(counted.section)
    (path,) = compiled(cache)
    whole = path.read_bytes()
    path.write_bytes(damage)
    assert open_corpus(root=root).section(counted.section) == built
    assert counted.times == 2
    assert path.read_bytes() == whole


def test_a_compiled_form_cut_in_the_middle_is_made_anew(cache: Path, root: Path, counted: Counted) -> None:
    built = open_corpus(root=root).section(counted.section)
    (path,) = compiled(cache)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert open_corpus(root=root).section(counted.section) == built
    assert json.loads(path.read_bytes())


def test_a_cache_that_cannot_be_written_only_costs_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path, counted: Counted
) -> None:
    (tmp_path / "file").write_text("a file stands where the folder should be")
    monkeypatch.setenv("TUTELA_CACHE", str(tmp_path / "file" / "cache"))
    assert open_corpus(root=root).section(counted.section) == open_corpus(root=root).section(counted.section)
    assert counted.times == 2


def test_a_wrong_corpus_leaves_nothing_in_the_cache(cache: Path, root: Path, counted: Counted) -> None:
    path = root / "law" / "criteria.yaml"
    path.write_text(path.read_text().replace("pact 9", "treaty 9"))
    for _ in range(2):
        with pytest.raises(CorpusError, match="names no instrument"):
            open_corpus(root=root).section(counted.section)
    assert compiled(cache) == []


def test_the_cache_keeps_the_newest_and_touches_nothing_else(cache: Path, root: Path, counted: Counted) -> None:
    theirs = cache / "photos"
    theirs.mkdir(parents=True)
    (theirs / "one.txt").write_text("not ours")
    (cache / "readme.txt").write_text("not ours")
    os.utime(theirs, (0, 0))
    path = root / "law" / "glossary.yaml"
    for k in range(store.KEEP + 3):
        path.write_text(path.read_text() + f"# {k}\n")
        open_corpus(root=root).section(counted.section)
    assert len(compiled(cache)) == store.KEEP
    assert (theirs / "one.txt").read_text() == "not ours"
    assert (cache / "readme.txt").read_text() == "not ours"
    open_corpus(root=root).section(counted.section)
    assert counted.times == store.KEEP + 3, "the newest is among those kept"


def test_another_version_than_the_installed_one_says_how_to_install_it() -> None:
    with pytest.raises(CorpusError) as caught:
        open_corpus("2031.1.1")
    assert f"corpus {tutela_corpus.__version__} is installed, not 2031.1.1" in str(caught.value)
    assert "pip install tutela-corpus==2031.1.1" in str(caught.value)


def test_the_installed_version_may_be_named() -> None:
    assert open_corpus(tutela_corpus.__version__) == open_corpus()


def test_a_folder_that_holds_no_corpus_is_refused(tmp_path: Path) -> None:
    (tmp_path / "law").mkdir()
    for folder in (tmp_path, tmp_path / "law", tmp_path / "none"):
        with pytest.raises(CorpusError, match=r"holds no corpus; expected a folder with law/space\.yaml"):
            open_corpus(root=folder)


def test_a_file_that_cannot_be_read_is_a_problem_with_its_name(root: Path, counted: Counted) -> None:
    (root / "law" / "lost.yaml").symlink_to(root / "nowhere")
    with pytest.raises(CorpusError, match=r"lost\.yaml: cannot be read"):
        open_corpus(root=root).section(counted.section)


def test_every_problem_is_listed_in_the_order_of_the_files(root: Path) -> None:
    for name, old, new in (
        ("systems/XB/system.yaml", "languages: [en]", "languages: en"),
        ("systems/XA/readings.yaml", "reach: [territory, nationals]", "reach: [everywhere]"),
        ("criteria.yaml", "pact 9", "treaty 9"),
        ("glossary.yaml", "recommended", "good"),
    ):
        path = root / "law" / name
        path.write_text(path.read_text().replace(old, new))
    with pytest.raises(CorpusError) as caught:
        open_corpus(root=root).section(law.LAW)
    found = [p.path.relative_to(root / "law").as_posix() for p in caught.value.problems]
    assert found == [
        "criteria.yaml", "criteria.yaml", "glossary.yaml", "systems/XA/readings.yaml", "systems/XB/system.yaml",
    ]  # fmt: skip
    assert len(str(caught.value).splitlines()) == 5
