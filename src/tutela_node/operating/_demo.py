"""`tutela node demo`: a made-up office with months of work in it, on this machine alone.

Its folder is thrown away and made anew where it is unfinished, or of another version: nothing in it is anybody's.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from tutela_node.config import Folder, NodeConfig, NodeError, enter, read_config, write_config
from tutela_node.operating._init import log_now, make_folder, migrate, new_config, open_first_log
from tutela_node.operating._lock import at_rest, is_running
from tutela_node.operating._run import address_is_free, listening
from tutela_node.operating._world import MONTHS, ORDINARY, as_if, seed

FIRST_PORT = 8000
PORTS = 50


def default_folder() -> Path:
    """Where the demonstration lies if nobody says: with the other data of this user."""
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "tutela" / "demonstration"


def demonstration(
    folder: Folder, say: Callable[[str], None], *, cases: int = ORDINARY, fresh: bool = False
) -> NodeConfig:
    """Make the demonstration if it is not there yet, on a free port; its settings. This process may not serve it:
    start that in a process of its own.

    Args:
        cases: how many, where it is made now.
        fresh: throw away what is there.

    Raises:
        NodeError: something else is in that folder, or it runs already.
    """
    if is_running(folder):
        raise NodeError(f"this demonstration runs already: {read_config(folder).url} (or choose another folder)")
    if _there(folder) and (fresh or folder.unfinished.exists() or not _of_this_version(folder)):
        say("Making the demonstration anew …")
        _throw_away(folder)
    if not _there(folder):
        say(f"Making a made-up office with {cases} cases in {folder.path} …")
        _make(folder, cases)
    with at_rest(folder):
        config = read_config(folder)
        config = listening(config, f"127.0.0.1:{_free_port(config.port)}")
        write_config(folder, config)
    return config


def _there(folder: Folder) -> bool:
    """Raises NodeError where the folder holds anything but a demonstration."""
    if not folder.path.exists() or not any(folder.path.iterdir()):
        return False
    if not folder.config.exists() and folder.unfinished.exists():
        return True
    if not read_config(folder).demonstration:
        raise NodeError(f"{folder.path}: this is a node for real work, not a demonstration; name another folder")
    return True


def _throw_away(folder: Folder) -> None:
    shutil.rmtree(folder.path)
    folder.path.with_name(folder.path.name + ".mark").unlink(missing_ok=True)


def _make(folder: Folder, cases: int) -> None:
    config = new_config(
        "demonstration.example", "Demonstration office", "DE", demonstration=True, workers=1,
        hosts=("127.0.0.1", "localhost"),
    )  # fmt: skip
    folder.path.parent.mkdir(parents=True, exist_ok=True)
    _throw_away_mark(folder, config)
    make_folder(folder, config, None, unfinished=True)
    enter(folder)
    with as_if(dt.datetime.now(dt.UTC) - MONTHS - dt.timedelta(minutes=5)):
        migrate()
        open_first_log()
    seed(cases)
    log_now()
    _tidy()
    (folder.path / VERSION).write_text(_version(), encoding="utf-8")
    folder.unfinished.unlink()


def _throw_away_mark(folder: Folder, config: NodeConfig) -> None:
    """A mark without its folder: the folder of an earlier demonstration was deleted by hand."""
    mark = folder.mark(config)
    if mark.exists() and mark.read_text("utf-8").startswith(f"{config.name}/log/"):
        mark.unlink()


def _tidy() -> None:
    """Sentences are carried out and refusals counted as a running node would have; the databases are let go."""
    from django.db import connections
    from django.utils import timezone

    from tutela_node.spine.acts import close_writer
    from tutela_node.spine.vault import carry_out_erasures

    carry_out_erasures(timezone.now())
    close_writer()
    connections.close_all()


VERSION = "DEMONSTRATION"


def _version() -> str:
    """What the demonstration was made by: another version may have other tables or another world."""
    from tutela import __version__

    files = sorted(Path(__file__).parents[1].glob("*/migrations/0*.py"))
    return f"{__version__} {' '.join(f'{f.parts[-3]}/{f.stem}' for f in files)}\n"


def _of_this_version(folder: Folder) -> bool:
    try:
        return (folder.path / VERSION).read_text("utf-8") == _version()
    except OSError:
        return False


def _free_port(wanted: int) -> int:
    ports: list[int] = [wanted, *range(FIRST_PORT, FIRST_PORT + PORTS)]
    for port in ports:
        if address_is_free("127.0.0.1", port):
            return port
    raise NodeError(f"no port from {FIRST_PORT} to {FIRST_PORT + PORTS - 1} is free on 127.0.0.1; end something there")
