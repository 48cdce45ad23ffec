"""What a report's own marks say about its kind and its urgency, each with the path of the fact that says so.

Only closed lists, ages and the presence of an element are looked at: never a name, a language, a place, or a word of
free text. So the same report in another language stands in the same place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from tutela.formats.cybertipline._file_details import FileAnnotations, FileDetails
from tutela.formats.cybertipline._report import Report, ReportAnnotations, Victim
from tutela.formats.cybertipline._words import FileRelevance, IncidentType, IndustryClassification
from tutela.intake import CaseKind, KindReason, Urgency, UrgencyClaim

YOUNG = 13  # years; the youngest band of the public flow is "under 13"

_TYPES: dict[IncidentType, tuple[CaseKind, str]] = {
    IncidentType.CHILD_PORNOGRAPHY: ("image", "images or videos"),
    IncidentType.TRAFFICKING: ("unclear", "trafficking, which may be any kind of case: an officer chooses"),
    IncidentType.SEX_TOURISM: ("contact", "travel to abuse a child"),
    IncidentType.MOLESTATION: ("contact", "abuse in person"),
    IncidentType.MISLEADING_DOMAIN: ("unclear", "a misleading address, which is no kind of case of its own"),
    IncidentType.MISLEADING_WORDS_OR_IMAGES: ("unclear", "misleading words or images, no kind of case of their own"),
    IncidentType.ENTICEMENT: ("contact", "a child being enticed"),
    IncidentType.UNSOLICITED_MATERIAL: ("contact", "material sent to a child"),
}
_FIRST: tuple[CaseKind, ...] = ("extortion", "performance", "contact", "image", "material", "unclear")
_MARKS = "/report/incidentSummary/reportAnnotations"
_TYPE = "/report/incidentSummary/incidentType"


def kind_reasons(report: Report, files: Sequence[FileDetails]) -> tuple[KindReason, ...]:
    """Why the report may be of which kind; the first is what the case begins as. None known: nothing."""
    return tuple(sorted(_reasons(report, files), key=lambda reason: _FIRST.index(reason.kind)))


def _reasons(report: Report, files: Sequence[FileDetails]) -> Iterator[KindReason]:
    marks = _marks(report)
    said = report.incident_summary.incident_type if report.incident_summary else None
    if marks.sextortion:
        yield KindReason(kind="extortion", says="The reporter marked it as sextortion.", because=f"{_MARKS}/sextortion")
    if said is not None:
        kind, about = _TYPES[said.schema_says]
        shown = [k for k, file in enumerate(files, 1) if file.file_relevance is not FileRelevance.SUPPLEMENTAL]
        drawn = [k for k in shown if _file_marks(files[k - 1]).anime_drawing_virtual_hentai]
        if kind == "image" and shown and drawn == shown:
            kind, about = "material", "images, and marked every reported file as drawn or virtual"
        yield KindReason(kind=kind, says=f"The reporter filed it as “{said.value}”: {about}.", because=_TYPE)
    for k, file in enumerate(files, 1):
        where = f"/fileDetails[{k}]/fileAnnotations"
        if _file_marks(file).live_streaming:
            says = "The reporter marked a file as streamed live."
            yield KindReason(kind="performance", says=says, because=f"{where}/liveStreaming")
        if _file_marks(file).generative_ai:
            says = "The reporter believes that a file was generated: whether it shows a real child is open."
            yield KindReason(kind="material", says=says, because=f"{where}/generativeAi")


def urgency_claims(report: Report, files: Sequence[FileDetails]) -> tuple[UrgencyClaim, ...]:
    """What makes the report urgent, as it says itself: one claim for each kind of reason."""
    found: dict[Urgency, list[tuple[str, str]]] = {}
    for kind, says, because in _claims(report, files):
        found.setdefault(kind, []).append((says, because))
    quoted = report.incident_summary.escalate_to_high_priority if report.incident_summary else None
    return tuple(
        UrgencyClaim(
            kind=kind,
            says=" ".join(dict.fromkeys(says for says, _ in told)),
            because=tuple(because for _, because in told),
            quoted=quoted if kind == "danger" else None,
        )
        for kind, told in found.items()
    )


def _claims(report: Report, files: Sequence[FileDetails]) -> Iterator[tuple[Urgency, str, str]]:
    marks, summary = _marks(report), report.incident_summary
    if summary and summary.escalate_to_high_priority is not None:
        where = "/report/incidentSummary/escalateToHighPriority"
        yield "danger", "The reporter asks for priority and says why.", where
    if marks.sextortion:
        yield "extortion", "The reporter marked it as sextortion.", f"{_MARKS}/sextortion"
    if marks.csam_solicitation:
        yield "production", "The reporter marked it as asking for images.", f"{_MARKS}/csamSolicitation"
    if marks.sadistic_online_exploitation:
        yield "production", "The reporter marked it as sadistic exploitation.", f"{_MARKS}/sadisticOnlineExploitation"
    if summary and summary.incident_type is IncidentType.MOLESTATION:
        yield "production", "The reporter filed it as abuse in person.", _TYPE
    for k, victim in enumerate(report.victim, 1):
        where = f"/report/victim[{k}]"
        if _known(victim):
            yield "child_known", "A child is named, or has an account, in the report.", where
        age = _age(victim, report)
        if age is not None and age < YOUNG:
            yield "young_child", f"A child in the report is under {YOUNG}.", f"{where}/victimPerson"
    for k, file in enumerate(files, 1):
        yield from _file_claims(file, f"/fileDetails[{k}]")
    if report.batched_report:
        yield "known_image", "The reporter says that the file goes round.", "/report/batchedReport"


def _file_claims(file: FileDetails, path: str) -> Iterator[tuple[Urgency, str, str]]:
    marks, where = _file_marks(file), f"{path}/fileAnnotations"
    if marks.possible_self_production:
        says = "The reporter believes that a child made a file of themselves."
        yield "production", says, f"{where}/possibleSelfProduction"
    if marks.live_streaming:
        yield "production", "The reporter marked a file as streamed live.", f"{where}/liveStreaming"
    if marks.infant:
        yield "young_child", "The reporter marked a file as showing an infant.", f"{where}/infant"
    if file.industry_classification in (IndustryClassification.A1, IndustryClassification.A2):
        says = "The reporter classified a file as showing a child before puberty."
        yield "young_child", says, f"{path}/industryClassification"
    if marks.viral or marks.potential_meme or file.potential_meme:
        mark = "viral" if marks.viral else "potentialMeme"
        yield "known_image", "The reporter says that the file goes round.", f"{where}/{mark}"


def _marks(report: Report) -> ReportAnnotations:
    return (report.incident_summary and report.incident_summary.report_annotations) or ReportAnnotations()


def _file_marks(file: FileDetails) -> FileAnnotations:
    return file.file_annotations or FileAnnotations()


def _known(victim: Victim) -> bool:
    person = victim.person
    named = person and (person.first_name or person.last_name or person.email or person.phone or person.address)
    return bool(named or victim.esp_identifier or victim.screen_name or victim.profile_url or victim.school_name)


def _age(victim: Victim, report: Report) -> int | None:
    """In years: as said, or on the day of the incident."""
    person = victim.person
    if person is None or person.age is not None:
        return person.age if person else None
    happened = report.incident_summary and report.incident_summary.incident_date_time
    between = happened and happened.between
    return _years(person.date_of_birth, between[0].date()) if person.date_of_birth and between else None


def _years(born: dt.date, on: dt.date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
