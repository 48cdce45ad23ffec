"""The page in a terminal: what a prosecutor reads from top to bottom in two minutes, and can follow line by line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from tutela.answer._compose import Answered, PowerFound
from tutela.answer._words import ASKED, REACHES, REQUIRED, RESULT, Tone, dated, next_open, side_verdict, verdict
from tutela.cooperation import RouteAnswer
from tutela.cooperation._answers import DeadlineAnswer
from tutela.law import Check, Question, Side
from tutela.law._answers import ProvisionFound
from tutela.rights import Assessment

GREEN, AMBER, RED, QUIET = "green", "yellow", "red", "bright_black"
COLOURS: dict[Tone, str] = {"good": GREEN, "open": AMBER, "bad": RED, "quiet": QUIET}
_ROUTE = {"open": ("● open", GREEN), "unknown": ("? unknown", AMBER), "closed": ("○ closed", QUIET)}
_FEW = {"questions": 4, "provisions": 2, "routes": 4, "stops": 2, "missing": 4, "powers": 2, "must_check": 7}


def render(page: Answered, console: Console, *, full: bool = False) -> None:
    """Print the page: what matters most on one page, or everything (`full`)."""
    few = dict.fromkeys(_FEW, 10_000) if full else _FEW
    console.print(_head(page))
    console.print(_conduct(page, few))
    if decides := _decides(page.check, few):
        console.print(_section("What decides it", decides))
    console.print(_section("Is dual criminality required?", _required(page, full)))
    if page.routes:
        console.print(_section("Routes", _routes(page, few)))
    if page.there or page.here:
        console.print(_section("Powers that bear on it", _powers(page, few)))
    if page.assessment is not None:
        console.print(_section("May the measure be taken?", _rights(page.assessment, few)))
    console.print(_section("What a lawyer must check", _bullets(page.must_check, few["must_check"])))
    console.print(_section("Sources", _sources(page, full)))
    if not full:
        console.print(_quiet("all of it: --full · for programs: --json · a text beside its reading: tutela law text"))


def render_rights(assessment: Assessment, console: Console, *, full: bool = False) -> None:
    """Print the rights test alone."""
    few = dict.fromkeys(_FEW, 10_000) if full else _FEW
    console.print(_section("May the measure be taken?", _rights(assessment, few)))


def _section(title: str, body: RenderableType) -> RenderableType:
    return Group(Text(title.upper(), style="bold cyan"), Padding(body, (0, 0, 1, 2)))


def _head(page: Answered) -> RenderableType:
    c = page.check
    lines = Text(page.case.title or f"{page.requesting} asks {page.requested}", style="bold")
    if page.case.summary:
        lines.append(f"\n{page.case.summary}", style="default not bold")
    lines.append(
        f"\n\n{page.requesting} asks {page.requested} · conduct {c.conduct_on} · "
        f"asked {c.asked_on} · corpus {c.corpus}",
        style="not bold " + QUIET,
    )
    found = verdict(page)
    colour = COLOURS[found.tone]
    lines.append("\n\nBoth sides:  ", style="bold default")
    lines.append(f" {found.word} ", style=f"bold reverse {colour}")
    lines.append(f"  {found.said}", style="not bold default")
    if page.drafts_only:
        lines.append(
            "\nEvery reading here is a draft: not for a request before a named reviewer signed it.",
            style="not bold " + AMBER,
        )
    for caution in c.cautions:
        lines.append(f"\n{caution}", style="not bold " + AMBER)
    return Panel(lines, box=box.ROUNDED, border_style=colour, padding=(0, 1))


def _conduct(page: Answered, few: dict[str, int]) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, show_edge=False, header_style="bold")
    for side, role in ((page.check.requesting, "asks"), (page.check.requested, "is asked")):
        table.add_column(f"{side.system} {role}", ratio=1)
    table.add_row(*(_side(page, side, few) for side in (page.check.requesting, page.check.requested)))
    return _section("Is the conduct an offence?", table)


def _side(page: Answered, side: Side, few: dict[str, int]) -> RenderableType:
    """What surely covers it first; what may cover it besides in one line, where the answer does not turn on it."""
    found = side_verdict(page, side)
    out: list[RenderableType] = [Text.assemble((found.word, f"bold {COLOURS[found.tone]}"), f"  {found.said}")]
    sure = [p for p in side.provisions if p.covers == "yes" and p.reaches != "no"]
    first = sure if side.answer == "yes" and sure else list(side.provisions)
    shown = first[: few["provisions"]]
    for p in shown:
        out += _provision(p)
    if rest := [p for p in side.provisions if p not in shown]:
        cited = dict.fromkeys(p.citation for p in rest)
        out.append(
            _quiet(
                f"may also cover it: {', '.join(list(cited)[:4])}"
                + (f" and {len(cited) - 4} more" if len(cited) > 4 else "")
            )
        )
    out += [Text(f"not held: {text}", style=AMBER) for text in side.not_held]
    out.append(_quiet(f"highest penalty: {side.max_penalty}"))
    out.append(_quiet(f"reach: {side.jurisdiction}"))
    return Group(*out)


def _provision(p: ProvisionFound) -> list[RenderableType]:
    line = Text("✓ " if p.covers == "yes" else "? ", style=GREEN if p.covers == "yes" else AMBER)
    line.append(p.citation, style="bold default")
    line.append(f"  {p.title}", style="default not bold")
    sure = [x.said for x in p.penalties if x.applies == "yes"] or [x.said for x in p.penalties[:1]]
    more = [x.said for x in p.penalties if x.said not in sure]
    penalty = "; ".join(dict.fromkeys(sure))
    penalty += f"; in other cases {' or '.join(dict.fromkeys(more))}" if more else ""
    below: list[RenderableType] = [Text(penalty or "penalty not held")]
    if p.reaches in REACHES:
        below.append(Text(REACHES[p.reaches], style=AMBER))
    if p.conditions:
        below.append(Text(f"open questions: {len(p.conditions)}", style=AMBER))
    if p.defences:
        below.append(_quiet(f"defences, not assumed: {len(p.defences)}"))
    below.append(_quiet(f"{p.review} · text of {p.text_as_of or 'unknown date'}{_since(p.not_confirmed_since)}"))
    return [line, Padding(Group(*below), (0, 0, 1, 2))]


def _since(day: dt.date | None) -> str:
    return ", not confirmed since" if day else ""


def _decides(check: Check, few: dict[str, int]) -> RenderableType | None:
    if check.answer != "depends":
        return None
    out: list[RenderableType] = []
    for n, q in enumerate(check.questions[: few["questions"]], 1):
        out.append(_question(n, q))
    if (more := len(check.questions) - few["questions"]) > 0:
        out.append(_quiet(f"and at most {more} more, depending on the answers"))
    if not check.questions:
        out.append(Text("No question can decide it: it turns on texts that are not held.", style=AMBER))
    elif check.undecidable:
        out.append(
            _quiet(
                "Where these questions do not decide it, it turns on texts not held: " + "; ".join(check.undecidable)
            )
        )
    return Group(*out)


def _question(n: int, q: Question) -> Text:
    line = Text(f"{n}. {q.ask} ", style="default")
    line.append(f"{ASKED[q.asked_of]} · {q.kind}", style=QUIET)
    if q.kind == "dimension":
        line.append("\n   " + " | ".join(q.answers), style=QUIET)
    line.append(f"\n   {q.id}", style=QUIET)
    return line


def _required(page: Answered, full: bool) -> RenderableType:
    r = page.check.required
    if page.route and page.route.status == "closed":
        said = Text.assemble(("Does not arise. ", "bold"), r.why)
        if instead := next_open(page):
            rule = instead.dual_criminality
            said.append(f" On {instead.id}: {REQUIRED[rule.required].lower()}. {rule.why[0] if rule.why else ''}")
        return said
    word = REQUIRED[r.required]
    by = f", on {page.route.id} ({page.route.name})" if page.route else ""
    why = page.route.dual_criminality.why if page.route else (r.why,)
    shown = why if full else why[:2]
    reasons = " ".join(shown) + (" …" if len(why) > len(shown) else "")
    out = [Text.assemble((f"{word}{by}. ", "bold"), reasons[:1].upper() + reasons[1:])]
    if r.threshold_years is not None:
        side = {"requesting": page.requesting, "requested": page.requested, "both": "both sides"}[r.threshold_on]
        years = f"{r.threshold_years:g} year{'' if r.threshold_years == 1 else 's'}"
        out.append(Text(f"Threshold: a maximum penalty of at least {years} in {side}."))
    if page.route:
        source = page.route.dual_criminality.source
        out.append(_quiet(f"{source} · {dated(page.route.review, page.route.text_as_of)}"))
    return Group(*out)


def _routes(page: Answered, few: dict[str, int]) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, show_edge=False, padding=(0, 1, 1, 0))
    for name, ratio in (("", None), ("Route", 3), ("Deadline", 3), ("Check before sending", 4)):
        table.add_column(name, ratio=ratio, no_wrap=not name)
    named = page.route.id if page.route else None
    first = [r for r in page.routes if r.id == named] + [
        r for r in page.routes if r.id != named and r.status != "closed"
    ]
    shown = first[: few["routes"]]
    for r in shown:
        word, colour = _ROUTE[r.status]
        label = Text(r.id, style="bold")
        label.append(f"  {r.name}\n", style="not bold default")
        basis = ", ".join(r.legal_basis) + (" · unverified" if r.unverified else "")
        label.append(f"{basis} · {dated(r.review, r.text_as_of)}", style="not bold " + QUIET)
        if r.status != "open":
            label.append(f"\n{r.because}", style="not bold " + AMBER)
        asks = [c.ask for c in r.check_before_sending if c.applies != "no"][: 1 if len(shown) > 1 else 3]
        table.add_row(Text(word, style=colour), label, _deadline(r, _urgent(page)), Text("\n".join(asks) or "—"))
    out: list[RenderableType] = [table]
    if page.route and page.route.status != "open":
        instead = next_open(page)
        then = f"Next that is open: {instead.id} ({instead.name})." if instead else "No other route is open."
        out.append(Text(f"{page.route.id} is {page.route.status}. {then}", style=RED))
    for word in ("open", "unknown", "closed"):
        if rest := [r.id for r in page.routes if r.status == word and r not in shown]:
            out.append(_quiet(f"{'also ' if word == 'open' else ''}{word}: {', '.join(rest)}"))
    return Group(*out)


def _urgent(page: Answered) -> bool:
    return page.case.need is not None and page.case.need.danger_to_life


def _deadline(r: RouteAnswer, urgent: bool) -> Text:
    """The route's periods; in danger to life those for emergencies first, with their hour, the usual ones in short."""
    text = Text()
    if r.status == "closed":
        return Text("—", style=QUIET)
    usual = [d for d in r.deadlines if d.legal][:2] or r.deadlines[:1]
    if urgent and r.urgent is not None and (soon := [d for d in r.urgent.deadlines if d.legal]):
        text.append("danger to life: ", style=f"bold {AMBER}")
        _periods(text, soon)
        text.append("\nelse " + "; ".join(d.said for d in usual), style=QUIET)
        return text
    _periods(text, usual)
    if r.urgent is not None:
        text.append(
            "\nurgent: " + "; ".join([d.said for d in r.urgent.deadlines if d.legal] or [r.urgent.how.split(";")[0]]),
            style=QUIET,
        )
    return text


