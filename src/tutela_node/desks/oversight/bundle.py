"""What proves one event, in one .zip: a shell and openssl are enough to check it (docs/auditor.md)."""

from __future__ import annotations

import io
import zipfile
from importlib.resources import files

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tutela.ledger import NoteVerifier
from tutela_node.spine.log import account_of
from tutela_node.spine.models import EventBody, Log

README = """What proves one event of the node {node}
{rule}

Event    {event}
Act      {act}, {outcome}
When     {at}
Log      {origin}, entry {index}

  account.json      who did what, when, and why it was allowed: the exact bytes, without a newline at the end
  salt.hex          the 32 random bytes that were put before it
  ENTRY             SHA-256 of salt and account: the 32 bytes that stand in the log
  event.tlog-proof  the place of the entry, the hashes on the way to the root, and the signed checkpoint
  key.pem           the public key of the log; key.txt: the same as one line
  verify.sh         checks all of it; a hundred lines, read it

Check (bash, openssl 3, base64 and xxd):

  {{ xxd -r -p salt.hex; cat account.json; }} | openssl dgst -sha256 -binary | cmp - ENTRY
  bash verify.sh ENTRY event.tlog-proof key.pem

The first prints nothing, the second says which entry of which log it is; both end with status 0.

The key in here shows only that this folder agrees with itself. Compare key.txt with the key that you have from
elsewhere: from the body that oversees the node, on paper, or from an earlier visit.

It shows that this account stood in the log when the checkpoint was signed. It does not show what else was done, nor
that the checkpoint is the newest. The account names officers and records by their numbers alone: no name, no content.
"""


def bundle(body: EventBody, proof: str) -> bytes:
    """The .zip of an event that is logged. `proof`: as `proof_of` gives it."""
    salt, account = account_of(body)
    log: Log = body.event.position.log
    head = f"What proves one event of the node {account.node}"
    said = README.format(
        node=account.node, rule="=" * len(head), event=account.event, act=account.act, outcome=account.outcome,
        at=account.at.isoformat(), origin=log.origin, index=body.event.position.index,
    )  # fmt: skip
    made = {
        "README.txt": said.encode(),
        "ENTRY": bytes(body.event.leaf),
        "account.json": account.canonical(),
        "salt.hex": (salt.hex() + "\n").encode(),
        "event.tlog-proof": proof.encode(),
        "key.pem": key_pem(log.vkey),
        "key.txt": f"{log.vkey}\n".encode(),
        "verify.sh": files(__package__).joinpath("verify.sh").read_bytes(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in made.items():
            info = zipfile.ZipInfo(name, date_time=account.at.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (0o755 if name.endswith(".sh") else 0o644) << 16
            zipped.writestr(info, content)
    return out.getvalue()


def key_pem(vkey: str) -> bytes:
    """A verifier line `NAME+KEYID+BASE64` as a PEM public key, which openssl reads."""
    public = Ed25519PublicKey.from_public_bytes(NoteVerifier.parse(vkey).public)
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
