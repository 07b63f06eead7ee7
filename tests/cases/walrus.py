xs = [1, 5, 3]
if (n := len(xs)) > 2:
    print("long", n)
while (x := xs.pop()) != 1:
    print(x)
print([y for z in range(5) if (y := z * 2) > 4], (a := 5) + a)
