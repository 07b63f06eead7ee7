"""Running both programs under limits, and comparing what they did."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest

from citl_lsp.config import Config
from citl_lsp.equivalence.compare import Verdict, compare, repeatable
from citl_lsp.equivalence.consent import Permission, permission_from_config, permission_from_flag
from citl_lsp.equivalence.run import Limits, RunResult, run_binary, run_binary_sync, run_python, run_python_sync
from citl_lsp.toolchain.compile import build_sync

PYTHON = Path(sys.executable)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITL_CACHE_DIR", str(tmp_path / "cache"))


def allowed() -> Permission:
    permission = permission_from_flag(run=True)
    assert permission is not None
    return permission


def python(tmp_path: Path, source: str, *argv: str, stdin: bytes = b"", limits: Limits | None = None) -> RunResult:
    path = tmp_path / "prog.py"
    path.write_text(source)
    return run_python_sync(allowed(), PYTHON, path, argv, stdin, limits)


def rust(tmp_path: Path, source: str, *argv: str, stdin: bytes = b"", limits: Limits | None = None) -> RunResult:
    assert build_sync(source, tmp_path / "prog", "debug").ok
    return run_binary_sync(allowed(), tmp_path / "prog", argv, stdin, limits)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


# --- permission ------------------------------------------------------------------------------------------------------


def test_nothing_runs_without_permission(tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    (tmp_path / "prog.py").write_text(f"open({str(marker)!r}, 'w')")
    for forged in (None, True, "--run", object()):
        with pytest.raises(TypeError):
            run_python_sync(forged, PYTHON, tmp_path / "prog.py")  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            run_binary_sync(forged, PYTHON, [str(tmp_path / "prog.py")])  # type: ignore[arg-type]
    assert not marker.exists()


def test_a_permission_cannot_be_made_elsewhere() -> None:
    with pytest.raises(TypeError):
        Permission(object(), "because")
    assert permission_from_flag(run=False) is None
    assert permission_from_config(Config()) is None
    assert permission_from_config(Config(run=True)) is not None


def test_running_without_permission_is_a_type_error(tmp_path: Path) -> None:
    file = tmp_path / "misuse.py"
    file.write_text(
        "from pathlib import Path\n"
        "from citl_lsp.equivalence.consent import permission_from_flag\n"
        "from citl_lsp.equivalence.run import run_python_sync\n"
        "run_python_sync(permission_from_flag(run=True), Path('python'), Path('x.py'))\n"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", str(file)],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if "No module named mypy" in done.stderr:
        pytest.fail("mypy is needed to test that consent is checked by types")
    assert 'Argument 1 to "run_python_sync" has incompatible type "Permission | None"' in done.stdout


# --- running ---------------------------------------------------------------------------------------------------------


def test_arguments_input_and_exit_code(tmp_path: Path) -> None:
    source = "import sys\nprint(sys.argv[1:], sys.stdin.read())\nprint('e', file=sys.stderr)\nsys.exit(7)"
    result = python(tmp_path, source, "a b", "", "'$x", stdin="é".encode())
    assert (result.exit_code, result.stdout, result.stderr) == (7, "['a b', '', \"'$x\"] é\n".encode(), b"e\n")
    assert result.finished


def test_both_get_the_same_clean_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITL_SECRET", "x")
    seen = python(tmp_path, "import os; print(sorted(os.environ.items()) , os.listdir())").stdout.decode()
    assert "CITL_SECRET" not in seen and "'PYTHONHASHSEED', '0'" in seen and seen.endswith(" []\n")
    source = (
        "fn main() { let has = |name: &str| std::env::var(name).is_ok();"
        ' print!("{:?}", has("PYTHONHASHSEED") && !has("CITL_SECRET")); }'
    )
    assert rust(tmp_path, source).stdout == b"true"


def test_sibling_modules_are_found(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("x = 5")
    assert python(tmp_path, "import helper; print(helper.x)").stdout == b"5\n"


def test_files_go_where_the_caller_says(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "prog.py").write_text("open('made', 'w').close()")
    run_python_sync(allowed(), PYTHON, tmp_path / "prog.py", cwd=tmp_path / "data")
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["made"]


def test_cpu_limit(tmp_path: Path) -> None:
    result = python(tmp_path, "while True: pass", limits=Limits(cpu_seconds=1))
    assert result.timed_out and not result.finished and result.wall < 4


def test_wall_limit_kills_everything(tmp_path: Path) -> None:
    source = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen(['sleep', '60'])\nprint(child.pid, flush=True)\ntime.sleep(60)"
    )
    result = python(tmp_path, source, limits=Limits(wall_seconds=1.0))
    assert result.timed_out and result.wall < 4
    assert not alive(int(result.stdout))


def test_what_is_left_behind_is_ended(tmp_path: Path) -> None:
    source = (
        "import subprocess\n"
        "quiet = dict(stdin=-3, stdout=-3, stderr=-3)\nprint(subprocess.Popen(['sleep', '60'], **quiet).pid)"
    )
    result = python(tmp_path, source)
    assert result.finished
    time.sleep(0.1)
    assert not alive(int(result.stdout))


def test_output_limit(tmp_path: Path) -> None:
    result = python(tmp_path, "while True: print('x' * 1000)", limits=Limits(output_bytes=50_000))
    assert result.output_exceeded and len(result.stdout) == 50_000 and not result.finished


@pytest.mark.skipif(sys.platform != "linux", reason="memory is watched on Linux")
def test_memory_limit(tmp_path: Path) -> None:
    source = "xs = []\nwhile True: xs.append(bytearray(5_000_000))"
    result = python(tmp_path, source, limits=Limits(memory_bytes=200 << 20))
    assert result.memory_exceeded and not result.finished and not result.timed_out


def test_a_big_lazily_mapped_stack_is_no_memory(tmp_path: Path) -> None:
    source = (
        "fn main() { std::thread::Builder::new().stack_size(4 << 30)"
        '.spawn(|| println!("ok")).unwrap().join().unwrap(); }'
    )
    assert rust(tmp_path, source, limits=Limits(memory_bytes=64 << 20)).stdout == b"ok\n"


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        run_binary_sync(allowed(), tmp_path / "no")
    with pytest.raises(OSError):
        run_python_sync(allowed(), tmp_path / "no", tmp_path / "prog.py")


async def test_cancelling_ends_the_program(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    (tmp_path / "prog.py").write_text(
        f"import os, time\nopen({str(pid)!r} + '.new', 'w').write(str(os.getpid()))\n"
        f"os.rename({str(pid)!r} + '.new', {str(pid)!r})\ntime.sleep(60)"
    )
    task = asyncio.ensure_future(run_python(allowed(), PYTHON, tmp_path / "prog.py"))
    while not pid.exists():
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not alive(int(pid.read_text()))


async def test_several_at_once(tmp_path: Path) -> None:
    (tmp_path / "prog.py").write_text("import sys; print(sys.argv[1])")
    runs = [run_binary(allowed(), PYTHON, [str(tmp_path / "prog.py"), str(i)]) for i in range(6)]
    assert [int(result.stdout) for result in await asyncio.gather(*runs)] == list(range(6))


# --- comparing: real programs ----------------------------------------------------------------------------------------

PAIRS = [
    ("print(1)", 'fn main() { println!("1"); }', "equal"),
    ("print(1)", 'fn main() { println!("2"); }', "different"),
    ("print(1)", 'fn main() { println!("1"); std::process::exit(1) }', "different"),
    ("print(2**63)", 'fn main() { panic!("i64 overflow, line 1") }', "stopped"),
    ("print(1); print(2**63)", 'fn main() { println!("1"); panic!("i64 overflow") }', "stopped"),
    ("print(1); print(2**63)", 'fn main() { println!("3"); panic!("i64 overflow") }', "different"),
    ("raise ValueError('a\\nb')", 'fn main() { eprintln!("ValueError: other"); std::process::exit(1) }', "equal"),
    ("raise ValueError('a')", 'fn main() { eprintln!("KeyError: a"); std::process::exit(1) }', "different"),
    ("import sys; sys.exit('bad')", 'fn main() { eprintln!("bad"); std::process::exit(1) }', "equal"),
    ("import sys; sys.exit('bad')", 'fn main() { eprintln!("worse"); std::process::exit(1) }', "different"),
    ("import sys; sys.exit(101)", "fn main() { std::process::exit(101) }", "equal"),
    ("pass", "fn main() { std::process::exit(101) }", "different"),
    ("pass", "fn main() { std::process::abort() }", "different"),
    ("pass", "fn main() { loop {} }", "different"),
    ("while True: pass", "fn main() {}", "inconclusive"),
    ("import os; os.kill(os.getpid(), 11)", "fn main() {}", "inconclusive"),
    ("print(object())", 'fn main() { println!("<object object at 0x7f0000001234>"); }', "inconclusive"),
]


@pytest.mark.parametrize(("py", "rs", "kind"), PAIRS)
def test_verdicts(tmp_path: Path, py: str, rs: str, kind: str) -> None:
    limits = Limits(cpu_seconds=1)
    verdict = compare(python(tmp_path, py, limits=limits), rust(tmp_path, rs, limits=limits))
    assert verdict.kind == kind, verdict
    assert bool(verdict.reasons) == (kind != "equal")


# --- comparing: details ----------------------------------------------------------------------------------------------


def result(code: int = 0, out: bytes = b"", err: bytes = b"") -> RunResult:
    return RunResult(code, out, err, False, 0.1)


def test_the_first_difference_is_named() -> None:
    assert compare(result(out=b"a\nb\n"), result(out=b"a\nc\n")).reasons == (
        "stdout differs on line 2: Python 'b', Rust 'c'",
    )
    assert "only Python writes 'b'" in compare(result(out=b"a\nb"), result(out=b"a")).reasons[0]


TRACE = b"Traceback (most recent call last):\n  File 'x', line 1, in <module>\n    f()\n"


def test_the_last_traceback_counts_and_modules_do_not() -> None:
    chained = TRACE + b"KeyError: 1\n\nDuring handling:\n\n" + TRACE + b"m.Odd: text\nmore text: x\n"
    assert compare(result(1, err=chained), result(1, err=b"noise\n" + TRACE + b"Odd\n")).kind == "equal"


def test_other_wording_is_noted() -> None:
    verdict = compare(result(1, err=TRACE + b"ValueError: a\n"), result(1, err=TRACE + b"ValueError: b\n"))
    assert verdict == Verdict("equal", (), ("last line of stderr: Python 'ValueError: a', Rust 'ValueError: b'",))


def test_a_stop_says_the_panic_s_message() -> None:
    panic = (
        b"thread 'main' (12) panicked at main.rs:3:5:\ninteger overflow at prog.py:3\n"
        b"note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n"
    )
    assert compare(result(), result(101, err=panic)) == Verdict("stopped", ("integer overflow at prog.py:3",))


def test_line_ends_of_windows_are_no_difference() -> None:
    assert compare(result(out=b"a\r\n"), result(out=b"a\n")).kind == "equal"


def test_a_program_that_disagrees_with_itself() -> None:
    assert repeatable(result(out=b"a"), result(out=b"a"))
    assert not repeatable(result(out=b"a"), result(out=b"b"))
