"""`citl check --watch`: check again whenever a file changes."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from citl_lsp.cli.checking import Checker, CheckReport
from citl_lsp.cli.collect import collect, folders
from citl_lsp.cli.console import note
from citl_lsp.cli.problem import Problem
from citl_lsp.cli.settings import forget_settings, settings_for
from citl_lsp.session.watch import FolderWatch

_SETTLE_SECONDS = 0.15
"""A save is several events, a branch switch is many files: they are taken together."""
_INTERRUPTION_SECONDS = 1.0


def watch_and_check(checker: Checker, paths: Sequence[Path], show: Callable[[CheckReport], None]) -> int:
    """Check, wait for a change, check again; 0 when the user ends it.

    The loop only runs while nothing is checked; changes meanwhile are taken up afterwards.
    """
    loop = asyncio.new_event_loop()
    changed: set[str] = set()
    wake = asyncio.Event()

    def told(changes: Iterable[str]) -> None:
        changed.update(changes)
        wake.set()

    watch = FolderWatch(loop, told, lambda level, text: note(text))
    ended = threading.Event()

    def end(signum: int, frame: object) -> None:
        ended.set()
        raise KeyboardInterrupt

    previous = signal.signal(signal.SIGINT, end)
    try:
        while True:
            # Before the files are read: what changes later is seen.
            watch.watch(folders(paths))
            forget_settings()
            try:
                report = checker.check(collect(paths))
            except Problem as problem:
                note(problem.message, problem.remedy)
            else:
                show(report)
                watch.watch(folders(paths) | report.folders | {str(settings_for(path).project) for path in paths})
            loop.run_until_complete(_next_change(wake, ended))
            names = sorted(Path(path).name for path in changed)
            changed.clear()
            more = f" and {len(names) - 3} more" if len(names) > 3 else ""
            click.echo(f"--- {time.strftime('%H:%M:%S')} {', '.join(names[:3])}{more}", err=True)
    except KeyboardInterrupt:
        return 0
    finally:
        signal.signal(signal.SIGINT, previous)
        watch.stop()
        loop.close()


async def _next_change(wake: asyncio.Event, ended: threading.Event) -> None:
    """Waits for a change. An interruption that fell into a destructor, where Python drops it, is taken up here."""
    while not wake.is_set():
        if ended.is_set():
            raise KeyboardInterrupt
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(wake.wait(), _INTERRUPTION_SECONDS)
    await asyncio.sleep(_SETTLE_SECONDS)
    wake.clear()
