"""Queries whose SQL is written once.

Django writes a query's SQL anew each time it is asked: ten times the work of the database, on every act and page. A
query that is asked all the time is declared here as a query set over its values; its SQL is Django's own, made at the
first call with stand-ins for the values, and later calls only bind.

    @prepared
    def _grants(officer: uuid.UUID, today: dt.date) -> QuerySet[Grant]:
        return Grant.objects.filter(officer=officer, since__lte=today)

    _grants(officer=me, today=day)          # a list, as list(query set) gives it

Values are UUIDs, aware times, days, texts, whole numbers, sequences of one of these for `__in`, or a dataclass of such;
the query set may not depend on them in any other way. What else it depends on is its shape: arguments by position
(`/`), for each of which there is SQL of its own.

    @prepared
    def _page(order: str, number: int, /, lead: uuid.UUID) -> QuerySet[Case]:
        return Case.objects.filter(lead=lead).order_by(order)[number * 50 : (number + 1) * 50]

    _page("-changed_at", 0, lead=me)

`insert` is the same for a new row.
"""

from __future__ import annotations

import datetime as dt
import inspect
import random
import secrets
import uuid
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Generic, TypeVar, get_args, get_type_hints

from django.core.exceptions import EmptyResultSet
from django.db import connections, models, router
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable, get_related_populators
from django.db.models.sql import InsertQuery

T = TypeVar("T")
SIZES = (1, 8, 64, 512)
"""Lengths for which a sequence has its SQL: a shorter one is filled up with its last value, a longer one is not
prepared."""
MOST = 500
"""Statements that one query keeps, over all its shapes; then it begins again."""


def prepared(build: Callable[..., models.QuerySet[Any, T]]) -> Prepared[T]:
    """Declare a query that is asked all the time (see the module)."""
    return Prepared(build)


class Prepared(Generic[T]):
    """Call it with its shape by position and the values by name; it gives the rows as a list."""

    def __init__(self, build: Callable[..., models.QuerySet[Any, T]]) -> None:
        self.build = build
        self._made: dict[Hashable, _Statement] = {}
        self._asked: _Asked | None = None

    def __call__(self, *shape: Hashable, **values: Any) -> list[T]:
        asked = self._asked
        if asked is None:
            asked = self._asked = _asked_of(self.build)
        flat = {**values, **{f"{name}.{part}": getattr(values[name], part) for name, part in asked.parts}}
        sizes: tuple[int, ...] = ()
        if asked.many:
            lengths = [len(flat[name]) for name in asked.many]
            if min(lengths) == 0:
                return self._of_nothing(asked.many[lengths.index(0)])
            if max(lengths) > SIZES[-1]:
                return list(self.build(*shape, **values))
            sizes = tuple(next(size for size in SIZES if size >= length) for length in lengths)
        statement = self._made.get((shape, sizes))
        if statement is None:
            if len(self._made) >= MOST:
                self._made.clear()
            statement = _write(self.build, shape, asked, dict(zip(asked.many, sizes, strict=True)))
            self._made[shape, sizes] = statement
        return statement.rows(flat)

    def _of_nothing(self, name: str) -> list[T]:
        if "." in name:
            raise ValueError(f"{self.build.__qualname__}: {name} is empty; give a value that no row has")
        return []


@dataclass(frozen=True)
class _Asked:
    """What a query is asked with.

    Attributes:
        kinds: of each value its type, and whether there are several; those of a dataclass are called `name.part`.
        whole: of each name in the call its dataclass, or None.
        many: the values of which there are several.
        parts: (name, part) of each value that lies in a dataclass. A shape need not use all of them.
    """

    kinds: Mapping[str, tuple[type, bool]]
    whole: Mapping[str, type | None]
    many: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Statement:
    """`sql`: empty where no row can be meant, whatever the values. `slots`: for each parameter the name of its value
    and its place in a sequence, or (None, the parameter)."""

    alias: str
    sql: str
    slots: tuple[tuple[str | None, Any], ...]
    converters: tuple[tuple[int, list[Any], Any], ...]
    read: Callable[[Sequence[Any]], Any]

    def rows(self, values: dict[str, Any]) -> list[Any]:
        if not self.sql:
            return []
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
    if isinstance(value, str) or type(value) is int:
        return value
    raise TypeError(f"a prepared query takes UUIDs, times, days, texts and whole numbers; got {value!r:.80}")


