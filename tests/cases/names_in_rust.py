"""Names that Rust writes in another way, beside the names that they become."""

MAX_SIZE = 3


def n(x):
    return x + 1


def maxSize(items):
    return max(len(each) for each in items)


def both(N, nn__x):
    n_2 = n(N)
    NN__X = nn__x * 2
    return N, n_2, nn__x, NN__X


def counted(max_size):
    maxSize_ = max_size
    return maxSize([[1] * max_size, []]) + maxSize_ + MAX_SIZE


def shadowed(n):
    camelCase, CamelCase = n, n + 1
    camel_case = camelCase + CamelCase
    return camel_case, (lambda N: N + n)(1)


class point:
    def __init__(self, X, x):
        self.X = X
        self.x = x


print(n(1), both(4, 5), counted(2), shadowed(7))
P, p = point(1, 2), point(3, 4)
print(P.X, P.x, p.X, p.x)
if __name__ == "__main__":
    Total = n(MAX_SIZE)
    print(Total)
print(Total)
