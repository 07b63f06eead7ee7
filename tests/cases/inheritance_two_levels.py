class A:
    def who(self):
        return "A"

    def run(self):
        return self.who() + self.extra()

    def extra(self):
        return "-"


class B(A):
    def who(self):
        return "B" + super().who()


class C(B):
    def who(self):
        return "C" + super().who()

    def extra(self):
        return "+"


print(A().run(), B().run(), C().run(), isinstance(C(), A), issubclass(C, A), [x.run() for x in (A(), B(), C())])
