"""The pure function at the centre: `transpile(program, decisions, policy) -> Translation`.

Deterministic, total, and without I/O. Work is memoised per definition inside a `Memo`, which the caller may keep
between calls; the result never depends on what the memo holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from weakref import ref

from citl_lsp.analysis.identity import one_nan
from citl_lsp.decisions.choose import Chooser, Pin
from citl_lsp.decisions.model import Decisions, Policy, Site
from citl_lsp.decisions.pins import read_pins
from citl_lsp.diagnostics.model import Diagnostic, Severity, Tier
from citl_lsp.frontend.build import SyntaxProblem, build_module
from citl_lsp.ir import nodes as ir
from citl_lsp.ir.graft import graft
from citl_lsp.lower.facts_shown import HoverFact, shown_facts
from citl_lsp.lower.program import ProgramLowering
from citl_lsp.lower.recall import Recall
from citl_lsp.lower.solved import Solved
from citl_lsp.rust.printer import print_file
from citl_lsp.rust.source_map import SourceMap
from citl_lsp.text.positions import LineIndex
from citl_lsp.text.span import Span
from citl_lsp.types.link import link
from citl_lsp.types.program import Problem
from citl_lsp.types.refused import refused
from citl_lsp.types.summarise import summarise
from citl_lsp.types.summary import Summary, equal_constraints
from citl_lsp.types.unknown import unknown_names

__all__ = ["HoverFact", "Inference", "Memo", "Program", "Translation", "infer", "module_names", "transpile"]


_MODULE_SHIFT = 20


@dataclass(frozen=True, slots=True)
class Program:
    """Python files by path (as given by the user, `/` separated) and the one that is run or looked at."""

    files: Mapping[str, str]
    main: str
    accepted: frozenset[str] = frozenset()
    """Files that CPython is known to accept: they aren't asked about again."""


@dataclass(frozen=True)
class Translation:
    """Everything that one translation yields."""

    rust: str
    source_map: SourceMap
    sites: tuple[Site, ...]
    diagnostics: tuple[Diagnostic, ...]
    """Syntax, inference and unsupported constructs; stale and dormant pins. Nothing from a compiler."""
    uses_runtime: bool
    find_facts: Callable[[], list[HoverFact]]
    members: Mapping[str, frozenset[tuple[str, str, str]]] = field(default_factory=dict)
    """Site -> (file, definition, variable) of every variable that shares its decision."""
    unit_starts: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    """(path, unit) -> (code point offset, 0-based line) of the unit in its file."""

    @cached_property
    def facts(self) -> tuple[HoverFact, ...]:
        """What hovering tells. Found when somebody asks: most translations are outdated by the next keystroke."""
        return tuple(self.find_facts())


@dataclass(frozen=True, slots=True)
class Inference:
    """What is known before anything is chosen or lowered."""

    modules: list[ir.Module]
    solved: Solved
    diagnostics: tuple[Diagnostic, ...]
    """Syntax, names that nothing defines, imports and classes that can't be translated: part of the translation's."""


@dataclass(frozen=True, slots=True)
class Built:
    """A file's intermediate representation, and that of its last text that was a program."""

    module: ir.Module
    problems: list[SyntaxProblem]
    valid: ir.Module


class Memo:
    """Results kept between calls, keyed by content. Dropping it costs time, never changes a result."""

    def __init__(self) -> None:
        self.modules: dict[tuple[str, str], Built] = {}
        """By path and module name."""
        self.summaries: dict[ir.Function | ir.ClassHeader, Summary] = {}
        self.solved: tuple[list[ir.Module], Solved] | None = None
        self.recall = Recall()
        """Lowered units."""
        self.newest: Callable[[], Translation | None] = lambda: None
        """The newest translation, if it is still used."""

    def module(self, path: str, name: str, text: str, accepted: bool = False) -> tuple[ir.Module, list[SyntaxProblem]]:
        """The file's intermediate representation; units whose text is unchanged keep their bodies."""
        known = self.modules.get((path, name))
        if known is None or known.module.text != text:
            before = None if known is None else known.valid
            module, problems = build_module(path, name, text, before, accepted)
            if before is None or problems:
                known = Built(module, problems, before or module)
            else:
                changed = graft(before, module, self._alike)
                for body in changed or ():
                    self.recall.drop(name, body)
                module = module if changed is None else before
                known = Built(module, problems, module)
            self.modules[path, name] = known
        return known.module, known.problems

    def _alike(self, old: ir.Unit, new: ir.Unit) -> bool:
        """Whether the link step would see no difference."""
        return old.body in self.summaries and equal_constraints(self.summaries[old.body], summarise(new))

    def solve(self, modules: list[ir.Module]) -> Solved:
        """The solved program. Modules keep their identity where nothing has changed that solving depends on."""
        if self.solved is None or [id(module) for module in self.solved[0]] != [id(module) for module in modules]:
            self.solved = modules, Solved(link(modules, self.summary))
        return self.solved[1]

    def summary(self, unit: ir.Unit) -> Summary:
        """The unit's summary."""
        found = self.summaries.get(unit.body)
        if found is None:
            found = self.summaries[unit.body] = summarise(unit)
        return found

    def forget(self, modules: list[ir.Module]) -> None:
        """Drop what belongs to files and units that are gone."""
        names = {(module.path, module.name) for module in modules}
        self.modules = {key: built for key, built in self.modules.items() if key in names}
        kept = {u.body for built in self.modules.values() for m in (built.module, built.valid) for u in m.units}
        self.summaries = {body: summary for body, summary in self.summaries.items() if body in kept}
        self.recall.forget(kept)


