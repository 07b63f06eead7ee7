class C:
    def __init__(self, n: int) -> None:
        print("made", n)
        self.n = n

    def m(self) -> "C":
        print("m")
        return self


def f(n: int) -> int:
    print("f", n)
    return n


print(print("a") is None)
xs = [3, 1, 2]
if xs.sort() is None:
    print(xs)
w: list[int] = []
print([v for v in [1, 2] if w.append(0) is None], w)
print((f(1), None)[1] is None)
if C(1):
    print("yes")
print(not C(2), bool(C(3)))
print(len((f(3), f(4))))
print(callable(C(13)))
print(isinstance(f(14), int), isinstance(C(15), C), isinstance(C(16), str))
d: dict[str, list[int]] = {}
print(d.setdefault("a", []) is not None, d)
print(d.setdefault("b", []) is None, d)
print(C(4) is not None, C(5).m() is None)
print(f(6) is None, f(7) == None)
print(C(8) and 5, (C(9) or C(10)).n)
print({}.update({}) is None)
print(None is print("b"))
print(print("c") is print("d"))
print(1 if C(11) else 2)
while C(12):
    break
assert C(17)


class K:
    size = 4
    names = ["a"]

    def __init__(self, n: int) -> None:
        print("made", n)
        self.n = n


class E:
    pass


def g(n: int) -> list[int]:
    print("g", n)
    return [n]


def k(n: int) -> K:
    print("k", n)
    return K(n)


def nothing() -> None:
    print("nothing")


print(f(1) in (), g(1) in [])
print(type(K(1)).__name__, type(k(2)) is K, type(k(3)) == K)
print(k(4).size, k(5).names)
print(isinstance((f(6), 2), tuple), isinstance(g(7), (list, str)), isinstance(g(8), str))
print(callable(k(9)), callable(k), callable(print), callable(f(10)))
print(g(11) is None, g(12) is not None, g(13) is g(14))
print(nothing() or 3, nothing() and 4, not nothing(), bool(nothing()))
print(issubclass(type(k(15)), E), issubclass(type(k(16)), K))
print(len((f(17), g(18), k(19).n)) + 1)
print((f(20), nothing())[1] is None, (f(21), 2)[1])
print(nothing() == None, nothing() is nothing())
print([nothing() is None for _ in range(2)])


def h() -> None:
    return g(22).append(1)


def h2() -> None:
    return nothing()


print(h(), h2())
x = nothing()
print(x)
y: int | None = nothing()
print(y is None)
assert g(23) is not None
print("z" if k(24) else "w")
print(k(25) is None or k(26) is not None)
print(1 < f(27) < f(32) is None)
print({f(28): 1}.get(28) is None, [g(29)][0] is None, [[1], [2]][f(1)] is None)
rows = [[1], [2]]
print(rows[f(0)] is None, rows[f(1)] is not None, not rows.append([3]), rows)
lam = lambda: f(30)
print((lambda: f(31)) is None, bool(lam), isinstance(lam, int))


def maybe(n: int) -> int | None:
    print("maybe", n)
    return n or None


print(maybe(0) is print("right"), print("left") is maybe(1), maybe(2) == nothing(), nothing() != maybe(3))
mixed = [1, "a", None]
print(mixed[f(2)] is print("right"), print("left") is not mixed[f(0)])


def grown(of: list[int]) -> int:
    of.append(len(of))
    return len(of) + 2**62 - 2**62


def listed(n: int) -> list[int]:
    print("listed", n)
    return [n]


def text(n: int) -> str:
    print("text", n)
    return str(n)


some = [1]
print(len(some) == grown(some), len(some) < grown(some), len(some) != grown(some), some)
print(len(some) + 0.5 > grown(some), grown(some) > len(some) + 0.5, some)
print(f(2) * listed(3), f(2) * text(3), listed(3) * f(2), text(3) * f(2))
print(f(3) in listed(3), f(4) not in listed(3), text(5) in text(56), some.pop() in some, 0 < grown(some))
print(text(7) + "%s %d" % (text(8), f(9)), (text(7) + "%s") % (text(8),))
