"""`python -m tutela_node.desks.oversight.reference FILE` writes the reference of all acts, as `make reference` does.

No node, no key and no file is needed for it: the acts are loaded, and that is all.
"""

from __future__ import annotations

import sys
from pathlib import Path


def _load() -> None:
    import django
    from django.conf import settings

    memory = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    apps = ("spine", "people", "casework")
    settings.configure(
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", *(f"tutela_node.{a}" for a in apps)],
        AUTH_USER_MODEL="people.Officer", DATABASES={"default": memory, "keys": memory},
    )  # fmt: skip
    django.setup()


if __name__ == "__main__":
    _load()
    from tutela_node.desks.oversight.acts import as_markdown

    Path(sys.argv[1]).write_text(as_markdown(), encoding="utf-8")
