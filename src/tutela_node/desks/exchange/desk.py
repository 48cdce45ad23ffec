"""What the desk of the exchange declares: its place, and what it keeps."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela_node.desks.declared import Declared, Kind

DECLARED = Declared(
    name="exchange",
    order=70,
    kinds={"partner": Kind(_("A partner"), _("a partner"))},
)
