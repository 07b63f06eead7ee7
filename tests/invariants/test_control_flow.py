"""Random control flow: a sample with a fixed seed; more of it with `python -m tests.invariants.control_flow 20`."""

from __future__ import annotations

import asyncio

from .control_flow import faults
from .harness import runtime

SEED = 2


def test_random_control_flow() -> None:
    runtime()  # builds it, which can't be done in an event loop
    assert asyncio.run(faults(SEED)) == []
