def check(n):
    assert n > 0, f"n must be positive, not {n}"
    return n


print(check(3))
print(check(-1))
