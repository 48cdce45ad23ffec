"""Checking a copy of a log, entry by entry, with nothing but the copy and the key of who signed it.

Flow: the checkpoint's signature says which root is right; the `Walk` goes from there down to the entries, whose hashes
are made anew. So every byte is compared with something that is already known to be right, and what is wrong is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tutela.ledger._checkpoint import Checkpoint, parse_origin
from tutela.ledger._errors import DamagedError, Fault, LedgerError
from tutela.ledger._log import TileLog
from tutela.ledger._mark import Mark
from tutela.ledger._note import Note, NoteVerifier
from tutela.ledger._published import CHECKPOINT, VKEY
from tutela.ledger._walk import Walk

KEY_FROM_FOLDER = (
    "The key was taken from the folder itself: this shows only that the folder agrees with itself, not who signed it. "
    "Give the key that you have from elsewhere."
)


@dataclass(frozen=True)
class Verified:
    """What was found. `size`: how many entries the checkpoints speak of; `errors`: what is wrong, log by log, by the
    first entry that it touches; `notes`: what limits this answer, in sentences.
    """

    size: int
    errors: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.errors

    @property
    def first_bad(self) -> int | None:
        """The first entry that an error touches, in the first log where one does; None where none does."""
        return next((fault.index for fault in self.errors if fault.index is not None), None)


def verify(folder: Path, *, key: str | Iterable[str] | None = None, mark: Mark | None = None) -> Verified:
    """Check a log in C2SP tlog-tiles layout: every entry, every tile, the root, the checkpoint and its signature.

    Args:
        folder: holds `checkpoint` and `tile/`; or the logs of a node, each in a folder named by its number, 1 and on.
        key: the verifier key (`NAME+KEYID+BASE64`) that the log must be signed with; several where there are several
            logs. None: each folder's own file `vkey` is taken, and `notes` says so.
        mark: the high-water mark; the last log is checked against it.

    Raises:
        LedgerError: there is no log in the folder, or a key given is malformed.
    """
    keys = [NoteVerifier.parse(one) for one in ([key] if isinstance(key, str) else key or ())]
    logs = _logs(folder)
    found = {number: _Copy(path, keys) for number, path in logs.items()}
    errors = [fault for number, copy in found.items() for fault in _placed(copy.check(), number)]
    if 0 not in logs:
        errors += _chain({number: copy.said for number, copy in found.items()})
    used = {copy.key for copy in found.values()}
    errors += [
        Fault(CHECKPOINT, f"no log in the folder is signed by {one.name}+{one.key_id.hex()}, whose key was given")
        for one in keys
        if one not in used and len(logs) > 1
    ]
    last = max(logs)
    if mark is not None:
        errors += _placed(found[last].against(mark), last)
    size = sum(copy.said.size for copy in found.values() if copy.said)
    return Verified(size, tuple(errors), (KEY_FROM_FOLDER,) if used - {None, *keys} else ())


class _Copy:
    """One log's folder. `said`: what its checkpoint says, None where it cannot be read; `key`: what it was checked
    with.
    """

    def __init__(self, folder: Path, keys: Sequence[NoteVerifier]) -> None:
        self._folder = folder
        self._keys = keys
        self.said: Checkpoint | None = None
        self.key: NoteVerifier | None = None

    def check(self) -> list[Fault]:
        """Everything that is wrong with it."""
        try:
            note = Note.parse((self._folder / CHECKPOINT).read_bytes())
            self.said = Checkpoint.parse(note.text)
        except OSError as err:
            return [Fault(CHECKPOINT, f"cannot be read: {err.strerror}; without it nothing says what the log holds")]
        except LedgerError as err:
            return [Fault(CHECKPOINT, str(err))]
        signature = self._signature(note)
        return signature + Walk(self._folder, self.said.size, self.said.root).run()

    def against(self, mark: Mark) -> list[Fault]:
        """What the mark says against it."""
        if self.said is None:
            return []
        try:
            mark.check(self.said.origin, self.said.size, lambda size: TileLog(self._folder, at=size).root())
        except DamagedError:
            return []  # named already
        except LedgerError as err:
            return [Fault("the mark", str(err))]
        return []

    def _signature(self, note: Note) -> list[Fault]:
        try:
            self.key = self._right_key(note)
            self.key.verify(note)
        except LedgerError as err:
            return [Fault(CHECKPOINT, str(err))]
        return []

    def _right_key(self, note: Note) -> NoteVerifier:
        """The key given that signed the note; where none is given, the folder's own."""
        if self._keys:
            signers = {(s.name, s.key_id) for s in note.signatures}
            return next((key for key in self._keys if (key.name, key.key_id) in signers), self._keys[0])
        try:
            return NoteVerifier.parse((self._folder / VKEY).read_text("utf-8").strip())
        except (OSError, UnicodeError) as err:
            raise LedgerError(f"there is no key to check its signature with: give one, or put it in {VKEY}") from err


def _logs(folder: Path) -> dict[int, Path]:
    """The logs in the folder by number; 0: the folder is a log itself."""
    if (folder / CHECKPOINT).exists() or (folder / "tile").exists():
        return {0: folder}
    try:
        numbers = sorted(int(p.name) for p in folder.iterdir() if re.fullmatch(r"[1-9][0-9]{0,8}", p.name))
    except OSError as err:
        raise LedgerError(f"{folder} cannot be read: {err.strerror}; expected the folder of a log") from err
    if not numbers:
        raise LedgerError(f"{folder} holds no log; expected `checkpoint` and `tile/` in it, or folders 1, 2 and on")
    return {number: folder / str(number) for number in numbers}


def _chain(said: dict[int, Checkpoint | None]) -> list[Fault]:
    """A node's logs are numbered without a gap, and each is what its folder says."""
    gap = [Fault(str(n), "is missing: a node's logs are numbered from 1") for n in range(1, max(said)) if n not in said]
    known = {number: checkpoint.origin for number, checkpoint in said.items() if checkpoint}
    if not known:
        return gap
    try:
        name = parse_origin(next(iter(known.values())))[0]
    except LedgerError as err:
        return [*gap, Fault(CHECKPOINT, str(err))]
    wrong = {number: origin for number, origin in known.items() if origin != f"{name}/log/{number}"}
    return gap + [
        Fault(f"{number}/{CHECKPOINT}", f"is of {origin}; expected {name}/log/{number}")
        for number, origin in wrong.items()
    ]


def _placed(faults: list[Fault], number: int) -> list[Fault]:
    return [replace(fault, where=f"{number}/{fault.where}") if number else fault for fault in faults]
