"""Embeddings of decision histories: a hashed random projection, the same on every machine.

Each decision is a handful of tokens (`kind=container`, `kind=container alternative=rc_refcell`, `python=list[int]`, …).
A token becomes a vector of ±1 by its BLAKE2b digest, 64 bits for 64 dimensions; a history is the sum over its tokens,
scaled to length 1. By the lemma of Johnson and Lindenstrauss in Achlioptas' ±1 form (J. Comput. Syst. Sci. 66, 2003),
cosines between such sums approximate the cosines between the bags of tokens. Nothing is trained, so there is nothing to
ship and nothing to drift.

    >>> float(cosines(embed(()), embed(()).reshape(1, -1))[0])
    0.0

User names never enter: types go through `normalise_type`. This module knows no retrieval and no file.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from citl_lsp.oracle.model import DecisionNote
from citl_lsp.oracle.vocabulary import normalise_type

DIMENSION = 64

Vector = npt.NDArray[np.float32]


def embed(history: Sequence[DecisionNote]) -> Vector:
    """Embedding of a history, shape (64,), length 1; all zero for an empty history."""
    total: Vector = np.zeros(DIMENSION, dtype=np.float32)
    for note in history:
        for token in _tokens(note):
            total += _project(token)
    length = float(np.sqrt(np.dot(total, total)))
    return np.asarray(total / np.float32(length if length > 0.0 else 1.0), dtype=np.float32)


def unit_rows(rows: Vector) -> Vector:
    """Each row scaled to length 1; rows of zeros stay so. Shape (n, 64) in and out."""
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    return np.asarray(rows / np.where(lengths > 0, lengths, np.float32(1))[:, None], dtype=np.float32)


def cosines(query: Vector, units: Vector) -> Vector:
    """Cosine of a query of length 1, (64,), with rows of length 1, (n, 64); shape (n,), rounded to 5 digits.

    The rounding keeps ranks equal on machines whose linear algebra adds in another order.
    """
    if units.size == 0:
        return np.zeros(len(units), dtype=np.float32)
    return np.asarray(np.round(units @ query, 5), dtype=np.float32)


def _tokens(note: DecisionNote) -> tuple[str, ...]:
    kind = f"kind={note.site_kind}"
    return (
        kind,
        f"category={note.category}",
        f"{kind} alternative={note.alternative}",
        f"python={normalise_type(note.python_type)}",
        f"rust={normalise_type(note.rust_type)}",
    )


@lru_cache(maxsize=4096)
def _project(token: str) -> Vector:
    digest = blake2b(
        token.encode("utf-8", "surrogatepass"), digest_size=DIMENSION // 8, person=b"citl-embed-1"
    ).digest()
    bits = np.unpackbits(np.frombuffer(digest, dtype=np.uint8))
    signs: Vector = bits.astype(np.float32) * np.float32(2) - np.float32(1)
    return signs
