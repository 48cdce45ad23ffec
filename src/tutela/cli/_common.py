"""What the commands share: their options, plain messages instead of tracebacks, and how files and systems are found."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, ParamSpec, TypeVar

import click

from tutela.corpus import Corpus, CorpusError, open_corpus

if TYPE_CHECKING:
    from rich.console import Console

    from tutela.answer import Books, Case
    from tutela.law import Law


P = ParamSpec("P")
R = TypeVar("R")
WIDTH = 118  # a page is laid out for this many columns when the terminal is wider, or is no terminal

_day = click.DateTime(formats=["%Y-%m-%d"])
from_option = click.option(
    "--from", "requesting", metavar="SYSTEM", help="The legal system that asks, such as DE or GB-EAW."
)
to_option = click.option("--to", "requested", metavar="SYSTEM", help="The legal system that is asked.")
conduct_option = click.option(
    "--conduct-on", type=_day, help="When the conduct happened, YYYY-MM-DD (default: in the file, else the day asked)."
)
asked_option = click.option(
    "--asked-on", type=_day, help="When the question is asked, YYYY-MM-DD (default: in the file, else today)."
)
corpus_option = click.option(
    "--corpus", "version", metavar="VERSION", help="The corpus version to answer with (default: the installed one)."
)
json_option = click.option("--json", "as_json", is_flag=True, help="For other programs.")


def plainly(command: Callable[P, R]) -> Callable[P, R]:
    """Turn what is wrong with the input into one message for the person who gave it."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with _said():
            return command(*args, **kwargs)

    return run


@contextlib.contextmanager
def _said() -> Iterator[None]:
    from tutela.clocks import CalendarError
    from tutela.cooperation import RouteError
    from tutela.cooperation.requests import RequestError
    from tutela.law import LawError
    from tutela.rights import ProposalError

    try:
        yield
    except (CorpusError, LawError, RouteError, RequestError, ProposalError, CalendarError) as err:
        click.echo(f"tutela: {err}", err=True)
        sys.exit(2)


@contextlib.contextmanager
def documents() -> Iterator[None]:
    """What stands against a document, or against writing it, in one message."""
    from tutela.formats import DocumentError, FontError

    try:
        yield
    except OSError as err:
        click.echo(f"tutela: {err.filename} cannot be written: {err.strerror}; expected a folder that exists", err=True)
        sys.exit(2)
    except (DocumentError, FontError) as err:
        click.echo(f"tutela: {err}", err=True)
        sys.exit(2)


def unusable(err: Exception) -> NoReturn:
    """What was given cannot be used: one message, exit status 2."""
    click.echo(f"tutela: {printable(str(err))}", err=True)
    sys.exit(2)


def printable(said: str) -> str:
    """What others wrote, on a terminal: no character of it steers the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in said)


def facts_path(facts: Path | None, sample: str | None) -> Path:
    from tutela import answer as room
    from tutela.law import LawError

    if (facts is None) == (sample is None):
        raise LawError("which case? expected a facts file, or --sample NAME (`tutela answer --samples` lists them)")
    if facts is not None:
        return facts
    found = room.samples()
    if sample not in found:
        raise LawError(f"there is no sample {sample!r}; expected one of {', '.join(found)}")
    return found[sample]


def case_of(path: Path, requesting: str | None, requested: str | None) -> Case:
    from tutela.answer import read_case

    return read_case(path, needs=() if requesting and requested else ("states",))


def states_of(path: Path, case: Case, books: Books, requesting: str | None, requested: str | None) -> tuple[str, str]:
    """The two systems, as the command line or else the file names them."""
    from tutela.answer import said_of
    from tutela.law import LawError

    found = []
    for option, key, stated in (
        (requesting, "from", case.states and case.states.asks),
        (requested, "to", case.states and case.states.asked),
    ):
        if option:
            found.append(books.law.system(option).system.id)
            continue
        with said_of(path):
            try:
                found.append(books.law.system(stated or "").system.id)
            except LawError as err:
                raise LawError(f"states.{key}: {err}") from err
    if found[0] == found[1]:
        raise LawError(
            f"both sides are {found[0]}; expected two different systems, one that asks and one that is asked "
            f"(for one system alone: tutela law criteria --system {found[0]})"
        )
    return found[0], found[1]


def known_route(books: Books, route: str) -> None:
    from tutela.law import LawError

    known = [r.id for r in books.routes.book.routes]
    if route not in known:
        raise LawError(f"there is no route {route!r}; expected one of {', '.join(known)}")


def state_of(systems: Law, name: str) -> str:
    """The state that a system of the corpus, or an ISO 3166-1 code, stands for."""
    from tutela.law import check_state

    files = systems.data.systems.get(name)
    return files.system.state if files else check_state(name)


def opened(version: str | None) -> Corpus:
    return open_corpus(version)


def date_of(value: dt.datetime | None) -> dt.date | None:
    return value.date() if value else None


def today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def console_for(record: bool = False) -> Console:
    from rich.console import Console

    found = Console(record=record, highlight=False)
    return found if found.is_terminal and found.width <= WIDTH else Console(record=record, highlight=False, width=WIDTH)
