"""Desks declare themselves: what is there today leads somewhere, a new desk is taken up whole, a wrong one is told."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.desks.case.conftest import Room, room, set_sample, text
from tutela_node.desks.declared import Declared, DeclaredError, Desk, Kind, Panel, Step, Tab, together

__all__ = ["room"]
ANY = frozenset({"investigator"})


def two(**said: Any) -> tuple[Declared, Declared]:
    """A desk as there are some, and a second one that says this."""
    first = Declared(
        "first", 10, urls=(("first/", "first.urls"),), navigation=((ANY, Desk("f", "First", "/first/")),),
        tabs=(Tab("head", "Head", "head"), Tab("law", "Law", "law"), Tab("end", "End", "end")),
        kinds={"case": Kind("Case", "the case")}, told={"kind": "Kind"}, values={"kind": {"image": "Image"}},
    )  # fmt: skip
    return first, Declared("second", **({"order": 20, "urls": (("second/", "second.urls"),)} | said))


@pytest.mark.usefixtures("node")
def test_what_the_desks_declare_leads_somewhere() -> None:
    from django.urls import reverse
    from django.utils.module_loading import import_string

    from tutela_node.desks.declared import declared

    every = declared()
    assert [d.name for d in every.desks][:2] == ["account", "case"]
    for _, module in every.urls:
        assert import_module(module).urlpatterns
    for tab in every.tabs:
        assert reverse(tab.url_name, args=[uuid.uuid4()])
    for kind in every.kinds.values():
        assert not kind.url_name or reverse(kind.url_name, args=[uuid.uuid4(), uuid.uuid4()])
    for dotted in (d for desk in every.desks for d in (desk.panels, desk.next_steps) if d):
        assert callable(import_string(dotted))


def test_what_stands_behind_one_tab_stands_there_in_the_order_of_the_desks() -> None:
    first, second = two(tabs=(Tab("decisions", "D", "d", after="law"), Tab("own", "O", "o", after="decisions")))
    third = Declared("third", 15, tabs=(Tab("evidence", "E", "e", after="law"), Tab("last", "L", "l")))
    assert [t.key for t in together((third, second, first)).tabs] == [
        "head", "law", "evidence", "decisions", "own", "end", "last",
    ]  # fmt: skip


def test_words_of_all_desks_are_put_together() -> None:
    every = together(two(told={"number": "Number", "kind": "Kind"}, values={"kind": {"file": "File"}}))
    assert every.told == {"kind": "Kind", "number": "Number"}
    assert every.values == {"kind": {"image": "Image", "file": "File"}}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"order": 10}, "order 10 is first's"),
        ({"navigation": ((ANY, Desk("f", "Files", "/second/")),)}, "shortcut 'f' is first's"),
        ({"navigation": ((ANY, Desk("m", "Mine", "/second/")),)}, "and not m"),
        ({"tabs": (Tab("x", "X", "x", after="rights"),)}, "expected one of head, law, end"),
        ({"tabs": (Tab("x", "X", "x", after="y"), Tab("y", "Y", "y", after="x"))}, "expected one of"),
        ({"tabs": (Tab("law", "Law", "law"),)}, "two tabs of one key"),
        ({"urls": (("/second/", "second.urls"),)}, "prefix '/second/'"),
        ({"open_paths": ("/",)}, "begins as its addresses do"),
        ({"open_paths": ("/first/",)}, "begins as its addresses do"),
        ({"quiet_paths": ("/second/x",)}, "begins as its addresses do"),
        ({"kinds": {"case": Kind("Matter")}}, "kinds 'case' is said otherwise"),
        ({"told": {"kind": "Sort"}}, "told 'kind' is said otherwise"),
        ({"values": {"kind": {"image": "Picture"}}}, "values of kind 'image' is said otherwise"),
    ],
)
def test_what_cannot_be_is_told(said: dict[str, Any], told: str) -> None:
    with pytest.raises(DeclaredError, match=told):
        together(two(**said))


@pytest.fixture
def another(monkeypatch: pytest.MonkeyPatch, node: Any) -> None:
    """A desk more: its doors stand open and are not logged, it has a panel and a next step."""
    from tutela_node.desks import middleware
    from tutela_node.desks.case.law import views as law
    from tutela_node.desks.case.views import heads
    from tutela_node.desks.declared import declared

    more = Declared(
        "another", 45, urls=(("mine/", "none"),), open_paths=("/mine/",), quiet_paths=("/mine/",),
        panels=f"{__name__}.panels", next_steps=f"{__name__}.steps",
    )  # fmt: skip
    every = together((*declared().desks, more))
    for module in (middleware, heads, law):
        monkeypatch.setattr(module, "declared", lambda: every)


def panels(inside: Any) -> Iterable[Panel]:
    yield Panel("case/_opening.html", {})


def steps(inside: Any, page: Any, attached: uuid.UUID | None) -> Iterable[Step]:
    yield Step("Draft a <request>", "Over " + page["routes"][0]["id"], f"{inside.url}requests/")
    yield Step(f"Attached: {attached is not None}")


@pytest.mark.usefixtures("another")
def test_its_doors_stand_open_and_nothing_is_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.test import Client

    from tutela_node.desks import middleware

    lines: list[str] = []
    monkeypatch.setattr(middleware, "log", lambda what, **_: lines.append(what))
    assert Client().get("/mine/page").status_code == 404  # nothing is there, and nobody is sent to sign in
    assert not lines
    assert Client().get("/minerals").status_code == 302
    assert lines == ["request"]


def test_its_panel_and_its_steps_are_shown(room: Room, request: pytest.FixtureRequest) -> None:
    set_sample(room, "yes")
    overview, answer = room.url, room.url + "law/answer"
    assert "opened this, for" not in text(room.client().get(overview))
    assert "What to do next" not in text(room.client().get(answer))
    request.getfixturevalue("another")
    assert "opened this, for" in text(room.client().get(overview))
    page = text(room.client().get(answer))
    assert f'<a href="{room.url}requests/"><b>Draft a &lt;request&gt;</b></a><br><small class="t-quiet">Over ' in page
    assert "<b>Attached: False</b>" in page


def test_what_is_withheld_from_an_officer_is_not_on_the_page_and_it_says_why(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tutela_node.desks.case.law import views as law

    set_sample(room, "stopped")
    assert 'id="rights"' in text(room.client().get(room.url + "law/answer"))
    monkeypatch.setattr(law, "shown_to", lambda _, page: page | {"rights": None, "withheld": "Reasons first."})
    page = text(room.client().get(room.url + "law/answer"))
    assert 'id="rights"' not in page
    assert "Reasons first." in page


def test_a_time_line_names_a_field_of_the_act_whose_room_says_so(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    from tutela_node.casework.services import _time_line, read_time_line, say

    room.person(name="Ida Muster")
    room.account(service="Plauder")
    monkeypatch.setattr(_time_line, "_OF_ACT", {})
    say("account.add", "service", "name")
    fields = {h.act: h.fields or {} for h in read_time_line(room.lead.by(), room.id)[0]}
    assert fields["account.add"] == {"kind": "handle", "service": "Plauder"}
    assert fields["person.add"] == {"role": "child"}


def test_demonstrations_side_by_side_have_cookies_of_their_own(tmp_path: Path) -> None:
    """Browsers give a cookie to every port of a machine: signing in at one would sign out of the other."""
    from tutela_node.config import Folder
    from tutela_node.operating import make_folder, new_config

    read = (
        "import sys; from pathlib import Path; from tutela_node.config import Folder, enter; "
        "enter(Folder(Path(sys.argv[1]))); from django.conf import settings; "
        "print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)"
    )
    config = new_config("names.example", "Names", "DE")
    for name, changed, expected in (
        ("shown", {"demonstration": True, "listen": "127.0.0.1:8001"}, "tutela_session_8001 csrftoken_8001"),
        ("real", {}, "tutela_session csrftoken"),
    ):
        make_folder(Folder(tmp_path / name), config.model_copy(update=changed), None)
        run = subprocess.run(
            [sys.executable, "-c", read, str(tmp_path / name)], capture_output=True, text=True, check=True
        )
        assert run.stdout.strip() == expected


def test_an_attached_answer_has_next_steps_too(room: Room, another: None) -> None:
    from tutela.answer import samples
    from tutela_node.casework.services import attach_answer
    from tutela_node.desks.answers.answering import answered, asked, from_file

    facts = from_file(samples()["yes"].read_bytes())
    made = attach_answer(room.lead.by(), room.id, asked=asked(answered(facts), facts))
    assert "<b>Attached: True</b>" in text(room.client().get(f"{room.url}law/answers/{made}"))
