n = 42
print(f"{n:5}|{n:<5}|{n:>5}|{n:^5}|{n:05}|{n:+}|{n: }|{n:x}|{n:#x}|{n:b}|{n:08b}|{n:o}|{n:c}|{n:,}|{n:_}|{-n:05}")
print(f"{1234567:,} {1234567:_} {2**70:,} {0xFFFF:_x} {1234567.891:,.1f}")
s = "abc"
print(f"{s:6}|{s:>6}|{s:^6}|{s:*^7}|{s:.2}|{s:6.2}|")
w, p = 8, 3
print(f"{3.14159:{w}.{p}}|{s:>{w}}|{n:{'0'}{w}}")
print(f"{n=} {s!r:>8} {'nested ' + f'{n}'} {{literal}} {[1, 2]} {(1,)}")
print("{} {} {}".format(1, "a", None), "{0}{1}{0}".format("x", "y"), "{a}-{b:>3}".format(a=1, b=2))
print("%d %s %5d|%-5d|%05d %x %X %o %c %%" % (1, [2], 3, 4, 5, 255, 255, 8, "z"))
print("%(a)s %(b)03d" % {"a": "x", "b": 7}, "%10.3s|" % "abcdef", "%s" % (1,), "%s %s" % (1, (2, 3)))
try:
    print(f"{s:d}")
except ValueError as error:
    print(error)
