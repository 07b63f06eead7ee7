s = "Zażółć gęślą jaźń 日本語 😀👍"
print(len(s), s[::-1], s.upper(), s.split(), s.index("日"), s[-2:], s.center(30, "*"))
for i, c in enumerate(s[-4:]):
    print(i, c, ord(c))
print(sorted(set("ąbać")), "ą" in s, s.count("ą"), s.replace("日本語", "jp"), s.title(), "é" == "e\u0301", len("e\u0301"))
print(f"{'日本':>6}|{'é':^5}|", "%5s|" % "ü", "ß".upper(), "İ".lower().encode() if False else "", repr("日\u200b"), "\t|")
d = {"clé": 1, "日": 2}
d["clé"] += 1
print(d, list(d), max(d))
