"""Pages in use: keys, menus, the doors with a press, a passkey and errors, in a real browser."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.look.eyes import LIGHT, PHONE, Mode, faults, open_page, over_the_edge
from tests.look.pages import Page
from tests.office import PASSWORD, Office, newcomer, pictures

ME = Page("me", "/me/")


@pytest.fixture
def tab(chromium: Any, office: Office) -> Any:
    context = chromium.new_context(**LIGHT.sight)
    opened = context.new_page()
    yield opened
    context.close()


def test_one_press_and_one_is_at_work(tab: Any, office: Office) -> None:
    tab.goto(office.base + "/me/")
    tab.get_by_role("button", name="Ines Aumann").click()
    tab.goto(office.base + "/me/")
    assert tab.get_by_role("heading", level=1).inner_text() == "Ines Aumann"


def test_keys_walk_and_can_be_turned_off(chromium: Any, office: Office) -> None:
    tab, _ = open_page(chromium, office, ME, LIGHT)
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.id") == "search"
    tab.keyboard.type("g m ? j")
    assert tab.input_value("#search") == "g m ? j", "a key was taken from somebody who was typing"
    tab.keyboard.press("Escape")
    tab.keyboard.press("?")
    tab.wait_for_url("**/me/keys/")
    tab.keyboard.press("g")
    tab.keyboard.press("m")
    tab.wait_for_url("**/me/")
    tab.goto(office.base + "/me/appearance/")
    tab.get_by_label("Off").check()
    tab.get_by_role("button", name="Keep").click()
    tab.wait_for_load_state()
    tab.keyboard.press("?")
    tab.keyboard.press("/")
    assert tab.url.endswith("/me/appearance/")
    assert tab.evaluate("document.activeElement.id") != "search"
    tab.context.close()


def test_the_first_stop_of_the_tab_key_skips_to_the_content_and_focus_is_seen(chromium: Any, office: Office) -> None:
    tab, _ = open_page(chromium, office, ME, LIGHT)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "t-skip"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "content"
    for _ in range(4):
        tab.keyboard.press("Tab")
        width = tab.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert width == "3px", tab.evaluate("document.activeElement.outerHTML")
    tab.context.close()


def test_light_or_dark_follows_the_system_until_one_chooses(chromium: Any, office: Office) -> None:
    tab, _ = open_page(chromium, office, Page("appearance", "/me/appearance/"), Mode("dark", dark=True))
    theme = "document.documentElement.dataset.bsTheme"
    assert tab.evaluate(theme) == "dark"
    tab.emulate_media(color_scheme="light")
    for _ in range(50):  # the page's content policy forbids the evaluation by which a browser would wait for it
        if tab.evaluate(theme) == "light":
            break
        tab.wait_for_timeout(100)
    assert tab.evaluate(theme) == "light"
    tab.get_by_label("Dark", exact=True).check()
    tab.get_by_role("button", name="Keep").click()
    tab.wait_for_load_state()
    assert tab.evaluate(theme) == "dark"
    tab.context.close()


def test_without_script_the_menus_open_and_the_doors_work(chromium: Any, office: Office) -> None:
    context = chromium.new_context(**LIGHT.sight, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(office.base + "/sign/in/")
    tab.get_by_role("button", name="Samuel Brand").click()
    tab.goto(office.base + "/me/")
    tab.locator("details.t-menu summary").first.click()
    tab.get_by_role("button", name="Sign out").click()
    assert "You are signed out." in tab.content()
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    "mode", [PHONE, Mode("small", width=320, height=640), LIGHT, Mode("zoom", zoom=2)], ids=lambda m: m.name
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_open_menus_stay_inside_the_window(chromium: Any, office: Office, mode: Mode, language: str) -> None:
    tab, _ = open_page(chromium, office, ME, replace(mode, language=language))
    for menu in tab.locator("details.t-menu > summary").all():
        menu.click()
        tab.screenshot(path=str(pictures() / f"menu-{mode.name}-{language}-{menu.inner_text()[:8].strip()}.png"))
        assert not over_the_edge(tab), over_the_edge(tab)
        assert not faults(tab), "\n".join(faults(tab))
        tab.keyboard.press("Escape")
        assert tab.locator("details.t-menu[open]").count() == 0
    tab.context.close()


def test_a_finger_meets_nothing_smaller_than_44_pixels(chromium: Any, office: Office) -> None:
    small = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary, label.t-choice')]
      .filter(e => e.checkVisibility() && !e.closest('.t-skip, p, li, dd, td, th, .t-choice > *, .t-crumbs, label > span'))
      .filter(e => !(e.matches('input') && e.closest('.t-choice')))
      .map(e => [e, e.getBoundingClientRect()]).filter(([e, b]) => b.height > 0 && b.height < 43.5 && b.bottom > 0)
      .map(([e, b]) => e.outerHTML.slice(0, 120) + ' ' + b.height)"""
    for page in (ME, Page("appearance", "/me/appearance/"), Page("sign-in", "/sign/in/", None)):
        tab, _ = open_page(chromium, office, page, PHONE)
        assert tab.evaluate(small) == [], page.name
        tab.context.close()


