# stdin: 3\nfirst line\n  padded  \n10 20 30\nlast
n = int(input())
lines = [input() for _ in range(2)]
print(n, lines)
a, b, c = map(int, input().split())
print(a + b + c)
print(input("prompt> ").upper())
try:
    input()
except EOFError as error:
    print("EOF", error)
