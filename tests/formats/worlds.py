"""Made-up CyberTipline documents: of every form that the plan of a class allows, and that keep every rule."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from tutela.clocks import WrittenTime
from tutela.formats import cybertipline as ct
from tutela.formats.cybertipline import _checks as must
from tutela.formats.cybertipline._fields import Place, plan_of

DEEP = int(os.environ.get("TUTELA_DEEP", "1"))  # `make fuzz` looks longer


def some(examples: int, *, shrinks: bool = False) -> settings:
    """So many documents. A whole one takes minutes to shrink, and its parts are tried one by one as well."""
    phases = [Phase.explicit, Phase.reuse, Phase.generate, *([Phase.shrink] if shrinks else [])]
    return settings(
        max_examples=examples * DEEP,
        deadline=None,
        phases=phases,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )


TEXT = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters=["￾", "￿"]).filter(
        lambda c: c in "\t\n\r" or ord(c) >= 32
    ),
    max_size=18,
)
WORD = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=12).map(lambda word: f"x{word}")
_DAYS = st.dates(dt.date(1930, 1, 1), dt.date(2026, 11, 1))
_ZONES = st.sampled_from(["Z", "+02:00", "-07:00", "+14:00", "+05:30"])
TIMES = st.builds(
    lambda at, part, zone: WrittenTime.of(at.isoformat(timespec="seconds") + part + zone),
    st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2026, 10, 31)),  # noqa: DTZ001
    st.sampled_from(["", ".5", ".000", ".123456789"]),
    _ZONES,
)
_BY_KIND: dict[type, st.SearchStrategy[Any]] = {
    str: TEXT, bool: st.booleans(), int: st.integers(-(2**63), 2**63 - 1), dt.date: _DAYS, WrittenTime: TIMES,
    Decimal: st.decimals(-1000, 1000, places=6, allow_nan=False),
}  # fmt: skip
_BY_CHECK: dict[Callable[[Any], str | None], st.SearchStrategy[Any]] = {
    must.said: TEXT.map(lambda text: f"x{text}"),
    must.url: WORD.map(lambda word: f"https://{word}.example/a?b=1&c=<{word}>"),
    must.ip: st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).map(str),
    must.email: st.builds("{}@{}.example".format, WORD, WORD),
    must.country: st.sampled_from(["", "DE", "US", "A1", "XK"]),
    must.us_state: st.sampled_from(["", "CA", "PR"]),
    must.calling_code: st.sampled_from(["+1", "+43", "+998"]),
    must.extension: st.sampled_from(["1", "0042"]),
    must.port: st.integers(1, 65535),
    must.age: st.integers(0, 150),
}


def any_of(cls: type) -> st.SearchStrategy[Any]:
    """Values of a class, each single value as it must be; `_MENDED` mends what must hold between several."""
    made = st.builds(cls, **{place.field: _field(place) for place in plan_of(cls).places})
    return made.map(_MENDED[cls]) if cls in _MENDED else made


def _field(place: Place) -> st.SearchStrategy[Any]:
    if place.mark:
        return st.booleans()
    one = any_of(place.kind) if place.nested else _single(place)
    if place.many:
        return st.lists(one, min_size=int(place.required), max_size=2).map(tuple)
    return one if place.required else st.none() | one


def _single(place: Place) -> st.SearchStrategy[Any]:
    if place.checks:
        return _BY_CHECK[place.checks[-1]]
    if issubclass(place.kind, StrEnum):
        return st.sampled_from(list(place.kind))
    return _BY_KIND[place.kind]


def _verified(value: Any) -> Any:
    return dataclasses.replace(value, verified=True) if value.verification_date else value


def _phone(value: ct.Phone) -> ct.Phone:
    return dataclasses.replace(_verified(value), value="0" + (value.value or "").lstrip("+ "))


def _location(value: ct.EstimatedLocation) -> ct.EstimatedLocation:
    mended = dataclasses.replace(value, country_code=value.country_code or "DE")
    return dataclasses.replace(mended, region="CA") if mended.country_code == "US" else mended


def _disabled(value: Any) -> Any:
    later = {"user_notified_date": None, "reenabled_date": None}
    return dataclasses.replace(value, **{k: v for k, v in later.items() if hasattr(value, k)})


def _account(value: ct.AssociatedAccount) -> ct.AssociatedAccount:
    kind = value.type or value.account_type or ct.AssociatedAccountType.OTHER
    return dataclasses.replace(value, type=kind, account_type=None, date_of_birth=None)


def _details(value: ct.InternetDetails) -> ct.InternetDetails:
    given = [f.name for f in dataclasses.fields(value) if getattr(value, f.name) is not None]
    if not given:
        return ct.InternetDetails(chat_im_incident=ct.ChatImIncident())
    return ct.InternetDetails(**{given[0]: getattr(value, given[0])})


def _reporter(value: ct.Reporter) -> ct.Reporter:
    person = dataclasses.replace(value.reporting_person or ct.Person(), email=(ct.Email(value="desk@example.org"),))
    return dataclasses.replace(value, reporting_person=person)


def _report(value: ct.Report) -> ct.Report:
    """No batch; addresses of incidents are given to a recipient as well."""
    mails = tuple(
        mail
        for one in value.internet_details
        for incident in (one.email_incident, one.newsgroup_incident)
        for mail in (incident.email_address if incident else ())
    )
    meant = (*value.intended_recipient, ct.IntendedRecipient(person=ct.Person(email=mails)))
    return dataclasses.replace(
        value,
        batched_report=None,
        person_or_user_reported=value.person_or_user_reported[:1],
        intended_recipient=meant if mails else value.intended_recipient,
    )


def _file(value: ct.FileDetails) -> ct.FileDetails:
    viewed = True if value.exif_viewed_by_esp else value.file_viewed_by_esp
    meme = None if value.file_annotations else value.potential_meme
    relevance = None if value.file_relevance is ct.FileRelevance.SUPPLEMENTAL else value.file_relevance
    return dataclasses.replace(value, file_viewed_by_esp=viewed, potential_meme=meme, file_relevance=relevance)


_MENDED: dict[type, Callable[[Any], Any]] = {
    ct.AssociatedAccount: _account, ct.Email: _verified, ct.EstimatedLocation: _location, ct.FileDetails: _file,
    ct.InternetDetails: _details, ct.PermanentlyDisabled: _disabled, ct.Phone: _phone, ct.Report: _report,
    ct.Reporter: _reporter, ct.TemporarilyDisabled: _disabled,
}  # fmt: skip

# ---------------------------------------------------------------- one of each, small enough to read

REPORT = """<?xml version="1.0" encoding="UTF-8"?>
<report xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="https://report.cybertip.org/ispws/xsd">
  <incidentSummary>
    <incidentType>Online Enticement of Children for Sexual Acts</incidentType>
    <platform>Kitechat</platform>
    <reportAnnotations><minorToMinorInteraction/></reportAnnotations>
    <incidentDateTime>2026-10-03T14:05:00-07:00</incidentDateTime>
  </incidentSummary>
  <internetDetails>
    <chatImIncident><chatClient>Kitechat</chatClient><chatRoomName>kites</chatRoomName></chatImIncident>
  </internetDetails>
  <reporter>
    <reportingPerson><firstName>Noor</firstName><lastName>Example</lastName><email type="Work">safety@kitechat.example</email></reportingPerson>
  </reporter>
  <personOrUserReported>
    <personOrUserReportedPerson><age>34</age></personOrUserReportedPerson>
    <espIdentifier>user-77</espIdentifier>
    <screenName>longstring</screenName>
    <ipCaptureEvent><ipAddress>192.0.2.7</ipAddress><eventName>Login</eventName><dateTime>2026-10-03T21:00:00Z</dateTime></ipCaptureEvent>
  </personOrUserReported>
  <victim>
    <victimPerson><firstName>Ida</firstName><age>12</age></victimPerson>
    <screenName>ida_kite</screenName>
  </victim>
</report>
"""

FILE = """<fileDetails>
  <reportId>4711</reportId>
  <fileId>f-1</fileId>
  <originalFileName>a.jpg</originalFileName>
  <fileViewedByEsp>true</fileViewedByEsp>
  <fileRelevance>Reported</fileRelevance>
  <fileAnnotations><viral/></fileAnnotations>
  <originalFileHash hashType="SHA-256">9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08</originalFileHash>
  <details type="EXIF"><nameValuePair><name>Make</name><value>Acme</value></nameValuePair></details>
</fileDetails>
"""


def report_with(old: str, new: str) -> str:
    """`REPORT` with one thing changed."""
    assert old in REPORT
    return REPORT.replace(old, new, 1)


def file_with(old: str, new: str) -> str:
    """`FILE` with one thing changed."""
    assert old in FILE
    return FILE.replace(old, new, 1)
