class Random:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return self.state >> 33

    def below(self, n):
        return self.next() % n


def life(cells, steps):
    for _ in range(steps):
        neighbours = {}
        for x, y in cells:
            for dx in (-1, 0, 1):
                for dy in (-1, 0, 1):
                    if dx or dy:
                        key = (x + dx, y + dy)
                        neighbours[key] = neighbours.get(key, 0) + 1
        cells = {c for c, n in neighbours.items() if n == 3 or (n == 2 and c in cells)}
    return cells


def shuffle(xs, rng):
    for i in range(len(xs) - 1, 0, -1):
        j = rng.below(i + 1)
        xs[i], xs[j] = xs[j], xs[i]
    return xs


rng = Random(42)
print([rng.below(100) for _ in range(8)], shuffle(list(range(10)), rng))
print(sorted(life({(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}, 4)))
inside = 0
for _ in range(2000):
    x, y = rng.below(10**6) / 10**6, rng.below(10**6) / 10**6
    inside += x * x + y * y <= 1
print(4 * inside / 2000)
