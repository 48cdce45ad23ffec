"""Digests, size and kind of a stream, in one read and in memory that does not grow with it.

SHA-256 is the digest that courts and other systems know; BLAKE3 is the quick one, to check again. One thread does both
in turn: BLAKE3 takes less than half of SHA-256's time, and handing chunks to a second thread was measured to cost more.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import filetype
from blake3 import blake3

from tutela.evidence._errors import EvidenceError

CHUNK = 1 << 20  # bytes asked for at once, the most that is handed to a sink at once
HEAD = 8192  # bytes that show of what kind a file is


class Readable(Protocol):
    """A binary file, a socket's file, a request's body: `read(n)` gives n bytes at most, and none at the end."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Digests:
    """The bytes of an exhibit, in short. `sha256`, `blake3`: 32 bytes each; `size`: bytes.

    Raises:
        EvidenceError: one of them cannot be that.
    """

    sha256: bytes
    blake3: bytes
    size: int

    def __post_init__(self) -> None:
        for name, digest in (("sha256", self.sha256), ("blake3", self.blake3)):
            if len(digest) != 32:
                raise EvidenceError(f"digests, {name}: {len(digest)} bytes; expected 32")
        if not 0 <= self.size < 2**53:
            raise EvidenceError(f"digests, size: {self.size}; expected a number of bytes below 2^53")


@dataclass(frozen=True)
class Digested:
    """What one read of a stream found. `sniffed`: the media type that its first bytes show, None where they show none
    that is known; text of any kind is `text/plain`.
    """

    digests: Digests
    sniffed: str | None


def digest(stream: Readable, sink: Callable[[bytes], object] | None = None, *, most: int | None = None) -> Digested:
    """Read a stream to its end, once. Nothing of it is kept here.

    Args:
        sink: is given each chunk in order, `CHUNK` bytes at most, before the next is read. What it raises ends the
            reading and goes on to the caller, who throws away what the sink had taken.
        most: bytes; a longer stream is refused as soon as it is seen to be longer.

    Raises:
        EvidenceError: the stream is longer than `most`, or is none of bytes.
    """
    sha256, quick, head, size = hashlib.sha256(), blake3(), b"", 0
    while chunk := _read(stream):
        size += len(chunk)
        if most is not None and size > most:
            raise EvidenceError(f"there are more than {most:,} bytes; expected {most:,} at most")
        sha256.update(chunk)
        quick.update(chunk)
        if len(head) < HEAD:
            head += chunk[: HEAD - len(head)]
        if sink is not None:
            sink(chunk)
    return Digested(Digests(sha256.digest(), quick.digest(), size), sniff(head))


def sniff(head: bytes) -> str | None:
    """The media type that the first `HEAD` bytes of something show; None where they show none that is known."""
    if not head:
        return None
    found = filetype.guess_mime(head[:HEAD])
    if found is not None:
        return str(found)
    return "text/plain" if _is_text(head[:HEAD]) else None


def agree(sniffed: str | None, claimed: str | None) -> bool | None:
    """Whether the media type that was claimed is the one that the content shows; None where that cannot be said.

    Content that is text agrees with no kind of text in particular, and contradicts only what is never text.
    """
    if sniffed is None or not (said := (claimed or "").partition(";")[0].strip().lower()):
        return None
    if sniffed == "text/plain":
        return False if said.partition("/")[0] in ("image", "audio", "video") and said != "image/svg+xml" else None
    return _plain(said) == _plain(sniffed)


_SAME = {
    "audio/wave": "audio/wav", "audio/vnd.wave": "audio/wav", "image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg",
    "application/zip-compressed": "application/zip", "audio/mp3": "audio/mpeg", "image/heif": "image/heic",
}  # fmt: skip


def _plain(media_type: str) -> str:
    """Without the `x-` of a type that was not registered yet; of names for one thing, one."""
    said = media_type.replace("/x-", "/", 1)
    return _SAME.get(said, said)


def _is_text(head: bytes) -> bool:
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)  # the last character may be cut
    except UnicodeDecodeError:
        return False
    return all(c >= " " or c in "\t\n\r\f" for c in text) and bool(text)


def _read(stream: Readable) -> bytes:
    chunk = stream.read(CHUNK)
    if not isinstance(chunk, bytes):
        raise EvidenceError(f"the stream gave {type(chunk).__name__}; expected bytes: open it in binary, blocking")
    if len(chunk) > CHUNK:
        raise EvidenceError(f"the stream gave {len(chunk):,} bytes where {CHUNK:,} were asked for; it is no stream")
    return chunk
