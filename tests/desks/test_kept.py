"""Parts of pages that are kept show what they were given, to whoever it is meant for, and nothing else."""

from __future__ import annotations

import re
import uuid

import pytest

from tests.desks.conftest import Desks


def test_what_is_kept_follows_its_values_the_language_and_the_token(desks: Desks) -> None:
    from django.utils.translation import override

    from tutela_node.look.kept import kept

    menu = "look/parts/menu.html"
    first = {"name": "Ada <Berg>", "email": "ada@node.example", "searches_cases": True}
    for _ in range(2):  # the second time it is not drawn
        with override("en"):
            english = kept(menu, "t" * 64, **first)
            assert "Menu of Ada &lt;Berg&gt;" in english
            assert "Sign out" in english
            assert re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', english) == ["t" * 64]
            assert re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', kept(menu, "u" * 64, **first)) == ["u" * 64]
            assert "csrfmiddlewaretoken" not in kept(menu, **first)
            other = kept(menu, "t" * 64, **(first | {"name": "Cem Demir", "email": "cem@node.example"}))
            assert "Cem Demir" in other
            assert "Ada" not in other
        with override("ar"):
            arabic = kept(menu, "t" * 64, **first)
            assert "Ada &lt;Berg&gt;" in arabic
            assert "Sign out" not in arabic


def test_an_address_is_that_of_django(desks: Desks) -> None:
    from django.template import Context, Template
    from django.urls import NoReverseMatch, reverse

    case, person = uuid.uuid4(), uuid.uuid4()
    drawn = Template(
        "{% load look %}{% url 'case_person' case person %} {% url 'case' case as here %}{{ here }}#tasks "
        "{% url 'case' case=case %} {% url 'cases' %}"
    )
    for _ in range(2):
        said = drawn.render(Context({"case": case, "person": person}))
        assert said == " ".join(
            [reverse("case_person", args=[case, person]), f"{reverse('case', args=[case])}#tasks",
             reverse("case", kwargs={"case": case}), reverse("cases")]
        )  # fmt: skip
    with pytest.raises(NoReverseMatch):
        drawn.render(Context({"case": case, "person": ""}))


def test_words_are_those_of_django_in_each_language(desks: Desks) -> None:
    from django.template import Context, Template
    from django.utils.translation import override

    written = (
        "{% translate 'Sign out' %}|{% translate 'Cases' as words %}{{ words }}|{% translate name %}|"
        "{% translate '100%' %}|{% translate '<b>' %}|{% translate 'Cases'|upper %}|{% translate 'Cases' noop %}|"
        "{% if words %}{% translate 'Persons' as words %}{% endif %}{{ words|lower }}"
    )
    ours, django = (Template(f"{{% load i18n {more} %}}{written}") for more in ("look", ""))
    for language, name in [("en", "Notes"), ("ar", "Notes"), ("en", "<i>"), ("ar", "Accounts"), ("en", "Notes")]:
        with override(language):
            said = ours.render(Context({"name": name}))
            assert said == django.render(Context({"name": name}))
            assert ("Sign out" in said) is (language == "en")


def test_everybody_finds_themselves_on_their_pages(desks: Desks) -> None:
    """Three officers turn by turn, one in Arabic: each page names its own, and each form carries a token that counts."""
    from tutela_node.people.models import Officer
    from tutela_node.spine.acts import submit

    people = [desks.officer("investigator", name="Ada Berg"), desks.officer("supervisor", name="Cem Demir")]
    helper = desks.officer("helper", name="Eva Falk")
    submit(lambda: Officer.objects.filter(id=helper.id).update(language="ar"))
    clients = {who: desks.client(who) for who in (*people, helper)}
    for client in clients.values():
        client.handler.enforce_csrf_checks = True
    for url in ("/cases/", "/me/", "/cases/", "/me/keys/"):
        for who, client in clients.items():
            page = client.get(url).content.decode()
            (menu,) = re.findall(r'<details class="t-menu.*?</details>', page.partition('id="working-for"')[0], re.S)
            assert who.name in menu
            assert who.email in menu
            assert not any(other.name in menu or other.email in page for other in clients if other is not who)
            assert ('dir="rtl"' in page) is (who is helper)
            assert ("victim_support" in page) is (who is helper)
            tokens = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
            assert len(tokens) == 1
            form = {"purpose": who.by().purpose, "basis": "", "next": url, "csrfmiddlewaretoken": tokens.pop()}
            assert client.post("/me/purpose/", form).status_code == 302
            assert client.post("/me/purpose/", form | {"csrfmiddlewaretoken": "x" * 64}).status_code == 403


def test_a_session_ends_with_its_time_and_with_its_officer(desks: Desks) -> None:
    from django.conf import settings
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from tutela_node.people.models import Officer
    from tutela_node.spine.acts import submit

    for end in ("expired", "gone", "stopped", "password"):
        officer = desks.officer("investigator")
        client = desks.client(officer)
        assert client.get("/cases/").status_code == 200
        row = Session.objects.filter(session_key=client.cookies[settings.SESSION_COOKIE_NAME].value)
        if end == "expired":
            row.update(expire_date=timezone.now())
        elif end == "gone":
            row.delete()
        elif end == "stopped":
            submit(lambda one=officer: Officer.objects.filter(id=one.id).update(is_active=False))  # type: ignore[misc]
        else:
            submit(lambda one=officer: Officer.objects.filter(id=one.id).update(password="another"))  # type: ignore[misc]
        answer = client.get("/cases/")
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/sign/in/"), end
