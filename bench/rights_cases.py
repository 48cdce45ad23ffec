"""The rights engine against decided cases, beside trivial baselines.

    python bench/rights_cases.py [--shared DIR] [--each]

Reads `DIR/rights/benchmark-open.yaml` and `coding-open.yaml` (DIR is `../shared` beside this repository unless
given). The engine sees a case's measure and its neutral facts, coded by two coders from the summary alone, and never
the outcome. It is run on past decisions (`retrospective=True`): what the coders were not told is silent.

What counts as an answer: *violation* where a gate fails; *compatible* where none fails and a bound (P3 or P4) as well
as a control (L5, S1 or E1) is shown (the burden lies on whoever interferes, Siracusa 12); else *no answer*. The
second operating point, *bold*, takes every case without a failed gate as compatible. Intervals are 95 % bootstrap
intervals that resample judgments, limbs of one judgment together. The rules were written from doctrine; their authors
had seen these cases, so every figure here is optimistic by an unknown amount.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tutela import rights

HERE = Path(__file__).resolve().parents[1]
DRAWS, SEED = 2000, 20261122

Answer = str  # "violation", "compatible" or "none"


@dataclass(frozen=True)
class Case:
    """One decided case: the judgment it belongs to, what was decided, and what the engine may see."""

    id: str
    judgment: str
    decided: str
    failed_steps: frozenset[str]
    omission: bool
    proposal: rights.Proposal
    coded: dict[str, Any]


@dataclass(frozen=True)
class Score:
    """Figures over one list of (decided, answered): shares between 0 and 1, nan where there is nothing to divide by."""

    balanced: float
    coverage: float
    coverage_violation: float
    coverage_compatible: float
    wrong_allows: float
    wrong_refusals: float
    balanced_ask_wrong: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=HERE.parent / "shared", help="folder that holds rights/*.yaml")
    parser.add_argument("--each", action="store_true", help="print one line a case")
    args = parser.parse_args()
    bench = args.shared / "rights" / "benchmark-open.yaml"
    coding = args.shared / "rights" / "coding-open.yaml"
    if not (bench.is_file() and coding.is_file()):
        print(
            f"NOT MEASURED: {bench} or {coding.name} is missing; give the folder that holds rights/ with --shared DIR"
        )
        return 2
    corpus = rights.load()
    codings = {c["id"]: c for c in yaml.safe_load(coding.read_text("utf-8"))["cases"]}
    decided = yaml.safe_load(bench.read_text("utf-8"))["cases"]
    cases = [read_case(c, codings[c["id"]]["neutral"]) for c in decided]
    count = {k: sum(c.decided == k for c in cases) for k in ("violation", "compatible")}
    sizes = f"{count['violation']} violation, {count['compatible']} compatible"
    print(f"{len(cases)} cases ({sizes}), {len(judgments(cases))} judgments")
    omissions = sum(c.omission for c in cases)
    print(f"{omissions} of them are omissions, all decided as violations: not enough to score on their own\n")
    found = {c.id: rights.assess(c.proposal, corpus, retrospective=True) for c in cases}
    print(f"{'':45} BA of answered      coverage  viol. comp. wrong allows      w. refusals  BA, no answer = wrong")
    rows(cases, found, "")
    for name, answer in baselines():
        line(name, cases, {c.id: answer(c) for c in cases})
    for coder in ("a", "b"):
        own = [read_case(c, codings[c["id"]][coder]) for c in decided]
        rows(own, {c.id: rights.assess(c.proposal, corpus, retrospective=True) for c in own}, f", coder {coder} alone")
    reasons(cases, found)
    authorisation(cases, corpus)
    if args.each:
        each(cases, found)
    speed(cases, corpus)
    return 0


def read_case(case: dict[str, Any], neutral: dict[str, Any]) -> Case:
    """The neutral facts as a proposal; nothing of the outcome goes in."""
    facts = {k: tuple(v) if isinstance(v, list) else v for k, v in neutral.items() if k != "safeguards"}
    proposal = rights.Proposal(measure=case["facts"]["measure"], facts=facts, safeguards=neutral["safeguards"])
    outcome = case["outcome"]
    failed = frozenset(step for step, result in outcome["steps"].items() if result == "fail")
    omission = case["facts"]["claim"] == "omission"
    return Case(case["id"], case["citation"], outcome["overall"], failed, omission, proposal, case["facts"])


def cautious(found: rights.Assessment) -> Answer:
    """Compatible only where a bound and a control are shown."""
    if found.stopped:
        return "violation"
    passed = {a.question for step in found.steps for a in step.answers if a.result == "pass"}
    return "compatible" if passed & {"P3", "P4"} and passed & {"L5", "S1", "E1"} else "none"


def bold(found: rights.Assessment) -> Answer:
    return "violation" if found.stopped else "compatible"


def baselines() -> tuple[tuple[str, Callable[[Case], Answer]], ...]:
    """What needs no doctrine: three on the same neutral facts, three on the older coding with its findings inside."""

    def present(case: Case) -> int:
        return sum(v == "yes" for v in case.proposal.safeguards.values())

    def old(case: Case) -> int:
        return len(case.coded["safeguards_present"])

    def flagged(case: Case) -> bool:
        return bool(set(case.coded["flags"]) - {"pretext", "essence_touched"})

    return (
        ("majority (always violation)", lambda _: "violation"),
        ("neutral: any safeguard present", lambda c: _yes(present(c) >= 1)),
        ("neutral: two or more safeguards present", lambda c: _yes(present(c) >= 2)),
        ("older coding: any safeguard present", lambda c: _yes(old(c) >= 1)),
        ("older coding: two or more present", lambda c: _yes(old(c) >= 2)),
        ("older coding: two-token lookup (two, no flag)", lambda c: _yes(old(c) >= 2 and not flagged(c))),
    )


def score(pairs: Iterable[tuple[str, Answer]]) -> Score:
    """Balanced accuracy over decided cases, coverage by class, wrong allows as a share of all violations."""
    rows = list(pairs)
    of = {k: [a for d, a in rows if d == k] for k in ("violation", "compatible")}
    right = {k: sum(a == k for a in v) for k, v in of.items()}
    given = {k: sum(a != "none" for a in v) for k, v in of.items()}
    size = {k: len(v) for k, v in of.items()}
    return Score(
        _mean(_share(right[k], given[k]) for k in of),
        _share(sum(given.values()), len(rows)),
        _share(given["violation"], size["violation"]),
        _share(given["compatible"], size["compatible"]),
        _share(sum(a == "compatible" for a in of["violation"]), size["violation"]),
        _share(sum(a == "violation" for a in of["compatible"]), size["compatible"]),
        _mean(_share(right[k], size[k]) for k in of),
    )


def judgments(cases: Sequence[Case]) -> list[list[Case]]:
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(case.judgment, []).append(case)
    return list(groups.values())


def rows(cases: Sequence[Case], found: dict[str, rights.Assessment], which: str) -> None:
    """The engine's two operating points."""
    line(f"engine, cautious{which}", cases, {c.id: cautious(found[c.id]) for c in cases})
    line(f"engine, bold{which}", cases, {c.id: bold(found[c.id]) for c in cases})


