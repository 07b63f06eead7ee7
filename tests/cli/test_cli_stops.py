"""Where an idiomatic program stops, it names the Python line, wherever in the runtime the stop comes from."""

from __future__ import annotations

import re

from citl_command import Citl, run_binary

PROGRAM = """import math
import sys

which = sys.argv[1]
huge = 1 << 62
none = int(which == "never")


def product(a):
    return a * 4  # stop: product


def power(a, n):
    return a ** n  # stop: power


def inverse(a, n):
    return a ** n  # stop: inverse


def raised(a):
    a **= 20
    return a  # stop: (the line above) raised


def shifted(a, n):
    return a << n  # stop: shifted


def negated(a):
    return -a  # stop: negated


def distance(a):
    return abs(a)  # stop: distance


def quotient(a, b):
    return a // b  # stop: quotient


def remainder(a, b):
    return a % b  # stop: remainder


def element(xs, i):
    return xs[i]  # stop: element


def stored(xs, i):
    xs[i] += 1  # stop: stored
    return xs


def total(xs):
    return sum(xs)  # stop: total


def doubled(xs):
    return sum(x + x for x in xs)  # stop: doubled


def parsed(s):
    return int(s)  # stop: parsed


def truncated(x):
    return int(x)  # stop: truncated


def rounded(x):
    return round(x)  # stop: rounded


def digits(x, n):
    return round(x, n)  # stop: digits


def ceiling(x):
    return math.ceil(x)  # stop: ceiling


def permuted(n):
    return math.factorial(n) + 1  # stop: permuted


def multiplied(xs):
    t = 1
    print(xs)
    return t + math.prod(  # stop: multiplied
        xs
    )


def repeated(n):
    return [0] * n  # stop: repeated


def repeated_pair(n):
    xs = [1, 2]
    xs *= n  # stop: repeated_pair
    return xs


def looked_up(d, key):
    return d[key]  # stop: looked_up


def untaken(d, key):
    try:
        return d[key]  # stop: untaken
    except ValueError:
        return 0


def largest(xs):
    return max(xs)  # stop: largest


def checked(x):
    assert x > 1, "small"  # stop: checked
    return x


if which == "product":
    print(product(huge))
elif which == "power":
    print(power(10, 30))
elif which == "inverse":
    print(inverse(10, -1))
elif which == "raised":
    print(raised(1000))
elif which == "shifted":
    print(shifted(10, 62))
elif which == "negated":
    print(negated(-huge - huge))
elif which == "distance":
    print(distance(-huge - huge))
elif which == "quotient":
    print(quotient(1, none))
elif which == "remainder":
    print(remainder(1, none))
elif which == "element":
    print(element([1], 3))
elif which == "stored":
    print(stored([1], 3))
elif which == "total":
    print(total([huge, huge]))
elif which == "doubled":
    print(doubled([huge, huge]))
elif which == "parsed":
    print(parsed("9" * 30))
elif which == "truncated":
    print(truncated(1e30))
elif which == "rounded":
    print(rounded(1e30))
elif which == "digits":
    print(digits(1.7e308, -308))
elif which == "ceiling":
    print(ceiling(1e30))
elif which == "permuted":
    print(permuted(30))
elif which == "multiplied":
    print(multiplied([huge, 2]))
elif which == "repeated":
    print(len(repeated(huge)))
elif which == "repeated_pair":
    print(len(repeated_pair(huge)))
elif which == "looked_up":
    print(looked_up({1: 2}, 5))
elif which == "untaken":
    print(untaken({1: 2}, 5))
elif which == "largest":
    print(largest([1][1:]))
elif which == "checked":
    print(checked(1))
"""
_STOP = re.compile(r"# stop: (\(the line above\) )?(\w+)$")
LINES = {
    match[2]: number - bool(match[1])
    for number, line in enumerate(PROGRAM.split("\n"), 1)
    if (match := _STOP.search(line))
}


def test_a_stop_names_the_python_line(citl: Citl) -> None:
    citl.write("a.py", PROGRAM)
    assert citl("build", "a.py", "-o", "stops", "--profile", "idiomatic", "--debug").code == 0
    wrong = {}
    for name, line in LINES.items():
        done = run_binary(citl.folder / "stops", [name])
        said = done.stderr.decode()
        if done.returncode != 101 or not said.endswith(f" (line {line} of a.py)\n"):
            wrong[name] = (line, done.returncode, said)
    assert wrong == {}
    assert len(LINES) == 26
