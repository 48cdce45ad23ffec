"""Which database a table lies in: wrapped keys and working sessions have their own (docs/decisions/0009)."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

KEYS, DESK = "keys", "desk"
_OF_MODEL = {"wrappedkey": KEYS}
APPS: dict[str, tuple[str, ...] | None] = {"default": None, KEYS: ("spine",), DESK: ("sessions", "axes")}
"""Whose tables lie in each database; None: everybody's that lie nowhere else."""
_OF_APP = {"sessions": DESK, "axes": DESK}


def _database(app_label: str, model_name: str | None) -> str:
    if app_label == "spine" and model_name in _OF_MODEL:
        return _OF_MODEL[model_name]
    return _OF_APP.get(app_label, "default")


class Databases:
    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return _database(model._meta.app_label, model._meta.model_name)

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        if "only" in hints:
            return bool(db == hints["only"])
        return db == _database(app_label, model_name)
