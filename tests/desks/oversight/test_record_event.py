"""One event: who may see it, whether it is logged, and the .zip that proves it without this node."""

from __future__ import annotations

import io
import re
import subprocess
import uuid
import zipfile
from html import unescape
from pathlib import Path

import pytest

from tests.desks.conftest import OVERSIGHT, Desks

ROOT = Path(__file__).parents[3]


def event_on(record: uuid.UUID) -> uuid.UUID:
    """The first event about a record."""
    from tutela_node.spine.models import EventBody

    found = EventBody.objects.filter(record=record).order_by("event_id").select_related("event").first()
    assert found
    ident: uuid.UUID = found.event.uuid
    return ident


def test_an_officer_sees_their_own_act_and_then_that_it_is_logged(desks: Desks) -> None:
    lead = desks.officer("investigator", name="Own <Act>")
    case = desks.world.case(lead, title="Nightjar")
    url, client = f"/record/{event_on(case)}/", desks.client(lead)
    page = unescape(client.get(url).content.decode())
    assert "Recorded" in page
    assert "Download what proves it" not in page
    assert client.get(f"{url}proof.zip").status_code == 409
    size = desks.world.logged()
    page = client.get(url).content.decode()
    assert "Own &lt;Act&gt;" in page
    assert "Nightjar" not in page
    page = unescape(page)
    for said in (
        "Logged",
        "node.example/log/1",
        f"the checkpoint of {size} entries",
        "An investigator opens a case.",
        "you",
    ):
        assert said in page


@pytest.mark.parametrize("role", ["supervisor", "analyst", "receiving"])
def test_who_reads_the_time_line_of_a_case_sees_its_events(desks: Desks, role: str) -> None:
    from tutela_node.casework.services import add_member

    lead = desks.officer("investigator")
    other = desks.officer(role, lead.unit)
    case = desks.world.case(lead)
    desks.world.logged()
    event = event_on(case)
    if role != "supervisor":
        assert desks.client(other).get(f"/record/{event}/").status_code == 403
        add_member(lead.by(), case, officer=other.id)
    answer = desks.client(other).get(f"/record/{event}/")
    assert answer.status_code == 200
    assert answer.context["said"].account.act == "case.open"
    assert desks.client(other).get(f"/record/{event}/proof.zip").status_code == 200


@pytest.mark.parametrize("role", ["investigator", "decider", "helper", "administrator", ""])
def test_a_stranger_is_refused_and_that_is_recorded(desks: Desks, role: str) -> None:
    from tutela_node.spine.selectors import Wanted, accounts

    case, me = desks.world.case(), desks.officer(role)
    event = event_on(case)
    for url in (f"/record/{event}/", f"/record/{event}/proof.zip"):
        assert desks.client(me).get(url).status_code == 403
    told = accounts(Wanted(actor=f"officer:{me.id}", outcome="refused")).entries
    assert [e.account.act for e in told if e.account] == ["timeline.read"]


def test_a_conflict_of_interest_closes_the_events_of_the_case_too(desks: Desks) -> None:
    from tutela_node.casework.services import declare_conflict

    lead = desks.officer("investigator")
    boss = desks.officer("supervisor", lead.unit)
    case = desks.world.case(lead)
    declare_conflict(boss.by(), case, officer=boss.id, why="a cousin")
    answer = desks.client(boss).get(f"/record/{event_on(case)}/")
    assert answer.status_code == 403
    assert "A conflict of interest is recorded for you" in unescape(answer.content.decode())


def test_an_inspector_sees_every_event_once_a_basis_is_named(desks: Desks) -> None:
    inspector, unit = desks.officer("inspector"), desks.unit()
    url = f"/record/{event_on(unit)}/"
    assert "On what lawful basis?" in desks.client(inspector).get(url).content.decode()
    assert "On what lawful basis?" in desks.client(inspector).get(f"{url}proof.zip").content.decode()
    assert "unit.add" in desks.client(inspector, OVERSIGHT).get(url).content.decode()


def test_events_of_people_are_for_inspectors_and_who_did_them(desks: Desks) -> None:
    from tutela_node.people.services import add_unit

    admin, other = desks.officer("administrator"), desks.officer("administrator")
    unit = add_unit(admin.by(), None, name=f"Made by one of them {uuid.uuid4().hex[:5]}")
    assert desks.client(admin).get(f"/record/{event_on(unit)}/").status_code == 200
    assert desks.client(other).get(f"/record/{event_on(unit)}/").status_code == 403
    assert desks.client(desks.officer("investigator")).get(f"/record/{event_on(unit)}/").status_code == 403


def test_an_event_that_is_not_there_is_told_so(desks: Desks) -> None:
    assert desks.client(desks.officer("inspector"), OVERSIGHT).get(f"/record/{uuid.uuid4()}/").status_code == 404


def unzipped(desks: Desks, into: Path) -> None:
    lead = desks.officer("investigator", name="Unnamed Here")
    case = desks.world.case(lead, title="Sandpiper")
    for _ in range(5):
        desks.world.case(lead)
    desks.world.logged()
    answer = desks.client(lead).get(f"/record/{event_on(case)}/proof.zip")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/zip"
    assert b"Unnamed Here" not in answer.content
    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(into)


def bash(command: str, where: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", command], cwd=where, capture_output=True, text=True, check=False)


def commands(folder: Path) -> list[str]:
    """What the README tells one to run."""
    readme = (folder / "README.txt").read_text("utf-8")
    return re.findall(r"^  (\{.*|bash .*)$", readme, re.M)


def test_what_is_downloaded_is_verified_by_a_shell_and_openssl(desks: Desks, tmp_path: Path) -> None:
    unzipped(desks, tmp_path)
    assert len((tmp_path / "ENTRY").read_bytes()) == 32
    make, check = commands(tmp_path)
    made = bash(make, tmp_path)
    assert (made.returncode, made.stdout) == (0, "")
    done = bash(check, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "The entry is in the log: number" in done.stdout
    everything = "".join(p.read_text("utf-8", errors="replace") for p in tmp_path.iterdir())
    assert "Sandpiper" not in everything
    assert "Unnamed Here" not in everything


def test_an_account_or_an_entry_that_was_changed_is_not_shown(desks: Desks, tmp_path: Path) -> None:
    unzipped(desks, tmp_path)
    make, check = commands(tmp_path)
    account = tmp_path / "account.json"
    account.write_text(account.read_text().replace('"done"', '"gone"'))
    assert bash(make, tmp_path).returncode != 0
    entry = bytearray((tmp_path / "ENTRY").read_bytes())
    entry[0] ^= 1
    (tmp_path / "ENTRY").write_bytes(entry)
    refused = bash(check, tmp_path)
    assert refused.returncode == 1
    assert "NOT SHOWN" in refused.stderr


def test_the_key_line_gives_the_same_key_by_the_manual(desks: Desks, tmp_path: Path) -> None:
    """docs/auditor.md makes a PEM file of the line with openssl; it must be the one in the .zip."""
    unzipped(desks, tmp_path)
    made = bash(
        'KEY=$(cat key.txt); { printf 302a300506032b6570032100 | xxd -r -p; printf %s "${KEY#*+*+}" | base64 -d | tail -c 32; }'
        " | openssl pkey -pubin -inform DER",
        tmp_path,
    )
    assert made.stdout == (tmp_path / "key.pem").read_text()


def test_the_script_is_the_auditor_s() -> None:
    ours = ROOT / "src/tutela_node/desks/oversight/verify.sh"
    assert ours.read_bytes() == (ROOT / "docs/auditor/verify.sh").read_bytes(), "cp docs/auditor/verify.sh to the desk"
