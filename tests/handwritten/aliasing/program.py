def add(xs):
    xs.append(1)


a = [0]
b = a
add(a)
print(a, b, a is b)
