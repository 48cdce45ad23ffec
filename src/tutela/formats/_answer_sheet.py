"""The answer page as the template takes it: sections of lines, entries and tables, all of what the page rests on."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from tutela.answer import (
    ASKED,
    REACHES,
    REQUIRED,
    RESULT,
    Answered,
    Tone,
    dated,
    next_open,
    side_verdict,
    verdict,
)
from tutela.cooperation import DeadlineAnswer, RouteAnswer
from tutela.law import Side
from tutela.rights import Assessment

Line = dict[str, str]
Block = dict[str, Any]
ROUTE: dict[str, tuple[str, Tone]] = {
    "open": ("open", "good"),
    "unknown": ("unknown", "open"),
    "closed": ("closed", "quiet"),
}


def answer_sheet(page: Answered) -> dict[str, Any]:
    """Plain values for `templates/answer.typ`."""
    check, found = page.check, verdict(page)
    marks = list(check.cautions)
    if page.drafts_only:
        marks.insert(0, "Every reading here is a draft: not for a request before a named reviewer signed it.")
    sections = [
        ("Is the conduct an offence?", [_sides(page)]),
        ("What decides it", _questions(page)),
        ("Is dual criminality required?", _required(page)),
        ("Routes", _routes(page)),
        ("Powers that bear on it", _powers(page)),
        ("May the measure be taken?", _rights(page.assessment) if page.assessment else []),
        ("What a lawyer must check", [_bullets(_line(x) for x in page.must_check)]),
        ("Sources", _sources(page)),
    ]
    return {
        "title": page.case.title or f"{page.requesting} asks {page.requested}",
        "summary": page.case.summary,
        "asks": page.requesting,
        "asked": page.requested,
        "facts": [
            ["Conduct on", str(check.conduct_on)], ["Asked on", str(check.asked_on)], ["Corpus", check.corpus],
        ],
        "banner": {"word": found.word, "tone": found.tone, "said": found.said},
        "marks": marks,
        "sections": [{"title": title, "blocks": blocks} for title, blocks in sections if blocks],
    }  # fmt: skip


def _line(text: str, tone: Tone | str = "") -> Line:
    return {"text": text, "tone": tone}


def _entry(head: str, lines: Iterable[Line], tag: Line | None = None) -> Block:
    return {"kind": "entry", "head": head, "lines": list(lines), "tag": tag}


def _bullets(lines: Iterable[Line]) -> Block:
    return {"kind": "bullets", "lines": list(lines)}


def _text(*lines: Line) -> Block:
    return {"kind": "text", "lines": list(lines)}


def _sides(page: Answered) -> Block:
    both = ((page.check.requesting, "asks"), (page.check.requested, "is asked"))
    return {"kind": "sides", "sides": [{"title": f"{s.system} {role}", "blocks": _side(page, s)} for s, role in both]}


def _side(page: Answered, side: Side) -> list[Block]:
    found = side_verdict(page, side)
    sure = [p for p in side.provisions if p.covers == "yes" and p.reaches != "no"]
    first = sure if side.answer == "yes" and sure else list(side.provisions)
    blocks = [_text(_line(found.word, found.tone), _line(found.said))]
    for p in first:
        applies = [x.said for x in p.penalties if x.applies == "yes"] or [x.said for x in p.penalties[:1]]
        lines = [_line("; ".join(dict.fromkeys(applies)) or "penalty not held")]
        if other := [x.said for x in p.penalties if x.said not in applies]:
            lines.append(_line(f"in other cases {' or '.join(dict.fromkeys(other))}", "quiet"))
        lines += [_line(REACHES[p.reaches], "open")] if p.reaches in REACHES else []
        lines += [_line(f"open questions: {len(p.conditions)}", "open")] if p.conditions else []
        lines += [_line(f"defences, not assumed: {len(p.defences)}", "quiet")] if p.defences else []
        since = ", not confirmed since" if p.not_confirmed_since else ""
        lines.append(_line(f"{p.review} · text of {p.text_as_of or 'unknown date'}{since}", "quiet"))
        tag = _line("covers it", "good") if p.covers == "yes" else _line("may cover it", "open")
        blocks.append(_entry(f"{p.citation}  {p.title}", lines, tag))
    if rest := dict.fromkeys(p.citation for p in side.provisions if p not in first):
        blocks.append(_text(_line(f"may also cover it: {', '.join(rest)}", "quiet")))
    blocks.append(
        _text(
            *(_line(f"not held: {text}", "open") for text in side.not_held),
            _line(f"highest penalty: {side.max_penalty}", "quiet"),
            _line(f"reach: {side.jurisdiction}", "quiet"),
        )
    )
    return blocks


def _questions(page: Answered) -> list[Block]:
    check = page.check
    if check.answer != "depends":
        return []
    blocks = list[Block]()
    for n, q in enumerate(check.questions, 1):
        lines = [_line(f"{ASKED[q.asked_of]} · {q.kind} · {q.id}", "quiet")]
        lines += [_line(" | ".join(q.answers), "quiet")] if q.kind == "dimension" else []
        blocks.append(_entry(f"{n}. {q.ask}", lines))
    if not check.questions:
        blocks.append(_text(_line("No question can decide it: it turns on texts that are not held.", "open")))
    elif check.undecidable:
        said = "; ".join(check.undecidable)
        blocks.append(_text(_line(f"Where these do not decide it, it turns on texts not held: {said}", "quiet")))
    return blocks


def _required(page: Answered) -> list[Block]:
    required, route = page.check.required, page.route
    if route and route.status == "closed":
        lines = [_line("Does not arise.", "quiet"), _line(required.why)]
        if instead := next_open(page):
            rule = instead.dual_criminality
            why = rule.why[0] if rule.why else ""
            lines.append(_line(f"On {instead.id}: {REQUIRED[rule.required].lower()}. {why}"))
        return [_text(*lines)]
    by = f", on {route.id} ({route.name})" if route else ""
    lines = [_line(f"{REQUIRED[required.required]}{by}.", "strong")]
    lines += [_line(why[:1].upper() + why[1:]) for why in (route.dual_criminality.why if route else (required.why,))]
    if required.threshold_years is not None:
        side = {"requesting": page.requesting, "requested": page.requested, "both": "both sides"}[required.threshold_on]
        years = f"{required.threshold_years:g} year{'' if required.threshold_years == 1 else 's'}"
        lines.append(_line(f"Threshold: a maximum penalty of at least {years} in {side}."))
    if route:
        lines.append(_line(f"{route.dual_criminality.source} · {dated(route.review, route.text_as_of)}", "quiet"))
    return [_text(*lines)]


def _routes(page: Answered) -> list[Block]:
    if not page.routes:
        return []
    named = page.route.id if page.route else None
    urgent = page.case.need is not None and page.case.need.danger_to_life
    first = [r for r in page.routes if r.id == named]
    shown = first + [r for r in page.routes if r.id != named and r.status != "closed"]
    rows = [[_status(r), _route(r), _periods(r, urgent), _before(r)] for r in shown]
    table = {
        "kind": "table",
        "head": ["", "Route", "Deadline", "Check before sending"],
        "widths": [1.1, 3, 3, 3.4],
        "rows": rows,
    }
    blocks: list[Block] = [table]
    if page.route and page.route.status != "open":
        instead = next_open(page)
        then = f"Next that is open: {instead.id} ({instead.name})." if instead else "No other route is open."
        blocks.append(_text(_line(f"{page.route.id} is {page.route.status}. {then}", "bad")))
    if closed := [r for r in page.routes if r.status == "closed" and r not in shown]:
        blocks.append(_text(_line("Closed on that day", "strong")))
        blocks.append(_bullets(_line(f"{r.id}: {r.because}", "quiet") for r in closed))
    return blocks


def _status(r: RouteAnswer) -> list[Line]:
    word, tone = ROUTE[r.status]
    return [_line(word, tone)]


def _route(r: RouteAnswer) -> list[Line]:
    basis = ", ".join(r.legal_basis) + (" · unverified" if r.unverified else "")
    lines = [_line(r.id, "strong"), _line(r.name), _line(f"{basis} · {dated(r.review, r.text_as_of)}", "quiet")]
    return lines + ([_line(r.because, "open")] if r.status != "open" else [])


def _periods(r: RouteAnswer, urgent: bool) -> list[Line]:
    """The route's periods; in danger to life those for emergencies first."""
    soon = [d for d in r.urgent.deadlines if d.legal] if urgent and r.urgent else []
    usual = [d for d in r.deadlines if d.legal] or list(r.deadlines[:1])
    lines = [_line("danger to life:", "open")] if soon else []
    for d in itertools.chain(soon, usual):
        lines += _period(d)
    if r.urgent and not soon:
        lines.append(_line(f"urgent: {r.urgent.how}", "quiet"))
    return lines


