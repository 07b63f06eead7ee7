def fannkuch(n):
    perm = list(range(n))
    count = [0] * n
    best = checksum = 0
    sign = 1
    while True:
        if perm[0]:
            flips = 0
            work = perm[:]
            first = work[0]
            while first:
                work[: first + 1] = work[first::-1]
                flips += 1
                first = work[0]
            if flips > best:
                best = flips
            checksum += sign * flips
        if sign == 1:
            perm[0], perm[1] = perm[1], perm[0]
            sign = -1
        else:
            perm[1], perm[2] = perm[2], perm[1]
            sign = 1
            i = 2
            while i < n:
                if count[i] < i:
                    count[i] += 1
                    break
                count[i] = 0
                i += 1
                if i == n:
                    return checksum, best
                t = perm[0]
                for j in range(i):
                    perm[j] = perm[j + 1]
                perm[i] = t


print(fannkuch(10))
