"""Answers derived from the readings, beside those a second reader wrote down for the same texts.

    python bench/agreement.py [--pack ../shared/law] [--before FOLDER_OF_SYSTEMS] [--write docs/agreement.md]

Nothing of ours is typed: each answer is what `coverage` says of a fixed region of the conduct space, one region per
element, the same for every system and chosen with the prototype, before these readings were made. The second reader's
words become one of five classes by the tables `CLASSES` and `AGES`; a word that stands in neither is an error. FOLDER
is a folder like `law/systems` of the corpus with the readings as they stood before the comparison: it is put in the
place of the systems of today's corpus, all else equal. A difference without its row in
`docs/agreement-differences.md`, the hand-written half of the page, is an error too.
"""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from tutela import law as tl
from tutela.corpus import open_corpus
from tutela.law._coverage import Words, coverage, grids, rule_words
from tutela.law._law import Law, Rule
from tutela.law._schema import Box

HERE = Path(__file__).resolve().parents[1]
DAY = dt.date(
    2026, 11, 23
)  # the day of the conduct and of the question, fixed so that the table does not move by itself
FILES = {"CA": ["ca"], "DE": ["de"], "FR": ["fr"], "GB-EAW": ["gb", "gb-more"], "US": ["us", "us-more"]}  # later wins
DIFFERENCES = HERE / "docs" / "agreement-differences.md"
FIVE = ("yes", "part", "no", "undecided", "not held")
DECIDED = ("yes", "part", "no")
ALIASES = {"intent_to_distribute_required": "possession_intent_to_distribute_required"}

# The second reader's words, as classes. `unknown` is two things, told apart by whether a provision is cited for it.
CLASSES: dict[str, tuple[str, str]] = {
    "yes": ("yes", ""),
    "true": ("yes", ""),
    "no": ("no", ""),
    "false": ("no", ""),
    "unknown, no provision cited": ("not held", "no text was found to answer from"),
    "unknown, a provision cited": ("undecided", "the text was read and does not settle it"),
    "yes, with intent to view": ("yes", "the intent is in the definition of viewing (knowingly sought)"),
    "yes: indistinguishable, or identifiable minor": ("yes", "these two are the whole region that is asked"),
    'only if obscene (or § 1466A(a)(2)/(b)(2) test); excluded from "indistinguishable"': ("part", "some drawings only"),
    "inciting (s 10); ss 15 and 15A exist but their text is not held": ("part", "one form read, two named, not held"),
    "enticement": ("yes", "the name of the offence"),
}
AGES: dict[str, tuple[int, ...]] = {"18 / 16 / 14 by purpose offence": (14, 16, 18)}

# Elements of the pack that no region of conduct can answer.
_POWERS = "powers, duties and remedies are entries of `powers.yaml`, no conduct"
_SPECIAL = "a box says that a text reaches conduct, not that it was written for it"
NOT_DERIVED = {
    "sextortion_specific": _SPECIAL,
    "livestream_specific": _SPECIAL,
    "child_age": "an age without an act; what an act needs is in the age limits",
    "age_of_consent": "typed in the system file (`ages.consent`), so no derived answer",
    "extraterritorial_nationals": "reach is said per reading; one word for a system would be a choice",
    **dict.fromkeys(
        (
            "provider_reporting_duty", "provider_removal_duty", "provider_removal_hours", "provider_preservation_days",
            "preservation_order_days", "production_order", "computer_search_power", "electronic_evidence_rule",
            "victim_anonymity", "victim_restitution", "image_removal_remedy", "special_measures",
        ),
        _POWERS,
    ),
}  # fmt: skip

