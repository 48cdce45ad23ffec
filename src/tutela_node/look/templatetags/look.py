"""The parts that every desk's pages are made of (docs/look.md shows each with an example).

Nothing here asks the database: a tag turns values into markup. There are no style attributes: the content policy
forbids them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select, Textarea
from django.http import QueryDict
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.templatetags.i18n import do_translate
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tutela_node.look.addresses import address
from tutela_node.look.icons import ICONS
from tutela_node.look.kept import Words, kept

register = template.Library()
_HERE = SafeString(' aria-current="page"')
TONES = frozenset({"", "good", "warn", "bad", "note", "off"})


class LookError(template.TemplateSyntaxError):
    """A template names a tone or an icon that the look does not have."""


def _tone(tone: str) -> str:
    if tone not in TONES:
        raise LookError(f"{tone!r} is no tone; expected one of {', '.join(sorted(TONES - {''}))}, or nothing")
    return f" t-{tone}" if tone else ""


@register.simple_tag
@cache
def asset(path: str) -> str:
    """The address of a static file with its digest, so that an upgrade is seen at once and a copy lasts until then."""
    found = finders.find(path)
    if not isinstance(found, str):
        raise LookError(f"there is no static file {path!r}")
    return f"{static(path)}?v={hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10]}"


@register.simple_tag
def url(name: str, /, *args: Any, **kwargs: Any) -> str:
    """The address of a page. It stands for Django's tag of the same name, which makes each address anew."""
    return address(name, *args, **kwargs)


@register.tag(name="translate")
def words(parser: Parser, token: Token) -> Node:
    """Django's tag of that name, but words that stand in the template are looked up once for each language."""
    node = do_translate(parser, token)
    return Words(node) if Words.are(node) else node


@register.simple_tag(name="kept")
def kept_part(template: str, token: str = "", **values: Any) -> SafeString:
    """A template over these values alone, drawn once for them (`look/kept.py`). `token`: that of its forms."""
    return kept(template, str(token), **values)


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A small picture beside words; it says nothing by itself, so it is hidden from screen readers."""
    try:
        drawn, turns = ICONS[name]
    except KeyError:
        raise LookError(f"there is no icon {name!r}; expected one of {', '.join(sorted(ICONS))}") from None
    return format_html(
        '<svg class="t-icon{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{}</svg>',
        " t-turns" if turns else "",
        mark_safe(drawn),
    )


@register.simple_block_tag
def page_head(content: str, title: str, lead: str = "", kicker: str = "") -> SafeString:
    """The top of a page: its one h1, a sentence, and between the tags the actions."""
    parts = [format_html('<p class="t-small">{}</p>', kicker)] if kicker else []
    parts.append(format_html("<h1>{}</h1>", title))
    if lead:
        parts.append(format_html("<p>{}</p>", lead))
    actions = format_html('<div class="t-actions">{}</div>', content) if content.strip() else ""
    return format_html('<div class="t-head"><div>{}</div>{}</div>', SafeString("".join(parts)), actions)


@register.simple_tag
def tile(number: Any, label: str, url: str, tone: str = "", note: str = "") -> SafeString:
    """A number that opens what it counts. Stands in `<ul class="t-tiles">`."""
    return format_html(
        '<li><a class="t-tile{}" href="{}"><b>{}</b><span>{}</span>{}</a></li>',
        _tone(tone), url, number, label, format_html("<small>{}</small>", note) if note else "",
    )  # fmt: skip


@register.simple_tag
def badge(text: Any, tone: str = "") -> SafeString:
    """A state in a word; the tone is never its only sign."""
    return format_html('<span class="t-badge{}">{}</span>', _tone(tone), text)


@register.simple_tag
def when(at: dt.datetime | dt.date | None, missing: str = "—") -> SafeString:
    """A moment (in UTC, said so) or a day, exact in the `datetime` attribute."""
    return format_html("{}", missing) if at is None else _when(at, get_language())


@lru_cache(maxsize=5000)
def _when(at: dt.datetime | dt.date, language: str | None) -> SafeString:
    if isinstance(at, dt.datetime):
        utc = at.astimezone(dt.UTC)
        return format_html(
            '<time datetime="{}" class="t-num">{} UTC</time>', utc.isoformat(), date_format(utc, "j M Y H:i")
        )
    return format_html('<time datetime="{}" class="t-num">{}</time>', at.isoformat(), date_format(at, "j M Y"))


@register.simple_tag
def due(day: dt.date | None, done: bool = False, clock: bool = False) -> SafeString:
    """A due day and how far it is. `clock`: the law set it, and it says so."""
    if day is None:
        return format_html('<span class="t-quiet">{}</span>', _("no date"))
    return _due(day, (day - timezone.now().date()).days, bool(done), bool(clock), get_language())


@lru_cache(maxsize=5000)
def _due(day: dt.date, left: int, done: bool, clock: bool, language: str | None) -> SafeString:
    if done:
        tone, said = "", _("done")
    elif left < 0:
        tone, said = "bad", ngettext("%(n)d day late", "%(n)d days late", -left) % {"n": -left}
    elif left == 0:
        tone, said = "bad", _("today")
    else:
        tone, said = "warn" if left <= 3 else "", ngettext("in %(n)d day", "in %(n)d days", left) % {"n": left}
    mark = format_html(" <small>{}</small>", _("by law")) if clock else ""
    return format_html('<span class="t-due{}">{} <small>{}</small>{}</span>', _tone(tone), when(day), said, mark)


@register.simple_block_tag
def empty(content: str, title: str, icon_name: str = "sheet", level: int = 2) -> SafeString:
    """What stands where there is nothing yet. Between the tags: what to do now, with its link or button."""
    return format_html(
        '<div class="t-empty">{}<h{}>{}</h{}>{}</div>', icon(icon_name), level, title, level, content
    )  # fmt: skip


@register.simple_block_tag
def note(content: str, tone: str = "note", title: str = "") -> SafeString:
    """A sentence or two set apart from the page, not an answer to what was just done (those are messages)."""
    head = format_html("<h2>{}</h2>", title) if title else ""
    return format_html('<div class="t-said{}"><div>{}{}</div></div>', _tone(tone), head, content)


@register.simple_block_tag
def confirm(content: str, label: str, tone: str = "danger", icon_name: str = "") -> SafeString:
    """A button that first opens what stands between the tags: the question, and the form that really does it."""
    drawn = icon(icon_name) if icon_name else ""
    return format_html(
        '<details class="t-confirm"><summary class="btn btn-{}">{}{}</summary>{}</details>', tone, drawn, label, content
    )


@register.simple_tag
def tabs(items: Iterable[tuple[str, str, str]], current: str, label: str) -> SafeString:
    """Tabs as plain links: (key, words, address) each; `current` is the key of this page; `label` names the group."""
    rows = "".join(
        format_html('<li><a href="{}"{}>{}</a></li>', url, _HERE if key == current else "", words)
        for key, words, url in items
    )  # fmt: skip
    return format_html('<nav aria-label="{}"><ul class="t-tabs">{}</ul></nav>', label, SafeString(rows))


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and the last word of a name."""
    words = name.split()
    return "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper() if words else ""


