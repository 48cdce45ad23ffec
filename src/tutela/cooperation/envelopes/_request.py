"""The HTTP request that carries an envelope, signed and checked (RFC 9421, with the digest of RFC 9530).

No web framework is known here: a `Request` is a method, an absolute address, headers and bytes. The signature covers
`@method @authority @target-uri content-digest`, and `content-type` where there is a body; it lives for 300 s, and
clocks may differ by 60 s. A request that is replayed within that time does nothing that it had not done already
(decision 0010), so nonces are passed on and need not be kept.
"""

from __future__ import annotations

import base64
import datetime as dt
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    MappingKeyResolver,
    VerifyResult,
)
from http_message_signatures.algorithms import ED25519

from tutela.cooperation.envelopes._envelope import Envelope
from tutela.cooperation.envelopes._errors import EnvelopeError, RefusedError
from tutela.cooperation.envelopes._keys import Identity
from tutela.cooperation.envelopes._limits import REQUEST_LIFE, SKEW
from tutela.cooperation.envelopes._partners import Partner, Partners

LABEL = "tutela"
TAG = "tutela-envelope"
ENVELOPE_TYPE = "application/vnd.tutela.envelope"
PART_TYPE = "application/vnd.tutela.attachment-part"

_COVERED = ("@method", "@authority", "@target-uri")
_PARAMETERS = frozenset({"created", "expires", "nonce", "keyid", "alg", "tag"})


@dataclass(frozen=True)
class Request:
    """A request as a web framework gives or takes it. `url`: absolute, as the client wrote it; `headers`: repeated
    lines joined by a comma and a space.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Verified:
    """Who sent a request. `path`: after this node's own address, such as `/envelopes`."""

    partner: Partner
    path: str
    nonce: str
    created: dt.datetime


def post_envelope(envelope: Envelope, by: Identity, to: Partner, now: dt.datetime) -> Request:
    """The request that delivers an envelope: `POST URL/envelopes`. Made anew for every attempt; the envelope stays.

    Raises:
        EnvelopeError: the envelope is not from and for these two.
    """
    if (envelope.clear.sender, envelope.clear.receiver) != (by.node, to.node):
        between = f"from {envelope.clear.sender} for {envelope.clear.receiver}"
        raise EnvelopeError(f"the envelope is {between}, not from {by.node} for {to.node}")
    return _signed("POST", f"{to.description.url}/envelopes", ENVELOPE_TYPE, envelope.raw, by, now)


def ask_receipt(ident: uuid.UUID, by: Identity, to: Partner, now: dt.datetime) -> Request:
    """The request for the acknowledgement of an envelope, with its proof if there is one: `GET URL/envelopes/ID`."""
    return _signed("GET", f"{to.description.url}/envelopes/{ident}", None, b"", by, now)


def put_part(
    ident: uuid.UUID, attachment: int, part: int, data: bytes, by: Identity, to: Partner, now: dt.datetime
) -> Request:
    """The request that delivers one part of an attachment: `PUT URL/envelopes/ID/attachments/K/parts/N`, from 0."""
    url = f"{to.description.url}/envelopes/{ident}/attachments/{attachment}/parts/{part}"
    return _signed("PUT", url, PART_TYPE, data, by, now)


def ask_arrival(ident: uuid.UUID, attachment: int, by: Identity, to: Partner, now: dt.datetime) -> Request:
    """The request for what is missing of an attachment: `GET URL/envelopes/ID/attachments/K`, from 0."""
    return _signed("GET", f"{to.description.url}/envelopes/{ident}/attachments/{attachment}", None, b"", by, now)


