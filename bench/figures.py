"""Every figure of the first issue beside its goal, measured in one run: `make bench`.

    python bench/figures.py [--json FILE]

Figures are medians; whole processes are started anew each time, imports included. A goal that is missed says *missed*,
what could not be measured says so and why; neither fails the command, for a benchmark only reports. The law engine's
own figures come from `law_figures.py`, the peer's from `peer_openfisca.py`, boxes from `boxes.py`, the ledger's from
`ledger_figures.py`, those of envelopes from `envelope_figures.py`, what comes in from `intake_figures.py`, authority's
from `authority_figures.py`, the node's from `node_figures.py`, its pages' from `desk_figures.py`; each runs alone too.
"""

from __future__ import annotations

import argparse
import importlib
import json
import operator
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

RUNS = 5
PATIENCE = 120  # seconds before a process is given up
COMMAND = Path(sys.executable).parent / "tutela"
SECONDS = {"µs": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0}

LAW_ENGINE = (  # what the issue asks of law_figures.py: figure, goal, and words of which its name must hold one
    ("compiled corpus load", "≤ 150 ms", ("load",)),
    ("check with five facts given", "≤ 2 ms", ("five",)),
    ("check with few facts", "≤ 15 ms", ("few facts", "few ")),
    ("questions", "≤ 100 ms", ("question",)),
    ("coverage of a system", "≤ 1 ms", ("coverage",)),
    ("gaps in sentences", "≤ 50 ms", ("gap", "sentence", "criteri")),
)


@dataclass(frozen=True)
class Row:
    """One figure. `measured` None: it was not measured, and `note` says why; `failed`: what was measured broke off."""

    area: str
    what: str
    measured: float | None
    unit: str
    goal: str
    note: str = ""
    failed: bool = False

    @property
    def verdict(self) -> str:
        """met, missed, failed, not measured, or nothing where there is no goal."""
        if self.measured is None:
            return "failed" if self.failed else "not measured"
        return {True: "met", False: "missed", None: ""}[reached(self.measured, self.unit, self.goal)]


