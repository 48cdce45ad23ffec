"""Answers as other programs take them: frozen values, models, dates and sets as plain JSON values."""

from __future__ import annotations

import datetime as dt
from typing import Any


def plain(value: Any) -> Any:
    """`value` as JSON knows it: dataclasses and models as objects by field, dates as ISO 8601, sets as sorted lists."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", by_alias=True)
    if hasattr(value, "__dataclass_fields__"):
        return {k: plain(getattr(value, k)) for k in value.__dataclass_fields__}
    if hasattr(value, "_asdict"):  # a named tuple
        return {k: plain(v) for k, v in value._asdict().items()}
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    if isinstance(value, frozenset | set):
        return [plain(v) for v in sorted(value)]
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value