def verify_request(request: Request, *, at: str, partners: Partners, now: dt.datetime) -> Verified:
    """Who sent a request, after its signature, its body and its times were checked.

    Args:
        at: this node's own address, as its description gives it. What a request says it is for is compared with that: a
            request that was made for another node is refused here. Behind a proxy, make `request.url` of `at` and the
            path as it came, never of the Host header.

    Raises:
        RefusedError: `not_for_us`, `forged`, `untimely`, `unknown_sender`, `changed_key` or `lapsed_key`.
    """
    if not request.url.startswith(at + "/"):
        raise RefusedError("not_for_us", f"the request is for {request.url[:200]}; this node is at {at}")
    keys = _Keys(partners, now)
    verifier = _Verifier(signature_algorithm=ED25519, key_resolver=keys)
    verifier.now = now
    covered = (*_COVERED, "content-digest", *(("content-type",) if request.body else ()))
    try:
        results: list[VerifyResult] = verifier.verify(
            request, max_age=None, expect_tag=TAG, require_components=covered, body=request.body
        )
    except HTTPMessageSignaturesException as err:
        if keys.refused is not None:
            raise keys.refused from err
        raise RefusedError(
            "forged", f"the request is not signed as it should be: {err or 'the signature is wrong'}"
        ) from err
    if len(results) != 1 or keys.partner is None or results[0].body is None:
        raise RefusedError("forged", f"the request has {len(results)} signatures tagged {TAG}; expected one")
    said = results[0].parameters
    created = dt.datetime.fromtimestamp(int(said["created"]), dt.UTC)
    return Verified(keys.partner, request.url[len(at) :], str(said["nonce"]), created)


def _signed(
    method: str, url: str, media_type: str | None, body: bytes, by: Identity, now: dt.datetime
) -> Request:  # fmt: skip
    headers = {} if media_type is None else {"Content-Type": media_type}
    request = Request(method, url, headers, body)
    signer = HTTPMessageSigner(
        signature_algorithm=ED25519,
        key_resolver=MappingKeyResolver(public_keys={}, private_keys={by.key_id: by.signing}),
    )
    signer.sign(
        request, key_id=by.key_id, created=now, expires=now + REQUEST_LIFE, label=LABEL, tag=TAG, body=body,
        nonce=base64.urlsafe_b64encode(secrets.token_bytes(16)).rstrip(b"=").decode(),
        covered_component_ids=(*_COVERED, *(("content-type",) if media_type else ())),
    )  # fmt: skip
    return request


class _Keys(HTTPSignatureKeyResolver):
    """Finds the key of a `keyid` on the list. The library turns what is raised in it into its own error: what it was
    is kept here.
    """

    def __init__(self, partners: Partners, now: dt.datetime) -> None:
        self.partners, self.now = partners, now
        self.partner: Partner | None = None
        self.refused: RefusedError | None = None

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey | None:
        node = key_id.partition("#")[0]
        try:
            self.partner = self.partners.signer(node, lambda one: one.key_id == key_id, self.now)
        except RefusedError as err:
            self.refused = err
            return None
        return Ed25519PublicKey.from_public_bytes(self.partner.description.verifier.public)


class _Verifier(HTTPMessageVerifier):
    """The library's, with our clock and our rules for times; it reads the clock of the machine itself otherwise."""

    now: dt.datetime

    def validate_created_and_expires(self, sig_input: Any, max_age: dt.timedelta | None = None) -> None:  # noqa: ARG002
        said = sig_input.params
        if missing := sorted(_PARAMETERS - set(said)):
            raise RefusedError("forged", f"the signature says no {', '.join(missing)}; expected all of them")
        created, expires, now = int(said["created"]), int(said["expires"]), self.now.timestamp()
        if not 0 < expires - created <= REQUEST_LIFE.total_seconds():
            raise RefusedError("untimely", f"the signature lives {expires - created} s; expected 300 s at most")
        skew = SKEW.total_seconds()
        if created > now + skew or expires < now - skew:
            raise RefusedError(
                "untimely",
                f"the request was signed {created - now:+.0f} s from now by this node's clock and is good for "
                f"{expires - created} s; clocks may differ by {skew:.0f} s",
            )