def _periods(text: Text, found: Sequence[DeadlineAnswer]) -> None:
    for n, d in enumerate(found):
        what = f"{d.what}: " if d.what else ""
        text.append(("\n" if n else "") + what + d.said, style="default" if d.legal else QUIET)
        if d.due is not None:
            text.append(f"\n→ {d.due.said}", style=GREEN)


def _powers(page: Answered, few: dict[str, int]) -> RenderableType:
    out: list[RenderableType] = []
    for label, found in (
        (f"{page.requested}, for the data", page.there),
        (f"{page.requesting}, for the measure", page.here),
    ):
        if found:
            out.append(Text(label, style="bold"))
            out += [_power(p) for p in found[: few["powers"]]]
            if (more := len(found) - few["powers"]) > 0:
                out.append(_quiet(f"  and {more} more"))
    return Group(*out)


def _power(p: PowerFound) -> RenderableType:
    line = Text(f"{p.citation}  {p.title}")
    if p.time_limit:
        line.append(f" · {p.time_limit}", style=QUIET)
    threshold = f" · {p.threshold}" if p.threshold else ""
    by = _quiet(f"ordered by: {p.ordered_by}{threshold} · {dated(p.review, p.text_as_of)}")
    return Group(line, Padding(by, (0, 0, 0, 2)))


