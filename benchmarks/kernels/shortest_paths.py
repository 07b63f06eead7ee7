class Heap:
    def __init__(self):
        self.items = []

    def push(self, item):
        items = self.items
        items.append(item)
        at = len(items) - 1
        while at > 0:
            parent = (at - 1) // 2
            if items[parent] <= item:
                break
            items[at] = items[parent]
            at = parent
        items[at] = item

    def pop(self):
        items = self.items
        first = items[0]
        last = items.pop()
        if items:
            at, child = 0, 1
            while child < len(items):
                if child + 1 < len(items) and items[child + 1] < items[child]:
                    child += 1
                if items[child] >= last:
                    break
                items[at] = items[child]
                at, child = child, 2 * child + 1
            items[at] = last
        return first


def grid(width, height):
    cells = []
    state = 42
    for _ in range(height):
        row = []
        for _ in range(width):
            state = (state * 1103515245 + 12345) % 2147483648
            row.append(state // 65536 % 9 + 1)
        cells.append(row)
    return cells


def distances(cells):
    width, height = len(cells[0]), len(cells)
    best = [[-1] * width for _ in range(height)]
    heap = Heap()
    heap.push((0, 0, 0))
    while heap.items:
        far, y, x = heap.pop()
        if best[y][x] >= 0:
            continue
        best[y][x] = far
        for dy, dx in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            ny, nx = y + dy, x + dx
            if 0 <= ny < height and 0 <= nx < width and best[ny][nx] < 0:
                heap.push((far + cells[ny][nx], ny, nx))
    return best


def main():
    best = distances(grid(400, 400))
    print(best[-1][-1], max(max(row) for row in best), sum(sum(row) for row in best))


main()
