"""`textDocument/codeAction`: from the fixes known now; nothing is waited for.

Compiled fixes come first and carry their edit. The others say "(not compiled yet)", are never preferred, and get their
edit, and their compilation, from `codeAction/resolve`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lsprotocol import types

from citl_lsp.server.convert import offsets_of
from citl_lsp.server.edits import fix_edit, workspace_edit
from citl_lsp.session.document import OpenDocument
from citl_lsp.session.fixing import fix_all
from citl_lsp.session.messages import Finding, Fix

if TYPE_CHECKING:
    from citl_lsp.server.app import CitlServer

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.citl"
SHOW_RUST = "citl.showRust"
_KINDS: list[types.CodeActionKind | str] = [types.CodeActionKind.QuickFix, FIX_ALL, types.CodeActionKind.Refactor]


def register(server: CitlServer) -> None:
    options = types.CodeActionOptions(code_action_kinds=_KINDS, resolve_provider=True)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)
    def code_action(params: types.CodeActionParams) -> list[types.CodeAction] | None:
        document = server.session.document(params.text_document.uri)
        if document is None:
            return None
        actions: list[types.CodeAction] = []
        if _wanted(params.context, types.CodeActionKind.QuickFix.value):
            actions += _quick_fixes(server, document, params)
        if _wanted(params.context, FIX_ALL, only_if_asked=True):
            actions += _fix_all(server, document)
        if _wanted(params.context, types.CodeActionKind.Refactor.value, only_if_asked=True):
            actions += _show_rust(server, document, params)
        return actions


def _quick_fixes(server: CitlServer, document: OpenDocument, params: types.CodeActionParams) -> list[types.CodeAction]:
    session = server.session
    start, end = offsets_of(document.index, params.range, session.encoding)
    near = [f for f in session.shown(document.uri) if f.start <= end and start <= max(f.end, f.start)]
    actions = []
    for finding in near:
        fixes = [fix for fix in session.fixes(document.uri) if fix.finding == finding.id]
        fixes.sort(key=lambda fix: fix.compiled is not True)
        preferred = next((fix for fix in fixes if fix.preferable), None)
        diagnostic = _diagnostic(server, document, finding, params.context.diagnostics)
        for fix in fixes:
            action = quick_fix(server, document, fix, diagnostic, preferred=fix is preferred)
            if action is not None:
                actions.append(action)
    return actions


def quick_fix(
    server: CitlServer, document: OpenDocument, fix: Fix, diagnostic: types.Diagnostic, preferred: bool
) -> types.CodeAction | None:
    """One fix as an action, None where it can't be written. A client without resolve gets the edit at once, compiled or
    not."""
    now = bool(fix.compiled) or not _can_resolve_edits(server)
    edit = fix_edit(server, document, fix) if now else None
    if now and edit is None:
        return None
    return types.CodeAction(
        title=title_of(fix),
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic],
        is_preferred=True if preferred and edit is not None else None,
        edit=edit,
        data={"uri": document.uri, "fix": fix.id, "generation": document.generation},
    )


def title_of(fix: Fix) -> str:
    """The title with what is known about the fix: three words that say three things."""
    if fix.compiled is None:
        return f"{fix.title} (not compiled yet)"
    known = ["compiled"]
    if fix.agreed:
        known.append(f"agreed on {fix.agreed} input{'s' if fix.agreed > 1 else ''}")
    if fix.proven:
        known.append("proven")
    return f"{fix.title} ({', '.join(known)})"


def _fix_all(server: CitlServer, document: OpenDocument) -> list[types.CodeAction]:
    findings = server.session.shown(document.uri)
    edits = fix_all(findings, server.session.fixes(document.uri))
    if not edits:
        return []
    edit = workspace_edit(server, document, edits)
    return [types.CodeAction("citl: apply all compiled fixes in this file", kind=FIX_ALL, edit=edit)]


def _show_rust(server: CitlServer, document: OpenDocument, params: types.CodeActionParams) -> list[types.CodeAction]:
    if document.snapshot is None or document.snapshot.rust is None:
        return []
    name = SHOW_RUST if server.own_rust_scheme else "citl.server.showRust"
    command = types.Command("Show the Rust", name, arguments=[document.uri, params.range.start.line])
    return [types.CodeAction("citl: show the Rust", kind=types.CodeActionKind.Refactor, command=command)]


def _diagnostic(
    server: CitlServer, document: OpenDocument, finding: Finding, given: Sequence[types.Diagnostic]
) -> types.Diagnostic:
    """The client's own copy of the finding's diagnostic, so that it recognises it."""
    [ours] = server.bridge.diagnostics(document.uri, document.index, (finding,))
    same = (one for one in given if one.range == ours.range and one.code == ours.code and one.message == ours.message)
    return next(same, ours)


def _can_resolve_edits(server: CitlServer) -> bool:
    documents = server.client_capabilities.text_document
    wanted = documents.code_action if documents else None
    support = wanted.resolve_support if wanted else None
    return bool(support and "edit" in support.properties and wanted and wanted.data_support)


def _wanted(context: types.CodeActionContext, kind: str, only_if_asked: bool = False) -> bool:
    """Whether the client wants actions of `kind`; `only_if_asked`: not for a light bulb that appears by itself."""
    if context.only:
        names = [one.value if isinstance(one, types.CodeActionKind) else one for one in context.only]
        return any(not name or kind == name or kind.startswith(f"{name}.") for name in names)
    return not only_if_asked or context.trigger_kind == types.CodeActionTriggerKind.Invoked
