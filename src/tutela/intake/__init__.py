"""What comes in: the neutral report that a case is made from, and the receipt that whoever reported holds in hand.

Flow: a form of the outside (`tutela.formats`) is read into a `Report`, or an officer enters one (`by_hand`); the node
records it in an act and gives a signed `Receipt` of the bytes that came, later with the proof that the event is in its
log; `verify_receipt` checks it anywhere, with the node's key alone.
"""

from tutela.intake._by_hand import (
    Entered,
    EnteredAccount,
    EnteredFile,
    EnteredTime,
    EnteredUrgency,
    IntakeError,
    by_hand,
)
from tutela.intake._receipt import Receipt, ReceiptChecked, verify_receipt
from tutela.intake._report import (
    Authority,
    Capture,
    CaseKind,
    Disabled,
    FileHash,
    Identifier,
    IdentifierKind,
    Incident,
    KindReason,
    Location,
    Particulars,
    Placed,
    Postal,
    Report,
    ReportedAccount,
    ReportedFile,
    ReportedPerson,
    Reporter,
    Scene,
    SceneKind,
    Source,
    Unparsed,
    Urgency,
    UrgencyClaim,
)

__all__ = [
    "Authority", "Capture", "CaseKind", "Disabled", "Entered", "EnteredAccount", "EnteredFile", "EnteredTime",
    "EnteredUrgency", "FileHash", "Identifier", "IdentifierKind", "Incident", "IntakeError", "KindReason", "Location",
    "Particulars", "Placed", "Postal", "Receipt", "ReceiptChecked", "Report", "ReportedAccount", "ReportedFile",
    "ReportedPerson", "Reporter", "Scene", "SceneKind", "Source", "Unparsed", "Urgency", "UrgencyClaim", "by_hand",
    "verify_receipt",
]  # fmt: skip
