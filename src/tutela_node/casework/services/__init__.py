"""Every act of casework. Desks call these and nothing else to change or open anything of a case."""

from tutela_node.casework.services._answers import Asked, attach_answer, open_answer
from tutela_node.casework.services._cases import (
    CaseOpened,
    Erased,
    change_case,
    close_case,
    erase_case,
    hand_over,
    open_case,
    read_case,
    reopen_case,
    set_facts,
    what_keeps,
)
from tutela_node.casework.services._parts import (
    AccountOpened,
    PersonOpened,
    add_account,
    add_note,
    add_person,
    add_task,
    change_account,
    change_person,
    erase_person,
    finish_task,
    open_account,
    open_notes,
    open_person,
)
from tutela_node.casework.services._search import KINDS, Found, Hit, search
from tutela_node.casework.services._team import (
    add_member,
    declare_conflict,
    declare_emergency,
    lift_conflict,
    lift_hold,
    open_emergency,
    place_hold,
    remove_member,
    review_emergency,
)
from tutela_node.casework.services._time_line import Happened, read_time_line, say

__all__ = [
    "KINDS", "AccountOpened", "Asked", "CaseOpened", "Erased", "Found", "Happened", "Hit", "PersonOpened",
    "add_account", "add_member", "add_note", "add_person", "add_task", "attach_answer", "change_account",
    "change_case", "change_person", "close_case", "declare_conflict", "declare_emergency", "erase_case",
    "erase_person", "finish_task", "hand_over", "lift_conflict", "lift_hold", "open_account", "open_answer",
    "open_case", "open_emergency", "open_notes", "open_person", "place_hold", "read_case", "read_time_line",
    "remove_member", "reopen_case", "review_emergency", "say", "search", "set_facts", "what_keeps",
]  # fmt: skip
