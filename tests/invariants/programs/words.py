def count(text):
    counts = {}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    return counts


def group(words):
    groups = {}
    for word in words:
        if len(word) not in groups:
            groups[len(word)] = []
        groups[len(word)].append(word)
    return groups


text = "the cat saw the dog and the bird"
counts = count(text)
counts["the"] += 10
print(counts, sorted(counts))
groups = group(text.split())
threes = groups[3]
threes.append("new")
print(groups)
table = {"a": [1], "b": [2]}
other = table
other["a"].append(5)
print(table)
seen = set()
also = seen
also.add(3)
print(seen, 3 in seen)
