class Account:
    def __init__(self, owner, balance):
        self.owner = owner
        self.balance = balance
        self.log = []

    def deposit(self, amount):
        self.balance += amount
        self.log.append(amount)

    def __str__(self):
        return f"{self.owner}: {self.balance}"


def move(source, target, amount):
    if source.balance < amount:
        raise ValueError("too little")
    source.deposit(-amount)
    target.deposit(amount)


def total(accounts):
    result = 0
    for account in accounts:
        result += account.balance
    return result


ann = Account("ann", 10)
bob = Account("bob", 5)
move(ann, bob, 3)
print(ann, bob, ann.log, bob.log)
everyone = [ann, bob]
everyone[0].deposit(100)
print(ann.balance, total(everyone))
log = ann.log
log.append(0)
print(ann.log)
try:
    move(bob, ann, 1000)
except ValueError as error:
    print("no:", error)
