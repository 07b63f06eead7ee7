"""Random edits of Python texts, as a person (or a cat on the keyboard) makes them."""

from __future__ import annotations

import random
import re

_PIECES = (
    "(", ")", "[", "]", "{", "}", ":", ",", ".", " ", "\n", "    ", "\t", "x", "1", "0", "'", '"', '"""', "#", "\\",
    "=", "==", "+", "-", "*", "/", "@", "def ", "class ", "return ", "for ", "in ", "if ", "else:", "while ", "try:",
    "except:", "lambda ", "yield ", "await ", "import ", "print(", "self", "None", "[0]", "f'{", "}'", "é", "🐍", "\r",
    "\x00", "\ufeff", "# citl: number x = growing", "global x", "nonlocal y", "del ", "not ", "*", "**", "->", ":=",
)  # fmt: skip
_WORD = re.compile(r"\w+")


def random_edit(text: str, rng: random.Random) -> str:
    """`text` after one edit: lines or characters put in, taken out, replaced, moved; words exchanged; cut short."""
    if not text:
        return rng.choice(_PIECES)
    lines = text.splitlines(keepends=True)
    at, line = rng.randrange(len(text) + 1), rng.randrange(len(lines))
    what = rng.randrange(12)
    if what <= 2:
        return text[:at] + rng.choice(_PIECES) + text[at:]
    if what <= 4:
        return text[:at] + text[at + rng.choice([1, 1, 1, 2, 5]) :]
    if what == 5:
        del lines[line]
    elif what == 6:
        lines.insert(line, rng.choice(lines))
    elif what == 7:
        other = rng.randrange(len(lines))
        lines[line], lines[other] = lines[other], lines[line]
    elif what == 8:
        lines[line] = rng.choice(["    ", ""]) + lines[line].lstrip(" ") if rng.random() < 0.5 else "    " + lines[line]
    elif what in (9, 10):
        words = list(_WORD.finditer(text))
        if words:
            one, other = rng.choice(words), rng.choice(words)
            return text[: one.start()] + other.group() + text[one.end() :]
    else:
        first, last = sorted((line, rng.randrange(len(lines))))
        block = lines[first : min(last, first + 6)]
        lines[rng.randrange(len(lines)) : 0] = block
    return "".join(lines)


def garbage(rng: random.Random, texts: list[str]) -> str:
    """A text that is hardly Python: random bytes, a truncation, two halves, or one with many edits."""
    what = rng.randrange(4)
    if what == 0:
        return rng.randbytes(rng.randrange(400)).decode("utf-8", "replace")
    text = rng.choice(texts)
    if what == 1:
        return text[: rng.randrange(len(text) + 1)]
    if what == 2:
        other = rng.choice(texts)
        return text[: rng.randrange(min(len(text), 4000))] + other[rng.randrange(len(other)) :][:4000]
    start = rng.randrange(len(text))
    text = text[start : start + 3000]
    for _ in range(rng.randrange(1, 30)):
        text = random_edit(text, rng)
    return text