def line_number(module: int, line: int) -> int:
    """How the runtime knows a line of the program's `module`th file, which MODULES lists in the same order."""
    return module << _MODULE_SHIFT | line


def module_names(program: Program) -> dict[str, str]:
    """Dotted module name of each file, relative to the folder of the file that is run (which is `__main__`)."""
    root = program.main.rpartition("/")[0]
    names: dict[str, str] = {program.main: "__main__"}
    for path in sorted(program.files):
        if path == program.main or not path.endswith(".py"):
            continue
        relative = path[len(root) + 1 :] if root and path.startswith(root + "/") else path
        dotted = relative[:-3].replace("/", ".")
        names[path] = dotted[: -len(".__init__")] if dotted.endswith(".__init__") else dotted
    return names


def infer(program: Program, memo: Memo) -> Inference:
    """The types of `program`. `transpile` does it as well, and takes it from the memo."""
    newest = memo.newest()
    if newest is not None:
        _ = newest.facts  # they are read off what is about to change
    modules: list[ir.Module] = []
    diagnostics: list[Diagnostic] = []
    for path, name in module_names(program).items():
        module, problems = memo.module(path, name, program.files[path], path in program.accepted)
        modules.append(module)
        diagnostics += [syntax_diagnostic(path, problem) for problem in problems]
    memo.forget(modules)
    solved = memo.solve(modules)
    for problem in (*solved.program.problems, *unknown_names(solved.program), *refused(solved.program)):
        diagnostics.append(problem_diagnostic(problem, 1, "error" if problem.code == "unsupported" else "warning"))
    diagnostics += [problem_diagnostic(problem, 4, "information") for problem in one_nan(solved.program)]
    return Inference(modules, solved, tuple(_unique(diagnostics)))


def transpile(program: Program, decisions: Decisions, policy: Policy, memo: Memo | None = None) -> Translation:
    """Translate `program`. Total: whatever can't be translated becomes a diagnostic and a stub that stops."""
    memo = memo or Memo()
    inferred = infer(program, memo)
    modules, solved = inferred.modules, inferred.solved
    diagnostics = list(inferred.diagnostics)
    starts = {(m.path, u.qualname): (u.start, u.first_line) for m in modules for u in m.units}
    pins = {pin: alternative for module in modules for pin, alternative in read_pins(module).items()}
    chooser = Chooser(policy, decisions, pins)
    lowering = ProgramLowering(solved, policy, chooser, memo.recall)
    lowered = lowering.lower()
    index = {module.path: number for number, module in enumerate(modules)}

    def line_of(path: str, unit: str) -> int:
        return line_number(index[path], starts[path, unit][1] + 1)

    rust, source_map = print_file(lowered.file, line_of)
    for note in lowered.notes:
        start = starts[note.path, note.unit][0]
        message = f"{note.message}: {note.instead}" if note.instead else note.message
        severity: Severity = "warning" if note.code == "call-arity" else "error"
        span = Span(*note.node_span).shifted(start)
        diagnostics.append(Diagnostic(note.path, span, 1, severity, note.code, message, definition=note.unit))
    diagnostics += pin_diagnostics(program, chooser, pins)
    found = Translation(rust, source_map, tuple(chooser.sites.values()), tuple(_unique(diagnostics)), True,
                        lambda: shown_facts(lowering), {k: frozenset(v) for k, v in chooser.members.items()},
                        starts)  # fmt: skip
    memo.newest = ref(found)
    return found


def pin_diagnostics(program: Program, chooser: Chooser, pins: Mapping[Pin, str]) -> list[Diagnostic]:
    """Pins that no site has taken (stale) or that aren't legal where they stand."""
    found: list[Diagnostic] = []
    for pin, alternative in pins.items():
        path, line, kind, name = pin
        if pin in chooser.pinned:
            continue
        start, end = _line_span(program.files[path], line)
        text = f"the pin `{kind} {name} = {alternative}` matches nothing on this line any more; remove it"
        found.append(Diagnostic(path, Span(start, end), 1, "warning", "stale-pin", text))
    for site, alternative in chooser.refused:
        known = chooser.sites[site]
        text = f"`{known.id.name}` can't be {alternative} here: {_why_not(known, alternative)}"
        found.append(Diagnostic(known.path, known.span, 1, "warning", "illegal-pin", text, site_ids=(site,)))
    return found


def _why_not(site: Site, alternative: str) -> str:
    for rung in site.alternatives:
        if rung.name == alternative:
            return rung.reason or "the program would behave differently"
    return "there is no such alternative"


def _line_span(text: str, line: int) -> tuple[int, int]:
    index = LineIndex(text)
    if line >= len(index.starts):
        return len(text), len(text)
    return index.starts[line], index.line_end(line)


def syntax_diagnostic(path: str, problem: SyntaxProblem) -> Diagnostic:
    """What CPython refuses."""
    return Diagnostic(path, problem.span, 1, "error", "syntax", problem.message)


def problem_diagnostic(problem: Problem, tier: Tier, severity: Severity) -> Diagnostic:
    """What is known before anything is lowered."""
    span, definition = problem.node.span.shifted(problem.unit.start), problem.unit.qualname
    return Diagnostic(problem.module.path, span, tier, severity, problem.code, problem.message, definition=definition)


def _unique(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    return sorted(dict.fromkeys(diagnostics), key=lambda d: (d.path, d.span, d.code))
