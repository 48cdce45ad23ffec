"""The parts of a request: who asks and is asked, which accounts, which days, and what an officer wrote."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, model_validator

from tutela.cooperation import Code
from tutela.corpus import Strict

T = TypeVar("T")

AccountKind = Literal["handle", "email", "telephone", "url", "ip", "domain", "device", "other"]

State = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""A state by its ISO 3166-1 code."""

Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Moment = AwareDatetime
"""A time with its offset."""


def _each_once(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(sorted(set(values)))  # type: ignore[type-var]


Once = Annotated[tuple[T, ...], AfterValidator(_each_once)]
"""A set that is written down: sorted, each once, so that the same request has the same bytes."""


class Contact(Strict):
    """Who answers questions. `zone`: an IANA name; `hours`: in words."""

    person: str = ""
    role: str = ""
    telephone: str = ""
    email: str = ""
    hours: str = ""
    zone: str = ""


class Body(Strict):
    """An authority, or a provider. `languages`: those in which it accepts a request (none: not known)."""

    name: Filled
    state: State
    unit: str = ""
    address: tuple[str, ...] = ()
    contact: Contact | None = None
    languages: tuple[Code, ...] = ()

    @property
    def where(self) -> str:
        """Address and state in one line."""
        return f"{', '.join(self.address)} ({self.state})" if self.address else f"({self.state})"


class Account(Strict):
    """An account or other identifier. `service`: where it is held; `person`: whose it may be, by the case's own sign
    for that person and never by name.
    """

    kind: AccountKind
    value: Filled
    service: str = ""
    person: str = ""

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes two accounts the same: kind, service and value, in one Unicode form (NFC). Case counts, save in
        the names of services, domains and mail hosts, where no case exists (RFC 1035 2.3.3, RFC 5321 2.4).
        """
        value = unicodedata.normalize("NFC", self.value)
        if self.kind == "email" and "@" in value:
            name, _, host = value.rpartition("@")
            value = f"{name}@{host.casefold()}"
        if self.kind == "domain":
            value = value.casefold()
        return self.kind, unicodedata.normalize("NFC", self.service).strip().casefold(), value

    @property
    def said(self) -> str:
        return f"{self.value} ({self.service})" if self.service else self.value


class Span(Strict):
    """Days from `first` to `last`, both included; None: open on that side."""

    first: dt.date | None = Field(None, alias="from")
    last: dt.date | None = Field(None, alias="to")

    @model_validator(mode="after")
    def _whole(self) -> Span:
        if self.first is None and self.last is None:
            raise ValueError("a period without `from` and without `to`; expected one day at least, or no period")
        if self.first and self.last and self.last < self.first:
            raise ValueError(
                f"the period ends on {self.last}, before it begins on {self.first}; expected it the other way"
            )
        return self


class Follows(Strict):
    """The request that this one extends or follows. `preserved_until`: the last day of the preservation it brought."""

    reference: Filled
    preserved_until: dt.date | None = None


class Considered(Strict):
    """A point of advice that a person has weighed before sending."""

    by: Filled
    on: dt.date
    note: str = ""


Written = Annotated[dict[Code, Filled], Field(min_length=1)]
"""What an officer wrote, by language."""

Spoken = Filled | Written
"""Words of a document as they stand there, or by language where they were translated."""


def in_one(words: str | dict[str, str]) -> str:
    """Such words in one language: English where they hold it, else the first that they hold."""
    if isinstance(words, str):
        return words
    return words.get("en") or next(iter(words.values()))
