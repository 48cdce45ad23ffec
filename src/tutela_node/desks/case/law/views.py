"""The law tab: the facts, the question, the answer, and the answers that were attached."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tutela_node.casework import selectors, services
from tutela_node.casework.models import AttachedAnswer
from tutela_node.desks.answers import answering
from tutela_node.desks.answers.answering import CannotAnswer
from tutela_node.desks.answers.books import books, digest, version
from tutela_node.desks.answers.page import prepared
from tutela_node.desks.answers.shown import shown_to
from tutela_node.desks.case.law import questions
from tutela_node.desks.case.law.acts_form import FAMILIES, ActForm, acts_of, acts_sent, check_acts
from tutela_node.desks.case.law.facts_form import FactsForm, initial_of
from tutela_node.desks.case.law.measure_form import MeasureForm, WhichForm
from tutela_node.desks.case.law.told import told
from tutela_node.desks.declared import declared
from tutela_node.desks.in_case import InCase, decisions, in_case, show
from tutela_node.desks.middleware import AskedRequest
from tutela_node.desks.sending import Acting, sent, status_of
from tutela_node.spine.acts import ActError, NotThere, Refused

LARGEST = 200_000
"""Bytes of a facts file; the samples have two thousand."""


@require_safe
@in_case
def law(request: AskedRequest, inside: InCase) -> HttpResponse:
    """The facts as they are stated, and the answers attached."""
    facts = inside.clear.facts
    may = decisions(
        inside.by, inside.actor, ["case.set_facts", "answer.attach", "answer.open"], inside.case.id, inside.case
    )
    more = {
        "facts": told(facts) if facts else [],
        "given": questions.given(facts) if facts else [],
        "answers": [(a, a.corpus_digest != digest()) for a in selectors.answers_of(inside.case)],
        "may_set": may["case.set_facts"],
        "may_open": may["answer.open"],
        "samples": answering.sample_names(),
        "version": version(),
    }
    return show(request, inside, "law", "law/law.html", more)


@require_http_methods(["GET", "POST"])
@in_case
def facts(request: AskedRequest, inside: InCase) -> HttpResponse:
    """The facts form. Its buttons that add or drop an act send the whole form, so that nothing typed is lost."""
    case, before = inside.case, inside.clear.facts or {}
    linked = {s.role: s.system for s in case.systems.all()}
    systems = [s.system for s in case.systems.order_by("role", "system")]
    if request.method != "POST":
        first = {"asks": linked.get("asks"), "asked": linked.get("asked"), "seen": case.version}
        form = FactsForm(initial=first | initial_of(before), systems=systems)
        return _facts_page(request, inside, form, acts_of(before))
    form, acts = FactsForm(request.POST, systems=systems), acts_sent(request.POST)
    if "add" in request.POST or "drop" in request.POST:
        return _facts_page(request, inside, form.still(), acts)
    good = form.is_valid() & all(a.is_valid() for a in acts)
    if not acts:
        form.add_error(None, _("State at least one thing that was done."))
    elif good:
        made = form.facts([a.fact() for a in acts], before)
        if problem := _problem(made, acts):
            form.add_error(None, problem)
        elif not any(a.errors for a in acts):
            after = "case_ask" if "ask" in request.POST else "case_law"
            if done := sent(request, form, lambda _values: _set(inside, form.saw(), made, after)):
                return done
    form.again_over(case.version, {})
    return _facts_page(request, inside, form, acts)


def _problem(made: dict[str, Any], acts: list[ActForm]) -> str:
    try:
        answering.checked(made)
    except CannotAnswer as err:
        return str(err)
    return check_acts(made, acts)


def _set(inside: InCase, seen: int | None, facts: dict[str, Any], after: str) -> str:
    services.set_facts(inside.by, inside.case.id, seen, facts=facts)
    return reverse(after, args=[inside.case.id])


def _facts_page(
    request: AskedRequest, inside: InCase, form: FactsForm, acts: list[ActForm], status: int | None = None
) -> HttpResponse:
    known = books().law.space.families
    more = {
        "form": form,
        "acts": acts,
        "wrong": bool(form.errors) or any(a.is_bound and a.errors for a in acts),
        "families": [(f, FAMILIES.get(f, known[f].spec.title)) for f in known],
        "child": [form[n] for n in form.fields if n.startswith("child_")],
        "suspect": [form[n] for n in form.fields if n.startswith("suspect_")],
        "places": [form[n] for n in form.fields if n.startswith("places_")],
    }
    return show(request, inside, "law", "law/facts.html", more, status or (422 if more["wrong"] else 200))


@require_http_methods(["GET", "POST"])
@in_case
def measure(request: AskedRequest, inside: InCase) -> HttpResponse:
    """The measure that is proposed. Chosen first, then asked about; the answer then says what is still missing."""
    facts = inside.clear.facts
    if not facts:
        messages.warning(request, _("State what was done first."))
        return redirect("case_facts", inside.case.id)
    before = facts.get("proposal") or {}
    wanted = request.GET.get("measure") or request.POST.get("measure") or before.get("measure", "")
    chosen = books().rights.measure_by_id.get(wanted)
    more: dict[str, Any] = {"which": WhichForm(initial={"measure": wanted}), "chosen": chosen, "before": before}
    if request.method == "POST" and "remove" in request.POST:
        rest = {k: v for k, v in facts.items() if k != "proposal"}
        services.set_facts(inside.by, inside.case.id, facts=rest)
        return redirect("case_law", inside.case.id)
    if chosen is None:
        return show(request, inside, "law", "law/measure.html", more)
    said = before if before.get("measure") == wanted else {"facts": before.get("facts", {})}
    data = request.POST if request.method == "POST" else None
    form = MeasureForm(chosen, data, told=said, initial={"seen": inside.case.version})
    if request.method == "POST" and form.is_valid():
        form.check()
        made = facts | {"proposal": form.proposal()}
        after = "case_ask" if "ask" in request.POST else "case_law"
        if done := sent(request, form, lambda _values: _set(inside, form.saw(), made, after)):
            return done
        form.again_over(inside.case.version, {})
    return show(request, inside, "law", "law/measure.html", more | {"form": form}, status_of(form))


@require_safe
@in_case
def facts_file(request: AskedRequest, inside: InCase) -> HttpResponse:
    """The facts as a file that the command line reads, too."""
    if not inside.clear.facts:
        raise NotThere("facts file", inside.case.reference)
    name = f"facts-{inside.case.reference}.yaml"
    body = answering.to_file(inside.clear.facts)
    return HttpResponse(
        body, content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@in_case
def take_facts(request: AskedRequest, inside: InCase) -> HttpResponse:
    """Take the facts from a file, from text, or (in a demonstration) from a sample."""
    typed, said = request.POST.get("text", ""), list[str]()
    if request.method == "POST":
        try:
            made = _taken(request, typed)
            services.set_facts(inside.by, inside.case.id, _number(request.POST.get("seen")), facts=made)
        except CannotAnswer as err:
            said = err.said
        except Refused as err:
            said = list(err.sentences)
        except ActError as err:
            said = [str(err)]
        else:
            messages.success(request, _("The facts are taken over."))
            return redirect("case_law", inside.case.id)
    more = {"typed": typed, "said": said, "samples": answering.sample_names()}
    return show(request, inside, "law", "law/import.html", more, 422 if said else 200)


def _taken(request: AskedRequest, typed: str) -> dict[str, Any]:
    if name := request.POST.get("sample"):
        return answering.sample(name)
    upload = request.FILES.get("file")
    if upload is not None and (upload.size or 0) > LARGEST:
        raise CannotAnswer([_("This file is too large for a facts file.")])
    raw = upload.read() if upload is not None else typed.encode()
    if not raw.strip():
        raise CannotAnswer([_("Choose a file, or paste its text.")])
    return answering.from_file(raw)


def _number(given: str | None) -> int | None:
    return int(given) if given and given.isdecimal() and len(given) < 10 else None


@require_safe
@in_case
def ask(request: AskedRequest, inside: InCase) -> HttpResponse:
    """Ask the law. Nothing is changed; attaching the answer is an act of its own."""
    facts = inside.clear.facts
    if not facts:
        return redirect("case_law", inside.case.id)
    try:
        page = shown_to(inside, answering.page_of(answering.answered(facts), facts))
    except CannotAnswer as err:
        return show(request, inside, "law", "law/cannot.html", {"said": err.said}, 422)
    aside = request.session.get(_aside(inside), [])
    may = decisions(inside.by, inside.actor, ["case.set_facts", "answer.attach"], inside.case.id, inside.case)
    open_, put_by = _questions(page, aside)
    more = {
        "answer": prepared(page), "given": questions.given(facts), "open_questions": open_, "put_by": put_by,
        "may_set": may["case.set_facts"], "may_attach": may["answer.attach"], "form": Acting(), "attached": None,
        "steps": declared().next_steps_of(inside, page, None),
    }  # fmt: skip
    return show(request, inside, "law", "law/answer.html", more)


def _questions(page: Mapping[str, Any], aside: list[str]) -> tuple[list[Any], list[Any]]:
    """The open questions with their buttons: those still to be put, and those whose answer is not known."""
    rows = [(q, questions.buttons(q)) for q in prepared(page)["questions"]]
    return [r for r in rows if r[0]["id"] not in aside], [r for r in rows if r[0]["id"] in aside]


def _aside(inside: InCase) -> str:
    return f"aside-{inside.case.id}"


@require_POST
@in_case
def question(request: AskedRequest, inside: InCase) -> HttpResponse:
    """Put an answered question into the facts, and ask again. Not known: it is put by, and stays open."""
    ident, value = request.POST.get("question", ""), request.POST.get("value", "")
    aside = [q for q in request.session.get(_aside(inside), []) if q != ident]
    back = redirect("case_ask", inside.case.id)
    if value == "not_known":
        request.session[_aside(inside)] = [*aside, ident][-50:]
        return back
    try:
        act = _number(request.POST.get("act")) or 0
        made = questions.with_answer(inside.clear.facts or {}, ident, act, value)
        answering.answered(made)
    except CannotAnswer as err:
        for said in err.said:
            messages.error(request, said)
        return back
    request.session[_aside(inside)] = aside
    services.set_facts(inside.by, inside.case.id, _number(request.POST.get("seen")), facts=made)
    return back


@require_POST
@in_case
def attach(request: AskedRequest, inside: InCase) -> HttpResponse:
    """Attach the answer to the facts as they stand: composed again here, so that nothing from outside is kept."""
    facts, form = inside.clear.facts or {}, Acting(request.POST)
    if _number(request.POST.get("seen")) != inside.case.version:
        messages.warning(
            request,
            _("The case changed after you asked. This is the answer as it stands now; attach it if it is right."),
        )
        return redirect("case_ask", inside.case.id)
    try:
        asked = answering.asked(answering.answered(facts), facts)
    except CannotAnswer as err:
        return show(request, inside, "law", "law/cannot.html", {"said": err.said}, 422)

    def act(_values: dict[str, Any]) -> str:
        made = services.attach_answer(inside.by, inside.case.id, asked=asked)
        messages.success(request, _("The answer is attached to the case."))
        return reverse("case_answer", args=[inside.case.id, made])

    if done := sent(request, form, act):
        return done
    for said in form.non_field_errors():
        messages.error(request, str(said))
    return redirect("case_ask", inside.case.id)


@require_safe
@in_case
def answer(request: AskedRequest, inside: InCase, answer: uuid.UUID) -> HttpResponse:
    """An attached answer, opened as it was attached."""
    found = selectors.part_of(AttachedAnswer, inside.case, answer)
    if found is None:
        raise NotThere("answer", answer)
    page = shown_to(inside, services.open_answer(inside.by, inside.case.id, answer=found.id))
    more = {
        "answer": prepared(page), "attached": found, "open_questions": [(q, []) for q in prepared(page)["questions"]],
        "put_by": [], "given": [], "newer": found.corpus_digest != digest(), "version": version(),
        "steps": declared().next_steps_of(inside, page, found.id),
    }  # fmt: skip
    return show(request, inside, "law", "law/answer.html", more)
