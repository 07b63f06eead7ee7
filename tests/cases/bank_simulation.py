class InsufficientFunds(Exception):
    def __init__(self, need, have):
        self.need = need
        self.have = have
        super().__init__(f"need {need}, have {have}")


class Account:
    def __init__(self, owner, balance=0.0):
        self.owner = owner
        self.balance = balance
        self.history = []

    def withdraw(self, amount):
        if amount > self.balance:
            raise InsufficientFunds(amount, self.balance)
        self.balance -= amount
        self.history.append(("w", amount))

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("amount must be positive")
        self.balance += amount
        self.history.append(("d", amount))


def transfer(a, b, amount):
    try:
        a.withdraw(amount)
    except InsufficientFunds as e:
        print("failed:", e, e.need - e.have)
        return False
    else:
        b.deposit(amount)
    finally:
        print("done", a.owner, b.owner)
    return True


x, y = Account("X", 100), Account("Y")
print(transfer(x, y, 30), transfer(y, x, 50.5), x.balance, y.balance)
for bad in (0, -5):
    try:
        x.deposit(bad)
    except ValueError as e:
        print(e)
print(x.history, y.history, sum(a.balance for a in (x, y)))
