class Graph:
    def __init__(self):
        self.nodes = {}

    def node(self, name):
        if name not in self.nodes:
            self.nodes[name] = Node(name)
        return self.nodes[name]

    def edge(self, a, b, w=1):
        self.node(a).edges.append((self.node(b), w))

    def path(self, a, b):
        queue = [(self.node(a), [a])]
        seen = set()
        while queue:
            n, p = queue.pop(0)
            if n.name == b:
                return p
            if n.name in seen:
                continue
            seen.add(n.name)
            for other, _ in n.edges:
                queue.append((other, p + [other.name]))
        return None


class Node:
    def __init__(self, name):
        self.name = name
        self.edges = []

    def cost(self):
        return sum(w for _, w in self.edges)


g = Graph()
for a, b in ["ab", "bc", "ca", "cd", "xy"]:
    g.edge(a, b, w=ord(b) - 96)
print(g.path("a", "d"), g.path("a", "y"), g.node("c").cost(), sorted(g.nodes), g.node("a").edges[0][0] is g.node("b"))
