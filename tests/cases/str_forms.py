def line(words):
    text = ""
    sep = ", "
    for i, word in enumerate(words):
        if i:
            text += sep
        text += word + "!"
    if text:
        print(text, len(text), text[0], f"<{text}> {text:>10} {sep!r}")
    return text


def kinds(n):
    if n > 2:
        kind = "many"
    elif n == 1:
        kind = "one"
    else:
        kind = "few"
    print("kind", kind, kind == "one", kind.upper(), sep="-")
    return kind


def table(rows):
    out = ""
    for row in rows:
        line = "|"
        for cell in row:
            line += f" {cell} |"
        print(line)
        out += line + "\n"
    return out


def doubling():
    s = "ab"
    for _ in range(3):
        s += "x"
    s += s
    t = s
    t += "é"
    print(s, t, s == t, t in "abc", sorted(s)[0], s.count("x"))
    try:
        s += "end"
        return s
    finally:
        print("last", s)


def early(names):
    found = ""
    for name in names:
        if name.startswith("b"):
            found += name
            continue
        found += "."
    else:
        found += "$"
    return found or "none"


greeting = "hello"
print(greeting)
print(line(["a", "b", "ü"]))
for n in range(4):
    print(kinds(n))
print(table([["a", "b"], ["c", "d"]]))
print(doubling())
print(early(["a", "bob"]), early([]))
name = "x"
print(name * 3, name + greeting, name < greeting, {name: greeting}, [name], (name,))
