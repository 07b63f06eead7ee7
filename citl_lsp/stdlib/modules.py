"""Functions of standard modules that a declaration states whole, and constants."""

RANDOM = """
random() -> float                                            free rust=random_random
uniform(a: float, b: float) -> float                         free rust=random_uniform
randint(a: int, b: int) -> int                               raises free rust=random_randint
randrange(stop: int) -> int                                  special
randrange(start: int, stop: int) -> int                      special
randrange(start: int, stop: int, step: int) -> int           special
getrandbits(k: index) -> int                                 raises free rust=random_getrandbits
"""

TIME = """
time() -> float                                              free rust=time_time
perf_counter() -> float                                      free rust=time_perf_counter
monotonic() -> float                                         free rust=time_perf_counter
process_time() -> float                                      free rust=time_perf_counter
sleep(s: float) -> none                                      raises free rust=time_sleep
"""

STRING = {
    "ascii_lowercase": "abcdefghijklmnopqrstuvwxyz",
    "ascii_uppercase": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ascii_letters": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "digits": "0123456789",
    "hexdigits": "0123456789abcdefABCDEF",
    "octdigits": "01234567",
    "punctuation": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    "whitespace": " \t\n\r\x0b\x0c",
}
"""Constants of `string`."""
