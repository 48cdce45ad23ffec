"""Sealed envelopes between two nodes: signed, sealed to the receiver, in order, once, and acknowledged by its ledger.

Flow of the sender: `derive_identity` from the node's secret; `describe` gives the signed "this is me"; `admit` takes
the other's into the partner list; `seal` makes an envelope for `OutboxState.next_place`; `post_envelope` signs the
request that carries it; `read_reply` and `verify_acknowledgement` take the answer, `OutboxState.answered` says what
follows, and `verify_proof` shows at last that the other's ledger holds the receipt.

Flow of the receiver: `verify_request` says who sent it (where it refuses, `refused_request` is the outcome); `receive`
says what becomes of it; the node records a final outcome with `receipt_fields` as its content; `acknowledge` and
`respond` answer.

Values in, values and bytes out: no database, no network, no web framework. The bytes are fixed by decision 0010. Needs
the extra `tutela[envelopes]`.
"""

from tutela.cooperation.envelopes._acknowledgement import (
    Acknowledgement,
    Sent,
    acknowledge,
    log_keys,
    verify_acknowledgement,
    verify_proof,
)
from tutela.cooperation.envelopes._attachments import (
    ATTACHMENT_ACT,
    Arrival,
    ArrivalGround,
    ArrivalNote,
    attachment_fields,
    open_attachment,
    refuse_attachment,
    say_arrival,
    seal_attachment,
    verify_arrival,
)
from tutela.cooperation.envelopes._description import Description, describe, read_description
from tutela.cooperation.envelopes._envelope import Envelope, Opened, Place, Sealed, open_envelope, seal
from tutela.cooperation.envelopes._errors import (
    GROUND_SAID,
    ClockError,
    EnvelopeError,
    FormError,
    Ground,
    ReceiptError,
    RefusedError,
    UnconfirmedKeyError,
    VersionError,
)
from tutela.cooperation.envelopes._fingerprint import Fingerprint, fingerprint_of
from tutela.cooperation.envelopes._keys import Identity, derive_identity, new_secret
from tutela.cooperation.envelopes._letter import ANSWERS, KINDS, Attachment, Draft, Kind, Letter, verify_letter
from tutela.cooperation.envelopes._limits import (
    ENVELOPE_LIFE,
    FIRST_WAIT,
    LATE,
    LONGEST_WAIT,
    MOST_ANSWER,
    MOST_ATTACHMENT,
    MOST_ATTACHMENTS,
    MOST_ENVELOPE,
    MOST_LIFE,
    OVERLAP,
    PART,
    REQUEST_LIFE,
    SKEW,
)
from tutela.cooperation.envelopes._partners import Partner, Partners, Trust, Way, read_partners
from tutela.cooperation.envelopes._receipt import Logged, Receipt, verify_logged
from tutela.cooperation.envelopes._receiving import (
    RECEIVE_ACT,
    Accepted,
    Duplicate,
    Exchanged,
    InboxState,
    Outcome,
    Refused,
    Seen,
    Waiting,
    receipt_fields,
    receive,
    refused_request,
)
from tutela.cooperation.envelopes._request import (
    ENVELOPE_TYPE,
    PART_TYPE,
    Request,
    Verified,
    ask_arrival,
    ask_receipt,
    post_envelope,
    put_part,
    verify_request,
)
from tutela.cooperation.envelopes._response import ANSWER_TYPE, STATUS, Reply, Response, read_reply, respond
from tutela.cooperation.envelopes._sending import (
    Concern,
    Delivered,
    OutboxState,
    Outgoing,
    Result,
    Trouble,
    backoff,
    trouble_said,
)
from tutela.cooperation.envelopes._trust import Confirmation, admit, adopt, announce, announced, no_partners, withdraw

__all__ = [
    "ANSWERS", "ANSWER_TYPE", "ATTACHMENT_ACT", "ENVELOPE_LIFE", "ENVELOPE_TYPE", "FIRST_WAIT", "GROUND_SAID", "KINDS",
    "LATE", "LONGEST_WAIT", "MOST_ANSWER", "MOST_ATTACHMENT", "MOST_ATTACHMENTS", "MOST_ENVELOPE", "MOST_LIFE",
    "OVERLAP", "PART", "PART_TYPE", "RECEIVE_ACT", "REQUEST_LIFE", "SKEW", "STATUS", "Accepted", "Acknowledgement",
    "Arrival", "ArrivalGround", "ArrivalNote", "Attachment", "ClockError", "Concern", "Confirmation", "Delivered",
    "Description", "Draft", "Duplicate", "Envelope", "EnvelopeError", "Exchanged", "Fingerprint", "FormError", "Ground",
    "Identity", "InboxState", "Kind", "Letter", "Logged", "Opened", "OutboxState", "Outcome", "Outgoing", "Partner",
    "Partners", "Place", "Receipt", "ReceiptError", "Refused", "RefusedError", "Reply", "Request", "Response", "Result",
    "Sealed", "Seen", "Sent", "Trouble", "Trust", "UnconfirmedKeyError", "Verified", "VersionError", "Waiting", "Way",
    "acknowledge", "admit", "adopt", "announce", "announced", "ask_arrival", "ask_receipt", "attachment_fields",
    "backoff", "derive_identity", "describe", "fingerprint_of", "log_keys", "new_secret", "no_partners",
    "open_attachment", "open_envelope", "post_envelope", "put_part", "read_description", "read_partners", "read_reply",
    "receipt_fields", "receive", "refuse_attachment", "refused_request", "respond", "say_arrival", "seal",
    "seal_attachment", "trouble_said", "verify_acknowledgement", "verify_arrival", "verify_letter", "verify_logged",
    "verify_proof", "verify_request", "withdraw",
]  # fmt: skip
