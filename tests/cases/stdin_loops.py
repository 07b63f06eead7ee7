# stdin: a\n\nb c\nlast
import sys


def read():
    out = []
    while True:
        try:
            line = input()
        except EOFError:
            break
        if not line:
            continue
        out.append(line)
    return out


print(read())
print(sys.stdin.readline() == "", sys.stdin.readlines())
