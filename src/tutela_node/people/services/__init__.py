"""Acts of people: units, officers, roles with their dates, the links by which officers come in, and their sessions.

An officer comes in so: `invite` makes the account and a link that works once within three days; who holds the link
sets a password (`use_invitation`), then a second factor, before anything else. What they may do is their grants; a
grant begins and ends on a day. Nothing is deleted: an account is stopped, a grant is ended.
"""

from tutela_node.people.services._officers import Invited, change, invite, set_language, stop
from tutela_node.people.services._roles import end_role, grant_role
from tutela_node.people.services._units import add_unit, rename_unit
from tutela_node.people.services._values import APART, LINK_LIVES, Role, digest_of, excluded
from tutela_node.people.services._ways_in import (
    add_second_factor,
    begin_session,
    change_password,
    end_session,
    remove_second_factor,
    renew_invitation,
    use_invitation,
)

__all__ = [
    "APART", "LINK_LIVES", "Invited", "Role", "add_second_factor", "add_unit", "begin_session", "change",
    "change_password", "digest_of", "end_role", "end_session", "excluded", "grant_role", "invite",
    "remove_second_factor", "rename_unit", "renew_invitation", "set_language", "stop", "use_invitation",
]  # fmt: skip
