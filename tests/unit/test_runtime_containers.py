"""Containers and dynamic values of the runtime crate, compared with this interpreter.

Random programs of container operations run here and in `runtime/citl-rt/examples/container_ops.rs`; every result's
repr and every error's last line must agree. An operation is `(target register, operation, arguments)`, an argument a
register or a literal.
"""

from __future__ import annotations

import operator
import os
import random
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

pytestmark = pytest.mark.skipif(
    sys.version_info[:2] != (3, 11), reason="the runtime's messages are those of CPython 3.11"
)

CRATE = Path(__file__).resolve().parents[2] / "runtime" / "citl-rt"
SEED = int(os.environ.get("CITL_TEST_SEED", "7"))
SCALE = int(os.environ.get("CITL_TEST_SCALE", "1"))


class Reg(NamedTuple):
    """A register as an argument."""

    number: int


class Op(NamedTuple):
    target: int
    name: str
    args: tuple[Any, ...]


Program = list[Op]


def encode(value: Any) -> str:
    """The word that `container_ops` reads."""
    if isinstance(value, Reg):
        return f"r{value.number}"
    if value is None:
        return "n"
    if value is True:
        return "t"
    if value is False:
        return "x"
    if isinstance(value, int):
        return f"i{value}"
    if isinstance(value, float):
        return "f" + struct.pack(">d", value).hex()
    return "s" + str(value).encode().hex()


BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
    "<<": operator.lshift,
    ">>": operator.rshift,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "+=": operator.iadd,
    "-=": operator.isub,
    "*=": operator.imul,
    "&=": operator.iand,
    "|=": operator.ior,
    "^=": operator.ixor,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "in": lambda a, b: a in b,
    "divmod": divmod,
}

KEYS: dict[str, Callable[[Any], Any]] = {
    "neg": operator.neg,
    "str": str,
    "mod3": lambda x: x % 3,
    "len": len,
}

CALLS: dict[str, Callable[..., Any]] = {
    **{f.__name__: f for f in (list, tuple, set, frozenset, dict, sum, min, max, len, any, all, hash, str, repr)},
    **{f.__name__: f for f in (bool, int, float, abs, round, range, type)},
    "sorted": lambda x, reverse=False: sorted(x, reverse=bool(reverse)),
    "reversed": lambda x: list(reversed(x)),
    "neg": operator.neg,
    "invert": operator.invert,
}


def constants(*args: Any) -> set[Any]:
    """A set literal of these constants, as the compiler makes it."""
    made: set[Any] = eval("{" + ", ".join(map(repr, args)) + "}")
    return made


def unpack(value: Any, count: int) -> list[Any]:
    if count == 1:
        (a,) = value
        return [a]
    if count == 2:
        a, b = value
        return [a, b]
    a, b, c = value
    return [a, b, c]


def perform(name: str, args: list[Any]) -> Any:
    """One operation in this interpreter."""
    kind, _, detail = name.partition(":")
    simple: dict[str, Callable[..., Any]] = {
        "list": lambda *a: list(a),
        "tuple": lambda *a: tuple(a),
        "set": lambda *a: set(a),
        "constants": constants,
        "dict": lambda *a: dict(zip(a[::2], a[1::2], strict=True)),
        "same": lambda a: a,
        "get": operator.getitem,
        "set_item": operator.setitem,
        "del": operator.delitem,
        "slice": lambda o, a, b, c: o[a:b:c],
        "set_slice": lambda o, a, b, c, v: operator.setitem(o, slice(a, b, c), v),
        "del_slice": lambda o, a, b, c: operator.delitem(o, slice(a, b, c)),
    }
    if kind == "op":
        return BINARY[detail](*args)
    if kind == "call":
        return CALLS[detail](*args)
    if kind == "method":
        return getattr(args[0], detail)(*args[1:])
    if kind == "unpack":
        return unpack(args[0], int(detail))
    if kind == "sort_by":
        return sorted(args[0], key=KEYS[detail], reverse=bool(args[1]))
    return simple[kind](*args)


def has_random_order(value: Any) -> bool:
    """Whether a set's order differs from run to run: strings (and tuples of them) hash at random."""
    if isinstance(value, tuple):
        return any(isinstance(x, str) or has_random_order(x) for x in value)
    return isinstance(value, set | frozenset) and has_random_order(tuple(value))


def unordered(text: str) -> str:
    """The form in which reprs of such sets are compared."""
    return "unordered " + "".join(sorted(text))


