"""What the interface asks of single values, beyond their type and length. A check gives what it expected, or None."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from tutela.formats.cybertipline._words import COUNTRY_EXTRAS, US_STATES
from tutela.law import LawError, check_state

_EMAIL = re.compile(r"(?P<local>[^\s@]+)@[^\s@]+")
_CALLING_CODE = re.compile(r"\+[0-9]{1,3}", re.ASCII)
_EXTENSION = re.compile(r"[0-9]+", re.ASCII)
_UNSAID = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(value: str) -> str | None:
    """XML 1.0 has no way to write these at all, not even escaped."""
    found = _UNSAID.search(value)
    return f"no U+{ord(found[0]):04X}: XML cannot carry this character" if found else None


def said(value: str) -> str | None:
    return None if value.strip() else "a text that is not blank"


def url(value: str) -> str | None:
    try:
        parts = urlsplit(value)
        whole = bool(parts.scheme and parts.netloc) and not re.search(r"\s", value)
    except ValueError:
        whole = False
    return None if whole else "a web address with its scheme, such as https://example.org/page"


def ip(value: str) -> str | None:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return "an IPv4 or IPv6 address"
    return None


def email(value: str) -> str | None:
    found = _EMAIL.fullmatch(value)
    if found is None:
        return "an e-mail address such as name@example.org"
    return "64 characters at most before the @ sign" if len(found["local"]) > 64 else None


def country(value: str) -> str | None:
    if value == "" or value in COUNTRY_EXTRAS:
        return None
    try:
        check_state(value)
    except LawError:
        return "a two-letter country code of ISO 3166-1, such as DE"
    return None


def us_state(value: str) -> str | None:
    return None if value == "" or value in US_STATES else "the two letters of a state or territory of the United States"


def calling_code(value: str) -> str | None:
    return None if _CALLING_CODE.fullmatch(value) else "a plus sign and one to three digits, such as +43"


def extension(value: str) -> str | None:
    return None if _EXTENSION.fullmatch(value) else "digits alone"


def port(value: int) -> str | None:
    return None if 1 <= value <= 65535 else "a port from 1 to 65535"


def age(value: int) -> str | None:
    return None if 0 <= value <= 150 else "an age from 0 to 150"
