print(2**10, 2**0, 0**0, (-3) ** 3, 2**-2, (-2) ** -1)
print(pow(3, 100, 7), pow(2, -1, 7), pow(2, 5))
print(10**18, 10**19, 7**30)
print(2**0.5, 4**0.5, (-8) ** 2, 2.0**3)
base = 3
for e in range(0, 50, 7):
    print(e, base**e)
try:
    print(0**-1)
except ZeroDivisionError as error:
    print("caught", error)
