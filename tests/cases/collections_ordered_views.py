from collections import OrderedDict, defaultdict, Counter
od = OrderedDict()
od["a"] = 1
print(od.keys(), od.values(), od.items())
print(defaultdict(int, {1: 2}).keys(), Counter("ab").items())
print(repr(od.keys()), str(od.values()), f"{od.items()}")
def show(d):
    print(d.keys())
show(od)
show({"b": 2})
print(OrderedDict().keys(), OrderedDict([(1, 2)]).values())
print(od.keys() == {"a"}, od.keys() | {"z"} == {"a", "z"})
def total(views):
    n = 0
    for view in views:
        n += len(view)
    return n
print(total([od.keys(), {"b": 2}.keys()]), type(od.keys()).__name__, [od.keys(), {1: 2}.values(), od.items()])


def walk(change):
    walked = OrderedDict([(1, 2), (3, 4)])
    try:
        for key in walked:
            change(walked, key)
    except RuntimeError as error:
        print(error)
    print(list(walked.items()))


walk(lambda walked, key: walked.move_to_end(1))
walk(lambda walked, key: walked.pop(key))
walk(lambda walked, key: walked.update({key: 0}))
