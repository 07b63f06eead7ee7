s = "abcdefgh"
for part in (s[2:5], s[:3], s[5:], s[-3:], s[:-3], s[::2], s[1::2], s[::-1], s[5:2:-1], s[100:], s[-100:3], s[3:1]):
    print(repr(part))
print(s[-1], s[len(s) - 1], s[0:1])
for i in (8, -9):
    try:
        print(s[i])
    except IndexError as error:
        print(error)
