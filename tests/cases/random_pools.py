import random
try:
    random.seed(3)
    print(random.choice({0: "a", 1: "b"}))
    print(random.choice({5: "a", 6: "b"}))
except KeyError as e:
    print("KeyError", e)
print(random.choice([1, 2, 3]), random.choice("abc"), random.choice((1, 2)), random.choice(range(5)))
try:
    print(random.choice({1, 2}))
except TypeError as e:
    print(e)
try:
    print(random.choice([]))
except IndexError as e:
    print(e)
try:
    print(random.choice({}))
except IndexError as e:
    print(e)
random.seed(7)
print(random.sample([1, 2, 3, 4], 2), random.choices([1, 2, 3], k=4), random.choices("ab", k=3))
def some(pool):
    try:
        return random.sample(pool, 2)
    except TypeError as e:
        return str(e)
print(some([1, 2, 3]), some({1, 2}), some({1: 2, 3: 4}), some("abc"), some(range(10)))
def several(pool):
    try:
        return random.choices(pool, k=2)
    except (TypeError, KeyError) as e:
        return type(e).__name__ + str(e)
print(several([1, 2, 3]), several({5: 4}), several({0: 4}), several({2}), several("xyz"))
print(random.choices({0: "zero"}, k=2))
class Deck:
    def __len__(self):
        return 4

    def __getitem__(self, i):
        return i * 10
print(random.choice(Deck()))
