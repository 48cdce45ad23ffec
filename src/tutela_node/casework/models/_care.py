"""The child's page of a case, what is written on it, and what became of the case for the child."""

from __future__ import annotations

__all__: list[str] = []
