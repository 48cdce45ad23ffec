"""The rights corpus: it reads back unchanged, keeps its promises, and says at which line it is broken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

import tutela_corpus
from tests.rights.worlds import CORPUS
from tutela import rights
from tutela.corpus import CorpusError, open_corpus


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of the rights corpus to be damaged."""
    shutil.copytree(tutela_corpus.root() / "rights", tmp_path / "rights")
    return tmp_path


def damage(root: Path, file: str, old: str, new: str) -> str:
    """Replace the first `old` in a file; its place as `file:line`."""
    path = root / "rights" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return f"{path}:{text[: text.index(old)].count(chr(10)) + 1}"


def problems(root: Path) -> list[str]:
    with pytest.raises(CorpusError) as caught:
        rights.RIGHTS.build(root)
    return [str(problem) for problem in caught.value.problems]


def test_the_compiled_form_reads_back_unchanged() -> None:
    corpus = open_corpus()
    assert rights.load(corpus) == CORPUS
    assert rights.load(corpus) == CORPUS


def test_every_entry_is_draft_with_a_source() -> None:
    entries = [
        *CORPUS.questions,
        *CORPUS.facts,
        *CORPUS.safeguards,
        *CORPUS.measures,
        *CORPUS.tiers,
        *CORPUS.raises,
        *CORPUS.sources,
    ]
    assert all(entry.review == "draft" and entry.source for entry in entries)


def test_every_mend_of_the_catalogue_is_noted() -> None:
    mended = {m.id: m.mended for m in CORPUS.measures if m.mended}
    for id_ in ("undercover_account", "publish_child_image", "civilian_decoy_evidence", "juvenile_source"):
        assert mended[id_]


BROKEN = [
    (
        "test.yaml",
        "text_cited: [none], says",
        "text_cited: [nothing], says",
        "a value of text_cited that tells something",
    ),
    ("test.yaml", "text_public: ['yes']", "text_publick: ['yes']", "a fact of facts.yaml or a key of clauses"),
    ("test.yaml", "[gc16, gc34, echr8]", "[gc16, gc99, echr8]", "a source of this file"),
    (
        "test.yaml",
        "safeguards.minimisation: ['no']",
        "safeguards.minimisation: ['yes']",
        "lets a safeguard in place hurt",
    ),
    ("test.yaml", "people_with_facts: [none], says", "people_with_facts: [some], says", "a heavier answer more kindly"),
    ("measures.yaml", "usual_body: [court]\n", "usual_body: [police_itself]\n", "decides at tier"),
    ("measures.yaml", "site_blocking: ''", "site_blockign: ''", "another measure of this file"),
    ("measures.yaml", "family: covert\n", "family: overt\n", "a family of this file"),
    ("facts.yaml", "order: [one, few,", "order: [one, two,", "a value of this fact"),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), BROKEN)
def test_a_broken_line_is_named_with_file_and_line(broken: Path, file: str, old: str, new: str, said: str) -> None:
    place = damage(broken, file, old, new)
    found = [line for line in problems(broken) if said in line]
    assert found
    assert found[0].startswith(str(broken / "rights" / file) + ":")
    line = int(found[0].removeprefix(str(broken / "rights" / file) + ":").split(":")[0])
    assert abs(line - int(place.rsplit(":", 1)[1])) <= 12  # a clause in one line is named at the head of its list


def test_a_gate_without_a_next_step_is_refused(broken: Path) -> None:
    path = broken / "rights" / "test.yaml"
    lines = path.read_text("utf-8").splitlines()
    cut = next(i for i, line in enumerate(lines) if line.startswith("  on_fail:"))
    path.write_text("\n".join(lines[:cut] + lines[cut + 1 :]), "utf-8")
    assert any("is a gate without `on_fail`" in line and "no stop is a dead end" in line for line in problems(broken))


def test_an_unknown_key_and_a_missing_list_are_refused(broken: Path) -> None:
    damage(broken, "facts.yaml", "\nfacts:\n", "\nfakts:\n")
    found = problems(broken)
    assert any("fakts" in line and "expected defaults, facts, safeguards" in line for line in found)
    assert any("holds no list `facts`" in line for line in found)


def test_a_missing_file_is_said(broken: Path) -> None:
    (broken / "rights" / "measures.yaml").unlink()
    assert any("measures.yaml: cannot be read" in line for line in problems(broken))


def test_facts_of_version_one_keep_their_words(shared: Path) -> None:
    """Values may be added and never taken away: a coding made under 0.1 reads unchanged."""
    old = yaml.safe_load((shared / "rights" / "facts.yaml").read_text("utf-8"))
    for id_, spec in old["fields"].items():
        words = {str(w) for w in spec.get("values") or spec["list"]} - {"unknown", "not_told"}
        assert words <= CORPUS.fact_by_id[id_].values.keys(), id_
    assert set(old["safeguards"]) <= CORPUS.safeguard_by_id.keys()


def test_the_decided_cases_are_never_worse_than_the_trivial_lookup(shared: Path) -> None:
    """A regression floor, not evidence; the figures are printed by bench/rights_cases.py."""
    coding = yaml.safe_load((shared / "rights" / "coding-open.yaml").read_text("utf-8"))["cases"]
    neutral = {case["id"]: case["neutral"] for case in coding}
    decided = yaml.safe_load((shared / "rights" / "benchmark-open.yaml").read_text("utf-8"))["cases"]
    right = {"violation": 0, "compatible": 0}
    for case in decided:
        facts = {k: tuple(v) if isinstance(v, list) else v for k, v in neutral[case["id"]].items() if k != "safeguards"}
        asked = rights.Proposal(
            measure=case["facts"]["measure"], facts=facts, safeguards=neutral[case["id"]]["safeguards"]
        )
        stopped = rights.assess(asked, CORPUS, retrospective=True).stopped
        right[case["outcome"]["overall"]] += stopped == (case["outcome"]["overall"] == "violation")
    sizes = {k: sum(c["outcome"]["overall"] == k for c in decided) for k in right}
    assert sum(right[k] / sizes[k] for k in right) / 2 >= 0.75
