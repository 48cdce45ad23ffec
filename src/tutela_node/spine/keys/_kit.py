"""The recovery kit: the node key on three sheets of words, of which any two give it back (SLIP-39, Shamir's scheme).

One sheet alone says nothing about the key. Three people keep one each, none of them the administrator alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import shamir_mnemonic

from tutela_node.config import NodeError

SHEETS, NEEDED = 3, 2


def sheets_of(key: bytes) -> list[str]:
    """Three sheets of 33 words each, for a node key of 32 bytes."""
    sheets: list[str] = shamir_mnemonic.generate_mnemonics(1, [(NEEDED, SHEETS)], key)[0]
    return sheets


def key_from(sheets: Sequence[str]) -> bytes:
    """The node key, of any two sheets of one kit.

    Raises:
        NodeError: a word is mistyped, a sheet stands twice, or they are of two kits.
    """
    read = list(dict.fromkeys(" ".join(sheet.split()).casefold() for sheet in sheets))
    if len(read) != NEEDED:
        raise NodeError(f"expected {NEEDED} different sheets of the kit, got {len(read)}; bring another one")
    try:
        key: bytes = shamir_mnemonic.combine_mnemonics(read)
    except (shamir_mnemonic.MnemonicError, ValueError, IndexError) as err:
        raise NodeError(
            f"the sheets do not give a key: {err}. Look for a mistyped word, and that both are of the same kit"
        ) from None
    return key
