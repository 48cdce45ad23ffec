"""Queries whose SQL is written once.

Django writes a query's SQL anew each time it is asked: ten times the work of the database, on every act and page. A
query that is asked all the time is declared here as a query set over its values; its SQL is Django's own, made at the
first call with stand-ins for the values, and later calls only bind.

    @prepared
    def _grants(officer: uuid.UUID, today: dt.date) -> QuerySet[Grant]:
        return Grant.objects.filter(officer=officer, since__lte=today)

    _grants(officer=me, today=day)          # a list, as list(query set) gives it

Values are UUIDs, aware times, days, texts, or sequences of one of these for `__in`; the query set may not depend on
them in any other way. `insert` is the same for a new row.
"""

from __future__ import annotations

import datetime as dt
import random
import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, get_args, get_type_hints

from django.db import connections, models, router
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable, get_related_populators
from django.db.models.sql import InsertQuery

T = TypeVar("T")
SIZES = (1, 8, 64, 512)
"""Lengths for which a sequence has its SQL: a shorter one is filled up with its last value, a longer one is not
prepared."""


def prepared(build: Callable[..., models.QuerySet[Any, T]]) -> Prepared[T]:
    """Declare a query that is asked all the time (see the module)."""
    return Prepared(build)


class Prepared(Generic[T]):
    """Call it with the values by name; it gives the rows as a list."""

    def __init__(self, build: Callable[..., models.QuerySet[Any, T]]) -> None:
        self.build = build
        self._made: dict[tuple[int, ...], _Statement] = {}
        self._kinds: dict[str, tuple[type, bool]] = {}
        self._many: tuple[str, ...] = ()

    def __call__(self, **values: Any) -> list[T]:
        if not self._kinds:
            self._kinds = _kinds_of(self.build)
            self._many = tuple(name for name, (_, many) in self._kinds.items() if many)
        sizes: tuple[int, ...] = ()
        if self._many:
            lengths = [len(values[name]) for name in self._many]
            if min(lengths) == 0:
                return []
            if max(lengths) > SIZES[-1]:
                return list(self.build(**values))
            sizes = tuple(next(size for size in SIZES if size >= length) for length in lengths)
        statement = self._made.get(sizes)
        if statement is None:
            statement = self._made[sizes] = _write(self.build, self._kinds, dict(zip(self._many, sizes, strict=True)))
        return statement.rows(values)


@dataclass(frozen=True)
class _Statement:
    """`slots`: for each parameter the name of its value and its place in a sequence, or (None, the parameter)."""

    alias: str
    sql: str
    slots: tuple[tuple[str | None, Any], ...]
    converters: tuple[tuple[int, list[Any], Any], ...]
    read: Callable[[Sequence[Any]], Any]

    def rows(self, values: dict[str, Any]) -> list[Any]:
        connection = connections[self.alias]
        cursor = cursor_of(connection)
        cursor.execute(self.sql, [_bound(name, place, values, connection) for name, place in self.slots])
        return [self.read(self._converted(row, connection)) for row in cursor.fetchall()]

    def _converted(self, row: Sequence[Any], connection: Any) -> list[Any]:
        made = list(row)
        for place, converters, expression in self.converters:
            value = made[place]
            for convert in converters:
                value = convert(value, expression, connection)
            made[place] = value
        return made


def cursor_of(connection: Any) -> Any:
    """A cursor that a connection keeps: to make one costs more than a small query. Fetch everything at once.

    Only the database's own cursor is kept. Django's around it knows the connection, and with that ring of references a
    thread's connection would outlive its thread, and its write-ahead log the process.
    """
    if connection.queries_logged:  # somebody counts or prints the queries of this connection
        return connection.cursor()
    kept = getattr(connection, "_tutela_cursor", None)
    if kept is None or kept.connection is not connection.connection:
        kept = connection._tutela_cursor = connection.cursor().cursor
    return connection.make_cursor(kept)


def _bound(name: str | None, place: Any, values: dict[str, Any], connection: Any) -> Any:
    if name is None:
        return place
    value = values[name]
    if place is not None:
        value = value[min(place, len(value) - 1)]
    return _adapted(value, connection)


def _adapted(value: Any, connection: Any) -> Any:
    """A value as a parameter of this database."""
    if isinstance(value, uuid.UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, str):
        return value
    raise TypeError(f"a prepared query takes UUIDs, times, days and texts; got {value!r:.80}")


def _kinds_of(build: Callable[..., Any]) -> dict[str, tuple[type, bool]]:
    """Of each value its type, and whether there are several."""
    said = {name: hint for name, hint in build.__annotations__.items() if name != "return"}
    hints = get_type_hints(type("_", (), {"__annotations__": said}), build.__globals__)
    return {
        name: (hint, False) if isinstance(hint, type) else (get_args(hint)[0], True) for name, hint in hints.items()
    }