# -- forms


@register.simple_tag
def errors(form: BaseForm) -> SafeString:
    """What is wrong in a form, on top of it, each with a link to its field. Nothing if nothing is."""
    if not form.errors:
        return SafeString("")
    rows = [format_html("<li>{}</li>", said) for said in form.non_field_errors()]
    for bound in form:
        rows += [format_html('<li><a href="#{}">{}</a>: {}</li>', _anchor(bound), bound.label, s) for s in bound.errors]
    return format_html(
        '<div class="t-said t-bad" role="alert" tabindex="-1" data-first><div><h2>{}</h2>'
        '<ul class="mb-0">{}</ul></div></div>',
        _("This was not saved. Please look at:"),
        SafeString("".join(rows)),
    )


@register.simple_tag
def field(bound: BoundField, classes: str = "") -> SafeString:
    """A field with its label, its help and its errors, tied together for screen readers."""
    if bound.is_hidden:
        return bound.as_hidden()
    widget = bound.field.widget
    told = []
    if bound.help_text:
        told.append(f"{bound.auto_id}_help")
    if bound.errors:
        told.append(f"{bound.auto_id}_error")
    help_text = (
        format_html('<span class="t-help" id="{}_help">{}</span>', bound.auto_id, bound.help_text)
        if bound.help_text
        else ""
    )
    wrong = SafeString("".join(format_html('<p class="t-error"><span>{}</span></p>', e) for e in bound.errors))
    if wrong:
        wrong = format_html('<div id="{}_error">{}</div>', bound.auto_id, wrong)
    attrs: dict[str, Any] = {
        "aria-describedby": " ".join(told) or None,
        "aria-invalid": "true" if bound.errors else None,
    }
    attrs = {k: v for k, v in attrs.items() if v}
    label = format_html("{}{}", bound.label, _optional(bound))
    box = f"t-field{' t-wrong' if bound.errors else ''}"
    if isinstance(widget, CheckboxSelectMultiple | RadioSelect):
        choices = SafeString(
            "".join(_choice(str(sub.tag()), sub.choice_label, sub.data["attrs"]) for sub in _choices(bound))
        )
        return format_html(
            '<fieldset class="{}" id="{}"{}><legend>{}</legend>{}{}{}</fieldset>',
            box, bound.auto_id, _spoken(attrs), label, help_text, choices, wrong,
        )  # fmt: skip
    if isinstance(widget, CheckboxInput):
        drawn = bound.as_widget(attrs=attrs | {"class": "form-check-input"})
        words = format_html("<span>{}</span>", bound.label)
        return format_html(
            '<div class="{}"><label class="t-choice">{}{}</label>{}{}</div>', box, drawn, words, help_text, wrong
        )
    kind = "form-select" if isinstance(widget, Select) else "form-control"
    own = f"{kind} {widget.attrs.get('class', '')} {classes}".strip()
    if isinstance(widget, Textarea):
        attrs.setdefault("rows", widget.attrs.get("rows", 6))
    attrs |= {"class": own}
    drawn = _select(bound, attrs) if type(widget) is Select else bound.as_widget(attrs=attrs)
    return format_html(
        '<div class="{}"><label for="{}">{}</label>{}{}{}</div>',
        box,
        bound.id_for_label,
        label,
        help_text,
        drawn,
        wrong,
    )


