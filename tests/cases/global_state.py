total = 0
items = []
config = {"depth": 1}
name = "start"


def add(n):
    global total, name
    total += n
    items.append(n)
    config["depth"] += 1
    name = name + str(n)


def show():
    print(total, items, config, name)


add(1)
add(2)
show()
items = ["replaced"]
total = 100
add(3)
show()


def local_shadow():
    total = 5
    items = [0]
    items.append(total)
    return items


print(local_shadow(), total, items)
