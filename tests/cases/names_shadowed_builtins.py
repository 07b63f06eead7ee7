def total(list, sum=0):
    for len in list:
        sum += len
    return sum


def text(str, max):
    min = str[:max]
    return min


def later(s):
    n = len(s)
    for size in range(n):
        str = s[size]
    return str


list_ = [1, 2]
print(total([1, 2, 3]), text("abcdef", 2), later("xyz"))
id = 5
type = "t"
input = [id, type]
print(input)
sum = 0
for i in range(4):
    sum += i
print(sum)


def max(a, b):
    return "own max"


print(max(1, 2))


class dict:
    def get(self, key):
        return key * 2


print(dict().get("x"))
