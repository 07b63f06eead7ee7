"""Candidates for a refusal: other rungs of the ladders at the places it names, and of their data-flow neighbours.

    a = [0]; b = a; add(a); print(b)      E0502 at `add(a)`, also naming `b`
    -> share `a` by reference · move `a` into `b` · ...

Only legal rungs become candidates: what would change the program's meaning never appears. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from citl_lsp.decisions.kinds import KINDS
from citl_lsp.decisions.model import Alternative, Decisions, Meaning, Policy, Site
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.oracle.model import Candidate, DecisionNote, Refusal, Switch
from citl_lsp.repair.model import FixCandidate
from citl_lsp.text.span import Span
from citl_lsp.transpile import Program, Translation

_NAME = re.compile(r"[^\W\d]\w*")
_QUOTED = re.compile(r"`([^`]+)`")
_TOGETHER = 4
"""So many uses of one value are copied together."""
_FAR = 3
"""Sites further away than this are no candidates by themselves."""


_BORROW_CODES = frozenset(
    [
        "E0381",
        "E0382",
        "E0499",
        "E0502",
        "E0503",
        "E0505",
        "E0506",
        "E0507",
        "E0515",
        "E0594",
        "E0596",
        "E0597",
        "E0716",
        "E0373",
        "E0521",
    ]
)
"""Refusals by the borrow checker, which no choice of types or error forms can mend."""


def candidates(
    program: Program, decisions: Decisions, policy: Policy, translation: Translation, diagnostic: Diagnostic
) -> list[tuple[FixCandidate, Candidate]]:
    """Ways to mend `diagnostic`, unranked, each also in the oracle's terms."""
    near = neighbours(program, translation, diagnostic)
    if diagnostic.code == "E0106":
        near = [(site, distance) for site, distance in near if site.category == "LifetimeInfer"]
    found: list[tuple[FixCandidate, Candidate]] = []
    for site, distance in near:
        if diagnostic.code in _BORROW_CODES and site.category not in (
            "BorrowStrategy",
            "LoopTransform",
            "LifetimeInfer",
        ):
            continue
        for alternative in site.alternatives:
            if alternative.name != site.chosen and (alternative.legal or not policy.legality):
                found.append(_candidate(decisions, [(site, alternative, distance)], translation))
    shared = [
        (site, site.alternative("shared"), distance)
        for site, distance in near
        if site.stratum == "representation" and site.chosen == "owned"
    ]
    if len(shared) > 1:
        found.append(_candidate(decisions, shared[:8], translation))
    found += [_candidate(decisions, switches, translation) for switches in _together(near, translation)]
    return found


def _together(near: list[tuple[Site, int]], translation: Translation) -> Iterable[list[tuple[Site, Alternative, int]]]:
    """Switches that help only together: a value that is lent and copied where it is kept, or copied at several uses."""
    copies: dict[tuple[str, str], list[Site]] = {}
    for site in translation.sites:
        if site.id.kind == "clone" and site.chosen == "move" and site.alternative("clone").legal:
            copies.setdefault((site.id.definition, _plain_name(site)), []).append(site)
    seen: set[tuple[str, str]] = set()
    for site, distance in near:
        place = (site.id.definition, _plain_name(site))
        uses = copies.get(place, [])[:_TOGETHER]
        if site.id.kind in ("passing", "binding") and site.chosen == "move" and uses:
            lent = site.alternative("borrow")
            if lent.legal:
                yield [(site, lent, distance), *((use, use.alternative("clone"), distance) for use in uses)]
        elif site.id.kind == "clone" and len(uses) > 1 and place not in seen:
            seen.add(place)
            yield [(use, use.alternative("clone"), distance) for use in uses]


def _plain_name(site: Site) -> str:
    return site.id.name.split("#")[0]


def neighbours(program: Program, translation: Translation, diagnostic: Diagnostic) -> list[tuple[Site, int]]:
    """Sites at and around a refusal, nearest first, with their distance in data flow."""
    spans = [diagnostic.span, *_related_spans(translation, diagnostic)]
    text = program.files.get(diagnostic.path, "")
    names = {name for span in spans for name in _NAME.findall(text[span.start : min(span.end, span.start + 200)])}
    quoted = _QUOTED.search(diagnostic.message)
    subject = _NAME.match(quoted[1]) if quoted else None
    called = {name for span in spans for name in _NAME.findall(_line_of(text, span))}
    found: list[tuple[Site, int]] = []
    for site in translation.sites:
        distance = _distance(site, diagnostic, spans, names, translation)
        if subject is not None and _is_about(site, diagnostic.definition, subject[0], translation):
            distance = 0
        elif site.id.kind in ("clone", "binding") and site.path == diagnostic.path:
            if any(site.span.overlaps(span) for span in spans[1:]):
                distance = 0  # where the value went
        if distance > 1 and site.id.kind == "passing" and site.id.definition.split(".")[-1] in called:
            distance = 1  # how a function that is called there takes its arguments
        if distance <= _FAR:
            found.append((site, distance))
    return sorted(found, key=lambda pair: (pair[1], pair[0].span, pair[0].id.kind))


