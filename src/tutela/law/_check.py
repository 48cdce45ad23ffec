"""Is this an offence on both sides? Per side what covers the conduct, what decides it, and what nobody can decide
from the texts held.

The conduct is tested act by act; the best act is the answer. On the requesting side a reading must also reach the case
where places or people are stated. On the requested side the conduct is taken as if it had happened there (the usual
meaning of dual criminality, e.g. Budapest Convention art 25(5)); the law of the day of the conduct and of the day of
the request are both looked at where they differ. The engine never says "not an offence": it says that no reading in
force on a day covers it, in the texts read, and lists them.
"""

from __future__ import annotations

import datetime as dt
import difflib
import functools
from collections.abc import Iterable, Sequence

from tutela.law._answers import UNSTATED, Answer, Check, Question, Requirement, Side
from tutela.law._boxes import ages_said, phrase
from tutela.law._facts import Act, ActFacts, LawFacts, acts
from tutela.law._law import UNDATED, Law, LawError, Rule
from tutela.law._pieces import Piece, ReachBase, SideRules, answered, meeting, pieces
from tutela.law._puzzle import WHICH_DAY, board
from tutela.law._questions import Ask, Axis, Leaf, Puzzle, Tree, ask, compact, first
from tutela.law._sides import WORDS, Tested, side
from tutela.law._space import Family
from tutela.law._states import check_state
from tutela.law._truth import NO, Truth, every

SAME_CONDUCT = "requested.one-conduct"
_RANK = {"no_reading": 0, "depends": 1, "yes": 2}


def check(
    law: Law,
    facts: LawFacts,
    requesting: str,
    requested: str,
    *,
    conduct_on: dt.date,
    asked_on: dt.date | None = None,
    requirement: Requirement = UNSTATED,
    questions: bool = True,
) -> Check:
    """Test the conduct in `facts` under two systems.

    Args:
        requesting: the system that asks; its offence is the reason for the request.
        requested: the system that is asked; the conduct is tested as if done there.
        conduct_on: when the conduct happened (its last day).
        asked_on: when the question is asked; the day of the conduct if not given.
        requirement: what the route asks (from `tutela.cooperation`).
        questions: whether to look for what decides it; without, `questions` is empty and `tree` None.

    Raises:
        LawError: an unknown system, facts that contradict each other or cannot occur, dates out of order.
    """
    asked_on = asked_on or conduct_on
    if conduct_on > asked_on:
        raise LawError(
            f"the conduct is dated {conduct_on}, after the question ({asked_on}); "
            "expected a conduct date no later than the day it is asked on"
        )
    one, two = law.system(requesting).system, law.system(requested).system
    given = {k: v == "yes" for k, v in facts.answers.items()}
    _known_answers(law, given)
    _known_states(law, facts)
    first_rules = answered(law.rules_on(one.id, conduct_on), given)
    years = {
        side: requirement.threshold_years
        for side in ("requesting", "requested")
        if requirement.threshold_on in (side, "both")
    }
    reach = _reach(one.state, facts)
    sides = (
        SideRules(one.id, first_rules, None, law.unheld(one.id), years.get("requesting"), reach),
        _requested(law, two.id, conduct_on, asked_on, given, years.get("requested")),
    )
    tested = [_test(law, act, sides, given) for act in acts(law.space, facts)]
    answer, said_extra = max((t.answer for t in tested), key=_RANK.__getitem__), ""
    answers = tuple(max((t.sides[k] for t in tested), key=_RANK.__getitem__) for k in (0, 1))
    same = given.get(SAME_CONDUCT)
    apart = answers == ("yes", "yes") and answer != "yes" and same is not False
    if apart:
        answer = "yes" if same else "depends"
        said_extra = " Each side has an offence, but for different acts of the bundle."
    found = [side(law, k, rules, tested, answers[k], conduct_on, asked_on) for k, rules in enumerate(sides)]
    tree, asked = None, tuple[Question, ...]()
    if questions and answer == "depends":
        tree, asked = (None, (_same_conduct(),)) if apart else _ask(law, tested, sides)
    undecidable = tuple(dict.fromkeys((*found[0].not_held, *found[1].not_held))) if answer == "depends" else ()
    said = _headline(answer, found, conduct_on) + said_extra
    cautions = dict.fromkeys(
        said for t in tested for said, found_ in _cautions(law, t.act.family) if meeting(found_, t.act)
    )
    families = tuple(dict.fromkeys(t.act.family.name for t in tested))
    return Check(
        requirement, answer, said, found[0], found[1], asked, undecidable, tuple(cautions), families, tree,
        conduct_on, asked_on, law.version,
    )  # fmt: skip


