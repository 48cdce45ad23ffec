"""Addresses by the names of pages. One that was made is kept: it depends on nothing but the name and the ids."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.urls import reverse


@lru_cache(maxsize=20_000, typed=True)
def address(name: str, /, *args: Any, **kwargs: Any) -> str:
    """The address of a page, as Django's `reverse` gives it.

    Raises:
        NoReverseMatch: there is no page of this name with these arguments.
    """
    return reverse(name, args=args or None, kwargs=kwargs or None)
