"""The tree: public vectors, and every size against the recursion of RFC 6962."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger import reference
from tests.ledger.worlds import entries
from tutela.ledger import (
    EMPTY_ROOT,
    Frontier,
    LedgerError,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from tutela.ledger._tree import consistency_proof, inclusion_proof, root_at

# The reference tree of google/certificate-transparency, cpp/merkletree/merkle_tree_test.cc (kInputs, kSHA256Roots,
# kSHA256Paths, kSHA256Proofs), from which most implementations take their vectors. Leaves there count from 1.
INPUTS = [
    bytes.fromhex(h)
    for h in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATHS = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (3, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (2, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
PROOFS = {
    (1, 1): [],
    (1, 8): PATHS[1, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}

sizes = st.integers(1, 300)


def unhex(said: list[str]) -> list[bytes]:
    return [bytes.fromhex(h) for h in said]


class Perfect:
    """The perfect subtrees over some entries, by the recursion of the RFC."""

    def __init__(self, d: list[bytes]) -> None:
        self.d = d

    def __call__(self, height: int, index: int) -> bytes:
        span = self.d[index << height : (index + 1) << height]
        assert len(span) == 1 << height, "a perfect subtree was asked for beyond the log"
        return reference.mth(span)


def test_roots_of_the_reference_tree() -> None:
    tree = Frontier()
    assert tree.root() == EMPTY_ROOT == bytes.fromhex(EMPTY)
    for size, entry in enumerate(INPUTS, 1):
        tree.push(leaf_hash(entry))
        assert (tree.size, tree.root().hex()) == (size, ROOTS[size - 1])
        assert root_at(Perfect(INPUTS), size).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("leaf", "size"), PATHS)
def test_paths_of_the_reference_tree(leaf: int, size: int) -> None:
    proof = unhex(PATHS[leaf, size])
    assert inclusion_proof(Perfect(INPUTS), leaf - 1, size) == proof
    verify_inclusion(leaf - 1, size, leaf_hash(INPUTS[leaf - 1]), proof, bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize(("first", "second"), PROOFS)
def test_consistency_of_the_reference_tree(first: int, second: int) -> None:
    proof = unhex(PROOFS[first, second])
    assert consistency_proof(Perfect(INPUTS), first, second) == proof
    verify_consistency(first, second, proof, *unhex([ROOTS[first - 1], ROOTS[second - 1]]))


@given(sizes)
def test_the_edge_gives_the_root_of_the_recursion(size: int) -> None:
    tree, d = Frontier(), entries(size)
    for entry in d:
        tree.push(leaf_hash(entry))
    assert tree.root() == reference.mth(d)
    again = Frontier(tree.size, tree.peaks)
    again.push(leaf_hash(b"one more"))
    assert again.root() == reference.mth([*d, b"one more"])


def test_an_edge_that_does_not_fit_its_size_is_refused() -> None:
    with pytest.raises(LedgerError, match="1 hashes cannot be the edge of a tree of 3; expected 2"):
        Frontier(3, [EMPTY_ROOT])


@given(st.data(), sizes)
def test_inclusion_is_proved_and_nothing_else_is(data: st.DataObject, size: int) -> None:
    d = entries(size)
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(Perfect(d), index, size)
    assert proof == reference.path(index, d)
    leaf, root = leaf_hash(d[index]), reference.mth(d)
    verify_inclusion(index, size, leaf, proof, root)

    other = node_hash(leaf, leaf)
    wrong = [
        (index, size, other, proof, root),
        (index, size, leaf, proof, other),
        (index, size, leaf, [*proof, other], root),
        (index, size, leaf, [other, *proof], root),
        (-1, size, leaf, proof, root),
        (size, size, leaf, proof, root),
        (index, 0, leaf, proof, root),
    ]
    wrong += [(index, size, leaf, proof[:k] + proof[k + 1 :], root) for k in range(len(proof))]
    wrong += [(index, size, leaf, [*proof[:k], other, *proof[k + 1 :]], root) for k in range(len(proof))]
    wrong += [(k, size, leaf, proof, root) for k in range(size) if k != index]
    for case in wrong:
        with pytest.raises(LedgerError):
            verify_inclusion(*case)


@given(st.data(), sizes)
def test_consistency_is_proved_and_nothing_else_is(data: st.DataObject, second: int) -> None:
    d = entries(second)
    first = data.draw(st.integers(1, second))
    proof = consistency_proof(Perfect(d), first, second)
    assert proof == reference.proof(first, d)
    old, new = reference.mth(d[:first]), reference.mth(d)
    verify_consistency(first, second, proof, old, new)

    other = node_hash(old, new)
    wrong = [
        (first, second, proof, other, new),
        (first, second, proof, old, other),
        (first, second, [*proof, other], old, new),
        (second + 1, second, proof, old, new),
        (-1, second, proof, old, new),
    ]
    wrong += [(first, second, proof[:k] + proof[k + 1 :], old, new) for k in range(len(proof))]
    wrong += [(first, second, [*proof[:k], other, *proof[k + 1 :]], old, new) for k in range(len(proof))]
    if first < second:
        wrong += [(first, second, [other, *proof], old, new), (first, second, proof, new, old)]
    for case in wrong:
        with pytest.raises(LedgerError):
            verify_consistency(*case)


def test_a_log_of_nothing_begins_every_log_without_a_proof() -> None:
    root = leaf_hash(b"one")
    verify_consistency(0, 1, [], EMPTY_ROOT, root)
    verify_consistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)
    for proof, old, new in (([root], EMPTY_ROOT, root), ([], root, root)):
        with pytest.raises(LedgerError):
            verify_consistency(0, 1, proof, old, new)
    with pytest.raises(LedgerError, match="leads to the root"):
        verify_consistency(0, 0, [], EMPTY_ROOT, root)
    with pytest.raises(LedgerError, match="goes backwards"):
        verify_consistency(1, 0, [], root, EMPTY_ROOT)


def test_what_a_wrong_proof_says() -> None:
    d = entries(8)
    proof, root, leaf = reference.path(5, d), reference.mth(d), leaf_hash(d[5])
    with pytest.raises(LedgerError, match="has 2 hashes, fewer than a tree of 8 needs"):
        verify_inclusion(5, 8, leaf, proof[:2], root)
    with pytest.raises(LedgerError, match="has 4 hashes, more than a tree of 8 needs"):
        verify_inclusion(5, 8, leaf, [*proof, root], root)
    with pytest.raises(LedgerError, match="leads to the root"):
        verify_inclusion(4, 8, leaf, proof, root)
    with pytest.raises(LedgerError, match="entry 8 cannot be in a tree of 8"):
        verify_inclusion(8, 8, leaf, proof, root)
