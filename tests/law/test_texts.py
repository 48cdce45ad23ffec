"""Text packs: a text stands beside a reading only under the hash of the text that was read."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tutela.corpus import CorpusError, Problem
from tutela.law import Added, Law, LawError, add, text_of
from tutela.law._texts import store

TEXTS = {
    "code/10": "Section 10. Whoever possesses such an image is liable.\n\nSecond paragraph: “as read”, § 10.\n",
    "code/11": "Section 11. Whoever proposes a meeting is liable.",
}


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty store."""
    monkeypatch.setenv("TUTELA_TEXTS", str(tmp_path / "texts"))
    return tmp_path / "texts"


def items(texts: dict[str, str]) -> list[dict[str, Any]]:
    return [{"id": name, "text": text, "sha256": sha(text)} for name, text in texts.items()]


def write(path: Path, key: str, entries: list[dict[str, Any]], **head: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump({**head, key: entries}, sort_keys=False, allow_unicode=True))
    return path


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A made-up pack of two provisions and one article."""
    write(tmp_path / "pack" / "jurisdictions" / "xa.yaml", "provisions", items(TEXTS), jurisdiction="XA")
    write(tmp_path / "pack" / "instruments" / "pact.yaml", "articles", items({"art-9": "Article 9"}), id="pact")
    return tmp_path / "pack"


def refused(law: Law, pack: Path) -> list[Problem]:
    with pytest.raises(CorpusError) as caught:
        add(law, pack)
    return caught.value.problems


def kept(folder: Path) -> set[str]:
    return {p.stem for p in folder.glob("*")}


def test_a_pack_is_kept_and_each_text_shown_by_its_hash(small: Law, pack: Path, folder: Path) -> None:
    found = add(small, pack)
    assert (found.kept, found.new, found.shown) == (3, 3, 0)
    assert {text_of(sha(t)) for t in TEXTS.values()} == set(TEXTS.values())
    assert text_of(sha("Article 9")) == "Article 9"
    assert kept(folder) == {sha(t) for t in (*TEXTS.values(), "Article 9")}


def test_a_text_that_no_pack_brought_is_not_there() -> None:
    assert text_of(sha("never added")) is None


@pytest.mark.parametrize("name", ["", "abc", "../../etc/passwd", "Z" * 64, "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_what_is_no_hash_is_refused(name: str) -> None:
    with pytest.raises(LawError, match="is no sha256; expected 64 hexadecimal digits"):
        text_of(name)


def test_a_pack_added_again_adds_nothing(small: Law, pack: Path) -> None:
    add(small, pack)
    assert add(small, pack) == Added(3, 0, 0, add(small, pack).differs)


def test_another_version_of_a_provision_is_reported_and_never_shown_beside_the_reading(small: Law, pack: Path) -> None:
    found = add(small, pack)
    held = {p.id: p.sha256 for p in small.system("XA").provisions}
    assert found.differs == tuple(
        f"XA {name}: read from {held[name][:12]}…, the pack has {sha(TEXTS[name])[:12]}…"
        for name in ("code/10", "code/11")
    )
    assert text_of(held["code/10"]) is None


def test_one_wrong_hash_keeps_the_whole_pack_out(small: Law, pack: Path, folder: Path) -> None:
    path = pack / "jurisdictions" / "xa.yaml"
    path.write_text(path.read_text().replace("proposes a meeting", "proposes the meeting"))
    (problem,) = refused(small, pack)
    assert (problem.path, problem.where) == (path, "provisions.1.sha256")
    assert path.read_text().splitlines()[problem.line - 1].strip() == f"sha256: {sha(TEXTS['code/11'])}"
    assert f"{sha(TEXTS['code/11'])[:16]}… as stated" in problem.expected
    assert kept(folder) == set()


@pytest.mark.parametrize("stated", [None, "", "0" * 63, "sha256:" + "0" * 64, 12])
def test_a_text_without_its_hash_is_refused(small: Law, tmp_path: Path, folder: Path, stated: object) -> None:
    path = write(
        tmp_path / "p" / "jurisdictions" / "xa.yaml", "provisions", [{"id": "code/1", "text": "Words.", "sha256": stated}]
    )  # fmt: skip
    (problem,) = refused(small, tmp_path / "p")
    assert (problem.path, problem.line, problem.what) == (path, 2, "has a text without its sha256")
    assert kept(folder) == set()


def test_entries_without_a_text_are_passed_over(small: Law, tmp_path: Path) -> None:
    entries = [{"id": "code/1", "text": None}, {"id": "code/2"}, *items({"code/3": "Words."})]
    write(tmp_path / "p" / "jurisdictions" / "xa.yaml", "provisions", entries)
    assert add(small, tmp_path / "p").kept == 1


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_pack_cut_in_the_middle_is_refused_and_what_was_there_stays(
    small: Law, pack: Path, folder: Path, tmp_path: Path, share: float
) -> None:
    add(small, pack)
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    more = items({f"code/{k}": f"“Section {k}: words, and\nmore words.”" for k in range(20, 40)})
    write(tmp_path / "next" / "instruments" / "a.yaml", "articles", items({"art-1": "A whole new article"}))
    cut = write(tmp_path / "next" / "jurisdictions" / "xa.yaml", "provisions", more, jurisdiction="XA")
    whole = cut.read_bytes()
    cut.write_bytes(whole[: int(len(whole) * share)])
    found = refused(small, tmp_path / "next")
    assert {p.path for p in found} == {cut}
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
    assert text_of(sha("A whole new article")) is None


def test_a_pack_cut_before_its_list_says_so(small: Law, pack: Path) -> None:
    path = pack / "jurisdictions" / "xa.yaml"
    path.write_text("jurisdiction: XA\n")
    (problem,) = refused(small, pack)
    assert problem.path == path
    assert "is the file cut?" in problem.expected


def test_every_defect_of_a_pack_is_said_at_once(small: Law, pack: Path) -> None:
    (pack / "jurisdictions" / "xb.yaml").write_text("provisions: [\n")
    write(pack / "jurisdictions" / "xc.yaml", "provisions", [{"id": "a", "text": "Words.", "sha256": "0" * 64}])
    write(pack / "instruments" / "old.yaml", "provisions", [])
    assert {p.path.name for p in refused(small, pack)} == {"xb.yaml", "xc.yaml", "old.yaml"}


def test_a_folder_without_a_pack_is_refused(small: Law, tmp_path: Path) -> None:
    for nothing in (tmp_path / "none", tmp_path):
        (problem,) = refused(small, nothing)
        assert (problem.path, problem.what) == (nothing, "holds no text pack")


def test_a_stored_text_that_was_changed_is_never_shown(small: Law, pack: Path, folder: Path) -> None:
    add(small, pack)
    name = sha(TEXTS["code/11"])
    (folder / f"{name}.txt").write_text(TEXTS["code/11"] + " Unless excused.")
    with pytest.raises(LawError, match=r"was changed after it was added .* remove the file and add the pack again"):
        text_of(name)
    (folder / f"{name}.txt").unlink()
    add(small, pack)
    assert text_of(name) == TEXTS["code/11"]


def test_line_ends_are_kept_as_they_were_hashed(small: Law, tmp_path: Path) -> None:
    text = "one\r\ntwo\rthree\n\u2028four\u00a0 "
    write(tmp_path / "p" / "jurisdictions" / "xa.yaml", "provisions", items({"code/1": text}))
    add(small, tmp_path / "p")
    assert text_of(sha(text)) == text


def test_a_store_that_cannot_be_written_is_an_error_that_says_where(
    small: Law, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("a file stands where the folder should be")
    monkeypatch.setenv("TUTELA_TEXTS", str(tmp_path / "file"))
    with pytest.raises(LawError, match=r"cannot be written .*TUTELA_TEXTS"):
        add(small, pack)


def test_the_store_is_the_users_own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: Path) -> None:
    assert store() == folder
    monkeypatch.delenv("TUTELA_TEXTS")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert store() == tmp_path / "tutela" / "texts"


# ---------------------------------------------------------------- the real pack


def test_every_provision_of_the_corpus_has_the_text_it_was_read_from(real: Law, shared: Path, folder: Path) -> None:
    found = add(real, shared / "law")
    assert found.new == found.kept == len(kept(folder))
    assert found.differs == ()
    lacking = [
        f"{name} {p.id}"
        for name, files in real.data.systems.items()
        for p in files.provisions
        if (text := text_of(p.sha256)) is None or sha(text) != p.sha256
    ]
    assert lacking == []
    assert found.shown == sum(len(f.provisions) for f in real.data.systems.values())


def test_every_article_that_was_read_has_its_text(real: Law, shared: Path) -> None:
    add(real, shared / "law")
    read = [(i.id, a.number, a.sha256) for i in real.data.instruments.values() for a in i.articles if a.sha256]
    assert read
    assert [(i, n) for i, n, hash_ in read if hash_ and text_of(hash_) is None] == []
