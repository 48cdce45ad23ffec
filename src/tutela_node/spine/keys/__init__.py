"""Keys and sealing, before any database: the node key's holder, the named keys, AES-GCM and blind tokens.

Django's settings need a key, so nothing here may import a model. Flow: a `Holder` opens the `NamedKeys` of a folder;
`named_keys` gives those of this process; `seal` and `unseal` work under a record's key, which the vault keeps.
"""

from tutela_node.spine.keys._holder import FileHolder, Holder, PassphraseHolder
from tutela_node.spine.keys._kit import key_from
from tutela_node.spine.keys._named import NamedKeys, read_named, write_named
from tutela_node.spine.keys._process import forget_keys, holder_of, named_keys, next_of, node_key_file, open_named
from tutela_node.spine.keys._seal import BlindKind, SealBroken, blind, normal_form, seal, unseal

__all__ = [
    "BlindKind", "FileHolder", "Holder", "NamedKeys", "PassphraseHolder", "SealBroken", "blind", "forget_keys",
    "holder_of", "key_from", "named_keys", "next_of", "node_key_file", "normal_form", "open_named", "read_named",
    "seal", "unseal", "write_named",
]  # fmt: skip
