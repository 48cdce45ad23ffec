"""Files that are whole or not there, also after a power cut."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def write_durably(files: Iterable[tuple[Path, bytes]]) -> None:
    """Write each file beside its name, to the disk, then give it the name; folders are made as needed.

    When this returns, every file and its name are on the disk. A crash before leaves each file as it was or as it is to
    be, never between, and perhaps a `.new` file beside it, which the next write replaces.

    Raises:
        OSError: a file could not be written; those after it were not tried.
    """
    folders = dict[Path, None]()
    for path, body in files:
        if path.parent not in folders:
            _make(path.parent, folders)
        new = path.parent / f".{path.name}.new"
        with open(new, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        folders[path.parent] = None
    for folder in folders:  # after every rename: one sync makes all names of a folder durable
        _sync(folder)


def _make(folder: Path, changed: dict[Path, None]) -> None:
    """Make `folder` and what is missing above it; the parents whose names changed are added to `changed`."""
    if folder.is_dir():
        return
    _make(folder.parent, changed)
    folder.mkdir(exist_ok=True)
    changed[folder.parent] = None


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
