def first_factor(n):
    for d in range(2, n):
        if n % d == 0:
            print(n, "divides by", d)
            break
    else:
        print(n, "is prime")


for k in (7, 9, 2):
    first_factor(k)
i = 0
while i < 5:
    i += 1
    if i == 2:
        continue
    if i == 4:
        break
    print("at", i)
else:
    print("not reached")
while i > 10:
    pass
else:
    print("else of a loop that never ran")
for i in range(3):
    pass
print(i)
for i in []:
    pass
print(i)
