"""Law: what is an offence, in which legal system, how sure, and what decides it.

Flow: `load` gives the `Law` of one corpus version. `check` asks whether a bundle of acts is an offence on two sides;
`criteria` holds one system against the baseline, in sentences; `coverage` gives the bitmaps under both; `standing` and
`reserved` say whether a state is bound by an instrument on a day and what it has left out. Every question takes its
dates: when the conduct happened, when it is asked, and the corpus version, which is what was known. Nothing here
decides what an open word means, and nothing says "not an offence".
"""

from tutela.law._answers import UNSTATED, Check, Question, Requirement, Side
from tutela.law._baseline import Instrument, Party, Reservation
from tutela.law._check import check
from tutela.law._coverage import Coverage, coverage
from tutela.law._criteria import CriterionAnswer, Part, criteria
from tutela.law._facts import LawFacts, known_acts
from tutela.law._instruments import Reserved, Standing, reserved, standing
from tutela.law._law import Law, LawError, load
from tutela.law._read import LAW
from tutela.law._schema import Power, Provision
from tutela.law._states import check_state
from tutela.law._texts import Added, add, text_of

__all__ = [
    "LAW", "UNSTATED", "Added", "Check", "Coverage", "CriterionAnswer", "Instrument", "Law", "LawError",
    "LawFacts", "Part", "Party", "Power", "Provision", "Question", "Requirement", "Reservation", "Reserved",
    "Side", "Standing", "add", "check", "check_state", "coverage", "criteria", "known_acts", "load",
    "reserved", "standing", "text_of",
]  # fmt: skip