def _period(d: DeadlineAnswer) -> list[Line]:
    lines = [_line(f"{d.what}: {d.said}" if d.what else d.said, "" if d.legal else "quiet")]
    return lines + ([_line(f"→ {d.due.said}", "good")] if d.due else [])


def _before(r: RouteAnswer) -> list[Line]:
    return [_line(f"– {c.ask} ({c.source})") for c in r.check_before_sending if c.applies != "no"] or [
        _line("—", "quiet")
    ]


def _powers(page: Answered) -> list[Block]:
    blocks = list[Block]()
    for label, found in (
        (f"{page.requested}, for the data", page.there), (f"{page.requesting}, for the measure", page.here),
    ):  # fmt: skip
        if found:
            blocks.append(_text(_line(label, "strong")))
        for p in found:
            by = "; ".join(x for x in (f"ordered by: {p.ordered_by}", p.threshold, p.time_limit) if x)
            blocks.append(
                _entry(f"{p.citation}  {p.title}", [_line(by), _line(dated(p.review, p.text_as_of), "quiet")])
            )
    return blocks


def _rights(a: Assessment) -> list[Block]:
    blocks = [_text(_line(a.name, "strong"), _line(a.said, "bad" if a.stopped else "open"))]
    rows = [[[_line(s.says)], [_line(*RESULT[s.result])]] for s in a.steps if s.result != "not_in_issue"]
    blocks.append({"kind": "table", "head": ["Step of the test", "Found"], "widths": [4, 1], "rows": rows})
    said = set[str]()
    for stop in a.stops:
        steps = [step.says for step in stop.next if step.says not in said]
        again = len(steps) < len(stop.next)
        said.update(steps)
        lines = [_line(stop.why, "quiet"), *(_line(f"→ {step}", "good") for step in steps)]
        lines += [_line("→ and as said above" if steps else "→ as said above", "good")] if again else []
        blocks.append(_entry(stop.asks, lines, _line(*RESULT[stop.result])))
    if a.missing:
        blocks += [
            _text(_line("Missing, to be supplied by the applicant:", "strong")),
            _bullets(_line(m.asks) for m in a.missing),
        ]
    if a.lesser_measures:
        names = "; ".join(m.name for m in a.lesser_measures)
        blocks.append(_text(_line(f"Lesser measures not excluded with facts: {names}")))
    raised = "".join(f"; raised: {r.says}" for r in a.severity.raised)
    who = f"Tier {a.tier} of 4{raised}. Decided by {a.who_decides.who}; what national law says must be looked up."
    last = [_line(who)]
    if owed := [o.says for o in a.safeguards if o.answer != "yes"]:
        last.append(_line("Safeguards owed and not shown: " + "; ".join(owed), "quiet"))
    if a.emergency is not None:
        last.append(_line(a.emergency.says, "open"))
    last.append(_line(f"The decider writes reasons first and sees this afterwards. {a.review}", "quiet"))
    return [*blocks, _text(*last)]


def _sources(page: Answered) -> list[Block]:
    blocks = list[Block]()
    for s in page.sources:
        since = ", not confirmed since" if s.not_confirmed_since else ""
        when = f"{s.review} · text of {s.text_as_of or 'unknown date'}{since}"
        lines = [_line(s.summary), _line(f"{when} · {s.address}", "quiet"), _line(f"sha256 {s.sha256}", "code")]
        blocks.append(_entry(f"{s.system} {s.citation}", lines))
    return blocks