def _select(bound: BoundField, attrs: dict[str, Any]) -> SafeString:
    """A list to choose from, as Django draws it: its own way runs a template for each choice."""
    widget = bound.field.widget
    chosen = set(widget.format_value(bound.value()))
    known = widget.build_attrs(widget.attrs, bound.build_widget_attrs({"id": bound.auto_id} | attrs, widget))
    return format_html(
        '<select name="{}"{}>{}</select>', bound.html_name, flatatt(known), _choices_of(widget.choices, chosen)
    )


def _choices_of(choices: Iterable[Any], chosen: set[str]) -> SafeString:
    drawn = []
    for value, words in choices:
        if isinstance(words, list | tuple):
            drawn.append(format_html('<optgroup label="{}">{}</optgroup>', value, _choices_of(words, chosen)))
        else:
            said = "" if value is None else str(value)
            mark = SafeString(" selected" if said in chosen else "")
            drawn.append(format_html('<option value="{}"{}>{}</option>', said, mark, words))
    return SafeString("".join(drawn))


@register.simple_tag
def fields(form: BaseForm) -> SafeString:
    """All fields of a form in their order."""
    return SafeString("".join(field(bound) for bound in form))


def _choices(bound: BoundField) -> Iterable[Any]:
    for sub in bound.subwidgets:
        sub.data["attrs"]["class"] = "form-check-input"
        yield sub


def _choice(drawn: str, words: Any, attrs: dict[str, Any]) -> str:
    # Django draws a label around the choice by itself; the bare input is wanted, so its template is not used.
    return format_html(
        '<label class="t-choice" for="{}">{}<span>{}</span></label>', attrs.get("id", ""), SafeString(drawn), words
    )


def _spoken(attrs: dict[str, Any]) -> SafeString:
    said = attrs.get("aria-describedby")
    return format_html(' aria-describedby="{}"', said) if said else SafeString("")


def _optional(bound: BoundField) -> SafeString:
    return (
        SafeString("") if bound.field.required else format_html(' <span class="t-optional">({})</span>', _("optional"))
    )


def _anchor(bound: BoundField) -> str:
    return bound.id_for_label or bound.auto_id


# -- tables


@register.simple_tag(takes_context=True)
def sort_head(context: Context, words: str, key: str, classes: str = "") -> SafeString:
    """A column head that sorts: `?sort=key`, again for `?sort=-key`. Says to screen readers how it is sorted."""
    query: QueryDict = context["request"].GET.copy()
    now = query.get("sort", "")
    query["sort"] = f"-{key}" if now == key else key
    query.pop("page", None)
    state = {key: "ascending", f"-{key}": "descending"}.get(now)
    sort = format_html(' aria-sort="{}"', state) if state else ""
    arrow = {"ascending": icon("up"), "descending": icon("down")}.get(state or "", "")
    return format_html(
        '<th scope="col" class="{}"{}><a href="?{}">{}{}</a></th>', classes, sort, query.urlencode(), words, arrow
    )


@register.simple_tag(takes_context=True)
def pages(context: Context, page: Page[Any]) -> SafeString:
    """Where one is in a long list, and the way on. Nothing for a single page but the count."""
    query: QueryDict = context["request"].GET.copy()

    def link(number: int, words: str, name: str, relation: str) -> SafeString:
        query["page"] = str(number)
        return format_html(
            '<li><a class="btn btn-secondary btn-sm" rel="{}" href="?{}">{}{}</a></li>',
            relation, query.urlencode(), icon(name), words,
        )  # fmt: skip

    total = page.paginator.count
    said = (
        ngettext("%(n)d in all", "%(n)d in all", total) % {"n": total}
        if page.paginator.num_pages == 1
        else _("%(first)d to %(last)d of %(n)d") % {"first": page.start_index(), "last": page.end_index(), "n": total}
    )
    links = SafeString("")
    if page.has_previous():
        links += link(page.previous_page_number(), _("Earlier"), "back", "prev")
    if page.has_next():
        links += link(page.next_page_number(), _("Further"), "on", "next")
    ways = format_html("<ul>{}</ul>", links) if links else ""
    return format_html('<nav class="t-pages" aria-label="{}"><span>{}</span>{}</nav>', _("Pages"), said, ways)
