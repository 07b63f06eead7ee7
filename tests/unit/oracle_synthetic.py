"""SYNTHETIC data for tests of the oracle, the traces and the learning. Never used to train a shipped model.

A small made-up world: each refusal has a shape (a code, a message, a construct), and each shape has a fix that is best
in nine of ten cases. There is something to learn, there is noise, and the cheapest candidate is often wrong.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from citl_lsp.learning.groups import GradedCandidate, Group, Origin
from citl_lsp.oracle.model import Candidate, DecisionNote, Refusal, Switch

BORROW, CLONE, SHARE, FLOOR = "borrow", "clone", "rc_refcell", "dynamic"

SHAPES = (
    ("E0382", "borrow of moved value: `{name}`", "value borrowed here after move", "call", BORROW),
    ("E0382", "use of moved value: `{name}`", "value used here after move", "for", CLONE),
    ("E0502", "cannot borrow `{name}` as mutable because it is also borrowed as immutable", "", "subscript", CLONE),
    ("E0499", "cannot borrow `{name}` as mutable more than once at a time", "", "call", SHARE),
    (
        "E0507",
        "cannot move out of index of `Vec<{type}>`",
        "move occurs because value has type `{type}`",
        "call",
        CLONE,
    ),
    ("E0308", "mismatched types", "expected `i64`, found `f64`", "assignment", FLOOR),
    ("E0308", "mismatched types", "expected `Vec<{type}>`, found `&{type}`", "call", CLONE),
    ("E0597", "`{name}` does not live long enough", "borrowed value does not live long enough", "return", SHARE),
    ("E0716", "temporary value dropped while borrowed", "creates a temporary value which is freed", "with", FLOOR),
)
NOVEL = 8
"""The last shape occurs only where it is asked for."""
NAMES = ("items", "rows", "invoices", "grid", "node", "queue_of_jobs")
TYPES = ("String", "Vec<i64>", "Invoice", "Node")


def switch(kind: str, alternative: str, cost: float, distance: int = 0, site: str = "m.f:x@00000000") -> Switch:
    categories = {"number": "TypeMapping", "dynamic": "TypeMapping"}
    return Switch(
        site, kind, categories.get(kind, "BorrowStrategy"), "move", alternative, 0.0, cost, "proven", distance, 0
    )


def candidates(distance: int = 0) -> dict[str, Candidate]:
    """The four candidates that each refusal has, by the alternative they switch to."""
    return {
        BORROW: Candidate("Borrow `items`", "decision", (switch("passing", BORROW, 0.0, distance),)),
        CLONE: Candidate("Clone `items`", "decision", (switch("clone", CLONE, 2.0, distance),)),
        SHARE: Candidate("Share `items`", "decision", (switch("container", SHARE, 4.0, distance),)),
        FLOOR: Candidate("Keep `items` dynamic", "decision", (switch("dynamic", FLOOR, 8.0, distance),)),
    }


def refusal(shape: int = 0, name: str = "items", type_name: str = "Invoice") -> Refusal:
    code, message, label, construct, _ = SHAPES[shape]
    return Refusal(
        code,
        message.format(name=name, type=type_name),
        1,
        f"shop.{name}.total",
        ("passing", "container"),
        construct,
        label.format(name=name, type=type_name),
    )


def history(chance: random.Random) -> tuple[DecisionNote, ...]:
    kinds = (("container", "MemoryAlloc", "owned"), ("number", "TypeMapping", "i64"), ("loop", "LoopTransform", "iter"))
    return tuple(
        DecisionNote(kind, category, alternative, "list[Invoice]", "Vec<Invoice>")
        for kind, category, alternative in chance.sample(kinds, chance.randint(0, 3))
    )


def group(
    chance: random.Random,
    package: str,
    file: str,
    *,
    best: str | None = None,
    shape: int | None = None,
    origin: Origin = "natural",
) -> Group:
    """A group whose best fix is its shape's, with one in ten exceptions, or `best`."""
    number = chance.randrange(NOVEL) if shape is None else shape
    right = SHAPES[number][4] if best is None else best
    offered = candidates(chance.randint(0, 2))
    if best is None and chance.random() < 0.1:
        right = chance.choice(sorted(offered))
    order = sorted(offered)
    chance.shuffle(order)
    costs = {name: entry.switches[0].cost_after for name, entry in offered.items()}
    graded = []
    for name in order:
        dearer = costs[name] - costs[right]
        grade = 3 if name == right else 0 if dearer < 0 else 2 if dearer <= 2 else 1
        graded.append(GradedCandidate(offered[name], grade))
    found = refusal(number, chance.choice(NAMES), chance.choice(TYPES))
    return Group(found, history(chance), tuple(graded), origin, package, file)


def groups(count: int = 240, packages: int = 8, seed: int = 1, injected: int = 0) -> list[Group]:
    """`count` natural and `injected` injected groups, spread over packages of three files each."""
    chance = random.Random(seed)
    made = []
    for number in range(count + injected):
        package = f"package{number % packages}"
        origin: Origin = "natural" if number < count else "injected"
        made.append(group(chance, package, f"file{number % 3}.py", origin=origin))
    return made


def permuted(entries: Sequence[Candidate], seed: int) -> list[Candidate]:
    mixed = list(entries)
    random.Random(seed).shuffle(mixed)
    return mixed