def _is_about(site: Site, definition: str, name: str, translation: Translation) -> bool:
    """Whether a form of values is that of the variable which the refusal speaks of."""
    if site.stratum != "representation":
        return False
    if site.id.definition == definition and _plain_name(site) == name:
        return True
    return any(d == definition and v == name for _, d, v in translation.members.get(str(site.id), ()))


def _line_of(text: str, span: Span) -> str:
    end = text.find("\n", span.start)
    return text[text.rfind("\n", 0, span.start) + 1 : end if end >= 0 else len(text)]


def _related_spans(translation: Translation, diagnostic: Diagnostic) -> Iterable[Span]:
    for start, end, _ in diagnostic.rust_related:
        origin = translation.source_map.lookup(start, end)
        if origin is not None and origin.path == diagnostic.path:
            yield origin.span.shifted(translation.unit_starts[origin.path, origin.unit][0])


def _distance(site: Site, diagnostic: Diagnostic, spans: list[Span], names: set[str], translation: Translation) -> int:
    key = str(site.id)
    here = site.path == diagnostic.path
    base = site.id.name.split("#")[0]
    members = translation.members.get(key, frozenset())
    named = base in names and site.id.definition == diagnostic.definition
    if here and site.span.overlaps(spans[0]) and (named or site.stratum != "representation"):
        return 0
    if named or any(d == diagnostic.definition and v in names for _, d, v in members):
        return 1
    if here and any(site.span.overlaps(span) for span in spans):
        return 1
    if site.id.definition == diagnostic.definition and site.stratum != "signature":
        return 2 if _owning(site) else _FAR + 1
    if any(d == diagnostic.definition for _, d, _ in members):
        return 2
    if site.id.kind == "object" and site.chosen == "owned" and diagnostic.definition.startswith(f"{site.id.name}."):
        return 1
    return _FAR if _owning(site) and site.id.kind == "object" else _FAR + 1


def _owning(site: Site) -> bool:
    return site.id.kind in ("container", "object") and site.chosen == "owned"


def _along(switches: list[tuple[Site, Alternative, int]], translation: Translation) -> list[float]:
    """For each switch, what the sites add that it shares along, each counted once."""
    sites = {str(site.id): site for site in translation.sites}
    seen = {str(site.id) for site, _, _ in switches}
    added: list[float] = []
    for site, alternative, _ in switches:
        others = [key for key in site.along if key in sites and key not in seen] if alternative.name == "shared" else []
        seen.update(others)
        owned = [sites[key] for key in others if sites[key].chosen == "owned"]
        added.append(sum(s.alternative("shared").cost - s.alternative("owned").cost for s in owned))
    return added


def _candidate(
    decisions: Decisions, switches: list[tuple[Site, Alternative, int]], translation: Translation
) -> tuple[FixCandidate, Candidate]:
    switched = {str(site.id): alternative.name for site, alternative, _ in switches}
    title = _title(switches)
    along = _along(switches, translation)
    cost = sum(a.cost - s.alternative(s.chosen).cost for s, a, _ in switches) + sum(along)
    fix = FixCandidate(
        title,
        "decision",
        {**decisions, **switched},
        switched,
        cost,
        all(a.meaning is Meaning.PROVEN for _, a, _ in switches),
        next(iter(switched)),
        switches[0][1].name,
    )
    described = tuple(
        Switch(
            str(s.id), s.id.kind, s.category, s.chosen, a.name, s.alternative(s.chosen).cost, a.cost + more,
            "proven" if a.meaning is Meaning.PROVEN else "stops" if a.meaning is Meaning.STOPS else "open",
            distance, s.depth,
        )
        for (s, a, distance), more in zip(switches, along, strict=True)
    )  # fmt: skip
    return fix, Candidate(title, "decision", described)


def _title(switches: list[tuple[Site, Alternative, int]]) -> str:
    site, alternative, _ = switches[0]
    if len(switches) > 1 and all(a.name == "shared" for _, a, _ in switches):
        names = ", ".join(f"`{s.id.name.split('#')[0]}`" for s, _, _ in switches)
        return f"Share {names} by reference, as Python does"
    if len(switches) > 1:
        uses = "uses" if sum(a.name == "clone" for _, a, _ in switches) > 1 else "use"
        first = f"{_title(switches[:1])}, and copy it" if alternative.name == "borrow" else "Copy it"
        return f"{first} at its {uses} (nobody can see the difference)"
    kind, name = site.id.kind, site.id.name.split("#")[0]
    if kind == "clone" and name.endswith(" ="):
        kind, name = "binding", name.removesuffix(" =")
    return KINDS[kind].action(alternative.name, name)


def refusal_of(translation: Translation, diagnostic: Diagnostic, near: list[tuple[Site, int]]) -> Refusal:
    """The refusal in the oracle's terms."""
    label = diagnostic.rust_related[0][2] if diagnostic.rust_related else ""
    kinds = tuple(site.id.kind for site, distance in near if distance <= 1)
    return Refusal(
        diagnostic.code, diagnostic.message, diagnostic.tier, diagnostic.definition, kinds, None, label
    )  # fmt: skip


def history_of(translation: Translation, diagnostic: Diagnostic) -> tuple[DecisionNote, ...]:
    """Decisions taken in the same definition."""
    return tuple(
        DecisionNote(site.id.kind, site.category, site.chosen, site.python_type, site.rust_type)
        for site in translation.sites
        if site.id.definition == diagnostic.definition
    )
