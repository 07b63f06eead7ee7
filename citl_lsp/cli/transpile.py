"""`citl transpile FILE.py [-o FILE.rs] [--map MAP.json]`"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from citl_lsp.cli.console import out_utf8, report
from citl_lsp.cli.draft import Draft, make_draft
from citl_lsp.cli.load import load_program
from citl_lsp.cli.options import PATH, profile_option
from citl_lsp.cli.output import check_output, write_text
from citl_lsp.cli.settings import settings_for
from citl_lsp.cli.sites import site_json
from citl_lsp.config import ProfileName


@click.command()
@click.argument("file", type=PATH)
@click.option("-o", "output", type=PATH, metavar="FILE.rs", help="Write the Rust to a file instead of stdout.")
@click.option("--map", "map_file", type=PATH, metavar="MAP.json", help="Write the source map and the sites to a file.")
@profile_option("idiomatic")
def command(file: Path, output: Path | None, map_file: Path | None, profile: ProfileName | None) -> int:
    """Print the Rust that the program FILE becomes.

    Findings go to stderr; what can't be translated becomes a stub that stops with a message.
    """
    loaded = load_program(file)
    for target in (output, map_file):
        if target is not None:
            check_output(target, loaded)
    settings = settings_for(file)
    draft = make_draft(loaded, settings, settings.profile(profile, "idiomatic"))
    findings = draft.findings()
    report(findings, loaded.shown_texts())
    if output is None:
        out_utf8(draft.translation.rust)
    else:
        write_text(output, draft.translation.rust)
    if map_file is not None:
        write_text(map_file, json.dumps(map_json(draft), ensure_ascii=False) + "\n")
    return int(any(finding.severity == "error" for finding in findings))


def map_json(draft: Draft) -> dict[str, Any]:
    """The source map with absolute places: `[rust_start, rust_end, file, start, end]` per range, inner ones after the
    outer ones, in code points of the Rust text and of the Python file; and every site."""
    data = json.loads(draft.translation.source_map.to_json())
    paths, units, numbers = data["paths"], data["units"], data["ranges"]
    ranges = []
    for at in range(0, len(numbers), 6):
        rust_start, rust_end, path, unit, start, end = numbers[at : at + 6]
        base = draft.translation.unit_starts.get((paths[path], units[unit]), (0, 0))[0]
        ranges.append([rust_start, rust_end, path, base + start, base + end])
    return {
        "version": 1,
        "profile": draft.policy.profile,
        "main": draft.loaded.shown(draft.program.main),
        "files": [draft.loaded.shown(path) for path in paths],
        "ranges": ranges,
        "sites": [site_json(site, draft) for site in draft.translation.sites],
    }
