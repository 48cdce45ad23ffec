"""What the interface asks of a document beyond its form: lengths, single values, and several of them together.

Sources: the documentation's validation notes in Appendices A to C, and Appendix E for batched reports.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from tutela.clocks import WrittenTime
from tutela.formats.cybertipline import _checks as must
from tutela.formats.cybertipline._common import (
    Email,
    EstimatedLocation,
    PermanentlyDisabled,
    Phone,
    TemporarilyDisabled,
)
from tutela.formats.cybertipline._errors import Fault, Kind
from tutela.formats.cybertipline._fields import Place, plan_of
from tutela.formats.cybertipline._file_details import FileDetails
from tutela.formats.cybertipline._report import (
    AssociatedAccount,
    IntendedRecipient,
    InternetDetails,
    PersonOrUserReported,
    Report,
    Reporter,
    Victim,
)
from tutela.formats.cybertipline._words import US_STATES, FileRelevance

Broken = Iterator[tuple[str, str, str]]  # where below the value, what is wrong, what was expected

FREE_TIMES = frozenset({"reenabledDate"})  # the one time that may lie ahead


def faults_of(value: Any, path: str, now: dt.datetime | None) -> Iterator[Fault]:
    """Everything that is missing in the value and below it, and every rule that it breaks.

    `now`: a time after it breaks a rule too; None: no time is compared with it.
    """
    for place in plan_of(type(value)).places:
        given = getattr(value, place.field)
        if given is None or given == ():
            if place.required:
                wanted = "a text" if place.where == "content" else place.name
                what = "is required and is not there or cannot be read"
                yield Fault(f"{path}/{_step(place, 0)}", "missing", what, wanted)
            continue
        for k, one in enumerate(given if place.many else (given,), 1):
            if place.nested:
                yield from faults_of(one, f"{path}/{_step(place, k)}", now)
            elif not place.mark:
                for kind, what, expected in _single(one, place, now):
                    where = path if place.where == "content" else f"{path}/{_step(place, k)}"
                    yield Fault(where, kind, what, expected)
    for below, what, expected in _TOGETHER.get(type(value), _nothing)(value):
        yield Fault(path + below, "rule", what, expected)


def _step(place: Place, k: int) -> str:
    name = place.name.rpartition("}")[2] or "text()"
    return f"@{name}" if place.where == "attribute" else f"{name}[{k}]" if place.many and k else name


def _single(value: Any, place: Place, now: dt.datetime | None) -> Iterator[tuple[Kind, str, str]]:
    if isinstance(value, str):
        if place.most is not None and len(value) > place.most:
            yield "length", f"has {len(value):,} characters", f"{place.most:,} at most"
        if wrong := must.xml_text(value):
            yield "value", "holds a character that no XML can hold", wrong
    for check in place.checks:
        if wrong := check(value):
            yield "value", f"is {str(value)[:80]!r}", wrong
            break
    if isinstance(value, WrittenTime):
        if value.basis == "none":
            yield "value", f"is {value.as_written!r}, without a time zone", "Z or an offset such as +02:00"
        elif now is not None and place.name not in FREE_TIMES and value.between and value.between[0] > now:
            yield "rule", f"is {value.as_written!r}, after {now.isoformat()}", "a time in the past"
    elif isinstance(value, dt.date) and now is not None and value > now.date():
        yield "rule", f"is {value}, after {now.date()}", "a date in the past"


# ---------------------------------------------------------------- several values together


def _nothing(_value: Any) -> Broken:
    return iter(())


def _verified(value: Phone | Email) -> Broken:
    if value.verification_date is not None and value.verified is not True:
        yield "/@verified", "has a date of verification and is not said to be verified", '"true"'


def _phone(value: Phone) -> Broken:
    yield from _verified(value)
    code = value.country_calling_code
    if code and value.value and value.value.replace(" ", "").startswith(code):
        yield "", "begins with the country calling code that stands beside it", f"the number without {code}"


def _location(value: EstimatedLocation) -> Broken:
    if value.country_code != "US":
        return
    if value.region and value.region not in US_STATES:
        yield "/region", f"is {value.region[:80]!r}, in the United States", must.us_state("?") or ""
    if value.city and not (value.region or "").strip():
        yield "/region", "is blank, for a city in the United States", "the state or territory of the city"


def _disabled(value: TemporarilyDisabled | PermanentlyDisabled) -> Broken:
    if _before(value.user_notified_date, value.disabled_date):
        yield "/@userNotifiedDate", "lies before the day on which the account was disabled", "that time or a later one"
    if isinstance(value, TemporarilyDisabled) and (
        _before(value.reenabled_date, value.disabled_date)
        or (value.reenabled_date and value.disabled_date and value.reenabled_date.at == value.disabled_date.at)
    ):
        yield "/@reenabledDate", "does not lie after the time at which the account was disabled", "a later time"


def _before(one: WrittenTime | None, other: WrittenTime | None) -> bool:
    """Whether `one` surely lies before `other`."""
    early, late = one and one.between, other and other.between
    return bool(early and late and early[1] < late[0])


def _account(value: AssociatedAccount) -> Broken:
    if value.approximate_age is not None and value.date_of_birth is not None:
        yield "/approximateAge", "stands beside a date of birth", "one of them"
    if value.type is None and value.account_type is None:
        yield "/@type", "is required and is not there", "the type of the account"
    if value.type and value.account_type and value.type is not value.account_type:
        yield "/@accountType", f"is {value.account_type.value!r} beside the type {value.type.value!r}", "one type"


def _reporter(value: Reporter) -> Broken:
    if value.reporting_person is not None and not value.reporting_person.email:
        yield "/reportingPerson/email", "is required and is not there", "an e-mail address of who reports"


def _details(value: InternetDetails) -> Broken:
    given = [place.name for place in plan_of(InternetDetails).places if getattr(value, place.field) is not None]
    if len(given) != 1:
        yield "", f"holds {' and '.join(f'<{name}>' for name in given) or 'no incident'}", "exactly one incident"


_BATCH_FORBIDS = ("internet_details", "law_enforcement", "intended_recipient", "victim", "additional_info")


def _report(value: Report) -> Broken:
    places = {place.field: place.name for place in plan_of(Report).places}
    batch = value.batched_report is not None
    if len(value.person_or_user_reported) > 1 and not batch:
        yield "/personOrUserReported[2]", "is a second one, in a report that is no batch", "one, or <batchedReport>"
    if batch:
        for name in _BATCH_FORBIDS:
            if getattr(value, name):
                yield f"/{places[name]}", "stands in a batched report", "nothing here"
        if value.incident_summary and value.incident_summary.escalate_to_high_priority is not None:
            yield "/incidentSummary/escalateToHighPriority", "stands in a batched report", "nothing here"
        for k, person in enumerate(value.person_or_user_reported, 1):
            bare = type(person)(esp_identifier=person.esp_identifier)
            if person != bare:
                yield (
                    f"/personOrUserReported[{k}]",
                    "says more than an identifier, in a batched report",
                    "<espIdentifier>",
                )
    yield from _addresses(value)


def _addresses(value: Report) -> Broken:
    """An address of an incident belongs to somebody in the report."""
    people: list[PersonOrUserReported | IntendedRecipient | Victim] = [
        *value.person_or_user_reported,
        *value.intended_recipient,
        *value.victim,
    ]
    known = {mail.value for one in people if one.person for mail in one.person.email}
    for k, details in enumerate(value.internet_details, 1):
        for name in ("email_incident", "newsgroup_incident"):
            incident = getattr(details, name)
            for j, mail in enumerate(incident.email_address if incident else (), 1):
                if mail.value not in known:
                    where = f"/internetDetails[{k}]/{name.split('_')[0]}Incident/emailAddress[{j}]"
                    yield where, "is no address of a person in the report", "an <email> of one of them, the same"


def _file(value: FileDetails) -> Broken:
    marks = value.file_annotations
    if value.exif_viewed_by_esp and value.file_viewed_by_esp is not True:
        yield "/fileViewedByEsp", "is not true, while the EXIF was viewed", '"true"'
    if value.file_relevance is FileRelevance.SUPPLEMENTAL:
        if value.industry_classification is not None:
            yield "/industryClassification", "stands on a supplemental file", "nothing here, or a reported file"
        if (marks and marks.potential_meme) or value.potential_meme:
            yield "/fileAnnotations/potentialMeme", "stands on a supplemental file", "nothing here, or a reported file"
    if value.potential_meme is not None and marks is not None:
        yield "/potentialMeme", "stands beside <fileAnnotations>", "one of them"


_TOGETHER: dict[type, Callable[[Any], Broken]] = {
    AssociatedAccount: _account,
    Email: _verified,
    EstimatedLocation: _location,
    FileDetails: _file,
    InternetDetails: _details,
    PermanentlyDisabled: _disabled,
    Phone: _phone,
    Report: _report,
    Reporter: _reporter,
    TemporarilyDisabled: _disabled,
}
