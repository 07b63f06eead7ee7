db = {"users": [{"name": "ann", "tags": ["x"]}, {"name": "bob", "tags": []}], "count": 2}
for u in db["users"]:
    u["tags"].append("new")
    print(u["name"], u["tags"], len(u))
db["users"][0]["age"] = 30
db["count"] += 1
print(db)
grid = {}
for x in range(2):
    for y in range(2):
        grid[(x, y)] = x * y
        grid.setdefault("row", {}).setdefault(x, []).append(y)
print(grid, grid[(1, 1)], grid["row"][1])
counts = {}
for w in ["a", "b", "a"]:
    counts[w] = counts.get(w, {"n": 0})
    counts[w]["n"] += 1
print(counts)
tree = [1, [2, [3, [4]]]]


def depth(t):
    return 1 + max([depth(x) for x in t if isinstance(x, list)], default=0)


def flatten(t):
    out = []
    for x in t:
        if isinstance(x, list):
            out.extend(flatten(x))
        else:
            out.append(x)
    return out


print(depth(tree), flatten(tree))
