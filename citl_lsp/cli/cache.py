"""`citl cache clear`"""

from __future__ import annotations

import click

from citl_lsp.cli.console import note, shown_path, size_text


@click.group()
def command() -> None:
    """Manage what citl keeps on this machine to be fast: the compiled runtime, incremental data, the toolchain found.

    Everything in it is made again when it is needed. Records and your own model files are not part of it.
    """


@command.command()
def clear() -> int:
    """Delete the cache."""
    from citl_lsp.toolchain.cache import cache_dir, clear_cache

    folder = cache_dir()
    freed = clear_cache()
    left = sum(1 for path in folder.rglob("*") if path.is_file()) if folder.exists() else 0
    click.echo(f"{size_text(freed)} deleted in {shown_path(folder)}")
    if left:
        note(f"{left} files could not be deleted")
        return 2
    return 0
