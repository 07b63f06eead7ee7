"""Methods of str."""

STR = """
upper() -> str
lower() -> str
title() -> str
capitalize() -> str
swapcase() -> str
casefold() -> str
strip(chars: str|none = None) -> str
lstrip(chars: str|none = None) -> str
rstrip(chars: str|none = None) -> str
split(sep: str|none = None, maxsplit: index = -1) -> list[str]      raises
rsplit(sep: str|none = None, maxsplit: index = -1) -> list[str]     raises
splitlines(keepends: bool = false) -> list[str]
join(parts: iter[str]) -> str                                special
find(sub: str, start: index|none = None, end: index|none = None) -> i64
rfind(sub: str, start: index|none = None, end: index|none = None) -> i64
index(sub: str, start: index|none = None, end: index|none = None) -> i64     raises
rindex(sub: str, start: index|none = None, end: index|none = None) -> i64    raises
count(sub: str, start: index|none = None, end: index|none = None) -> i64
replace(old: str, new: str, count: index = -1) -> str
startswith(prefix: str|any, start: index|none = None, end: index|none = None) -> bool    special
endswith(suffix: str|any, start: index|none = None, end: index|none = None) -> bool      special
removeprefix(prefix: str) -> str
removesuffix(suffix: str) -> str
partition(sep: str) -> (str, str, str)                       raises
rpartition(sep: str) -> (str, str, str)                      raises
isdigit() -> bool
isalpha() -> bool
isalnum() -> bool
isspace() -> bool
isupper() -> bool
islower() -> bool
istitle() -> bool
isnumeric() -> bool
isdecimal() -> bool
isidentifier() -> bool
isprintable() -> bool
isascii() -> bool                                            rust=is_ascii
zfill(width: index) -> str
center(width: index, fill: str|none = None) -> str           raises
ljust(width: index, fill: str|none = None) -> str            raises
rjust(width: index, fill: str|none = None) -> str            raises
expandtabs(tabsize: index = 8) -> str
translate(table: any) -> str                                 special
format(*args: any) -> str                                    special
encode(encoding: str = "utf-8", errors: str = "strict") -> bytes special
"""
