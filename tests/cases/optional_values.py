def find(xs, want):
    found = None
    for i, x in enumerate(xs):
        if x == want:
            found = i
    return found


def longest(words):
    best = None
    for word in words:
        if best is None or len(word) > len(best):
            best = word
    return best


def running(values):
    last = None
    total = 0.0
    for value in values:
        if last is not None and value > last:
            total += value - last
        last = value
    if last:
        print("last", last, f"{last:.2f}")
    return total


def mixed(flag):
    x = 1
    if flag:
        x = "a"
    y = 0
    if flag:
        y = 0.5
    print(x, y, y + 1, [x], {"y": y})
    return y


def in_containers(n):
    best = None
    seen = []
    for i in range(n):
        if best is None or i % 3 == 0:
            best = i * i
        seen.append(best)
    pairs = {"best": best}
    print(seen, pairs, (best, n), best == 9, best is None)
    return best


def reported(n):
    message = None
    try:
        if n > 1:
            message = "big" + str(n)
        return message or "none"
    finally:
        print("done", message)


print(find([1, 2, 3], 2), find([], 1))
print(longest(["a", "bcd", "ef"]), longest([]))
print(running([1.0, 2.5, 2.0, 4.0]), running([]))
print(mixed(True), mixed(False))
print(in_containers(5), in_containers(0))
print(reported(1), reported(2))