def line(name: str, cases: Sequence[Case], answers: dict[str, Answer]) -> None:
    """One row: the figure and its bootstrap interval over judgments."""
    s = score((c.decided, answers[c.id]) for c in cases)
    groups = [[(c.decided, answers[c.id]) for c in g] for g in judgments(cases)]
    draw = random.Random(SEED)
    drawn = [score(p for g in draw.choices(groups, k=len(groups)) for p in g) for _ in range(DRAWS)]

    def span(pick: Callable[[Score], float]) -> str:
        values = sorted(v for d in drawn if (v := pick(d)) == v)
        low, high = values[int(0.025 * len(values))], values[int(0.975 * len(values)) - 1]
        return f"{pick(s):.2f} ({low:.2f}-{high:.2f})"

    shares = f"{s.coverage:.2f}      {s.coverage_violation:.2f}  {s.coverage_compatible:.2f}"
    wrong = f"{span(lambda x: x.wrong_allows):17} {s.wrong_refusals:.2f}"
    print(f"{name:45} {span(lambda x: x.balanced):18}  {shares}  {wrong}  {span(lambda x: x.balanced_ask_wrong)}")


def reasons(cases: Sequence[Case], found: dict[str, rights.Assessment]) -> None:
    """Right for the right reason: right refusals whose failed steps share one with the decision, and which gates
    refuse."""
    stopped = [c for c in cases if found[c.id].stopped and c.decided == "violation"]
    same = [c for c in stopped if {s.step for s in found[c.id].stops} & c.failed_steps]
    print(f"\nright refusals that share a failed step with the decision: {len(same)} of {len(stopped)}")
    fired: dict[str, list[int]] = {}
    for case in cases:
        for stop in found[case.id].stops:
            fired.setdefault(stop.question, [0, 0])[case.decided == "compatible"] += 1
    print("gates that refuse (right/wrong): " + ", ".join(f"{k} {v[0]}/{v[1]}" for k, v in sorted(fired.items())))


def authorisation(cases: Sequence[Case], corpus: rights.Rights) -> None:
    """The same facts put as applications: what is not told counts as not shown, so nearly all are returned for
    facts."""
    asked = [rights.assess(c.proposal, corpus) for c in cases]
    clear = sum(not a.stopped for a in asked)
    hard = dict.fromkeys(("violation", "compatible"), 0)
    for case, found in zip(cases, asked, strict=True):
        hard[case.decided] += any(stop.result == "fail" for stop in found.stops)
    print(f"asked beforehand on the same facts: {clear} not stopped, {len(cases) - clear} stopped")
    print(f"  of these by a failed gate: {hard['violation']} decided as violations, {hard['compatible']} as compatible")


def each(cases: Sequence[Case], found: dict[str, rights.Assessment]) -> None:
    print()
    for case in cases:
        got = found[case.id]
        mark = {"none": "?", case.decided: " "}.get(cautious(got), "!")
        print(
            f"{mark} {case.id:22} {case.decided:10} {cautious(got):10} "
            + "; ".join(f"{s.question} {s.why}" for s in got.stops)
        )


def speed(cases: Sequence[Case], corpus: rights.Rights) -> None:
    """Milliseconds a call, asked beforehand, median over the cases."""
    times = []
    for case in [c for c in cases for _ in range(20)]:
        start = time.perf_counter()
        rights.assess(case.proposal, corpus)
        times.append(time.perf_counter() - start)
    times.sort()
    middle, high = times[len(times) // 2] * 1000, times[int(0.95 * len(times))] * 1000
    print(f"\nassess: median {middle:.2f} ms, 95 % below {high:.2f} ms")


def _yes(good: bool) -> Answer:
    return "compatible" if good else "violation"


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def _mean(values: Iterable[float]) -> float:
    got = [v for v in values if v == v]
    return sum(got) / len(got) if got else float("nan")


if __name__ == "__main__":
    sys.exit(main())
