# Integers that leave the machine's: in the faithful profile they grow.


def growing():
    """Beyond machine integers."""
    xs = [1, 2, 3]
    i = 1
    for _ in xs * 7:
        i = i * 1000 + len(xs)
    j = len(xs)
    while j < 2**70:
        j *= j + 1
    return i, j, i % 3, j // (i + 1)


print(growing())
