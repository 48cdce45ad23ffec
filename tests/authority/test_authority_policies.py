"""The files of policies: what they must hold, and that an error in one stops the node with a clear message."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
import uuid
from importlib.resources import files

import cedarpy
import pytest

from tests.authority.worlds import (
    KINDS,
    NODE,
    Granted,
    Someone,
    Thing,
    actor,
    acts_on,
    any_asking,
    any_case,
    anybody,
    case_for,
    good,
    holder,
    things,
)
from tutela_node.config import NodeError
from tutela_node.spine.authority import (
    BROKEN,
    PURPOSES,
    SILENT,
    Actor,
    Context,
    Kind,
    _decide,
    bases,
    basis_of,
    decide,
    decide_many,
    policies,
    policy_files,
    read_policies,
    schema_text,
)

FOLDER = files("tutela_node.spine.authority")
SCHEMA = schema_text()
GOOD = '@id("a") @says("Somebody may.") permit (principal, action == Action::"case.open", resource);'
SYSTEMS = ("CA", "DE", "FR", "GB-EAW", "US")
CASE_PURPOSES = ("intake", "investigation", "decision", "analysis", "victim_support", "oversight")
UNITS = [uuid.UUID(int=n) for n in range(10, 14)]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"b.cedar": GOOD + ' @id("b") permit ('}, r"policies/b\.cedar: .*unexpected"),
        ({"b.cedar": GOOD.replace("case.open", "case.opne")}, r'b\.cedar: a: unrecognized action `Action::"case\.opne"`'),
        (
            {"b.cedar": '@id("a") @says("x") permit (principal, action == Action::"case.read", resource) when { resource.case.leader == principal };'},
            r"b\.cedar: a: attribute `case\.leader` on entity type `Case` not found",
        ),
        (
            {"b.cedar": '@id("a") @says("x") permit (principal in Role::"detective", action == Action::"case.read", resource);'},
            r'b\.cedar: a: entity `Role::"detective"` .* not declared',
        ),
        (
            {"b.cedar": '@id("a") @says("x") permit (principal, action == Action::"case.read", resource) when { context.purpose == Purpose::"curiosity" };'},
            r'b\.cedar: a: entity `Purpose::"curiosity"` .* not declared',
        ),
        (
            {"b.cedar": '@id("a") @says("x") forbid (principal, action == Action::"case.read", resource) when { resource.erased };'},
            r"b\.cedar: a: attribute `erased` on entity type `Case` not found",
        ),
        ({"b.cedar": GOOD + GOOD.replace('@id("a")', "")}, r'b\.cedar: policy 2 of the file has no @id\("…"\)'),
        ({"b.cedar": GOOD.replace('@says("Somebody may.")', "")}, r'b\.cedar: a has no @says\("…"\)'),
        ({"b.cedar": GOOD.replace("Somebody may.", "")}, r'b\.cedar: a has no @says\("…"\)'),
        ({"b.cedar": GOOD, "c.cedar": GOOD}, r"c\.cedar: the id 'a' is used twice \(also in b\.cedar\)"),
        (
            {"b.cedar": '@id("t") @says("x") permit (principal == ?principal, action, resource);'},
            r"b\.cedar: a template",
        ),
    ],
)  # fmt: skip
def test_a_policy_with_an_error_stops_the_node(texts: dict[str, str], said: str) -> None:
    assert set(read_policies({"b.cedar": GOOD}, SCHEMA).policies) == {"a"}
    with pytest.raises(NodeError, match=said) as caught:
        read_policies(texts, SCHEMA)
    assert "mend the file" in str(caught.value)


def test_a_schema_with_an_error_stops_the_node() -> None:
    with pytest.raises(NodeError, match=r"authority: schema/: .*"):
        read_policies({"b.cedar": GOOD}, SCHEMA + "entity {")


def test_an_attribute_that_may_be_missing_must_be_asked_for_first() -> None:
    optional = SCHEMA.replace("active: Bool,", "active?: Bool,")
    bare = '@id("a") @says("x") forbid (principal is Officer, action, resource) unless { principal.active };'
    with pytest.raises(NodeError, match="optional attribute `active`"):
        read_policies({"b.cedar": bare}, optional)
    read_policies({"b.cedar": bare.replace("{ principal", "{ principal has active && principal")}, optional)


def test_policies_of_several_files_are_told_apart_by_their_ids() -> None:
    """Cedar numbers the policies of a text, so each file has a policy0; ours are known by what they call themselves."""
    book = read_policies({"b.cedar": GOOD, "c.cedar": GOOD.replace('"a"', '"c"').replace("permit", "forbid")}, SCHEMA)
    assert {(p.id, p.file, p.permits) for p in book.policies.values()} == {
        ("a", "b.cedar", True),
        ("c", "c.cedar", False),
    }
    request = {
        "principal": 'Officer::"o"', "action": 'Action::"case.open"', "resource": 'Node::"n"',
        "context": {
            "purpose": {"__entity": {"type": "Purpose", "id": "intake"}},
            "second_factor": True, "basis_given": True, "basis_in_force": True, "basis_serves": True,
        },
    }  # fmt: skip
    answer = cedarpy.is_authorized(request, book.rules["case.open"], cedarpy.Entities.from_json_str("[]", book.schema))
    assert answer.diagnostics.reasons == ["c"]


def test_forbids_of_all_acts_stand_in_one_file_and_others_beside_what_they_take_away() -> None:
    """`forbids.cedar` holds the refusals and no permit; a file of a room may refuse what the same file allows."""
    assert {p.permits for p in policies().policies.values() if p.file == "forbids.cedar"} == {False}
    for file in policy_files():
        allowed = {name for text in file.policies if text.policy.permits for name in text.names}
        for text in file.policies:
            if not text.policy.permits and file.name != "forbids.cedar":
                assert text.names, f"{text.policy.id} refuses every act; put it into forbids.cedar"
                assert text.names <= allowed, f"{text.policy.id} refuses what {file.name} does not allow"


def test_the_schema_is_read_from_every_file_of_its_folder_by_name() -> None:
    folder = FOLDER.joinpath("schema")
    texts = {p.name: p.read_text("utf-8") for p in folder.iterdir() if p.name.endswith(".cedarschema")}
    assert [SCHEMA.index(texts[name]) for name in sorted(texts)] == sorted(SCHEMA.index(t) for t in texts.values())
    assert len(SCHEMA) == sum(map(len, texts.values())) + len(texts) - 1


def test_the_node_may_have_an_act_on_a_part_of_a_case() -> None:
    """As `decision.lapse`: the refusals that speak of every part must fit an act whose principal is no officer."""
    schema = SCHEMA + (
        'entity Thing { "case": OfCase, erased: Bool };\n'
        'action "thing.lapse" in [of_part, on_closed] appliesTo { principal: [Node], resource: [Thing], context: Asking };'
    )
    sources = {p.name: p.read_text("utf-8") for p in FOLDER.joinpath("policies").iterdir()}
    sources["things.cedar"] = (
        '@id("node-lapses") @says("The node lets things lapse.") '
        'permit (principal is Node, action == Action::"thing.lapse", resource);'
    )
    book = read_policies(sources, schema)

    def asked(*, erased: bool) -> cedarpy.AuthzResult:
        file = case_for(random.Random(1), Someone(uuid.uuid4(), UNITS[0], (Granted("investigator"),)), "own", UNITS)
        case = KINDS["case"].attributes(Thing("case", file), Actor(None, "the node"))["case"]
        part = {"uid": {"type": "Thing", "id": "t"}, "attrs": {"case": case, "erased": erased}, "parents": []}
        node = {"uid": {"type": "Node", "id": "n"}, "attrs": {}, "parents": []}
        request = {
            "principal": 'Node::"n"', "action": 'Action::"thing.lapse"', "resource": 'Thing::"t"',
            "context": _decide._asking(good("administration")),
        }  # fmt: skip
        entities = cedarpy.Entities.from_json_str(json.dumps([part, node]), book.schema)
        return cedarpy.is_authorized(request, book.rules["thing.lapse"], entities, book.schema)

    assert asked(erased=False).allowed
    assert asked(erased=True).diagnostics.reasons == ["record-erased"]


def test_every_policy_decides_something_and_every_refusal_says_what_to_do_next() -> None:
    steps = ("Ask", "ask", "Choose", "Set one up", "open a new case", "time line says")
    for policy in policies().policies.values():
        assert policy.says.endswith("."), policy.id
        assert policy.permits or any(step in policy.says for step in steps), policy.id


def test_asking_only_the_policies_that_speak_of_an_act_changes_no_answer() -> None:
    """Beside the whole of the policies as one text, as Cedar would read it without us."""
    rng, book = random.Random(5), policies()
    sources = [p.read_text("utf-8") for p in FOLDER.joinpath("policies").iterdir() if p.name.endswith(".cedar")]
    whole = cedarpy.PolicySet.from_str("\n".join(sources))
    assert len(whole) == len(book.policies)
    people = [anybody(rng, UNITS) for _ in range(16)]
    decided: set[str] = set()
    for _ in range(80):
        who = rng.choice(people)
        asking = any_asking(rng, who) if rng.random() < 0.3 else good(any_asking(rng, who).purpose)
        for thing in things(rng, who, any_case(rng, people, UNITS), erased=0.2):
            asked_of = [(act, thing.id, thing) for act in acts_on(thing.kind)]
            ours = decide_many(actor(who), asked_of, KINDS[thing.kind], asking)
            me, kind = actor(who), KINDS[thing.kind]
            principal = _decide._principal(me)
            slice_ = {principal, _decide._given(kind, thing.id, thing, me, principal)}
            entities = cedarpy.Entities.from_json_str(f"[{b','.join(slice_).decode()}]", book.schema)
            requests = [
                {
                    "principal": {"type": "Officer", "id": str(me.id)},
                    "action": {"type": "Action", "id": act},
                    "resource": {"type": kind.cedar_type, "id": str(thing.id)},
                    "context": _decide._asking(asking),
                }
                for act, _, _ in asked_of
            ]
            for mine, theirs in zip(ours, cedarpy.is_authorized_batch(requests, whole, entities), strict=True):
                reasons = tuple(sorted(theirs.diagnostics.id_annotations_by_reason.values())) or (SILENT,)
                assert (mine.allowed, mine.why) == (theirs.allowed, reasons)
                decided.update(reasons)
    assert len(decided) > 30
    assert {"record-erased", "conflict-of-interest"} <= decided


def test_an_unknown_act_or_purpose_and_a_record_that_does_not_fit_are_refused() -> None:
    who = Someone(uuid.uuid4(), UNITS[0], (Granted("investigator"),))
    case = Thing("case", case_for(random.Random(1), who, "own", UNITS))
    kind = KINDS["case"]
    assert decide(actor(who), "case.read", kind, case.id, case, good("investigation")).allowed
    for act, asking, kind_ in (
        ("case.raed", good("investigation"), kind),
        ("case.read", good("curiosity"), kind),
        ("person.open", good("investigation"), kind),
        ("case.read", good("investigation"), Kind("case", "Case", lambda _: None, lambda _r, _a: {}, lambda _: NODE)),
    ):
        answer = decide(actor(who), act, kind_, case.id, case, asking)
        assert (answer.allowed, answer.why) == (False, (BROKEN,))
        assert "Tell your administrator" in answer.sentences[0]
    strange = Someone(who.id, who.unit, (Granted("detective"),))
    assert decide(actor(strange), "case.read", kind, case.id, case, good("investigation")).why == (BROKEN,)


def test_a_refusal_names_each_reason_and_the_next_lawful_step() -> None:
    rng = random.Random(2)
    who = holder(rng, "investigator", UNITS)
    mine, other = (Thing("case", case_for(rng, who, r, UNITS)) for r in ("own", "other"))

    def said(thing: Thing, asking: Context, act: str = "case.read") -> tuple[tuple[str, ...], str]:
        answer = decide(actor(who), act, KINDS["case"], thing.id, thing, asking)
        assert not answer.allowed
        return answer.why, " ".join(answer.sentences)

    why, text = said(mine, Context("investigation", second_factor=False))
    assert why == ("no-basis", "no-second-factor")
    assert "Choose the basis" in text
    assert "Set one up" in text
    assert said(mine, Context("investigation", True, True, False, True))[0] == ("basis-not-in-force",)
    assert said(mine, Context("investigation", True, True, True, False))[0] == ("basis-serves-not",)
    why, text = said(mine, good("intake"))
    assert why == (SILENT,)
    assert "for the purpose of investigation, not of intake" in text
    why, text = said(other, good("investigation"))
    assert why == (SILENT,)
    assert "declare an emergency" in text
    nobody = Someone(uuid.uuid4(), UNITS[0])
    answer = decide(actor(nobody), "case.read", KINDS["case"], mine.id, mine, good("investigation"))
    assert answer.sentences == ("You hold no role here today. Ask your administrator to grant one, with its dates.",)


def test_answers_come_in_the_order_of_the_questions() -> None:
    rng = random.Random(3)
    who = holder(rng, "investigator", UNITS)
    cases = [Thing("case", case_for(rng, who, r, UNITS)) for r in ("own", "other", "member", "expired")]
    asked = [(act, t.id, t) for t in cases for act in ("case.read", "case.close", "emergency.declare")]
    together = decide_many(actor(who), asked, KINDS["case"], good("investigation"))
    alone = [decide_many(actor(who), [one], KINDS["case"], good("investigation"))[0] for one in asked]
    assert together == alone
    assert [d.allowed for d in together] == [
        True,
        True,
        False,
        False,
        False,
        True,
        True,
        False,
        False,
        False,
        False,
        True,
    ]
    assert decide_many(actor(who), [], KINDS["case"], good("investigation")) == []


# -- lawful bases


def test_every_system_has_a_basis_in_force_for_every_purpose_of_casework() -> None:
    for system, purpose in itertools.product(SYSTEMS, CASE_PURPOSES):
        assert bases(system, dt.date(2026, 11, 23), purpose), (system, purpose)


def test_bases_are_drafts_with_a_source_and_serve_no_administration() -> None:
    for system in SYSTEMS:
        for basis in bases(system, dt.date(2026, 11, 23)):
            assert basis.id.startswith(f"{system}/")
            assert basis.purposes
            assert basis.purposes <= set(CASE_PURPOSES) <= set(PURPOSES)
            assert basis.review == "draft"
            assert "text not held" in basis.source
            assert basis.since <= dt.date(2026, 1, 1)


def test_a_basis_counts_from_its_day() -> None:
    found = basis_of("DE/bdsg-48")
    assert found is not None
    assert not found.in_force(found.since - dt.timedelta(days=1))
    assert found.in_force(found.since)
    assert found not in bases("DE", found.since - dt.timedelta(days=1))
    assert basis_of("DE/nothing") is None
    assert basis_of(None) is None
