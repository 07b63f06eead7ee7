d = {"b": 1, "a": 2}
d["c"] = 3
d["b"] = 10
print(d, len(d), "a" in d, "z" not in d, d.get("z"), d.get("z", 0), d["a"])
for key in d:
    print(key, d[key])
for key, value in d.items():
    print(key, value)
print(list(d), list(d.keys()), list(d.values()), list(d.items()), sorted(d))
print(d.pop("a"), d.pop("zz", None), d)
d.setdefault("x", []).append(1)
d.setdefault("x", []).append(2)
print(d, d.popitem())
d.update({"y": 1, "b": 0})
del d["c"]
print(d, {**d, "z": 1}, d == {"b": 0, "y": 1}, dict([(1, 2), (3, 4)]), dict(a=1, b=2))
print({i: i * i for i in range(4)}, {v: k for k, v in {"p": 1, "q": 2}.items()}, dict.fromkeys("ab", 0), d | {"n": 1})
try:
    d["missing"]
except KeyError as error:
    print("KeyError", error)
d.clear()
print(d, bool(d), {(1, 2): "t", 3: "i"}[(1, 2)], max({"a": 3, "b": 5}, key={"a": 3, "b": 5}.get))
