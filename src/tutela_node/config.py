"""A node's folder: what lies where, and `node.toml`, the few things an operator sets.

Everything a node keeps is in one folder, but for the high-water mark of its log, which must not come back with an old
copy of that folder (docs/decisions/0006).
"""

from __future__ import annotations

import ipaddress
import os
import tomllib
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

ENV = "TUTELA_NODE"
"""The environment variable that names the node's folder for the processes that `tutela node run` starts."""
PASSPHRASE = "TUTELA_PASSPHRASE"
"""How a starting process is told the passphrase of the node key; it forgets it once the keys are open."""


class NodeError(Exception):
    """Something about the node's folder or its keys; says what was wrong, what was expected, what to do."""


class NodeConfig(BaseModel):
    """`node.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: uuid.UUID
    name: str = Field(pattern=r"^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$", max_length=120)
    title: str = Field(min_length=1, max_length=120)
    system: str = Field(pattern=r"^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$")
    listen: str = "127.0.0.1:8000"
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    https: bool = False
    workers: int = Field(default=2, ge=1, le=64)
    threads: int = Field(default=8, ge=1, le=256)
    mark: str = ""
    key_holder: Literal["file", "passphrase"] = "file"
    keep_key_backups_days: int = Field(default=14, ge=1, le=365)
    demonstration: bool = False
    address: str = Field(default="", max_length=200)

    @field_validator("address")
    @classmethod
    def _of_partners(cls, value: str) -> str:
        """Where partners reach the node; empty: `url`. It is compared with what they sign, so it has one form only."""
        if value:
            found = urlsplit(value)
            if (
                found.scheme not in ("https", "http")
                or not found.hostname
                or value != f"{found.scheme}://{found.netloc}"
            ):
                raise ValueError("expected an address without a path, as in https://node.example")
            if found.username is not None or value != value.lower():
                raise ValueError("expected a host in small letters and no user, as in https://node.example")
        return value

    @field_validator("listen")
    @classmethod
    def _address(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdigit() or not 0 < int(port) < 65536:
            raise ValueError("expected HOST:PORT, as in 127.0.0.1:8000")
        if host != "localhost":
            try:
                ipaddress.ip_address(host.strip("[]"))
            except ValueError:
                raise ValueError(
                    f"{host!r} is no address of a machine; expected one in numbers, as in 127.0.0.1:8000 "
                    "(the name that people type belongs into `hosts`)"
                ) from None
        return value

    @property
    def host(self) -> str:
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def bind(self) -> str:
        """The address to listen on, in numbers: the web server takes no names, and `localhost` is what people type."""
        return "127.0.0.1" if self.host == "localhost" else self.host

    @property
    def port(self) -> int:
        return int(self.listen.rpartition(":")[2])

    @property
    def loopback(self) -> bool:
        return self.host in {"127.0.0.1", "::1", "localhost"}

    @property
    def url(self) -> str:
        return f"{'https' if self.https else 'http'}://{self.listen}"


@dataclass(frozen=True)
class Folder:
    """Where a node keeps what. Nothing here reads or writes."""

    path: Path

    @property
    def config(self) -> Path:
        return self.path / "node.toml"

    @property
    def database(self) -> Path:
        return self.path / "node.sqlite3"

    @property
    def keys_database(self) -> Path:
        """Wrapped scope and record keys: small, with short backups of its own."""
        return self.path / "keys.sqlite3"

    @property
    def desk_database(self) -> Path:
        """Working sessions and lock-out: never in a backup."""
        return self.path / "desk.sqlite3"

    @property
    def keys(self) -> Path:
        """The node key's holder and the named keys."""
        return self.path / "keys"

    @property
    def logs(self) -> Path:
        return self.path / "log"

    @property
    def blobs(self) -> Path:
        return self.path / "blobs"

    @property
    def node_lock(self) -> Path:
        return self.path / "node.lock"

    @property
    def unfinished(self) -> Path:
        """The note that a set-up or a restore leaves until it is done: what happened and what to do."""
        return self.path / "UNFINISHED"

    @property
    def workers_lock(self) -> Path:
        """Held together by every worker that lives: what must not meet them waits for it."""
        return self.path / "workers.lock"

    @property
    def write_lock(self) -> Path:
        return self.path / "write.lock"

    @property
    def log_lock(self) -> Path:
        return self.path / "log.lock"

    @property
    def delivery_lock(self) -> Path:
        """Held by the one process of the node that delivers."""
        return self.path / "delivery.lock"

    @property
    def parts(self) -> Path:
        """Parts of attachments that have not all arrived, as sealed as they came. Not backed up: they are asked for
        again."""
        return self.path / "parts"

    def mark(self, config: NodeConfig) -> Path:
        """The high-water mark, beside the folder unless `node.toml` puts it on other storage."""
        return Path(config.mark) if config.mark else self.path.with_name(self.path.name + ".mark")


def read_config(folder: Folder) -> NodeConfig:
    """The node's settings.

    Raises:
        NodeError: no node there, or a setting that is not of the form.
    """
    try:
        raw: dict[str, Any] = tomllib.loads(folder.config.read_text("utf-8"))
    except FileNotFoundError:
        raise NodeError(
            f"{folder.path}: there is no node here (no node.toml); make one with: tutela node init {folder.path}"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise NodeError(f"{folder.config}: not TOML: {err}") from None
    try:
        return NodeConfig.model_validate(raw)
    except ValidationError as err:
        said = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in err.errors())
        raise NodeError(f"{folder.config}: {said}") from None


def write_config(folder: Folder, config: NodeConfig) -> None:
    """Write `node.toml` whole, so that a crash leaves the old one or the new one."""
    lines = ["# The settings of this node; docs/operations.md says what each does.\n"]
    for key, value in config.model_dump(mode="json").items():
        lines.append(f"{key} = {_toml(value)}\n")
    fresh = folder.config.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as out:
        out.writelines(lines)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(folder.config)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def folder_of_process() -> Folder:
    """The folder that this process serves.

    Raises:
        NodeError: nobody said which.
    """
    named = os.environ.get(ENV)
    if not named:
        raise NodeError(f"no node's folder is named; expected the environment variable {ENV}, as `tutela node` sets it")
    return Folder(Path(named).resolve())


def enter(folder: Folder, passphrase: str | None = None) -> None:
    """Make this process one of the node's: its settings, its applications. One folder for each process."""
    os.environ[ENV] = str(folder.path)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tutela_node.settings"
    if passphrase is not None:
        os.environ[PASSPHRASE] = passphrase
    import django

    django.setup()
