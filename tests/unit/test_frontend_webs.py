"""Webs against CPython: random functions are run, and every definition seen to reach a use must be in the use's web."""

from __future__ import annotations

import random
from typing import Any

import pytest

from citl_lsp.frontend.build import build_module
from citl_lsp.ir import nodes as ir
from citl_lsp.ir.validate import validate

NAMES = "abc"


class Writer:
    """Writes a random function. Every value remembers the line that made it: `d(3)` on line 3."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.lines = ["def f(a):"]

    def say(self, depth: int, text: str) -> None:
        self.lines.append("    " * depth + text.replace("LINE", str(len(self.lines))))

    def block(self, depth: int, size: int, loop: bool) -> None:
        for _ in range(self.rng.randint(1, size)):
            self.statement(depth, loop)

    def statement(self, depth: int, loop: bool) -> None:
        rng, name = self.rng, self.rng.choice(NAMES)
        simple = ["bind", "bind", "use", "use", "use", "update", "delete", "both", "walrus"]
        jumps = ["return", "raise"] + ["break", "continue"] * loop
        kind = rng.choice(
            simple + (["if", "while", "for", "try", "true", "final"] * (depth < 5)) + jumps[: rng.randint(0, 4)]
        )
        if kind == "bind":
            self.say(depth, f"{name} = d(LINE)")
        elif kind == "use":
            self.say(depth, f"use(LINE, {name})")
        elif kind == "both":
            self.say(depth, f"{name} = again(LINE, {name})")
        elif kind == "update":
            self.say(depth, f"{name} += d(LINE)")
        elif kind == "delete":
            self.say(depth, f"del {name}")
        elif kind == "walrus":
            self.say(depth, f"if choose() and (choose() or ({name} := d(LINE))) and choose():")
            self.say(depth + 1, f"use(LINE, {rng.choice(NAMES)})")
        elif kind == "return":
            self.say(depth, "return")
        elif kind == "raise":
            self.say(depth, "raise E")
        elif kind in ("break", "continue"):
            self.say(depth, kind)
        elif kind == "if":
            self.say(depth, "if choose():")
            self.block(depth + 1, 3, loop)
            if rng.random() < 0.3:
                self.say(depth, "elif choose():")
                self.block(depth + 1, 2, loop)
            if rng.random() < 0.5:
                self.say(depth, "else:")
                self.block(depth + 1, 3, loop)
        elif kind in ("while", "true", "for"):
            head = {"while": "while choose():", "true": "while True:", "for": f"for {name} in many(LINE):"}[kind]
            self.say(depth, head)
            if kind == "true":
                self.say(depth + 1, "tick()")
            self.block(depth + 1, 4, True)
            if rng.random() < 0.3:
                self.say(depth, "else:")
                self.block(depth + 1, 2, loop)
        else:
            self.say(depth, "try:")
            self.block(depth + 1, 3, loop)
            if kind == "try":
                named = rng.random() < 0.5
                self.say(depth, f"except E as {name}:" if named else "except Exception:")
                if named:
                    self.say(depth + 1, f"tag({name}, LINE - 1)")
                self.block(depth + 1, 2, loop)
                if rng.random() < 0.4:
                    self.say(depth, "else:")
                    self.block(depth + 1, 2, loop)
            if kind == "final" or rng.random() < 0.3:
                self.say(depth, "finally:")
                self.block(depth + 1, 2, loop)


class Stop(BaseException):
    pass


class E(Exception):
    line = 0


class Value:
    def __init__(self, line: int, log: set[tuple[int, int]]) -> None:
        self.line = line
        self.log = log

    def __add__(self, other: Value) -> Value:
        self.log.add((other.line, self.line))
        return other


def observe(text: str, seed: int, log: set[tuple[int, int]], unbound: set[int]) -> None:
    rng = random.Random(seed)
    steps = 0

    def tick() -> None:
        nonlocal steps
        steps += 1
        if steps > 60:
            raise Stop

    def choose() -> bool:
        tick()
        if rng.random() < 0.1:
            raise E
        return rng.random() < 0.5

    def use(line: int, value: Any) -> None:
        tick()
        log.add((line, value.line))
        if rng.random() < 0.1:
            raise E

    def again(line: int, value: Any) -> Value:
        use(line, value)
        return Value(line, log)

    def add_error(self: E, other: Value) -> Value:
        log.add((other.line, self.line))
        return other

    def many(line: int) -> Any:
        for _ in range(rng.randint(0, 2)):
            tick()
            yield Value(line, log)

    def tag(error: E, line: int) -> None:
        error.line = line

    def spy(frame: Any, event: str, argument: Any) -> Any:
        if event == "exception" and isinstance(argument[1], UnboundLocalError):
            unbound.add(frame.f_lineno - 1)
        return spy

    E.__add__ = add_error  # type: ignore[attr-defined]
    space: dict[str, Any] = {
        "choose": choose, "use": use, "again": again, "many": many, "tag": tag, "tick": tick, "E": E,
        "d": lambda line: Value(line, log),
    }  # fmt: skip
    exec(text, space)
    import sys

    before = sys.gettrace()
    sys.settrace(lambda frame, event, argument: spy if frame.f_code.co_name == "f" else None)
    try:
        space["f"](Value(0, log))
    except (E, Stop, UnboundLocalError, RuntimeError):
        pass
    finally:
        sys.settrace(before)


def places(function: ir.Function) -> tuple[dict[tuple[int, str], ir.Variable], dict[tuple[int, str], ir.Local], dict]:
    """(line, name) of every binding, of every use, and of every update's and deletion's variable."""
    binds: dict[tuple[int, str], ir.Variable] = {(0, param.var.name): param.var for param in function.params}
    uses: dict[tuple[int, str], ir.Local] = {}
    reads: dict[tuple[int, str], ir.Variable] = {}

    def walk(value: object) -> None:
        if isinstance(value, (list, tuple)):
            for item in value:
                walk(item)
        if not isinstance(value, ir.Node):
            return
        if isinstance(value, ir.Local):
            uses[value.line, value.var.name] = value
        elif isinstance(value, (ir.TargetLocal, ir.Walrus)) or (isinstance(value, ir.Handler) and value.var):
            assert value.var is not None
            binds[value.line, value.var.name] = value.var
        if isinstance(value, ir.AugAssign) and isinstance(value.target, ir.TargetLocal):
            reads[value.line, value.target.var.name] = value.read.var if value.read else value.target.var
        if isinstance(value, ir.Delete):
            for target in value.targets:
                assert isinstance(target, ir.TargetLocal)
                reads[value.line, target.var.name] = target.var
            return
        for name in type(value).__dataclass_fields__:
            if name not in ("span", "line", "var"):
                walk(getattr(value, name))

    walk(function.body)
    return binds, uses, reads


@pytest.mark.parametrize("seed", range(120))
def test_every_definition_seen_to_reach_a_use_is_in_its_web(seed: int) -> None:
    writer = Writer(random.Random(seed))
    for _ in range(6):
        writer.statement(1, False)
    writer.say(1, "a = b = c = None")  # every name is local
    text = "\n".join(writer.lines) + "\n"
    module, problems = build_module("t.py", "t", text)
    assert not problems, text
    assert validate(module) == []
    function = module.units[1].body
    assert isinstance(function, ir.Function)
    binds, uses, reads = places(function)
    log: set[tuple[int, int]] = set()
    unbound: set[int] = set()
    for run in range(40):
        observe(text, run, log, unbound)
    for use_line, bind_line in log:
        names = [name for name in NAMES if (use_line, name) in uses or (use_line, name) in reads]
        assert names, text
        name = names[0]
        used = uses[use_line, name].var if (use_line, name) in uses else reads[use_line, name]
        assert binds[bind_line, name] is used, f"{text}\n{name}: line {use_line} sees line {bind_line}"
    for line in unbound:
        found = [uses[line, name].maybe_unbound for name in NAMES if (line, name) in uses]
        found += [reads[line, name].maybe_unbound for name in NAMES if (line, name) in reads]
        assert any(found), f"{text}\nline {line}"
