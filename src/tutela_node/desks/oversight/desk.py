"""What the oversight desk declares: its place, and the reasons that no policy gives."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela_node.desks.declared import Declared, Desk
from tutela_node.spine.authority import BROKEN, SILENT

DECLARED = Declared(
    name="oversight",
    order=90,
    urls=(("record/", "tutela_node.desks.oversight.urls"),),
    navigation=((frozenset({"inspector"}), Desk("r", _("Record"), "/record/")),),
    reasons={
        SILENT: _("No policy allows it."),
        BROKEN: _("The policies could not decide it."),
        "purpose": _("The act does not serve this purpose."),
        "counted": _("A count of refusals that came again within half an hour."),
    },
)
