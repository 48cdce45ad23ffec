"""Authority as policy that a lawyer can read: Cedar files, a schema, a closed dated list of lawful bases.

Flow: a room registers its `Kind`s; an act is asked with a `Context`; `decide` answers with the policies that decided
and, for a refusal, the sentences that the person reads.
"""

from tutela_node.spine.authority._bases import Basis, bases, basis_of, every_basis
from tutela_node.spine.authority._decide import (
    BROKEN,
    PURPOSES,
    SILENT,
    Book,
    Context,
    Decision,
    Policy,
    decide,
    decide_many,
    policies,
    read_policies,
    schema_text,
)
from tutela_node.spine.authority._kinds import Actor, Kind, entity, kind_of, register
from tutela_node.spine.authority._text import (
    PolicyFile,
    PolicyText,
    of_every_act,
    policy_files,
    speaking_of,
)

__all__ = [
    "BROKEN", "PURPOSES", "SILENT", "Actor", "Basis", "Book", "Context", "Decision", "Kind", "Policy", "PolicyFile",
    "PolicyText", "bases", "basis_of", "decide", "decide_many", "entity", "every_basis", "kind_of", "of_every_act",
    "policies", "policy_files", "read_policies", "register", "schema_text", "speaking_of",
]  # fmt: skip
