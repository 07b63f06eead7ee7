# version: 3.11
from collections import Counter, OrderedDict, defaultdict, deque


def levels(graph, start):
    distance = {start: 0}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for other in graph[node]:
            if other not in distance:
                distance[other] = distance[node] + 1
                queue.append(other)
    return distance


edges = [(1, 2), (1, 3), (2, 4), (3, 4), (4, 5)]
graph = defaultdict(list)
for a, b in edges:
    graph[a].append(b)
print(levels(graph, 1))
print(graph, len(graph), 9 in graph)
counts = defaultdict(int)
for c in "mississippi":
    counts[c] += 1
print(dict(counts), sorted(counts.items()), counts["z"], list(counts))

counter = Counter("abracadabra")
print(counter, counter.most_common(2), counter["q"])
counter.update("aaa")
counter.subtract(["b"])
print(counter["a"], counter["b"], sum(counter.values()), sorted(counter.elements())[:4])
print(Counter(a=2, b=1) + Counter(["a", "c"]), Counter("ab") - Counter("b"))
print([w for w, n in Counter("one two one three".split()).most_common()])

ring = deque([1, 2, 3], maxlen=3)
ring.append(4)
ring.appendleft(0)
print(ring, len(ring), ring[0], ring[-1], list(reversed(ring)), 3 in ring)
ring.rotate(1)
ring.extend([7, 8])
print(ring, ring.pop(), ring.popleft(), ring.maxlen)
try:
    deque().popleft()
except IndexError as e:
    print("IndexError:", e)
old = deque("abc")
try:
    for letter in old:
        old.append(letter)
except RuntimeError as e:
    print("RuntimeError:", e)
ordered = OrderedDict([("b", 1), ("a", 2)])
ordered.move_to_end("b")
print(ordered, ordered.popitem(last=False), list(ordered))
plain = {}
try:
    plain["k"] += 1
except KeyError as e:
    print("KeyError:", e)


class Node:
    def __init__(self, label):
        self.label = label
        self.next = None


def cloned(head):
    copies = defaultdict(lambda: Node(0))
    copies[None] = None
    node = head
    while node:
        copies[node].label = node.label
        copies[node].next = copies[node.next]
        node = node.next
    return copies[head]


first = Node(1)
first.next = Node(2)
again = cloned(first)
print(again.label, again.next.label, again is first, again.next.next)
c = Counter("hello")
c["h"] = -2
print(+c, -c, +c - -c, c["h"], (+c)["h"], sorted((-c).items()))
kept = +Counter(a=1, b=0)
kept["z"] += 3
print(kept, -Counter({"q": -3, "r": 2}))
