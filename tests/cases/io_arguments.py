# args: a b "c d"
# args:
# args: --flag=1 -5 é
import sys

print(len(sys.argv), sys.argv[1:])
for i, arg in enumerate(sys.argv[1:], 1):
    print(i, arg, len(arg))
if len(sys.argv) > 3:
    print(sys.argv[-1])