def test_what_is_wrong_stands_on_top_beside_its_field_and_under_the_cursor(tab: Any, office: Office) -> None:
    tab.goto(office.base + "/sign/in/")
    tab.get_by_label("E-mail address").fill("nobody@node.example")
    tab.get_by_label("Password", exact=True).fill("not the password")
    tab.get_by_role("button", name="Sign in", exact=True).click()
    assert "do not belong together" in tab.get_by_role("alert").inner_text()
    assert tab.evaluate("document.activeElement.hasAttribute('data-first')")


def test_a_passkey_is_set_up_and_then_opens_the_door_alone(tab: Any, office: Office) -> None:
    """A virtual authenticator of the browser; the page's content policy stays as strict as it is."""
    complaints: list[str] = []
    tab.on("console", lambda m: complaints.append(m.text) if "Content Security" in m.text else None)
    _, email = newcomer()
    driver = tab.context.new_cdp_session(tab)
    driver.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
           "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    driver.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    tab.goto(office.base + "/sign/in/")
    tab.get_by_label("E-mail address").fill(email)
    tab.get_by_label("Password", exact=True).fill(PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    tab.wait_for_url("**/sign/first/")
    tab.get_by_role("link", name="A passkey").click()
    tab.get_by_label("Sign in with this passkey alone").check()
    tab.get_by_role("button", name="Add this passkey").click()
    tab.wait_for_url("**/sign/second/codes/")
    assert tab.locator(".t-codes li").count() == 10
    tab.goto(office.base + "/sign/out/")
    tab.get_by_role("button", name="Sign out").last.click()
    tab.get_by_role("button", name="Sign in with a passkey").click()
    tab.wait_for_url(lambda url: "/sign/" not in url)
    tab.goto(office.base + "/me/security/")
    assert "Passkey 1" in tab.content()
    assert not complaints


def test_a_passkey_that_does_not_answer_is_told_on_the_page(tab: Any, office: Office) -> None:
    driver = tab.context.new_cdp_session(tab)
    driver.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
           "isUserVerified": False, "automaticPresenceSimulation": True}  # fmt: skip
    driver.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    tab.goto(office.base + "/sign/in/")
    tab.get_by_role("button", name="Sign in with a passkey").click()
    tab.get_by_role("alert").wait_for()
    assert "did not answer" in tab.get_by_role("alert").inner_text()


@pytest.mark.slow
@pytest.mark.parametrize("mode", [LIGHT, PHONE], ids=lambda m: m.name)
def test_a_locked_door_says_how_long_and_whom_to_call(chromium: Any, office: Office, mode: Mode) -> None:
    _, email = newcomer()
    tab, _ = open_page(chromium, office, Page("sign-in", "/sign/in/", None), mode)
    for _attempt in range(5):
        tab.goto(office.base + "/sign/in/")
        tab.get_by_label("E-mail address").fill(email)
        tab.get_by_label("Password", exact=True).fill("not the password")
        tab.get_by_role("button", name="Sign in", exact=True).click()
        tab.wait_for_load_state()
    assert "Please wait 15 minutes" in tab.inner_text("main")
    tab.screenshot(path=str(pictures() / f"locked-{mode.name}.png"), full_page=True)
    assert not over_the_edge(tab)
    assert not faults(tab)
    tab.context.close()
