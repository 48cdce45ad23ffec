"""Triggers: an event, its bodies, its position and a checkpoint are never changed and never go; a size only grows."""

from __future__ import annotations

from typing import Any

from django.db import migrations

TABLES = ("spine_event", "spine_eventbody", "spine_position", "spine_checkpoint", "spine_log")

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: a row is never changed and never deleted'); END;
"""
_SQLITE_GROWS = """
CREATE TRIGGER spine_checkpoint_grows BEFORE INSERT ON spine_checkpoint
WHEN EXISTS (SELECT 1 FROM spine_checkpoint WHERE log_id = NEW.log_id AND size >= NEW.size)
BEGIN SELECT RAISE(ABORT, 'a checkpoint of this size or a larger one is signed already'); END;
"""


def _triggers(schema_editor: Any) -> list[str]:
    if schema_editor.connection.vendor != "sqlite":
        raise NotImplementedError(
            f"append-only triggers are written for SQLite; {schema_editor.connection.vendor} needs its own beside them"
        )
    made = [_SQLITE.format(table=table, verb=verb) for table in TABLES for verb in ("UPDATE", "DELETE")]
    return [*made, _SQLITE_GROWS]


def forwards(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.alias == "default":
        for trigger in _triggers(schema_editor):
            schema_editor.execute(trigger)


class Migration(migrations.Migration):
    dependencies = [("spine", "0001_initial")]
    operations = [migrations.RunPython(forwards, hints={"only": "default"})]
