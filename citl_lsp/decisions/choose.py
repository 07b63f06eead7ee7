"""Walking the ladders: which alternative a policy takes at a site, and the record of it.

`faithful` takes the cheapest alternative that is proven and accepted by construction; `idiomatic` the cheapest that is
legal. A decision overrides either, if what it names is legal there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
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
    text: str
    """The anchored expression or statement with its neighbours; its hash is the fingerprint."""


class Chooser:
    """Collects the sites of one translation."""

    def __init__(self, policy: Policy, decisions: Decisions) -> None:
        self.policy = policy
        self.decisions = decisions
        self.sites: dict[str, Site] = {}
        self.refused: list[tuple[str, str]] = []
        """Decisions that name an alternative that isn't legal at their site: (site, alternative)."""

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
        declared = KINDS[kind]
        print_ = hashlib.blake2b(anchor.text.encode("utf-8", "replace"), digest_size=4).hexdigest()
        ident = SiteId(anchor.module, anchor.definition, kind, anchor.name, print_)
        key = str(ident)
        known = self.sites.get(key)
        if known is not None:
            return known.chosen
        default = self._default(ladder)
        chosen = default
        wanted = self.decisions.get(key)
        if wanted is not None:
            found = next((a for a in ladder if a.name == wanted), None)
            if found is not None and (found.legal or not self.policy.legality):
                chosen = wanted
            else:
                self.refused.append((key, wanted))
        ordered = tuple(sorted(ladder, key=lambda a: a.cost))
        self.sites[key] = Site(
            ident, anchor.path, anchor.span, declared.category, declared.stratum, ordered, chosen, default, why,
            python_type, rust_type, depth,
        )  # fmt: skip
        return chosen

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
