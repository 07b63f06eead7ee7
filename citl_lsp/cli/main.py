"""`citl VERB …`: finds the verb's module, runs it, and turns what it raises into messages and exit codes.

Exit codes: 0 clean, 1 findings, 2 usage or environment, 130 interrupted. A verb is a module with a click command
`command` whose function returns its exit code; it is imported only when it is used.
"""

from __future__ import annotations

import importlib
import os
import shlex
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

import click

from citl_lsp.cli.console import note
from citl_lsp.cli.problem import USAGE, Problem

INTERRUPTED = 130

VERBS: dict[str, tuple[str, str]] = {
    "check": ("check", "Show the diagnostics of Python files, the same that the editor shows."),
    "transpile": ("transpile", "Print the Rust that a program becomes."),
    "build": ("build", "Build a native program that behaves as `python FILE` does."),
    "export": ("export", "Write a cargo package that builds without citl."),
    "repair": ("repair", "Find, compile and rank fixes for what rustc refuses."),
    "explain": ("explain", "Show the decisions behind a line, and their alternatives."),
    "oracle": ("oracle", "Ask what ranks the fixes, and what it knows about an error."),
    "train": ("train", "Train the ranking of fixes on recorded ones."),
    "trace": ("trace", "Record decisions on this machine, show, export or delete them."),
    "doctor": ("doctor", "Say what is there, what is missing, and what brings it."),
    "cache": ("cache", "Manage the compiled runtime and other caches."),
}
"""Verb -> module in this package, and its line in the help."""


class _Verbs(click.Group):
    """Loads verbs when they are used; `citl --help` loads none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of a first session, not of the alphabet."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb's command."""
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"citl_lsp.cli.{VERBS[cmd_name][0]}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb of a command line; the name of a file is none, but says what is meant."""
        name = args[0]
        if name not in VERBS and name.lower().endswith(".py"):
            file = shlex.quote(name)
            ctx.fail(f"No such command {name!r}. Did you mean  citl build {file}  or  citl check {file}?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in the help text."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, line) for name, (_, line) in VERBS.items()])


@click.group(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 clean, 1 findings, 2 usage or environment. `citl VERB --help` says more about a verb.",
)
@click.version_option(package_name="citl-lsp", prog_name="citl", message="%(prog)s %(version)s")
def cli() -> None:
    """Translate Python into fast and correct Rust, check what the compilers say, and repair it."""


def main() -> NoReturn:
    """The command `citl`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError as error:
        _silence_stdout()
        code = code if isinstance(error, BrokenPipeError) else USAGE
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    from citl_lsp.toolchain.problem import ToolchainProblem

    try:
        code = cli.main(list(arguments), prog_name="citl", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return USAGE
    except Problem as problem:
        note(problem.message, problem.remedy)
        return USAGE
    except ToolchainProblem as trouble:
        note(trouble.message, f"Run:  {trouble.command}" if trouble.command else None)
        return USAGE
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        _silence_stdout()
        return 0
    except OSError as error:
        note(f"{error.filename or 'output'}: {error.strerror or error}")
        return USAGE
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except Exception:
        traceback.print_exc()
        note("this is a fault in citl itself, not in your program; the lines above say where")
        return USAGE
    return code if isinstance(code, int) else 0


def _silence_stdout() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


if __name__ == "__main__":
    main()
