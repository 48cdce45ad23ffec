"""What reports and file details have in common: addresses, captures, persons (documentation, Appendix A).

Facts are three-valued: True, False, or None where the document does not say.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tutela.clocks import WrittenTime
from tutela.formats.cybertipline import _checks as must
from tutela.formats.cybertipline._fields import attribute, content, element, elements
from tutela.formats.cybertipline._words import AddressType, EmailType, EventName, PhoneType


@dataclass(frozen=True, kw_only=True, slots=True)
class IpCaptureEvent:
    """An address on the network, and the event at which it was seen."""

    ip_address: str | None = element("ipAddress", must.said, must.ip, required=True)
    event_name: EventName | None = element("eventName")
    date_time: WrittenTime | None = element("dateTime")
    possible_proxy: bool | None = element("possibleProxy")
    port: int | None = element("port", must.port)


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceId:
    """A device (`id_type` such as IMEI, ICCID, SSID), and the event at which it was seen."""

    id_type: str | None = element("idType", must.said, most=255, required=True)
    id_value: str | None = element("idValue", must.said, most=2083, required=True)
    event_name: EventName | None = element("eventName")
    date_time: WrittenTime | None = element("dateTime")


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    type: AddressType | None = attribute("type")
    address: str | None = element("address", most=255)
    city: str | None = element("city", most=100)
    zip_code: str | None = element("zipCode", most=20)
    state: str | None = element("state", must.us_state)
    non_usa_state: str | None = element("nonUsaState", most=100)
    country: str | None = element("country", must.country)


@dataclass(frozen=True, kw_only=True, slots=True)
class Phone:
    """A telephone number. `verification_date`: when the reporter last verified it."""

    value: str | None = content(most=50)
    type: PhoneType | None = attribute("type")
    verified: bool | None = attribute("verified")
    verification_date: WrittenTime | None = attribute("verificationDate")
    country_calling_code: str | None = attribute("countryCallingCode", must.calling_code)
    extension: str | None = attribute("extension", must.extension, most=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class Email:
    """An e-mail address. `verification_date`: when the reporter last verified it."""

    value: str | None = content(must.email, most=255)
    type: EmailType | None = attribute("type")
    verified: bool | None = attribute("verified")
    verification_date: WrittenTime | None = attribute("verificationDate")


@dataclass(frozen=True, kw_only=True, slots=True)
class EstimatedLocation:
    """Where the reporter takes somebody to be. `timestamp`: when they made that estimate."""

    verified: bool | None = attribute("verified")
    timestamp: WrittenTime | None = attribute("timestamp")
    city: str | None = element("city", most=255)
    region: str | None = element("region", most=255)
    country_code: str | None = element("countryCode", must.said, must.country, required=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A real person. `age_assertion_discrepancy`: the age that they stated may not be theirs."""

    first_name: str | None = element("firstName", most=100)
    last_name: str | None = element("lastName", most=100)
    phone: tuple[Phone, ...] = elements("phone")
    email: tuple[Email, ...] = elements("email")
    address: tuple[Address, ...] = elements("address")
    age: int | None = element("age", must.age)
    age_assertion_discrepancy: bool | None = element("ageAssertionDiscrepancy")
    date_of_birth: dt.date | None = element("dateOfBirth")


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactPerson:
    """Whom to talk to, at work."""

    first_name: str | None = element("firstName", most=100)
    last_name: str | None = element("lastName", most=100)
    phone: tuple[Phone, ...] = elements("phone")
    email: tuple[Email, ...] = elements("email")
    address: tuple[Address, ...] = elements("address")


@dataclass(frozen=True, kw_only=True, slots=True)
class TemporarilyDisabled:
    """Whether an account was ever suspended; when, whether its user was told, when it was opened again."""

    value: bool | None = content()
    disabled_date: WrittenTime | None = attribute("disabledDate")
    user_notified: bool | None = attribute("userNotified")
    user_notified_date: WrittenTime | None = attribute("userNotifiedDate")
    reenabled_date: WrittenTime | None = attribute("reenabledDate")


@dataclass(frozen=True, kw_only=True, slots=True)
class PermanentlyDisabled:
    """Whether an account was closed for good; when, and whether its user was told."""

    value: bool | None = content()
    disabled_date: WrittenTime | None = attribute("disabledDate")
    user_notified: bool | None = attribute("userNotified")
    user_notified_date: WrittenTime | None = attribute("userNotifiedDate")


@dataclass(frozen=True, kw_only=True, slots=True)
class Platform:
    """The full name of an application. `third_party_user`: it is another company's."""

    value: str | None = content(most=256)
    third_party_user: bool | None = attribute("thirdPartyUser")