def _test(law: Law, act: Act, sides: tuple[SideRules, SideRules], given: dict[str, bool]) -> Tested:
    on = board(law, act, sides)
    which = given.get(WHICH_DAY)
    one, two = (s.truths if which is None else [t.given(WHICH_DAY, which) for t in s.truths] for s in on.sides)
    joint = [NO] * len(one)
    for n in on.found:
        joint[n] = every((one[n], two[n]))
    answers = _word(one[n] for n in on.found), _word(two[n] for n in on.found)
    return Tested(act, on.sides, Puzzle(on.axes, on.cells, joint), _word(joint[n] for n in on.found), answers)


@functools.lru_cache(maxsize=64)
def _cautions(law: Law, family: Family) -> tuple[tuple[str, tuple[Piece, ...]], ...]:
    return tuple(
        (f"{c.say} ({c.source})", found) for c, cuts in law.space.cautions if (found := pieces(None, cuts, family))
    )


def _word(truths: Iterable[Truth]) -> Answer:
    """yes or no reading where every state says so; else it depends."""
    found = {t.constant for t in truths}
    return WORDS.get(found.pop(), "depends") if len(found) == 1 else "depends"


def _requested(
    law: Law, system: str, conduct_on: dt.date, asked_on: dt.date, given: dict[str, bool], threshold: float | None
) -> SideRules:
    now, later = law.rules_on(system, conduct_on), law.rules_on(system, asked_on)
    then = answered(later, given) if _changed(now, later) else None
    return SideRules(system, answered(now, given), then, law.unheld(system), threshold, None)


@functools.lru_cache(maxsize=256)
def _changed(now: tuple[Rule, ...], later: tuple[Rule, ...]) -> bool:
    """Whether what is an offence, or its penalty, differs between two days."""
    one, two = ([(r.reading.id, r.covers, r.exceptions, r.penalties) for r in rules] for rules in (now, later))
    return now is not later and one != two


def _reach(state: str, facts: LawFacts) -> ReachBase | None:
    """Which values of the reach space are still possible for this state; None where nothing about places or people is
    stated.
    """
    places, child, suspect = facts.places, facts.people.child, facts.people.suspect
    if not (places.conduct or places.child or suspect.nationality or suspect.residence):
        return None
    everywhere: ReachBase = {
        "place": ("territory", "ship_or_aircraft", "abroad"),
        "child_place": ("territory", "abroad"),
        "actor": ("national", "resident", "present", "other"),
        "victim": ("national", "resident", "other"),
        "abroad_law": ("punishable_there", "not_punishable_there"),
    }
    if places.conduct:
        flag = ("ship_or_aircraft",) if places.ship_or_aircraft_of == state else ("abroad",)
        arrives = places.child == state and state not in places.not_in and any(map(_online, facts.conduct))
        here = state in places.conduct
        everywhere["place"] = ("territory",) if here else ("territory", *flag) if arrives else flag
    if places.child:
        everywhere["child_place"] = ("territory",) if places.child == state else ("abroad",)
    if places.punishable_where_done:
        everywhere["abroad_law"] = (
            ("punishable_there",) if places.punishable_where_done == "yes" else ("not_punishable_there",)
        )
    everywhere["actor"] = _status(state, suspect.nationality, suspect.residence, suspect.found_in)
    everywhere["victim"] = tuple(v for v in _status(state, child.nationality, child.residence, []) if v != "present")
    return everywhere


