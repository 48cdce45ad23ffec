"""What a case holds as evidence, and the permit without which it holds no file."""

from __future__ import annotations

__all__: list[str] = []
