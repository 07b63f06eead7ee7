"""How a translated program ends: traceback, exit code and streams, against CPython running the same program."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    sys.version_info[:2] != (3, 11), reason="the runtime's messages are those of CPython 3.11"
)

RUNTIME = Path(__file__).parents[2] / "runtime" / "citl-rt"
PROGRAM = Path(__file__).parent / "runtime_program.py"

CASES = [f"exit{i}" for i in range(10)] + [
    "bare_exit",
    "fail0",
    "fail3",
    "fail5",
    "fail9",
    "recurse",
    "even",
    "caused",
    "context",
    "hidden",
    "reraise",
    "raise_again",
    "nested",
    "lines",
    "oserror",
    "input",
    "limit",
    "many",
]
STDIN = b"Ada\r\nsecond\nthird\n\xc3\xa9 last"


@pytest.fixture(scope="module")
def probe() -> Path:
    build = subprocess.run(
        ["cargo", "build", "--quiet", "--example", "probe_program", "--message-format=json"],
        cwd=RUNTIME,
        capture_output=True,
        text=True,
    )
    assert build.returncode == 0, build.stderr
    path = [line for line in build.stdout.splitlines() if '"executable":"' in line][-1]
    return Path(path.split('"executable":"')[1].split('"')[0])


def python(what: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    environment = {"PYTHONIOENCODING": "utf-8", "PATH": ""}
    return subprocess.run([sys.executable, PROGRAM, what], capture_output=True, env=environment, **options)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize("what", CASES)
def test_ends_as_cpython_does(probe: Path, what: str) -> None:
    want = python(what, input=STDIN)
    got = subprocess.run([probe, PROGRAM, what], capture_output=True, input=STDIN)
    # The marks under the source line depend on CPython's version.
    want_err = re.sub(rb"(?m)^ +[~^]+\n", b"", want.stderr)
    assert got.stdout == want.stdout
    assert got.stderr.decode() == want_err.decode()
    assert got.returncode == want.returncode


def test_a_stop_says_why_and_keeps_the_output(probe: Path) -> None:
    got = subprocess.run([probe, PROGRAM, "panic"], capture_output=True)
    assert (got.returncode, got.stdout) == (101, b"before")
    assert got.stderr.decode() == f"citl: stopped: class statements in a loop (line 70 of {PROGRAM})\n"


def test_a_million_frames_fit_the_stack(probe: Path) -> None:
    got = subprocess.run([probe, PROGRAM, "deep"], capture_output=True)
    assert got.returncode == 1
    assert got.stderr.endswith(b"RecursionError: maximum recursion depth exceeded\n")


@pytest.mark.parametrize("what", ["many", "fail0", "exit1"])
def test_broken_pipe_as_cpython(probe: Path, what: str) -> None:
    def run(command: list[str | Path], **options: object) -> tuple[int, str]:
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, **options)  # type: ignore[call-overload]
        os.close(writer)
        return done.returncode, re.sub(r"(?m)^ +[~^]+\n", "", done.stderr.decode())

    want = run([sys.executable, PROGRAM, what], env={"PATH": ""})
    got = run([probe, PROGRAM, what])
    assert got[0] == want[0]
    assert got[1].replace("utf-8", "UTF-8") == want[1].replace("utf-8", "UTF-8")
