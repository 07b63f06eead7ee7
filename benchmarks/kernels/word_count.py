WORDS = "the quick brown fox jumps over a lazy dog while seven wizards brew potent ale near quiet river banks".split()


def text(n):
    out = []
    state = 12345
    for _ in range(n):
        state = (state * 1103515245 + 12345) % 2147483648
        word = WORDS[state // 65536 % len(WORDS)]
        if state % 3 == 0:
            word = word.capitalize() + str(state // 1000 % 50)
        out.append(word)
    return " ".join(out)


def count(body):
    counts = {}
    for word in body.split():
        word = word.lower()
        counts[word] = counts.get(word, 0) + 1
    return counts


def main():
    counts = count(text(1500000))
    top = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    for word, n in top[:5]:
        print(word, n)
    print(len(counts), sum(len(w) * n for w, n in counts.items()))


main()
