"""The `<report>` document (documentation, Appendix B): what happened, who reports it, and the persons in it.

Where sources put a fact in two places (`@type` or `@accountType`, the country of a foreign order), both are fields.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from tutela.clocks import WrittenTime
from tutela.formats.cybertipline import _checks as must
from tutela.formats.cybertipline._common import (
    Address,
    ContactPerson,
    DeviceId,
    Email,
    EstimatedLocation,
    IpCaptureEvent,
    PermanentlyDisabled,
    Person,
    Phone,
    Platform,
    TemporarilyDisabled,
)
from tutela.formats.cybertipline._fields import SCHEMA_LOCATION, attribute, content, element, elements, mark
from tutela.formats.cybertipline._words import AssociatedAccountType, BatchedReportReason, IncidentType


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchedReport:
    """The report is about several users who shared one file that goes round."""

    reason: BatchedReportReason | None = attribute("reason", required=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportAnnotations:
    """What the reporter marked the report with. A mark that is absent says nothing, not that it is untrue."""

    sextortion: bool = mark("sextortion")
    csam_solicitation: bool = mark("csamSolicitation")
    minor_to_minor_interaction: bool = mark("minorToMinorInteraction")
    spam: bool = mark("spam")
    sadistic_online_exploitation: bool = mark("sadisticOnlineExploitation")
    informational: bool = mark("informational")


@dataclass(frozen=True, kw_only=True, slots=True)
class IncidentSummary:
    """What happened and when. `escalate_to_high_priority`: why it is urgent, in the reporter's words."""

    incident_type: IncidentType | None = element("incidentType", required=True)
    platform: str | None = element("platform", most=256)
    escalate_to_high_priority: str | None = element("escalateToHighPriority", must.said, most=3000)
    report_annotations: ReportAnnotations | None = element("reportAnnotations")
    incident_date_time: WrittenTime | None = element("incidentDateTime", required=True)
    incident_date_time_description: str | None = element("incidentDateTimeDescription", most=3000)


@dataclass(frozen=True, kw_only=True, slots=True)
class WebPageIncident:
    """`third_party_hosted_content`: it is on another company's server, of which the reporter knows no more."""

    third_party_hosted_content: bool | None = attribute("thirdPartyHostedContent")
    url: tuple[str, ...] = elements("url", must.url, most=2083)
    additional_info: str | None = element("additionalInfo")


@dataclass(frozen=True, kw_only=True, slots=True)
class EmailIncident:
    email_address: tuple[Email, ...] = elements("emailAddress")
    content: str | None = element("content")
    additional_info: str | None = element("additionalInfo")


@dataclass(frozen=True, kw_only=True, slots=True)
class NewsgroupIncident:
    name: str | None = element("name", most=255)
    email_address: tuple[Email, ...] = elements("emailAddress")
    content: str | None = element("content")
    additional_info: str | None = element("additionalInfo")


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatImIncident:
    chat_client: str | None = element("chatClient", most=255)
    chat_room_name: str | None = element("chatRoomName", most=255)
    content: str | None = element("content")
    additional_info: str | None = element("additionalInfo")


@dataclass(frozen=True, kw_only=True, slots=True)
class OnlineGamingIncident:
    game_name: str | None = element("gameName", most=255)
    console: str | None = element("console", most=255)
    content: str | None = element("content")
    additional_info: str | None = element("additionalInfo")


@dataclass(frozen=True, kw_only=True, slots=True)
class CellPhoneIncident:
    """`latitude`, `longitude`: degrees, as written."""

    phone_number: Phone | None = element("phoneNumber")
    latitude: Decimal | None = element("latitude")
    longitude: Decimal | None = element("longitude")
    additional_info: str | None = element("additionalInfo")


@dataclass(frozen=True, kw_only=True, slots=True)
class NonInternetIncident:
    location_name: str | None = element("locationName", most=255)
    incident_address: tuple[Address, ...] = elements("incidentAddress")
    additional_info: str | None = element("additionalInfo")


@dataclass(frozen=True, kw_only=True, slots=True)
class Peer2PeerIncident:
    client: str | None = element("client", most=255)
    ip_capture_event: tuple[IpCaptureEvent, ...] = elements("ipCaptureEvent")
    file_names: str | None = element("fileNames")
    additional_info: str | None = element("additionalInfo")


