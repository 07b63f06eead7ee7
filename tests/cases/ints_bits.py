def count_bits(n):
    total = 0
    while n:
        n &= n - 1
        total += 1
    return total


print(5 & 3, 5 | 3, 5 ^ 3, ~5, ~-1, -5 & 0xFF, -5 | 2, -5 ^ 3)
print(1 << 62, 1 << 63, 1 << 64, -1 << 63, 5 >> 1, -5 >> 1, -1 >> 100, 1 >> 100)
print((1 << 100) & ((1 << 65) - 1), (1 << 100) | 1, ~(1 << 70))
print(count_bits(255), count_bits(2**80 - 1))
print((37).bit_length(), (0).bit_length(), (-256).bit_length(), (2**70).bit_length())
print(bin(10), bin(-10), oct(64), hex(255), hex(-(2**70)))
try:
    print(1 << -1)
except ValueError as error:
    print(error)
