"""Persons, their accounts, addresses and captures, as the neutral report has them."""

from __future__ import annotations

from typing import Literal

from tutela import intake
from tutela.formats.cybertipline._facts import Taking

_ACCOUNT = (
    "esp_service", "esp_identifier", "screen_name", "display_name", "profile_url", "profile_bio", "group_identifier",
    "compromised_account", "account_temporarily_disabled", "account_permanently_disabled", "ip_capture_event",
    "device_id", "prior_ct_reports", "all_emails_reported", "third_party_user_reported",
)  # fmt: skip
_NAMES: tuple[tuple[str, intake.IdentifierKind], ...] = (
    ("esp_identifier", "service_id"), ("screen_name", "handle"), ("display_name", "display_name"),
    ("profile_url", "url"), ("group_identifier", "group"),
)  # fmt: skip


def person(told: Taking, role: Literal["child", "suspect", "other"], meant: bool, at: str) -> intake.ReportedPerson:
    """Somebody in the report. The account that the report is about comes first, others after it."""
    has = set(type(told.value).__dataclass_fields__)
    accounts = []
    if any(getattr(told.value, field, None) not in (None, ()) for field in _ACCOUNT):
        accounts.append(_account(told, f"{at}.accounts[0]", "prior_ct_reports"))
    for other in told.parts("associated_account") if "associated_account" in has else []:
        accounts.append(_associated(other, f"{at}.accounts[{len(accounts)}]"))
    if type(told.value.additional_info) is tuple:
        notes = told.all("additional_info", f"{at}.notes")
    else:
        notes = () if (note := told.said("additional_info", f"{at}.notes[0]")) is None else (note,)
    return intake.ReportedPerson(
        role=role,
        recipient=meant,
        who=particulars(told.part("person"), f"{at}.who"),
        accounts=tuple(accounts),
        location=_location(told.part("estimated_location"), f"{at}.location"),
        school=told.said("school_name", f"{at}.school") if "school_name" in has else None,
        vehicle=told.said("vehicle_description", f"{at}.vehicle") if "vehicle_description" in has else None,
        notes=notes,
    )


def particulars(told: Taking | None, at: str) -> intake.Particulars:
    """Who somebody is, and how to reach them."""
    if told is None:
        return intake.Particulars()
    has = set(type(told.value).__dataclass_fields__)
    mails, numbers = told.parts("email"), told.parts("phone")
    contacts = [email(one, f"{at}.contacts[{k}]") for k, one in enumerate(mails)]
    contacts += [phone(one, f"{at}.contacts[{k}]") for k, one in enumerate(numbers, len(mails))]
    age = "approximate_age" if "approximate_age" in has else "age"
    return intake.Particulars(
        first_name=told.said("first_name", f"{at}.first_name"),
        middle_name=told.said("middle_name", f"{at}.middle_name") if "middle_name" in has else None,
        last_name=told.said("last_name", f"{at}.last_name"),
        age=told.one(age, f"{at}.age") if age in has else None,
        age_doubtful=told.one("age_assertion_discrepancy", f"{at}.age_doubtful") if age in has else None,
        born=told.one("date_of_birth", f"{at}.born") if "date_of_birth" in has else None,
        contacts=tuple(contacts),
        addresses=tuple(postal(one, f"{at}.addresses[{k}]") for k, one in enumerate(told.parts("address"))),
    )


def email(told: Taking, at: str) -> intake.Identifier:
    return intake.Identifier(
        kind="email",
        value=told.said("value", f"{at}.value") or "",
        sort=told.said("type", f"{at}.sort"),
        verified=told.one("verified", f"{at}.verified"),
        verified_at=told.one("verification_date", f"{at}.verified_at"),
    )


def phone(told: Taking, at: str) -> intake.Identifier:
    return intake.Identifier(
        kind="telephone",
        value=told.said("value", f"{at}.value") or "",
        sort=told.said("type", f"{at}.sort"),
        verified=told.one("verified", f"{at}.verified"),
        verified_at=told.one("verification_date", f"{at}.verified_at"),
        calling_code=told.said("country_calling_code", f"{at}.calling_code"),
        extension=told.said("extension", f"{at}.extension"),
    )


def postal(told: Taking, at: str) -> intake.Postal:
    return intake.Postal(
        sort=told.said("type", f"{at}.sort"),
        street=told.said("address", f"{at}.street"),
        city=told.said("city", f"{at}.city"),
        code=told.said("zip_code", f"{at}.code"),
        state=told.said("state", f"{at}.state"),
        region=told.said("non_usa_state", f"{at}.region"),
        country=told.said("country", f"{at}.country"),
    )