@dataclass(frozen=True, kw_only=True, slots=True)
class InternetDetails:
    """Where it happened: exactly one of these."""

    web_page_incident: WebPageIncident | None = element("webPageIncident")
    email_incident: EmailIncident | None = element("emailIncident")
    newsgroup_incident: NewsgroupIncident | None = element("newsgroupIncident")
    chat_im_incident: ChatImIncident | None = element("chatImIncident")
    online_gaming_incident: OnlineGamingIncident | None = element("onlineGamingIncident")
    cell_phone_incident: CellPhoneIncident | None = element("cellPhoneIncident")
    non_internet_incident: NonInternetIncident | None = element("nonInternetIncident")
    peer2peer_incident: Peer2PeerIncident | None = element("peer2peerIncident")


@dataclass(frozen=True, kw_only=True, slots=True)
class ServedInternational:
    """Whether a foreign authority served legal process, and which country's (`flea_country`)."""

    value: bool | None = content()
    flea_country: str | None = attribute("fleaCountry", must.country)


@dataclass(frozen=True, kw_only=True, slots=True)
class LawEnforcement:
    """The authority that knows of it already. `flea_country` here: as one source places it."""

    flea_country: str | None = attribute("fleaCountry", must.country)
    agency_name: str | None = element("agencyName", most=255, required=True)
    case_number: str | None = element("caseNumber", most=100)
    officer_contact: ContactPerson | None = element("officerContact")
    reported_to_le: bool | None = element("reportedToLe")
    served_legal_process_domestic: bool | None = element("servedLegalProcessDomestic")
    served_legal_process_international: ServedInternational | None = element("servedLegalProcessInternational")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reporter:
    """Who reports. `company_template`, `terms_of_service`: standing texts of the company, not about this incident."""

    reporting_person: Person | None = element("reportingPerson", required=True)
    contact_person: ContactPerson | None = element("contactPerson")
    company_template: str | None = element("companyTemplate")
    terms_of_service: str | None = element("termsOfService")
    legal_url: str | None = element("legalURL", must.url, most=2083)


@dataclass(frozen=True, kw_only=True, slots=True)
class AssociatedAccount:
    """Another account of somebody. `type` (the schema) or `account_type` (the documentation); `third_party_user` here
    or in `platform`.
    """

    type: AssociatedAccountType | None = attribute("type")
    account_type: AssociatedAccountType | None = attribute("accountType")
    third_party_user: bool | None = attribute("thirdPartyUser")
    platform: Platform | None = element("platform")
    first_name: str | None = element("firstName", most=256)
    middle_name: str | None = element("middleName", most=256)
    last_name: str | None = element("lastName", most=256)
    approximate_age: int | None = element("approximateAge", must.age)
    age_assertion_discrepancy: bool | None = element("ageAssertionDiscrepancy")
    date_of_birth: dt.date | None = element("dateOfBirth")
    phone: tuple[Phone, ...] = elements("phone")
    email: tuple[Email, ...] = elements("email")
    all_emails_reported: bool | None = element("allEmailsReported")
    address: tuple[Address, ...] = elements("address")
    esp_service: str | None = element("espService", most=256)
    esp_identifier: str | None = element("espIdentifier", most=256)
    profile_url: tuple[str, ...] = elements("profileUrl", must.url, most=2083)
    screen_name: str | None = element("screenName", most=256)
    display_name: tuple[str, ...] = elements("displayName", most=255)
    profile_bio: str | None = element("profileBio")
    group_identifier: str | None = element("groupIdentifier", most=256)
    compromised_account: bool | None = element("compromisedAccount")
    account_temporarily_disabled: TemporarilyDisabled | None = element("accountTemporarilyDisabled")
    account_permanently_disabled: PermanentlyDisabled | None = element("accountPermanentlyDisabled")
    ip_capture_event: tuple[IpCaptureEvent, ...] = elements("ipCaptureEvent")
    device_id: tuple[DeviceId, ...] = elements("deviceId")
    prior_ct_report: tuple[int, ...] = elements("priorCTReport")
    additional_info: str | None = element("additionalInfo")


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonOrUserReported:
    """Whom the report is about. `third_party_user_reported`: a user of another service, of whom no more is known."""

    person: Person | None = element("personOrUserReportedPerson")
    vehicle_description: str | None = element("vehicleDescription", most=300)
    esp_identifier: str | None = element("espIdentifier", most=255)
    esp_service: str | None = element("espService", most=100)
    compromised_account: bool | None = element("compromisedAccount")
    screen_name: str | None = element("screenName", most=256)
    display_name: tuple[str, ...] = elements("displayName", most=255)
    profile_url: tuple[str, ...] = elements("profileUrl", must.url, most=2083)
    profile_bio: str | None = element("profileBio")
    ip_capture_event: tuple[IpCaptureEvent, ...] = elements("ipCaptureEvent")
    device_id: tuple[DeviceId, ...] = elements("deviceId")
    third_party_user_reported: bool | None = element("thirdPartyUserReported")
    prior_ct_reports: tuple[int, ...] = elements("priorCTReports")
    group_identifier: str | None = element("groupIdentifier", most=255)
    account_temporarily_disabled: TemporarilyDisabled | None = element("accountTemporarilyDisabled")
    account_permanently_disabled: PermanentlyDisabled | None = element("accountPermanentlyDisabled")
    estimated_location: EstimatedLocation | None = element("estimatedLocation")
    all_emails_reported: bool | None = element("allEmailsReported")
    associated_account: tuple[AssociatedAccount, ...] = elements("associatedAccount")
    additional_info: str | None = element("additionalInfo")


