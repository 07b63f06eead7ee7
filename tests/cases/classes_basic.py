class Account:
    bank = "PyBank"
    count = 0

    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance
        Account.count += 1

    def deposit(self, amount):
        self.balance += amount
        return self

    def __str__(self):
        return f"{self.owner}: {self.balance}"

    def __repr__(self):
        return f"Account({self.owner!r}, {self.balance})"


a = Account("Ann", 10)
b = Account("Bob")
a.deposit(5).deposit(7)
print(a, b, [a, b], repr(a), str(b), f"{a} {a!r} {a!s:>12}")
print(Account.count, a.bank, Account.bank)
a.bank = "Own"
print(a.bank, b.bank, Account.bank)
a.note = "extra"
print(a.note)
try:
    print(b.note)
except AttributeError as error:
    print(error)
method = a.deposit
method(100)
print(a.balance, Account.deposit(b, 3).balance, isinstance(a, Account))