def captures(told: Taking, at: str, *, devices: bool = True) -> tuple[intake.Capture, ...]:
    """Addresses, then devices, with the events at which they were seen."""
    seen = told.value.ip_capture_event
    one = told.part("ip_capture_event") if not isinstance(seen, tuple) else None
    addresses = [one] if one else told.parts("ip_capture_event") if isinstance(seen, tuple) else []
    made = [_capture(each, f"{at}[{k}]", "ip") for k, each in enumerate(addresses)]
    found = told.parts("device_id") if devices else []
    return (*made, *(_capture(each, f"{at}[{k}]", "device") for k, each in enumerate(found, len(made))))


def _capture(told: Taking, at: str, kind: Literal["ip", "device"]) -> intake.Capture:
    return intake.Capture(
        kind=kind,
        value=told.said("ip_address" if kind == "ip" else "id_value", f"{at}.value") or "",
        device_kind=told.said("id_type", f"{at}.device_kind") if kind == "device" else None,
        event=told.said("event_name", f"{at}.event"),
        at=told.one("date_time", f"{at}.at"),
        possible_proxy=told.one("possible_proxy", f"{at}.possible_proxy") if kind == "ip" else None,
        port=told.one("port", f"{at}.port") if kind == "ip" else None,
    )


def _account(told: Taking, at: str, earlier: str) -> intake.ReportedAccount:
    """The account of an element that has an account's fields."""
    has = set(type(told.value).__dataclass_fields__)
    names: list[intake.Identifier] = []
    for field, kind in _NAMES:
        given = getattr(told.value, field, None)
        if isinstance(given, tuple):
            for k, value in enumerate(given):
                names.append(intake.Identifier(kind=kind, value=value))
                told.put(field, k + 1, f"{at}.identifiers[{len(names) - 1}].value")
        elif given is not None:
            names.append(intake.Identifier(kind=kind, value=given))
            told.put(field, 1, f"{at}.identifiers[{len(names) - 1}].value")
    return intake.ReportedAccount(
        service=told.said("esp_service", f"{at}.service"),
        elsewhere=told.one("third_party_user_reported", f"{at}.elsewhere") if "vehicle_description" in has else None,
        identifiers=tuple(names),
        bio=told.said("profile_bio", f"{at}.bio"),
        compromised=told.one("compromised_account", f"{at}.compromised"),
        suspended=_disabled(told.part("account_temporarily_disabled"), f"{at}.suspended"),
        closed=_disabled(told.part("account_permanently_disabled"), f"{at}.closed"),
        all_emails_given=told.one("all_emails_reported", f"{at}.all_emails_given"),
        captures=captures(told, f"{at}.captures"),
        earlier_reports=told.all(earlier, f"{at}.earlier_reports"),
    )


def _associated(told: Taking, at: str) -> intake.ReportedAccount:
    """An account that goes with somebody; who holds it may be said of the account itself."""
    platform = told.part("platform")
    link = told.said("type", f"{at}.link") or told.said("account_type", f"{at}.link")
    elsewhere = told.one("third_party_user", f"{at}.elsewhere")
    if elsewhere is None and platform:
        elsewhere = platform.one("third_party_user", f"{at}.elsewhere")
    note = told.said("additional_info", f"{at}.notes[0]")
    holder = particulars(told, f"{at}.holder")
    return _account(told, at, "prior_ct_report").model_copy(
        update={
            "link": link,
            "platform": platform and platform.said("value", f"{at}.platform"),
            "elsewhere": elsewhere,
            "holder": None if holder == intake.Particulars() else holder,
            "notes": () if note is None else (note,),
        }
    )


def _disabled(told: Taking | None, at: str) -> intake.Disabled | None:
    if told is None:
        return None
    return intake.Disabled(
        disabled=told.one("value", f"{at}.disabled"),
        at=told.one("disabled_date", f"{at}.at"),
        user_told=told.one("user_notified", f"{at}.user_told"),
        user_told_at=told.one("user_notified_date", f"{at}.user_told_at"),
        reopened_at=told.one("reenabled_date", f"{at}.reopened_at") if hasattr(told.value, "reenabled_date") else None,
    )


def _location(told: Taking | None, at: str) -> intake.Location | None:
    if told is None:
        return None
    return intake.Location(
        city=told.said("city", f"{at}.city"),
        region=told.said("region", f"{at}.region"),
        country=told.said("country_code", f"{at}.country"),
        verified=told.one("verified", f"{at}.verified"),
        at=told.one("timestamp", f"{at}.at"),
    )
