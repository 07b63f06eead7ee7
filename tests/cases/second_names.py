"""Several names for parts of one list, some of them changed, and places that get another value meanwhile."""


class Body:
    def __init__(self, x, v):
        self.x = x
        self.v = v


class Swarm:
    def __init__(self, bodies):
        self.bodies = bodies

    def attract(self):
        for i in range(len(self.bodies)):
            a = self.bodies[i]
            for j in range(i + 1, len(self.bodies)):
                b = self.bodies[j]
                pull = (b.x - a.x) * 0.125
                a.v += pull
                b.v -= pull


def same(bodies):
    a = bodies[0]
    b = bodies[0]
    a.x += 1.0
    b.x *= 2.0
    return a.x, b.x


def fill(grid):
    for y in range(1, len(grid)):
        row = grid[y]
        above = grid[y - 1]
        for x in range(1, len(row)):
            row[x] = row[x - 1] + above[x] + grid[y - 1][x - 1]


def rotated(rows):
    first = rows[0]
    rows.append([9])
    rows.insert(0, [7])
    first.append(1)
    rows[0].append(2)
    return len(first)


def replaced(rows):
    last = rows[-1]
    rows[-1] = [5]
    last.append(6)
    rows[-1].append(8)
    return last


def stepped(rows):
    total = 0
    i = 0
    while i < len(rows):
        row = rows[i]
        i += 1
        row.append(i)
        rows[0].append(-i)
        total += len(row)
    return total


def nested(grid):
    row = grid[0]
    cell = row[0]
    row.insert(0, [100])
    cell.append(3)
    grid[0][1].append(4)
    return len(cell)


def main():
    swarm = Swarm([Body(0.0, 0.0), Body(1.0, 0.5), Body(3.0, -0.25)])
    swarm.attract()
    print([b.v for b in swarm.bodies])
    bodies = [Body(1.0, 0.0)]
    print(same(bodies), bodies[0].x)
    grid = [[1] * 5 for _ in range(4)]
    fill(grid)
    print(grid)
    rows = [[1], [2]]
    print(rotated(rows), rows)
    rows = [[1], [2]]
    print(replaced(rows), rows)
    rows = [[1], [2], [3]]
    print(stepped(rows), rows)
    deep = [[[1], [2]], [[3]]]
    print(nested(deep), deep)
    try:
        print(same([]))
    except IndexError as error:
        print(error)


main()
