"""What is asked of others and what others ask, with their messages and clocks."""

from __future__ import annotations

__all__: list[str] = []
