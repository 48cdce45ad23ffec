"""What the administration desk declares: its place, and what it keeps."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela_node.desks.declared import Declared, Desk, Kind

DECLARED = Declared(
    name="administration",
    order=60,
    urls=(("people/", "tutela_node.desks.administration.urls"),),
    navigation=((frozenset({"administrator"}), Desk("p", _("People"), "/people/")),),
    kinds={
        "node": Kind(_("The node")),
        "officer": Kind(_("Officer")),
        "unit": Kind(_("Unit")),
    },
)
