"""What the desk of the exchange declares: its place, and what it keeps."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela_node.desks.declared import Declared, Kind

DECLARED = Declared(
    name="exchange",
    order=70,
    urls=(("exchange/", "tutela_node.desks.exchange.urls"),),
    open_paths=("/exchange/",),
    kinds={"partner": Kind(_("A partner"), _("a partner")), "envelope": Kind(_("An envelope"), _("an envelope"))},
    reasons={
        "malformed": _("What was sent here is no envelope."),
        "too_large": _("What was sent here is larger than an envelope may be."),
        "unknown_version": _("It is of a version that this software does not know."),
        "not_for_us": _("It was made for another node."),
        "unknown_sender": _("Its sender is not among the partners of this node."),
        "changed_key": _("It is signed by a key that this node does not have for its sender."),
        "lapsed_key": _("The key of its sender has ended or was withdrawn."),
        "forged": _("Its signature is not that of what it says."),
        "unreadable": _("No key of this node opens it."),
        "untimely": _("Its times do not fit the clock of this node; one of the two clocks is wrong."),
        "replayed": _("Its number or its id was used before, for other bytes."),
    },
)
