"""A log's files: tiles of 256 hashes, bundles of 256 entries (C2SP tlog-tiles, https://c2sp.org/tlog-tiles).

Below a log's folder, `tile/L/N` holds hashes (32 bytes each) of level L, `tile/entries/N` the entries themselves, each
after its length in two bytes, big-endian. N is written in threes, 1234067 as `x001/x234/067`. The last, not yet full
tile of a level stands in `N.p/W`, where W is how many it holds.

Tiles only ever grow: where a narrower one is wanted and only a wider one is there, its beginning is the narrower one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tutela.ledger._errors import DamagedError, Fault
from tutela.ledger._tree import HASH

WIDTH = 256  # hashes in a full tile, entries in a full bundle
ENTRIES = "entries"  # where the other tiles have their level
MOST_ENTRY = 0xFFFF  # bytes


def edges(size: int) -> list[tuple[int, int]]:
    """For each level of a log of `size` entries, from 0 up: how many full tiles, and how wide the tile after them."""
    found = []
    while size:
        full, width = divmod(size, WIDTH)
        found.append((full, width))
        size = full
    return found


def tile_path(level: int | str, n: int, width: int = WIDTH) -> str:
    """The path below the log's folder of tile `n` at `level` (`ENTRIES`: of the bundle of entries)."""
    said = f"{n % 1000:03d}"
    while n >= 1000:
        n //= 1000
        said = f"x{n % 1000:03d}/{said}"
    return f"tile/{level}/{said}" + (f".p/{width}" if width < WIDTH else "")


def read_tile(folder: Path, level: int, n: int, width: int = WIDTH) -> bytes:
    """The first `width` hashes of a tile, 32 · `width` bytes.

    Raises:
        DamagedError: the tile is not there, or its length is not that of its hashes.
    """
    path, data, holds = _read(folder, level, n, width)
    if len(data) != holds * HASH:
        what = f"{len(data)} bytes; expected {holds * HASH}, of {holds} hashes: the file is torn or was added to"
        raise DamagedError(Fault(path, what, _first_entry(level, n)))
    return data[: width * HASH]


def read_entries(folder: Path, n: int, width: int = WIDTH) -> list[bytes]:
    """The first `width` entries of a bundle.

    Raises:
        DamagedError: the bundle is not there, is torn, or holds more than its entries.
    """
    entries, fault = scan_entries(folder, n, width)
    if fault:
        raise DamagedError(fault)
    return entries


def scan_entries(folder: Path, n: int, width: int = WIDTH) -> tuple[list[bytes], Fault | None]:
    """The first `width` entries of a bundle; of a torn one those that can be told apart, and what is wrong.

    Raises:
        DamagedError: the bundle is not there.
    """
    path, data, holds = _read(folder, ENTRIES, n, width)
    entries: list[bytes] = []
    at, end = 0, len(data)
    for k in range(holds):
        begin = at + 2
        at = begin + int.from_bytes(data[at:begin], "big")
        if begin > end or at > end:
            what = f"ends inside entry {k + 1} of {holds}: the file is torn, or a length is wrong"
            return entries[:width], Fault(path, what, n * WIDTH + k)
        entries.append(data[begin:at])
    fault = Fault(path, f"{end - at} bytes too many after its {holds} entries", n * WIDTH) if at != end else None
    return entries[:width], fault


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries as a bundle holds them; none may be longer than 65,535 bytes."""
    return b"".join([len(entry).to_bytes(2, "big") + entry for entry in entries])


def partials(folder: Path, level: int | str, n: int) -> list[tuple[int, str]]:
    """The partial tiles there are of tile `n`: (width, path below the folder), the narrowest first."""
    parts = f"{tile_path(level, n)}.p"
    try:
        names = [p.name for p in (folder / parts).iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    widths = sorted(int(name) for name in names if name.isdecimal() and name == str(int(name)))
    return [(width, f"{parts}/{width}") for width in widths if 0 < width < WIDTH]


def _read(folder: Path, level: int | str, n: int, width: int) -> tuple[str, bytes, int]:
    """The file of the tile or the bundle, or of a wider one: its path, its bytes, how many it should hold."""
    for path, holds in _candidates(folder, level, n, width):
        try:
            with open(f"{folder}/{path}", "rb") as file:  # a third of the time that pathlib takes; there may be many
                return path, file.read(), holds
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as err:
            raise DamagedError(Fault(path, f"cannot be read: {err.strerror}", _first_entry(level, n))) from err
    path = tile_path(level, n, width)
    raise DamagedError(Fault(path, "is missing, and no wider tile is there", _first_entry(level, n)))


def _candidates(folder: Path, level: int | str, n: int, width: int) -> Iterator[tuple[str, int]]:
    yield tile_path(level, n, width), width
    if width < WIDTH:
        yield tile_path(level, n), WIDTH
        yield from ((path, holds) for holds, path in partials(folder, level, n) if holds > width)


def _first_entry(level: int | str, n: int) -> int:
    height = 8 if isinstance(level, str) else 8 * (level + 1)
    return n << height
