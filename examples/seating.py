"""Seat guests at tables, then move guests until no table is more than one guest fuller than another.

Two names for one table are one table: what is taken from `fullest` is gone from `tables`. The first idiomatic draft is
refused by rustc (E0499: `fullest` and `emptiest` would change one of `tables` at the same time); `citl repair` finds a
choice that is accepted and means the same.
"""

GUESTS = ["Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Tony", "Frances", "John", "Kathleen", "Niklaus"]


def seat(guests, tables):
    """Seat every guest at the table that the length of the name gives."""
    for guest in guests:
        tables[len(guest) % len(tables)].append(guest)


def balance(tables):
    """Move guests from the fullest to the emptiest table; how many had to move."""
    moved = 0
    while True:
        fullest = tables[0]
        emptiest = tables[0]
        for table in tables:
            if len(table) > len(fullest):
                fullest = table
            if len(table) < len(emptiest):
                emptiest = table
        if len(fullest) - len(emptiest) <= 1:
            return moved
        emptiest.append(fullest.pop())
        moved += 1


def show(tables):
    for number, table in enumerate(tables, 1):
        print(f"table {number}: {', '.join(sorted(table)) or 'empty'}")


def main():
    tables = [[], [], [], []]
    seat(GUESTS, tables)
    show(tables)
    moved = balance(tables)
    print(f"{moved} guests move")
    show(tables)


if __name__ == "__main__":
    main()
