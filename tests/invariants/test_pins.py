"""A pin applies to the site it names, survives edits elsewhere, and goes stale before it would mean another place.

python -m tests.invariants.test_pins 3000           in full
python -m tests.invariants.test_pins 3000 SEED      once more
"""

from __future__ import annotations

import random
import re
import sys

import pytest

from citl_lsp.decisions.model import Site
from citl_lsp.transpile import Translation

from .edits import random_edit
from .harness import case_paths, translate

SEED = 5
EDITS = 150
EDITS_PER_TEXT = 6

PROGRAM = """def count(words):
    seen = {}
    for word in words:
        seen[word] = seen.get(word, 0) + 1
    return seen


def work(n):
    total = 0
    xs = [n]  # citl: container xs = shared
    ys = [n]
    ys.append(total)
    total = total + len(xs)
    xs = [total, 2]
    xs.append(3)
    a = [1]; b = [2]  # citl: container b = shared
    a.append(b.pop())
    return total + len(xs) + len(a)


print(work(3), count(["a"]))
"""
_COMMENT = re.compile(r"#\s*citl:(.*)$")
_NEWLINE = re.compile(r"\r\n|\r|\n")
_ENTRY = re.compile(r"^\s*([\w-]+)\s+(\S.*?)\s*=\s*(\w+)\s*$")


def switched(translation: Translation) -> list[Site]:
    """Sites that aren't what the policy takes."""
    return [site for site in translation.sites if site.chosen != site.default]


def written(text: str) -> dict[tuple[int, str, str], str]:
    """The pins in the comments of `text`: (line, kind, name) -> alternative."""
    found = {}
    for number, line in enumerate(_NEWLINE.split(text)):
        comment = _COMMENT.search(line)
        for part in comment[1].split(";") if comment else ():
            entry = _ENTRY.match(part)
            if entry is not None:
                found[number, entry[1], entry[2]] = entry[3]
    return found


def line_of(text: str, site: Site) -> int:
    """0-based line of a site."""
    return len(_NEWLINE.findall(text, 0, site.span.start))


def codes(translation: Translation) -> list[str]:
    """Codes of the diagnostics about pins."""
    return [d.code for d in translation.diagnostics if d.code.endswith("-pin")]


def test_pins_apply_to_the_sites_they_name_and_to_no_other() -> None:
    found = translate(PROGRAM)
    assert {(line_of(PROGRAM, s), s.id.name, s.chosen) for s in switched(found)} == {
        (9, "xs", "shared"),
        (15, "b", "shared"),
    }
    assert codes(found) == []


def test_the_second_of_its_name_on_a_line() -> None:
    text = "def f():\n    x = [1]; print(x); x = [2]  # citl: container x#3 = shared\n    print(x)\n\n\nf()\n"
    found = translate(text)
    assert [(s.id.name, s.pin, s.chosen) for s in switched(found)] == [("x#2", "x#3", "shared")]
    assert codes(found) == []


@pytest.mark.parametrize(
    "line",
    [
        "    pass",
        "",
        "    # a remark",
        "    print(n)",
        "    zs = [5]",
        "    xs = [7]",
        "    for xs in [[1]]: pass",
        "    b = [0]",
    ],
)
def test_pins_survive_lines_put_in_elsewhere_in_the_function(line: str) -> None:
    lines = PROGRAM.splitlines()
    for at in range(8, 18):
        text = "\n".join([*lines[:at], line, *lines[at:]]) + "\n"
        found = translate(text)
        pinned = {s.pin for s in switched(found)}
        # A line in between may make it another decision (no longer legal, or one class with others): then it is said.
        assert pinned == {"xs", "b"} or codes(found), (line, at)
        if not line.strip() or "n" in line or line.strip() == "pass" or "#" in line:
            assert pinned == {"xs", "b"}, (line, at)
            assert codes(found) == [], (line, at)


def test_a_pin_whose_name_is_gone_from_its_line_is_stale() -> None:
    for old, new in (
        ("xs = [n]  # citl", "zs = xs = [n]; xs = [n]  # citl"),
        ("    xs = [n]  # citl: container xs = shared", "    ys2 = [n]  # citl: container xs = shared"),
        ("# citl: container xs = shared", "# citl: container ys = shared"),
        ("# citl: container xs = shared", "# citl: binding xs = clone"),
        ("xs = [n]  # citl", "pass  # citl"),
    ):
        assert old in PROGRAM
        text = PROGRAM.replace(old, new, 1)
        found = translate(text)
        named = {(line_of(text, s), s.id.kind, s.pin) for s in switched(found)}
        assert named <= written(text).keys()
        if "zs = xs" not in new:
            assert codes(found) == ["stale-pin"], new
            stale = next(d for d in found.diagnostics if d.code == "stale-pin")
            assert "citl" in text[stale.span.start : stale.span.end]


