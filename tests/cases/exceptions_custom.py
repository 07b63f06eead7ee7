class AppError(Exception):
    pass


class NotFound(AppError):
    def __init__(self, key, where="table"):
        super().__init__(f"{key} not in {where}")
        self.key = key


class Wrapped(Exception):
    def __init__(self, code):
        self.code = code

    def __str__(self):
        return f"code {self.code}"


def find(d, key):
    if key not in d:
        raise NotFound(key)
    return d[key]


for key in ("a", "z"):
    try:
        print(find({"a": 1}, key))
    except AppError as error:
        print(type(error).__name__, error, error.args, isinstance(error, NotFound), error.key)
try:
    raise Wrapped(7)
except Wrapped as error:
    print(error, repr(error.code))
try:
    raise AppError
except AppError as error:
    print(repr(error), str(error) == "", error.args)
try:
    raise AppError("a", 2)
except Exception as error:
    print(repr(error), error, error.args)
