"""Who may open this desk, and how its forms act: an act's refusal of a value stands beside its field."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from tutela_node.desks.administration.forms import Seen
from tutela_node.desks.middleware import AskedRequest
from tutela_node.look.forms import told
from tutela_node.people.authority import actor_of
from tutela_node.spine.acts import Blocked, NotThere, Refused, context_of
from tutela_node.spine.authority import decide, kind_of

View = Callable[..., HttpResponse]


def administrators(view: View) -> View:
    """Wrap a view of this desk. Whoever may not invite may not look either; the page says why, by the same policies.

    Nothing is asked of the record here, so a closed desk is no refused act; each act of the desk asks again.
    """

    @functools.wraps(view)
    def run(request: HttpRequest, **more: Any) -> HttpResponse:
        asked = cast(AskedRequest, request)
        actor = actor_of(cast(uuid.UUID, asked.by.officer))
        context = context_of(asked.by, timezone.now())
        said = decide(actor, "officer.invite", kind_of("node"), settings.NODE.id, settings.NODE, context)
        if not said.allowed:
            return render(request, "people/closed.html", {"sentences": said.sentences}, status=403)
        response = view(asked, **more)
        add_never_cache_headers(response)  # a page may show a one-time link; going back must not
        return response

    return run


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent; None when the form is only drawn."""
    return request.POST if request.method == "POST" else None


def acted(form: Seen, act: Callable[[], Any], version: int | None = None) -> bool:
    """Run an act with the values of a valid form; whether it was done. If not, the form says why.

    Args:
        version: the record's version now, which a form that came too late carries from then on: the person has been
            told, and saving again is meant.
    """
    if not form.is_valid():
        return False
    try:
        with told(form):
            act()
    except Refused as err:
        for sentence in err.sentences:
            form.add_error(None, sentence)
    except Blocked as err:
        for reason in err.reasons:
            form.add_error(None, reason)
    except NotThere as err:
        form.add_error(None, str(err))
    if form.errors and version is not None:
        form.look_again(version)
    return not form.errors