def _online(act: ActFacts) -> bool:
    """Whether an act may have been done by communication technology, so that a message arrived where the child was."""
    return "ict" in act.where.get("means", ["ict"])


def _status(
    state: str, nationality: list[str] | None, residence: str | None, found_in: list[str] | None
) -> tuple[str, ...]:
    if nationality is not None and state in nationality:
        return ("national",)
    out = ["national"] if nationality is None else []
    if residence == state:
        return (*out, "resident")
    if residence is None:
        out.append("resident")
    if found_in is not None and state in found_in:
        return (*out, "present")
    return (*out, *(["present"] if found_in is None else []), "other")


def _known_states(law: Law, facts: LawFacts) -> None:
    """Every state that the facts name is one: a slip must not pass for "somewhere else"."""
    own, places = {s.system.state for s in law.data.systems.values()}, facts.places
    named: dict[str, Sequence[str | None]] = {
        "places.conduct": places.conduct,
        "places.not_in": places.not_in,
        "places.child": [places.child],
        "places.provider": [places.provider],
        "places.ship_or_aircraft_of": [places.ship_or_aircraft_of],
    }
    for who, person in (("child", facts.people.child), ("suspect", facts.people.suspect)):
        named[f"people.{who}.nationality"] = list(person.nationality or [])
        named[f"people.{who}.residence"] = [person.residence]
        named[f"people.{who}.found_in"] = list(person.found_in or [])
    for where, codes in named.items():
        for code in codes:
            if code is not None and code not in own:
                try:
                    check_state(code)
                except LawError as err:
                    raise LawError(f"{where}: {err}") from err


def _known_answers(law: Law, given: dict[str, bool]) -> None:
    for name in given:
        if name in law.conditions or name in (WHICH_DAY, SAME_CONDUCT):
            if name in law.conditions and law.conditions[name].kind == "elsewhere":
                raise LawError(
                    f"answers.{name}: this turns on a text that is not held, so a case cannot answer it; leave it out"
                )
            continue
        near = difflib.get_close_matches(name, law.conditions, 1, 0.6)
        raise LawError(
            f"answers.{name}: there is no such question"
            + (f"; did you mean {near[0]}?" if near else "; use the ids that `questions` gives")
        )


def _headline(answer: Answer, sides: Sequence[Side], day: dt.date) -> str:
    one, two = sides
    if answer == "yes":
        return f"An offence in {one.system} and in {two.system}, as the texts are read."
    if answer == "no_reading":
        lacking = " and ".join(s.system for s in sides if s.answer == "no_reading") or "one side"
        beyond = all(not s.provisions for s in sides if s.answer == "no_reading")
        verb = "covers it" if beyond else "covers and reaches it"
        return f"No reading in force on {day} {verb} in {lacking}, in the texts read. That does not say it is lawful."
    open_on = " and ".join(s.system for s in sides if s.answer == "depends") or "both sides together"
    return f"It depends: what is open is in {open_on}."


