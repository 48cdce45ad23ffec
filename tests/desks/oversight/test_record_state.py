"""The record's state, and the books that everybody may read: acts, policies, lawful bases."""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.authority.worlds import TABLE
from tests.desks.conftest import OVERSIGHT, Desks, queries

ROOT = Path(__file__).parents[3]
ROLES = ["investigator", "supervisor", "decider", "analyst", "receiving", "helper", "inspector", "administrator", ""]


def shown(answer: Any) -> str:
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_the_state_says_how_far_the_log_is_and_its_checkpoint_is_signed(desks: Desks) -> None:
    from tutela.ledger import NoteVerifier, open_checkpoint
    from tutela_node.spine.models import Log

    desks.world.case()
    size, log = desks.world.logged(), Log.objects.get()
    client = desks.client(desks.officer("inspector"))
    page = shown(client.get("/record/"))
    assert log.origin in page
    assert log.vkey in page
    assert f"<b>{size}</b>" in page
    taken = client.get(f"/record/checkpoint/{log.number}")
    assert "attachment" in taken.headers["Content-Disposition"]
    signed = open_checkpoint(taken.content.decode(), NoteVerifier.parse(log.vkey))
    assert (signed.origin, signed.size) == (log.origin, size)
    assert client.get("/record/checkpoint/99").status_code == 404


def test_every_number_opens_something_that_is_there(desks: Desks) -> None:
    client = desks.client(desks.officer("inspector"), OVERSIGHT)
    for url in re.findall(r'<a class="t-tile[^"]*" href="([^"]+)"', shown(client.get("/record/"))):
        if url.startswith("#"):
            assert f'id="{url[1:]}"' in shown(client.get("/record/"))
        else:
            assert client.get(url).status_code == 200


def test_the_state_costs_the_same_however_long_the_record_is(desks: Desks) -> None:
    client = desks.client(desks.officer("inspector"))
    few = queries(client, "/record/")
    for _ in range(5):
        desks.world.case()
    desks.world.logged()
    assert queries(client, "/record/") == few


@pytest.mark.parametrize("role", ROLES)
def test_the_books_are_open_to_everybody_signed_in(desks: Desks, role: str) -> None:
    client = desks.client(desks.officer(role))
    for url in ("/record/acts/", "/record/policies/", "/record/bases/"):
        page = shown(client.get(url))
        assert ('href="/record/accounts/"' in page) == (role == "inspector"), "only who may read accounts is led there"


@pytest.mark.parametrize(
    "url", ["/record/", "/record/accounts/", "/record/acts/", "/record/policies/", "/record/bases/"]
)
def test_nothing_is_open_to_who_is_not_signed_in(node: Any, url: str) -> None:
    from django.test import Client

    assert Client().get(url).headers["Location"].startswith("/sign/in/")


def test_the_page_of_acts_holds_every_act_with_its_policies(desks: Desks) -> None:
    from tutela_node.spine.acts import REGISTRY
    from tutela_node.spine.authority import policies

    page = shown(desks.client(desks.officer("decider")).get("/record/acts/"))
    for name, act in REGISTRY.items():
        assert f'id="{name}"' in page
        assert act.says in page
    assert policies().policies["inspector-audits"].says in page
    assert policies().policies["account-stopped"].says in page


def test_the_roles_of_each_act_are_those_of_the_table() -> None:
    """The table is written by hand (tests/authority); the reference is made from the policies' texts."""
    table = TABLE["acts"]
    made = (ROOT / "docs/acts.md").read_text("utf-8")
    told = re.findall(r"^### (\S+)\n\n.+\n\n- For: .+\n- Who: (.+)$", made, re.M)
    assert len(told) == made.count("\n### ")
    for act, who in told:
        row = table[act]
        roles = {w for w in who.split(", ") if w in ROLES}
        assert roles == set(row["allowed"]) - {"everybody"}, act
        assert ("every officer" in who) == ("everybody" in row["allowed"]), act
        assert ("the node itself" in who) == bool(row.get("node") or act == "log.open"), act


def test_the_reference_in_the_manual_is_up_to_date(tmp_path: Path) -> None:
    made = tmp_path / "acts.md"
    subprocess.run([sys.executable, "-m", "tutela_node.desks.oversight.reference", str(made)], check=True, cwd=tmp_path)
    assert made.read_text("utf-8") == (ROOT / "docs/acts.md").read_text("utf-8"), "run: make reference"


def test_the_policies_are_shown_as_they_are_written(desks: Desks) -> None:
    from tutela_node.spine.authority import policies, policy_files

    page = shown(desks.client(desks.officer("helper")).get("/record/policies/"))
    texts = [text for file in policy_files() for text in file.policies]
    assert {t.policy.id for t in texts} == set(policies().policies)
    for text in texts:
        assert f'id="{text.policy.id}"' in page
        assert text.policy.says in page
        assert text.text in page
    assert "entity Role enum" in page


def test_no_word_of_a_policy_file_is_left_out() -> None:
    from importlib.resources import files

    from tutela_node.spine.authority import policy_files

    folder = files("tutela_node.spine.authority").joinpath("policies")
    for file in policy_files():
        whole = "".join(folder.joinpath(file.name).read_text("utf-8").split())
        told = "".join("".join(p.text for p in file.policies).split())
        assert whole.endswith(told)
        assert "".join(file.remark.split()) == whole.removesuffix(told).replace("//", "")


def test_the_bases_say_their_days_and_that_they_are_drafts(desks: Desks) -> None:
    from tutela_node.spine.authority import every_basis

    page = shown(desks.client(desks.officer("analyst")).get("/record/bases/"))
    for basis in every_basis():
        assert f'id="{basis.id}"' in page
        assert basis.says in page
        assert basis.since.isoformat() in page
    assert page.count(">draft</span>") == sum(b.review == "draft" for b in every_basis())
    assert "Every entry is a draft" in page
    assert page.index('id="DE"') < page.index('id="CA"'), "the node's own system comes first"
