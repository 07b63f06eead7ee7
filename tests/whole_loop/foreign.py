"""The foreign programs of `programs.toml`, fetched from PyPI and never kept in the repository."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from citl_lsp.learning.sources import Entry, SourceError, files_of

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PROGRAMS = Path(__file__).with_name("programs.toml")


@dataclass(frozen=True)
class Foreign:
    """A program; `use` as in `programs.toml`, `source` says where it comes from."""

    name: str
    source: str
    use: str
    text: str


def programs(cache: Path) -> Iterator[Foreign]:
    """All of them. Raises `SourceError` where one isn't in its package."""
    for table in tomllib.loads(PROGRAMS.read_text(encoding="utf-8"))["program"]:
        part = table.get("part", "")
        entry = Entry(table["package"], table["version"], "", (table["file"],), cut=bool(part))
        source = f"{entry.name} {entry.version}, {table['file']}" + (f", {part}" if part else "")
        found = [one for one in files_of(entry, cache) if one.part == part]
        if len(found) != 1:
            raise SourceError(f"{source}: not there")
        name = re.sub(r"\W", "_", f"{entry.name}_{part or Path(table['file']).stem}")
        yield Foreign(name, source, table["use"], found[0].text)
