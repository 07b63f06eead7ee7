s = "naïve café 🐍 ß"
print(len(s), s[0], s[-1], s[11], s[3:8], s[::-1], s[::3])
print(s.upper(), s.lower(), s.title(), s.capitalize(), s.swapcase())
print(s.find("é"), s.index("🐍"), s.count("a"), "🐍" in s, s.replace("é", "e"))
print([c for c in "aé🐍"], [ord(c) for c in "aé🐍"], chr(128013), chr(233))
print("ß".upper(), "ŉ".upper(), "İ".lower() == "i̇", "Σ".lower(), "ǆ".title())
print(ascii("é🐍"), repr("é🐍\n\t\x00\x7f"), "é".isalpha(), "٣".isdigit(), "½".isnumeric())
print("abc" < "abd", "Z" < "a", "é" > "z", max("hello"), sorted("hello"))
