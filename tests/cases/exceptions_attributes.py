class Err(Exception):
    code = 1

    def __init__(self, msg):
        super().__init__(msg)
        self.extra = 5

    def hello(self):
        return "hi"


def go(i):
    if i == 0:
        raise Err("e0")
    raise KeyError("x")


errs = []
for i in range(2):
    try:
        go(i)
    except Exception as e:
        errs.append(e)
for e in errs:
    try:
        print(e.extra, e.code, e.hello())
    except AttributeError as x:
        print(x)
for e in errs:
    print(hasattr(e, "extra"), getattr(e, "code", 0), hasattr(e, "hello"))


class Fault(Exception):
    code = 1

    def __init__(self, msg, extra=None):
        super().__init__(msg)
        self.extra = extra


class Sub(Fault):
    code = 2

    def __str__(self):
        return "Sub<" + super().__str__() + ">"


class Other(Exception):
    pass


class Val(ValueError):
    def __init__(self, x):
        self.x = x


def go(i):
    if i == 0:
        raise Fault("e0", [1])
    if i == 1:
        raise Sub("s1")
    if i == 2:
        raise Other("o", 2)
    if i == 3:
        raise Val(7)
    if i == 4:
        raise Other
    if i == 5:
        raise KeyError("kk")
    return i


for i in range(7):
    try:
        print("ok", go(i))
    except Fault as e:
        print(type(e).__name__, e, repr(e), e.code, e.extra, e.args)
    except (Other, Val) as e:
        print(type(e).__name__, str(e), repr(e), e.args, isinstance(e, ValueError))
    except Exception as e:
        print("exc", type(e).__name__, e, e.args)
errs = []
for i in range(6):
    try:
        go(i)
    except Exception as e:
        errs.append(e)
print(errs, [str(e) for e in errs], [getattr(e, "code", None) for e in errs], [isinstance(e, Fault) for e in errs])
for e in errs:
    try:
        raise e
    except Sub as x:
        print("sub", x.extra)
    except Fault as x:
        print("err", x.extra, x.code)
    except LookupError as x:
        print("lookup", x)
    except BaseException as x:
        print("base", repr(x))


class Account:
    rate = 0.1
    accounts = {}

    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance
        self.history = []
        Account.accounts[owner] = self

    def withdraw(self, amt):
        if amt > self.balance:
            raise Fault(f"Insufficient: {amt} > {self.balance}", amt - self.balance)
        self.balance -= amt
        self.history.append(("w", amt))
        return self.balance

    def interest(self):
        return self.balance * self.rate


class Savings(Account):
    rate = 0.2

    def withdraw(self, amt, fee=1):
        return super().withdraw(amt + fee)


a, b = Account("ann", 100), Savings("bob", 50)
for acc, amt in [(a, 30), (b, 49), (b, 1), (a, 100)]:
    try:
        print(acc.owner, acc.withdraw(amt), acc.interest())
    except Fault as e:
        print("failed", e, e.extra, acc.balance)
Account.rate = 0.5
print(a.interest(), b.interest(), sorted(Account.accounts), Savings.accounts is Account.accounts, a.history, b.history)
a.rate = 1
print(a.interest(), Account.rate, Savings.rate)


def f():
    e = 5
    try:
        raise Fault("zz")
    except Fault as e:
        pass
    try:
        return e
    except UnboundLocalError as u:
        return str(u)


print(f())


def chain():
    try:
        try:
            {}["x"]
        except KeyError as k:
            raise Fault("wrapped") from k
    except Fault as e:
        return repr(e.__cause__), str(e)


print(chain())
raise Sub("final")
