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
from tutela.cooperation._read import COOPERATION
from tutela.cooperation._routes import RouteError, Routes, load, routes
from tutela.cooperation._schema import Basis, DataKind, Form, FormSection, Route, Status

__all__ = [
    "COOPERATION", "Act", "Basis", "Check", "ConditionAnswer", "DataKind", "DeadlineAnswer", "DualAnswer", "Form",
    "FormSection", "Need", "Route", "RouteAnswer", "RouteError", "Routes", "Served", "Serves", "Status",
    "ThresholdAnswer", "UrgentAnswer", "Why", "load", "routes",
]  # fmt: skip
