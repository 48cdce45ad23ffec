"""A report as a node takes it in, whatever form it came in: what a case is made from.

Facts are three-valued: True, False, or None where nobody says. Files are known by their hashes alone. Nothing here is
found out by Tutela: what is derived (the kind, what makes it urgent) names what it was derived from.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal

from pydantic import Field

from tutela.clocks import WrittenTime
from tutela.corpus import Strict

CaseKind = Literal["image", "material", "contact", "performance", "extortion", "unclear"]
"""What a case is about: an image of a real child, other material, contact or grooming, a performance or live stream,
threats; or not clear yet."""

Urgency = Literal["danger", "production", "extortion", "child_known", "young_child", "known_image"]
"""A closed list, reviewed: who says there is danger, whether abuse or its recording may go on, whether somebody is
threatened, whether a child is named, how young, whether the image goes round already. Never language, origin, or how
somebody writes."""

IdentifierKind = Literal["handle", "display_name", "service_id", "email", "telephone", "url", "group"]

SceneKind = Literal["web", "email", "newsgroup", "chat", "game", "telephone", "offline", "peer_to_peer", "other"]


class Unparsed(Strict):
    """What came in and has no place here. `path`: where it stood; `said`: as it was written."""

    path: str
    said: str
    why: str


class Placed(Strict):
    """Where one fact of the input stands in this report."""

    path: str
    field: str


class Source(Strict):
    """Where the report came from. `form`: `cybertipline`, or `hand` where an officer entered it. `reference`: the
    sender's own; `sha256`, `size`: of the bytes received, hex and how many; `standing`: texts of the sender that are
    not about this incident; `received`: when it came.
    """

    form: Literal["cybertipline", "hand"]
    how: str = Field("", max_length=200)
    reference: str | None = Field(None, max_length=200)
    sha256: str | None = Field(None, pattern="^[0-9a-f]{64}$")
    size: int | None = Field(None, ge=0)
    received: WrittenTime | None = None
    schema_location: str | None = None
    batch: str | None = None
    standing: dict[str, str] = {}


class Identifier(Strict):
    """One name, number or address of somebody. `sort`: the sender's word for it; `verified`: by the sender."""

    kind: IdentifierKind
    value: str
    sort: str | None = None
    verified: bool | None = None
    verified_at: WrittenTime | None = None
    calling_code: str | None = None
    extension: str | None = None


class Capture(Strict):
    """An address on the network, or a device, and at which event it was seen."""

    kind: Literal["ip", "device"]
    value: str
    device_kind: str | None = None
    event: str | None = None
    at: WrittenTime | None = None
    possible_proxy: bool | None = None
    port: int | None = None


class Postal(Strict):
    """An address. `state`: of the United States; `region`: elsewhere; `country`: ISO 3166-1."""

    sort: str | None = None
    street: str | None = None
    city: str | None = None
    code: str | None = None
    state: str | None = None
    region: str | None = None
    country: str | None = None


class Location(Strict):
    """Where the sender takes somebody to be."""

    city: str | None = None
    region: str | None = None
    country: str | None = None
    verified: bool | None = None
    at: WrittenTime | None = None


class Particulars(Strict):
    """Who somebody is. `age` in years, `age_doubtful`: the age they stated may not be theirs."""

    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    age: int | None = None
    age_doubtful: bool | None = None
    born: dt.date | None = None
    contacts: tuple[Identifier, ...] = ()
    addresses: tuple[Postal, ...] = ()

    @property
    def name(self) -> str:
        """As much of the name as is said."""
        return " ".join(part for part in (self.first_name, self.middle_name, self.last_name) if part)


class Disabled(Strict):
    """Whether the service shut an account, when, whether its user was told, when it was opened again."""

    disabled: bool | None = None
    at: WrittenTime | None = None
    user_told: bool | None = None
    user_told_at: WrittenTime | None = None
    reopened_at: WrittenTime | None = None


class ReportedAccount(Strict):
    """An account on a service. `link`: how it goes with its person, where it is not the one reported; `holder`: who
    holds it, where that is said of the account itself.
    """

    service: str | None = None
    platform: str | None = None
    link: str | None = None
    elsewhere: bool | None = None
    identifiers: tuple[Identifier, ...] = ()
    bio: str | None = None
    compromised: bool | None = None
    suspended: Disabled | None = None
    closed: Disabled | None = None
    all_emails_given: bool | None = None
    captures: tuple[Capture, ...] = ()
    earlier_reports: tuple[int, ...] = ()
    holder: Particulars | None = None
    notes: tuple[str, ...] = ()


