def distance(a, b):
    row = list(range(len(b) + 1))
    for i in range(1, len(a) + 1):
        previous = row[0]
        row[0] = i
        for j in range(1, len(b) + 1):
            cost = 0 if a[i - 1] == b[j - 1] else 1
            best = min(row[j] + 1, row[j - 1] + 1, previous + cost)
            previous = row[j]
            row[j] = best
    return row[-1]


def main():
    words = ["kitten" * 100, "sitting" * 90, "saturday" * 75, "sunday" * 100]
    for a in words:
        print([distance(a, b) for b in words])


main()
