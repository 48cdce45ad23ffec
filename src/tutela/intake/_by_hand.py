"""A report that an officer enters: from a call, a letter, a message of another authority."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from tutela.clocks import TimeError, WrittenTime, ZoneBasis
from tutela.corpus import Strict
from tutela.intake._report import (
    CaseKind,
    FileHash,
    Identifier,
    IdentifierKind,
    Incident,
    KindReason,
    Particulars,
    Report,
    ReportedAccount,
    ReportedFile,
    ReportedPerson,
    Reporter,
    Scene,
    Source,
    Urgency,
    UrgencyClaim,
)

BY_HAND = "/entered"
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Web = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=3000, pattern=r"^[A-Za-z][A-Za-z0-9+.-]*://\S+$")
]
_HEX = {"md5": 32, "sha1": 40, "sha256": 64, "blake3": 64, "pdq": 64}
"""Hex digits of the hashes whose form is known; of others any text is taken."""


class IntakeError(Exception):
    """What was entered cannot be taken as it stands. `problems`: for each field, by its path, what to do."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("\n".join(f"{where}: {what}" if where else what for where, what in problems.items()))


class EnteredTime(Strict):
    """When, as it was said. `zone`: whose time it is, with what that rests on."""

    said: Line
    basis: ZoneBasis | None = None
    zone: str | None = None

    def written(self) -> WrittenTime:
        """Raises: TimeError: text and zone do not go together."""
        return WrittenTime.of(self.said) if self.basis is None else WrittenTime(self.said, self.basis, self.zone)


class EnteredAccount(Strict):
    """An account, address or number, and whose it is said to be."""

    of: Literal["child", "suspect", "witness", "other"] = "other"
    kind: IdentifierKind
    value: Line
    service: Line | None = None
    name: Line | None = None
    age: int | None = Field(None, ge=0, le=150)
    note: Text | None = None


class EnteredFile(Strict):
    """A file by its hash; never the file."""

    kind: Line
    value: Line
    name: Line | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _looks_right(self) -> EnteredFile:
        digits = _HEX.get(FileHash(kind=self.kind, value="").plain_kind)
        if digits and (len(self.value) != digits or not set(self.value.lower()) <= set("0123456789abcdef")):
            raise PydanticCustomError("hash", f"is no {self.kind} hash; expected {digits} digits 0 to 9 and a to f")
        return self


class EnteredUrgency(Strict):
    """What makes it urgent, and who said so, in words."""

    kind: Urgency
    says: Line


class Entered(Strict):
    """The form. Something must be said: a description, an account, a web address or a hash."""

    how: Line
    reference: Line | None = None
    reporter_name: Line | None = None
    reporter_organisation: Line | None = None
    reporter_contact: Line | None = None
    anonymous: bool = False
    kind: CaseKind = "unclear"
    kind_reason: Line | None = None
    happened: EnteredTime | None = None
    description: Text | None = None
    urls: tuple[Web, ...] = Field((), max_length=200)
    accounts: tuple[EnteredAccount, ...] = Field((), max_length=200)
    files: tuple[EnteredFile, ...] = Field((), max_length=2000)
    urgency: tuple[EnteredUrgency, ...] = Field((), max_length=20)

    @model_validator(mode="after")
    def _whole(self) -> Entered:
        if not (self.description or self.urls or self.accounts or self.files):
            raise PydanticCustomError("empty", "says nothing; expected a description, an account, an address or a hash")
        if self.anonymous and (self.reporter_name or self.reporter_contact):
            raise PydanticCustomError("anonymous", "is anonymous and names who reports; expected one of the two")
        if self.kind != "unclear" and not self.kind_reason:
            raise PydanticCustomError(
                "reason", "has a kind without a reason; expected why it is of that kind, in a line"
            )
        return self


def by_hand(entered: Mapping[str, Any], *, received: dt.datetime) -> Report:
    """The report that an officer entered, as the fields of `Entered`; `received`: when it reached the node, aware.

    Raises:
        IntakeError: a field is missing or is not what it must be: each by its path, such as `accounts.0.value`.
    """
    try:
        form = Entered.model_validate(dict(entered))
        happened = form.happened.written() if form.happened else None
        came = WrittenTime.at_moment(received)
    except ValidationError as err:
        raise IntakeError({".".join(map(str, one["loc"])): _said(one["msg"]) for one in err.errors()}) from err
    except TimeError as err:
        raise IntakeError({"happened": str(err)}) from err
    contact = form.reporter_contact
    who = Particulars(
        last_name=form.reporter_name,
        contacts=()
        if contact is None
        else (Identifier(kind="email" if "@" in contact else "telephone", value=contact),),
    )
    reasons = () if form.kind_reason is None else (KindReason(kind=form.kind, says=form.kind_reason, because=BY_HAND),)
    return Report(
        source=Source(form="hand", how=form.how, reference=form.reference, received=came),
        reporter=Reporter(organisation=form.reporter_organisation, who=who, anonymous=form.anonymous),
        incident=Incident(
            kind=form.kind,
            reasons=reasons,
            happened=happened,
            description=form.description,
            scenes=(Scene(kind="web", urls=form.urls),) if form.urls else (),
        ),
        persons=tuple(map(_person, form.accounts)),
        files=tuple(map(_file, form.files)),
        urgency=tuple(UrgencyClaim(kind=one.kind, says=one.says, because=(BY_HAND,)) for one in form.urgency),
    )


def _person(entered: EnteredAccount) -> ReportedPerson:
    """Each account has a person of its own: that two are one, an officer decides later."""
    account = ReportedAccount(
        service=entered.service, identifiers=(Identifier(kind=entered.kind, value=entered.value),)
    )
    return ReportedPerson(
        role=entered.of,
        who=Particulars(last_name=entered.name, age=entered.age),
        accounts=(account,),
        notes=() if entered.note is None else (entered.note,),
    )


def _file(entered: EnteredFile) -> ReportedFile:
    return ReportedFile(
        hashes=(FileHash(kind=entered.kind, value=entered.value),),
        names=() if entered.name is None else (entered.name,),
        notes=() if entered.note is None else (entered.note,),
    )


def _said(message: str) -> str:
    return message.removeprefix("Value error, ")
