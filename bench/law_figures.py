"""How fast the law engine answers, on the whole corpus: medians, beside the goals of issue 2.

    python bench/law_figures.py

Pairs are all ordered pairs of the five systems read in depth. A figure over pairs is the median of the medians of each
pair; *slowest* is the largest of them. Answers are asked for again, as a node or a notebook would: what the engine
works out once for a corpus (rules of a day, bitmaps of a reading) is there. Only `load` starts from the compiled file.
"""

from __future__ import annotations

import datetime as dt
import itertools
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from tutela import law
from tutela.corpus import open_corpus
from tutela.law._law import Law
from tutela.law._read import LAW

Figure = tuple[str, float, str, str]  # what, measured, unit, goal

DAY = dt.date(2026, 11, 23)
SYSTEMS = ("CA", "DE", "FR", "GB-EAW", "US")
PAIRS = tuple(itertools.permutations(SYSTEMS, 2))
RUNS = 5
FIVE: tuple[dict[str, Any], ...] = (  # typical cases: five facts beside the family
    {
        "family": "contact", "conduct": "propose_meeting", "age": 13, "means": "ict", "offender": "adult",
        "child": "known",
    },
    {
        "family": "material", "material": "child", "conduct": "possess", "age": 13, "content": "explicit",
        "purpose": "own_use",
    },
    {
        "family": "performance", "conduct": "watch", "age": 12, "mind": "knows", "offender": "adult",
        "state": "drawn_in",
    },
)  # fmt: skip
FEW: tuple[dict[str, Any], ...] = (
    {"family": "contact", "conduct": "propose_meeting", "age": 13},
    {"family": "image_of_child", "conduct": "possess", "age": 14},
    {"family": "material", "material": "synthetic", "conduct": "make", "age": 15},
    {"family": "performance", "conduct": "attend", "age": 16},
    {"family": "extortion", "threat": "real_image", "age": 14},
)


def figures() -> list[Figure]:
    """The law engine's figures: what, measured, unit, goal."""
    return [*_load(), *_check(), *_bitmaps()]


def _load() -> Iterator[Figure]:
    law.load()  # writes the compiled form where there is none yet

    def fresh() -> Law:
        corpus = open_corpus()
        return Law(corpus.section(LAW), corpus.version, corpus.root)

    yield "compiled corpus load", _median(fresh, 9), "ms", "≤ 150 ms"

    def ready() -> None:
        made = fresh()
        for system in SYSTEMS:
            made.rules_on(system, DAY)

    yield "the same, with the rules of all five systems", _median(ready, 5), "ms", ""


def _check() -> Iterator[Figure]:
    corpus = law.load()

    def over_pairs(act: dict[str, Any], questions: bool) -> list[float]:
        facts = law.LawFacts.model_validate({"conduct": [act]})
        return [
            _median(lambda: law.check(corpus, facts, a, b, conduct_on=DAY, questions=questions))  # noqa: B023
            for a, b in PAIRS
        ]

    five = [t for act in FIVE for t in over_pairs(act, questions=False)]
    yield "check, five facts given", statistics.median(five), "ms", "≤ 2 ms"
    yield "check, five facts given, slowest case and pair", max(five), "ms", ""
    whole = [t for act in FIVE for t in over_pairs(act, questions=True)]
    yield "check, five facts given, with what to ask next", statistics.median(whole), "ms", ""
    few = [(over_pairs(act, questions=False), over_pairs(act, questions=True)) for act in FEW]
    bare = [t for times, _ in few for t in times]
    yield "check, few facts given (two or three)", statistics.median(bare), "ms", "≤ 15 ms"
    yield "check, few facts given, slowest case and pair", max(bare), "ms", ""
    asking = [max(b - a, 0.0) for without, with_ in few for a, b in zip(without, with_, strict=True)]
    yield "questions, few facts given", statistics.median(asking), "ms", "≤ 100 ms"
    yield "questions, few facts given, slowest case and pair", max(asking), "ms", ""


def _bitmaps() -> Iterator[Figure]:
    corpus = law.load()
    areas = [_median(lambda: law.coverage(corpus, s, DAY), 15) for s in SYSTEMS]  # noqa: B023
    yield "coverage of a system", statistics.median(areas), "ms", "≤ 1 ms"
    yield "coverage of a system, slowest", max(areas), "ms", ""
    known = list(law.criteria(corpus, SYSTEMS[0], on=DAY))
    said = [
        _median(lambda: law.criteria(corpus, s, on=DAY, only=[c]))  # noqa: B023
        for s in SYSTEMS
        for c in known
    ]
    yield "gaps in sentences, slowest criterion and system", max(said), "ms", "≤ 50 ms"
    yield "gaps in sentences, one criterion", statistics.median(said), "ms", ""
    whole = [_median(lambda: law.criteria(corpus, s, on=DAY), 3) for s in SYSTEMS]  # noqa: B023
    yield "gaps in sentences, all criteria of a system", statistics.median(whole), "ms", ""


def _median(run: Callable[[], object], runs: int = RUNS) -> float:
    """Milliseconds, the median of some runs after one that does not count."""
    run()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e3


def main() -> int:
    for what, measured, unit, goal in figures():
        print(f"{what:55} {measured:8.2f} {unit}  {goal}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
