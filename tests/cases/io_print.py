import sys

print()
print("a", 1, 2.0, None, True, [1, "x"], (1,), {"k": "v"}, {3})
print("a", "b", sep="")
print("a", "b", sep=", ", end="!\n")
print("no newline", end="")
print(" continues")
print(*[1, 2, 3], sep="-")
print("x" * 3, end="\n\n")
sys.stdout.write("written\n")
print("to stderr", file=sys.stderr)
print("tab\tquote\"back\\", 'single')
print("""multi
line""")
print("é 🐍 \u00e9 \x41", flush=True)