Where = Mapping[str, Sequence[str] | str]  # a box: its family, and per dimension the values it names
# The plain case: an adult who is not close in age, who knows, by computer, explicit content, no duty, not agreed.
PLAIN: dict[str, Sequence[str] | str] = {
    "mind": ["knows"], "means": ["ict"], "content": ["explicit"], "purpose": ["pass_on", "own_use", "none"],
}  # fmt: skip
APPROACH = ["build_trust", "sexual_talk", "propose_sex", "propose_meeting", "incite", "ask_images"]
TOWARDS: dict[str, Sequence[str] | str] = {
    "means": ["ict"], "child": ["known"], "offender": ["adult"], "method": ["plain", "deceit", "threat"],
    "purpose": ["sexual_act", "images", "gratification"],
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """One answer: a class, or for an age the years below which the text protects. `by`: origins of the readings."""

    kind: str
    ages: tuple[int, ...] = ()
    by: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return ", ".join(map(str, self.ages)) or self.kind

    def same(self, other: Answer) -> bool:
        return (self.kind, self.ages) == (other.kind, other.ages)

    @property
    def decided(self) -> bool:
        return bool(self.ages) or self.kind in DECIDED

    @property
    def group(self) -> str:
        """What decides it: prototype readings only, new ones among them, or no reading (a silence, a text not held)."""
        return "new readings involved" if "new" in self.by else "prototype only" if self.by else "no reading"


@dataclass(frozen=True)
class Pair:
    """One element of one system, answered by both."""

    system: str
    element: str
    theirs: Answer
    ours: Answer


@dataclass(frozen=True)
class Figures:
    """Shares between 0 and 1; None where there is nothing to divide by. `ages`: (same, compared) of the elements that
    are numbers, which are outside kappa.
    """

    compared: int
    same: int
    agreement: float | None
    kappa: float | None
    decided_by_both: float | None
    ages: tuple[int, int]


class UnknownWordError(Exception):
    """A value of the pack that no table here maps."""


def second_reader(pack: Path) -> dict[str, dict[str, Answer]]:
    """Per system, the second reader's answers to the elements that are derived here; a later file wins.

    Raises:
        UnknownWordError: a value that neither `CLASSES` nor `AGES` maps.
    """
    out: dict[str, dict[str, Answer]] = {}
    for system, names in FILES.items():
        out[system] = {}
        raw: dict[str, Any] = {}
        for name in names:
            held = yaml.safe_load((pack / "jurisdictions" / f"{name}.yaml").read_text(encoding="utf-8"))
            raw |= {ALIASES.get(k, k): v for k, v in held["elements"].items()}
        for element, said in raw.items():
            if element in ELEMENTS:
                out[system][element] = as_class(element, said["value"], said["provisions"], f"{system} {element}")
            elif element not in NOT_DERIVED:
                raise UnknownWordError(
                    f"{system}: the element {element!r} is neither derived nor in NOT_DERIVED, with why not"
                )
    return out


def as_class(element: str, value: object, provisions: Sequence[str], where: str) -> Answer:
    """One value of the pack as one of the five classes, or as ages."""
    if isinstance(value, int) and not isinstance(value, bool) and element.endswith("age_limit"):
        return Answer("age", (value,))
    word = str(value).lower() if isinstance(value, bool) else str(value)
    if word in AGES:
        return Answer("age", AGES[word])
    if word == "unknown":
        word += ", a provision cited" if provisions else ", no provision cited"
    if word not in CLASSES:
        raise UnknownWordError(
            f"{where}: {value!r} is in no table; say in CLASSES (bench/agreement.py) which class it is"
        )
    return Answer(CLASSES[word][0])


class Readings:
    """One system's readings on `DAY`, weighed over regions of the conduct space."""

    def __init__(self, law: Law, system: str) -> None:
        self.law, self.grids = law, grids(law)
        self.rules = law.rules_on(system, DAY)
        self.covered = coverage(law, system, DAY)
        self.askable = {name: np.zeros_like(grid.ones) for name, grid in self.grids.items()}
        for rule in map(self._askable, self.rules):
            for name, grid in self.grids.items():
                self.askable[name] |= rule_words(grid, rule)[1]

    def _askable(self, rule: Rule) -> Rule:
        """The reading as far as somebody can settle it, in its favour: without what turns on a text not held."""
        can = self.law.askable
        return replace(
            rule,
            covers=tuple(c for c in rule.covers if all(map(can, c.conditions))),
            exceptions=tuple(
                replace(c, conditions=frozenset()) for c in rule.exceptions if not any(map(can, c.conditions))
            ),
        )

    def region(self, *boxes: Where) -> list[tuple[str, Words]]:
        """Boxes as bitmaps, one per family that they reach."""
        out: dict[str, Words] = {}
        for box in boxes:
            where = {d: v if isinstance(v, str) else list(v) for d, v in box.items() if d != "family"}
            found = self.law.space.cuts(Box(family=str(box["family"]), where=where), {})
            for cut in found:
                words = self.grids[cut.family].words(cut)
                out[cut.family] = out[cut.family] | words if cut.family in out else words
        return list(out.items())

    def kind(self, *boxes: Where) -> str:
        """*yes*: all surely; *part*: some surely; *undecided*: none surely, and somebody can settle some of it;
        *not held*: whatever is settled, it turns on a text that was not read, or on a date nobody knows; *no*: nothing
        may cover it.
        """
        region, covered = self.region(*boxes), self.covered
        if all(not (w & ~covered.sure[f]).any() for f, w in region):
            return "yes"
        for kind, words in (("part", covered.sure), ("undecided", self.askable), ("not held", covered.possible)):
            if any((w & words[f]).any() for f, w in region):
                return kind
        return "no"

    def by(self, *boxes: Where) -> frozenset[str]:
        """Origins of the readings that may cover a point of the region."""
        region = self.region(*boxes)
        return frozenset(
            r.reading.origin for r in self.rules for f, w in region if (w & rule_words(self.grids[f], r)[1]).any()
        )

    def extent(self, *boxes: Where) -> Answer:
        return Answer(self.kind(*boxes), by=self.by(*boxes))

    def limits(self, *boxes: Where) -> Answer:
        """For each box the first age above all those at which something is sure that is not sure at 18: a text without
        an age line (threats, say) draws none. (No system here protects 18; for one that does, compare with 19.)
        """
        found = {max(a) + 1 for box in boxes if (a := [n for n in range(18) if self._below_18_only(box, n)])}
        return Answer("age" if found else self.kind(*boxes), tuple(sorted(found)), self.by(*boxes))

    def _below_18_only(self, box: Where, age: int) -> bool:
        (family, at), (_, full) = self.region({**box, "age": str(age)})[0], self.region({**box, "age": "18"})[0]
        grid, sure = self.grids[family], self.covered.sure[family]
        d = grid.family.place["age"]
        here, there = (
            np.take(grid.array(w & sure), grid.classes[d][grid.family.values[d].index(n)], axis=d)
            for w, n in ((at, age), (full, 18))
        )
        return bool((here & ~there).any())


def _image(r: Readings, conducts: Sequence[str], material: Sequence[str], **more: Sequence[str] | str) -> Answer:
    """Images of a real child, or material that conveys one, below the age that the text itself draws."""
    limit = r.limits(*_ages_of_images()).ages or (18,)
    real = [m for m in material if m in ("child", "altered")]
    other = [m for m in material if m not in real]
    common = {**PLAIN, "conduct": list(conducts), "age": f"<{max(limit)}", **more}
    boxes: list[Where] = []
    if real:
        boxes.append({"family": "image_of_child", "material": real, "relation": ["other"], **common})
    if other:
        boxes.append({"family": "other_material", "material": other, "offender": ["adult"], **common})
    return r.extent(*boxes)


def _ages_of_images() -> list[Where]:
    return [
        {"family": "image_of_child", "material": ["child"], "relation": ["other"], "conduct": ["make", "distribute"]}
        | PLAIN
    ]


def _intent_required(r: Readings) -> Answer:
    """*no* where possession without the aim of passing on is an offence, *yes* where only possession with it is."""
    without = _image(r, ["possess"], ["child"], purpose=["own_use", "none"])
    if without.kind in ("yes", "no"):
        with_it = _image(r, ["possess"], ["child"], purpose=["pass_on"])
        kind = "yes" if without.kind == "no" and with_it.kind in ("yes", "part") else "no"
        return Answer(kind, by=without.by | with_it.by)
    return without


def _grooming(conducts: Sequence[str], **more: Sequence[str]) -> Where:
    return {"family": "contact", **TOWARDS, "conduct": list(conducts), **more}


def _grooming_offence(r: Readings) -> Answer:
    """Whether there is one at all: *yes* where some approach is surely an offence."""
    found = r.extent(_grooming(APPROACH))
    return replace(found, kind="yes") if found.kind == "part" else found


def _meeting(r: Readings) -> Answer:
    """*no* where an approach with nothing further done is enough, *part* where only a proposed meeting is."""
    by, early = r.by(_grooming(APPROACH)), {"step": ["none", "repeated"]}
    if r.kind(_grooming([a for a in APPROACH if a != "propose_meeting"], **early)) in ("yes", "part"):
        return Answer("no", by=by)
    if r.kind(_grooming(["propose_meeting"], **early)) in ("yes", "part"):
        return Answer("part", by=by)
    later = r.kind(_grooming(APPROACH, step=["acts_towards", "met"]))
    return Answer("yes" if later in ("yes", "part") else later, by=by)


ELEMENTS: dict[str, Callable[[Readings], Answer]] = {
    "csam_age_limit": lambda r: r.limits(*_ages_of_images()),
    "csam_production_criminalised": lambda r: _image(r, ["make"], ["child"]),
    "csam_distribution_criminalised": lambda r: _image(r, ["distribute"], ["child"]),
    "possession_criminalised": lambda r: _image(r, ["possess"], ["child"]),
    "possession_intent_to_distribute_required": _intent_required,
    "access_criminalised": lambda r: _image(r, ["access", "access_repeated"], ["child"]),
    "computer_generated_covered": lambda r: _image(r, ["distribute", "possess"], ["synthetic", "altered"]),
    "drawn_covered": lambda r: _image(r, ["distribute", "possess"], ["drawn"]),
    "text_only_covered": lambda r: _image(r, ["distribute", "possess"], ["text"]),
    "audio_covered": lambda r: _image(r, ["distribute", "possess"], ["audio"]),
    "grooming_offence": _grooming_offence,
    "grooming_requires_meeting": _meeting,
    "grooming_age_limit": lambda r: r.limits(*(_grooming([a]) for a in APPROACH)),
}


def derived(law: Law) -> dict[str, dict[str, Answer]]:
    """Per system, our answer to every element."""
    return {system: {e: how(Readings(law, system)) for e, how in ELEMENTS.items()} for system in FILES}


def law_with(systems: Path, folder: Path) -> Law:
    """Today's corpus, copied to `folder`, with the systems found in `systems` in the place of its own."""
    root = open_corpus().root
    shutil.copytree(root, folder, dirs_exist_ok=True)
    for name in FILES:
        if not (systems / name / "readings.yaml").is_file():
            sys.exit(f"{systems} holds no {name}/readings.yaml; expected a folder like {root / 'law' / 'systems'}")
        shutil.rmtree(folder / "law" / "systems" / name)
        shutil.copytree(systems / name, folder / "law" / "systems" / name)
        readings = folder / "law" / "systems" / name / "readings.yaml"
        # Fines were written as true or false then; penalties play no part in these answers.
        readings.write_text(readings.read_text().replace("fine: true", "fine: or"))
    return tl.load(open_corpus(root=folder))


def pairs(theirs: Mapping[str, Mapping[str, Answer]], ours: Mapping[str, Mapping[str, Answer]]) -> list[Pair]:
    return [Pair(s, e, theirs[s][e], ours[s][e]) for s in FILES for e in ELEMENTS if e in theirs[s]]


def kappa(both: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa: (p_o - p_e) / (1 - p_e), p_o the share of equal answers, p_e the sum over the classes of the
    product of the two readers' shares (J. Cohen, A coefficient of agreement for nominal scales, 1960). None where p_e
    is 1.
    """
    if not both:
        return None
    n = len(both)
    mine, other = Counter(a for a, _ in both), Counter(b for _, b in both)
    chance = sum(mine[k] * other[k] for k in mine) / n**2
    return None if chance == 1 else (sum(a == b for a, b in both) / n - chance) / (1 - chance)


def figures(of: Sequence[Pair]) -> Figures:
    words = [p for p in of if not p.element.endswith("age_limit")]
    ages = [p for p in of if p.element.endswith("age_limit")]
    same = sum(p.theirs.same(p.ours) for p in of)
    return Figures(
        len(of),
        same,
        same / len(of) if of else None,
        kappa([(p.theirs.kind, p.ours.kind) for p in words]),
        sum(p.theirs.decided and p.ours.decided for p in of) / len(of) if of else None,
        (sum(p.theirs.same(p.ours) for p in ages), len(ages)),
    )


def grouped(of: Sequence[Pair]) -> Iterator[tuple[str, list[Pair]]]:
    for name in ("prototype only", "new readings involved", "no reading"):
        yield name, [p for p in of if p.ours.group == name]
    yield "total", list(of)


def reach(law: Law) -> dict[str, tuple[str, str]]:
    """Per system, what the readings say of live streams and of threats with images; not compared (`NOT_DERIVED`)."""
    stream: Where = {"family": "performance", "conduct": ["organise", "watch"], "age": "<18", "means": ["ict"]}
    threat: Where = {"family": "extortion", "threat": ["real_image", "made_image"], "age": "<18", "means": ["ict"]}
    adult: dict[str, Sequence[str] | str] = {"offender": ["adult"]}
    return {
        s: (r.kind({**stream, **adult, "mind": ["knows"]}), r.kind({**threat, **adult}))
        for s in FILES
        if (r := Readings(law, s))
    }


def unexplained(states: Mapping[str, Sequence[Pair]], prose: str) -> list[str]:
    """Differences, before or after, that have no row of their own in the hand-written half."""
    differ = {f"| {p.system} | {p.element} |" for of in states.values() for p in of if not p.theirs.same(p.ours)}
    return sorted(row for row in differ if row not in prose)


def page(states: Mapping[str, Sequence[Pair]], reached: Mapping[str, tuple[str, str]]) -> str:
    """The whole page, as Markdown; `states` in order, the last one is today's."""
    head = ["readings", "decided by", "answers", "same", "agreement", "kappa", "decided by both", "ages: same of"]
    groups = [(state, *named) for state, of in states.items() for named in (*grouped(of), _open_as_one(of))]
    out = [HEAD, *_table(head, ([state, group, *_said(figures(some))] for state, group, some in groups))]
    words = [p for p in list(states.values())[-1] if not p.element.endswith("age_limit")]
    both = Counter((p.theirs.kind, p.ours.kind) for p in words)
    out += [
        FIGURES_SAY,
        *_table(["theirs, down; ours, across", *FIVE], ([k, *(both[k, c] or "" for c in FIVE)] for k in FIVE)),
    ]
    out += ["", "## Every answer", "", "Bold: not the second reader's.", ""]
    head = ["system", "element", "theirs", *(f"ours {name}" for name in states), "decided by"]
    out += _table(head, map(_answers, zip(*states.values(), strict=True)))
    out += ["", "## How the second reader's words became classes", ""]
    mapped = [(word, kind, why) for word, (kind, why) in CLASSES.items()]
    mapped += [(word, ", ".join(map(str, ages)), "ages: all that are named") for word, ages in AGES.items()]
    out += [*_table(["their value", "class", "why"], mapped), NOT_COMPARED]
    for why in dict.fromkeys(NOT_DERIVED.values()):
        out.append(f"- {', '.join(e for e, w in NOT_DERIVED.items() if w == why)}: {why}.")
    head = ["system", "a stream, staged or watched", "a threat with an image of the child"]
    out += [REACHED, *_table(head, ([s, *kinds] for s, kinds in reached.items()))]
    return "\n".join(out) + "\n"


def _table(head: Sequence[str], rows: Iterable[Iterable[object]]) -> list[str]:
    return [f"| {' | '.join(map(str, row))} |" for row in (head, ["---"] * len(head), *rows)]


def _answers(row: Sequence[Pair]) -> list[str]:
    ours = [str(p.ours) if p.theirs.same(p.ours) else f"**{p.ours}**" for p in row]
    return [
        row[0].system, row[0].element, str(row[0].theirs), *ours,
        " → ".join(dict.fromkeys(p.ours.group for p in row)),
    ]  # fmt: skip


def _said(f: Figures) -> list[str]:
    kappa_said = "–" if f.kappa is None else f"{f.kappa:.2f}"
    return [
        str(f.compared), str(f.same), _share(f.agreement), kappa_said, _share(f.decided_by_both),
        f"{f.ages[0]} of {f.ages[1]}",
    ]  # fmt: skip


def _share(x: float | None) -> str:
    return "–" if x is None else f"{100 * x:.0f} %"


def _open_as_one(of: Sequence[Pair]) -> tuple[str, list[Pair]]:
    def as_one(a: Answer) -> Answer:
        return replace(a, kind="undecided") if a.kind == "not held" else a

    return "total, both open classes as one", [replace(p, theirs=as_one(p.theirs), ours=as_one(p.ours)) for p in of]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", type=Path, default=HERE.parent / "shared" / "law", help="folder with jurisdictions/")
    parser.add_argument("--before", type=Path, help="folder of systems as they stood before the comparison")
    parser.add_argument("--write", type=Path, help="write the page here instead of printing it; needs --before")
    args = parser.parse_args()
    if not (args.pack / "jurisdictions").is_dir():
        sys.exit(f"{args.pack} holds no jurisdictions/; expected the pack with the second reader's answers (--pack)")
    if args.write and not args.before:
        sys.exit("the page shows both states of the readings: give --before FOLDER_OF_SYSTEMS as well")
    theirs, today, states = second_reader(args.pack), tl.load(), dict[str, list[Pair]]()
    if args.before:
        with tempfile.TemporaryDirectory() as folder:
            states["before"] = pairs(theirs, derived(law_with(args.before, Path(folder) / "corpus")))
    states["after"] = pairs(theirs, derived(today))
    text = page(states, reach(today))
    if rows := unexplained(states, DIFFERENCES.read_text(encoding="utf-8")):
        print(text)
        sys.exit(f"{DIFFERENCES} explains every difference; add rows that begin\n" + "\n".join(rows))
    if args.write:
        args.write.write_text(text, encoding="utf-8")
    else:
        print(text)


HEAD = """# Agreement with the second reader

Written by `bench/agreement.py`; do not edit. Made anew by

    git archive f1d4b92 corpus/src/tutela_corpus/law/systems | tar x -C FOLDER
    python bench/agreement.py --before FOLDER/corpus/src/tutela_corpus/law/systems --write docs/agreement.md

Two readers read the same texts of five systems. One wrote boxes (this corpus), the other answered questions in words
(the `elements:` of the law pack, which is not in this repository). *Before* are our readings as first written, before
anybody compared them (commit f1d4b92); *after*, as they are. Every answer of ours is derived from the readings in force
on 2026-11-23; none is typed. Each difference is explained by the words of the text in
[agreement-differences.md](agreement-differences.md).

**What this is not.** Both readers are machines of one kind, with the same texts before them, and nobody from these
systems has reviewed either. Agreement says that two such drafts are consistent; it bounds nothing, least of all
correctness, and where both are wrong alike this page is silent. Most answers of the second reader are *yes*, so raw
agreement comes easily and kappa rests on few cases. A group of fewer than thirty answers shows hardly more than its own
list; answers to one system hang together, so no interval is given.

**How an answer is derived.** Each element is one fixed region: an adult who is no close peer and knows, by computer,
explicit content, no duty, nothing agreed. For images: recordings of a real child (*access*: single and habitual
viewing); *covered*: passing on and possessing realistic and altered images, drawings, writings, sound. For an approach:
trust building, sexual talk, proposing sex or a meeting, inciting, asking for images, with any step and any aim but
none. The regions are the prototype's, save that an age limit counts only what is not sure at 18 as well, and that the
two elements on making and passing on, which the prototype did not ask, are added.

- *yes*: all of the region is surely an offence; *part*: some of it (`grooming_offence` asks whether there is one at
  all: some is *yes*); *undecided*: none surely, and somebody can settle some (a fact, a meaning, a court's word);
  *not held*: whatever is settled, it turns on a text not read or a date not known; *no*: no reading covers it, in texts
  that nobody has signed as complete.
- *kappa* (p_o − p_e) / (1 − p_e), over the five classes: p_o the share of same answers, p_e the sum over the classes of
  the product of both readers' shares (Cohen 1960). Ages are compared as numbers; they count in agreement, not in kappa.
- *decided by both*: yes, part, no or a number on both sides, as a share of all answers.
- *decided by*: the origin of the readings that may cover some point of the region; *no reading*: only a text not held.
  An answer may change its group from before to after.

## Figures
"""
FIGURES_SAY = """
*Both open classes as one*: *undecided* and *not held* taken together on both sides, as the second reader has one word,
*unknown*, for both. Where the two differ after correction (without ages):
"""
NOT_COMPARED = """
`intent_to_distribute_required` (DE, FR) is taken as `possession_intent_to_distribute_required`; in words it is wider
(making too), which the other page explains.

## What is not compared, and why
"""
REACHED = """
What today's readings say of the conduct behind the first two (an adult who knows, online, a child under 18):
"""


if __name__ == "__main__":
    main()
