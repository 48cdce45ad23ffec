"""Reports as providers file them with NCMEC's CyberTipline: its XML as typed values, and back.

Flow: `read_report` and `read_file_details` give a `Reading`: the value, what could not be placed (`unparsed`), every
fault with its path and the code that NCMEC's interface would answer, and counts that show that nothing was lost. A door
that is as strict as NCMEC's takes `Reading.required()`; one that must not lose a child's report keeps what was read.
`to_report` makes the neutral report of a case. `write` gives the XML of a value, and refuses one with faults.

The elements, their order and how often they stand are those of the interface's schema; lengths and rules those of its
documentation (https://report.cybertip.org/ispws/documentation, as of November 2025). Where sources differ,
docs/formats.md says which were found and what is done.
"""

from tutela.formats.cybertipline._batch import batch_faults
from tutela.formats.cybertipline._common import (
    Address,
    ContactPerson,
    DeviceId,
    Email,
    EstimatedLocation,
    IpCaptureEvent,
    PermanentlyDisabled,
    Person,
    Phone,
    Platform,
    TemporarilyDisabled,
)
from tutela.formats.cybertipline._documents import (
    answer_to,
    check,
    read_file_details,
    read_report,
    read_response,
    write,
)
from tutela.formats.cybertipline._errors import CyberTiplineError, Fault
from tutela.formats.cybertipline._file_details import (
    Details,
    FileAnnotations,
    FileDetails,
    NameValuePair,
    OriginalFileHash,
)
from tutela.formats.cybertipline._read import Reading, Unparsed
from tutela.formats.cybertipline._report import (
    AssociatedAccount,
    BatchedReport,
    CellPhoneIncident,
    ChatImIncident,
    EmailIncident,
    IncidentSummary,
    IntendedRecipient,
    InternetDetails,
    LawEnforcement,
    NewsgroupIncident,
    NonInternetIncident,
    OnlineGamingIncident,
    Peer2PeerIncident,
    PersonOrUserReported,
    Report,
    ReportAnnotations,
    Reporter,
    ServedInternational,
    Victim,
    WebPageIncident,
)
from tutela.formats.cybertipline._responses import Files, ReportDoneResponse, ReportResponse
from tutela.formats.cybertipline._to_report import to_report
from tutela.formats.cybertipline._words import (
    AddressType,
    AssociatedAccountType,
    BatchedReportReason,
    DetailsType,
    EmailType,
    EventName,
    FileRelevance,
    IncidentType,
    IndustryClassification,
    PhoneType,
    ResponseCode,
)
from tutela.formats.cybertipline._xml import MOST_BYTES

__all__ = [
    "MOST_BYTES", "Address", "AddressType", "AssociatedAccount", "AssociatedAccountType", "BatchedReport",
    "BatchedReportReason", "CellPhoneIncident", "ChatImIncident", "ContactPerson", "CyberTiplineError", "Details",
    "DetailsType", "DeviceId", "Email", "EmailIncident", "EmailType", "EstimatedLocation", "EventName", "Fault",
    "FileAnnotations", "FileDetails", "FileRelevance", "Files", "IncidentSummary", "IncidentType",
    "IndustryClassification", "IntendedRecipient", "InternetDetails", "IpCaptureEvent", "LawEnforcement",
    "NameValuePair", "NewsgroupIncident", "NonInternetIncident", "OnlineGamingIncident", "OriginalFileHash",
    "Peer2PeerIncident", "PermanentlyDisabled", "Person", "PersonOrUserReported", "Phone", "PhoneType", "Platform",
    "Reading", "Report", "ReportAnnotations", "ReportDoneResponse", "ReportResponse", "Reporter", "ResponseCode",
    "ServedInternational", "TemporarilyDisabled", "Unparsed", "Victim", "WebPageIncident", "answer_to",
    "batch_faults", "check", "read_file_details", "read_report", "read_response", "to_report", "write",
]  # fmt: skip
