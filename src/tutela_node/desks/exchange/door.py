"""The door: what other nodes send, read within bounds, and handed to the exchange. No session, no cookie, no page.

Who sent it is in the signature of the request (RFC 9421) and nowhere else. Nothing of a letter is logged.
"""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from tutela.cooperation.envelopes import MOST_ENVELOPE, Response
from tutela_node.config import NodeError
from tutela_node.spine.exchange import ask_envelope, describe_ourselves, receive_envelope, refuse
from tutela_node.spine.logs import log

_NOT_KEPT = {"Cache-Control": "no-store"}


@csrf_exempt
@require_POST
def envelopes(request: HttpRequest) -> HttpResponse:
    """An envelope of a partner: its acknowledgement."""
    said = request.headers.get("Content-Length", "")
    if not said.isdecimal():
        return HttpResponse(status=411, headers=_NOT_KEPT)
    if int(said) > MOST_ENVELOPE:
        refuse(None, "too_large")
        return HttpResponse(status=413, headers=_NOT_KEPT)  # before a byte of it is read
    body = request.read(int(said))
    if len(body) != int(said):
        return HttpResponse(status=400, headers=_NOT_KEPT)
    return _given(receive_envelope(request.get_full_path(), request.headers, body))


@require_GET
def envelope(request: HttpRequest, envelope: uuid.UUID) -> HttpResponse:
    """The acknowledgement of an envelope again, with its proof once there is one; for the partner that sent it."""
    return _given(ask_envelope(request.get_full_path(), request.headers, envelope))


@require_GET
def description(_: HttpRequest) -> HttpResponse:
    """What this node says of itself, for an administrator of another one to add."""
    try:
        note = describe_ourselves(timezone.now())
    except NodeError as err:
        log("description.failed", kind=type(err).__name__)
        return HttpResponse(status=503, headers=_NOT_KEPT)
    return HttpResponse(note, content_type="text/plain; charset=utf-8", headers=_NOT_KEPT)


def _given(made: Response) -> HttpResponse:
    if made.status >= 400:
        log("envelope.refused", status=made.status)
    return HttpResponse(made.body, status=made.status, headers=dict(made.headers))
