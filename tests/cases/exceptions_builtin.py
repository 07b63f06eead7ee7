# version: 3.11
def attempt(name, action):
    try:
        print(name, action())
    except Exception as error:
        print(name, type(error).__name__, error)


d = {"five": 5}
attempt("index", lambda: [1, 2][5])
attempt("key", lambda: {"a": 1}["b"])
attempt("zero", lambda: 1 / 0)
attempt("zero int", lambda: 5 // 0)
attempt("zero mod", lambda: 5 % 0)
attempt("zero float", lambda: 5.0 % 0)
attempt("int", lambda: int("x"))
attempt("float", lambda: float("y"))
attempt("type", lambda: "a" + 1)
attempt("type2", lambda: 1 + "a")
attempt("type3", lambda: [1] + (2,))
attempt("len", lambda: len(5))
attempt("iter", lambda: list(5))
attempt("attr", lambda: "a".nope())
attempt("call", lambda: d["five"]())
attempt("compare", lambda: [1] < "a")
attempt("unhashable", lambda: {[1]: 2})
attempt("ord", lambda: ord("ab"))
attempt("chr", lambda: chr(-1))
attempt("pop", lambda: {}.popitem())
attempt("range", lambda: range(1, 2, 0))
attempt("sum", lambda: sum(["a"]))
attempt("max", lambda: max([]))
attempt("fine", lambda: 42)
