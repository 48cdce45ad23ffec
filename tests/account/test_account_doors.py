"""Sign-in, lock-out, sessions and their ends, and what each leaves in the record."""

from __future__ import annotations

import time
import uuid
from typing import Any

import pytest

from tests.account.conftest import acts_of, code_now, set_up_app, sign_in
from tests.office import PASSWORD, Office, newcomer, open_office


def administrator() -> Any:
    from tutela_node.spine.acts import By

    return By(open_office().officers["administrator"], "administration")


def test_whoever_is_not_signed_in_comes_to_the_doors_and_then_where_they_wanted(client: Any) -> None:
    answer = client.get("/me/security/?a=1")
    assert (answer.status_code, answer["Location"]) == (302, "/sign/in/?next=%2Fme%2Fsecurity%2F%3Fa%3D1")
    _, email = newcomer()
    answer = client.post("/sign/in/", {"login": email, "password": PASSWORD, "next": "/me/security/"})
    assert answer["Location"] == "/me/security/"


def test_an_address_that_is_not_ours_is_no_way_on(client: Any) -> None:
    _, email = newcomer()
    answer = client.post("/sign/in/", {"login": email, "password": PASSWORD, "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


def test_a_password_alone_opens_nothing_but_the_second_factor(client: Any) -> None:
    officer, email = newcomer()
    assert sign_in(client, email)["Location"] == "/"
    for path in ("/", "/me/", "/me/purpose/", "/cases/", "/people/", "/nothing"):
        assert client.get(path)["Location"] == "/sign/first/", path
    set_up_app(client)
    assert client.get("/me/").status_code == 200
    said = acts_of(officer)
    assert ("session.begin", {"how": "password"}) in said
    assert ("second_factor.add", {"kind": "totp"}) in said
    assert ("second_factor.add", {"kind": "recovery_codes"}) in said


def test_a_session_that_knew_only_the_password_does_not_rise_when_another_sets_up_the_factor(office: Office) -> None:
    from django.test import Client

    _, email = newcomer()
    thief, owner = Client(), Client()
    sign_in(thief, email)
    sign_in(owner, email)
    set_up_app(owner)
    assert owner.get("/me/").status_code == 200
    assert thief.get("/me/").status_code == 302


def test_with_a_second_factor_sign_in_asks_for_it_and_a_wrong_code_does_not_do(office: Office) -> None:
    from django.test import Client

    officer, email = newcomer()
    first = Client()
    sign_in(first, email)
    secret = set_up_app(first)
    again = Client()
    assert sign_in(again, email)["Location"].startswith("/sign/second/")
    assert again.get("/me/")["Location"].startswith("/sign/in/")
    assert again.post("/sign/second/", {"code": "000000"}).status_code == 200
    assert again.get("/me/").status_code == 302
    from django.core.cache import cache

    cache.clear()  # a code works once: forget that this half minute's was used for setting up
    assert again.post("/sign/second/", {"code": code_now(secret)})["Location"] == "/"
    assert again.get("/me/").status_code == 200
    assert acts_of(officer)[-1] == ("session.begin", {"how": "password and code"})


def test_the_secret_of_an_app_is_not_in_the_database_in_clear(client: Any) -> None:
    from allauth.mfa.models import Authenticator

    officer, email = newcomer()
    sign_in(client, email)
    secret = set_up_app(client)
    kept = Authenticator.objects.get(user_id=officer, type="totp").data
    assert kept
    assert secret not in str(kept)


def test_the_last_second_factor_cannot_be_removed(client: Any) -> None:
    from allauth.mfa.models import Authenticator

    officer, email = newcomer()
    sign_in(client, email)
    set_up_app(client)
    answer = client.post("/sign/second/app/remove/")
    assert "only second factor" in answer.content.decode()
    assert Authenticator.objects.filter(user_id=officer, type="totp").exists()


def test_five_wrong_attempts_lock_the_address_and_say_how_long_and_whom_to_call(client: Any) -> None:
    _, email = newcomer()
    for _attempt in range(5):
        answer = sign_in(client, email, "not the password at all")
    assert answer.status_code == 429
    page = answer.content.decode()
    assert "Please wait 15 minutes" in page
    assert "Call your node administrator" in page
    assert sign_in(client, email).status_code == 429, "the right password opened a locked door"
    _, address = newcomer()
    assert sign_in(client, address).status_code == 302, "one address locked out another"


def test_capitals_in_the_address_are_the_same_person_to_the_lock(client: Any) -> None:
    _, email = newcomer()
    for address in (email, email.upper(), f" {email}", email.title(), email):
        answer = sign_in(client, address, "not the password at all")
    assert answer.status_code == 429


@pytest.mark.parametrize("cookie", ["x", "0" * 32, "../../etc", "é", "a" * 4000])
def test_a_forged_cookie_leads_calmly_to_sign_in(client: Any, cookie: str) -> None:
    client.cookies["tutela_session"] = cookie
    answer = client.get("/me/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign/in/?")
    assert "Your session has ended" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("field", "ago", "how", "words"),
    [("last_seen", 31 * 60, "idle", "half an hour"), ("began", 10 * 3600 + 5, "long", "ten hours")],
)
def test_a_session_ends_when_idle_and_when_long(client: Any, field: str, ago: int, how: str, words: str) -> None:
    officer, email = newcomer()
    sign_in(client, email)
    set_up_app(client)
    session = client.session
    session[field] = int(time.time()) - ago
    session.save()
    answer = client.get("/me/")
    assert answer["Location"] == f"/sign/in/?ended={how}&next=%2Fme%2F"
    assert words in client.get(answer["Location"]).content.decode()
    assert client.get("/me/").status_code == 302
    assert acts_of(officer)[-1] == ("session.end", {"how": how})


def test_a_role_that_ends_closes_its_desk_in_the_middle_of_a_session(client: Any) -> None:
    from django.db.models import Q

    from tutela_node.people import services
    from tutela_node.people.models import Grant

    officer, email = newcomer("investigator")
    sign_in(client, email)
    set_up_app(client)
    assert client.get("/")["Location"] == "/cases/"
    grant = Grant.objects.get(Q(officer=officer))
    services.end_role(administrator(), officer, grant=grant.id)
    assert client.get("/")["Location"] == "/me/"
    assert "You hold no role today" in client.get("/me/").content.decode()


def test_a_stopped_account_is_out_at_its_next_request_and_cannot_come_back(client: Any) -> None:
    from tutela_node.people import services

    officer, email = newcomer()
    sign_in(client, email)
    set_up_app(client)
    services.stop(administrator(), officer, why="left the office")
    assert client.get("/me/")["Location"].startswith("/sign/in/")
    assert sign_in(client, email).status_code == 422


def test_ending_the_other_sessions_leaves_this_one(office: Office) -> None:
    from django.test import Client

    officer, email = newcomer()
    here, elsewhere = Client(), Client()
    sign_in(here, email)
    set_up_app(here)
    sign_in(elsewhere, email)
    page = here.get("/me/security/").content.decode()
    assert page.count("<tr>") == 2, "one head, one session: elsewhere waits for its second factor and is no session"
    session = elsewhere.session
    session.update(
        {k: here.session[k] for k in ("_auth_user_id", "_auth_user_backend", "_auth_user_hash", "second_factor")}
    )
    session.save()
    assert elsewhere.get("/me/").status_code == 200
    assert here.post("/me/sessions/end/").status_code == 302
    assert here.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302
    assert acts_of(officer)[-1] == ("session.end", {"how": "others"})


def test_a_new_password_is_an_act_and_ends_sessions_elsewhere(office: Office) -> None:
    from django.test import Client

    from tutela_node.people.models import Officer

    officer, email = newcomer()
    here = Client()
    sign_in(here, email)
    set_up_app(here)
    before = Officer.objects.get(id=officer).get_session_auth_hash()
    new = "five quite other words now"
    answer = here.post("/sign/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert here.get("/me/").status_code == 200
    assert Officer.objects.get(id=officer).get_session_auth_hash() != before
    assert sign_in(Client(), email).status_code == 422
    assert sign_in(Client(), email, new).status_code == 302


def test_signing_out_is_an_act(client: Any) -> None:
    officer, email = newcomer()
    sign_in(client, email)
    assert client.get("/sign/out/").status_code == 200, "a link alone signs nobody out"
    assert client.post("/sign/out/")["Location"] == "/sign/in/?ended=asked"
    assert acts_of(officer)[-1] == ("session.end", {"how": "asked"})


@pytest.mark.parametrize("path", ["signup/", "sign/signup/", "sign/up/", "sign/email/", "sign/password/reset/", "accounts/signup/", "sign/confirm-email/"])  # fmt: skip
def test_there_is_no_sign_up_and_no_mail(client: Any, path: str) -> None:
    answer = client.get(f"/{path}")
    assert answer.status_code == 404 or answer["Location"].startswith("/sign/in/")
    assert client.post(f"/{path}", {"email": "new@node.example", "password1": PASSWORD}).status_code in (302, 404)


def test_a_form_without_its_token_changes_nothing(office: Office) -> None:
    from django.test import Client

    _, email = newcomer()
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/sign/in/", {"login": email, "password": PASSWORD})
    assert answer.status_code == 403
    assert "too old" in answer.content.decode()


def test_demonstration_entry_is_refused_where_nothing_is_demonstrated(client: Any, office: Office) -> None:
    officer = str(office.officers["investigator"])
    assert client.post("/sign/demonstration/", {"officer": officer}).status_code == 404
    assert officer not in client.get("/sign/in/").content.decode()


def test_demonstration_entry_is_refused_where_other_machines_reach_the_node(
    client: Any, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings

    reached = settings.NODE.model_copy(update={"demonstration": True, "listen": "0.0.0.0:8000"})
    monkeypatch.setattr(settings, "NODE", reached)
    assert client.post("/sign/demonstration/", {"officer": str(office.officers["investigator"])}).status_code == 404


@pytest.mark.usefixtures("demonstration")
def test_a_demonstration_signs_in_with_one_press_and_says_so(client: Any, office: Office) -> None:
    officer = office.officers["investigator"]
    page = client.get("/sign/in/").content.decode()
    assert "Ines Aumann" in page
    assert "Enter nothing real" in page
    assert client.get("/sign/demonstration/").status_code == 405
    assert client.post("/sign/demonstration/", {"officer": str(uuid.uuid4())}).status_code == 404
    assert client.post("/sign/demonstration/", {"officer": str(officer)})["Location"] == "/"
    assert client.get("/")["Location"] == "/cases/"
    assert acts_of(officer)[-1] == ("session.begin", {"how": "demonstration"})


def test_purpose_and_basis_are_of_ones_roles_and_of_the_list(client: Any) -> None:
    from django.conf import settings
    from django.utils import timezone

    from tutela_node.spine.authority import bases

    _, email = newcomer("investigator")
    sign_in(client, email)
    set_up_app(client)
    assert client.post("/me/purpose/", {"purpose": "oversight"}).status_code == 422
    assert client.post("/me/purpose/", {"purpose": "investigation", "basis": "XX/none"}).status_code == 422
    basis = bases(settings.NODE.system, timezone.now().date(), "investigation")[0]
    answer = client.post("/me/purpose/", {"purpose": "investigation", "basis": basis.id, "next": "//elsewhere.example"})
    assert answer["Location"] == "/"
    assert client.session["basis"] == basis.id
    assert basis.citation in client.get("/me/").content.decode()


def test_health_names_nobody_and_tells_strangers_little(client: Any, office: Office) -> None:
    from_here = client.get("/health").json()
    assert {"ok", "databases", "disk_free_mb"} <= from_here.keys()
    assert client.get("/health", REMOTE_ADDR="192.0.2.7").json().keys() == {"ok"}
    assert client.get("/health", HTTP_X_FORWARDED_FOR="192.0.2.7").json().keys() == {"ok"}
    assert "Aumann" not in str(from_here)


def test_a_language_without_a_reviewer_meets_nobody_before_sign_in(client: Any) -> None:
    from tutela_node.people import services
    from tutela_node.people.models import Officer
    from tutela_node.spine.acts import By

    assert 'lang="en" dir="ltr"' in client.get("/sign/in/", HTTP_ACCEPT_LANGUAGE="ar").content.decode()
    officer, email = newcomer()
    sign_in(client, email)
    set_up_app(client)
    assert client.post("/me/appearance/", {"language": "ar", "look": "dark", "keys": "off"}).status_code == 302
    assert Officer.objects.get(id=officer).language == "ar"
    page = client.get("/me/appearance/").content.decode()
    assert 'lang="ar" dir="rtl"' in page
    assert "bootstrap.rtl.min.css" in page
    assert 'data-bs-theme="dark"' in page
    assert 'data-keys="off"' in page
    assert client.post("/me/appearance/", {"language": "xx"}).status_code == 422
    services.set_language(By(officer, "own"), officer, language="en")


def test_every_page_forbids_foreign_scripts_and_framing(client: Any) -> None:
    answer = client.get("/sign/in/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    page = answer.content.decode()
    assert " style=" not in page
    assert "<style" not in page
