text = "the quick brown fox jumps over the lazy dog the end"
counts = {}
for word in text.split():
    counts[word] = counts.get(word, 0) + 1
for word, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:4]:
    print(f"{word:>6} {n}")
groups = {}
for word in text.split():
    groups.setdefault(len(word), []).append(word)
print({k: groups[k] for k in sorted(groups)})
letters = {}
for c in text:
    if c not in letters:
        letters[c] = 0
    letters[c] += 1
print(sorted(letters.items(), key=lambda p: p[1], reverse=True)[:3])
inverse = {}
for k, v in counts.items():
    inverse[v] = inverse.get(v, []) + [k]
print(inverse)
