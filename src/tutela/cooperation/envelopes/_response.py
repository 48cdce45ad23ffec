"""The HTTP answer to an envelope: the acknowledgement, which is signed in itself, and the proof that goes beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from tutela.cooperation.envelopes._errors import FormError, Ground
from tutela.cooperation.envelopes._limits import MOST_ANSWER
from tutela.cooperation.envelopes._receiving import Accepted, Duplicate, Outcome
from tutela.ledger import LedgerError, canonical, read_canonical

ANSWER_TYPE = "application/vnd.tutela.acknowledgement+json"

STATUS: dict[Ground, int] = {
    "malformed": 400, "too_large": 413, "unknown_version": 415, "not_for_us": 421, "unknown_sender": 403,
    "changed_key": 403, "lapsed_key": 403, "forged": 401, "unreadable": 422, "untimely": 401, "replayed": 409,
    "gap": 409, "clock": 503, "expired": 422, "unknown_kind": 422, "answers_nothing": 422,
}  # fmt: skip
"""The HTTP status of each ground; what counts is the signed acknowledgement in the body."""

_HEADERS = {"Content-Type": ANSWER_TYPE, "Cache-Control": "no-store"}


@dataclass(frozen=True)
class Response:
    """An answer as a web framework takes it."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: dict(_HEADERS))


@dataclass(frozen=True)
class Reply:
    """What an answer holds: an acknowledgement (to be verified), and a tlog-proof of its receipt if there was one."""

    acknowledgement: str
    proof: str | None


def respond(outcome: Outcome | Ground, acknowledgement: str, proof: str | None = None) -> Response:
    """The answer to a request: after `receive`, or with the ground alone where a request was refused before.

    Args:
        acknowledgement: of `acknowledge`.
        proof: the tlog-proof of a final outcome's receipt, as soon as the event is logged.
    """
    if isinstance(outcome, str):
        status = STATUS[outcome]
    else:
        status = 200 if isinstance(outcome, Accepted | Duplicate) else STATUS[outcome.ground]
    return Response(status, canonical({"acknowledgement": acknowledgement, "proof": proof}, "answer"))


def read_reply(body: bytes) -> Reply:
    """What an answer holds; nothing is verified yet. Whatever is no answer of ours (a proxy's page, a cut body) raises.

    Raises:
        FormError: it is none; the sender tries again later.
    """
    if len(body) > MOST_ANSWER:
        raise FormError(f"an answer of {len(body):,} bytes; expected {MOST_ANSWER:,} at most")
    try:
        said = read_canonical(body, "answer")
    except LedgerError as err:
        raise FormError(str(err)) from err
    acknowledgement, proof = said.get("acknowledgement"), said.get("proof")
    if said.keys() != {"acknowledgement", "proof"} or not isinstance(acknowledgement, str):
        raise FormError(f"the answer has the keys {sorted(said)}; expected an acknowledgement and a proof, or null")
    if proof is not None and not isinstance(proof, str):
        raise FormError(f"the answer's proof is {json.dumps(proof)[:80]}; expected a text or null")
    return Reply(acknowledgement, proof)
