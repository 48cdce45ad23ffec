"""Law and rights as reviewed data; read with `tutela.corpus`, never by hand."""

from importlib.resources import files
from pathlib import Path

__version__ = "2026.11.1"


def root() -> Path:
    """The folder that holds the corpus's YAML files."""
    return Path(str(files(__name__)))
