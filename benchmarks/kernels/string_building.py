def shift(text, key):
    out = ""
    for c in text:
        if "a" <= c <= "z":
            out += chr((ord(c) - ord("a") + key) % 26 + ord("a"))
        elif c.isdigit():
            out += str((int(c) + key) % 10)
        else:
            out += c
    return out


def compress(text):
    parts = []
    i = 0
    while i < len(text):
        j = i
        while j < len(text) and text[j] == text[i]:
            j += 1
        parts.append(text[i] + (str(j - i) if j - i > 1 else ""))
        i = j
    return "".join(parts)


def main():
    text = "aaab bcc 112 hello wooorld 9 " * 300
    total = 0
    for key in range(300):
        text = shift(text, key)
        total += len(compress(text))
    print(total, text[:40], compress(text)[:40])


main()
