"""Random functions of nothing but control flow and small integers: both profiles do what CPython does.

python -m tests.invariants.control_flow 20           this many programs of `FUNCTIONS` functions
python -m tests.invariants.control_flow 1 --seed 6   what a failure names

Loops in loops, `else`, `try` in every shape, jumps out of all of them, names that are bound on some ways only, deleted,
or unbound by a handler. The hand-written cases have one of these at a time.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys

from .harness import FAITHFUL, IDIOMATIC, behaviour, runtime, translate

FUNCTIONS = 30
DEPTH = 3
NAMES = ("a", "b", "c", "e")
CAUGHT = ("ZeroDivisionError", "UnboundLocalError", "(ZeroDivisionError, UnboundLocalError)", "ValueError")

SHOW = """def show(name, f, n):
    try:
        print(name, n, f(n))
    except ZeroDivisionError:
        print(name, n, "zero")
    except UnboundLocalError:
        print(name, n, "unbound")
    except TypeError:
        print(name, n, "type")


"""


class _Writer:
    """Writes one function."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.lines: list[str] = []
        self.counters = 0

    def function(self, name: str) -> str:
        """Its text."""
        self._emit(0, f"def {name}(n):")
        self._emit(1, "out = []")
        self._emit(1, "if n < 0:")
        self._emit(2, f"{' = '.join(NAMES)} = 0")
        for var in NAMES:
            if self.rng.random() < 0.5:
                self._emit(1, f"{var} = {self.rng.randrange(4)}")
        for _ in range(4):
            self._statement(DEPTH, False, 1)
        self._emit(1, "return out")
        return "\n".join(self.lines) + "\n\n\n"

    def _emit(self, indent: int, text: str) -> None:
        self.lines.append("    " * indent + text)

    def _name(self) -> str:
        return self.rng.choice(NAMES)

    def _value(self) -> str:
        forms = [str(self.rng.randrange(5)), self._name(), self._name(), f"({self._name()} + {self.rng.randrange(4)})"]
        return self.rng.choice([*forms, f"({self._name()} * {self._name()})"])

    def _test(self) -> str:
        if self.rng.random() < 0.5:
            return f"n % {self.rng.randrange(2, 5)} == {self.rng.randrange(3)}"
        return f"{self._name()} {self.rng.choice(['<', '==', '>'])} {self.rng.randrange(4)}"

    def _block(self, depth: int, in_loop: bool, indent: int) -> None:
        for _ in range(self.rng.randrange(1, 4)):
            self._statement(depth - 1, in_loop, indent + 1)

    def _statement(self, depth: int, in_loop: bool, indent: int) -> None:
        roll = self.rng.random() * (1.0 if depth > 0 else 0.5)
        if roll < 0.2:
            self._emit(indent, f"{self._name()} = {self._value()} % 97")
        elif roll < 0.27:
            self._emit(indent, f"{self._name()} += {self.rng.randrange(1, 4)}")
        elif roll < 0.4:
            self._emit(indent, f"out.append({self._value()})")
        elif roll < 0.43:
            self._emit(indent, f"del {self._name()}")
        elif roll < 0.5:
            jump = self.rng.choice(["break", "continue"]) if in_loop and self.rng.random() < 0.5 else None
            self._emit(indent, jump or f"out.append(10 // ({self._name()} - {self.rng.randrange(4)}))")
        elif roll < 0.65:
            self._emit(indent, f"if {self._test()}:")
            self._block(depth, in_loop, indent)
            self._maybe("else:", 0.5, depth, in_loop, indent)
        elif roll < 0.78:
            self._emit(indent, f"for {self.rng.choice([*NAMES, 'i'])} in range({self.rng.randrange(4)}):")
            self._block(depth, True, indent)
            self._maybe("else:", 0.25, depth, in_loop, indent)
        elif roll < 0.84:
            self.counters += 1
            counter = f"w{self.counters}"
            self._emit(indent, f"{counter} = {self.rng.randrange(4)}")
            self._emit(indent, f"while {counter} > 0:")
            self._emit(indent + 1, f"{counter} -= 1")
            self._block(depth, True, indent)
            self._maybe("else:", 0.25, depth, in_loop, indent)
        else:
            self._try(depth, in_loop, indent)

    def _maybe(self, head: str, share: float, depth: int, in_loop: bool, indent: int) -> None:
        if self.rng.random() < share:
            self._emit(indent, head)
            self._block(depth, in_loop, indent)

    def _try(self, depth: int, in_loop: bool, indent: int) -> None:
        self._emit(indent, "try:")
        self._block(depth, in_loop, indent)
        if self.rng.random() < 0.8:
            name = self.rng.choice(["", "e", "e", "p"])
            self._emit(indent, f"except {self.rng.choice(CAUGHT)}{f' as {name}' if name else ''}:")
            if name:
                self._emit(indent + 1, f"out.append(type({name}).__name__)")
            self._block(depth, in_loop, indent)
            self._maybe("else:", 0.3, depth, in_loop, indent)
            self._maybe("finally:", 0.3, depth, False, indent)
        else:
            self._emit(indent, "finally:")
            self._block(depth, False, indent)


def program(seed: int, functions: int = FUNCTIONS) -> str:
    """A program that shows what each of its functions does with a few numbers."""
    rng = random.Random(seed)
    names = [f"f{number}" for number in range(functions)]
    shown = "".join(f'for n in range(4):\n    show("{name}", {name}, n)\n' for name in names)
    return "".join(_Writer(rng).function(name) for name in names) + SHOW + shown


async def faults(seed: int, functions: int = FUNCTIONS) -> list[str]:
    """What is wrong with the program of a seed."""
    text = program(seed, functions)
    found = []
    for policy in (FAITHFUL, IDIOMATIC):
        done = await behaviour(text, translate(text, policy).rust)
        if done.kind != "equal":
            found.append(f"seed {seed}, {policy.profile}: {done}")
    return found


def main() -> int:
    """Run as a command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", type=int, nargs="?", default=20)
    parser.add_argument("--seed", type=int, default=1, help="of the first; the next ones count upwards")
    options = parser.parse_args()
    runtime()  # builds it, which can't be done in an event loop
    wrong = 0
    for seed in range(options.seed, options.seed + options.programs):
        found = asyncio.run(faults(seed))
        wrong += bool(found)
        print(*(found or [f"seed {seed}: equal"]), sep="\n", flush=True)
    print(f"{options.programs} programs of {FUNCTIONS} functions, {wrong} with a fault")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
