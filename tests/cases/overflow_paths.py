def power_mod(b, e, m):
    r = 1
    while e:
        if e & 1:
            r = r * b % m
        b = b * b % m
        e >>= 1
    return r


def poly_hash(s):
    h = 0
    for c in s:
        h = h * 31 + ord(c)
    return h


def triangle(n):
    return n * (n + 1) // 2


def lcg(n):
    x = 12345
    out = []
    for _ in range(n):
        x = (x * 6364136223846793005 + 1) % 2**64
        out.append(x % 100)
    return out


print(power_mod(123456789, 10**18, 10**18 + 9), poly_hash("the quick brown fox"), triangle(10**10), lcg(5))
s = 0
for i in range(70):
    s += 2**i
print(s, s.bit_length(), -s // 3, s % 1000)
m = 1
xs = []
for i in range(25):
    m *= i + 1
    xs.append(m)
print(xs[-1], max(xs), sum(xs), sorted(xs)[0])
n = 9223372036854775807
n += 1
print(n, n - 1, -n, n * n, n // 3, n % 10, abs(-n), float(n), n == 2**63, hash(n) == hash(2**63), str(n), int(str(n)))
acc = [1]
for _ in range(5):
    acc.append(acc[-1] * 10**10)
print(acc)
