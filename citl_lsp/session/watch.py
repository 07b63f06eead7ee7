"""Watching folders with watchdog, for clients that can't."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable, Iterable

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import ObservedWatch

from citl_lsp.session.listener import LogLevel

_MAX_FOLDERS = 256
_SUFFIXES = (".py", "pyproject.toml", "citl.lock")


class FolderWatch(FileSystemEventHandler):
    """Calls `changed` on the loop with the paths of files that changed in the watched folders themselves."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        changed: Callable[[Iterable[str]], None],
        log: Callable[[LogLevel, str], None],
    ) -> None:
        self._loop = loop
        self._changed = changed
        self._log = log
        self._observer = Observer()
        self._observer.daemon = True
        self._watches: dict[str, ObservedWatch] = {}
        self._failed: set[str] = set()
        self._started = False

    def watch(self, folders: Iterable[str]) -> None:
        """Watch exactly these folders (up to a limit), those that don't exist excepted: there is no change in them."""
        wanted = set(sorted(filter(os.path.isdir, folders))[:_MAX_FOLDERS])
        for folder in self._watches.keys() - wanted:
            with contextlib.suppress(OSError, KeyError):
                self._observer.unschedule(self._watches.pop(folder))
        for folder in wanted - self._watches.keys() - self._failed:
            try:
                self._watches[folder] = self._observer.schedule(self, folder, recursive=False)
                if not self._started:
                    self._observer.start()
                    self._started = True
            except OSError as error:
                # inotify's limit among others: changes in there are seen at the next edit.
                self._watches.pop(folder, None)
                self._failed.add(folder)
                self._log("warning", f"{folder} can't be watched: {error}")

    def stop(self) -> None:
        """Watch nothing any more."""
        if self._started:
            self._observer.stop()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """watchdog's call, in its thread."""
        if event.is_directory or event.event_type in ("opened", "closed_no_write"):
            return
        paths = [str(path).replace("\\", "/") for path in (event.src_path, event.dest_path) if path]
        relevant = [path for path in paths if path.endswith(_SUFFIXES)]
        if relevant:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._changed, relevant)
