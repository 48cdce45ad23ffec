"""The command line: `tutela answer` for a case, `tutela law …` for the law behind it, `tutela routes`, `tutela rights`.

Rooms are imported where they are used, so that `--help` and short commands start at once. Whatever is wrong with what
was given ends in one plain message and exit status 2, never in a traceback.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from tutela import __version__
from tutela.corpus import Corpus, CorpusError, open_corpus, plain

if TYPE_CHECKING:
    from rich.console import Console

    from tutela.answer import Books, Case
    from tutela.law import Law

P = ParamSpec("P")
R = TypeVar("R")
WIDTH = 118  # a page is laid out for this many columns when the terminal is wider, or is no terminal

_day = click.DateTime(formats=["%Y-%m-%d"])
_from = click.option("--from", "requesting", metavar="SYSTEM", help="The legal system that asks, such as DE or GB-EAW.")
_to = click.option("--to", "requested", metavar="SYSTEM", help="The legal system that is asked.")
_conduct = click.option(
    "--conduct-on", type=_day, help="When the conduct happened, YYYY-MM-DD (default: in the file, else the day asked)."
)
_asked = click.option(
    "--asked-on", type=_day, help="When the question is asked, YYYY-MM-DD (default: in the file, else today)."
)
_corpus = click.option(
    "--corpus", "version", metavar="VERSION", help="The corpus version to answer with (default: the installed one)."
)
_json = click.option("--json", "as_json", is_flag=True, help="For other programs.")


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
    from tutela.law import LawError
    from tutela.rights import ProposalError

    try:
        yield
    except (CorpusError, LawError, RouteError, ProposalError, CalendarError) as err:
        click.echo(f"tutela: {err}", err=True)
        sys.exit(2)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, "--version", message="%(prog)s %(version)s")
def main() -> None:
    """Tutela: one common ground for protecting children online.

    Nothing here is legal advice. Every answer names its sources, its review and the day to which its texts are true.
    """


# ---------------------------------------------------------------- the page


@main.command()
@click.argument("facts", type=click.Path(path_type=Path), required=False)
@click.option("--sample", metavar="NAME", help="Answer a made-up sample case instead (`--samples` lists them).")
@click.option("--samples", "list_samples", is_flag=True, help="List the sample cases.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a facts file.")
@click.option("--full", is_flag=True, help="Everything, not only what fits a page.")
@click.option("--svg", type=click.Path(path_type=Path), help="Also write the page as a picture.")
@_from
@_to
@_conduct
@_asked
@_corpus
@_json
@plainly
def answer(
    facts: Path | None, sample: str | None, list_samples: bool, schema: bool, full: bool, svg: Path | None,
    requesting: str | None, requested: str | None, conduct_on: dt.datetime | None, asked_on: dt.datetime | None,
    version: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Is this an offence on both sides, by which route, and may we? One page for the case in FACTS.yaml."""
    from tutela import answer as room

    if schema:
        return click.echo(json.dumps(room.json_schema(), indent=2))
    if list_samples:
        for name, path in room.samples().items():
            case = room.read_case(path)
            states = f"{case.states.asks} asks {case.states.asked}" if case.states else ""
            click.echo(f"{name:14} {case.title} ({states})")
        return None
    path = _facts_path(facts, sample)
    case = _case(path, requesting, requested)
    books = room.Books.load(_open(version))
    one, two = _states(path, case, books, requesting, requested)
    with room.said_of(path):
        page = room.compose(case, one, two, books, conduct_on=_date(conduct_on), asked_on=_date(asked_on))
    if as_json:
        return click.echo(json.dumps(room.as_json(page), indent=2, ensure_ascii=False))
    console = _console(record=svg is not None)
    room.render(page, console, full=full)
    if svg is not None:
        picture = console.export_svg(title=f"tutela answer --from {one} --to {two}")
        # The picture must not fetch anything when it is looked at: fonts are those of the machine.
        svg.write_text(re.sub(r"@font-face \{.*?\}\n?", "", picture, flags=re.DOTALL), encoding="utf-8")
    return None


@main.command()
@plainly
def demo() -> None:
    """A sample case, answered."""
    from tutela import answer as room

    path, books = room.samples()["yes"], room.Books.load()
    case = room.read_case(path)
    one, two = _states(path, case, books, None, None)
    console = _console()
    room.render(room.compose(case, one, two, books), console)
    console.print("Six more made-up cases: tutela answer --samples, then tutela answer --sample NAME", style="cyan")


# ---------------------------------------------------------------- law


@main.group()
def law() -> None:
    """Legal systems, dual criminality, criteria, texts."""


@law.command()
@_corpus
@_json
@plainly
def systems(version: str | None, as_json: bool) -> None:
    """The legal systems of the corpus, and how far each was read."""
    from tutela import law as room

    books = room.load(_open(version))
    rows: list[dict[str, Any]] = [
        {
            "system": s.system.id, "state": s.system.state, "title": s.system.title, "provisions": len(s.provisions),
            "readings": len(s.readings), "not_held": [n.text for n in s.system.not_held],
            "signed": sorted(s.system.complete),
        }
        for s in books.data.systems.values()
    ]  # fmt: skip
    if as_json:
        return click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    for row in rows:
        click.echo(
            f"{row['system']:8} {row['title']}: {row['provisions']} provisions, {row['readings']} readings, "
            f"signed complete: {', '.join(row['signed']) or 'none'}"
        )
    return None


