from shapes.square import Square
from shapes import unit
import shapes.square as sq

print(Square(3).area(), unit(), sq.NAME)
raise SystemExit(Square(2).area())
