"""Word statistics of a text.

python words.py [COUNT] < FILE        with the COUNT commonest words (default 10)
"""

import sys


def words_of(text):
    """The words in `text`, in lower case: runs of letters, with an apostrophe inside."""
    words = []
    current = ""
    for char in text.lower():
        if char.isalpha() or (char == "'" and current):
            current += char
        elif current:
            words.append(current.rstrip("'"))
            current = ""
    if current:
        words.append(current.rstrip("'"))
    return words


def count(words):
    """How often each word occurs, in the order of first appearance."""
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts


def commonest(counts, wanted):
    """The `wanted` commonest (word, count) pairs; equals in alphabetical order."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ranked[:wanted]


def histogram(words):
    """How many words there are of each length."""
    lengths = {}
    for word in words:
        lengths.setdefault(len(word), []).append(word)
    return {length: len(lengths[length]) for length in sorted(lengths)}


def report(text, wanted):
    """Print the statistics of `text`."""
    words = words_of(text)
    if not words:
        print("no words")
        return
    counts = count(words)
    print(f"{len(words)} words, {len(counts)} different")
    print(f"mean length {sum(len(word) for word in words) / len(words):.2f}")
    print()
    pairs = commonest(counts, wanted)
    width = max(len(word) for word, _ in pairs)
    for word, times in pairs:
        print(f"{word:<{width}} {times:>5} {100 * times / len(words):6.2f} %")
    print()
    for length, times in histogram(words).items():
        print(f"{length:>2} {'#' * min(times, 60)} {times}")


def main():
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    report(sys.stdin.read(), wanted)


if __name__ == "__main__":
    main()
