"""Strings of every length around the limits of their forms; growing, cutting, comparing and hashing them."""


def lengths(piece):
    out = []
    for n in (0, 1, 2, 7, 8, 14, 15, 16, 17, 29, 30, 31, 32, 64):
        text = piece * n
        text = text[: n * len(piece)]
        grown = ""
        for c in text:
            grown += c
        added = ""
        for c in text:
            added = added + c
        copied = "".join([c for c in text])
        assert text == grown == added == copied, n
        assert not text < grown and text <= copied
        assert {text: 1}.get(grown) == 1 and {copied, grown, added} == {text}
        out.append((len(grown), grown[-3:], grown[1:4], grown[::-1][:2], grown.upper()[-2:], (grown + "!")[-2:]))
    return out


def order(words):
    return sorted(words), min(words), max(words), [a < b for a in words[:4] for b in words[:4]]


def itself(n):
    s = "ab"
    for i in range(n):
        s += s[i] + str(len(s))
    t = s
    t += t
    u = "q"
    u = u + u[0] + u
    s += (s := "x")
    return s, t, u


def kept(s):
    """What has another name doesn't change."""
    first = s
    s = s + "more of it, so that it is long"
    second = s
    s += "!"
    s += "é"
    third = s
    for _ in range(3):
        s = s + "z" + first
    return first, second, third, s, len(third), third[-1], third[-2]


def letters(text):
    small = 0
    found = ""
    for i in range(len(text)):
        if text[i] == " " or text[i] != text[i - 1] and "a" <= text[i] <= "z":
            small += ord(text[i])
        if text[i] > "y" or text[-1 - i] == "\n" or text[i] in "aé":
            found += chr(ord(text[i]) + 1)
    return small, found


def failing(text, i):
    try:
        return text[i] == "a"
    except IndexError as e:
        return str(e)


def code(i):
    try:
        return chr(i)
    except (ValueError, OverflowError) as e:
        return str(e)


def parts(text):
    out = []
    for part in text.split():
        out.append(part.capitalize())
    for part in text.split(",", 2):
        out.append(part)
    for i, part in enumerate(text.split(None, 1)):
        out.append(str(i) + part)
    numbers = [int(p) for p in "1 22  -3\t4\u20285 ".split()]
    try:
        for part in text.split(""):
            out.append(part)
    except ValueError as e:
        out.append(str(e))
    out.append("".join(sorted(text)) + "-".join(text.split()) + "+".join(out[:3]) + "".join(list(text)[:2]))
    return out, numbers, list(map(str.strip, " a; b ;c".split(";")))


def main():
    for piece in ("x", "é", "漢", "😀", "aé", "\0"):
        print(lengths(piece))
    print(order(["b", "a\0", "a", "", "a\0\0", "abcdefgh", "abcdefghi", "é", "z", "abcdefghijklmno", "abcdefghijklmnop"]))
    print(itself(6))
    print(kept("short"), kept("long enough to be an object of its own"))
    print(letters("a zebra é and\nmore"), letters("ascii only, zzz\n and much longer than sixteen bytes"))
    print([failing(t, i) for t in ("", "a", "é", "abcdefghijklmnopqrst") for i in (0, -1, 1, 30, -31)])
    print([code(i) for i in (97, 233, 0x20AC, 0x1F600, -1, 0x110000, 2**40, 2**70)])
    print(parts("one two,THREE four,five, six \x1cß\u3000end"))
    print(["MiXed CaSe {[@`".swapcase(), "AZ[az{@`".lower(), "AZ[az{@`".upper(), "aBC dEf".capitalize(), "ǆx".capitalize()])
    print(str(0) + str(-7) + str(99999999999999) + str(-99999999999999) + str(100000000000000) + str(-(2**63)))
    print([str(True) + str("s") + str(None), int("7") + int("-8") + int(" 9 ") + int("٣"), min(3, 1, 2), max(4, 2**70, 5)])


main()
