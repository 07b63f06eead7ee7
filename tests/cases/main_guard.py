VERSION = "1.0"
_cache = {}


def square(n):
    if n not in _cache:
        _cache[n] = n * n
    return _cache[n]


def main():
    print(VERSION, [square(i) for i in (3, 4, 3)], len(_cache))
    return 0


if __name__ == "__main__":
    print(__name__)
    main()
else:
    print("imported")
