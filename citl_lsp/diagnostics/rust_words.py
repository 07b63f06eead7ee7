"""Rust types and traits in the words of a Python programmer.

    >>> python_type("&mut std::vec::Vec<Option<i64>>"), python_type("Rc<RefCell<HashMap<String, f64>>>")
    ('list[int | None]', 'dict[str, float]')

Total: what isn't understood comes back as the last name in it. Ownership and sharing are left out on purpose; callers
that need to tell two forms of one Python type apart compare the Rust texts.
"""

from __future__ import annotations

import re

_MACHINE = "i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize"
_INT = frozenset({*_MACHINE.split(), "Int", "BigInt", "BigUint", "{integer}", "integer", "NonZero"})
_NAMES = {
    "f32": "float",
    "f64": "float",
    "{float}": "float",
    "floating-point number": "float",
    "bool": "bool",
    "str": "str",
    "char": "str",
    "String": "str",
    "Str": "str",
    "Value": "object",
    "Exc": "exception",
    "PyErr": "exception",
    "Range": "range",
    "RangeInclusive": "range",
    "Func": "function",
    "!": "NoReturn",
    "_": "an unknown type",
}
_LISTS = frozenset({"Vec", "List", "VecDeque", "LinkedList"})
_DICTS = frozenset({"HashMap", "BTreeMap", "IndexMap", "Dict", "Map"})
_SETS = frozenset({"HashSet", "BTreeSet", "IndexSet", "Set", "HashedSet"})
_WRAPPERS = frozenset({"Box", "Rc", "Arc", "RefCell", "Cell", "Cow", "Ref", "RefMut", "Weak", "Slot", "Shared", "Pin"})
_FAILING = frozenset({"Result", "Res"})
_ITERATORS = frozenset(
    {"Iter", "IntoIter", "Map", "Filter", "Enumerate", "Zip", "Rev", "Chain", "Take", "Skip", "Chars"}
)

_TRAITS = {
    "PartialEq": "be compared with ==",
    "Eq": "be compared exactly with ==",
    "PartialOrd": "be ordered with <",
    "Ord": "be sorted",
    "Hash": "be a key of a dict or a member of a set",
    "Display": "be printed",
    "Debug": "be shown by repr()",
    "Copy": "be copied implicitly",
    "Clone": "be copied",
    "Send": "go to another thread",
    "Sync": "be shared between threads",
    "Default": "be made without arguments",
    "Iterator": "be looped over",
    "IntoIterator": "be looped over",
    "Sized": "have a fixed size",
    "Sum": "be summed",
    "Product": "be multiplied together",
    "Error": "be raised",
}


def python_trait(rust: str) -> str | None:
    """What a type must be able to do for the trait `rust`: `Hash` -> `be a key of a dict …`; None if unknown."""
    return _TRAITS.get(re.split(r"[<]", rust, maxsplit=1)[0].rpartition("::")[2].strip())


def python_type(rust: str) -> str:
    """The Python type that the Rust type `rust` stands for."""
    return _type(rust.strip(), 0)


def _type(text: str, depth: int) -> str:
    text = _bare(text)
    if depth > 12 or not text:
        return text or "None"
    if text in _INT:
        return "int"
    if text in _NAMES:
        return _NAMES[text]
    if text == "()":
        return "None"
    if text.startswith("(") and text.endswith(")"):
        return f"tuple[{', '.join(_type(part, depth + 1) for part in _split(text[1:-1]))}]"
    if text.startswith("[") and text.endswith("]"):
        return f"list[{_type(text[1:-1].partition(';')[0], depth + 1)}]"
    if text.startswith(("{closure", "fn(", "fn item", "{async", "for<", "unsafe fn", "extern")) or "closure@" in text:
        return "function"
    if re.match(r"(?:dyn |impl )?(?:\w+::)*(?:Fn|FnMut|FnOnce)\b", text):
        return "function"
    if re.match(r"(?:dyn |impl )(?:\w+::)*\w*Iterator\b", text):
        return "iterator"
    head, _, rest = text.removeprefix("dyn ").removeprefix("impl ").partition("<")
    name = head.strip().rpartition("::")[2]
    arguments = [part for part in _split(rest[:-1]) if not part.startswith("'")] if rest.endswith(">") else []
    return _generic(name, [_type(part, depth + 1) for part in arguments], head) or text


def _generic(name: str, arguments: list[str], head: str) -> str:
    first = arguments[0] if arguments else None
    if name in _WRAPPERS and first is not None:
        return first
    if name in _FAILING:
        return first or "None"
    if name == "Option" and first is not None:
        return first if first.endswith("| None") else f"{first} | None"
    if (name in _ITERATORS and "iter" in head) or name == "Iter":
        return "iterator"
    if name in _LISTS:
        return f"list[{first}]" if first else "list"
    if name in _DICTS:
        return f"dict[{', '.join(arguments[:2])}]" if len(arguments) >= 2 else "dict"
    if name in _SETS:
        return f"set[{first}]" if first else "set"
    if name == "Tuple":
        return f"tuple[{first}, ...]" if first else "tuple"
    if name in _NAMES or name in _INT:
        return _NAMES.get(name, "int")
    return name or head


def _bare(text: str) -> str:
    """Without references, lifetimes and pointers in front."""
    while True:
        shorter = re.sub(r"^(?:&|\*const |\*mut |mut |'\w+ |\(\))(?=.)|^'\w+\s+", "", text.strip())
        if shorter == text.strip():
            return shorter
        text = shorter


def _split(text: str) -> list[str]:
    """The parts between top-level commas."""
    parts, depth, start = [], 0, 0
    previous = ""
    for place, char in enumerate(text):
        if char in "<([{":
            depth += 1
        elif char in ")]}" or (char == ">" and previous != "-"):
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(text[start:place].strip())
            start = place + 1
        previous = char
    parts.append(text[start:].strip())
    return [part for part in parts if part]
