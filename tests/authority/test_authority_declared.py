"""The registry of kinds for generated worlds, and the folder of the table."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from tests.authority.worlds import RULES, TABLE, Granted, Someone, Thing, allowed, case_for, good, read_table


def test_a_row_stands_in_one_file_of_the_table_only(tmp_path: Path) -> None:
    (tmp_path / "00-a.yaml").write_text(
        'purposes: {helper: victim_support}\nacts:\n  a.do: {"on": node, allowed: {}}\n'
    )
    (tmp_path / "10-b.yaml").write_text('acts:\n  b.do: {"on": node, allowed: {}}\n')
    assert set(read_table(tmp_path)["acts"]) == {"a.do", "b.do"}
    (tmp_path / "20-c.yaml").write_text('acts:\n  a.do: {"on": node, allowed: {}}\n')
    with pytest.raises(ValueError, match=r"20-c\.yaml: \['a\.do'\] stand in an earlier file"):
        read_table(tmp_path)
    (tmp_path / "20-c.yaml").write_text("actions: {}\n")
    with pytest.raises(ValueError, match="'actions' is none of purposes, acts"):
        read_table(tmp_path)


def test_a_rule_of_a_package_refuses_what_the_relations_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    import random

    units = [uuid.UUID(int=n) for n in range(4)]
    who = Someone(uuid.uuid4(), units[0], (Granted("investigator"),))
    note = Thing("note", case_for(random.Random(1), who, "own", units), more={"read_before": False})
    assert allowed("note.open", who, note, good("investigation"))
    monkeypatch.setitem(TABLE["acts"]["note.open"], "once_only", True)
    monkeypatch.setattr(
        "tests.authority.worlds.RULES",
        [*RULES, lambda row, _, thing: bool(row.get("once_only")) and thing.more["read_before"]],
    )
    assert allowed("note.open", who, note, good("investigation"))
    again = Thing("note", note.file, more={"read_before": True})
    assert not allowed("note.open", who, again, good("investigation"))
    assert allowed("case.read", who, Thing("case", note.file), good("investigation"))
