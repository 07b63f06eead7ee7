class Stack:
    def __init__(self, limit=3):
        self._items = []
        self.limit = limit

    def push(self, item):
        if len(self._items) >= self.limit:
            raise OverflowError("stack is full")
        self._items.append(item)

    def pop(self):
        if not self._items:
            raise IndexError("pop from an empty stack")
        return self._items.pop()

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(self._items)


s = Stack()
for item in ("a", 1, [2]):
    s.push(item)
print(len(s), [x for x in s], list(s))
try:
    s.push("d")
except OverflowError as error:
    print(error)
while s:
    print(s.pop())
try:
    s.pop()
except IndexError as error:
    print("IndexError:", error)
