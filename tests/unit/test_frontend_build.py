"""From text to IR: names, scopes, units, places. Expected dumps were read against Python's reference by a person."""

# ruff: noqa: E501 (tables)

from __future__ import annotations

import random
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from citl_lsp.frontend.build import build_module
from citl_lsp.ir import nodes as ir
from citl_lsp.ir.printer import dump, dump_module
from citl_lsp.ir.validate import validate
from citl_lsp.syntax.scanner import comments

CASES = {
    "webs": (
        "def f(n):\n    n = n + 1\n    n = str(n)\n    n += 'x'\n    while n:\n        n = n[1:]\n    return n\n",
        "function f(n)\n  variables n n#2 n#3 n#4\n  1: n#2 = (n + 1)\n  2: n#3 = @str(n#2)\n"
        "  3: n#4 += 'x' reading n#3\n  4: while n#4\n    5: n#4 = n#4[1:]\n  6: return n#4\n",
    ),
    "unbound": (
        "def f(c):\n    if c:\n        x = 1\n    print(x)\n    del c\n    return c\n",
        "function f(c)\n  variables c x[unbound] c#2[unbound]\n  1: if c\n    2: x = 1\n  3: @print(x?)\n"
        "  4: del c\n  5: return c#2?\n",
    ),
    "captures": (
        "def f(a):\n    def g(n):\n        return g(n - 1) + a\n    b = 1\n    def h():\n        nonlocal b\n"
        "        b = g(b)\n    return h\n",
        "function f(a)\n  variables a[captured] g[captured] b[captured rebound] h\n  1: define g\n"
        "    nested f.<locals>.g(n)\n      variables n\n      captures g a\n      2: return (g((n - 1)) + a)\n"
        "  3: b = 1\n  4: define h\n    nested f.<locals>.h()\n      captures g b\n      6: b = g(b)\n"
        "  7: return h\n",
    ),
    "closure in a loop": (
        "def f():\n    r = []\n    for i in range(3):\n        r.append(lambda: i)\n    return [lambda: j for j in r]\n",
        "function f()\n  variables r i[captured rebound] j[captured rebound]\n  1: r = []\n"
        "  2: for i in @range(3)\n    3: r.append(f.<locals>.<lambda>)\n  4: return list[f.<locals>.<lambda>#2 for j in r]\n"
        "  lambda f.<locals>.<lambda>()\n    captures i\n    3: return i\n"
        "  lambda f.<locals>.<lambda>#2()\n    captures j\n    4: return j\n",
    ),
    "mutual recursion isn't unbound": (
        "def f():\n    def even(n): return odd(n)\n    def odd(n): return even(n)\n    return even(3)\n",
        "function f()\n  variables even[captured] odd[captured rebound]\n  1: define even\n"
        "    nested f.<locals>.even(n)\n      variables n\n      captures odd\n      1: return odd(n)\n  2: define odd\n"
        "    nested f.<locals>.odd(n)\n      variables n\n      captures even\n      2: return even(n)\n"
        "  3: return even(3)\n",
    ),
    "called too early is unbound": (
        "def f():\n    def g(): return x\n    g()\n    x = 1\n",
        "function f()\n  variables g x[captured rebound unbound]\n  1: define g\n    nested f.<locals>.g()\n"
        "      captures x\n      1: return x?\n  2: g()\n  3: x = 1\n",
    ),
    "comprehension scope": (
        "def f(x):\n    y = [x for x in x if x]\n    return {k: v for k, v in y}, x\n",
        "function f(x)\n  variables x y x#2 k v\n  1: y = list[x#2 for x#2 in x if x#2]\n"
        "  2: return (dict[k: v for (k, v) in y], x)\n",
    ),
    "lazy generator is a closure": (
        "def f(a, b):\n    s = sum(x * a for x in b)\n    a = 2\n    g = (x * b for x in b)\n    b = 3\n    return s, g, a\n",
        "function f(a, b)\n  variables a b[captured rebound] s x a#2 g x#2\n"
        "  1: s = @sum(generator[(x * a) for x in b])\n  2: a#2 = 2\n  3: g = generator[(x#2 * b) for x#2 in b]\n"
        "  4: b = 3\n  5: return (s, g, a#2)\n",
    ),
    "walrus in a condition": (
        "def f(a):\n    if a and (m := a.x):\n        return m\n    return m\n",
        "function f(a)\n  variables a m[unbound]\n  1: if (a and (m := a.x))\n    2: return m\n  3: return m?\n",
    ),
    "try": (
        "def f():\n    try:\n        x = g()\n    except (A, B) as e:\n        x = e\n    except C:\n        return x\n"
        "    else:\n        y = x\n    finally:\n        h()\n    return x, e\n",
        "function f()\n  variables x[unbound] e y e#2[unbound]\n"
        "  1: try\n    2: x = @g()\n  3: except @A, @B as e\n    4: x = e\n  5: except @C\n    6: return x?\n  else\n"
        "    8: y = x\n  finally\n    10: @h()\n  11: return (x, e#2?)\n",
    ),
    "global and annotations": (
        "def f(x: 'int', *, y: list['N'] = None) -> \"N\":\n    global g\n    g = z = x\n    t: int\n    t = 1\n    g += t\n",
        "function f(x: @int, *, y: @list[@N] = None) -> @N\n  variables x y z t\n  2: @g = z = x\n  3: t: @int\n"
        "  4: t = 1\n  5: @g += t\n",
    ),
    "f-strings": (
        "def f(a, w):\n    return f'{a!r:>{w}.2f}' 'b' f\"{{{a}}}\"\n",
        "function f(a, w)\n  variables a w\n  1: return f\"{a!r:>{w}.2f}b{{a}}\"\n",
    ),
    "imports": (
        "def f():\n    import a.b, c as d\n    from . import e\n    return a, d, e\n",
        "function f()\n  variables a d e\n  1: import a.b as a\n  1: import c as d\n  2: import . e as e\n"
        "  3: return (a, d, e)\n",
    ),
    "not supported": (
        "def f(x):\n    with x: pass\n    class C: pass\n    y = a[1:2, 3]\n",
        "function f(x)\n  variables x y C\n"
        "  1: unsupported a `with` statement\n  2: unsupported a class inside a function\n"
        "  3: y = @a[<unsupported a slice among several indexes>]\n",
    ),
    "async": (
        "async def f(x):\n    y = await x\n    return y\n",
        "function f(x) async\n  variables x y\n  0: unsupported an `async` function\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_dump(name: str) -> None:
    text, expected = CASES[name]
    module, problems = build_module("m.py", "m", text)
    assert problems == [] and validate(module) == []
    assert dump(module.units[1]) == expected


MODULE = '''"""doc"""
import a  # citl: one
if a:
    def f(): return 1  # citl: two
else:
    @deco  # three
    def f(): return 2
class C(B, metaclass=M, k=1):
    """c"""
    x: int = 1  # four
    # five
    @property
    def p(self): return self.__q

    def __q(self, n=x):
        # six
        return __r
try:
    pass
except E as e:
    print(e)
if (w := 1) and w: pass
for i in [i for i in a]: pass
'''


def test_module_and_classes() -> None:
    module, problems = build_module("m.py", "m", MODULE)
    assert problems == [] and validate(module) == []
    assert dump_module(module) == (
        "module <module>()\n  doc 'doc'\n  variables e w i\n  1: import a as a\n  2: if @a\n    3: define f\n  else\n"
        "    6: define f#2\n  7: define C\n  17: try\n    18: pass\n  19: except @E as e\n    20: @print(e)\n"
        "  21: if ((@w := 1) and @w)\n    21: pass\n  22: for @i in list[i for i in @a]\n    22: pass\n"
        "comment 1: # citl: one\n\n"
        "function f()\n  0: return 1\ncomment 0: # citl: two\n\n"
        "@@deco\nfunction f#2()\n  1: return 2\ncomment 0: # three\n\n"
        "class C(@B, k=1)\n  doc 'c'\n  0: unsupported a metaclass\n  2: @x: @int = 1\n  methods C.p C.__q\n"
        "comment 2: # four\ncomment 3: # five\n\n"
        "@@property\nmethod C.p(self)\n  variables self\n  1: return self._C__q\n\n"
        "method C.__q(self, n = @x)\n  variables self n\n  2: return @_C__r\ncomment 1: # six\n"
    )
    method = module.units[-1]
    assert isinstance(method.body, ir.Function) and method.body.name == "_C__q"
    assert MODULE[method.start :].startswith("def __q") and method.first_line == 14
    assert [unit.kind for unit in module.units] == ["module", "function", "function", "class", "method", "method"]


def test_handler_name_that_others_see_is_global() -> None:
    text = "try:\n    pass\nexcept E as e:\n    print(e)\ndef f(): return e\n"
    module, _ = build_module("m.py", "m", text)
    assert validate(module) == []
    assert "except @E as e\n    2: @e = e\n    3: @print(@e)\n    2: del @e\n" in dump(module.units[0])


def test_a_unit_depends_on_its_own_text_only() -> None:
    before, _ = build_module("m.py", "m", "x = 1\ndef f():\n    return x\nclass C:\n    def m(self): pass\n")
    after, _ = build_module("m.py", "m", "# more\n\nx = 22\ndef f():\n    return x\nclass C:\n    def m(self): pass\n")
    keys = [[unit.text_key for unit in module.units] for module in (before, after)]
    assert keys[0][1:] == keys[1][1:] and keys[0][0] != keys[1][0]
    assert [dump(unit) for unit in before.units[1:]] == [dump(unit) for unit in after.units[1:]]
    assert len(set(keys[0])) == len(keys[0])


@pytest.mark.parametrize("name", ["m", "__main__"])
def test_unchanged_units_lend_their_bodies(name: str) -> None:
    before, _ = build_module("m.py", name, MODULE)
    text = "# more\n" + MODULE.replace("self.__q", "self.q")
    after, _ = build_module("m.py", name, text, before)
    scratch, _ = build_module("m.py", name, text)
    assert dump_module(after) == dump_module(scratch)
    assert [unit.first_line for unit in after.units] == [unit.first_line for unit in scratch.units]
    assert [unit.global_names for unit in after.units] == [unit.global_names for unit in scratch.units]
    same = [old.body is new.body for old, new in zip(before.units, after.units, strict=True)]
    assert same == [False, True, True, False, False, True]


@pytest.mark.parametrize(
    "text",
    [
        "def f(a, a): pass", "return 1", "x = '\0'", "x = '\ud800'", "(" * 5000, "-" * 100000 + "1", "a" + ".b" * 20000,
        "1" + "+1" * 3000, "f(" * 90 + ")" * 90, "if x:\n  pass\n" + "elif x:\n  pass\n" * 2000, "nonlocal x", "\ufeffx = 1\n",
        "def f():\n\treturn\n        return", "x = [" + "1," * 200000 + "]", "\x0cdef f(): pass\r\rx = 1\r\n", "'abc", "f'{'",
        "", "\\", "# only", "def f():\n  nonlocal y", "x = " + "not " * 5000 + "1", "lambda: (yield)", "await x", "import\n",
        "def f():\n if x:\n" + "".join("  " * n + " while x:\n" for n in range(1, 19)) + "  " * 20 + "x = 1\n",
        "def f():\n" + "".join(" " * n + "try:\n" for n in range(1, 19)) + " " * 19 + "x = 1\n"
        + "".join(" " * n + "finally: y = x\n" for n in range(18, 0, -1)),
    ],
    ids=range(27),
)  # fmt: skip
def test_any_text_gives_a_module(text: str) -> None:
    module, problems = build_module("m.py", "m", text)
    assert validate(module) == []
    for problem in problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(text)
        assert problem.line <= text.count("\n") and problem.message


def test_random_bytes_never_raise() -> None:
    rng = random.Random(3)
    source = MODULE + "".join(text for text, _ in CASES.values())
    for _ in range(400):
        chars = list(source[: rng.randint(0, len(source))])
        for _ in range(rng.randint(0, 5)):
            chars.insert(rng.randint(0, len(chars)), rng.choice("()[]{}:'\"\n\r\\\t \0é😀#f"))
        module, _ = build_module("m.py", "m", "".join(chars))
        assert validate(module) == []


def library() -> list[Path]:
    root = Path(sysconfig.get_path("stdlib"))
    found = sorted(root.glob("*.py")) + sorted(root.glob("json/*.py")) + sorted(root.glob("email/*.py"))
    assert len(found) > 150
    return found


def nodes(value: object) -> Iterator[ir.Node]:
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from nodes(item)
    elif isinstance(value, (ir.Node, ir.Function, ir.ClassHeader)):
        if isinstance(value, ir.Node):
            yield value
        for name in type(value).__dataclass_fields__:
            if name not in ("span", "line", "var", "variables", "captures", "nested", "annotation", "returns"):
                yield from nodes(getattr(value, name))


@pytest.mark.parametrize("path", library(), ids=lambda path: path.stem)
def test_the_standard_library_builds_and_every_name_is_where_it_says(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", "replace")
    module, problems = build_module(str(path), path.stem, text)
    assert problems == []
    assert validate(module) == []
    for unit in module.units:
        for node in nodes(unit.body):
            if isinstance(node, (ir.Local, ir.Global, ir.TargetLocal)):
                name = node.name if isinstance(node, ir.Global) else node.var.name
                shown = text[unit.start + node.span.start : unit.start + node.span.end]
                assert shown == name or name.endswith(shown) or shown[:1] + shown[-1:] in ("''", '""', "f'", 'f"'), (
                    shown
                )
        for line, comment in unit.comments:
            assert comment in text.split("\n")[unit.first_line + line]


def test_comments_are_those_of_tokenize() -> None:
    import io
    import tokenize

    for path in library()[:80]:
        text = path.read_bytes().decode("utf-8", "replace")
        try:
            tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
        except (tokenize.TokenError, SyntaxError):
            continue
        expected = [token.string for token in tokens if token.type == tokenize.COMMENT]
        assert [comment.text for comment in comments(text)] == expected


def test_places_in_text_that_is_not_ascii() -> None:
    text = "def f(é):\r\n    x = 'ü😀'; yy = é; return f'😀{yy}'\rz = 1\n"
    module, problems = build_module("m.py", "m", text)
    assert problems == []
    for unit in module.units:
        for node in nodes(unit.body):
            if isinstance(node, (ir.Local, ir.TargetGlobal, ir.TargetLocal)):
                name = node.name if isinstance(node, ir.TargetGlobal) else node.var.name
                assert text[unit.start + node.span.start : unit.start + node.span.end] == name