def test_a_pin_that_is_not_legal_says_so_and_does_nothing() -> None:
    text = "rows = []  # citl: container rows = owned\n\n\ndef f():\n    rows.append(1)\n\n\nf()\nprint(rows)\n"
    found = translate(text)
    assert switched(found) == []
    assert "owned" not in {s.chosen for s in found.sites if s.id.kind == "container"}
    text = "def f(xs):\n    ys = xs  # citl: binding ys = clone\n    ys.append(1)\n\n\na = [0]\nf(a)\nprint(a)\n"
    found = translate(text)
    assert codes(found) == ["illegal-pin"]
    assert ".clone()" not in found.rust
    assert "illegal-pin" in codes(translate("x = [1]  # citl: container x = blue\nprint(x)\n"))


def misnamed(edits: int, seed: int) -> list[str]:
    """Edits after which a decision meant another expression than the one that it was made for."""
    rng = random.Random(seed)
    found, paths = [], case_paths()
    for number in range(0, edits, EDITS_PER_TEXT):
        path = paths[number // EDITS_PER_TEXT % len(paths)]
        text = path.read_text(encoding="utf-8")
        draft = translate(text)
        decisions, meant = {}, {}
        for site in draft.sites:
            other = [a.name for a in site.alternatives if a.legal and a.name != site.chosen]
            if other:
                decisions[str(site.id)] = rng.choice(other)
                meant[str(site.id)] = place(text, site)
        for _ in range(EDITS_PER_TEXT):
            edited = text
            for _ in range(rng.randrange(1, 4)):
                edited = random_edit(edited, rng)
            for site in translate(edited, decisions=decisions).sites:
                if meant.get(str(site.id), place(edited, site)) != place(edited, site):
                    found.append(f"{path.name}: {site.id} means {place(edited, site)}\n{edited!r}")
    return found


def test_a_decision_by_name_never_means_another_expression() -> None:
    assert misnamed(EDITS_PER_TEXT * len(case_paths()), SEED) == []


def place(text: str, site: Site) -> tuple[str, str]:
    """The expression of a site and its line, without comments and indentation."""
    low = text.rfind("\n", 0, site.span.start) + 1
    high = text.find("\n", site.span.end)
    line = text[low : high if high >= 0 else len(text)]
    return text[site.span.start : site.span.end], line.split("#")[0].strip()


def with_pins(text: str, rng: random.Random) -> str:
    """`text` with some legal pins written at the ends of lines."""
    lines = text.splitlines()
    for site in translate(text).sites:
        at = line_of(text, site)
        other = [a.name for a in site.alternatives if a.legal and a.name != site.chosen]
        if other and "#" not in lines[at] and not lines[at].endswith("\\") and rng.random() < 0.5:
            lines[at] += f"  # citl: {site.id.kind} {site.pin} = {rng.choice(other)}"
    return "\n".join(lines) + "\n"


def misplaced(edits: int, seed: int) -> list[str]:
    """Edits after which a site was switched that no pin on its line names, or two by one pin."""
    rng = random.Random(seed)
    texts = [PROGRAM, *(with_pins(path.read_text(encoding="utf-8"), rng) for path in case_paths())]
    found = []
    for number in range(edits):
        text = rng.choice(texts)
        for _ in range(rng.randrange(1, 4)):
            text = random_edit(text, rng)
        translation = translate(text)
        named = [(line_of(text, s), s.id.kind, s.pin) for s in switched(translation)]
        pins = written(text)
        chosen = {(line_of(text, s), s.id.kind, s.pin): s.chosen for s in switched(translation)}
        if len(named) != len(set(named)) or any(pins.get(key) != value for key, value in chosen.items()):
            found.append(f"edit {number}: {chosen} {pins}\n{text!r}")
    return found


def test_random_edits_never_make_a_pin_land_elsewhere() -> None:
    assert misplaced(EDITS, SEED) == []


if __name__ == "__main__":
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 30)
    bad = misplaced(many, first) + misnamed(many, first)
    print(*bad[:10], f"{2 * many} edits from seed {first}: {len(bad)} misplaced", sep="\n")
    sys.exit(bool(bad))
