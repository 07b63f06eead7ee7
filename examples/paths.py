"""Shortest paths through a maze, breadth first.

Reads a maze from standard input, or uses its own: `#` is a wall, `S` the start, `G` the goal.
"""

import sys

MAZE = """\
S..#......
.#.#.####.
.#...#..#.
.#####.##.
.......#..
.#.###.#.#
.#...#...G
"""

STEPS = [(0, 1), (1, 0), (0, -1), (-1, 0)]


def find(grid, wanted):
    """Where `wanted` stands."""
    for y, row in enumerate(grid):
        x = row.find(wanted)
        if x >= 0:
            return (x, y)
    raise LookupError(f"there is no {wanted} in the maze")


def neighbours(grid, place):
    """The free places beside `place`."""
    x, y = place
    free = []
    for dx, dy in STEPS:
        nx, ny = x + dx, y + dy
        if 0 <= ny < len(grid) and 0 <= nx < len(grid[ny]) and grid[ny][nx] != "#":
            free.append((nx, ny))
    return free


def shortest(grid, start, goal):
    """The places from `start` to `goal`, both included; None where no way leads there."""
    came_from = {start: start}
    front = [start]
    while front:
        following = []
        for place in front:
            if place == goal:
                return walk_back(came_from, start, goal)
            for neighbour in neighbours(grid, place):
                if neighbour not in came_from:
                    came_from[neighbour] = place
                    following.append(neighbour)
        front = following
    return None


def walk_back(came_from, start, goal):
    """The path that `came_from` records."""
    path = [goal]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    path.reverse()
    return path


def drawn(grid, path):
    """The maze with the path in it."""
    on_path = set(path[1:-1])
    lines = []
    for y, row in enumerate(grid):
        lines.append("".join("*" if (x, y) in on_path else char for x, char in enumerate(row)))
    return "\n".join(lines)


def main():
    text = sys.stdin.read() if len(sys.argv) > 1 and sys.argv[1] == "-" else MAZE
    grid = text.split()
    try:
        start, goal = find(grid, "S"), find(grid, "G")
    except LookupError as error:
        sys.exit(f"paths: {error}")
    path = shortest(grid, start, goal)
    if path is None:
        print("no way")
        sys.exit(1)
    print(drawn(grid, path))
    print(f"{len(path) - 1} steps")


if __name__ == "__main__":
    main()
