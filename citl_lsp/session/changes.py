"""Where a place of an older text lies in a newer one, and the newer text itself.

    old, new = "a = 1\\nb = 2\\n", "a = 10\\nb = 2\\n"
    hull = changed(old, new)         # Hull(start=5, old_end=5, new_end=6)
    hull.forward(6, 11)              # (7, 12)

One hull covers everything that changed: exact for a single edit, cautious for several.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from citl_lsp.session.messages import TextChange


class Hull(NamedTuple):
    """`old[start:old_end]` became `new[start:new_end]`; the texts are equal before and after."""

    start: int
    old_end: int
    new_end: int

    def forward(self, start: int, end: int) -> tuple[int, int] | None:
        """Where an untouched range of the old text lies in the new one."""
        if end < self.start or (end == self.start and start < end):
            return start, end
        if start >= self.old_end and (start, end) != (self.start, self.start):
            shift = self.new_end - self.old_end
            return start + shift, end + shift
        return None

    def backward(self, offset: int) -> int | None:
        """Where a place of the new text lay in the old one; None inside what changed."""
        if offset < self.start:
            return offset
        if offset >= self.new_end:
            return offset - self.new_end + self.old_end
        return None


def changed(old: str, new: str) -> Hull:
    """The smallest range that has to be replaced to make `new` of `old`."""
    shorter = min(len(old), len(new))
    start = _common(shorter, lambda n: old.startswith(new[:n]))
    end = _common(shorter - start, lambda n: n == 0 or old[-n:] == new[-n:])
    return Hull(start, len(old) - end, len(new) - end)


def edited(text: str, edits: Iterable[TextChange]) -> str:
    """The text with the edits made."""
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _common(limit: int, agrees: Callable[[int], bool]) -> int:
    """The largest n <= limit for which `agrees(n)` holds, which is true up to some n and false after it."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if agrees(middle):
            low = middle
        else:
            high = middle - 1
    return low
