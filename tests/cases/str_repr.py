for s in ["plain", "it's", 'say "hi"', "both ' and \"", "tab\tnew\nline\\", "\x00\x1f\x7f\x80\xa0é", "\u200b\ud7ff🐍"]:
    print(repr(s), [s], (s,))
print({"k": 'v'}, {'"'}, str(["a", 1, None, True, 2.0]))
print("%s %r" % ("a'b", "a'b"), f"{'x'!r} {'é'!a} {3!s}")
