"""A bank with accounts, transfers that can fail, and a journal.

Two names for one account are one account, a failed transfer leaves no trace, and interest is computed in whole cents.
"""


class BankError(Exception):
    """Something that the bank refuses."""


class InsufficientFunds(BankError):
    """An account holds less than was asked for."""

    def __init__(self, owner, missing):
        super().__init__(f"{owner} is short of {money(missing)}")
        self.owner = owner
        self.missing = missing


class Account:
    """Money of one person, in cents."""

    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance
        self.journal = []

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError(f"not an amount: {amount}")
        self.balance += amount
        self.journal.append(("in", amount))

    def withdraw(self, amount):
        if amount > self.available():
            raise InsufficientFunds(self.owner, amount - self.available())
        self.balance -= amount
        self.journal.append(("out", amount))

    def available(self):
        return self.balance

    def __str__(self):
        return f"{self.owner}: {money(self.balance)}"

    def __lt__(self, other):
        return self.balance < other.balance


class CreditAccount(Account):
    """An account that may be overdrawn down to a limit."""

    def __init__(self, owner, balance=0, limit=50_000):
        super().__init__(owner, balance)
        self.limit = limit

    def available(self):
        return self.balance + self.limit


def money(cents):
    """`123456` as `1,234.56`."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def transfer(source, target, amount):
    """Move money, or raise BankError and change nothing."""
    source.withdraw(amount)
    try:
        target.deposit(amount)
    except ValueError as error:
        source.balance += amount
        raise BankError(f"transfer refused: {error}") from error


def add_interest(accounts, per_mille):
    """Interest for everybody, rounded down, as Python's `//` rounds: debts grow too."""
    for account in accounts:
        account.balance += account.balance * per_mille // 1000


def main():
    ada = Account("Ada", 120_000)
    grace = CreditAccount("Grace", 5_000)
    alan = Account("Alan")
    accounts = [ada, grace, alan]

    orders = [
        (ada, alan, 45_050),
        (grace, ada, 30_000),
        (alan, grace, 99_999),
        (grace, alan, 30_000),
        (alan, ada, 0),
    ]
    for source, target, amount in orders:
        try:
            transfer(source, target, amount)
        except InsufficientFunds as error:
            print(f"refused: {error} ({error.missing} cents)")
        except BankError as error:
            print(f"refused: {error}")
        else:
            print(f"{source.owner} -> {target.owner}: {money(amount)}")

    add_interest(accounts, 15)
    print()
    for account in sorted(accounts):
        print(account)
    print(f"total {money(sum(account.balance for account in accounts))}")
    print(f"richest: {max(accounts, key=lambda account: account.balance).owner}")
    print(f"Ada's journal: {ada.journal}")


if __name__ == "__main__":
    main()
