def parse(items):
    good, bad = [], 0
    for item in items:
        try:
            value = int(item)
        except ValueError:
            bad += 1
            continue
        else:
            if value < 0:
                break
        finally:
            good.append(item)
        good.append(value)
    return good, bad


print(parse(["1", "x", "2", "-5", "9"]))


def retry(limit):
    attempt = 0
    while True:
        try:
            attempt += 1
            if attempt < limit:
                raise ValueError(attempt)
            return attempt
        except ValueError as error:
            print("attempt", error)


print(retry(3))


def nested(n):
    try:
        if n == 0:
            raise KeyError("zero")
        return nested(n - 1)
    except KeyError:
        if n < 2:
            raise
        return n


print(nested(4))
while True:
    try:
        break
    finally:
        print("leaving")
