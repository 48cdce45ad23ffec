"""The documents of the exchange: canonical JSON under a header line, as the text of a signed note (C2SP signed-note).

A `Form` knows its header and its fields; `text` is what is signed, `parse` takes nothing but the text that the parsed
value would have itself. Whatever JSON allows beside the canonical form (order, spaces, doubled keys, other escapes,
`true` for 1) is refused by that comparison.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import uuid
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    ValidationError,
)

from tutela.cooperation.envelopes._errors import FormError, VersionError
from tutela.ledger import LedgerError, Note, NoteSigner, canonical, check_json, read_digest, write_time

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")  # reorder what is shown: a name could read as another


def _utc(at: dt.datetime) -> dt.datetime:
    return at.astimezone(dt.UTC)


def _digest(said: object) -> bytes:
    if isinstance(said, bytes):
        if len(said) != 32:
            raise ValueError(f"{len(said)} bytes; expected a digest of 32")
        return said
    try:
        return read_digest(said, "digest")
    except LedgerError as err:
        raise ValueError(str(err)) from err


def _random(ident: uuid.UUID) -> uuid.UUID:
    if ident.version != 4:
        raise ValueError(f"{ident} is of version {ident.version}; expected a random UUID, version 4")
    return ident


def _one_line(said: str) -> str:
    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in said) or _BIDI.search(said):
        raise ValueError("holds a control character, or one that turns the direction of writing")
    if said != said.strip() or not said:
        raise ValueError("is empty, or begins or ends in a space")
    return said


def _json_object(said: dict[str, Any]) -> dict[str, Any]:
    try:
        check_json(said, "body")
    except LedgerError as err:
        raise ValueError(str(err)) from err
    return said


Time = Annotated[AwareDatetime, AfterValidator(_utc), PlainSerializer(write_time)]
Digest = Annotated[bytes, PlainValidator(_digest), PlainSerializer(bytes.hex)]
Id = Annotated[uuid.UUID, AfterValidator(_random)]
NodeName = Annotated[str, Field(pattern=r"^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$", max_length=120)]
Line = Annotated[str, AfterValidator(_one_line), Field(max_length=200)]
Json = Annotated[dict[str, Any], AfterValidator(_json_object)]
Count = Annotated[int, Field(ge=1, le=2**53 - 1)]
Size = Annotated[int, Field(ge=0, le=2**53 - 1)]


class Part(BaseModel):
    """A frozen value inside a document."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", validate_by_name=True, validate_by_alias=True, serialize_by_alias=True
    )


class Form(Part):
    """A document: `header` is the first line of its text, `what` its name in errors."""

    header: ClassVar[str]
    what: ClassVar[str]

    v: Literal[1] = 1

    def json_line(self) -> bytes:
        """The canonical JSON of the document."""
        try:
            return canonical(self.model_dump(mode="json"), self.what)
        except LedgerError as err:
            raise FormError(str(err)) from err

    def text(self) -> str:
        """What is signed: the header, a newline, the canonical JSON, a newline."""
        return f"{self.header}\n{self.json_line().decode()}\n"

    def signed(self, *signers: NoteSigner) -> str:
        """The document as a note with a signature line by each signer, in their order.

        Raises:
            FormError: it is too large for a note.
        """
        text = self.text()
        try:
            notes = [signer.sign(text) for signer in signers]
        except LedgerError as err:
            raise FormError(f"{self.what}: {err}") from err
        if len(notes) == 1:
            return notes[0]
        return str(Note(text, tuple(line for note in notes for line in Note.parse(note).signatures)))

    @classmethod
    def parse(cls, note: str | bytes) -> tuple[Self, Note]:
        """The document of a note and the note, whose signatures are not checked yet.

        Raises:
            VersionError: it is of another version.
            FormError: it is no such document.
        """
        try:
            parsed = Note.parse(note)
        except LedgerError as err:
            raise FormError(f"{cls.what}: {err}") from err
        header, _, line = parsed.text.partition("\n")
        if header != cls.header:
            expected, other = cls.header.partition("@")[0], header.partition("@")[0]
            wrong = VersionError if other == expected else FormError
            raise wrong(f"{cls.what}: begins with {header[:60]!r}; expected {cls.header}")
        made = cls.from_json(line.removesuffix("\n").encode())
        if made.text() != parsed.text:
            raise FormError(f"{cls.what}: is not in canonical form (RFC 8785)")
        return made, parsed

    @classmethod
    def from_json(cls, line: bytes) -> Self:
        """The document of its JSON; the caller compares the bytes.

        Raises:
            VersionError: it is of another version.
            FormError: it is no such document.
        """
        try:
            return cls.model_validate_json(line)
        except ValidationError as err:
            first = err.errors(include_url=False, include_context=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            wrong = VersionError if first["loc"] == ("v",) and first["type"] == "literal_error" else FormError
            raise wrong(f"{cls.what}, {where or 'the whole'}: {first['msg']}; got {first['input']!r:.80}") from err
