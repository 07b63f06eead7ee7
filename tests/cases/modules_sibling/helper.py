VERSION = "1.2"
total = 0
print("helper is loaded once")


class HelperError(Exception):
    pass


class Counter:
    def __init__(self):
        self.counts = {}

    def add(self, key):
        self.counts[key] = self.counts.get(key, 0) + 1


def double(x):
    return x * 2


def bump():
    global total
    total += 1
    return total


def fail(n):
    if n == 0:
        raise HelperError("n is zero")


if __name__ == "__main__":
    print("never as an import")
