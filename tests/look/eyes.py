"""How a page is looked at: in a mode (light, dark, Arabic), at a width, by axe, and for what runs over its edge."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.look.pages import Page
from tests.office import Office

OVER = """() => {
  const wide = document.documentElement.clientWidth
  const out = []
  for (const el of document.querySelectorAll('body *')) {
    const style = getComputedStyle(el)
    if (style.position === 'fixed' || style.visibility === 'hidden' || el.closest('.visually-hidden, .t-skip, .t-table thead')) continue
    if (el.closest('details:not([open]) > :not(summary)')) continue
    const box = el.getBoundingClientRect()
    if (box.width === 0 || box.height === 0) continue
    if (box.right > wide + 1 || box.left < -1) out.push(el.tagName + '.' + el.className + ' ' + Math.round(box.left) + '..' + Math.round(box.right))
  }
  return {scroll: document.documentElement.scrollWidth, wide, out: out.slice(0, 8)}
}"""


@dataclass(frozen=True)
class Mode:
    name: str
    width: int = 1280
    height: int = 900
    dark: bool = False
    language: str = "en"
    zoom: int = 1

    @property
    def sight(self) -> dict[str, Any]:
        """Zoom as browsers do it: half the pixels of layout, twice as dense."""
        return {
            "viewport": {"width": self.width // self.zoom, "height": self.height // self.zoom},
            "device_scale_factor": self.zoom,
            "color_scheme": "dark" if self.dark else "light",
            "reduced_motion": "reduce",
        }


LIGHT = Mode("light")
DARK = Mode("dark", dark=True)
ARABIC = Mode("arabic", language="ar")
PHONE = Mode("phone", width=360, height=740)
MODES = [
    LIGHT, DARK, ARABIC, PHONE, Mode("phone-dark-arabic", 360, 740, dark=True, language="ar"),
    Mode("small", width=320, height=640), Mode("zoom", zoom=2),
]  # fmt: skip


def session_of(office: Office, role: str, *, second_factor: bool = True, basis: str = "") -> str:
    """A signed-in session's cookie, made as sign-in makes it; quicker than pressing the button for every page."""
    from allauth.account.internal.userkit import user_id_to_str
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from tutela_node.people.models import Officer

    officer = Officer.objects.get(id=office.officers[role])
    store = SessionStore()
    now = int(time.time())
    store.update({
        SESSION_KEY: str(officer.id), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[1],
        HASH_SESSION_KEY: officer.get_session_auth_hash(), "second_factor": second_factor, "began": now, "last_seen": now,
        "agent": "Chrome, Linux", "account_authentication_methods": [{"method": "password", "at": now}],
        "account_authentication_methods_user": user_id_to_str(officer),
    } | ({"basis": basis} if basis else {}))  # fmt: skip
    store.save()
    assert store.session_key
    return store.session_key


def speak(office: Office, role: str, language: str) -> None:
    from tutela_node.people import services
    from tutela_node.people.models import Officer
    from tutela_node.spine.acts import By

    officer = office.officers[role]
    if Officer.objects.get(id=officer).language != language:
        services.set_language(By(officer, "own"), officer, language=language)


def open_page(chromium: Any, office: Office, page: Page, mode: Mode) -> tuple[Any, list[str]]:
    """The page in a fresh context, and what the browser complained about (a blocked style or script, a failed load)."""
    context = chromium.new_context(**mode.sight)
    if page.role:
        speak(office, page.role, mode.language)
        cookie = session_of(office, page.role, basis=page.basis)
        context.add_cookies([{"name": "tutela_session", "value": cookie, "url": office.base}])
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    tab.on("pageerror", lambda e: complaints.append(str(e)))
    response = tab.goto(page.at(office), wait_until="load")
    assert response.status == page.status, f"{page.name}: {response.status}, expected {page.status}"
    expected = f"status of {page.status}"
    return tab, [c for c in complaints if expected not in c]


def over_the_edge(tab: Any) -> str:
    """What is wider than the window, or nothing."""
    found = tab.evaluate(OVER)
    return "" if found["scroll"] <= found["wide"] + 1 and not found["out"] else str(found)


def faults(tab: Any) -> list[str]:
    """What axe finds."""
    found = Axe().run(tab).response["violations"]
    return [
        f"{v['id']}: {n['html'][:160]} — {n.get('failureSummary', '')[:300]}" for v in found for n in v["nodes"][:4]
    ]
