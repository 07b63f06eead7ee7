def f(n):
    out = []
    w = 2
    while w > 0:
        w -= 1
        for b in range(3):
            out.append(b)
        else:
            out.append("else")
            continue
        out.append("after")
    for i in range(2):
        for b in range(3):
            if b == n:
                break
        else:
            out.append("no break")
            continue
        out.append("broke")
    for i in range(3):
        try:
            for b in range(3):
                if b == n:
                    break
            else:
                continue
            out.append(i)
        finally:
            out.append("f")
    return out


print(f(1), f(9))


def dead(n):
    seen = []
    for i in range(3):
        try:
            try:
                break
            finally:
                seen.append(i)
            if n:
                seen.append("never")
        except ValueError as problem:
            seen.append(str(problem))
    while n:
        n -= 1
        if n > 3:
            continue
            seen.append("never")
        seen.append(n)
    return seen


print(dead(2), dead(5))
