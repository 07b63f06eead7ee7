d = {}
for k in ("z", "a", "m"):
    d[k] = len(d)
d["a"] = 100
del d["z"]
d["z"] = 5
print(d, list(d), list(d.items()), next(iter(d)))
e = {1: "a", 2: "b", 3: "c"}
e.pop(2)
e[2] = "again"
print(e, list(reversed(e)), list(e.values()))
print({"b": 1, "a": 2} == {"a": 2, "b": 1}, str({"b": 1, "a": 2}))
