xs = [3, 1, 4, 1, 5]
print(sum(x > 2 for x in xs), sum([True, False, True]), True + 1, True * 2.5, True & False, True | 0, True ^ True)
count = 0
for x in xs:
    count += x == 1
print(count, [True, 1, 1.0].count(1), ["no", "yes"][x > 4], {True: "t"}[1], int(True), str(True), repr(False))
print(True == 1, True is True, isinstance(True, int), min(True, 0), sorted([True, False, 2, -1]), bool("False"), ~True, -True, not 1)
print(f"{True} {True:d} {True:5}|", "%d %s" % (True, True), abs(True), True / 2, True // 1, divmod(True, 1))
