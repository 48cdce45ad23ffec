"""The documents of the interface: read, checked, written."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

from tutela.formats.cybertipline._errors import CyberTiplineError, Fault
from tutela.formats.cybertipline._file_details import FileDetails
from tutela.formats.cybertipline._read import Reading, reading
from tutela.formats.cybertipline._report import Report
from tutela.formats.cybertipline._responses import ReportDoneResponse, ReportResponse
from tutela.formats.cybertipline._rules import faults_of
from tutela.formats.cybertipline._write import document

Document = Report | FileDetails | ReportResponse | ReportDoneResponse
D = TypeVar("D", ReportResponse, ReportDoneResponse)

ROOTS: dict[type, str] = {
    Report: "report", FileDetails: "fileDetails", ReportResponse: "reportResponse",
    ReportDoneResponse: "reportDoneResponse",
}  # fmt: skip


def read_report(xml: bytes | str, *, now: dt.datetime | None = None) -> Reading[Report]:
    """A `<report>` document. `now`: what must lie in the past is compared with it; None: it is not.

    Raises:
        CyberTiplineError: it is not well-formed, too large or dangerous (4110), or another document (4100). Every other
            fault is in the reading.
    """
    return reading(Report, ROOTS[Report], xml, now)


def read_file_details(xml: bytes | str, *, now: dt.datetime | None = None) -> Reading[FileDetails]:
    """A `<fileDetails>` document; as `read_report`."""
    return reading(FileDetails, ROOTS[FileDetails], xml, now)


def read_response(xml: bytes | str, kind: type[D]) -> Reading[D]:
    """An answer of the interface, of the `kind` expected; as `read_report`."""
    return reading(kind, ROOTS[kind], xml, None)


def check(value: Document, *, now: dt.datetime | None = None) -> tuple[Fault, ...]:
    """Everything that the interface would refuse in the value."""
    return tuple(faults_of(value, f"/{ROOTS[type(value)]}", now))


def write(value: Document, *, now: dt.datetime | None = None) -> bytes:
    """The document of a value, UTF-8.

    Raises:
        CyberTiplineError: the interface would refuse it; every fault.
    """
    if faults := check(value, now=now):
        raise CyberTiplineError(list(faults))
    return document(value, ROOTS[type(value)])


def answer_to(err: CyberTiplineError, *, report_id: int | None = None, most: int = 10) -> ReportResponse:
    """The answer that names the faults of a document, `most` of them in full."""
    said = "; ".join(map(str, err.faults[:most]))
    more = f"; and {len(err.faults) - most} more" if len(err.faults) > most else ""
    return ReportResponse(response_code=int(err.code), response_description=said + more, report_id=report_id)
