"""Rights: may this measure be taken? Gates first, then the balance in words, then an independent decision.

    from tutela import rights

    corpus = rights.load()
    asked = rights.Proposal(measure="device_search", facts={"level": "individual_act", "text_cited": "names_measure"})
    answer = rights.assess(asked, corpus)
    print(answer.said)               # stopped at …; next lawful step: …
    for fact in answer.missing:      # what the applicant still has to supply
        print(fact.asks)

The flow: `load` reads the rights corpus (facts, test, measures); a `Proposal` names a measure and neutral facts;
`assess` answers question by question. It never says that a measure is fine: it says what stops it, with the next
lawful step, or that nothing was found that stops it and what is open. The decision, and its reasons, are a person's.
"""

from tutela.rights._assess import assess
from tutela.rights._assessment import (
    Answer,
    Assessment,
    Balance,
    Emergency,
    LesserMeasure,
    Missing,
    NextStep,
    Owed,
    Raised,
    Reason,
    Severity,
    StepResult,
    Stop,
    WhoDecides,
)
from tutela.rights._proposal import LesserAnswer, Proposal, ProposalError, Refused
from tutela.rights._read import RIGHTS, load
from tutela.rights._schema import Measure, Question, Rights

__all__ = [
    "RIGHTS", "Answer", "Assessment", "Balance", "Emergency", "LesserAnswer", "LesserMeasure", "Measure", "Missing",
    "NextStep", "Owed", "Proposal", "ProposalError", "Question", "Raised", "Reason", "Refused", "Rights", "Severity",
    "StepResult", "Stop", "WhoDecides", "assess", "load",
]  # fmt: skip
