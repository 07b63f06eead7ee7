try:
    print(float(10**400))
except OverflowError as error:
    print(error)
try:
    print(10**400 / 3)
except OverflowError as error:
    print(error)
try:
    print(2.0**5000)
except OverflowError as error:
    print(type(error).__name__)
try:
    print(int(float("inf")))
except OverflowError as error:
    print(error)
try:
    print(int(float("nan")))
except ValueError as error:
    print(error)
