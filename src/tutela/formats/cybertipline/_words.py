"""The closed lists of the CyberTipline form: what an element may say, and the codes that its interface answers with."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class IncidentType(StrEnum):
    """What is reported, in the interface's own words.

    Sources differ on one of them: the schema and its documentation write "Sexual Acts", a client in use "Sexual Act".
    Both are read, and written as they were read; `schema_says` is the schema's.
    """

    CHILD_PORNOGRAPHY = "Child Pornography (possession, manufacture, and distribution)"
    TRAFFICKING = "Child Sex Trafficking"
    SEX_TOURISM = "Child Sex Tourism"
    MOLESTATION = "Child Sexual Molestation"
    MISLEADING_DOMAIN = "Misleading Domain Name"
    MISLEADING_WORDS_OR_IMAGES = "Misleading Words or Digital Images on the Internet"
    ENTICEMENT = "Online Enticement of Children for Sexual Acts"
    ENTICEMENT_SINGULAR = "Online Enticement of Children for Sexual Act"
    UNSOLICITED_MATERIAL = "Unsolicited Obscene Material Sent to a Child"

    @property
    def schema_says(self) -> IncidentType:
        return IncidentType.ENTICEMENT if self is IncidentType.ENTICEMENT_SINGULAR else self


class EventName(StrEnum):
    """At which event an address or a device was seen."""

    LOGIN = "Login"
    REGISTRATION = "Registration"
    PURCHASE = "Purchase"
    UPLOAD = "Upload"
    OTHER = "Other"
    UNKNOWN = "Unknown"


class AddressType(StrEnum):
    HOME = "Home"
    BUSINESS = "Business"
    BILLING = "Billing"
    SHIPPING = "Shipping"
    TECHNICAL = "Technical"


class EmailType(StrEnum):
    HOME = "Home"
    WORK = "Work"
    BUSINESS = "Business"
    RECOVERY = "Recovery"


class PhoneType(StrEnum):
    MOBILE = "Mobile"
    HOME = "Home"
    BUSINESS = "Business"
    WORK = "Work"
    FAX = "Fax"
    INTERNET = "Internet"
    RECOVERY = "Recovery"


class AssociatedAccountType(StrEnum):
    BILLING = "Billing"
    LINKED = "Linked"
    BUSINESS = "Business"
    CREATOR = "Creator"
    GUARDIAN = "Parent/Guardian"
    OTHER = "Other"


class BatchedReportReason(StrEnum):
    VIRAL_POTENTIAL_MEME = "VIRAL_POTENTIAL_MEME"


class FileRelevance(StrEnum):
    """Whether a file is what the report is about, or stands beside it. Not said: reported."""

    REPORTED = "Reported"
    SUPPLEMENTAL = "Supplemental Reported"


class IndustryClassification(StrEnum):
    """The providers' own scale: A before puberty, B in puberty; 1 a sexual act, 2 lascivious exhibition (Tech
    Coalition, Industry Classification System).
    """

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"


class DetailsType(StrEnum):
    EXIF = "EXIF"
    HASH = "HASH"


class ResponseCode(IntEnum):
    """What the interface answers; its documentation calls the list not exhaustive, so other numbers occur."""

    SUCCESS = 0
    SERVER_ERROR = 1000
    SAVE_FAILED = 1100
    UPLOAD_FAILED = 1110
    FILE_UPLOAD_FAILED = 1111
    RESOURCE_NOT_FOUND = 1210
    UPDATE_FAILED = 1300
    AUTHENTICATION_REQUIRED = 2000
    NOT_AUTHORIZED = 3000
    NOT_AUTHORIZED_SUBMISSIONS = 3100
    NOT_AUTHORIZED_UPDATES = 3300
    INVALID_REQUEST = 4000
    VALIDATION_FAILED = 4100
    MALFORMED_XML = 4110
    MALFORMED_FILE = 4200
    REPORT_DOES_NOT_EXIST = 5001
    FILE_DOES_NOT_EXIST = 5002
    REPORT_ALREADY_RETRACTED = 5101
    REPORT_ALREADY_FINISHED = 5102


# Sources: https://report.cybertip.org/ispws/documentation and its schema (GET /xsd), as they stood in November 2025.
COUNTRY_EXTRAS = frozenset(["A1", "A2", "AN", "AP", "EU", "FX", "O1", "XK"])
"""Codes that the schema knows beside ISO 3166-1: proxies and satellites, regions, and former or unofficial codes."""

US_STATES = frozenset(
    [
        "AK",
        "AL",
        "AR",
        "AZ",
        "CA",
        "CO",
        "CT",
        "DC",
        "DE",
        "FL",
        "GA",
        "GU",
        "HI",
        "IA",
        "ID",
        "IL",
        "IN",
        "KS",
        "KY",
        "LA",
        "MA",
        "MD",
        "ME",
        "MI",
        "MN",
        "MO",
        "MS",
        "MT",
        "NC",
        "ND",
        "NE",
        "NH",
        "NJ",
        "NM",
        "NV",
        "NY",
        "OH",
        "OK",
        "OR",
        "PA",
        "PR",
        "RI",
        "SC",
        "SD",
        "TN",
        "TX",
        "UT",
        "VA",
        "VI",
        "VT",
        "WA",
        "WI",
        "WV",
        "WY",
    ]
)
