"""Every page that is looked at: those of all modules under `tests/look/of/`. Add yours there, in one of your desk's own:
`PAGES`, a list of what each page is called, its address, and in which role it is opened.

An address may be a function of the office (and of what your fixture puts into it), for records with an id.
"""

from __future__ import annotations

import importlib
import pkgutil

import tests.look.of
from tests.look.page import Page

PAGES: list[Page] = [
    page
    for module in pkgutil.iter_modules(tests.look.of.__path__, "tests.look.of.")
    for page in importlib.import_module(module.name).PAGES
]
assert len({page.name for page in PAGES}) == len(PAGES), "two pages of one name: their pictures would be one"

__all__ = ["PAGES", "Page"]
