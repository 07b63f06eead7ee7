"""Every Rust token of a translation stands for a Python place or is the runtime's frame; the map is kept whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from citl_lsp.rust.source_map import SourceMap

from .harness import FAITHFUL, IDIOMATIC, ROOT, case_paths, translate

_TOKEN = re.compile(r"//[^\n]*|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])'|'?\w+|[^\s\w]")
PATHS = [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in case_paths()]


def unmapped(rust: str, source_map: SourceMap) -> list[str]:
    """Tokens that stand for nothing in Python and lie in no item that is the runtime's own."""
    found = []
    for token in _TOKEN.finditer(rust):
        start, end = source_map.to_bytes(token.start()), source_map.to_bytes(token.end())
        if source_map.lookup(start, end) is None:
            item = source_map.item_at(start)
            if item is None and not rust.startswith("#!", rust.rfind("\n", 0, token.start()) + 1):
                found.append(token.group())
            elif item is not None and item.unit is not None:
                found.append(f"{item.name}: {token.group()}")
    return found


@pytest.mark.parametrize("policy", [FAITHFUL, IDIOMATIC], ids=["faithful", "idiomatic"])
@pytest.mark.parametrize("path", PATHS)
def test_every_token_has_a_place_or_is_the_runtimes(path: Path, policy: object) -> None:
    text = path.read_text(encoding="utf-8")
    found = translate(text, policy)  # type: ignore[arg-type]
    assert unmapped(found.rust, found.source_map) == []
    lengths = {(p, u): len(text) for p, u in found.unit_starts}
    for mapped in found.source_map._ranges:
        origin = mapped.origin
        start = found.unit_starts[origin.path, origin.unit][0] + origin.span.start
        assert 0 <= start <= lengths[origin.path, origin.unit]


@pytest.mark.parametrize("path", PATHS)
def test_the_map_survives_its_file(path: Path) -> None:
    found = translate(path.read_text(encoding="utf-8"))
    again = SourceMap.from_json(found.source_map.to_json(), found.rust)
    assert again.to_json() == found.source_map.to_json()
    for at in range(0, len(found.rust.encode()), 7):
        assert again.lookup(at, at + 1) == found.source_map.lookup(at, at + 1)
        assert again.item_at(at) == found.source_map.item_at(at)
