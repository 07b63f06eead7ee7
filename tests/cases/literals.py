print(1e3, .5, 5., 0b101, 0o17, 0xFf, 1_000_000, 1e-7, 12345678901234567890, 0.1e1)
print('a' "b" 'c', r"raw\n", """triple
line""", "\x41\u00e9\U0001F40D\101\0end".encode("unicode_escape") if False else "\x41\u00e9\U0001F40D", "tab\there", 'q"q', "q'q", "\\")
x = 1; y = 2; print(x + y); z = (x +
    y); print(z)
if x: print("one line"); print("two")
...
pass
"a string statement"
def f(): return 5
class K: v = 3
print(f(), K.v, K().v, not x, -x, +x, x if y else z)
t = 1,
print(t, (1), (1,), [1,], {1: 2,}, {1,})
