"""The HTTP request of RFC 9421: what it covers, when it is good, and whose it is."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
from typing import Any

import pytest
from http_message_signatures import HTTPMessageSigner, MappingKeyResolver
from http_message_signatures.algorithms import ED25519

from tests.cooperation.envelopes.nodes import NOW, YEAR, Node, ident, pair, request
from tutela.cooperation.envelopes import (
    REQUEST_LIFE,
    SKEW,
    EnvelopeError,
    RefusedError,
    Request,
    ask_arrival,
    ask_receipt,
    post_envelope,
    put_part,
    verify_request,
    withdraw,
)

A, B = pair()
TO_B = A.partners.current(B.name, NOW)
POSTED = post_envelope(A.send(B.name, request()).envelope, A.me[0], TO_B, NOW)
SECOND = dt.timedelta(seconds=1)


def ground(request: Request, now: dt.datetime = NOW, at: str = B.url, node: Node = B) -> str:
    with pytest.raises(RefusedError) as raised:
        verify_request(request, at=at, partners=node.partners, now=now)
    return raised.value.ground


def changed(header: str, value: str | None) -> Request:
    headers = {name: said for name, said in POSTED.headers.items() if name != header}
    return dataclasses.replace(POSTED, headers=headers if value is None else headers | {header: value})


def signed(request: Request = POSTED, **more: Any) -> Request:
    """A's request signed anew, otherwise than `post_envelope` does it."""
    made = dataclasses.replace(
        request, headers={k: v for k, v in request.headers.items() if not k.startswith("Sig") and k != "Content-Digest"}
    )
    said = {
        "key_id": A.me[0].key_id, "created": NOW, "expires": NOW + REQUEST_LIFE, "nonce": "bm9uY2U", "label": "tutela",
        "tag": "tutela-envelope", "body": made.body,
        "covered_component_ids": ("@method", "@authority", "@target-uri", "content-type"),
    }  # fmt: skip
    keys = MappingKeyResolver(public_keys={}, private_keys={more.get("key_id", A.me[0].key_id): A.me[0].signing})
    HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=keys).sign(made, **(said | more))
    return made


def test_a_request_says_who_sent_it_and_for_which_endpoint() -> None:
    found = verify_request(POSTED, at=B.url, partners=B.partners, now=NOW)
    assert found.partner == B.partners.current(A.name, NOW)
    assert (found.path, found.created) == ("/envelopes", NOW)
    assert len(base64.urlsafe_b64decode(found.nonce + "==")) == 16
    assert set(POSTED.headers) == {"Content-Type", "Content-Digest", "Signature-Input", "Signature"}
    assert verify_request(signed(), at=B.url, partners=B.partners, now=NOW).nonce == "bm9uY2U"


def test_every_attempt_has_a_nonce_of_its_own() -> None:
    made = {post_envelope(A.sealed[ident(1)].envelope, A.me[0], TO_B, NOW).headers["Signature-Input"] for _ in range(9)}
    assert len(made) == 9


def test_the_other_endpoints() -> None:
    for made, path in [
        (ask_receipt(ident(1), A.me[0], TO_B, NOW), f"/envelopes/{ident(1)}"),
        (ask_arrival(ident(1), 0, A.me[0], TO_B, NOW), f"/envelopes/{ident(1)}/attachments/0"),
        (put_part(ident(1), 0, 7, b"sealed", A.me[0], TO_B, NOW), f"/envelopes/{ident(1)}/attachments/0/parts/7"),
    ]:
        assert verify_request(made, at=B.url, partners=B.partners, now=NOW).path == path
        assert ground(dataclasses.replace(made, body=made.body + b"x")) == "forged"


def test_an_envelope_goes_only_between_its_two() -> None:
    with pytest.raises(EnvelopeError, match="not from"):
        post_envelope(A.sealed[ident(1)].envelope, B.me[0], TO_B, NOW)


@pytest.mark.parametrize(
    "request_",
    [
        dataclasses.replace(POSTED, method="PUT"),
        dataclasses.replace(POSTED, url=POSTED.url + "/x"),
        dataclasses.replace(POSTED, url=POSTED.url + "?x=1"),
        dataclasses.replace(POSTED, url=POSTED.url.replace("/envelopes", "/Envelopes")),
        dataclasses.replace(POSTED, body=POSTED.body[:-1] + b"x"),
        dataclasses.replace(POSTED, body=POSTED.body[:-1]),
        dataclasses.replace(POSTED, body=b""),
        changed("Content-Type", "text/plain"),
        changed("Content-Type", None),
        changed("Content-Digest", None),
        changed("Content-Digest", "sha-256=:" + base64.b64encode(bytes(32)).decode() + ":"),
        changed("Signature", None),
        changed("Signature-Input", None),
        changed("Signature", "tutela=:" + base64.b64encode(bytes(64)).decode() + ":"),
        changed("Signature", "tutela=?1"),
        changed("Signature", "ü"),
        changed("Signature-Input", POSTED.headers["Signature-Input"].replace('"@method" ', "")),
        changed("Signature-Input", POSTED.headers["Signature-Input"].replace("tutela-envelope", "another")),
        changed("Signature-Input", POSTED.headers["Signature-Input"] * 2),
        dataclasses.replace(POSTED, headers={}),
    ],
)
def test_a_request_that_is_not_what_was_signed_is_refused(request_: Request) -> None:
    assert ground(request_) == "forged"


