# args: none
# args: zero
# args: three
# args: text
# args: caught
# args: finally
# args: big
import sys


def leave(how):
    if how == "none":
        sys.exit()
    if how == "zero":
        sys.exit(0)
    if how == "three":
        sys.exit(3)
    if how == "text":
        sys.exit("error text")
    if how == "big":
        sys.exit(300)
    if how == "finally":
        try:
            sys.exit(4)
        finally:
            print("cleaning")
    try:
        sys.exit(5)
    except SystemExit as error:
        print("caught", error.code)


print("start")
leave(sys.argv[1])
print("end")
