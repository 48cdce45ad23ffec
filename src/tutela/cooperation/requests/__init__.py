"""Requests between states: what a route's form asks for, a decision that covers it, and whether it would come back.

    from tutela import cooperation
    from tutela.cooperation import requests

    routes = cooperation.load()
    request = requests.read_request(Path("request.yaml"))
    for finding in requests.check_before_sending(request, routes, now):
        print(finding.weight, finding.said, finding.do)
    paper = requests.compose(request, routes, findings)      # then tutela.formats: PDF and DOCX

Flow: the corpus says which fields each form has (`form_fields`, `circumstances`), each with its source; a `Request`
holds their values; `covers` holds a `Decision` against it, day by day and account by account; `check_before_sending`
gathers all that would make it come back; `minimum` is what leaves the house; `compose` says it in one language or two.
"""

from tutela.cooperation.requests._check import check_before_sending, route_answer
from tutela.cooperation.requests._coverage import Coverage, Gap, Respect, covers
from tutela.cooperation.requests._decision import Decision, Urgent
from tutela.cooperation.requests._finding import Finding, Weight
from tutela.cooperation.requests._form import (
    FormField,
    applies,
    circumstances,
    form_fields,
    form_of,
    is_filled,
    route_of,
)
from tutela.cooperation.requests._law import AttachedLaw, LawLine, attach
from tutela.cooperation.requests._minimum import as_sent, minimum
from tutela.cooperation.requests._paper import Mark, Paper, Part, Row, Tongue, compose
from tutela.cooperation.requests._parts import (
    Account,
    AccountKind,
    Body,
    Considered,
    Contact,
    Filled,
    Follows,
    Moment,
    Once,
    Span,
    State,
)
from tutela.cooperation.requests._request import SCHEMA, Request, RequestError, json_schema, read_request, samples
from tutela.cooperation.requests._speaker import Said, Style, Text, Value

__all__ = [
    "SCHEMA",
    "Account",
    "AccountKind",
    "AttachedLaw",
    "Body",
    "Considered",
    "Contact",
    "Coverage",
    "Decision",
    "Filled",
    "Finding",
    "Follows",
    "FormField",
    "Gap",
    "LawLine",
    "Mark",
    "Moment",
    "Once",
    "Paper",
    "Part",
    "Request",
    "RequestError",
    "Respect",
    "Row",
    "Said",
    "Span",
    "State",
    "Style",
    "Text",
    "Tongue",
    "Urgent",
    "Value",
    "Weight",
    "applies",
    "as_sent",
    "attach",
    "check_before_sending",
    "circumstances",
    "compose",
    "covers",
    "form_fields",
    "form_of",
    "is_filled",
    "json_schema",
    "minimum",
    "read_request",
    "route_answer",
    "route_of",
    "samples",
]  # fmt: skip
