"""Random edits, then the same text in a fresh server: both must show the same.

A sample with fixed seeds here; in full with `python tests/server/random_edits.py 10000`.
"""

from __future__ import annotations

import pytest
from random_edits import SORTS, Sort
from server_client import RawClient

EDITS = {"anything": 120, "definitions": 12}


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("sort", SORTS, ids=lambda sort: sort.__name__)
def test_equal_to_a_fresh_server(client: RawClient, user_environment: dict[str, str], sort: Sort, seed: int) -> None:
    assert sort(client, user_environment, seed, EDITS[sort.__name__]) == ""
