"""Fixes for one document's refusals: found, compiled, offered. The only caller of `citl_lsp.repair` in the session."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from citl_lsp.decisions.model import Decisions, Meaning, Policy, Site
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.repair import api as repair
from citl_lsp.session.messages import Analyze, Fix, Offered, Resolve, Resolved, TextChange
from citl_lsp.session.pins import Pin, pin_edits
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
        sought: Sequence[tuple[str, Diagnostic]],
        send: Callable[[object], None],
    ) -> None:
        self._message = message
        self._program = program
        self._decisions = decisions
        self._policy = policy
        self._translation = translation
        self._sought = sought
        self._send = send
        self._sites: Mapping[str, Site] = {str(site.id): site for site in translation.sites}
        self._offers: list[_Offer] = []
        self._verifying = asyncio.Lock()

    async def find(self) -> None:
        """Offer candidates at once, then again with the compiler's verdicts."""
        for finding, diagnostic in self._sought:
            found = repair.candidates(self._program, self._decisions, self._policy, self._translation, diagnostic)
            for number, candidate in enumerate(found[:_PER_FINDING]):
                self._offers.append(_Offer(self._fix(f"{finding}#{number}", finding, candidate), candidate))
            await asyncio.sleep(0)
        if not self._offers:
            return
        self._offer(final=False)
        for finding, _ in self._sought:
            await self._verify([offer for offer in self._offers if offer.fix.finding == finding])
        self._offer(final=True)

    async def resolve(self, message: Resolve) -> None:
        """Compile one fix if that hasn't happened, and answer."""
        offer = next((one for one in self._offers if one.fix.id == message.fix), None)
        if offer is None:
            self._send(Resolved(message.request, None, "it does not compile after all"))
            return
        await self._verify([offer])
        if offer.fix.compiled is False:
            self._send(Resolved(message.request, None, "the Rust compiler refuses it too"))
        else:
            self._send(Resolved(message.request, offer.fix))

    async def _verify(self, offers: list[_Offer]) -> None:
        async with self._verifying:
            unknown = [offer for offer in offers if offer.fix.compiled is None]
            if not unknown:
                return
            candidates = [offer.candidate for offer in unknown]
            verdicts = await repair.verify(self._program, self._decisions, self._policy, candidates)
            for offer, verdict in zip(unknown, verdicts, strict=True):
                offer.fix = replace(offer.fix, compiled=verdict)

    def _offer(self, final: bool) -> None:
        fixes = tuple(offer.fix for offer in self._offers if offer.fix.compiled is not False)
        self._send(Offered(self._message.uri, self._message.generation, fixes, final))

    # --- one candidate -----------------------------------------------------------------------------------------------

    def _fix(self, key: str, finding: str, candidate: repair.FixCandidate) -> Fix:
        switched = {
            self._sites[name]: alternative
            for name, alternative in candidate.decisions.items()
            if name in self._sites and self._decisions.get(name) != alternative
        }
        if candidate.python_edit is not None:
            edits: tuple[TextChange, ...] | None = tuple(TextChange(*edit) for edit in candidate.python_edit)
        else:
            edits = self._pin_edits(switched)
        return Fix(
            id=key,
            finding=finding,
            title=candidate.title,
            kind="decision" if candidate.python_edit is None else "edit",
            edits=edits,
            compiled=None,
            proven=bool(switched) and all(s.alternative(a).meaning is Meaning.PROVEN for s, a in switched.items()),
            cost=candidate.cost,
            changes_meaning=candidate.python_edit is not None or any(s.stratum == "representation" for s in switched),
        )

    def _pin_edits(self, switched: Mapping[Site, str]) -> tuple[TextChange, ...] | None:
        if not switched or any(site.path != self._program.main for site in switched):
            return None
        pins = [Pin(s.span.start, s.id.kind, s.id.name, alternative) for s, alternative in switched.items()]
        return pin_edits(self._message.text, pins)
