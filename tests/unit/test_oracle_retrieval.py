"""BM25, cosine and their fusion against numbers worked out by hand."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest

from citl_lsp.oracle.embedding import DIMENSION, cosines, embed, unit_rows
from citl_lsp.oracle.model import DecisionNote
from citl_lsp.oracle.retrieval import Retriever, fuse, tokens

DOCUMENTS = ("E0382 borrow of moved value", "E0382 use of moved value", "E0308 mismatched types")


def direction(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    vector = np.zeros(DIMENSION, dtype=np.float32)
    vector[: len(values)] = values
    return vector


def test_tokens_keep_codes_and_types() -> None:
    assert tokens("E0308 expected `Vec<i64>`, found `&str`") == [
        "E0308",
        "expected",
        "Vec<i64>",
        "Vec<_>",
        "found",
        "&str",
    ]
    assert tokens("Vec<_> clippy::unwrap_used Moved") == ["Vec<_>", "clippy::unwrap_used", "moved"]
    assert tokens("`HashMap<String, Vec<i64>>`") == ["HashMap<String,Vec<i64>>", "HashMap<_>"]


def test_bm25_of_three_documents_by_hand() -> None:
    # lengths 5, 5, 3; mean 13/3. Query "borrow moved": borrow is in one document, moved in two.
    # idf(1) = ln(2.5/1.5 + 1) = 0.980829, idf(2) = ln(1.5/2.5 + 1) = 0.470004
    # a term once in a document of length 5: 1 / (1 + 1.5 (0.25 + 0.75 · 5 / (13/3))) = 1 / 2.673077 = 0.374101
    norm = 1 / (1 + 1.5 * (1 - 0.75 + 0.75 * 5 / (13 / 3)))
    assert norm == pytest.approx(0.374101, abs=1e-6)
    expected = [(0.980829 + 0.470004) * norm, 0.470004 * norm, 0.0]
    assert math.log(2.5 / 1.5 + 1) == pytest.approx(0.980829, abs=1e-6)
    retriever = Retriever(DOCUMENTS, np.zeros((3, DIMENSION), dtype=np.float32))
    assert retriever._sparse.scores(tokens("borrow moved")).tolist() == pytest.approx(expected, abs=1e-6)


def test_fusion_of_three_documents_by_hand() -> None:
    # sparse ranks: 0 → 1, 1 → 2; dense ranks: 2 → 1, 1 → 2, 0 → 3
    rows = np.stack([direction(0.0, 1.0, 0.5), direction(0.5, 1.0), direction(1.0)])
    hits = Retriever(DOCUMENTS, rows).search("borrow moved", direction(0.9, 0.1, 0.2) / np.float32(0.92736), 3)
    assert [(hit.index, hit.sparse_rank, hit.dense_rank) for hit in hits] == [(0, 1, 3), (1, 2, 2), (2, None, 1)]
    assert [hit.score for hit in hits] == pytest.approx([0.5 / 61 + 0.5 / 63, 0.5 / 62 + 0.5 / 62, 0.5 / 61], abs=1e-12)


def test_alpha_moves_between_the_two_lists() -> None:
    rows = np.stack([direction(0.0, 1.0), direction(0.5, 1.0), direction(1.0)])
    retriever = Retriever(DOCUMENTS, rows)
    assert [hit.index for hit in retriever.search("borrow moved", direction(1.0), 3, alpha=1.0)] == [0, 1]
    assert [hit.index for hit in retriever.search("borrow moved", direction(1.0), 3, alpha=0.0)] == [2, 1]
    with pytest.raises(ValueError, match="alpha"):
        retriever.search("borrow", None, 3, alpha=1.5)


def test_half_ranks_as_plain_fusion() -> None:
    sparse, dense = {0: 1, 1: 2, 2: 3}, {2: 1, 0: 2, 3: 3}
    plain = {index: sum(1 / (60 + ranks[index]) for ranks in (sparse, dense) if index in ranks) for index in range(4)}
    assert [hit.index for hit in fuse(sparse, dense)] == sorted(plain, key=lambda index: (-plain[index], index))


def test_each_list_gives_its_best_2k() -> None:
    texts = [f"alpha word{number}" for number in range(10)]
    hits = Retriever(texts, np.zeros((10, DIMENSION), dtype=np.float32)).search("alpha", None, 20)
    assert [hit.index for hit in hits] == list(range(10))
    assert len(Retriever(texts, np.zeros((10, DIMENSION), dtype=np.float32)).search("alpha", None, 3)) == 3


def test_nothing_in_common_is_no_hit() -> None:
    retriever = Retriever(DOCUMENTS, np.zeros((3, DIMENSION), dtype=np.float32))
    assert retriever.search("zebra", direction(1.0), 3) == []
    assert retriever.search("", None, 3) == []
    assert Retriever((), np.zeros((0, DIMENSION), dtype=np.float32)).search("moved", direction(1.0), 3) == []


NOTES = (
    DecisionNote("container", "MemoryAlloc", "owned", "list[Invoice]", "Vec<Invoice>"),
    DecisionNote("number", "TypeMapping", "i64", "int", "i64"),
)


def test_embedding_has_length_one_and_knows_no_names() -> None:
    vector = embed(NOTES)
    assert vector.shape == (DIMENSION,)
    assert float(vector @ vector) == pytest.approx(1.0, abs=1e-6)
    renamed = DecisionNote("container", "MemoryAlloc", "owned", "list[Order]", "Vec<Order>")
    assert np.array_equal(embed((renamed, NOTES[1])), vector)
    assert not embed(()).any()


def test_like_histories_are_nearer_than_unlike_ones() -> None:
    other = DecisionNote("loop", "LoopTransform", "index", "range", "Range<usize>")
    rows = unit_rows(np.stack([embed(NOTES), embed((NOTES[0], other)), embed((other,))]))
    near = cosines(embed(NOTES), rows)
    assert near[0] == pytest.approx(1.0, abs=1e-5)
    assert near[0] > near[1] > near[2]


def test_embedding_is_the_same_in_every_process() -> None:
    code = (
        "from citl_lsp.oracle.embedding import embed; from citl_lsp.oracle.model import DecisionNote as D;"
        "print(embed((D('number','TypeMapping','i64','int','i64'),)).tobytes().hex())"
    )
    for seed in ("0", "1"):
        run = subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        )
        assert bytes.fromhex(run.stdout.strip()) == embed(NOTES[1:]).tobytes()
