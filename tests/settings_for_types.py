"""Settings for the type checker, which must load Django's models: those of a node's folder that lasts as long as it."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tutela_node.config import ENV, Folder
from tutela_node.operating._init import make_folder, new_config

_root = Path(tempfile.mkdtemp(prefix="tutela-types-"))
atexit.register(shutil.rmtree, _root, ignore_errors=True)
make_folder(Folder(_root / "node"), new_config("types.example", "Types", "DE"), None)
os.environ[ENV] = str(_root / "node")

from tutela_node.settings import *  # noqa: E402, F403
