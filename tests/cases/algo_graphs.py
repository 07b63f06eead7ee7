def bfs(graph, start):
    seen, order, queue = {start}, [], [start]
    while queue:
        node = queue.pop(0)
        order.append(node)
        for other in graph.get(node, []):
            if other not in seen:
                seen.add(other)
                queue.append(other)
    return order


def dfs(graph, node, seen=None):
    if seen is None:
        seen = []
    seen.append(node)
    for other in graph[node]:
        if other not in seen:
            dfs(graph, other, seen)
    return seen


def dijkstra(graph, start):
    dist = {node: float("inf") for node in graph}
    dist[start] = 0
    todo = set(graph)
    while todo:
        node = min(todo, key=lambda n: (dist[n], n))
        todo.remove(node)
        for other, weight in graph[node].items():
            dist[other] = min(dist[other], dist[node] + weight)
    return dist


def topological(edges, n):
    incoming = [0] * n
    out = [[] for _ in range(n)]
    for a, b in edges:
        out[a].append(b)
        incoming[b] += 1
    ready = [i for i in range(n) if incoming[i] == 0]
    order = []
    while ready:
        node = ready.pop()
        order.append(node)
        for other in out[node]:
            incoming[other] -= 1
            if not incoming[other]:
                ready.append(other)
    return order if len(order) == n else None


g = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}
print(bfs(g, "a"), dfs(g, "a"))
print(dijkstra({"a": {"b": 7, "c": 3}, "b": {"d": 2}, "c": {"b": 1, "d": 8}, "d": {}}, "a"))
print(topological([(0, 1), (1, 2), (0, 3), (3, 2)], 4), topological([(0, 1), (1, 0)], 2))


class UnionFind:
    def __init__(self, n):
        self.parent = list(range(n))

    def find(self, x):
        while self.parent[x] != x:
            self.parent[x] = self.parent[self.parent[x]]
            x = self.parent[x]
        return x

    def union(self, a, b):
        self.parent[self.find(a)] = self.find(b)


uf = UnionFind(6)
for a, b in [(0, 1), (1, 2), (4, 5)]:
    uf.union(a, b)
print([uf.find(i) == uf.find(0) for i in range(6)])
