# stdin: alpha beta\n\ngamma\n42\nno end
import sys

for number, line in enumerate(sys.stdin, 1):
    print(number, repr(line), line.strip().split())
print(sys.stdin.read() == "")