@law.command()
@click.option("--facts", type=click.Path(path_type=Path), required=True, help="A facts file.")
@click.option("--route", metavar="ID", help="The route whose rule on dual criminality applies (such as BUD-31).")
@_from
@_to
@_conduct
@_asked
@_corpus
@_json
@plainly
def check(
    facts: Path, route: str | None, requesting: str | None, requested: str | None, conduct_on: dt.datetime | None,
    asked_on: dt.datetime | None, version: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Is the conduct an offence on both sides, and what decides it?"""
    from tutela import answer as room

    case = _case(facts, requesting, requested)
    books = room.Books.load(_open(version))
    one, two = _states(facts, case, books, requesting, requested)
    if route is not None:
        _known_route(books, route)
    done, asked = _date(conduct_on), _date(asked_on)
    with room.said_of(facts):
        found = room.check_case(case, one, two, books, route=route, conduct_on=done, asked_on=asked)
    if as_json:
        return click.echo(json.dumps(found.as_json(), indent=2, ensure_ascii=False))
    click.echo(f"dual criminality required: {found.required.required} ({found.required.why})")
    click.echo(f"{found.answer}: {found.said}")
    for side in (found.requesting, found.requested):
        click.echo(
            f"  {side.system}: {side.answer}. {side.said} [{', '.join(p.citation for p in side.provisions[:4])}]"
        )
        if defences := {d for p in side.provisions if p.covers == "yes" for d in p.defences}:
            click.echo(f"    defences listed, not assumed: {len(defences)}")
    for caution in found.cautions:
        click.echo(f"  ! {caution}")
    for q in found.questions:
        click.echo(f"  ? {q.ask} ({q.id})")
    return None


@law.command()
@click.option("--system", required=True, metavar="SYSTEM", help="A legal system, such as FR.")
@click.option("--only", metavar="ID", multiple=True, help="Only this criterion (may be repeated).")
@_conduct
@_asked
@_corpus
@_json
@plainly
def criteria(
    system: str,
    only: tuple[str, ...],
    conduct_on: dt.datetime | None,
    asked_on: dt.datetime | None,
    version: str | None,
    as_json: bool,
) -> None:
    """One system against the criteria that are regions of conduct, in sentences."""
    from tutela import law as room

    asked = _date(asked_on) or _today()
    found = room.criteria(
        room.load(_open(version)), system, on=_date(conduct_on) or asked, asked_on=asked, only=only or None
    )
    if as_json:
        return click.echo(json.dumps({k: v.as_json() for k, v in found.items()}, indent=2, ensure_ascii=False))
    console = _console()
    for name, one in found.items():
        console.print(f"[bold]{name}[/]  {one.answer}  [bright_black]{one.statement}[/]", highlight=False)
        for part in one.parts:
            console.print(f"   {part.kind.replace('_', ' ')}: {part.say}", highlight=False, markup=False)
            console.print(f"      {'; '.join(part.sources)}", highlight=False, markup=False, style="bright_black")
        dated = f"{one.review} · text of {one.text_as_of or 'unknown date'}"
        console.print(
            f"   [bright_black]{dated}{', not confirmed since' if one.not_confirmed_since else ''}. {one.caveat}[/]",
            highlight=False,
        )
    return None


@law.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
def lint(folder: Path | None) -> None:
    """Check every line of the corpus (or of the corpus below FOLDER): law, rights and routes."""
    from tutela.cooperation import COOPERATION
    from tutela.cooperation import load as load_routes
    from tutela.law import LAW
    from tutela.rights import RIGHTS

    try:
        corpus = open_corpus(root=folder)
        data = LAW.build(corpus.root)
        if folder is None or (folder / "rights").is_dir():
            RIGHTS.build(corpus.root)
        if folder is None or (folder / "cooperation").is_dir():
            COOPERATION.build(corpus.root)
            load_routes(corpus)
    except CorpusError as err:
        for problem in err.problems:
            click.echo(str(problem))
        click.echo(f"{len(err.problems)} problem(s)")
        sys.exit(1)
    readings = sum(len(s.readings) for s in data.systems.values())
    click.echo(f"ok: {len(data.systems)} systems, {readings} readings, {len(data.instruments)} instruments")


@law.command()
@click.argument("system")
@click.argument("provision")
@_corpus
@plainly
def text(system: str, provision: str, version: str | None) -> None:
    """A provision: our summary, what was read from it, and its text where a text pack was added."""
    from tutela import law as room

    books = room.load(_open(version))
    files = books.system(system)
    found = next((p for p in files.provisions if p.id == provision), None)
    if found is None:
        raise room.LawError(
            f"{files.system.id} has no provision {provision!r}; it has {', '.join(p.id for p in files.provisions)}"
        )
    console = _console()
    console.print(f"[bold]{found.citation}[/]  {found.heading or ''}", highlight=False)
    console.print(found.summary, highlight=False)
    for reading in (r for r in files.readings if provision in (r.provision, *(x.provision for x in r.penalty))):
        console.print(
            f"  read as {reading.id} {reading.para}: {reading.title} ({reading.confidence} confidence)", highlight=False
        )
    console.print(f"sha256 of the text read: {found.sha256}", style="bright_black", highlight=False)
    body = room.text_of(found.sha256)
    console.rule("text as read" if body else "text not added: tutela law texts add DIR")
    if body:
        click.echo(body)


@law.group()
def texts() -> None:
    """Text packs: verbatim texts beside their readings."""


@texts.command()
@click.argument("folder", type=click.Path(path_type=Path))
@_corpus
@plainly
def add(folder: Path, version: str | None) -> None:
    """Add the text pack in FOLDER: every hash is checked first, and nothing is kept if one is wrong."""
    from tutela import law as room

    done = room.add(room.load(_open(version)), folder)
    click.echo(
        f"{done.kept} texts with the right hash ({done.new} new); "
        f"{done.shown} provisions of the corpus now show their text"
    )
    for line in done.differs:
        click.echo(f"differs: {line}")


# ---------------------------------------------------------------- routes, rights


@main.command()
@click.option(
    "--data",
    "data",
    metavar="KIND",
    multiple=True,
    required=True,
    help="A kind of data: subscriber, traffic, content, … (may be repeated).",
)
@click.option("--urgent", is_flag=True, help="There is a danger to life.")
@click.option("--provider", metavar="STATE", help="Under whose law the provider stands.")
@click.option("--all", "show_all", is_flag=True, help="Also closed routes.")
@_from
@_to
@_asked
@_corpus
@plainly
def routes(
    data: tuple[Any, ...], urgent: bool, provider: str | None, show_all: bool,
    requesting: str | None, requested: str | None, asked_on: dt.datetime | None, version: str | None,
) -> None:  # fmt: skip
    """Every channel between two states: open, closed or unknown, its deadline, and what to check before sending."""
    from tutela import cooperation, law

    if requesting is None or requested is None:
        raise law.LawError("which states? expected --from STATE and --to STATE")
    corpus = _open(version)
    books, systems = cooperation.load(corpus), law.load(corpus)
    one, two = _state(systems, requesting), _state(systems, requested)
    need = cooperation.Need(frozenset(data), urgent=urgent, provider_state=provider and _state(systems, provider))
    for r in cooperation.routes(need, one, two, _date(asked_on) or _today(), using=books):
        if r.status != "closed" or show_all:
            click.echo(f"{r.status:8} {r.id:11} {r.name}: {r.deadline.said}. {r.because}")


@main.group()
def rights() -> None:
    """The rights test."""


@rights.command()
@_corpus
@plainly
def measures(version: str | None) -> None:
    """The measures of the catalogue, with their tier."""
    from tutela import rights as room

    for m in room.load(_open(version)).measures:
        click.echo(f"{m.id:28} tier {m.tier}  {m.name}")


@rights.command()
@click.argument("facts", type=click.Path(path_type=Path))
@click.option("--full", is_flag=True, help="Everything, not only what fits a page.")
@_corpus
@_json
@plainly
def assess(facts: Path, full: bool, version: str | None, as_json: bool) -> None:
    """May the measure that FACTS.yaml proposes be taken? The file may hold a proposal and nothing else."""
    from tutela import answer as room
    from tutela import rights as test

    proposal = room.read_proposal(facts)
    corpus = test.load(_open(version))
    with room.said_of(facts):
        found = test.assess(proposal, corpus)
    if as_json:
        return click.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
    room.render_rights(found, _console(), full=full)
    return None


# ---------------------------------------------------------------- helpers


def _facts_path(facts: Path | None, sample: str | None) -> Path:
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


def _case(path: Path, requesting: str | None, requested: str | None) -> Case:
    from tutela.answer import read_case

    return read_case(path, needs=() if requesting and requested else ("states",))


def _states(path: Path, case: Case, books: Books, requesting: str | None, requested: str | None) -> tuple[str, str]:
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


def _known_route(books: Books, route: str) -> None:
    from tutela.law import LawError

    known = [r.id for r in books.routes.book.routes]
    if route not in known:
        raise LawError(f"there is no route {route!r}; expected one of {', '.join(known)}")


def _state(systems: Law, name: str) -> str:
    """The state that a system of the corpus, or an ISO 3166-1 code, stands for."""
    from tutela.law import check_state

    files = systems.data.systems.get(name)
    return files.system.state if files else check_state(name)


def _open(version: str | None) -> Corpus:
    return open_corpus(version)


def _date(value: dt.datetime | None) -> dt.date | None:
    return value.date() if value else None


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def _console(record: bool = False) -> Console:
    from rich.console import Console

    found = Console(record=record, highlight=False)
    return found if found.is_terminal and found.width <= WIDTH else Console(record=record, highlight=False, width=WIDTH)
