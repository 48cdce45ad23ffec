"""The persons of a case: by role and number until one is opened."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tutela_node.casework import selectors, services
from tutela_node.casework.models import Person
from tutela_node.desks.case.forms import PersonForm
from tutela_node.desks.fields import WhyForm
from tutela_node.desks.in_case import InCase, decisions, in_case, show
from tutela_node.desks.middleware import AskedRequest
from tutela_node.desks.sending import sent, status_of
from tutela_node.desks.words import PERSON_ROLES
from tutela_node.spine.acts import NotThere


def numbered(persons: Iterable[Person]) -> list[tuple[Person, str]]:
    """Each person under a name that says nothing of them: “Child 1”, in the order in which they were added."""
    seen: Counter[str] = Counter()
    found = []
    for person in sorted(persons, key=lambda p: p.added_at):
        seen[person.role] += 1
        found.append((person, f"{PERSON_ROLES[person.role]} {seen[person.role]}"))
    return found


@require_safe
@in_case
def persons(request: AskedRequest, inside: InCase) -> HttpResponse:
    """The list; those whom this officer's role does not open are counted, no more."""
    found, others = selectors.persons_of(inside.actor, inside.by.purpose, inside.case)
    may = decisions(inside.by, inside.actor, ["person.add"], inside.case.id, inside.case)["person.add"]
    more = {"rows": numbered(found), "others": others, "may_add": may}
    return show(request, inside, "persons", "persons.html", more)


@require_http_methods(["GET", "POST"])
@in_case
def add(request: AskedRequest, inside: InCase) -> HttpResponse:
    form = PersonForm(request.POST if request.method == "POST" else None)

    def act(values: dict[str, Any]) -> str:
        services.add_person(inside.by, inside.case.id, **values)
        messages.success(request, _("The person is in the case."))
        return reverse("case_persons", args=[inside.case.id])

    if request.method == "POST" and (done := sent(request, form, act)):
        return done
    return show(request, inside, "persons", "person_form.html", {"form": form}, status_of(form))


@require_http_methods(["GET", "POST"])
@in_case
def person(request: AskedRequest, inside: InCase, person: uuid.UUID) -> HttpResponse:
    """Open a person (an act), and change what is known of them."""
    found = _person(inside, person)
    clear = services.open_person(inside.by, found.id)
    names = ["person.change", "person.erase"]
    may = decisions(inside.by, inside.actor, names, found.id, found)
    now = {
        "role": found.role, "name": clear.name, "born": clear.born, "contact": clear.contact, "remarks": clear.remarks,
        "seen": found.version,
    }  # fmt: skip
    form = PersonForm(request.POST if request.method == "POST" else None, initial=now)

    def act(values: dict[str, Any]) -> str:
        services.change_person(inside.by, found.id, form.saw(), **values)
        messages.success(request, _("Saved."))
        return reverse("case_person", args=[inside.case.id, found.id])

    differing: list[tuple[Any, str]] = []
    if request.method == "POST":
        if done := sent(request, form, act):
            return done
        differing = form.again_over(found.version, now)
    more = {
        "person": found,
        "called": _called(inside, found),
        "opened": clear,
        "form": form,
        "differing": differing,
        "may_change": may["person.change"],
        "may_erase": may["person.erase"],
        "role_words": PERSON_ROLES[found.role],
    }
    return show(request, inside, "persons", "person.html", more, status_of(form))


@require_http_methods(["GET", "POST"])
@in_case
def erase(request: AskedRequest, inside: InCase, person: uuid.UUID) -> HttpResponse:
    """Erase a person for good: what keeps them is said before anything is asked."""
    found = _person(inside, person)
    form = WhyForm(request.POST if request.method == "POST" else None, initial={"seen": found.version})

    def act(values: dict[str, Any]) -> str:
        until = services.erase_person(inside.by, found.id, form.saw(), **values)
        said = _("The person is erased. The last backup that holds the key expires on %s.")
        messages.success(request, said % f"{until:%d %B %Y}")
        return reverse("case_persons", args=[inside.case.id])

    if request.method == "POST" and (done := sent(request, form, act)):
        return done
    more = {
        "person": found,
        "called": _called(inside, found),
        "form": form,
        "keeps": services.what_keeps(inside.case),
        "may": decisions(inside.by, inside.actor, ["person.erase"], found.id, found)["person.erase"],
    }
    return show(request, inside, "persons", "person_erase.html", more, status_of(form))


def _person(inside: InCase, ident: uuid.UUID) -> Person:
    found = selectors.part_of(Person, inside.case, ident)
    if found is None:
        raise NotThere("person", ident)
    found.case = inside.case
    return found


def _called(inside: InCase, person: Person) -> str:
    found, _others = selectors.persons_of(inside.actor, inside.by.purpose, inside.case)
    return next((said for one, said in numbered(found) if one.id == person.id), str(PERSON_ROLES[person.role]))