def _ask(law: Law, bundle: Sequence[Tested], sides: Sequence[SideRules]) -> tuple[Tree | None, tuple[Question, ...]]:
    """What decides the act of the bundle that leaves least open."""

    def late(name: str) -> bool:
        return name == WHICH_DAY or (name in law.conditions and law.conditions[name].kind == "appraisal")

    open_ = {n: compact(t.puzzle) for n, t in enumerate(bundle) if t.answer == "depends"}
    act = min(open_, key=lambda n: len(open_[n].axes))
    tested, puzzle = bundle[act], open_[act]
    tree = ask(puzzle, late)
    if isinstance(tree, Leaf):
        return tree, ()
    if tree is None:
        pick = first(puzzle, late)
        name, axis = (pick, None) if isinstance(pick, str) else (pick.name, pick)
        return None, (_question(law, tested, act, name, axis, sides),)
    seen: dict[str, Question] = {}
    queue: list[Tree] = [tree]
    while queue:  # breadth first: what is asked earlier stands earlier
        node = queue.pop(0)
        if isinstance(node, Ask):
            seen.setdefault(node.name, _question(law, tested, act, node.name, node.axis, sides))
            queue.extend(kid for _, kid in node.branches)
    return tree, tuple(seen.values())


def _question(law: Law, tested: Tested, act: int, name: str, axis: Axis | None, sides: Sequence[SideRules]) -> Question:
    if axis is None:
        if name == WHICH_DAY:
            asks = _LAW_CHANGED if _moved(sides[1]) else _FORCE_UNKNOWN
            return Question(name, "appraisal", asks, "court", ("yes", "no"), (), "", act)
        c = law.conditions[name]
        assert c.kind != "elsewhere", "what turns on a text not held is never asked"
        return Question(name, c.kind, c.question, c.asked_of, ("yes", "no"), (), c.provision or "", act)
    head, _, dim = name.rpartition(".")
    if head.startswith("reach."):
        state = law.data.systems[sides[int(head.split(".")[1])].system].system.state
        values = law.space.spec.reach[dim]
        names = list(values)
        asked = f"{law.space.spec.reach_ask[dim]} ({state})"
        raw = tuple(tuple(names[k] for k in g) for g in axis.groups)
        said = tuple(" or ".join(values[v].say for v in g) for g in raw)
        return Question(f"reach.{dim}", "reach", asked, "investigator", said, raw, "", act)
    family = tested.act.family
    d = family.place[dim]
    possible = [[k for k in g if _may_occur(tested.act, d, k)] for g in axis.groups]
    raw = tuple(tuple(str(family.values[d][k]) for k in g) for g in possible if g)
    if isinstance(family.values[d][0], int):
        said = tuple(ages_said([int(v) for v in g]) for g in raw)
    else:
        said = tuple(phrase(family, dim, list(g), list(map(str, family.values[d])), "anything except {}") for g in raw)
    return Question(name, "dimension", family.spec.dimensions[dim].ask, "investigator", said, raw, "", act)


def _moved(side: SideRules) -> bool:
    """Whether the two days' readings differ by more than by not knowing whether they were in force."""

    def known(rules: Sequence[Rule]) -> list[tuple[object, ...]]:
        bare = [
            (r.reading.id, [(c.sel, sorted(x for x in c.conditions if not x.startswith(UNDATED))) for c in r.covers])
            for r in rules
        ]
        return [(*row,) for row in bare]

    return known(side.rules) != known(side.later or side.rules)


def _may_occur(act: Act, d: int, value: int) -> bool:
    """Whether the act can still occur when this value is stated: what cannot is never offered as an answer."""
    masks = [1 << value if k == d else m for k, m in enumerate(act.masks)]
    return not any(all(not a & ~m for m, a in zip(cut.masks, masks, strict=True)) for cut in act.family.void)


def _same_conduct() -> Question:
    return Question(SAME_CONDUCT, "appraisal", _SAME_CONDUCT, "court", ("yes", "no"), (), "", 0)


_SAME_CONDUCT = (
    "Would the requested authority regard the acts as one conduct, "
    "so that it is enough that each side punishes one of them?"
)
_LAW_CHANGED = (
    "The law changed between the conduct and the request: "
    "does the requested authority look at the law of the day of the conduct?"
)
_FORCE_UNKNOWN = (
    "It is not known whether the texts read were in force on the day of the conduct. Does the requested authority look "
    "at the law of that day (then it stays undecided), and not only at the law of the day of the request?"
)
