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


class Box:
    def __init__(self, stack):
        self.stack = stack

    def renew(self, value):
        self.stack = Stack()
        return value


def replaced():
    box = Box(Stack())
    box.stack.push(1)
    box.stack.push(box.renew(2))
    print(box.stack.items)
    print(move(box.stack, box.renew(5), 1), box.stack.items)


class Vector:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y)

    def __mul__(self, k):
        return Vector(self.x * k, self.y * k)

    def __rmul__(self, k):
        return self * (k + 1)

    def __neg__(self):
        return Vector(-self.x, -self.y)

    def __repr__(self):
        return f"<{self.x}, {self.y}>"


class Mover:
    def __init__(self, at, speed):
        self.at = at
        self.speed = speed

    def step(self, dt):
        self.at = self.at + self.speed * dt
        self.speed *= 0.5
        return -self.at

    def jump(self):
        old = self.at
        self.at = Vector(100.0, 100.0)
        return self.speed - old * 2


class Changing:
    def __init__(self, n):
        self.n = n

    def __add__(self, k):
        self.n += k
        return self

    def __neg__(self):
        return Changing(-self.n)


def vectors():
    mover = Mover(Vector(1.0, 2.0), Vector(4.0, 8.0))
    print(mover.step(0.25), mover.at, mover.speed)
    print(mover.at + mover.jump(), mover.at)
    print(3 * mover.speed, mover.speed * 3, mover.at - mover.at)
    a = Changing(1)
    b = a + 2
    c = b + 3
    print(a.n, b.n, c.n, (-c).n)
    at = Vector(1, 2)
    same = at
    at += Vector(1, 1)
    print(at, same)


replaced()
vectors()
