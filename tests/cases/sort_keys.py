data = [("b", 2), ("a", 2), ("c", 1)]
data.sort(key=lambda t: t[1])
print(data)
data.sort(key=lambda t: (-t[1], t[0]))
print(data, sorted(data, key=lambda t: t[0], reverse=True))


def by_second(t):
    return t[1]


print(sorted(data, key=by_second), min(data, key=by_second), max(data, key=lambda t: (t[1], t[0])))
words = "the cat sat on the mat".split()
print(sorted(words, key=len), sorted(words, key=lambda w: (len(w), w)), sorted(set(words), key=words.index), sorted(words, key=words.count, reverse=True))
nums = [3, -1, -4, 2]
nums.sort(key=abs, reverse=True)
print(nums, sorted(nums, key=lambda n: n % 3), sorted({"x": 2, "y": 1}.items(), key=lambda kv: kv[1]), sorted("bAc", key=str.lower))