@dataclass(frozen=True, kw_only=True, slots=True)
class IntendedRecipient:
    """For whom a message or a file was meant. Sources differ on how many `additional_info` may stand: all are read."""

    person: Person | None = element("intendedRecipientPerson")
    esp_identifier: str | None = element("espIdentifier", most=255)
    esp_service: str | None = element("espService", most=100)
    compromised_account: bool | None = element("compromisedAccount")
    screen_name: str | None = element("screenName", most=256)
    display_name: tuple[str, ...] = elements("displayName", most=255)
    profile_url: tuple[str, ...] = elements("profileUrl", must.url, most=2083)
    profile_bio: str | None = element("profileBio")
    ip_capture_event: tuple[IpCaptureEvent, ...] = elements("ipCaptureEvent")
    device_id: tuple[DeviceId, ...] = elements("deviceId")
    prior_ct_reports: tuple[int, ...] = elements("priorCTReports")
    group_identifier: str | None = element("groupIdentifier", most=255)
    account_temporarily_disabled: TemporarilyDisabled | None = element("accountTemporarilyDisabled")
    account_permanently_disabled: PermanentlyDisabled | None = element("accountPermanentlyDisabled")
    estimated_location: EstimatedLocation | None = element("estimatedLocation")
    all_emails_reported: bool | None = element("allEmailsReported")
    additional_info: tuple[str, ...] = elements("additionalInfo")


@dataclass(frozen=True, kw_only=True, slots=True)
class Victim:
    """A child who was harmed."""

    person: Person | None = element("victimPerson", required=True)
    esp_identifier: str | None = element("espIdentifier", most=255)
    esp_service: str | None = element("espService", most=100)
    compromised_account: bool | None = element("compromisedAccount")
    screen_name: str | None = element("screenName", most=256)
    display_name: tuple[str, ...] = elements("displayName", most=255)
    profile_url: tuple[str, ...] = elements("profileUrl", must.url, most=2083)
    profile_bio: str | None = element("profileBio")
    ip_capture_event: tuple[IpCaptureEvent, ...] = elements("ipCaptureEvent")
    device_id: tuple[DeviceId, ...] = elements("deviceId")
    school_name: str | None = element("schoolName", most=255)
    prior_ct_reports: tuple[int, ...] = elements("priorCTReports")
    account_temporarily_disabled: TemporarilyDisabled | None = element("accountTemporarilyDisabled")
    account_permanently_disabled: PermanentlyDisabled | None = element("accountPermanentlyDisabled")
    estimated_location: EstimatedLocation | None = element("estimatedLocation")
    all_emails_reported: bool | None = element("allEmailsReported")
    associated_account: tuple[AssociatedAccount, ...] = elements("associatedAccount")
    additional_info: str | None = element("additionalInfo")


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """The document that opens a report. Several users may be reported in a batch only."""

    schema_location: str | None = attribute(SCHEMA_LOCATION)
    batched_report: BatchedReport | None = element("batchedReport")
    incident_summary: IncidentSummary | None = element("incidentSummary", required=True)
    internet_details: tuple[InternetDetails, ...] = elements("internetDetails")
    law_enforcement: LawEnforcement | None = element("lawEnforcement")
    reporter: Reporter | None = element("reporter", required=True)
    person_or_user_reported: tuple[PersonOrUserReported, ...] = elements("personOrUserReported")
    intended_recipient: tuple[IntendedRecipient, ...] = elements("intendedRecipient")
    victim: tuple[Victim, ...] = elements("victim")
    additional_info: str | None = element("additionalInfo")
