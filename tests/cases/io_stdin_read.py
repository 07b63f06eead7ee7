# stdin: 1 2 3\n4 5\n
import sys

text = sys.stdin.read()
numbers = [int(t) for t in text.split()]
print(len(text), numbers, sum(numbers))
