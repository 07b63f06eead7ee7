def grow(xs):
    for x in xs:
        if x < 4:
            xs.append(x + 2)
    return len(xs)


def nested(rows):
    out = []
    for row in rows:
        for other in rows:
            if row is not other:
                other.append(len(row))
        out.append(row)
    return out


def index_of(xs, wanted):
    for i, x in enumerate(xs):
        if x == wanted:
            return i
    return -1


xs = [1, 2]
print(grow(xs), xs)
rows = [[1], [2, 3]]
result = nested(rows)
result[0].append(50)
print(rows, result)
print(index_of(xs, 4), index_of(xs, 100))
best = rows[0]
for row in rows:
    best = row
best.append(-1)
print(rows)
total = 0
for row in rows:
    total += row[0]
    row[0] = total
print(rows, total)
