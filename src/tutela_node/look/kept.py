"""Parts of a page that are drawn once for what they show, and kept.

Django draws a template anew for every answer, and most of a page is the same in thousands of them. What is kept is
drawn from nothing but the values that it was given and the language: it sees no request, so that nobody's page can hold
what was drawn for somebody else's. The token of its forms, which is another one in each answer, is put in afterwards.
"""

from __future__ import annotations

import secrets
from collections.abc import Hashable
from functools import lru_cache

from django.template import Context, Node
from django.template.loader import render_to_string
from django.templatetags.i18n import TranslateNode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

_TOKEN = secrets.token_hex(32)
"""Stands for the token of a form until it is put in; nobody can guess it and have it put in elsewhere."""


def kept(template: str, token: str = "", /, **values: Hashable) -> SafeString:
    """The template over these values. `token`: for its forms, if it has any."""
    drawn = _drawn(template, get_language(), bool(token), tuple(values.items()))
    return mark_safe(drawn.replace(_TOKEN, token)) if token else drawn  # a template has escaped it


@lru_cache(maxsize=5000)
def _drawn(
    template: str, language: str | None, has_token: bool, values: tuple[tuple[str, Hashable], ...]
) -> SafeString:
    return render_to_string(template, dict(values) | ({"csrf_token": _TOKEN} if has_token else {}))


class Words(Node):
    """Words that stand in a template: Django's node for them, asked once for each language."""

    child_nodelists = ()

    def __init__(self, node: TranslateNode) -> None:
        self.node, self.name = node, node.asvar
        node.asvar = None
        self.said: dict[str | None, str] = {}

    @staticmethod
    def are(node: TranslateNode) -> bool:
        """Whether what it says depends on the language alone."""
        said = node.filter_expression
        return said.var.literal is not None and not (said.filters or node.message_context or node.noop)

    def render(self, context: Context) -> str:
        language = get_language()
        if language not in self.said:
            self.said[language] = self.node.render(context)
        if self.name is None:
            return self.said[language]
        context[self.name] = self.said[language]
        return ""
