def build(edges):
    graph = {}
    for a, b in edges:
        if a not in graph:
            graph[a] = []
        graph[a].append(b)
        graph.setdefault(b, []).append(a)
    return graph


def degree(graph):
    out = {}
    for node, near in graph.items():
        out[node] = len(near)
    return out


def walk(graph, node, seen):
    seen.append(node)
    for other in graph[node]:
        if other not in seen:
            walk(graph, other, seen)


def grow(graph):
    for near in graph.values():
        near.append(99)


def biggest(rows):
    best = rows[0]
    for row in rows:
        if sum(row) > sum(best):
            best = row
    print(best)
    return best


def main():
    graph = build([(1, 2), (2, 3), (1, 3)])
    print(graph, degree(graph))
    seen = []
    walk(graph, 1, seen)
    print(seen)
    grow(graph)
    print(graph, 2 in graph, len(graph), sorted(graph), sorted(graph.keys()))
    near = graph[1]
    near.append(7)
    print(graph[1], graph.get(5))
    squares = {i: [i] * i for i in range(3)}
    for k in squares:
        print(k, squares[k])
    print(squares == {0: [], 1: [1], 2: [2, 2]}, list(degree(graph).values()))
    d = dict()
    d["a"] = 1
    for name, value in d.items():
        print(name, value)
    total = sum(d.values()) + max(d.values())
    print(total)
    rows = [[1], [5], [2, 2]]
    b = biggest(rows)
    print(b, rows)


main()
