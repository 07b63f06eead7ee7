class A:
    def __str__(self):
        return "A!"


class B:
    def __repr__(self):
        return "B?"


class C(A):
    def __repr__(self):
        return "C#"


print(A(), B(), C(), [B()], [C()], str(B()), f"{A()} {B()!s} {C()!r}", {"k": B()}, (C(),))
print("%s %r" % (C(), C()), "{} {!r}".format(A(), B()))
