def f(xs):
    xs[0] = 100
    return 1


class A:
    def __init__(self):
        self.total = 1

    def step(self):
        self.total = 50
        return 2

    def go(self):
        self.total += self.step()
        return self.total


def main():
    xs = [1]
    xs[0] += f(xs)
    print(xs)
    a = A()
    print(a.go())
    a.total += a.step()
    print(a.total)


main()
