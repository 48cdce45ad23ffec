"""Public vectors: what others sign and seal we read, and what we sign others read."""

from __future__ import annotations

import base64
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import bech32
import pyrage
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, MappingKeyResolver
from http_message_signatures import InvalidSignature as Wrong
from http_message_signatures.algorithms import ED25519
from http_message_signatures.digests import ContentDigest

from tests.cooperation.envelopes.nodes import NOW, pair, request
from tutela.cooperation.envelopes import post_envelope
from tutela.cooperation.envelopes._keys import age_identity, check_recipient, key_id

# RFC 9421, appendix B.1.4 and B.2.6
PRIVATE = base64.b64decode("MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF")
PUBLIC = base64.b64decode("MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=")
COVERED = ("date", "@method", "@path", "@authority", "content-type", "content-length")
SIGNED_INPUT = (
    'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length")'
    ';created=1618884473;keyid="test-key-ed25519"'
)
SIGNATURE = "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:"
BODY = b'{"hello": "world"}'


def message() -> SimpleNamespace:
    """The request of RFC 9421, appendix B.2."""
    headers = {
        "Host": "example.com", "Date": "Tue, 20 Apr 2021 02:07:55 GMT", "Content-Type": "application/json",
        "Content-Length": "18",
    }  # fmt: skip
    return SimpleNamespace(method="POST", url="https://example.com/foo?param=Value&Pet=dog", headers=headers)


def keys() -> MappingKeyResolver:
    return MappingKeyResolver(
        public_keys={"test-key-ed25519": load_der_public_key(PUBLIC)},  # type: ignore[dict-item]
        private_keys={"test-key-ed25519": load_der_private_key(PRIVATE, None)},  # type: ignore[dict-item]
    )


def test_we_sign_the_vector_of_rfc_9421_to_the_byte() -> None:
    request = message()
    HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=keys()).sign(
        request, key_id="test-key-ed25519", created=datetime.fromtimestamp(1618884473, UTC), label="sig-b26",
        include_alg=False, covered_component_ids=COVERED,
    )  # fmt: skip
    assert request.headers["Signature-Input"] == SIGNED_INPUT
    assert request.headers["Signature"] == SIGNATURE


def test_the_vector_of_rfc_9421_verifies_and_a_changed_one_does_not() -> None:
    request = message()
    request.headers |= {"Signature-Input": SIGNED_INPUT, "Signature": SIGNATURE}
    verifier = HTTPMessageVerifier(signature_algorithm=ED25519, key_resolver=keys())
    (found,) = verifier.verify(request, max_age=None)
    assert found.parameters["created"] == 1618884473
    request.headers["Date"] = "Tue, 20 Apr 2021 02:07:56 GMT"
    with pytest.raises(Wrong) as raised:
        verifier.verify(request, max_age=None)
    assert isinstance(raised.value.__cause__, InvalidSignature)


def test_the_digest_is_that_of_rfc_9530() -> None:
    # RFC 9421, B.2 (no newline at the end) and RFC 9530, appendix A (with one)
    assert ContentDigest.create(BODY) == "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"
    assert ContentDigest.create(BODY + b"\n") == "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"


def test_the_thumbprint_is_that_of_rfc_8037() -> None:
    public = base64.urlsafe_b64decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=")  # appendix A.2
    assert key_id("node.example", public) == "node.example#kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"  # A.3


def test_secrets_and_recipients_are_written_as_age_writes_them() -> None:
    """The key pair of RFC 7748, section 6.1: its secret half as we hand it to age has its public half as recipient."""
    secret = bytes.fromhex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
    public = bytes.fromhex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
    recipient = str(age_identity(secret).to_public())
    _, fives = bech32.bech32_decode(recipient)
    assert bytes(bech32.convertbits(fives or [], 5, 8, False) or []) == public
    check_recipient(recipient)


def test_what_is_sealed_is_an_age_file_for_the_receiver() -> None:
    a, b = pair()
    sealed = a.send(b.name, request()).envelope.sealed
    assert pyrage.decrypt(sealed, [b.me[0].opening]) == a.sealed[request().id].note.encode()
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed, [a.me[0].opening])


@pytest.mark.skipif(shutil.which("age") is None, reason="needs age, the reference program, to read what we seal")
def test_the_reference_program_opens_an_envelope(tmp_path: Path) -> None:
    """As the decision says: `tail -n +3 envelope | age -d -i key`."""
    a, b = pair()
    sealed = a.send(b.name, request())
    (tmp_path / "envelope").write_bytes(sealed.envelope.raw)
    (tmp_path / "key").write_text(str(b.me[0].opening) + "\n")
    opened = subprocess.run(
        ["bash", "-c", "tail -n +3 envelope | age -d -i key"], cwd=tmp_path, capture_output=True, check=True
    ).stdout
    assert opened.decode() == sealed.note


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl, which reads our keys")
def test_our_request_verifies_with_openssl(tmp_path: Path) -> None:
    """The signature base written out by hand, as RFC 9421 section 2.5 has it, and a tool that knows nothing of us."""
    a, b = pair()
    sent = post_envelope(a.send(b.name, request()).envelope, a.me[0], b_entry := a.partners.current(b.name, NOW), NOW)
    label, _, signed = sent.headers["Signature-Input"].partition("=")
    base = "\n".join(
        (
            '"@method": POST', '"@authority": 127.0.0.1:8001', f'"@target-uri": {b_entry.description.url}/envelopes',
            '"content-type": application/vnd.tutela.envelope', f'"content-digest": {sent.headers["Content-Digest"]}',
            f'"@signature-params": {signed}',
        )
    )  # fmt: skip
    (tmp_path / "base").write_bytes(base.encode())
    (tmp_path / "sig").write_bytes(base64.b64decode(sent.headers["Signature"].removeprefix(f"{label}=:").rstrip(":")))
    (tmp_path / "key.pem").write_bytes(
        a.me[0].signing.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    done = subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "base", "-sigfile", "sig"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
