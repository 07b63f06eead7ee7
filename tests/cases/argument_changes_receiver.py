"""Arguments that change the object whose method is called, or what another argument is."""


class Stack:
    def __init__(self):
        self.items = []
        self.pushed = 0

    def push(self, item):
        self.items.append(item)
        self.pushed += 1
        return self.pushed

    def pop(self):
        return self.items.pop()

    def both(self, count, value, rest):
        self.items.append(count * 100 + value * 10 + rest)


def move(stack, value, count):
    stack.push(value + count)
    return stack.pushed


def main():
    stack = Stack()
    for i in range(5):
        stack.push(i)
    stack.push(stack.pop() + stack.pop())
    stack.push(stack.push(7) * stack.pop())
    stack.both(stack.pushed, stack.pop() + stack.push(1), stack.pushed)
    print(stack.items, stack.pushed)
    print(move(stack, stack.pop(), stack.pushed), move(stack, count=stack.pop(), value=stack.push(3)))
    print(stack.items)


main()
