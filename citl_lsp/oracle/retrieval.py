"""Hybrid retrieval of known error patterns: BM25 on the message, cosine on decision embeddings, fused by rank.

- BM25 (Robertson and Zaragoza 2009; k1 = 1.5, b = 0.75) in Lucene's form, which leaves out the constant factor k1 + 1:
  Σ idf · tf / (tf + k1 · (1 − b + b · length / mean length)), idf = ln((N − df + ½) / (df + ½) + 1).
- Cosine between the embeddings of the decision histories.
- Reciprocal rank fusion (Cormack, Clarke, Büttcher 2009): Σ wᵢ / (60 + rankᵢ), w = (α, 1 − α), over the best 2k of each
  list; at α = ½ it ranks as plain fusion does.

    >>> tokens("E0308 expected `Vec<i64>`, found `&str`")
    ['E0308', 'expected', 'Vec<i64>', 'Vec<_>', 'found', '&str']

Ties are broken by the pattern's place in the sorted file, so the order is the same in every process. This module knows
patterns as texts and vectors; what follows from a hit is the caller's business.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from citl_lsp.oracle.embedding import Vector, cosines, unit_rows
from citl_lsp.oracle.vocabulary import PLACEHOLDER

K1 = 1.5
B = 0.75
RRF_OFFSET = 60
ALPHA = 0.5

_TOKEN = re.compile(
    r"""
      `(?P<code>[^`]+)`
    | (?P<kept>clippy::\w+ | \bE\d{4}\b | [A-Za-z_$][\w:]*<[^\s`]*>)
    | (?P<word>[A-Za-z_][\w']*)
    """,
    re.VERBOSE,
)
_ARGUMENTS = re.compile(r"<.*>")


@dataclass(frozen=True)
class Hit:
    """A pattern found: its index, fused score, and ranks (1-based) in the two lists (None where it is not in one)."""

    index: int
    score: float
    sparse_rank: int | None
    dense_rank: int | None


def tokens(text: str) -> list[str]:
    """Tokens for BM25: codes, lints and code stay whole, prose is lower-cased; `Vec<i64>` also gives `Vec<_>`."""
    found: list[str] = []
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "word":
            found.append(match.group().lower())
            continue
        token = (match.group("code") or match.group("kept")).replace(", ", ",")
        if token == PLACEHOLDER:  # a name by itself says nothing
            continue
        generic = _ARGUMENTS.sub("<_>", token)
        found += [token] if generic == token else [token, generic]
    return found


class Retriever:
    """Searches a fixed list of patterns; building it is O(total tokens), a query O(patterns)."""

    def __init__(self, texts: Sequence[str], embeddings: Vector) -> None:
        """`texts[i]` and `embeddings[i]` (shape (n, d)) describe pattern i."""
        if len(texts) != len(embeddings):
            raise ValueError(f"{len(embeddings)} embeddings for {len(texts)} texts")
        self._units = unit_rows(embeddings)
        self._sparse = _SparseIndex([tokens(text) for text in texts])

    def __len__(self) -> int:
        return len(self._units)

    def search(self, text: str, embedding: Vector | None, k: int, alpha: float = ALPHA) -> list[Hit]:
        """The best k patterns, best first; patterns that share no token and no direction are not hits."""
        if not 0.0 <= alpha <= 1.0:
            raise ValueError(f"alpha must lie between 0 and 1, not {alpha}")
        sparse = _ranks(self._sparse.scores(tokens(text)), 2 * k)
        dense = {} if embedding is None else _ranks(cosines(embedding, self._units), 2 * k)
        return fuse(sparse, dense, alpha)[:k]


def fuse(sparse: dict[int, int], dense: dict[int, int], alpha: float = ALPHA) -> list[Hit]:
    """Reciprocal rank fusion of two rankings (index → rank from 1), best first."""
    hits = []
    for index in sparse.keys() | dense.keys():
        first, second = sparse.get(index), dense.get(index)
        score = 0.0 if first is None else alpha / (RRF_OFFSET + first)
        score += 0.0 if second is None else (1.0 - alpha) / (RRF_OFFSET + second)
        if score > 0.0:
            hits.append(Hit(index, score, first, second))
    return sorted(hits, key=lambda hit: (-hit.score, hit.index))


def _ranks(scores: npt.NDArray[np.float32], limit: int) -> dict[int, int]:
    """Ranks from 1 of the positive scores, at most `limit`; equal scores keep the order of their indices."""
    (positive,) = np.nonzero(scores > 0)
    order = positive[np.argsort(-scores[positive], kind="stable")][:limit]
    return {int(index): rank for rank, index in enumerate(order, start=1)}


class _SparseIndex:
    """BM25 by bm25s, which is imported when the first index is built."""

    def __init__(self, documents: list[list[str]]) -> None:
        self._size = len(documents)
        self._vocabulary: dict[str, int] = {}
        rows = [[self._vocabulary.setdefault(token, len(self._vocabulary)) for token in row] for row in documents]
        if not self._vocabulary:
            return
        import bm25s

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it asks for DEBUG itself, past the root's level
        self._index = bm25s.BM25(k1=K1, b=B, method="lucene", dtype="float32", csc_backend="numpy")
        self._index.index((rows, dict(self._vocabulary)), show_progress=False)

    def scores(self, query: list[str]) -> npt.NDArray[np.float32]:
        """BM25 score per document, shape (n,)."""
        known = [self._vocabulary[token] for token in query if token in self._vocabulary]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        found: npt.NDArray[np.float32] = self._index.get_scores_from_ids(known)
        return found
