people = [("Ann", 30), ("Bob", 25), ("Cid", 30), ("Dan", 25), ("Eve", 35)]
print(sorted(people, key=lambda p: p[1]))
print(sorted(people, key=lambda p: p[1], reverse=True))
print(sorted(people, key=lambda p: (-p[1], p[0])))
people.sort(key=lambda p: p[0][::-1])
print(people)
words = ["banana", "Apple", "cherry", "apple", "Banana"]
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len), sorted(set(w.lower() for w in words)))
nums = [5, -3, 2.5, 0, True, -1e3]
print(sorted(nums), min(nums), max(nums, key=abs))
print(sorted([[2, 1], [1, 9], [1, 2]]), sorted("hello"), sorted({3: "c", 1: "a"}))
try:
    sorted([1, "a"])
except TypeError as error:
    print(error)


class Card:
    def __init__(self, rank, suit):
        self.rank = rank
        self.suit = suit

    def __lt__(self, other):
        return self.rank < other.rank

    def __repr__(self):
        return f"{self.rank}{self.suit}"


cards = [Card(3, "h"), Card(1, "s"), Card(3, "c"), Card(2, "d"), Card(1, "h")]
print(sorted(cards), sorted(cards, reverse=True))