@pytest.mark.parametrize("part", ["@method", "@authority", "@target-uri", "content-type"])
def test_a_signature_that_covers_less_is_refused(part: str) -> None:
    covered = tuple(p for p in ("@method", "@authority", "@target-uri", "content-type") if p != part)
    assert ground(signed(covered_component_ids=covered)) == "forged"


def test_a_signature_that_does_not_cover_the_body_is_refused() -> None:
    assert ground(signed(body=None)) == "forged"


@pytest.mark.parametrize("missing", ["nonce", "expires", "alg"])
def test_a_signature_without_one_of_its_parameters_is_refused(missing: str) -> None:
    assert ground(signed(**({"include_alg": False} if missing == "alg" else {missing: None}))) == "forged"


def test_two_signatures_under_our_tag_are_refused() -> None:
    twice = dataclasses.replace(POSTED, headers=dict(POSTED.headers))
    one, other = POSTED.headers, signed(label="another").headers
    for name in ("Signature", "Signature-Input"):
        twice.headers[name] = f"{one[name]}, {other[name]}"  # type: ignore[index]
    assert ground(twice) == "forged"


def test_a_signature_by_another_beside_ours_does_no_harm() -> None:
    """A proxy may sign too, under its own tag."""
    both = dataclasses.replace(POSTED, headers=dict(POSTED.headers))
    other = signed(label="proxy", tag="proxy").headers
    for name in ("Signature", "Signature-Input"):
        both.headers[name] = f"{POSTED.headers[name]}, {other[name]}"  # type: ignore[index]
    assert verify_request(both, at=B.url, partners=B.partners, now=NOW).partner.node == A.name


# ---------------------------------------------------------------- times


@pytest.mark.parametrize("off", [-SKEW, 0 * SECOND, REQUEST_LIFE, REQUEST_LIFE + SKEW])
def test_clocks_may_differ_a_little(off: dt.timedelta) -> None:
    assert verify_request(POSTED, at=B.url, partners=B.partners, now=NOW + off).created == NOW


@pytest.mark.parametrize("off", [-SKEW - SECOND, REQUEST_LIFE + SKEW + SECOND, dt.timedelta(days=-40)])
def test_a_request_from_another_time_is_refused(off: dt.timedelta) -> None:
    """Replayed later, or a clock set back on either side."""
    assert ground(POSTED, NOW + off) == "untimely"


@pytest.mark.parametrize("life", [REQUEST_LIFE + SECOND, 0 * SECOND, -SECOND, dt.timedelta(days=3650)])
def test_a_signature_that_lives_too_long_is_refused(life: dt.timedelta) -> None:
    assert ground(signed(expires=NOW + life)) == "untimely"


# ---------------------------------------------------------------- whose, and for whom


def test_a_request_for_another_node_is_refused_whatever_its_host_says() -> None:
    """B passes A's request on to C, with B's address in the Host header, from which a framework makes the URL."""
    c = Node("third.example", 8002)
    c.knows(A)
    assert ground(POSTED, at=c.url, node=c) == "not_for_us"
    assert ground(dataclasses.replace(POSTED, url=POSTED.url.replace("8001", "8002")), at=c.url, node=c) == "forged"
    assert ground(POSTED, at=B.url + "/exch") == "not_for_us"
    assert ground(dataclasses.replace(POSTED, url="/exchange/envelopes")) == "not_for_us"


def test_whose_key_it_is() -> None:
    assert ground(signed(key_id="nobody.example#x")) == "unknown_sender"
    assert ground(signed(key_id="x" * 3000)) == "unknown_sender"
    assert ground(signed(key_id=f"{A.name}#x")) == "changed_key"
    assert ground(signed(key_id=A.me[0].key_id.swapcase())) == "unknown_sender"
    assert ground(POSTED, NOW, node=Node(B.name, 8001)) == "unknown_sender"
    c = Node("third.example", 8002)
    other = Node(B.name, 8001)
    other.knows(c)
    assert ground(signed(key_id=c.me[0].key_id), node=other) == "forged"  # A says that it is C


def test_a_withdrawn_or_ended_key_is_refused() -> None:
    gone = Node(B.name, 8001)
    gone.partners = withdraw(B.partners, A.name, NOW - SECOND)
    assert ground(POSTED, node=gone) == "lapsed_key"
    late = signed(created=NOW + YEAR, expires=NOW + YEAR + REQUEST_LIFE)
    assert ground(late, NOW + YEAR) == "lapsed_key"
