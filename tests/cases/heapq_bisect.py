import bisect
import heapq
from heapq import heappop, heappush


def shortest(graph, start):
    distance = {start: 0}
    heap = [(0, start)]
    while heap:
        d, node = heappop(heap)
        if d > distance.get(node, d):
            continue
        for other, weight in graph.get(node, []):
            if other not in distance or d + weight < distance[other]:
                distance[other] = d + weight
                heappush(heap, (d + weight, other))
    return distance


print(shortest({"a": [("b", 7), ("c", 3)], "c": [("b", 1)], "b": [("d", 2)]}, "a"))
values = [9, 4, 7, 1, 8, 2]
heapq.heapify(values)
print(values, heapq.heappushpop(values, 3), heapq.heapreplace(values, 10), values)
print(heapq.nlargest(3, [5, 1, 9, 7]), heapq.nsmallest(2, ["pear", "fig", "apple"], key=len))
try:
    heappop([])
except IndexError as e:
    print("IndexError:", e)
marks = [60, 70, 80, 90]
for score in (33, 60, 79, 90, 100):
    print("FDCBA"[bisect.bisect(marks, score)], bisect.bisect_left(marks, score), end=" ")
print()
bisect.insort(marks, 75)
print(marks)
