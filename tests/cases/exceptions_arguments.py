# What an exception is made with is the same object in its `args`.
class Refused(Exception):
    pass


class Named(Exception):
    def __init__(self, name, items):
        super().__init__(name, items)
        self.items = items


def change(items):
    try:
        raise ValueError("bad", items)
    except ValueError as error:
        error.args[1].append(2)
        return error.args[0]


rows = [[1], [5]]
print(change(rows[0]), rows)
try:
    raise Refused(rows)
except Refused as refused:
    refused.args[0].append([7])
print(rows)
try:
    raise Named("n", rows[1])
except Named as named:
    named.args[1].append(6)
    named.items.append(8)
    print(named.args[0], named.items)
print(rows)
given = ({"a": [1]}, 3)
try:
    raise KeyError(*given)
except KeyError as error:
    error.args[0]["a"].append(4)
print(given)
