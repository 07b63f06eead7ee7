from typing import Dict, List, Optional, Tuple


def f(x: float):
    print(x)


def g(x: int) -> str:
    return x


def h(flag: bool, items: List[int] = None) -> Optional[int]:
    if items is None:
        return None
    return flag + len(items)


def pair(n: int) -> Tuple[int, str]:
    return n, str(n)


f(1)
f(True)
f("text")
print(g("still a str"), g(3))
print(h(True, [1]), h(5, []), h(False))
total: float = 0
for i in range(3):
    total += i
print(total)
name: str
counts: Dict[str, int] = {}
counts["a"] = 1.5
print(counts, pair(3))


class P:
    x: int
    y: "float" = 2

    def __init__(self, x: int) -> None:
        self.x: int = x


print(P(1.5).x, P(1).y)