def _asked_of(build: Callable[..., Any]) -> _Asked:
    """What is annotated but the shape."""
    shape = {n for n, one in inspect.signature(build).parameters.items() if one.kind is one.POSITIONAL_ONLY}
    said = {name: hint for name, hint in build.__annotations__.items() if name != "return" and name not in shape}
    kinds: dict[str, tuple[type, bool]] = {}
    whole: dict[str, type | None] = {}
    for name, hint in _hints(said, build.__globals__).items():
        whole[name] = hint if is_dataclass(hint) and isinstance(hint, type) else None
        kinds |= dict(_kinds(name, hint))
    many = tuple(name for name, (_, several) in kinds.items() if several)
    parts = tuple((name, part) for name, _, part in (kind.partition(".") for kind in kinds) if part)
    return _Asked(kinds, whole, many, parts)


def _hints(annotations: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
    return get_type_hints(type("_", (), {"__annotations__": annotations}), names)


def _kinds(name: str, hint: Any) -> Iterator[tuple[str, tuple[type, bool]]]:
    if is_dataclass(hint):
        for part, inner in get_type_hints(hint).items():
            yield from _kinds(f"{name}.{part}", inner)
    elif isinstance(hint, type):
        yield name, (hint, False)
    else:
        yield name, (get_args(hint)[0], True)


_STAND_INS: dict[type, Callable[[], Any]] = {
    uuid.UUID: uuid.uuid4,
    dt.datetime: lambda: dt.datetime.fromtimestamp(random.uniform(0, 1e9), dt.UTC),
    dt.date: lambda: dt.date.fromordinal(random.randrange(2, 600_000)),
    str: secrets.token_hex,
    int: lambda: random.randrange(2**40, 2**62),
}


def _write(
    build: Callable[..., models.QuerySet[Any, Any]], shape: tuple[Hashable, ...], asked: _Asked, sizes: dict[str, int]
) -> _Statement:
    """The statement, from a query set over stand-ins that occur nowhere else.

    Raises:
        RuntimeError: the query depends on a value in another way than as a parameter (a day taken from a time, say),
            which would stay as it was at the first call.
    """
    made, again = (_with_stand_ins(build, shape, asked, sizes) for _ in range(2))
    if (made.sql, made.slots) != (again.sql, again.slots):
        raise RuntimeError(f"{build.__qualname__} depends on what its values hold; hand each in as a value of its own")
    return made


def _with_stand_ins(
    build: Callable[..., models.QuerySet[Any, Any]], shape: tuple[Hashable, ...], asked: _Asked, sizes: dict[str, int]
) -> _Statement:
    given: dict[str, Any] = {}
    for name, (kind, many) in asked.kinds.items():
        given[name] = [_STAND_INS[kind]() for _ in range(sizes[name])] if many else _STAND_INS[kind]()
    queryset = build(*shape, **{name: _made_up(name, whole, given) for name, whole in asked.whole.items()})
    connection = connections[queryset.db]
    places: dict[Any, tuple[str, int | None]] = {}
    for name, value in given.items():
        if isinstance(value, list):
            places |= {_adapted(one, connection): (name, n) for n, one in enumerate(value)}
        else:
            places[_adapted(value, connection)] = (name, None)
    compiler = queryset.query.get_compiler(using=queryset.db)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return _Statement(queryset.db, "", (), (), tuple)
    slots = tuple(places.get(param, (None, param)) for param in params)
    lost = {name for name, _ in set(places.values()) - set(slots) if "." not in name}
    if lost:
        raise RuntimeError(f"{build.__qualname__}: {sorted(lost)} are no parameters of its SQL")
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


def _made_up(name: str, whole: type | None, given: dict[str, Any]) -> Any:
    """The stand-in for what is called `name`."""
    return given[name] if whole is None else whole(**{f.name: given[f"{name}.{f.name}"] for f in fields(whole)})


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
