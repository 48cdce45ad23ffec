"""What a batched report asks of its files (documentation, Appendix E.1)."""

from __future__ import annotations

from collections.abc import Sequence

from tutela.formats.cybertipline._errors import Fault
from tutela.formats.cybertipline._fields import plan_of
from tutela.formats.cybertipline._file_details import FileAnnotations, FileDetails
from tutela.formats.cybertipline._words import FileRelevance

_FORBIDS = (
    "original_file_name", "location_of_file", "original_file_hash", "ip_capture_event", "device_id", "details",
    "additional_info",
)  # fmt: skip


def batch_faults(files: Sequence[FileDetails]) -> list[Fault]:
    """What is wrong with the files of a batched report: there may be one, and it says little."""
    found = []
    if len(files) > 1:
        found.append(Fault("", "rule", f"a batched report has {len(files)} files", "one file"))
    names = {place.field: place.name for place in plan_of(FileDetails).places}
    for value in files:
        marks = value.file_annotations or FileAnnotations()
        for field in _FORBIDS:
            if getattr(value, field):
                found.append(_here(names[field], "stands on the file of a batched report", "nothing here"))
        for place in plan_of(FileAnnotations).places:
            if getattr(marks, place.field) and place.field not in ("viral", "potential_meme"):
                found.append(
                    _here(f"fileAnnotations/{place.name}", "marks the file of a batched report", "nothing here")
                )
        if not (marks.viral or marks.potential_meme or value.potential_meme):
            found.append(_here("fileAnnotations", "has neither of its marks", "<viral> or <potentialMeme>"))
        if value.file_relevance is not FileRelevance.REPORTED:
            found.append(_here("fileRelevance", "is not that of a batched report", repr(FileRelevance.REPORTED.value)))
    return found


def _here(below: str, what: str, expected: str) -> Fault:
    return Fault(f"/fileDetails/{below}", "rule", what, expected)
