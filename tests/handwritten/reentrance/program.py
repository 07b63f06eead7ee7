class Sly:
    def __init__(self, owner):
        self.owner = owner

    def __eq__(self, other):
        if len(self.owner) < 4:
            self.owner.append(self)
        return False


items = []
items.append(Sly(items))
items.append(Sly(items))
print(Sly(items) in items, len(items))


def key(n):
    if len(order) < 5:
        seen.append(n)
    return -n


order = [3, 1, 2]
seen = []
print(sorted(order, key=key), seen)
for n in order:
    if n == 1:
        order.append(9)
print(order)
