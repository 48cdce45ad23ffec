"""The vault: what is sealed, under which key, and how it goes for good (docs/decisions/0007).

Flow: a `SealedRecord` gets a key of its own when an act first saves it; its `SealedField`s are ciphertext in the
database; `opened` gives the clear values where Cedar has allowed it; `index` and `find` compare without reading; a
large file is sealed before its act (`prepare`) and becomes a record in it (`adopt`);
`erase` sentences keys in an act, `carry_out_erasures` deletes them after its commit.
"""

from tutela_node.spine.vault._blobs import Prepared, adopt, content, keep, prepare, sealed_bytes
from tutela_node.spine.vault._erase import backups_until, carry_out_erasures, erase_record, erase_scope
from tutela_node.spine.vault._field import Sealed, SealedField, SealedRecord, opened, opened_many, opened_with
from tutela_node.spine.vault._find import find, index, tokens_of
from tutela_node.spine.vault._store import (
    RING,
    KeyGone,
    Ring,
    collected,
    hand_in,
    keys_of,
    rewrap_scopes,
    rows_of,
    scope_key,
)

__all__ = [
    "RING", "KeyGone", "Prepared", "Ring", "Sealed", "SealedField", "SealedRecord", "adopt", "backups_until",
    "carry_out_erasures", "collected", "content", "erase_record", "erase_scope", "find", "hand_in", "index", "keep",
    "keys_of", "opened", "opened_many", "opened_with", "prepare", "rewrap_scopes", "rows_of", "scope_key",
    "sealed_bytes", "tokens_of",
]  # fmt: skip
