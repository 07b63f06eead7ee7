class Animal:
    sound = "..."

    def __init__(self, name, legs=4):
        self.name = name
        self.legs = legs

    def speak(self):
        return f"{self.name} says {self.sound}"

    def __lt__(self, other):
        return self.name < other.name


class Dog(Animal):
    sound = "Woof"

    def __init__(self, name, breed="mutt"):
        super().__init__(name)
        self.breed = breed

    def speak(self):
        return super().speak() + "!"


class Bird(Animal):
    sound = "Tweet"

    def __init__(self, name):
        super().__init__(name, legs=2)

    def fly(self):
        return self.name + " flies"


zoo = [Dog("Rex"), Bird("Tweety"), Animal("Thing", 0), Dog("Ace", breed="pug")]
for x in sorted(zoo):
    print(x.speak(), x.legs, type(x).__name__, isinstance(x, Dog))
    if isinstance(x, Bird):
        print(x.fly())
    elif isinstance(x, Dog):
        print(x.breed)
print([a.name for a in zoo if not isinstance(a, (Dog, Bird))])
