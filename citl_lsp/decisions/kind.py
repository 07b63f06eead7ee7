"""What a decision kind declares about itself."""

from __future__ import annotations

from dataclasses import dataclass

from citl_lsp.decisions.model import Category, Stratum


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: documentation, default test and training seed at once."""

    python: str
    fragments: tuple[tuple[str, str], ...]
    """(alternative, a piece of the Rust that it yields)"""


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    category: Category
    stratum: Stratum
    titles: tuple[tuple[str, str], ...]
    """(alternative, what it means to a Python programmer), cheapest first."""
    example: Example
    actions: tuple[tuple[str, str], ...]
    """(alternative, what switching to it does to `{name}`, as a command)."""

    def action(self, alternative: str, name: str) -> str:
        """What switching `name` to `alternative` does, as the title of a fix."""
        return dict(self.actions)[alternative].format(name=name)

    def title(self, alternative: str) -> str:
        """What `alternative` means to a Python programmer."""
        return dict(self.titles)[alternative]
