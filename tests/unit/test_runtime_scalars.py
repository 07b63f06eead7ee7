"""int, float and str of the Rust runtime against the running CPython, on random inputs.

The runtime's example program `probe_scalars` answers questions on standard input; `runtime_scalar_cases.py` makes them
and answers the same ones. `CITL_SCALAR_CASES` sets how many per operation (default 60), `CITL_SCALAR_SEED` the seed.
"""

from __future__ import annotations

import os
import random
import struct
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from runtime_scalar_cases import ANSWERS, Question, questions

RUNTIME = Path(__file__).parents[2] / "runtime" / "citl-rt"

# Documented limits: complex numbers, lone surrogates, `round` beyond the largest float (a stop).
UNSUPPORTED = ("result is a complex number", "lone surrogate", "? OverflowError: rounded value too large")


def encode(value: object) -> str:
    if isinstance(value, bool):
        return "b1" if value else "b0"
    if isinstance(value, int):
        return f"i{value}"
    if isinstance(value, float):
        return "f" + struct.pack(">d", value).hex()
    if isinstance(value, str):
        return "s" + value.encode().hex()
    assert value is None
    return "n"


def agree(want: str, got: str) -> bool:
    """Messages are those of 3.11; other versions' may differ in wording."""
    if sys.version_info[:2] != (3, 11) and want[0] == got[0] == "!":
        return want.split(":")[0] == got.split(":")[0]
    return want == got


def expected(question: Question) -> str:
    op, args = question
    try:
        return "= " + repr(ANSWERS[op](*args))
    except Exception as error:
        text = f"! {type(error).__name__}: {error}" if str(error) else f"! {type(error).__name__}"
        return text.replace("\n", "\\n")


@pytest.fixture(scope="module")
def probe() -> Path:
    build = subprocess.run(
        ["cargo", "build", "--quiet", "--example", "probe_scalars", "--message-format=json"],
        cwd=RUNTIME,
        capture_output=True,
        text=True,
    )
    assert build.returncode == 0, build.stderr
    path = [line for line in build.stdout.splitlines() if '"executable":"' in line][-1]
    return Path(path.split('"executable":"')[1].split('"')[0])


def test_scalars_agree_with_cpython(probe: Path) -> None:
    count = int(os.environ.get("CITL_SCALAR_CASES", "60"))
    seed = int(os.environ.get("CITL_SCALAR_SEED", "1"))
    sys.set_int_max_str_digits(0)
    asked = [q for q in questions(random.Random(seed), count) if q[0] in ANSWERS]
    lines = ["\t".join([op, *map(encode, args)]) for op, args in asked]
    sys.set_int_max_str_digits(4300)
    # Bytes: text mode would translate the answers' carriage returns.
    run = subprocess.run([probe], input=("\n".join(lines) + "\n").encode(), capture_output=True)
    answers = run.stdout.decode().split("\n")[:-1]
    assert len(answers) == len(asked), run.stderr[-2000:]
    wrong: dict[str, list[str]] = defaultdict(list)
    for question, answer in zip(asked, answers, strict=True):
        want = expected(question)
        if not agree(want, answer) and not any(text in answer for text in UNSUPPORTED):
            wrong[question[0]].append(f"{question}\n    CPython {want[:300]}\n    runtime {answer[:300]}")
    report = [f"{op}: {len(texts)} differ, such as\n  " + "\n  ".join(texts[:4]) for op, texts in sorted(wrong.items())]
    assert not wrong, f"of {len(asked)} answers\n" + "\n".join(report)
