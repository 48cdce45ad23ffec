"""Every page in a real browser: nothing for axe, nothing over the edge, nothing that the browser complains about.

Each look leaves a picture in `build/screenshots` (or TUTELA_SCREENSHOTS); somebody should look at those, too.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import Any

import pytest

from tests.look.eyes import ARABIC, DARK, LIGHT, MODES, PHONE, Mode, faults, open_page, over_the_edge
from tests.look.pages import PAGES, Page
from tests.office import Office, pictures

QUICK = [(p, m) for p in PAGES if p.quick for m in (LIGHT, DARK, PHONE, ARABIC) if p.role or m.language == "en"]
REST = [(p, m) for p in PAGES for m in MODES if (p.role or m.language == "en") and (p, m) not in QUICK]


def _name(value: Any) -> str:
    return str(value.name)


def _look(chromium: Any, office: Office, page: Page, mode: Mode) -> None:
    tab, complaints = open_page(chromium, office, page, mode)
    try:
        tab.screenshot(path=str(pictures() / f"{page.name}-{mode.name}.png"), full_page=True)
        assert tab.locator("h1").count() == 1, "a page has one h1"
        assert not complaints, "\n".join(complaints)
        assert not over_the_edge(tab), over_the_edge(tab)
        assert not faults(tab), "\n".join(faults(tab))
    finally:
        tab.context.close()


@pytest.mark.parametrize(("page", "mode"), QUICK, ids=_name)
def test_a_page_is_seen_as_it_should_be(chromium: Any, office: Office, page: Page, mode: Mode) -> None:
    _look(chromium, office, page, mode)


@pytest.mark.slow
@pytest.mark.parametrize(("page", "mode"), REST, ids=_name)
def test_every_page_in_every_mode(chromium: Any, office: Office, page: Page, mode: Mode) -> None:
    _look(chromium, office, page, mode)


def test_this_machine_can_draw_arabic() -> None:
    """Without glyphs the pictures of Arabic pages show boxes, and their widths say nothing."""
    if shutil.which("fc-list") is None:
        pytest.skip("LEFT OUT: no fc-list here, so nobody knows whether Arabic pages were drawn with letters")
    found = subprocess.run(["fc-list", ":lang=ar", "family"], capture_output=True, text=True, check=True).stdout
    if not any(name in found for name in ("Noto Sans Arabic", "Noto Naskh Arabic", "Noto Kufi")):
        pytest.skip("LEFT OUT: no Arabic typeface here; install fonts-noto-core, then look at the pictures again")
