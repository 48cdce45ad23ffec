"""How fast what comes in is taken in: reports read, receipts signed and checked, and bytes hashed in one read.

    python bench/intake_figures.py

The report is made up and of about 10 kB: a person, several addresses and devices, a chat. Reports are read on one core:
taken apart, held to every rule, made into the neutral report. Bytes are a file of 256 MiB in the page cache: both
digests in one read (what `tutela.evidence` does), beside two reads that follow each other, each with one digest.
Variants take turns, so that other load on the machine meets each.
"""

from __future__ import annotations

import hashlib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from blake3 import blake3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tutela.clocks import WrittenTime
from tutela.evidence import CHUNK, digest
from tutela.formats import cybertipline as ct
from tutela.intake import Receipt, verify_receipt
from tutela.ledger import NoteSigner

Figure = tuple[str, float, str, str]  # what, measured, unit, goal

RUNS = 9
SIZE = 256 << 20  # bytes
SECONDS = 1.0  # of each turn of reading


def figures() -> list[Figure]:
    """The figures: what, measured, unit, goal."""
    with tempfile.TemporaryDirectory() as folder:
        return [*_reports(), *_receipts(), *_digests(Path(folder) / "file")]


# ---------------------------------------------------------------- reports


def document() -> bytes:
    """A report as a service would send it, about 10 kB."""
    seen = tuple(
        ct.IpCaptureEvent(
            ip_address=f"192.0.2.{k}",
            event_name=ct.EventName.LOGIN,
            date_time=WrittenTime.of(f"2026-10-{k + 1:02}T14:05:00Z"),
            port=443,
        )
        for k in range(25)
    )
    return ct.write(
        ct.Report(
            incident_summary=ct.IncidentSummary(
                incident_type=ct.IncidentType.ENTICEMENT,
                platform="Kitechat",
                report_annotations=ct.ReportAnnotations(sextortion=True),
                incident_date_time=WrittenTime.of("2026-10-03T14:05:00-07:00"),
            ),
            internet_details=(
                ct.InternetDetails(
                    chat_im_incident=ct.ChatImIncident(chat_client="Kitechat", content="A line. " * 500)
                ),
            ),
            reporter=ct.Reporter(reporting_person=ct.Person(email=(ct.Email(value="safety@kitechat.example"),))),
            person_or_user_reported=(
                ct.PersonOrUserReported(
                    person=ct.Person(email=(ct.Email(value="a@mail.example", verified=True),)),
                    esp_identifier="user-77",
                    screen_name="longstring",
                    profile_url=("https://kitechat.example/u/longstring",),
                    ip_capture_event=seen,
                    device_id=tuple(ct.DeviceId(id_type="IMEI", id_value=f"{k:015}") for k in range(10)),
                ),
            ),
            victim=(ct.Victim(person=ct.Person(first_name="Ida", age=12), screen_name="ida_kite"),),
        )
    )


def _reports() -> Iterator[Figure]:
    sent = document()
    if not ct.to_report(ct.read_report(sent)).conserved:
        raise AssertionError("the report lost a fact")
    ways: dict[str, Callable[[], object]] = {
        "read, with every rule": lambda: ct.read_report(sent).required(),
        "read and made the report of a case": lambda: ct.to_report(ct.read_report(sent), document=sent),
    }
    rates = {name: list[float]() for name in ways}
    for _ in range(RUNS):
        for name, way in ways.items():
            rates[name].append(_rate(way))
    for name, found in rates.items():
        yield f"CyberTipline reports of {len(sent) / 1000:.1f} kB {name}", statistics.median(found), "/s", ""


def _rate(way: Callable[[], object]) -> float:
    done, began = 0, time.perf_counter()
    while (taken := time.perf_counter() - began) < SECONDS:
        way()
        done += 1
    return done / taken


# ---------------------------------------------------------------- receipts


def _receipts() -> Iterator[Figure]:
    sent, signer = document(), NoteSigner("bench.example/log/1", Ed25519PrivateKey.generate())
    received = WrittenTime.of("2026-11-28T10:00:00Z").at
    assert received
    bare = Receipt("bench.example", "1", received, len(sent), hashlib.sha256(sent).digest(), bytes(32))
    signed = str(bare.signed(signer))
    if not verify_receipt(signed, signer.verifier.vkey, report=sent).ok:
        raise AssertionError("the receipt does not hold")
    yield "receipts signed", _rate(lambda: str(bare.signed(signer))), "/s", ""
    key = signer.verifier.vkey
    yield "receipts verified with the report", _rate(lambda: verify_receipt(signed, key, report=sent)), "/s", ""


# ---------------------------------------------------------------- digests


def _digests(file: Path) -> Iterator[Figure]:
    block = bytes(range(256)) * 4096
    with file.open("wb") as out:
        for _ in range(SIZE // len(block)):
            out.write(block)
    ways = {"both digests in one read": _one_read, "both digests in two reads": _two_reads}
    if len({way(file) for way in ways.values()}) != 1:
        raise AssertionError("the digests differ")
    rates = {name: list[float]() for name in ways}
    for _ in range(RUNS):
        for name, way in ways.items():
            began = time.perf_counter()
            way(file)
            rates[name].append(SIZE / 1e6 / (time.perf_counter() - began))
    one, two = (statistics.median(found) for found in rates.values())
    yield "SHA-256 and BLAKE3 in one read", one, "MB/s", ""
    yield "SHA-256 and BLAKE3, a read each", two, "MB/s", ""
    yield "one read beside two", one / two, "×", "≥ 1"


def _one_read(file: Path) -> tuple[bytes, bytes]:
    with file.open("rb") as stream:
        found = digest(stream).digests
    return found.sha256, found.blake3


def _two_reads(file: Path) -> tuple[bytes, bytes]:
    with file.open("rb") as stream:
        legal = hashlib.file_digest(stream, "sha256").digest()
    quick = blake3()
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            quick.update(chunk)
    return legal, quick.digest()


def main() -> None:
    for what, measured, unit, goal in figures():
        sys.stdout.write(f"{what}: {measured:,.1f} {unit}{f'  (goal {goal})' if goal else ''}\n")


if __name__ == "__main__":
    main()
