n = 3
print([i * n for i in range(4)], [i for i in range(10) if i % 2 if i > 3], [(i, j) for i in range(2) for j in range(i + 1)])
i = "outer"
squares = [i * i for i in range(3)]
print(i, squares)
print({c: ord(c) for c in "ab"}, {c.lower() for c in "aAbB"} == {"a", "b"}, sum(x * x for x in range(4)))
print([[j for j in range(i)] for i in range(4)], ["even" if i % 2 == 0 else "odd" for i in range(3)])
print(max(len(w) for w in ["a", "bbb", "cc"]), ",".join(str(x) for x in (1, 2)), sorted(x for x in [3, 1, 2]))
print([x for x in [y + 1 for y in range(3)]], list(x for x in "ab"), tuple(x for x in range(2)), dict((x, 1) for x in "ab"))
