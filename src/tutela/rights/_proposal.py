"""What is asked: a measure of the catalogue and neutral facts about it.

Words outside the corpus are refused with the words that are accepted.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from tutela.corpus import Strict
from tutela.rights._schema import SAFEGUARD, SILENT, FactSpec, Measure, Rights


class LesserAnswer(Strict):
    """What is said of one listed lesser measure.

    `facts` holds the fact behind it, in words; without one it excludes nothing.
    """

    result: Literal["tried_failed", "cannot_serve", "not_in_time", "open", "unknown"]
    facts: str = ""

    @property
    def excludes(self) -> bool:
        """Whether the lesser measure is excluded with facts (GC 27 para 14: the bare phrase that it was not
        possible is no reason)."""
        return self.result in ("tried_failed", "cannot_serve", "not_in_time") and len(self.facts.strip()) > 3


class Proposal(Strict):
    """What is asked: a measure, neutral facts, safeguards answered one by one, lesser measures answered one by one.

    `measure` is an id of the catalogue; `facts` maps an id of `facts.yaml` to its word, or to words where several are
    accepted; safeguards answered one by one, and an answer for each listed lesser measure. Facts left out count as
    not told. `ref` is yours and is never read.

    To have a refusal or doing nothing assessed, name the measure that would protect the child and say `level:
    omission`.
    """

    measure: str
    facts: dict[str, str | tuple[str, ...]] = {}
    safeguards: dict[str, Literal["yes", "no", "not_told", "unknown"]] = {}
    lesser: dict[str, LesserAnswer] = {}
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """One word that was refused: where it stood, what it was, what is expected there."""

    where: str
    word: str
    expected: str

    def __str__(self) -> str:
        return f"{self.where}: {self.word!r} is not known here; expected {self.expected}"


class ProposalError(ValueError):
    """The proposal uses words that the corpus does not know. `refused` lists each of them with what is accepted."""

    def __init__(self, refused: Iterable[Refused]) -> None:
        self.refused = tuple(refused)
        super().__init__("\n".join(map(str, self.refused)))


def told_by(proposal: Proposal, rights: Rights) -> tuple[Measure, dict[str, frozenset[str]]]:
    """The measure and the facts told, without those whose word means: not told.

    Raises:
        ProposalError: with every unknown measure, fact, word and safeguard.
    """
    refused: list[Refused] = []
    measure = rights.measure_by_id.get(proposal.measure)
    if measure is None:
        refused.append(Refused("measure", proposal.measure, _near(proposal.measure, rights.measure_by_id, "measure")))
    told: dict[str, frozenset[str]] = {}
    for name, given in proposal.facts.items():
        spec = rights.fact_by_id.get(name)
        if spec is None:
            refused.append(Refused("facts", name, _near(name, rights.fact_by_id, "fact")))
            continue
        if isinstance(given, str) and given in spec.values:  # by far the most
            if given not in SILENT and given not in spec.silent:
                told[name] = frozenset((given,))
            continue
        words = frozenset((given,) if isinstance(given, str) else given)
        wrong = _wrong_words(spec, words)
        refused.extend(wrong)
        if not wrong and (left := words - SILENT - frozenset(spec.silent)):
            told[name] = left
    for name, answer in proposal.safeguards.items():
        guard = rights.safeguard_by_id.get(name)
        if guard is None:
            refused.append(Refused("safeguards", name, _near(name, rights.safeguard_by_id, "safeguard")))
        elif guard.answered_by is not None:
            refused.append(Refused("safeguards", name, f"the fact {guard.answered_by.fact!r}, which answers it"))
        elif answer in ("yes", "no"):
            told[SAFEGUARD + name] = frozenset((answer,))
    for name in proposal.lesser:
        if measure is not None and name not in measure.alternatives:
            listed = ", ".join(measure.alternatives) or "nothing: this measure lists no lesser measure"
            refused.append(Refused("lesser", name, f"one of the listed lesser measures: {listed}"))
    if refused or measure is None:
        raise ProposalError(refused)
    return measure, told


def _wrong_words(spec: FactSpec, words: frozenset[str]) -> list[Refused]:
    if len(words) == 1 and words <= SILENT:
        return []
    where = f"facts.{spec.id}"
    accepted = ", ".join((*spec.values, "unknown"))
    if unknown := words - spec.values.keys() - SILENT:
        return [Refused(where, word, accepted) for word in sorted(unknown)]
    if spec.kind == "one" and len(words) != 1:
        return [Refused(where, ", ".join(sorted(words)), f"one word of: {accepted}")]
    if len(words) > 1 and (lonely := words & frozenset(spec.alone)):
        return [Refused(where, ", ".join(sorted(words)), f"{sorted(lonely)[0]!r} alone, or the others without it")]
    return []


def _near(word: str, known: Mapping[str, object], what: str) -> str:
    close = difflib.get_close_matches(word, known, n=4, cutoff=0.4)
    starts = [
        k for k in known if k not in close and any(part in k for part in word.lower().split("_") if len(part) > 3)
    ][:4]
    names = [*close, *starts]
    return (
        f"a {what} of the corpus; near it: {', '.join(names)}"
        if names
        else f"a {what} of the corpus (none is near this word)"
    )
