"""How many rows there are, as a column of a query: a prepared query can be asked for it, and for several at once."""

from __future__ import annotations

from typing import Any

from django.db.models import Func, IntegerField, Q


class HowMany(Func):
    """How many rows the query has, or for how many of them a condition holds. Alone among columns: one row comes.

        Case.objects.filter(lead=me).values_list(HowMany(), HowMany(Q(urgent=True)))

    Django's `Count` in its place would count within groups of rows that are alike.
    """

    output_field = IntegerField()

    def __init__(self, condition: Q | None = None, **extra: Any) -> None:
        said = "COUNT(*)" if condition is None else "COUNT(*) FILTER (WHERE %(expressions)s)"
        super().__init__(*([] if condition is None else [condition]), **({"template": said} | extra))
