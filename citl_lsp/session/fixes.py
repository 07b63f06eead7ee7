"""Fixes for one document's refusals: found, compiled, offered. The session's only caller of `citl_lsp.repair.api`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from citl_lsp.config import PinPlace
from citl_lsp.decisions.model import Decisions, Policy, Site
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.repair import api as repair
from citl_lsp.session.messages import Analyze, Fix, Offered, Resolve, Resolved, TextChange
from citl_lsp.session.outcomes import Applied, applied
from citl_lsp.session.pins import Pin, pin_edits
from citl_lsp.toolchain.queue import Priority
from citl_lsp.transpile import Program, Translation

_PER_FINDING = 4


@dataclass(slots=True)
class _Offer:
    fix: Fix
    candidate: repair.FixCandidate


class FixFinder:
    """For one generation of one document. `sought` pairs findings' ids with their diagnostics."""

    def __init__(
        self,
        message: Analyze,
        program: Program,
        decisions: Decisions,
        policy: Policy,
        translation: Translation,
        pins: PinPlace,
        sought: Sequence[tuple[str, Diagnostic]],
        send: Callable[[object], None],
        ask: Callable[[Priority], repair.Ask],
    ) -> None:
        self._message = message
        self._program = program
        self._decisions = decisions
        self._policy = policy
        self._translation = translation
        self._pins = pins
        self._sought = sought
        self._send = send
        self._ask = ask
        self._sites: Mapping[str, Site] = {str(site.id): site for site in translation.sites}
        self._offers: list[list[_Offer]] = []
        """For each finding its offers, best first."""
        self._verifying = asyncio.Lock()

    async def find_best(self) -> Decisions | None:
        """Offer candidates at once, then the best of each finding with the compiler's verdict.

        The decisions with the best one for each, None where one of them doesn't compile.
        """
        for finding, diagnostic in self._sought:
            found = repair.candidates(self._program, self._decisions, self._policy, self._translation, diagnostic)
            self._offers.append(self._made(finding, found))
            await asyncio.sleep(0)
        best = [offers[0] for offers in self._offers if offers]
        if best:
            self._offer(final=False)
            await self._verify(best, Priority.CURSOR)
            self._offer(final=False)
        if len(best) < len(self._sought) or not all(offer.fix.compiled for offer in best):
            return None
        settled = dict(self._decisions)
        for offer in best:
            settled |= offer.candidate.switched
        return settled

    async def find_others(self) -> None:
        """Compile the candidates that are not the best."""
        others = [offer for offers in self._offers for offer in offers[1:]]
        if others:
            await self._verify(others, Priority.IN_VIEW)
            self._offer(final=True)

    async def resolve(self, message: Resolve) -> None:
        """Compile one fix if that hasn't happened, and answer."""
        offer = next((one for offers in self._offers for one in offers if one.fix.id == message.fix), None)
        if offer is None:
            self._send(Resolved(message.request, None, "there is no such fix any more"))
            return
        await self._verify([offer], Priority.CURSOR)
        if offer.fix.compiled is False:
            self._send(Resolved(message.request, None, "the Rust compiler refuses it too"))
        else:
            self._send(Resolved(message.request, offer.fix))

    async def _verify(self, offers: Iterable[_Offer], priority: Priority) -> None:
        async with self._verifying:
            unknown = [offer for offer in offers if offer.fix.compiled is None]
            if not unknown:
                return
            sought = dict(self._sought)
            pairs = [(sought[offer.fix.finding], offer.candidate) for offer in unknown]
            verdicts = await repair.verify(self._program, self._decisions, self._policy, pairs, self._ask(priority))
            for offer, verdict in zip(unknown, verdicts, strict=True):
                offer.fix = replace(offer.fix, compiled=verdict)

    def _offer(self, final: bool) -> None:
        fixes = tuple(o.fix for offers in self._offers for o in offers if o.fix.compiled is not False)
        self._send(Offered(self._message.uri, self._message.generation, fixes, final))

    def applied(self, text: str) -> Applied | None:
        """The fix on offer that makes `text` of this text, if one does; see `outcomes`."""
        choices = [
            (diagnostic, [(offer.fix.edits, replace(offer.candidate, compiled=offer.fix.compiled)) for offer in offers])
            for (_, diagnostic), offers in zip(self._sought, self._offers, strict=False)  # offers may still be missing
        ]
        return applied(self._message.text, text, choices, self._program, self._translation, self._policy)

    # --- candidates --------------------------------------------------------------------------------------------------

    def _made(self, finding: str, candidates: Iterable[repair.FixCandidate]) -> list[_Offer]:
        """The best candidates that can be written down, each edit once."""
        made: list[_Offer] = []
        for candidate in candidates:
            fix = self._fix(f"{finding}#{len(made)}", finding, candidate)
            if fix is not None and all((fix.edits, fix.pins) != (one.fix.edits, one.fix.pins) for one in made):
                made.append(_Offer(fix, candidate))
            if len(made) == _PER_FINDING:
                break
        return made

    def _fix(self, key: str, finding: str, candidate: repair.FixCandidate) -> Fix | None:
        sites = [(self._sites[name], choice) for name, choice in candidate.switched.items() if name in self._sites]
        edits: tuple[TextChange, ...] | None
        pins: tuple[tuple[str, str], ...] = ()
        if candidate.python_edit is not None:
            edits = tuple(TextChange(*edit) for edit in candidate.python_edit)
        else:
            edits = self._pin_edits(sites) if self._pins == "comment" else None
            if edits is None:
                # No place for a comment (or not wished): the project's pyproject.toml.
                edits, pins = (), tuple((_project_name(site), choice) for site, choice in sites)
        if not edits and not pins:
            return None
        return Fix(
            id=key,
            finding=finding,
            title=candidate.title,
            kind=candidate.kind,
            edits=edits,
            pins=pins,
            compiled=candidate.compiled,
            agreed=candidate.agreed,
            proven=candidate.proven,
            cost=candidate.cost,
            confidence=candidate.confidence,
            changes_meaning=candidate.kind != "decision" or any(s.stratum == "representation" for s, _ in sites),
        )

    def _pin_edits(self, sites: Sequence[tuple[Site, str]]) -> tuple[TextChange, ...] | None:
        if not sites or any(site.path != self._program.main for site, _ in sites):
            return None
        pins = [Pin(site.span.start, site.id.kind, site.pin, choice) for site, choice in sites]
        return pin_edits(self._message.text, pins)


def _project_name(site: Site) -> str:
    """The site's name under `[tool.citl.decisions]`."""
    return f"{site.id.module}.{site.id.definition}.{site.id.name}:{site.id.kind}"
