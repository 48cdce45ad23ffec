"""Cooperation between states: which lawful channels are open, how long each takes, and what would make a request come
back.

Flow: `load` reads the routes of a corpus and checks them against its law; `routes` answers a `Need` between two states
on a day with one `RouteAnswer` a channel: open, closed or unknown, by which article and which reservation, its
deadline or that the law sets none, whether dual criminality is required (`.dual_criminality.requirement` goes into
`tutela.law.check`), what to check before sending, what to write. What is not in force is never a basis; what is not
known is said to be unknown. Nothing here ranks channels by merit.
"""

from tutela.cooperation._answers import (
    Act,
    Check,
    ConditionAnswer,
    DeadlineAnswer,
    DualAnswer,
    Need,
    RouteAnswer,
    Served,
    Serves,
    ThresholdAnswer,
    UrgentAnswer,
    Why,
)
from tutela.cooperation._forms import (
    WRITTEN,
    Basis,
    Circumstance,
    DataKind,
    FieldUse,
    FieldWords,
    Form,
    FormSection,
    Ground,
    Language,
    Origin,
    Purpose,
    RefusalRule,
    Term,
)
from tutela.cooperation._read import COOPERATION
from tutela.cooperation._routes import RouteError, Routes, load, routes
from tutela.cooperation._schema import BASIS_SAID, Book, Period, Route, Status, Step
from tutela.cooperation._words import Code, Words

__all__ = [
    "BASIS_SAID", "COOPERATION", "WRITTEN", "Act", "Basis", "Book", "Check", "Circumstance", "Code", "ConditionAnswer",
    "DataKind", "DeadlineAnswer", "DualAnswer", "FieldUse", "FieldWords", "Form", "FormSection", "Ground", "Language",
    "Need", "Origin", "Period", "Purpose", "RefusalRule", "Route", "RouteAnswer", "RouteError", "Routes", "Served",
    "Serves", "Status", "Step", "Term", "ThresholdAnswer", "UrgentAnswer", "Why", "Words", "load", "routes",
]  # fmt: skip