class ReportedPerson(Strict):
    """Somebody in the report. `role`: as the node's cases have it; `recipient`: something was meant for them."""

    role: Literal["child", "suspect", "witness", "other"]
    recipient: bool = False
    who: Particulars = Particulars()
    accounts: tuple[ReportedAccount, ...] = ()
    location: Location | None = None
    school: str | None = None
    vehicle: str | None = None
    notes: tuple[str, ...] = ()


class FileHash(Strict):
    """A hash in the sender's words. `plain_kind`: the same kind, however it was written (`SHA-256`, `sha256`)."""

    kind: str
    value: str

    @property
    def plain_kind(self) -> str:
        return self.kind.lower().replace("-", "").replace("_", "").replace(" ", "")


class ReportedFile(Strict):
    """A file, never its bytes. `viewed`: whether the sender looked at all of it; some states let a receiver look
    without a warrant only then. `marks`: what the sender marked it with; `metadata`: names and values as given.
    """

    ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    hashes: tuple[FileHash, ...] = ()
    location: str | None = None
    uploaded: WrittenTime | None = None
    viewed: bool | None = None
    metadata_viewed: bool | None = None
    publicly_available: bool | None = None
    relevance: str | None = None
    meme: bool | None = None
    marks: tuple[str, ...] = ()
    classification: str | None = None
    captures: tuple[Capture, ...] = ()
    metadata: tuple[tuple[str, str, str], ...] = ()
    schema_location: str | None = None
    notes: tuple[str, ...] = ()


class Scene(Strict):
    """Where something happened. `title`: of the room, group, game or place; `client`: the program or console."""

    kind: SceneKind
    urls: tuple[str, ...] = ()
    title: str | None = None
    client: str | None = None
    addresses: tuple[Identifier, ...] = ()
    places: tuple[Postal, ...] = ()
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    captures: tuple[Capture, ...] = ()
    files_named: str | None = None
    content: str | None = None
    hosted_elsewhere: bool | None = None
    notes: tuple[str, ...] = ()


class KindReason(Strict):
    """Why a report may be of a kind. `because`: the path of the fact that says so."""

    kind: CaseKind
    says: str
    because: str


class Incident(Strict):
    """What happened. `said_kind`: in the sender's words; `kind`: the case's, first of what `reasons` allow, for an
    officer to change; `marks`: what the sender marked the report with.
    """

    kind: CaseKind = "unclear"
    reasons: tuple[KindReason, ...] = ()
    said_kind: str | None = None
    marks: tuple[str, ...] = ()
    happened: WrittenTime | None = None
    happened_note: str | None = None
    platform: str | None = None
    description: str | None = None
    scenes: tuple[Scene, ...] = ()


class UrgencyClaim(Strict):
    """Somebody says, or marked, what makes this urgent. `says`: a sentence; `quoted`: their own words; `because`: paths
    of the facts. A claim is no finding.
    """

    kind: Urgency
    says: str
    because: tuple[str, ...]
    quoted: str | None = None


class Authority(Strict):
    """An authority that knows of it already. `served_abroad_country`: whose legal process was served."""

    name: str | None = None
    case_number: str | None = None
    contact: Particulars | None = None
    told: bool | None = None
    served_at_home: bool | None = None
    served_abroad: bool | None = None
    served_abroad_country: tuple[str, ...] = ()


class Reporter(Strict):
    """Who reports. `contact`: whom to ask, where it is another; `organisation`: for whom they report."""

    organisation: str | None = None
    who: Particulars = Particulars()
    contact: Particulars | None = None
    link: str | None = None
    anonymous: bool = False


class Report(Strict):
    """A report, in one neutral form.

    Conservation: every fact of the input stands in exactly one field, which `placed` names, or in `unparsed`; `facts`
    counts them, so that facts = placed + unparsed. A report entered by hand has neither.
    """

    form: Literal["tutela.report/1"] = "tutela.report/1"
    source: Source
    reporter: Reporter = Reporter()
    incident: Incident
    persons: tuple[ReportedPerson, ...] = ()
    files: tuple[ReportedFile, ...] = ()
    urgency: tuple[UrgencyClaim, ...] = ()
    authority: Authority | None = None
    notes: tuple[str, ...] = ()
    unparsed: tuple[Unparsed, ...] = ()
    placed: tuple[Placed, ...] = ()
    facts: int = 0

    @property
    def conserved(self) -> bool:
        """Whether every fact of the input stands in one place or in `unparsed`."""
        paths = [one.path for one in self.placed]
        return self.facts == len(paths) + len(self.unparsed) and len(set(paths)) == len(paths)
