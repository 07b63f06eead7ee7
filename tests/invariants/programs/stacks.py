def push_all(stack, items):
    for item in items:
        stack.append(item)
    return stack


def drain(stack):
    out = []
    while stack:
        out.append(stack.pop())
    return out


def keep(xs, ys):
    kept = []
    kept.append(xs)
    kept.append(ys)
    kept[0].append(0)
    return kept


first = push_all([], [1, 2, 3])
second = push_all(first, [4])
second.append(5)
print(first, second, first is second)
print(drain(first), second)
a = [1]
b = [2]
both = keep(a, b)
both[1].append(7)
print(a, b, both)
first += [8]
print(second)
pair = (a, b)
pair[0].append(3)
print(a, len(pair))
x, y = a, b
x.append(y.pop())
print(a, b)
