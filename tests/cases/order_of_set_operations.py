print({32, 100, 5, 7, 8} - {5}, {32, 100, 5, 7, 8} ^ {5, 40}, {32, 100, 5, 7, 8} & {8, 32, 5}, {32, 100, 5} | {8, 64, 5})
x = {32, 100, 5, 7, 8}
y = {5, 64, 96}
print(x - y, y - x, x ^ y, y ^ x, x & y, y & x, x | y, y | x)
print(x.difference(y), x.union(y), x.intersection(y), x.symmetric_difference(y), x.issubset(y), x.isdisjoint(y), x >= y)
print(x.difference([5]), x.union([40]), x.symmetric_difference([5, 40]))
d = {5: "a", 32: "b", 200: "c"}
print(x.difference(d), x.union(d), x.symmetric_difference(d), x.intersection(d))
print(x & d.keys(), d.keys() & x, d.keys() - x, d.keys() | x, d.keys() ^ x, x - d.keys(), x | d.keys(), x ^ d.keys())
e = {5: 1, 77: 2}
print(d.keys() & e.keys(), e.keys() & d.keys(), d.keys() - e.keys())
b = {1, 2, 3}
b -= b
print(b)
b = {1, 2, 3}
b.difference_update(b)
print(b)
b = {1, 2, 3}
b.update(b)
b.intersection_update(b)
print(b, b.issubset(b), b.issuperset(b), b.isdisjoint(b), b - b, b ^ b, b & b, b | b)
b.symmetric_difference_update(b)
print(b)
b = {1, 2, 3}
b ^= b
b |= x
b &= x
print(b)
b.update(d)
b.symmetric_difference_update(d)
print(b)
c = b
c -= {100}
print(b, c is b)
f = frozenset([40, 8, 1])
print(f - {8}, f | x, x | f, f ^ x, {9} - f)
print({1, 2} - {"a"}, {1.5, 2} - {2}, {True} | {2})


def run(p: set[int], q: set[int]) -> None:
    a = {1, 2, 3}
    b = {2, 9}
    a -= b
    print(a)
    a |= b
    print(a)
    a ^= {9}
    print(a)
    a -= a
    print(a, p - q, p ^ q, p & q, p | q, p - p)
    m = p - q
    m.add(4)
    m.difference_update(q)
    m.symmetric_difference_update({1, 2})
    print(m, m - q, q ^ m, m.union(q), m.difference(m))


run(x, y)
run({3, 7, 128, 64}, {7, 1})
