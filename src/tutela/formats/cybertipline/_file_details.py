"""The `<fileDetails>` document (documentation, Appendix C): what is known of one file that was handed in."""

from __future__ import annotations

from dataclasses import dataclass

from tutela.clocks import WrittenTime
from tutela.formats.cybertipline import _checks as must
from tutela.formats.cybertipline._common import DeviceId, IpCaptureEvent
from tutela.formats.cybertipline._fields import SCHEMA_LOCATION, attribute, content, element, elements, mark
from tutela.formats.cybertipline._words import DetailsType, FileRelevance, IndustryClassification


@dataclass(frozen=True, kw_only=True, slots=True)
class FileAnnotations:
    """What the reporter marked the file with. A mark that is absent says nothing."""

    anime_drawing_virtual_hentai: bool = mark("animeDrawingVirtualHentai")
    potential_meme: bool = mark("potentialMeme")
    viral: bool = mark("viral")
    possible_self_production: bool = mark("possibleSelfProduction")
    physical_harm: bool = mark("physicalHarm")
    violence_gore: bool = mark("violenceGore")
    bestiality: bool = mark("bestiality")
    live_streaming: bool = mark("liveStreaming")
    infant: bool = mark("infant")
    generative_ai: bool = mark("generativeAi")


@dataclass(frozen=True, kw_only=True, slots=True)
class OriginalFileHash:
    """A hash of the file as its user uploaded it; `hash_type` in the reporter's words (MD5, SHA1 …)."""

    value: str | None = content()
    hash_type: str | None = attribute("hashType", most=64, required=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class NameValuePair:
    """One entry of a file's metadata. `type` here (the documentation) or in `Details` (the schema)."""

    type: DetailsType | None = attribute("type")
    name: str | None = element("name", most=64, required=True)
    value: str | None = element("value", required=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Details:
    type: DetailsType | None = attribute("type")
    name_value_pair: tuple[NameValuePair, ...] = elements("nameValuePair", required=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class FileDetails:
    """`file_viewed_by_esp`: whether the provider looked at all of it, which decides in some states whether the receiver
    may look without a warrant; None: the provider does not say. `file_name` and `potential_meme` are the schema's older
    elements.
    """

    schema_location: str | None = attribute(SCHEMA_LOCATION)
    report_id: int | None = element("reportId", required=True)
    file_id: str | None = element("fileId", must.said, required=True)
    file_name: str | None = element("fileName", most=2056)
    original_file_name: str | None = element("originalFileName", most=2056)
    uploaded_to_esp_timestamp: WrittenTime | None = element("uploadedToEspTimestamp")
    location_of_file: str | None = element("locationOfFile", must.url, most=2083)
    file_viewed_by_esp: bool | None = element("fileViewedByEsp")
    exif_viewed_by_esp: bool | None = element("exifViewedByEsp")
    publicly_available: bool | None = element("publiclyAvailable")
    file_relevance: FileRelevance | None = element("fileRelevance")
    potential_meme: bool | None = element("potentialMeme")
    file_annotations: FileAnnotations | None = element("fileAnnotations")
    industry_classification: IndustryClassification | None = element("industryClassification")
    original_file_hash: tuple[OriginalFileHash, ...] = elements("originalFileHash")
    ip_capture_event: IpCaptureEvent | None = element("ipCaptureEvent")
    device_id: tuple[DeviceId, ...] = elements("deviceId")
    details: tuple[Details, ...] = elements("details")
    additional_info: tuple[str, ...] = elements("additionalInfo")
