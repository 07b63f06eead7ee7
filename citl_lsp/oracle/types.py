"""Classes of Rust types, and the pair of types that a compiler message compares.

    >>> type_class("Vec<i64>"), type_class("&mut Vec<i64>"), type_class("Invoice")
    ('vec', 'mut_reference', 'user')
    >>> compared_types("expected `Vec<i64>`, found `&[i64]`")
    ('Vec<i64>', '&[i64]')

Works on normalised texts (`Vec<$>`) as on full ones. Knows nothing of candidates.
"""

from __future__ import annotations

import re
from functools import lru_cache

_CLASS_HEADS = {
    "int": "i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize integer int BigInt BigUint",
    "float": "f32 f64 float floating",
    "bool": "bool boolean",
    "char": "char",
    "str": "str",
    "string": "String Cow",
    "vec": "Vec VecDeque BinaryHeap list List deque",
    "slice": "slice",
    "array": "array",
    "map": "HashMap BTreeMap IndexMap dict Dict",
    "set": "HashSet BTreeSet IndexSet set frozenset Set",
    "tuple": "tuple",
    "option": "Option None",
    "result": "Result",
    "shared": "Rc Arc Weak",
    "cell": "RefCell Cell Mutex RwLock Ref RefMut",
    "box": "Box",
    "reference": "reference",
    "iterator": "Iter IterMut IntoIter Map Filter Enumerate Zip Rev Chars Keys Values Drain Peekable Iterator "
    "IntoIterator Range RangeInclusive",
    "closure": "Fn FnMut FnOnce fn closure",
    "dynamic": "Value PyObject Any dyn object",
}
_HEADS = {head: name for name, heads in _CLASS_HEADS.items() for head in heads.split()}
_PATH = re.compile(r"(?:\w+::)+")
_LIFETIME = re.compile(r"'\w+\s+")
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_ARTICLES = re.compile(
    r"^(?:an?|the|type|struct|enum|type parameter|opaque type|associated type|associated function)\s+"
)
_TYPE = r"(?:`[^`]+`|an? [a-z]+)"
_PAIRS = tuple(
    re.compile(pattern.replace("A_TYPE", f"(?P<a>{_TYPE})").replace("B_TYPE", f"(?P<b>{_TYPE})"))
    for pattern in (
        r"expected (?P<a>[^,`]*`[^`]+`|[^,`]+), found (?P<b>[^,`]*`[^`]+`|[^,`(]+)",
        r"cannot (?:add|multiply) B_TYPE (?:to|by) A_TYPE",
        r"cannot subtract B_TYPE from A_TYPE",
        r"(?:cannot divide|can't compare|cannot calculate[^`]*?) A_TYPE (?:by|with|divided by) B_TYPE",
        r"the type A_TYPE cannot be indexed by B_TYPE",
        r"value of type A_TYPE cannot be built .*over elements of type B_TYPE",
        r"casting B_TYPE as A_TYPE",
    )
)


def compared_types(text: str) -> tuple[str, str] | None:
    """The (expected, found) types that a message names, without backticks; None where it compares nothing."""
    for pattern in _PAIRS:
        match = pattern.search(text)
        if match:
            return _strip(match.group("a")), _strip(match.group("b"))
    return None


@lru_cache(maxsize=4096)
def type_class(text: str) -> str:
    """The class of a type, one of `schema.TYPE_CLASSES`; names of the user, and whatever is unknown, are `user`."""
    text = _LIFETIME.sub("", _PATH.sub("", text.strip()))
    if text.startswith("&"):
        return _reference_class(text[1:].lstrip())
    if text.startswith("mutable reference"):
        return "mut_reference"
    if text in ("()", "unit type"):
        return "unit"
    if text.startswith("("):
        return "tuple"
    if text.startswith("["):
        return "array" if ";" in text else "slice"
    if text.startswith("{"):
        return _HEADS.get(text.strip("{}").partition("@")[0], "user")
    if text.startswith("impl "):
        text = text[5:].lstrip()
    word = _WORD.match(text)
    return _HEADS.get(word.group(), "user") if word else "user"


def _reference_class(inner: str) -> str:
    if inner.startswith("mut "):
        return "mut_reference"
    if inner == "str":
        return "str"
    if inner.startswith("[") and ";" not in inner:
        return "slice"
    return "reference"


def _strip(text: str) -> str:
    quoted = re.search(r"`([^`]+)`", text)
    if quoted and not re.match(r"\s*(?:mutable )?reference", text):
        return quoted.group(1)
    return _ARTICLES.sub("", text.replace("`", "").strip())