class NotMeasuredError(Exception):
    """A figure that could not be taken; the message says why."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to FILE")
    args = parser.parse_args()
    log = Console(stderr=True)
    rows: list[Row] = []
    for name, measure in PARTS.items():
        log.print(f"measuring: {name} …", style="dim", highlight=False)
        rows += part(name, measure)
    show(rows)
    if args.json:
        report = {"machine": machine(), "figures": [{**asdict(r), "verdict": r.verdict} for r in rows]}
        try:
            args.json.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", "utf-8")
        except OSError as err:
            log.print(f"{args.json} could not be written: {err.strerror}; give a file in a folder that exists")
    return 0


def part(name: str, measure: Callable[[], Iterator[Row]]) -> list[Row]:
    """The rows of one part; what breaks off becomes a row that says so, and the other parts go on."""
    rows: list[Row] = []
    try:
        rows.extend(measure())
    except NotMeasuredError as err:
        rows.append(Row(name, name, None, "", "", str(err)))
    except Exception as err:  # one broken part must not hide the figures of the others
        rows.append(Row(name, name, None, "", "", f"{type(err).__name__}: {err}", failed=True))
    return rows


def show(rows: Sequence[Row]) -> None:
    """One table; on a page narrower than it, whole cells fold."""
    console = Console(width=None if sys.stdout.isatty() else 140)
    table = Table(title="Tutela: figures beside their goals", title_justify="left", caption_justify="left")
    table.caption = machine()
    for heading, justify in (("figure", "left"), ("measured", "right"), ("goal", "right"), ("", "left")):
        table.add_column(heading, justify=justify, overflow="fold")  # type: ignore[arg-type]
    colour = {"met": "green", "missed": "bold red", "failed": "bold red", "not measured": "yellow", "": ""}
    for n, row in enumerate(rows):
        value = "—" if row.measured is None else f"{rounded(row.measured)} {row.unit}"
        said = row.verdict + (f": {row.note}" if row.note else "")
        last = n + 1 == len(rows) or rows[n + 1].area != row.area
        goal = row.goal
        if goal and row.unit != "times" and not re.search(r"[a-zµ]", goal):
            goal += f" {row.unit}"
        style = colour[row.verdict] or None
        table.add_row(escape(row.what), value, goal, f"[{style}]{escape(said)}[/]" if style else said, end_section=last)
    console.print(table)
    count = {v: sum(row.verdict == v for row in rows) for v in ("met", "missed", "failed", "not measured")}
    console.print(", ".join(f"{n} {v}" for v, n in count.items()), highlight=False)


# ---------------------------------------------------------------- the parts


def law_engine() -> Iterator[Row]:
    found: list[tuple[str, float, str, str]] = []
    why = "bench/law_figures.py gives no such figure"
    try:
        found = figures_of("law_figures")
    except NotMeasuredError as err:
        why = str(err)
    for what, measured, unit, goal in found:
        yield Row("law engine", what, measured, unit, goal)
    for what, goal, words in LAW_ENGINE:
        if not any(word in name.lower() for name, *_ in found for word in words):
            yield Row("law engine", what, None, "", goal, why)


def boxes() -> Iterator[Row]:
    for what, measured, unit, goal in figures_of("boxes"):
        yield Row("boxes", what, measured, unit, goal)


def rights_test() -> Iterator[Row]:
    """Every measure of the catalogue, with nothing told and with every fact told (its first word)."""
    from tutela import rights

    corpus = rights.load()
    words = {fact.id: next(iter(fact.values)) for fact in corpus.facts}
    guards = {guard.id: "yes" for guard in corpus.safeguards if guard.answered_by is None}
    for said, more in (("nothing told", {}), ("every fact told", {"facts": words, "safeguards": guards})):
        asked = [rights.Proposal.model_validate({"measure": measure.id, **more}) for measure in corpus.measures]
        taken = [median_of(lambda p=proposal: rights.assess(p, corpus), RUNS) * 1e3 for proposal in asked]  # type: ignore[misc]
        yield Row("rights", f"assess, {said}, median of {len(asked)} measures", statistics.median(taken), "ms", "≤ 1")
        yield Row("rights", f"assess, {said}, slowest measure", max(taken), "ms", "≤ 1")


def authority() -> Iterator[Row]:
    for what, measured, unit, goal in figures_of("authority_figures"):
        yield Row("authority", what, measured, unit, goal)


def ledger() -> Iterator[Row]:
    for what, measured, unit, goal in figures_of("ledger_figures"):
        yield Row("ledger", what, measured, unit, goal)


def envelopes() -> Iterator[Row]:
    for what, measured, unit, goal in figures_of("envelope_figures"):
        yield Row("envelopes", what, measured, unit, goal)


def intake() -> Iterator[Row]:
    for what, measured, unit, goal in figures_of("intake_figures"):
        yield Row("intake", what, measured, unit, goal)


def node() -> Iterator[Row]:
    for what, measured, unit, goal in figures_of("node_figures"):
        yield Row("node", what, measured, unit, goal)


def desks() -> Iterator[Row]:
    for what, measured, unit, goal in figures_of("desk_figures"):
        yield Row("desks", what, measured, unit, goal)


def shell() -> Iterator[Row]:
    """Whole processes, from the shell."""
    try:
        from tutela.answer import samples

        names = list(samples())
    except ImportError:
        names = []
    what = f"answer from the shell, whole process, median of {RUNS}"
    if names:
        taken, broken = dict[str, float](), list[str]()
        for name in names:
            try:
                taken[name] = process("answer", "--sample", name)
            except NotMeasuredError as err:
                broken.append(str(err))
        if taken:
            slowest = max(taken, key=taken.__getitem__)
            yield Row("shell", f"{what}, {len(taken)} samples", statistics.median(taken.values()), "s", "≤ 1.5")
            yield Row("shell", f"{what}, slowest sample ({slowest})", taken[slowest], "s", "≤ 1.5")
        for why in broken:
            yield Row("shell", what, None, "s", "≤ 1.5", why)
    else:
        yield Row("shell", what, None, "s", "≤ 1.5", "the package holds no sample")
    second = f"make run, second start (tutela demo), whole process, median of {RUNS}"
    try:
        yield Row("shell", second, process("demo"), "s", "≤ 5")
    except NotMeasuredError as err:
        yield Row("shell", second, None, "s", "≤ 5", str(err))
    fresh = "it sets up an environment: time it in a fresh clone, less the download time"
    yield Row("shell", "make run, first start", None, "s", "≤ 120", fresh)
    yield Row("shell", "make test", None, "min", "≤ 5", "a command of its own: `time make test`")


def peer() -> Iterator[Row]:
    for what, measured, unit, goal in figures_of("peer_openfisca"):
        yield Row("peer", what, measured, unit, goal)


PARTS: dict[str, Callable[[], Iterator[Row]]] = {
    "law engine": law_engine,
    "boxes": boxes,
    "rights test": rights_test,
    "authority": authority,
    "ledger": ledger,
    "envelopes": envelopes,
    "node": node,
    "intake": intake,
    "desks": desks,
    "whole processes": shell,
    "OpenFisca": peer,
}


# ---------------------------------------------------------------- measuring


def figures_of(module: str) -> list[tuple[str, float, str, str]]:
    """What `module.figures()` gives: (what, measured, unit, goal).

    Raises:
        NotMeasuredError: the module, or a library that only it needs, is not there.
    """
    try:
        found: list[tuple[str, float, str, str]] = importlib.import_module(module).figures()
    except ModuleNotFoundError as err:
        if err.name == module:
            raise NotMeasuredError(f"bench/{module}.py is not there") from err
        raise NotMeasuredError(f"{err.name} is not installed; `make bench` installs requirements/bench.txt") from err
    return found


def median_of(call: Callable[[], object], runs: int) -> float:
    """Seconds, after one call that is not counted."""
    taken = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:])


def process(*arguments: str) -> float:
    """Seconds of `tutela ARGUMENTS` as a process, median of `RUNS` after one that is not counted.

    Raises:
        NotMeasuredError: it could not be started, took too long, or ended with an error.
    """

    def run() -> None:
        try:
            done = subprocess.run([COMMAND, *arguments], capture_output=True, text=True, timeout=PATIENCE, check=False)
        except FileNotFoundError as err:
            raise NotMeasuredError(f"{COMMAND.name} is not installed beside {Path(sys.executable).name}") from err
        except subprocess.TimeoutExpired as err:
            raise NotMeasuredError(f"`tutela {' '.join(arguments)}` took more than {PATIENCE} s") from err
        if done.returncode:
            last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
            raise NotMeasuredError(f"`tutela {' '.join(arguments)}` ended with status {done.returncode}: {last}")

    return median_of(run, RUNS)


def reached(measured: float, unit: str, goal: str) -> bool | None:
    """Whether a figure reaches a goal such as `≤ 15 ms`, `<= 2`, `≥ 100`; None where the goal has no number."""
    if not (said := re.search(r"(≤|<=|<|≥|>=|>)?\s*(\d+(?:\.\d+)?)\s*(µs|ms|s|min)?\b", goal)):
        return None
    scale = SECONDS[said[3]] / SECONDS[unit] if said[3] and unit in SECONDS else 1.0
    compare = {"<": operator.lt, ">": operator.gt, "≥": operator.ge, ">=": operator.ge}.get(said[1], operator.le)
    return bool(compare(measured, float(said[2]) * scale))


def rounded(value: float) -> str:
    """Three digits that count, no exponent."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:#.3g}"


def machine() -> str:
    """Cores, processor, Python: what the figures were taken on."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file() and (named := re.search(r"^model name\s*:\s*(.+)$", info.read_text("utf-8"), re.MULTILINE)):
        model = named[1].strip()
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = f", load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    return f"{usable} cores, {model}, Python {platform.python_version()}, {platform.system()}{load}"


if __name__ == "__main__":
    sys.exit(main())
