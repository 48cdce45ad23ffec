"""The recovery kit: the node key on three sheets of words, of which any two give it back (SLIP-39, Shamir's scheme).

One sheet alone says nothing about the key. Three people keep one each, none of them the administrator alone.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from tutela_node.config import NodeError

SHEETS, NEEDED = 3, 2


def sheets_of(key: bytes) -> list[str]:
    """Three sheets of 33 words each, for a node key of 32 bytes."""
    return [*_words().generate_mnemonics(1, [(NEEDED, SHEETS)], key, iteration_exponent=1)[0]]


def key_from(sheets: Sequence[str]) -> bytes:
    """The node key, of any two sheets of one kit.

    Raises:
        NodeError: a word is mistyped, a sheet stands twice, or they are of two kits.
    """
    read = [" ".join(sheet.split()).casefold() for sheet in sheets]
    if len(set(read)) != NEEDED:
        raise NodeError(f"expected {NEEDED} different sheets of the kit, got {len(set(read))}; bring another one")
    words = _words()
    try:
        key: bytes = words.combine_mnemonics(read)
    except (words.MnemonicError, ValueError, IndexError) as err:
        raise NodeError(
            f"the sheets do not give a key: {err}. Look for a mistyped word, and that both are of the same kit"
        ) from None
    return key


def _words():  # type: ignore[no-untyped-def]
    """The library, brought in when a kit is made or read: it stretches its own tables at import."""
    logging.getLogger("shamir_mnemonic").setLevel(logging.ERROR)
    import shamir_mnemonic

    return shamir_mnemonic
