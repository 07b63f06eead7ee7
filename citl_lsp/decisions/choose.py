"""Walking the ladders: which alternative a policy takes at a site, and the record of it.

`faithful` takes the cheapest alternative that is proven and accepted by construction; `idiomatic` the cheapest that is
legal. A decision overrides either, if what it names is legal there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from citl_lsp.decisions.kinds import KINDS
from citl_lsp.decisions.model import Acceptance, Alternative, Decisions, Meaning, Policy, Site, SiteId
from citl_lsp.text.span import Span


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a site is: file, module, definition, name, absolute span, and the text that identifies it."""

    path: str
    module: str
    definition: str
    name: str
    span: Span
    line: int
    """0-based line of the site in its file."""
    text: str
    """The anchored expression or statement with its neighbours; its hash is the fingerprint."""
    pin: str
    """The name as a comment on the line writes it: `xs`, `xs#2` for the second `xs` on the line."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was asked at a site, and the answer."""

    kind: str
    ladder: tuple[Alternative, ...]
    why: str
    chosen: str
    python_type: str = ""
    rust_type: str = ""
    depth: int = 0


Pin = tuple[str, int, str, str]
"""A pin by comment: file, 0-based line, kind, name."""


class Chooser:
    """Collects the sites of one translation."""

    def __init__(self, policy: Policy, decisions: Decisions, pins: Mapping[Pin, str] | None = None) -> None:
        self.pins = pins or {}
        self.pinned: set[Pin] = set()
        """Pins that a site has taken."""
        self.policy = policy
        self.decisions = decisions
        self.sites: dict[str, Site] = {}
        self.members: dict[str, set[tuple[str, str, str]]] = {}
        """(file, definition, variable) that share the decision of a site, beside its own name."""
        self.refused: list[tuple[str, str]] = []
        """Decisions that name an alternative that isn't legal at their site: (site, alternative)."""
        self.listener: Callable[[Anchor, Choice], None] | None = None
        """Hears of every question that `choose` is asked."""

    def choose(
        self,
        kind: str,
        anchor: Anchor,
        ladder: Sequence[Alternative],
        why: str,
        *,
        python_type: str = "",
        rust_type: str = "",
        depth: int = 0,
    ) -> str:
        """The alternative to take at this site."""
        ident = _ident(kind, anchor)
        key = str(ident)
        known = self.sites.get(key)
        if known is None:
            known = self.sites[key] = self._site(kind, ident, anchor, ladder, why, python_type, rust_type, depth)
        if self.listener is not None:
            self.listener(anchor, Choice(kind, tuple(ladder), why, known.chosen, python_type, rust_type, depth))
        return known.chosen

    def _site(
        self,
        kind: str,
        ident: SiteId,
        anchor: Anchor,
        ladder: Sequence[Alternative],
        why: str,
        python_type: str,
        rust_type: str,
        depth: int,
    ) -> Site:
        declared = KINDS[kind]
        key = str(ident)
        default = self._default(ladder)
        chosen = default
        wanted = self._wanted(key, ident, anchor)
        if wanted is not None:
            if self._allowed(ladder, wanted):
                chosen = wanted
            else:
                self.refused.append((key, wanted))
        ordered = tuple(sorted(ladder, key=lambda a: a.cost))
        return Site(
            ident, anchor.path, anchor.span, declared.category, declared.stratum, ordered, chosen, default, why,
            python_type, rust_type, depth, anchor.pin,
        )  # fmt: skip

    def key(self, kind: str, anchor: Anchor) -> str:
        """The name of the site."""
        return str(_ident(kind, anchor))

    def would_choose(self, kind: str, anchor: Anchor, ladder: Sequence[Alternative]) -> str:
        """What `choose` would say; nothing is recorded."""
        ident = _ident(kind, anchor)
        pinned = set(self.pinned)
        wanted = self._wanted(str(ident), ident, anchor)
        self.pinned = pinned
        return wanted if wanted is not None and self._allowed(ladder, wanted) else self._default(ladder)

    def _allowed(self, ladder: Sequence[Alternative], name: str) -> bool:
        return any(a.name == name and (a.legal or not self.policy.legality) for a in ladder)

    def _wanted(self, key: str, ident: SiteId, anchor: Anchor) -> str | None:
        """What a decision says: by the full name, by a comment on the line, or by a line in the configuration."""
        wanted = self.decisions.get(key)
        if wanted is None and anchor.line >= 0:
            pin = (anchor.path, anchor.line, ident.kind, anchor.pin)
            wanted = self.pins.get(pin)
            if wanted is not None:
                self.pinned.add(pin)
        if wanted is None:
            wanted = self.decisions.get(f"{ident.module}.{ident.definition}.{ident.name}:{ident.kind}")
        return wanted

    def _default(self, ladder: Sequence[Alternative]) -> str:
        faithful = self.policy.profile == "faithful"
        legal = [
            a
            for a in ladder
            if (a.legal or not self.policy.legality)
            and (not faithful or (a.meaning is Meaning.PROVEN and a.acceptance is Acceptance.CONSTRUCTION))
        ]
        return min(legal or list(ladder[-1:]), key=lambda a: a.cost).name

    def stale(self) -> list[str]:
        """Decisions whose site doesn't exist."""
        return [key for key in self.decisions if key not in self.sites]


def _ident(kind: str, anchor: Anchor) -> SiteId:
    print_ = hashlib.blake2b(anchor.text.encode("utf-8", "replace"), digest_size=4).hexdigest()
    return SiteId(anchor.module, anchor.definition, kind, anchor.name, print_)
