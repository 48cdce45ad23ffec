"""`tutela node run`: one supervisor, its workers, and an orderly end.

    node.lock → what a cut-short rotation left is finished → checks → the address is free → workers → ready

The supervisor serves nobody: it checks, starts the workers, starts anew what dies, and ends them on SIGTERM or SIGINT.
A worker whose supervisor is gone ends by itself.
"""

from __future__ import annotations

import http.client
import multiprocessing
import os
import socket
import sys
import threading
import time
from typing import Any

from tutela_node.config import Folder, NodeConfig, NodeError, enter, read_config, write_config
from tutela_node.operating._init import whole
from tutela_node.operating._lock import at_rest
from tutela_node.operating._rotate import settle
from tutela_node.spine.logs import log

KILL_AFTER = 15
"""Seconds that a worker may take to finish its requests when the node ends."""
START_WITHIN = 60.0
"""Seconds in which the workers answer, or something is wrong with them."""


def run(folder: Folder, passphrase: str | None, *, workers: int | None = None, listen: str | None = None) -> None:
    """Serve until a signal ends it.

    Args:
        workers: for this start; `node.toml` says the usual number.
        listen: HOST:PORT; kept in `node.toml`, since links and passkeys depend on it.

    Raises:
        NodeError: the node is in use, must not start as it is, or its address is taken.
    """
    whole(folder)
    config = read_config(folder)
    with at_rest(folder):
        if listen is not None and listen != config.listen:
            config = listening(config, listen)
            write_config(folder, config)
        _may_listen(folder, config)
        settle(folder, config, passphrase)
        enter(folder, passphrase)
        _check()
        if not address_is_free(config.bind, config.port):
            raise NodeError(
                f"the node cannot listen on {config.listen}: something else is there, or the address is not this "
                "machine's. Choose another port: --listen 127.0.0.1:8001"
            )
        _serve(config, workers or config.workers)


def listening(config: NodeConfig, listen: str) -> NodeConfig:
    """The settings with another address.

    Raises:
        NodeError: it is not of the form.
    """
    from pydantic import ValidationError

    try:
        return NodeConfig.model_validate(config.model_dump() | {"listen": listen})
    except ValidationError:
        raise NodeError(f"{listen!r} is no address; expected HOST:PORT, as in 127.0.0.1:8000") from None


def _may_listen(folder: Folder, config: NodeConfig) -> None:
    if config.loopback:
        return
    if config.demonstration:
        raise NodeError(
            f"{folder.config}: this is a demonstration, where anybody may sign in as anybody; it listens on 127.0.0.1 "
            f"only, not on {config.listen}. For real work make a node with: tutela node init"
        )
    if not config.https:
        raise NodeError(
            f"{folder.config}: listening on {config.listen} without https would send passwords in clear through the "
            "network. Let the node listen on 127.0.0.1:8000 behind a web server with a certificate, and set "
            "https = true (docs/operations.md, “A web server in front”)"
        )


def _check() -> None:
    """Everything that must hold, before any worker; and this process lets go of the databases again."""
    from django.db import connections

    from tutela_node.spine.acts import close_writer
    from tutela_node.spine.process import check

    try:
        check()
    finally:
        close_writer()
        connections.close_all()


def address_is_free(host: str, port: int) -> bool:
    """Workers share their address with whoever allows it, so that two nodes on one would both start: ask first."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _serve(config: NodeConfig, workers: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    multiprocessing.set_start_method("spawn", force=True)  # a forked worker would inherit node.lock and open databases
    server = Granian(
        "tutela_node.wsgi:application",
        address=config.bind,
        port=config.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=config.threads,
        http1_settings=HTTP1Settings(header_read_timeout=15_000),
        websockets=False,
        log_access=False,
        log_level=LogLevels.error,
        log_dictconfig=LOGGING,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_AFTER,
        process_name=None,
    )
    ended = threading.Event()
    server.on_startup(lambda: threading.Thread(target=_tell_ready, args=(config, ended), daemon=True).start())
    log("node.starting", count=workers, process=os.getpid())
    try:
        server.serve()
    finally:
        ended.set()
        log("node.ended", process=os.getpid())


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "tutela_node.spine.logs.Line"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "stream": "ext://sys.stderr"}},
    "loggers": {
        "_granian": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "granian.access": {"handlers": [], "propagate": False},
    },
}
"""The web server speaks our lines, and no line about a request: `quiet_log` writes that, without an address."""


def _tell_ready(config: NodeConfig, ended: threading.Event) -> None:
    """When the first worker answers: say so, to the person at the terminal and to systemd."""
    until = time.monotonic() + START_WITHIN
    while not ended.is_set() and time.monotonic() < until:
        try:
            asked = http.client.HTTPConnection(config.bind, config.port, timeout=5)
            asked.request("GET", "/health")
            asked.getresponse().read()
            asked.close()
        except (OSError, http.client.HTTPException):  # nobody is there yet
            ended.wait(0.2)
            continue
        log("node.ready", process=os.getpid())
        if sys.stdout.isatty():
            print(f"\nThe node is at {config.url}   (Ctrl+C ends it)\n", flush=True)
        _notify(b"READY=1")
        return


def _notify(said: bytes) -> None:
    """systemd's readiness protocol (sd_notify): one datagram to the socket that it names."""
    where = os.environ.get("NOTIFY_SOCKET")
    if not where:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
        out.sendto(said, "\0" + where[1:] if where.startswith("@") else where)
