class Animal:
    def __init__(self, name):
        self.name = name

    def speak(self):
        return "..."

    def __str__(self):
        return f"{self.name} says {self.speak()}"


class Dog(Animal):
    def speak(self):
        return "woof"


class Counter:
    def __init__(self):
        self.total = 0

    def add(self, n):
        self.total += n
        return self


for animal in [Animal("cat"), Dog("rex")]:
    print(animal)
print(Counter().add(2).add(3).total)