def python_lines(programs: Iterable[Program]) -> list[str]:
    lines = []
    for program in programs:
        registers: dict[int, Any] = {}
        for op in program:
            args = [registers.get(a.number) if isinstance(a, Reg) else a for a in op.args]
            try:
                value = perform(op.name, args)
                text = repr(value).replace("\n", "\\n")
                lines.append(unordered(text) if has_random_order(value) and not isinstance(value, tuple) else text)
                registers[op.target] = value
            except Exception as e:
                text = str(e)
                lines.append(f"{type(e).__name__}: {text}" if text else type(e).__name__)
    return lines


def rust_input(programs: Iterable[Program]) -> str:
    lines = []
    for program in programs:
        lines.append("reset")
        top = max((op.target for op in program), default=0)
        lines.append(f"r{top} same n")  # makes all registers
        lines += [" ".join([f"r{op.target}", op.name, *map(encode, op.args)]) for op in program]
    return "\n".join(lines) + "\n"


def describe(program: Program) -> str:
    return "\n".join(f"  r{op.target} = {op.name} {op.args}" for op in program)


@pytest.fixture(scope="session")
def container_ops(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built example."""
    cargo = shutil.which("cargo")
    if cargo is None:
        pytest.skip("no cargo")
    target = os.environ.get("CARGO_TARGET_DIR") or str(CRATE / "target")
    env = {**os.environ, "CARGO_TARGET_DIR": target}
    command = [cargo, "build", "--release", "--quiet", "--example", "container_ops"]
    subprocess.run(command, cwd=CRATE, env=env, check=True)
    return Path(target) / "release" / "examples" / "container_ops"


def check(binary: Path, programs: list[Program]) -> None:
    """Runs the programs on both sides; fails with the first program that differs."""
    run = subprocess.run([str(binary)], input=rust_input(programs), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    rust = iter(run.stdout.split("\n"))
    python = iter(python_lines(programs))
    differing = []
    for program in programs:
        next(rust)  # the line that makes the registers
        for i, op in enumerate(program):
            want, got = next(python), next(rust)
            if want.startswith("unordered "):
                got = unordered(got)
            if want != got:
                differing.append((program[: i + 1], op, want, got))
                for _ in program[i + 1 :]:
                    next(python), next(rust)
                break
    if differing:
        program, op, want, got = min(differing, key=lambda d: len(d[0]))
        pytest.fail(
            f"{len(differing)} of {len(programs)} programs differ\n{describe(program)}\n"
            f"at {op}\nPython {want}\nRust   {got}"
        )


def some_int(rng: random.Random) -> int:
    return rng.choice(
        [
            rng.randrange(-5, 20),
            rng.randrange(-5, 20),
            rng.randrange(-1000, 1000),
            rng.randrange(-(2**63), 2**63),
            rng.choice([0, 1, -1, 8, 16, 32, 64, 2**61 - 1, 2**61, 2**63 - 1, -(2**63), 2**64 + 3]),
        ]
    )


def small_int(rng: random.Random) -> int:
    return rng.randrange(60)


def multiple_of_8(rng: random.Random) -> int:
    return rng.randrange(40) * 8


def set_program(rng: random.Random) -> Program:
    """Operations on sets of integers, whose order shows."""
    spread = rng.choice([some_int, small_int, multiple_of_8])
    program: Program = []
    for r in range(3):
        numbers = tuple(spread(rng) for _ in range(rng.choice([0, 1, 3, 8, 20, 60])))
        program.append(Op(r, "constants" if len(numbers) >= 3 and rng.random() < 0.5 else "set", numbers))
    for _ in range(rng.randrange(4, 30)):
        a, b, c = Reg(rng.randrange(3)), Reg(rng.randrange(3)), rng.randrange(3)
        step = rng.randrange(9)
        if step == 0:
            program += [Op(4, "method:add", (a, spread(rng))) for _ in range(rng.choice([1, 1, 5, 30]))]
        elif step == 1:
            program += [Op(4, "method:discard", (a, spread(rng))) for _ in range(rng.choice([1, 1, 5, 30]))]
        elif step == 2:
            program.append(Op(c, "op:" + rng.choice("|&-^"), (a, b)))
        elif step == 3:
            program.append(Op(4, "op:" + rng.choice(["|=", "&=", "-=", "^="]), (a, b)))
        elif step == 4:
            program.append(Op(4, rng.choice(["method:pop", "method:clear", "method:pop", "method:pop"]), (a,)))
        elif step == 5:
            program.append(Op(c, rng.choice(["method:copy", "call:set"]), (a,)))
        elif step == 6:
            name = rng.choice(["issubset", "issuperset", "isdisjoint", "union", "intersection", "difference"])
            program.append(Op(4, "method:" + name, (a, b)))
        elif step == 7:
            program.append(Op(3, "call:list", (b,)))
            name = rng.choice(["union", "intersection", "difference", "symmetric_difference"])
            name = rng.choice([name, name + "_update", "update"]).replace("union_update", "update")
            program.append(Op(4, "method:" + name, (a, Reg(3))))
        else:
            program.append(Op(4, rng.choice(["op:<", "op:<=", "op:==", "op:>"]), (a, b)))
        program += [Op(5, "same", (Reg(r),)) for r in range(3)]
    return program


def dict_program(rng: random.Random) -> Program:
    """Operations on dicts with keys of several types."""
    keys = [0, 1, True, False, 1.0, 0.0, "a", "b", "cc", None, 2, 3, 2.5, -1, 2**70, float(2**70), *range(4, 30)]
    program: Program = [
        Op(0, "tuple", (1, "a")),
        Op(1, "tuple", (1.0, "a")),
        Op(2, "dict", tuple(rng.choice(keys) for _ in range(2 * rng.randrange(6)))),
        Op(3, "dict", tuple(rng.choice(keys) for _ in range(2 * rng.randrange(20)))),
        Op(4, "list", (1,)),
    ]

    def key() -> Any:
        return rng.choice([*keys, Reg(0), Reg(1), Reg(4) if rng.random() < 0.2 else 5])

    for _ in range(rng.randrange(5, 60)):
        d, other = Reg(rng.choice([2, 3])), Reg(rng.choice([2, 3]))
        choice = rng.randrange(12)
        if choice < 4:
            program.append(Op(5, "set_item", (d, key(), rng.randrange(100))))
        elif choice < 6:
            program.append(Op(5, rng.choice(["del", "method:pop", "get", "method:get"]), (d, key())))
        elif choice == 6:
            program.append(Op(5, "method:" + rng.choice(["setdefault", "get", "pop"]), (d, key(), rng.randrange(9))))
        elif choice == 7:
            program.append(Op(5, "method:" + rng.choice(["popitem", "keys", "values", "items", "copy"]), (d,)))
        elif choice == 8:
            program.append(Op(5, rng.choice(["op:|", "op:|=", "op:==", "method:update"]), (d, other)))
        elif choice == 9:
            program.append(Op(5, "op:in", (key(), d)))
        elif choice == 10:
            program.append(Op(5, "call:" + rng.choice(["list", "len", "reversed", "bool", "dict", "tuple"]), (d,)))
        else:
            program.append(Op(6, "method:items", (d,)))
            program.append(Op(5, rng.choice(["call:list", "call:dict", "call:reversed", "call:len"]), (Reg(6),)))
        program.append(Op(7, "same", (d,)))
    return program


def list_program(rng: random.Random) -> Program:
    """Operations on lists and tuples."""
    kind = rng.randrange(3)

    def item() -> Any:
        if kind == 0:
            return rng.randrange(-9, 9)
        if kind == 1:
            return rng.choice(["a", "b", "ab", "", "é", "zz"])
        return rng.choice([1, 1.5, True, "a", None, 2**70, Reg(6), -0.0, Reg(3)])

    def index() -> Any:
        return rng.choice([*range(-6, 7), *range(-6, 7), 100, -100, 2**70, "a", None, True, 1.0])

    def bound() -> Any:
        return rng.choice([None, None, *range(-6, 7), 100, -100, 2**70, -(2**70)])

    program: Program = [
        Op(3, "tuple", (1, 2)),
        Op(6, "same", (float("nan"),)),
        Op(0, "list", tuple(item() for _ in range(rng.randrange(8)))),
        Op(1, "list", tuple(item() for _ in range(rng.randrange(8)))),
        Op(2, "tuple", tuple(item() for _ in range(rng.randrange(8)))),
    ]
    for _ in range(rng.randrange(5, 40)):
        a, b = Reg(rng.choice([0, 0, 1, 2])), Reg(rng.randrange(3))
        step = rng.choice([None, None, 1, 2, -1, -2, 3, 0])
        program.append(
            rng.choice(
                [
                    Op(4, "method:append", (a, item())),
                    Op(4, "method:insert", (a, index(), item())),
                    Op(4, "method:pop", (a,)),
                    Op(4, "method:pop", (a, index())),
                    Op(4, "method:remove", (a, item())),
                    Op(4, "method:index", (a, item())),
                    Op(4, "method:index", (a, item(), bound() or 0, bound() or 3)),
                    Op(4, "method:count", (a, item())),
                    Op(4, "method:extend", (a, b)),
                    Op(4, "method:reverse", (a,)),
                    Op(4, "method:sort", (a,)),
                    Op(4, "method:copy", (a,)),
                    Op(4, "get", (a, index())),
                    Op(4, "set_item", (a, index(), item())),
                    Op(4, "del", (a, index())),
                    Op(4, "slice", (a, bound(), bound(), step)),
                    Op(4, "set_slice", (a, bound(), bound(), step, b)),
                    Op(4, "del_slice", (a, bound(), bound(), step)),
                    Op(4, "op:" + rng.choice(["+", "+=", "==", "!=", "<", "<=", ">", ">="]), (a, b)),
                    Op(4, "op:" + rng.choice(["*", "*="]), (a, rng.choice([0, 1, 2, -1, True, "a", 1.5]))),
                    Op(4, "op:in", (item(), a)),
                    Op(4, "call:" + rng.choice(["list", "tuple", "sorted", "reversed", "sum", "min", "max"]), (a,)),
                    Op(4, "call:" + rng.choice(["len", "any", "all", "str", "bool"] + ["hash"] * (kind == 0)), (a,)),
                    Op(4, "sort_by:" + rng.choice(list(KEYS)), (a, rng.random() < 0.5)),
                    Op(4, "call:sorted", (a, rng.random() < 0.5)),
                    Op(4, f"unpack:{rng.randrange(1, 4)}", (a,)),
                ]
            )
        )
        program += [Op(5, "same", (Reg(r),)) for r in range(3)]
    return [op for op in program if not (op.name == "op:*=" and len(program) > 100)]


def operator_program(rng: random.Random) -> Program:
    """Every operator and conversion on values of all types."""
    program: Program = [
        Op(0, "list", (1, 2)),
        Op(1, "tuple", (1, "a")),
        Op(2, "set", (1, 2, 3)),
        Op(3, "dict", (5, "a", 2, 1.5)),
        Op(4, "call:range", (1, 9, 3)),
        Op(5, "call:frozenset", (Reg(0),)),
        Op(6, "method:keys", (Reg(3),)),
        Op(7, "method:items", (Reg(3),)),
        Op(8, "list", ()),
    ]

    def value() -> Any:
        return rng.choice(
            [
                some_int(rng),
                some_int(rng),
                rng.choice([0.0, -0.0, 1.5, -2.5, 1e300, float("inf"), float("nan"), 3.0, 2.0**70, 0.1]),
                rng.choice(["", "a", "abc", "%d", "%s!", " 12 ", "1.5", "é", "1_000"]),
                rng.choice([None, True, False]),
                Reg(rng.randrange(9)),
                Reg(rng.randrange(9)),
            ]
        )

    for _ in range(30):
        a, b = value(), value()
        name = rng.choice(list(BINARY))
        if name in ("**", "<<", ">>", "*", "*="):  # keep results printable
            a = rng.choice([a, rng.randrange(-9, 9), 2.5]) if not isinstance(a, int) or abs(a) < 999 else 7
            b = rng.choice([rng.randrange(-3, 9), rng.randrange(9), Reg(0), "x", None, 2.0, True])
        program.append(Op(9, "op:" + name, (a, b)))
        call = rng.choice([n for n in CALLS if n not in ("sorted", "range", "sum", "hash")])
        program.append(Op(9, "call:" + call, (value(),)))
    return program


def sort_program(rng: random.Random) -> Program:
    """Long lists with runs, duplicates and NaN: without an order, the result shows every single comparison."""
    odd = [float("nan"), 0.5] if sys.version_info < (3, 13) else [0.5]
    numbers: list[Any] = []
    for _ in range(rng.randrange(1, 12)):
        start, count, step = rng.randrange(-500, 500), rng.choice([1, 3, 20, 70]), rng.choice([-3, -1, 0, 1, 2])
        numbers += [start + step * i for i in range(rng.randrange(1, count + 1))]
    numbers = [rng.choice(odd) if rng.random() < 0.02 else x for x in numbers]
    if rng.random() < 0.3:
        rng.shuffle(numbers)
    return [
        Op(0, "list", tuple(numbers)),
        Op(1, "call:sorted", (Reg(0), False)),
        Op(1, "call:sorted", (Reg(0), True)),
        Op(1, "sort_by:" + rng.choice(["neg", "mod3", "str"]), (Reg(0), rng.random() < 0.5)),
        Op(1, "method:sort", (Reg(0),)),
        Op(2, "same", (Reg(0),)),
        Op(1, "call:min", (Reg(0),)),
        Op(1, "call:max", (Reg(0),)),
        Op(1, "call:sum", (Reg(0),)),
    ]


def text_program(rng: random.Random) -> Program:
    """Methods of strings with right and wrong arguments."""
    texts = ["", " ", "a", "b", "ab", "aXbX", "  pad\t", "x,y,,z", "ÄÖü ß"]
    texts += ["Hello World", "12", "a\nb\r\nc", "日本語日", "{}-{}"]

    def text() -> Any:
        return rng.choice(texts)

    def bound() -> Any:
        return rng.choice([None, 0, 1, 2, -1, -2, 100])

    def wrong() -> Any:
        return rng.choice([1, None, 1.5, True, Reg(1)])

    plain = [n for n in dir(str) if n.startswith("is")]
    plain += ["upper", "lower", "title", "capitalize", "swapcase", "casefold"]
    one = ["split", "rsplit", "partition", "rpartition", "startswith", "endswith", "strip", "lstrip", "rstrip"]
    one += ["find", "rfind", "index", "rindex", "count", "removeprefix", "removesuffix", "join", "splitlines"]
    one += ["zfill", "center"]
    program: Program = [Op(0, "list", ("a", "b")), Op(1, "list", ("a", 1)), Op(2, "tuple", ("a", "He", "z"))]
    for _ in range(25):
        choice = rng.randrange(8)
        if choice == 0:
            program.append(Op(3, "method:" + rng.choice(plain), (text(), *([wrong()] if rng.random() < 0.1 else []))))
        elif choice in (1, 2):
            program.append(Op(3, "method:" + rng.choice(one), (text(), text())))
        elif choice == 3:
            program.append(Op(3, "method:" + rng.choice([n for n in one if n != "splitlines"]), (text(), wrong())))
        elif choice == 4:
            name = rng.choice(["find", "rfind", "index", "rindex", "count", "startswith", "endswith"])
            program.append(Op(3, "method:" + name, (text(), rng.choice([text(), Reg(2)]), bound(), bound())))
        elif choice == 5:
            program.append(Op(3, "method:replace", (text(), text(), text(), rng.randrange(-1, 3))))
            separator = rng.choice(["X", ",", None])
            program.append(Op(3, "method:" + rng.choice(["split", "rsplit"]), (text(), separator, 1)))
        elif choice == 6:
            name = rng.choice(["center", "ljust", "rjust"])
            fill: tuple[Any, ...] = rng.choice([(), ("*",), ("xy",), (1,)])
            program.append(Op(3, "method:" + name, (text(), rng.randrange(9), *fill)))
            program.append(Op(3, "method:join", (text(), rng.choice([Reg(0), Reg(1), Reg(2), text(), 1]))))
        else:
            program.append(Op(3, "method:format", (text(), text(), wrong())))
            program.append(Op(3, "method:" + rng.choice(["replace", "join", "split", "nothing"]), (text(),)))
    return program


MAKERS = [set_program, dict_program, list_program, operator_program, sort_program, text_program]


@pytest.mark.parametrize("make", MAKERS)
def test_same_as_this_interpreter(container_ops: Path, make: Callable[[random.Random], Program]) -> None:
    rng = random.Random(f"{SEED} {make.__name__}")
    programs = [make(rng) for _ in range(1500 * SCALE)]
    check(container_ops, programs)


def test_floats_hash_as_integers(container_ops: Path) -> None:
    numbers = [0.0, -0.0, 1.0, 1.5, -1.0, 2.0**70, 1e300, float("inf"), 0.1, -(2.0**63), 2**61 - 1, -(2**61), 2**200]
    check(container_ops, [[Op(0, "call:hash", (x,)) for x in numbers]])


def test_hashes_of_containers(container_ops: Path) -> None:
    rng = random.Random(SEED)
    programs: list[Program] = []
    for _ in range(200):
        items = tuple(some_int(rng) for _ in range(rng.randrange(6)))
        programs.append(
            [
                Op(0, "set", items),
                Op(1, "call:frozenset", (Reg(0),)),
                Op(2, "call:hash", (Reg(1),)),
                Op(1, "tuple", (*items, Reg(1), 0.5, True)),
                Op(2, "call:hash", (Reg(1),)),
                Op(1, "call:range", (rng.randrange(9), rng.randrange(20, 99), rng.randrange(1, 5))),
                Op(2, "call:hash", (Reg(1),)),
                Op(2, "call:hash", (Reg(0),)),
            ]
        )
    check(container_ops, programs)


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q"]))
