"""Material taken in: permitted before it is read, hashed once, in memory that does not grow with it."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from blake3 import blake3
from hypothesis import given
from hypothesis import strategies as st

from tutela.evidence import CHUNK, EvidenceError, MayHold, MayNotHoldError, acquire, agree, digest, sniff

NOW = dt.datetime(2026, 11, 28, 10, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
PERMITTED = MayHold("order 12/2026", "Court of Vienna", NOW - DAY, NOW + DAY)
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(100)


class Untouched:
    """A stream that nobody may read."""

    def read(self, _size: int, /) -> bytes:
        raise AssertionError("a byte was read")


class Long:
    """So many bytes, made as they are read, some at a time."""

    def __init__(self, size: int, at_once: int = CHUNK) -> None:
        self.left, self.at_once, self.reads = size, at_once, 0

    def read(self, size: int, /) -> bytes:
        self.reads += 1
        count = min(size, self.left, self.at_once)
        self.left -= count
        return b"\x5a" * count


@pytest.mark.parametrize(
    ("may_hold", "says"),
    [
        (None, "nobody permitted this organisation"),
        (MayHold("order 12/2026", "Court of Vienna", NOW + DAY), "begins at 2026-11-29"),
        (MayHold("order 12/2026", "Court of Vienna", NOW - DAY, NOW), "ended at 2026-11-28"),
    ],
)
def test_nothing_is_read_where_material_may_not_be_held(may_hold: MayHold | None, says: str) -> None:
    taken: list[bytes] = []
    with pytest.raises(MayNotHoldError, match=says):
        acquire(Untouched(), taken.append, may_hold=may_hold, clock=lambda: NOW)
    assert taken == []


def test_a_permission_holds_from_its_first_moment_to_its_last() -> None:
    for at in (NOW - DAY, NOW + DAY - dt.timedelta(microseconds=1)):
        assert acquire(io.BytesIO(b"x"), bytes, may_hold=PERMITTED, clock=lambda at=at: at).hold == PERMITTED  # type: ignore[misc]


def test_a_permission_that_contradicts_itself_is_none() -> None:
    for made in (("", "x", NOW), ("x", " ", NOW), ("x", "x", NOW, NOW), ("x", "x", NOW.replace(tzinfo=None))):
        with pytest.raises(EvidenceError, match="permission to hold"):
            MayHold(*made)  # type: ignore[arg-type]


@given(st.binary(max_size=5000), st.integers(1, 700))
def test_every_byte_is_hashed_and_handed_on_in_order(data: bytes, at_once: int) -> None:
    class Pieces(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, at_once))

    kept = io.BytesIO()
    found = acquire(Pieces(data), kept.write, may_hold=PERMITTED, clock=lambda: NOW).digests
    assert kept.getvalue() == data
    assert (found.sha256, found.size) == (hashlib.sha256(data).digest(), len(data))
    assert found.blake3 == blake3(data).digest()


def test_the_digests_are_those_of_the_published_vectors() -> None:
    empty, letters = digest(io.BytesIO()), digest(io.BytesIO(b"abc")).digests
    assert empty.digests.size == 0
    assert empty.sniffed is None
    assert empty.digests.blake3.hex() == "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"
    assert letters.sha256.hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-4


def test_memory_does_not_grow_with_the_material() -> None:
    long = Long(96 * CHUNK + 5)
    tracemalloc.start()
    try:
        found = acquire(long, len, may_hold=PERMITTED, clock=lambda: NOW)
        assert tracemalloc.get_traced_memory()[1] < 8 * CHUNK
    finally:
        tracemalloc.stop()
    assert found.digests.size == 96 * CHUNK + 5
    assert long.reads == 98


def test_more_than_was_allowed_is_refused_when_it_is_seen() -> None:
    long = Long(1 << 60)
    with pytest.raises(EvidenceError, match="more than 3,000,000 bytes"):
        acquire(long, len, may_hold=PERMITTED, most=3_000_000, clock=lambda: NOW)
    assert long.reads == 3
    assert digest(io.BytesIO(b"abc"), most=3).digests.size == 3


def test_what_a_sink_raises_goes_on() -> None:
    def full(_chunk: bytes) -> None:
        raise OSError("no space left on the disk")

    with pytest.raises(OSError, match="no space left"):
        acquire(Long(CHUNK * 3), full, may_hold=PERMITTED, clock=lambda: NOW)


def test_a_stream_of_something_else_is_refused() -> None:
    with pytest.raises(EvidenceError, match="gave str; expected bytes"):
        digest(io.StringIO("x"))  # type: ignore[arg-type]

    class Greedy:
        def read(self, size: int, /) -> bytes:
            return bytes(size + 1)

    with pytest.raises(EvidenceError, match="is no stream"):
        digest(Greedy())


def test_times_are_the_clock_s_with_their_zone() -> None:
    ticks = iter([NOW, NOW + dt.timedelta(seconds=3)])
    found = acquire(io.BytesIO(b"x"), len, may_hold=PERMITTED, clock=lambda: next(ticks))
    assert (found.began.as_written, found.ended.as_written) == (
        "2026-11-28T10:00:00.000000Z", "2026-11-28T10:00:03.000000Z",
    )  # fmt: skip
    assert found.began.basis == "written"


def test_media_types_by_content_and_as_claimed(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "z", "w") as packed:
        packed.writestr("a", "b")
    known = {
        PNG: "image/png", b"\xff\xd8\xff\xe0" + bytes(40): "image/jpeg", b"%PDF-1.7\n": "application/pdf",
        (tmp_path / "z").read_bytes(): "application/zip", "Grüße\n".encode(): "text/plain", b"\x00\x01\x02": None,
        "é".encode()[:1]: None, b"x" * 8191 + "é".encode(): "text/plain",
    }  # fmt: skip
    for data, kind in known.items():
        assert digest(io.BytesIO(data)).sniffed == kind
    found = acquire(io.BytesIO(PNG), len, may_hold=PERMITTED, claimed="image/jpeg", clock=lambda: NOW)
    assert (found.sniffed, found.claimed, found.media_types_agree) == ("image/png", "image/jpeg", False)


@pytest.mark.parametrize(
    ("sniffed", "claimed", "says"),
    [
        ("image/jpeg", "image/jpg", True), ("audio/x-wav", "audio/wav; codecs=1", True), ("image/png", "IMAGE/PNG", True),
        ("image/png", "image/gif", False), ("text/plain", "application/json", None), ("text/plain", "image/png", False),
        ("text/plain", "image/svg+xml", None), (None, "image/png", None), ("image/png", None, None), ("image/png", " ", None),
    ],
)  # fmt: skip
def test_whether_media_types_agree(sniffed: str | None, claimed: str | None, says: bool | None) -> None:
    assert agree(sniffed, claimed) is says


MAGIC = [
    b"",
    PNG[:8],
    b"PK\x03\x04",
    b"RIFF",
    b"\x00\x00\x00\x18ftyp",
    b"GIF8",
    b"BM",
    b"ustar",
    b"\xd0\xcf\x11\xe0",
    b"ID3",
]


@given(st.sampled_from(MAGIC), st.binary(max_size=600), st.integers(0, 600))
def test_no_content_stops_the_sniffing(magic: bytes, rest: bytes, cut: int) -> None:
    for head in (magic + rest, (magic + rest)[:cut]):
        found = sniff(head)
        assert found is None or "/" in found
