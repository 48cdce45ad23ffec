"""What comes in before there is a case: reports, and the clients that may post them."""

from __future__ import annotations

__all__: list[str] = []
