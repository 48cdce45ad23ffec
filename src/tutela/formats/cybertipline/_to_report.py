"""From a CyberTipline document to the neutral report of a case, fact by fact."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Literal

from tutela import intake
from tutela.clocks import WrittenTime
from tutela.formats.cybertipline._facts import Taking, settled
from tutela.formats.cybertipline._file_details import FileDetails
from tutela.formats.cybertipline._persons import captures, email, particulars, person, phone, postal
from tutela.formats.cybertipline._read import Reading
from tutela.formats.cybertipline._report import Report
from tutela.formats.cybertipline._signs import kind_reasons, urgency_claims


def to_report(
    report: Reading[Report],
    files: Sequence[Reading[FileDetails]] = (),
    *,
    document: bytes | None = None,
    received: WrittenTime | None = None,
    reference: str | None = None,
) -> intake.Report:
    """The neutral report of a document and of what is said about its files.

    `document`: the bytes received, for their digest; `received`: when they came; `reference`: the sender's own. Paths
    below a file begin with `/fileDetails[N]`, N from 1.
    """
    placed: dict[str, str] = {}
    claims = urgency_claims(report.value, [file.value for file in files])
    values: list[tuple[Any, str]] = [(report.value, "/report")]
    values += [(file.value, f"/fileDetails[{k}]") for k, file in enumerate(files, 1)]
    top, *rest = (Taking(value, path, placed) for value, path in values)
    details = [file.value for file in files]
    made = {
        "source": _source(top, document, received, reference),
        "reporter": _reporter(top),
        "incident": _incident(top, report.value, details),
        "persons": _persons(top),
        "files": tuple(_file(one, f"files[{k}]") for k, one in enumerate(rest)),
        "urgency": claims,
        "authority": _authority(top),
        "notes": () if (note := top.said("additional_info", "notes[0]")) is None else (note,),
    }
    if summary := top.part("incident_summary"):
        danger = next((k for k, claim in enumerate(claims) if claim.kind == "danger"), 0)
        summary.one("escalate_to_high_priority", f"urgency[{danger}].quoted")
    went, left = settled(values, placed)
    left += [intake.Unparsed(path=one.path, said=one.said, why=one.why) for one in report.unparsed]
    for k, file in enumerate(files, 1):
        place = f"/fileDetails[{k}]"
        left += [
            intake.Unparsed(path=place + one.path.removeprefix("/fileDetails"), said=one.said, why=one.why)
            for one in file.unparsed
        ]
    return intake.Report.model_validate(
        {**made, "placed": tuple(went), "unparsed": tuple(left), "facts": len(went) + len(left)}
    )


def _source(top: Taking, document: bytes | None, received: WrittenTime | None, reference: str | None) -> intake.Source:
    standing = {}
    if reporter := top.part("reporter"):
        for field in ("company_template", "terms_of_service"):
            if (said := reporter.said(field, f"source.standing.{field}")) is not None:
                standing[field] = said
    batch = top.part("batched_report")
    return intake.Source(
        form="cybertipline",
        reference=reference,
        sha256=None if document is None else hashlib.sha256(document).hexdigest(),
        size=None if document is None else len(document),
        received=received,
        schema_location=top.said("schema_location", "source.schema_location"),
        batch=batch and batch.said("reason", "source.batch"),
        standing=standing,
    )


def _reporter(top: Taking) -> intake.Reporter:
    told = top.part("reporter")
    if told is None:
        return intake.Reporter()
    return intake.Reporter(
        who=particulars(told.part("reporting_person"), "reporter.who"),
        contact=None if (one := told.part("contact_person")) is None else particulars(one, "reporter.contact"),
        link=told.said("legal_url", "reporter.link"),
    )


def _authority(top: Taking) -> intake.Authority | None:
    told = top.part("law_enforcement")
    if told is None:
        return None
    abroad, countries = told.part("served_legal_process_international"), list[str]()
    for one in (told, abroad):
        if one and (said := one.said("flea_country", f"authority.served_abroad_country[{len(countries)}]")) is not None:
            countries.append(said)
    return intake.Authority(
        name=told.said("agency_name", "authority.name"),
        case_number=told.said("case_number", "authority.case_number"),
        contact=None if (one := told.part("officer_contact")) is None else particulars(one, "authority.contact"),
        told=told.one("reported_to_le", "authority.told"),
        served_at_home=told.one("served_legal_process_domestic", "authority.served_at_home"),
        served_abroad=abroad and abroad.one("value", "authority.served_abroad"),
        served_abroad_country=tuple(countries),
    )


def _persons(top: Taking) -> tuple[intake.ReportedPerson, ...]:
    found: list[tuple[Taking, Literal["child", "suspect", "other"], bool]]
    found = [(one, "suspect", False) for one in top.parts("person_or_user_reported")]
    found += [(one, "other", True) for one in top.parts("intended_recipient")]
    found += [(one, "child", False) for one in top.parts("victim")]
    return tuple(person(one, role, meant, f"persons[{k}]") for k, (one, role, meant) in enumerate(found))


def _incident(top: Taking, report: Report, files: Sequence[FileDetails]) -> intake.Incident:
    reasons = kind_reasons(report, files)
    scenes = tuple(_scene(one, f"incident.scenes[{k}]") for k, one in enumerate(_scenes(top)))
    told = top.part("incident_summary")
    if told is None:
        return intake.Incident(scenes=scenes, reasons=reasons)
    marks = told.part("report_annotations")
    return intake.Incident(
        kind=reasons[0].kind if reasons else "unclear",
        reasons=reasons,
        said_kind=told.said("incident_type", "incident.said_kind"),
        marks=marks.marks("incident.marks") if marks else (),
        happened=told.one("incident_date_time", "incident.happened"),
        happened_note=told.said("incident_date_time_description", "incident.happened_note"),
        platform=told.said("platform", "incident.platform"),
        scenes=scenes,
    )


_SCENES: dict[str, intake.SceneKind] = {
    "web_page_incident": "web", "email_incident": "email", "newsgroup_incident": "newsgroup",
    "chat_im_incident": "chat", "online_gaming_incident": "game", "cell_phone_incident": "telephone",
    "non_internet_incident": "offline", "peer2peer_incident": "peer_to_peer",
}  # fmt: skip
_TITLES = {"name", "chat_room_name", "game_name", "location_name"}
_CLIENTS = {"chat_client", "console", "client"}


def _scenes(top: Taking) -> list[tuple[Taking, intake.SceneKind]]:
    every = [(one.part(field), kind) for one in top.parts("internet_details") for field, kind in _SCENES.items()]
    return [(found, kind) for found, kind in every if found is not None]


def _scene(found: tuple[Taking, intake.SceneKind], at: str) -> intake.Scene:
    """One place where something happened; each kind has some of these fields."""
    told, kind = found
    has = set(type(told.value).__dataclass_fields__)
    title, client = next(iter(has & _TITLES), None), next(iter(has & _CLIENTS), None)
    addresses = told.parts("email_address") if "email_address" in has else []
    made = [email(one, f"{at}.addresses[{k}]") for k, one in enumerate(addresses)]
    if "phone_number" in has and (number := told.part("phone_number")):
        made.append(phone(number, f"{at}.addresses[{len(made)}]"))
    places = told.parts("incident_address") if "incident_address" in has else []
    note = told.said("additional_info", f"{at}.notes[0]")
    return intake.Scene(
        kind=kind,
        urls=told.all("url", f"{at}.urls") if "url" in has else (),
        title=told.said(title, f"{at}.title") if title else None,
        client=told.said(client, f"{at}.client") if client else None,
        addresses=tuple(made),
        places=tuple(postal(one, f"{at}.places[{k}]") for k, one in enumerate(places)),
        latitude=told.one("latitude", f"{at}.latitude") if "latitude" in has else None,
        longitude=told.one("longitude", f"{at}.longitude") if "longitude" in has else None,
        captures=captures(told, f"{at}.captures", devices=False) if "ip_capture_event" in has else (),
        files_named=told.said("file_names", f"{at}.files_named") if "file_names" in has else None,
        content=told.said("content", f"{at}.content") if "content" in has else None,
        hosted_elsewhere=told.one("third_party_hosted_content", f"{at}.hosted_elsewhere") if kind == "web" else None,
        notes=() if note is None else (note,),
    )


def _file(told: Taking, at: str) -> intake.ReportedFile:
    ids = [one for k, field in enumerate(("report_id", "file_id")) if (one := told.said(field, f"{at}.ids[{k}]"))]
    names: list[str] = []
    for field in ("original_file_name", "file_name"):
        if (said := told.said(field, f"{at}.names[{len(names)}]")) is not None:
            names.append(said)
    marks = told.part("file_annotations")
    hashes = [
        intake.FileHash(
            kind=one.said("hash_type", f"{at}.hashes[{k}].kind") or "",
            value=one.said("value", f"{at}.hashes[{k}].value") or "",
        )
        for k, one in enumerate(told.parts("original_file_hash"))
    ]
    return intake.ReportedFile(
        ids=tuple(ids),
        names=tuple(names),
        hashes=tuple(hashes),
        location=told.said("location_of_file", f"{at}.location"),
        uploaded=told.one("uploaded_to_esp_timestamp", f"{at}.uploaded"),
        viewed=told.one("file_viewed_by_esp", f"{at}.viewed"),
        metadata_viewed=told.one("exif_viewed_by_esp", f"{at}.metadata_viewed"),
        publicly_available=told.one("publicly_available", f"{at}.publicly_available"),
        relevance=told.said("file_relevance", f"{at}.relevance"),
        meme=told.one("potential_meme", f"{at}.meme"),
        marks=marks.marks(f"{at}.marks") if marks else (),
        classification=told.said("industry_classification", f"{at}.classification"),
        captures=captures(told, f"{at}.captures"),
        metadata=_metadata(told, f"{at}.metadata"),
        schema_location=told.said("schema_location", f"{at}.schema_location"),
        notes=told.all("additional_info", f"{at}.notes"),
    )


def _metadata(told: Taking, at: str) -> tuple[tuple[str, str, str], ...]:
    """Kind, name and value of each entry; a kind said of a whole list is that of its entries."""
    found: list[tuple[str, str, str]] = []
    for details in told.parts("details"):
        listed = details.value.type
        shared = next((k for k, pair in enumerate(details.value.name_value_pair) if pair.type is None), None)
        for k, pair in enumerate(details.parts("name_value_pair")):
            where = f"{at}[{len(found)}]"
            if k == shared:
                details.one("type", f"{where}[0]")
            own = pair.said("type", f"{where}[0]")
            name, value = pair.said("name", f"{where}[1]") or "", pair.said("value", f"{where}[2]") or ""
            found.append((own or (str(listed) if listed else ""), name, value))
    return tuple(found)
