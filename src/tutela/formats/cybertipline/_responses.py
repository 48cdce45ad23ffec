"""What the interface answers (documentation, Appendix D): `<reportResponse>` and `<reportDoneResponse>`."""

from __future__ import annotations

from dataclasses import dataclass

from tutela.formats.cybertipline._fields import element, elements


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportResponse:
    """The answer to submit, upload, fileinfo, retract and status. `hash`: MD5 of an uploaded file, in hex."""

    response_code: int | None = element("responseCode", required=True)
    response_description: str | None = element("responseDescription", required=True)
    report_id: int | None = element("reportId")
    file_id: str | None = element("fileId")
    hash: str | None = element("hash")


@dataclass(frozen=True, kw_only=True, slots=True)
class Files:
    file_id: tuple[str, ...] = elements("fileId")


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportDoneResponse:
    """The answer to finish: the files that the report holds."""

    response_code: int | None = element("responseCode", required=True)
    report_id: int | None = element("reportId", required=True)
    files: Files | None = element("files", required=True)
