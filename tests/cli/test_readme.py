"""The README says what is true: its blocks, its links, its examples, its table of verbs."""

from __future__ import annotations

import re
import subprocess

import pytest
from citl_command import REPO, Citl

from citl_lsp.cli.main import VERBS

README = (REPO / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def test_two_blocks_on_the_first_screen() -> None:
    assert len(blocks("sh")) == 2
    assert README.index(blocks("sh")[1]) < len("\n".join(README.splitlines()[:30]))


def test_ci_runs_the_second_block() -> None:
    done = subprocess.run(
        ["bash", "-c", f"{function_of_ci('readme_block')}\nreadme_block 2"],
        cwd=REPO,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == blocks("sh")[1]


def function_of_ci(name: str) -> str:
    """A function of .ci/run."""
    text = (REPO / ".ci" / "run").read_text("utf-8")
    found = re.search(rf"^{name}\(\) \{{.*?^\}}$", text, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[0]


@pytest.mark.parametrize("link", re.findall(r"\]\((?!https?:)([^)#]+)\)", README))
def test_links_lead_somewhere(link: str) -> None:
    assert (REPO / link).exists()


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\b(?:examples|benchmarks)/[\w./]+\.py\b", README))))
def test_files_exist(path: str) -> None:
    assert (REPO / path).is_file()


def test_the_table_has_every_verb() -> None:
    named = set(re.findall(r"`citl ([a-z]+)", README))
    assert set(VERBS) <= named


def test_the_first_example_is_what_comes_out(citl: Citl) -> None:
    shown = example("check examples/seating.py --tier 1")
    done = citl("check", "examples/seating.py", "--tier", "1", cwd=REPO)
    assert done.out.splitlines() == shown


def test_the_second_example_takes_what_it_says(citl: Citl) -> None:
    # How many candidates are looked at depends on the ranking.
    chosen = [line for line in example("repair examples/seating.py") if line.startswith("  * ")]
    done = citl("repair", "examples/seating.py", cwd=REPO)
    assert [line for line in done.out.splitlines() if line.startswith("  * ")] == chosen


def example(command: str) -> list[str]:
    """The lines under `    $ citl COMMAND`."""
    after = README.split(f"    $ citl {command}\n", 1)[1].splitlines()
    shown = []
    for line in after:
        if not line.startswith("    "):
            break
        shown.append(line[4:].rstrip())
    return shown
