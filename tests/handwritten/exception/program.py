class Missing(Exception):
    def __init__(self, name):
        super().__init__(name)
        self.name = name


def find(table, name):
    if name not in table:
        raise Missing(name)
    return table[name]


table = {"a": 1}
for name in ["a", "b"]:
    try:
        print(find(table, name))
    except Missing as error:
        print("missing", error.name, error)
    finally:
        print("done", name)
try:
    print(int("x1"))
except (ValueError, KeyError) as error:
    print(type(error).__name__, error)
