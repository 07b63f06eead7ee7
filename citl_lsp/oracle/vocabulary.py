"""Which words of a compiler message are the compiler's own, and which are the user's.

An allow-list: prose is kept word by word where the word occurs in rustc's own explanations and lint descriptions
(`words.txt`), code between backticks only where it is a keyword, a primitive, or a name of the standard libraries.
Everything else is a user's name and goes through the caller's `rename`; literals never survive.

    >>> normalise("borrow of moved value: `invoices`")
    'borrow of moved value: `$`'
    >>> normalise("expected `Vec<i64>`, found `&Invoice`")
    'expected `Vec<i64>`, found `&$`'
    >>> scrub("cannot find `foo` or `bar`, is `foo` there?", Numbering())
    'cannot find `$1` or `$2`, is `$1` there?'

Normalising a redacted message gives the same text as normalising the message itself, which is why rows without names
train the same model as full rows. This module knows no record, no consent and no feature.

`words.txt` was made from the prose (code blocks and backticks left out) of `rustc --explain` for every code,
`rustc -W help`, and the words that rustc 1.95 and clippy use in their messages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from importlib import resources

PLACEHOLDER = "$"
"""What stands for any name of the user in a normalised text."""


def words_of(text: str) -> frozenset[str]:
    """The words of a text, for tables that are easier to read as prose than as a list."""
    return frozenset(text.split())


RUST_NAMES = words_of(
    """
    as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut
    pub ref return self Self static struct super trait true type union unsafe use where while
    bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize integer float closure
    std core alloc rc sync cell cmp ops fmt iter collections string vec slice hash mem option result borrow convert
    default error io path thread time env process num ptr any boxed clone marker
    Vec String Box Rc Arc Weak Cell RefCell Ref RefMut Option Some None Result Ok Err HashMap HashSet BTreeMap BTreeSet
    VecDeque BinaryHeap IndexMap IndexSet Cow Range RangeInclusive RangeFrom RangeTo Mutex RwLock MutexGuard Iter
    IterMut IntoIter Map Filter Enumerate Zip Rev Chars Keys Values Drain Peekable Entry Ordering PhantomData Duration
    Any Copy Clone Debug Display Default Hash Eq PartialEq Ord PartialOrd Iterator IntoIterator FromIterator Extend
    DoubleEndedIterator ExactSizeIterator Fn FnMut FnOnce From Into TryFrom TryInto FromStr ToString ToOwned AsRef AsMut
    Deref DerefMut Borrow BorrowMut Index IndexMut Add Sub Mul Div Rem Neg Not Shl Shr BitAnd BitOr BitXor AddAssign
    SubAssign MulAssign DivAssign RemAssign Sum Product Drop Send Sync Sized Unpin Error Write Read Item Output Target
    Borrowed BigInt BigUint Value PyObject
    println print eprintln eprint format vec panic assert assert_eq write writeln matches todo unimplemented unreachable
    derive allow warn cfg inline test must_use
    """
)
"""Keywords, primitives and names of the Rust standard library that a message may keep."""

PYTHON_NAMES = words_of(
    """
    and as assert async await break case class continue def del elif else except finally for from global if import in
    is lambda match nonlocal not or pass raise return try while with yield None True False NotImplemented Ellipsis
    int float bool complex str bytes bytearray list dict tuple set frozenset range slice object type iterator generator
    function method module callable property super
    Any Union Optional List Dict Set Tuple FrozenSet Callable Iterable Iterator Sequence Mapping MutableMapping
    MutableSequence Generator Awaitable Literal Final ClassVar TypeVar Generic Protocol NamedTuple Self Counter
    defaultdict deque OrderedDict
    BaseException Exception ArithmeticError AssertionError AttributeError EOFError FileNotFoundError
    FloatingPointError ImportError IndexError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError
    ModuleNotFoundError NameError NotImplementedError OSError OverflowError PermissionError RecursionError
    RuntimeError StopIteration SyntaxError SystemExit TypeError UnboundLocalError UnicodeDecodeError
    UnicodeEncodeError UnicodeError ValueError ZeroDivisionError
    """
)
"""Keywords, builtin types and builtin exceptions of Python that a message may keep."""

CODE_NAMES = RUST_NAMES | PYTHON_NAMES

_CODE = re.compile(
    r"""
      (?P<closure> \{(?:closure|coroutine)@[^}]*\} )
    | (?P<literal> "(?:[^"\\]|\\.)*(?:"|\\?$) | '(?:[^'\\\s]|\\.)' )
    | (?P<lifetime> '[^\W\d]\w*\b(?!') )
    | (?P<quoted> '[^']*' )
    | (?P<stray> ' )
    | (?P<placeholder> \$\d* )
    | (?P<number> \d[\w.]* )
    | (?P<name> [^\W\d]\w* )
    | (?P<foreign> [^\x00-\x7f]+ )
    """,
    re.VERBOSE,
)
_PROSE = re.compile(
    r"""
      (?P<code> `[^`]*(?:`|$) )
    | (?P<possessive> (?<=`)'s\b )
    | (?P<literal> "(?:[^"\\]|\\.)*(?:"|\\?$) | (?<!\w)'[^']*'(?!\w) )
    | (?P<lint> \bclippy::[a-z_]+\b )
    | (?P<error> \bE\d{4}\b )
    | (?P<placeholder> \$\d* )
    | (?P<number> \d[\w.]* )
    | (?P<word> [^\W\d_]\w*(?:['’]\w+)? | _\w* )
    | (?P<stray> ' )
    | (?P<foreign> [^\x00-\x7f]+ )
    """,
    re.VERBOSE,
)
_SPACE = re.compile(r"\s+")
_KEPT_DIGITS = 2
"""Longer numbers could identify someone and say nothing that ranking needs."""


class Numbering:
    """Gives user names `$1`, `$2`, … in order of appearance; one instance per record, so that equal names agree."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __call__(self, name: str) -> str:
        return f"{PLACEHOLDER}{self._numbers.setdefault(name, len(self._numbers) + 1)}"


@lru_cache(maxsize=1)
def prose_words() -> frozenset[str]:
    """The words that rustc and clippy use, lower case (read once from `words.txt`)."""
    text = resources.files("citl_lsp.oracle").joinpath("words.txt").read_text(encoding="ascii")
    return frozenset(text.split())


def scrub(text: str, rename: Callable[[str], str], known: frozenset[str] = frozenset()) -> str:
    """A message with every name of the user replaced by `rename(name)` and every literal by `"$"`.

    Text between backticks is scrubbed as code; `known` are further words to keep (the translator's own).
    """
    words = prose_words()

    def replace(match: re.Match[str]) -> str:
        kind, token = match.lastgroup, match.group()
        if kind == "code":
            closed = token.endswith("`") and len(token) > 1
            inner = token[1:-1] if closed else token[1:]
            return f"`{scrub_code(inner, rename, known)}`"
        if kind == "literal":
            return f'"{PLACEHOLDER}"'
        if kind == "word":
            if token in CODE_NAMES or token in known or token.lower().replace("’", "'") in words:
                return token
            return rename(token)
        if kind == "placeholder":
            return rename(token)
        if kind == "number":
            return _number(token)
        return "?" if kind in ("foreign", "stray") else token

    return _PROSE.sub(replace, _SPACE.sub(" ", text).strip())


def scrub_code(code: str, rename: Callable[[str], str], known: frozenset[str] = frozenset()) -> str:
    """The same for a piece of code or a type (`Vec<Invoice>` → `Vec<$1>`); only standard names survive."""

    def replace(match: re.Match[str]) -> str:
        kind, token = match.lastgroup, match.group()
        if kind == "closure":
            return "{closure}"
        if kind in ("literal", "quoted"):
            return f'"{PLACEHOLDER}"'
        if kind == "lifetime":
            name = token[1:]
            return token if len(name) == 1 or name == "static" else "'_"
        if kind == "number":
            return _number(token)
        if kind == "name":
            return token if token in CODE_NAMES or token in known or token == "_" else rename(token)
        return rename(token) if kind == "placeholder" else "?"

    return _CODE.sub(replace, _SPACE.sub(" ", code).strip())


def _number(token: str) -> str:
    return token if len(token) <= _KEPT_DIGITS and token.isdigit() and token.isascii() else "#"


@lru_cache(maxsize=4096)
def normalise(message: str) -> str:
    """The message as a pattern: names of the user become `$`, numbers `#`, literals `"$"`, spaces single."""
    return re.sub(r"\b\d+\b", "#", scrub(message, lambda _: PLACEHOLDER))


@lru_cache(maxsize=4096)
def normalise_type(text: str) -> str:
    """A Rust or Python type as a pattern: `Vec<Invoice>` → `Vec<$>`."""
    return re.sub(r"\b\d+\b", "#", scrub_code(text, lambda _: PLACEHOLDER))
