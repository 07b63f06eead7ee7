"""`citl-lsp [--stdio | --tcp PORT]`: the language server.

The worker is started before anything large is imported, so that both processes load side by side.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence

from citl_lsp.session.worker_process import WorkerProcess


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve one client, then exit: 0 after `shutdown` and `exit`, else 1; 2 for a wrong command line."""
    options = _parse(arguments)
    # Collecting while the protocol's thousand classes are made costs 80 ms and finds nothing.
    gc.disable()
    worker = WorkerProcess()
    # Only the protocol may write to the client: whatever else prints goes to stderr.
    inbound, outbound = 0, 1
    if options.tcp is None:
        inbound, outbound = os.dup(0), os.dup(1)
        os.dup2(2, 1)
    code = 1
    try:
        from citl_lsp.server.app import run_stdio, run_tcp

        gc.freeze()
        gc.enable()

        if options.tcp is None:
            code = run_stdio(inbound, outbound, worker)
        else:
            code = run_tcp(options.host, options.tcp, worker)
    except KeyboardInterrupt:
        code = 130
    finally:
        worker.stop(0.3)
        sys.stderr.flush()
    os._exit(code)  # a thread that still reads stdin must not hold up the end


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="citl-lsp", description="The citl language server.")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--stdio", action="store_true", help="serve on stdin and stdout (the default)")
    how.add_argument("--tcp", metavar="PORT", type=int, help="serve one client on a TCP port (0: any free one)")
    parser.add_argument("--host", default="127.0.0.1", help="address for --tcp (default: %(default)s)")
    parser.add_argument("--version", action="version", version=f"citl-lsp {version()}")
    # Clients add arguments of their own, such as --clientProcessId=123.
    options, unknown = parser.parse_known_args(arguments)
    strange = [word for word in unknown if not word.startswith("--clientProcessId")]
    if strange:
        parser.error(f"unrecognized arguments: {' '.join(strange)}")
    return options


def version() -> str:
    """The version of this package."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("citl-lsp")
    except PackageNotFoundError:
        return "0"


if __name__ == "__main__":
    main()