def _rights(a: Assessment, few: dict[str, int]) -> RenderableType:
    colour = RED if a.stopped else AMBER
    out: list[RenderableType] = [Text(a.name, style="bold"), Text(a.said, style=colour)]
    steps = Text()
    for s in a.steps:
        word, tone = RESULT[s.result]
        if s.result != "not_in_issue":
            steps.append(f"{s.says} ", style="default")
            steps.append(f"{word}   ", style=COLOURS[tone])
    out.append(steps)
    said = set[str]()
    for stop in a.stops[: few["stops"]]:
        line = Text(f"✗ {stop.asks} ", style="default")
        line.append(stop.why, style=QUIET)
        steps_left = [n.says for n in stop.next[:2] if n.says not in said]
        for step in steps_left:
            line.append(f"\n  → {step}", style=GREEN)
        if len(steps_left) < len(stop.next[:2]):
            line.append("\n  → as said above" if not steps_left else ", and as said above", style=GREEN)
        said.update(steps_left)
        out.append(line)
    if (more := len(a.stops) - few["stops"]) > 0:
        out.append(_quiet(f"and {more} more gates that are not passed"))
    if a.missing:
        out.append(Text("Missing, to be supplied by the applicant:", style="bold"))
        out.append(_bullets([m.asks for m in a.missing], few["missing"]))
    if a.lesser_measures:
        out.append(Text("Lesser measures not excluded with facts: " + "; ".join(m.name for m in a.lesser_measures)))
    raised = "".join(f"; raised: {r.says}" for r in a.severity.raised)
    out.append(
        Text(f"Tier {a.tier} of 4{raised}. Decided by {a.who_decides.who}; what national law says must be looked up.")
    )
    owed = [o.says for o in a.safeguards if o.answer != "yes"]
    if owed:
        out.append(_quiet("Safeguards owed and not shown: " + "; ".join(owed)))
    if a.emergency is not None and not any(step.startswith(a.emergency.says) for step in said):
        out.append(Text(a.emergency.says, style=AMBER))
    out.append(_quiet("The decider writes reasons first and sees this afterwards. " + a.review))
    return Group(*out)


