"""The recovery kit: any two of three sheets give the node key back, one gives nothing, two of different kits are told."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.node_world import make_node


def _sheets(folder: Path) -> list[str]:
    from tutela_node.cli import node

    said = CliRunner().invoke(node, ["recovery-kit", str(folder)])
    assert said.exit_code == 0, said.output
    return [line.strip() for line in said.stdout.splitlines() if len(line.split()) == 33]


def _recover(file: Path, sheets: list[str], *more: str) -> tuple[int, str]:
    from tutela_node.cli import node

    listed = file.with_name("sheets.txt")
    listed.write_text("\n".join(sheets))
    said = CliRunner().invoke(node, ["recover", str(file), "--sheets", str(listed), *more])
    return said.exit_code, said.output


def test_any_two_sheets_give_the_key_back(tmp_path: Path) -> None:
    folder = make_node(tmp_path / "office")
    sheets = _sheets(folder.path)
    assert len(sheets) == 3
    for number, two in enumerate(itertools.combinations(sheets, 2)):
        found = tmp_path / f"key{number}"
        assert _recover(found, list(two))[0] == 0
        assert found.read_bytes() == (folder.keys / "node.key").read_bytes()
        assert found.stat().st_mode & 0o077 == 0


def test_a_lost_passphrase_is_replaced_from_the_sheets(tmp_path: Path) -> None:
    from tutela_node.config import Folder
    from tutela_node.operating import make_folder, new_config
    from tutela_node.spine.keys import PassphraseHolder, read_named

    folder = Folder(tmp_path / "office")
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("five old words of this office\n")
    new.write_text("five new words of this office\n")
    make_folder(folder, new_config("n.example", "N", "DE", key_holder="passphrase"), old.read_text().strip())
    from tutela_node.cli import node

    said = CliRunner().invoke(node, ["recovery-kit", str(folder.path), "--passphrase-file", str(old)])
    sheets = [line.strip() for line in said.stdout.splitlines() if len(line.split()) == 33]
    made = tmp_path / "node.json"
    assert _recover(made, sheets[:2], "--passphrase-file", str(new))[0] == 0
    assert read_named(folder.keys / "named.json", PassphraseHolder(made, new.read_text().strip())).sealing


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda s, _: s[:1], "2 different sheets of the kit, got 1"),
        (lambda s, _: [s[0], s[0]], "2 different sheets of the kit, got 1"),
        (lambda s, _: [s[0], s[1].replace(s[1].split()[9], "zebra")], "do not give a key"),
        (lambda s, _: [s[0], " ".join(s[1].split()[:-1])], "do not give a key"),
        (lambda s, other: [s[0], other[1]], "do not give a key"),
    ],
)
def test_what_does_not_give_a_key_writes_nothing(tmp_path: Path, spoil: object, says: str) -> None:
    sheets, other = (_sheets(make_node(tmp_path / name).path) for name in ("one", "two"))
    status, said = _recover(tmp_path / "key", spoil(sheets, other))  # type: ignore[operator]
    assert (status, says in said) == (2, True), said
    assert not (tmp_path / "key").exists()


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    folder = make_node(tmp_path / "office")
    before = (folder.keys / "node.key").read_bytes()
    status, said = _recover(folder.keys / "node.key", _sheets(folder.path)[:2])
    assert status == 2
    assert "there is a file already" in said
    assert (folder.keys / "node.key").read_bytes() == before