_STAND_INS: dict[type, Callable[[], Any]] = {
    uuid.UUID: uuid.uuid4,
    dt.datetime: lambda: dt.datetime.fromtimestamp(random.uniform(0, 1e9), dt.UTC),
    dt.date: lambda: dt.date.fromordinal(random.randrange(2, 600_000)),
    str: secrets.token_hex,
}


def _write(
    build: Callable[..., models.QuerySet[Any, Any]], kinds: dict[str, tuple[type, bool]], sizes: dict[str, int]
) -> _Statement:
    """The statement, from a query set over stand-ins that occur nowhere else.

    Raises:
        RuntimeError: the query depends on a value in another way than as a parameter (a day taken from a time, say),
            which would stay as it was at the first call.
    """
    made, again = (_with_stand_ins(build, kinds, sizes) for _ in range(2))
    if (made.sql, made.slots) != (again.sql, again.slots):
        raise RuntimeError(f"{build.__qualname__} depends on what its values hold; hand each in as a value of its own")
    return made


def _with_stand_ins(
    build: Callable[..., models.QuerySet[Any, Any]], kinds: dict[str, tuple[type, bool]], sizes: dict[str, int]
) -> _Statement:
    given: dict[str, Any] = {}
    for name, (kind, many) in kinds.items():
        given[name] = [_STAND_INS[kind]() for _ in range(sizes[name])] if many else _STAND_INS[kind]()
    queryset = build(**given)
    connection = connections[queryset.db]
    places: dict[Any, tuple[str, int | None]] = {}
    for name, value in given.items():
        if isinstance(value, list):
            places |= {_adapted(one, connection): (name, n) for n, one in enumerate(value)}
        else:
            places[_adapted(value, connection)] = (name, None)
    compiler = queryset.query.get_compiler(using=queryset.db)
    sql, params = compiler.as_sql()
    slots = tuple(places.get(param, (None, param)) for param in params)
    lost = set(places.values()) - set(slots)
    if lost:
        raise RuntimeError(f"{build.__qualname__}: {sorted({n for n, _ in lost})} are no parameters of its SQL")
    expressions = [column[0] for column in compiler.select[: compiler.col_count]]
    converters = tuple(
        (n, [_unbound(one, connection.ops) for one in found], expression)
        for n, (found, expression) in compiler.get_converters(expressions).items()
    )
    return _Statement(queryset.db, sql, slots, converters, _reader(queryset, compiler))


def _unbound(convert: Callable[..., Any], operations: Any) -> Callable[..., Any]:
    """A converter that does not keep the connection for which it was found: connections end with their threads."""
    if getattr(convert, "__self__", None) is not operations:
        return convert
    of_any = convert.__func__  # type: ignore[attr-defined]
    return lambda value, expression, connection: of_any(connection.ops, value, expression, connection)


def _reader(queryset: models.QuerySet[Any, Any], compiler: Any) -> Callable[[Sequence[Any]], Any]:
    """What makes of a row what the query set would make of it."""
    kind = queryset._iterable_class
    if kind is FlatValuesListIterable:
        return lambda row: row[0]
    if kind is ValuesListIterable:
        return tuple
    if kind is not ModelIterable:
        raise RuntimeError("a prepared query gives records or values_list(); not dicts or named tuples")
    info, select, alias = compiler.klass_info, compiler.select, queryset.db
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column[0].target.attname for column in select[start:end]]
    model = info["model"]
    related = get_related_populators(info, select, alias)  # type: ignore[call-arg]  # the stubs know a newer Django

    def read(row: Sequence[Any]) -> Any:
        record = model.from_db(alias, names, row[start:end])
        for populate in related:
            populate.populate(row, record)
        return record

    return read


def insert(*records: models.Model) -> None:
    """Insert new rows of one table, their keys set already; what `bulk_create` does, without signals."""
    model, connection = type(records[0]), connections[router.db_for_write(type(records[0]))]
    fields = model._meta.concrete_fields
    rows = [
        [field.get_db_prep_save(field.pre_save(record, True), connection) for field in fields] for record in records
    ]
    statement = _INSERTS.get(model)
    if statement is None:
        query = InsertQuery(model)
        query.insert_values(fields, list(records[:1]), raw=True)
        ((statement, _),) = query.get_compiler(using=connection.alias).as_sql()
        _INSERTS[model] = statement
    if len(rows) == 1:
        cursor_of(connection).execute(statement, rows[0])
    else:
        cursor_of(connection).executemany(statement, rows)
    for record in records:
        record._state.adding, record._state.db = False, connection.alias


_INSERTS: dict[type[models.Model], str] = {}
