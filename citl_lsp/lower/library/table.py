"""Functions of the standard library that a declaration can't state, by module and name."""

from __future__ import annotations

from citl_lsp.lower.library.collections import COLLECTIONS
from citl_lsp.lower.library.handler import Handler
from citl_lsp.lower.library.itertools import ITERTOOLS
from citl_lsp.lower.library.random import RANDOM
from citl_lsp.lower.library.sorted import SORTED
from citl_lsp.lower.library.values import VALUES

LIBRARY: dict[tuple[str, str], Handler] = {**COLLECTIONS, **SORTED, **ITERTOOLS, **VALUES, **RANDOM}
