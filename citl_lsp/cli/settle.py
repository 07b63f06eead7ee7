"""A draft that rustc accepts: what `build` and `export` need.

The faithful profile is accepted by construction. An idiomatic first draft may be refused: then the loop of `repair`
looks for the choices that are accepted, and where nothing helps the program becomes faithful.
"""

from __future__ import annotations

from citl_lsp.cli.compiling import check_program
from citl_lsp.cli.console import note
from citl_lsp.cli.draft import Draft, make_draft
from citl_lsp.cli.loop import find_loop, run_loop
from citl_lsp.toolchain.find import Toolchain


def settle(draft: Draft, tools: Toolchain) -> Draft:
    """`draft`, or one made from it that rustc accepts; says on stderr what was changed. Raises ToolchainProblem.

    A faithful draft is returned as it is: whether it compiles is seen when it is compiled.
    """
    if draft.policy.profile == "faithful":
        return draft
    compiled = check_program(draft, tools)
    if compiled.result.ok:
        return draft
    count = len(compiled.result.errors)
    refused = "one idiomatic choice" if count == 1 else f"{count} idiomatic choices"
    if (loop := find_loop()) is not None:
        done = run_loop(loop, draft, tools, permission=None)
        mended = make_draft(draft.loaded, draft.settings, "idiomatic", program=draft.program, decisions=done.decisions)
        if check_program(mended, tools).result.ok:
            count = sum(draft.decisions.get(site) != chosen for site, chosen in done.decisions.items())
            switched = "one decision was switched" if count == 1 else f"{count} decisions were switched"
            note(f"rustc refused {refused}; {switched} (`citl repair --write` keeps them)")
            return mended
    note(f"rustc refused {refused}; the faithful form is used instead")
    return make_draft(draft.loaded, draft.settings, "faithful", program=draft.program)