def _sources(page: Answered, full: bool) -> RenderableType:
    covering = {
        (s.system, p.provision)
        for s in (page.check.requesting, page.check.requested)
        for p in s.provisions
        if p.covers == "yes"
    }
    lines = [s for s in page.sources if full or not covering or (s.system, s.provision) in covering]
    out: list[RenderableType] = []
    for s in lines:
        line = Text(f"{s.system} {s.citation}  ", style="bold")
        line.append(s.summary, style="not bold")
        out.append(line)
        beside = "text added" if s.text_added else "text not added"
        dated = f"text of {s.text_as_of or 'unknown date'}{_since(s.not_confirmed_since)}"
        below = _quiet(f"{s.review} · {dated} · {s.address}\n")
        below.append(f"tutela law text {s.system} {s.provision}  ({beside}) · sha256 {s.sha256[:12]}…")
        out.append(Padding(below, (0, 0, 0, 2)))
    if len(lines) < len(page.sources):
        out.append(_quiet(f"and {len(page.sources) - len(lines)} more that may cover it"))
    return Group(*out)


def _bullets(lines: Sequence[str], few: int) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for line in lines[:few]:
        table.add_row("•", Text(line))
    if (more := len(lines) - few) > 0:
        table.add_row("", _quiet(f"and {more} more"))
    return table


def _quiet(said: str) -> Text:
    return Text(said, style=QUIET)
