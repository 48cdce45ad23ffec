"""Each form against its route: what must be there, what depends, what is never sent."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from tests.requests.requests_world import AT, full, made
from tutela.cooperation import COOPERATION, WRITTEN, Routes, load
from tutela.cooperation.requests import (
    RequestError,
    applies,
    as_sent,
    check_before_sending,
    compose,
    form_fields,
    is_filled,
    minimum,
    read_request,
    samples,
)
from tutela.corpus import CorpusError, open_corpus

BOOK = load().book
PAIRS = [(r.id, f) for r in BOOK.routes for f in r.forms if BOOK.forms[f].purposes and r.direction != "unasked"]


def ids(request: object, using: Routes, at: dt.datetime = AT) -> set[str]:
    return {f.id for f in check_before_sending(request, using, at)}  # type: ignore[arg-type]


@pytest.mark.parametrize(("route", "form"), PAIRS)
def test_a_request_with_every_field_lacks_none(using: Routes, route: str, form: str) -> None:
    found = ids(full(using, route, form), using)
    assert not [x for x in found if x.startswith("missing.")]


@pytest.mark.parametrize(("route", "form"), PAIRS)
def test_each_required_field_is_missed_by_its_name(using: Routes, route: str, form: str) -> None:
    whole = full(using, route, form)
    for field in form_fields(using.book.forms[form], using):
        if field.need != "required" or not applies(field, whole) or field.origin not in (*WRITTEN, "statement"):
            continue
        values = {k: v for k, v in whole.values.items() if k != field.key}
        without = whole.model_copy(
            update={"values": values, "confirmed": tuple(k for k in whole.confirmed if k != field.key)}
        )
        assert f"missing.{field.key}" in ids(without, using), field.key


@pytest.mark.parametrize(
    ("form", "route", "part", "key"),
    [
        ("budapest-29-2", "BUD-29", "accounts", "accounts"),
        ("budapest-29-2", "BUD-29", "data", "data"),
        ("epoc-pr", "EU-EPOC-PR", "validator", "validator"),
        ("mla-general", "BUD-31", "receiver", "receiver"),
        ("epoc-pr-extension", "EU-EPOC-PR", "follows", "earlier_preservation"),
    ],
)
def test_parts_of_the_request_fill_the_fields_that_rest_on_them(
    using: Routes, form: str, route: str, part: str, key: str
) -> None:
    empty = () if part in ("accounts", "data") else None
    found = full(using, route, form).model_copy(update={part: empty})
    assert f"missing.{key}" in ids(found, using)


def test_article_29_2_is_asked_for_point_by_point(using: Routes) -> None:
    sources = {f.source: f.key for f in form_fields(using.book.forms["budapest-29-2"], using) if f.need != "never"}
    assert {f"budapest 29(2)({x})" for x in "abcdef"} <= set(sources)


@pytest.mark.parametrize(
    ("form", "never", "notified"),
    [("epoc-pr", "proportionality", False), ("epoc", "proportionality", True), ("epoc", "facts_summary", True)],
)
def test_grounds_and_summary_go_to_the_enforcing_authority_only(
    using: Routes, form: str, never: str, notified: bool
) -> None:
    """Regulation (EU) 2023/1543, article 9(2) and (3)."""
    needs = {f.key: f.need for f in form_fields(using.book.forms[form], using)}
    assert needs[never] == "never"
    if notified:
        told = {f.key: f.need for f in form_fields(using.book.forms["epoc-notified"], using)}
        assert told[never] == "required"


def test_the_user_is_named_unless_the_sole_purpose_is_to_identify_them(using: Routes) -> None:
    named = full(using, "EU-EPOC-PR", "epoc-pr", circumstances=[], accounts=[])
    only = full(using, "EU-EPOC-PR", "epoc-pr", circumstances=["identify_only"], accounts=[])
    assert "missing.accounts" in ids(named, using)
    assert "missing.accounts" not in ids(only, using)


def test_a_form_that_includes_another_keeps_its_own_fields_first(using: Routes) -> None:
    fields = [f for f in form_fields(using.book.forms["tcy-29-30"], using) if f.need != "never"]
    assert [f.key for f in fields[:3]] == ["date", "reference", "status"]
    assert len({f.key for f in fields}) == len(fields)
    assert {"offence", "necessity", "mla_will_follow"} <= {f.key for f in fields}


def test_every_field_says_where_it_comes_from(using: Routes) -> None:
    for form in using.book.forms.values():
        assert form.review == "draft"
        for field in form_fields(form, using):
            assert field.source, (form.id, field.key)
            assert {"en", "fr", "de"} <= set(field.label), (form.id, field.key)


def test_forms_of_what_is_not_held_say_so(using: Routes) -> None:
    for form in using.book.forms.values():
        if form.id.startswith("2ap-") or form.id == "emergency-2ap":
            assert (form.basis, form.complete) == ("knowledge", False)
            sources = [f.source for f in form_fields(form, using)]
            assert all("unverified" in s or "written for Tutela" in s for s in sources), form.id


# what is never sent


@pytest.mark.parametrize(("route", "form"), PAIRS)
def test_no_field_marked_never_reaches_what_is_sent_or_shown(using: Routes, route: str, form: str) -> None:
    request = full(using, route, form, said="SAID-{key}-SAID")
    never = {f.key for f in form_fields(using.book.forms[form], using) if f.need == "never"}
    out = json.dumps(as_sent(request, using)) + str(compose(request, using, ()))
    assert all(f"SAID-{key}-SAID" not in out for key in never)
    assert {f"never.{key}" for key in never} == {x for x in ids(request, using) if x.startswith("never.")}


@pytest.mark.parametrize(("route", "form"), PAIRS)
def test_people_of_the_house_and_signs_of_the_case_stay_in(using: Routes, route: str, form: str) -> None:
    request = full(using, route, form)
    out = json.dumps(as_sent(request, using)) + str(compose(request, using, ()))
    assert not [word for word in ("officer one", "officer two", "P1", "image_of_child") if word in out]


def test_the_minimum_of_the_minimum_is_the_same(using: Routes) -> None:
    for route, form in PAIRS:
        once = minimum(full(using, route, form), using)
        assert minimum(once, using) == once


def test_what_is_sent_is_read_again_as_a_request(using: Routes, tmp_path: Path) -> None:
    for route, form in PAIRS:
        request = full(using, route, form)
        path = tmp_path / f"{route}-{form}.json"
        path.write_text(json.dumps(as_sent(request, using)))
        assert read_request(path) == minimum(request, using)


# files and the corpus


def test_the_samples_have_nothing_against_them(using: Routes) -> None:
    assert set(samples()) == {"preservation", "certificate", "assistance", "arabic"}
    for path in samples().values():
        request = read_request(path)
        blocking = [f.said for f in check_before_sending(request, using, AT) if f.weight == "blocking"]
        assert blocking == []


def test_a_request_file_that_is_none_and_one_with_a_slip(tmp_path: Path) -> None:
    path = tmp_path / "request.yaml"
    path.write_text("schema: something/1\n")
    with pytest.raises(CorpusError, match="is no request file"):
        read_request(path)
    text = (
        samples()["preservation"]
        .read_text()
        .replace("made_at: 2026-11-23T09:00:00+01:00", "made_at: 2026-11-23T09:00:00")
    )
    path.write_text(text)
    with pytest.raises(CorpusError, match=r"request.yaml:7: made_at"):
        read_request(path)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"languages": ["en", "en"]}, "two different ones"),
        ({"receiver": None, "custodian": None}, "nobody is asked"),
        ({"accounts": [{"kind": "handle", "value": "a"}, {"kind": "handle", "value": " a "}]}, "stands twice"),
        ({"period": {"from": "2026-09-02", "to": "2026-09-01"}}, "before it begins"),
        ({"period": {}}, "without `from`"),
    ],
)
def test_a_request_that_contradicts_itself_is_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        made(**changes)


def test_a_form_of_another_route_and_a_route_that_is_none(using: Routes) -> None:
    with pytest.raises(RequestError, match="no form of BUD-29"):
        check_before_sending(made(form="epoc"), using, AT)
    with pytest.raises(RequestError, match="no route 'BUD-99'"):
        check_before_sending(made(route="BUD-99"), using, AT)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("forms/budapest.yaml", "{key: necessity,", "{key: neccessity,", "'neccessity' is no field"),
        ("forms/union.yaml", "only_if: emergency,", "only_if: emergencies,", "no circumstance 'emergencies'"),
        ("forms/budapest.yaml", "includes: budapest-29-2", "includes: budapest-99", "which is no form"),
        ("terms.yaml", "nº {number} du {day}", "nº {nombre} du {day}", "the same names in braces"),
        ("grounds.yaml", "routes: [OPSC-6]", "routes: [OPSC-7]", "'OPSC-7' is no route"),
        ("fields.yaml", "  from: statement\n", "  from: officer\n", "stand together"),
    ],
)
def test_a_slip_in_the_forms_of_the_corpus_is_told(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    folder = tmp_path / "cooperation"
    shutil.copytree(open_corpus().root / "cooperation", folder)
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
    with pytest.raises(CorpusError) as caught:
        COOPERATION.build(tmp_path)
    assert said in str(caught.value)


def test_is_filled_says_what_is_there(using: Routes) -> None:
    request = made()
    filled = {f.key for f in form_fields(using.book.forms["budapest-29-2"], using) if is_filled(f, request)}
    assert {"sender", "accounts", "offence", "mla_will_follow", "decision"} <= filled
    assert not {"wish", "dual_criminality", "confidentiality", "law_answer"} & filled
