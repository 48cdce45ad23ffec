"""One clause of the test: what it refers to, and its promise.

A clause that burdens must hold for an answer and for every heavier one, a clause that relieves for an answer and every
lighter one, and a safeguard in place may only help: so no proposal gets better by becoming worse.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from tutela.corpus import Document, Loc, Problem
from tutela.rights._schema import SAFEGUARD, Rights, When

Side = Literal["heavier", "lighter", "any"]
"""`heavier`: the clause may only burden; `lighter`: only relieve; `any`: it weighs, or speaks of doing nothing."""

_FLIPPED: dict[Side, Side] = {"heavier": "lighter", "lighter": "heavier", "any": "any"}


def check_clause(when: When, side: Side, at: Loc, rights: Rights, doc: Document, problems: list[Problem]) -> None:
    """References, then the promise: `heavier` clauses hold for an answer and all heavier ones, `lighter` for it
    and all lighter ones."""
    known_words(when.family, rights.kind_of, doc, (*at, "family"), "a family of measures.yaml", problems)
    for fact, words in (*when.where.items(), *when.all_of.items()):
        here: Loc = (*at, fact)
        if fact.startswith(SAFEGUARD):
            guard = rights.safeguard_by_id.get(fact.removeprefix(SAFEGUARD))
            if guard is None or guard.answered_by is not None:
                problems.append(
                    doc.problem(
                        here, "is no safeguard that is answered directly", "one of facts.yaml without `answered_by`"
                    )
                )
            known_words(words, ("yes", "no"), doc, here, "yes or no", problems)
            if (side == "heavier" and "yes" in words) or (side == "lighter" and "no" in words):
                problems.append(
                    doc.problem(here, "lets a safeguard in place hurt, or a missing one help", "the other answer")
                )
            continue
        if not known_words([fact], rights.fact_by_id, doc, here, "a fact of facts.yaml or a key of clauses", problems):
            continue
        spec = rights.fact_by_id[fact]
        known_words(
            words, spec.values.keys() - set(spec.silent), doc, here, f"a value of {fact} that tells something", problems
        )
        inside = [w in words for w in spec.order]
        if side != "any" and any(inside) and inside != sorted(inside, reverse=side == "lighter"):
            expected = f"an unbroken end of: {', '.join(spec.order)}"
            problems.append(doc.problem(here, "treats a heavier answer more kindly than a lighter one", expected))
    wrong = {"heavier": (when.tier_to, when.start_to), "lighter": (when.tier_from, when.start_from)}.get(side, ())
    if any(x is not None for x in wrong):
        problems.append(
            doc.problem(
                at, "treats a higher tier more kindly than a lower one", "tier_from to burden, tier_to to relieve"
            )
        )
    for i, exception in enumerate(when.unless):
        check_clause(exception, _FLIPPED[side], (*at, "unless", i), rights, doc, problems)


def known_words(
    words: Iterable[str], known: Iterable[str], doc: Document, at: Loc, expected: str, problems: list[Problem]
) -> bool:
    """Whether all words are known; each that is not is added to `problems`."""
    bad = [word for word in words if word not in set(known)]
    problems.extend(doc.problem(at, f"{word!r} is not known here", expected) for word in bad)
    return not bad
