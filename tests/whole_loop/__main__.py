"""The whole loop on programs that nobody here wrote, in one command:

    python -m tests.whole_loop [FOLDER]

Five foreign files are typed into the real server (by pytest-lsp) and into the real VS Code workbench; rustc's refusal
shows on the Python line, the ranked first fix is applied, the mark goes; `citl build` and `citl export` with `cargo
run` print what CPython prints; what was done is recorded, with consent only; the records are exported and train the
ranking, which is then measured on files that were never edited. Exit 1 where a step fails. Everything, screenshots
too, is left in FOLDER (default: artefacts/whole-loop).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from citl_lsp.learning.quick import load_split
from citl_lsp.learning.train import GROUPS_FILE
from citl_lsp.oracle.paths import shipped_models
from citl_lsp.oracle.ranker import Oracle
from citl_lsp.traces.oip import COLUMNS
from tests.learning_ranks import groups_of, ranks
from tests.whole_loop.foreign import Foreign, programs

HERE = Path(__file__).resolve().parent
REPO = HERE.parents[1]
SOURCES = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "citl-whole-loop"


class Failure(Exception):
    """A step went wrong."""


class Loop:
    """One run in its own folder, as a user with a home of his own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        home = folder / "home"
        self.data = home / "data"
        self.environment = {
            **os.environ,
            "CITL_LOOP": str(folder),
            "CITL_PYTHON": sys.executable,
            "CITL_CONFIG": str(home / "config.toml"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_DATA_HOME": str(self.data),
            "XDG_STATE_HOME": str(home / "state"),
            "SHOTS": str(folder / "shots"),
            "PYTHONPATH": str(REPO),
        }
        self.started = time.monotonic()

    def say(self, words: str) -> None:
        print(f"[{time.monotonic() - self.started:4.0f} s] {words}", flush=True)

    def run(self, *command: str | Path, shown: bool = False, cwd: Path | None = None) -> str:
        """What a command printed. Raises `Failure`."""
        done = subprocess.run(
            [str(part) for part in command], cwd=cwd or REPO, env=self.environment, text=True,
            stdout=None if shown else subprocess.PIPE, stderr=None if shown else subprocess.PIPE, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            printed = f"{done.stdout or ''}{done.stderr or ''}"
            raise Failure(f"{' '.join(map(str, command))}: exit {done.returncode}\n{printed}")
        return done.stdout or ""

    def citl(self, *arguments: str | Path) -> str:
        """What `citl` printed."""
        return self.run(sys.executable, "-m", "citl_lsp", *arguments)

    def by_server(self, *selection: str) -> None:
        """Types the programs into the server."""
        self.run(sys.executable, "-m", "pytest", "-q", "-s", HERE / "by_server.py", *selection, shown=True)

    def records(self) -> list[dict[str, object]]:
        """The exported rows."""
        rows = self.folder / "rows.jsonl"
        self.citl("trace", "export", rows)
        return [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()]

    def same_as_python(self, file: Path) -> None:
        """Builds and exports a program; both must print what CPython prints."""
        expected = subprocess.run([sys.executable, file], capture_output=True, text=True, check=True).stdout
        place = self.folder / "built" / file.parent.name / file.stem
        place.mkdir(parents=True)
        self.citl("build", file, "-o", place / "program", "--profile", "idiomatic", "--debug")
        self.citl("export", file, place / "package")
        package = self.run("cargo", "run", "--quiet", cwd=place / "package")
        for what, printed in (("citl build", self.run(place / "program")), ("citl export, cargo run", package)):
            if printed != expected:
                raise Failure(f"{file}: {what}: prints {printed!r}, CPython {expected!r}")
        self.say(f"{file.parent.name}/{file.name}: built and exported, same {len(expected)} characters as CPython")


def main(folder: Path) -> None:
    """Raises `Failure`."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("foreign", "server", "vscode"):
        (folder / name).mkdir(parents=True)
    loop = Loop(folder)
    loop.environment["CARGO_TARGET_DIR"] = str(folder / "target")
    everything = list(programs(SOURCES))
    edited = [program for program in everything if program.use == "edit"]
    for program in edited:
        (folder / "foreign" / f"{program.name}.py").write_text(program.text, encoding="utf-8")
        loop.say(f"foreign program: {program.source}")

    loop.say("the four traps: refused by legality, found by running without it")
    loop.run(sys.executable, "-m", "pytest", "-q", REPO / "tests/invariants/test_traps.py", shown=True)

    loop.say("without consent")
    loop.by_server("-k", edited[0].name)
    if loop.records() or any(path.is_file() for path in loop.data.rglob("*")):
        raise Failure("something was recorded without consent")

    loop.say("with consent: the server, by pytest-lsp")
    loop.citl("trace", "on")
    loop.by_server()
    loop.say("with consent: VS Code")
    loop.run(REPO / "tests/editors/run-vscode.sh", HERE / "by_vscode.mjs", shown=True)

    for program in edited:
        by_server, by_vscode = (folder / name / f"{program.name}.py" for name in ("server", "vscode"))
        loop.same_as_python(by_vscode)
        if by_server.read_text(encoding="utf-8").rstrip() != by_vscode.read_text(encoding="utf-8").rstrip():
            loop.same_as_python(by_server)

    rows = loop.records()
    if len(rows) < len(edited) or any(set(row) != {name for name, *_ in COLUMNS} for row in rows):
        raise Failure(f"{len(rows)} rows of records for {len(edited)} programs")
    loop.say(f"{len(rows)} records exported, {len(COLUMNS)} columns each")
    learn(loop, [program for program in everything if program.use == "held_out"])


def learn(loop: Loop, held_out: list[Foreign]) -> None:
    """Trains by the records; the ranking must get better where it was wrong, and nowhere worse."""
    groups = [group for program in held_out for group in groups_of(program.text, program.name)]
    elsewhere = [group for group in load_split(shipped_models() / GROUPS_FILE).held_out if group.informative]
    shipped = Oracle.from_directories([shipped_models()])
    before, before_elsewhere = ranks(shipped, groups), ranks(shipped, elsewhere)
    wrong = [i for i, place in enumerate(before) if place > 1]
    if not wrong:
        raise Failure("the shipped model ranks every held-out file right: nothing to learn, take other files")
    loop.say(loop.citl("train", "--quick").strip().replace("\n", "; "))
    own = loop.data / "citl" / "models"
    moved = Oracle.from_directories([own, shipped_models()])
    if str(own) not in moved.status.words:
        raise Failure(f"the trained model doesn't rank: {moved.status.words}")
    after, after_elsewhere = ranks(moved, groups), ranks(moved, elsewhere)
    for group, old, new in zip(groups, before, after, strict=True):
        loop.say(f"held out: {group.package}, {group.refusal.code}: rank of the best fix {old} -> {new}")
    old_mean, new_mean = (sum(places[i] for i in wrong) / len(wrong) for places in (before, after))
    loop.say(f"mean rank where the first choice was wrong: {old_mean:.2f} -> {new_mean:.2f}")
    pairs = [*zip(before, after, strict=True), *zip(before_elsewhere, after_elsewhere, strict=True)]
    if new_mean >= old_mean or any(new > old for old, new in pairs):
        raise Failure("training by the records did not make the ranking better everywhere")
    loop.say(f"nowhere worse, {len(elsewhere)} shipped held-out refusals included")


if __name__ == "__main__":
    where = Path(sys.argv[1] if len(sys.argv) > 1 else REPO / "artefacts/whole-loop").resolve()
    try:
        main(where)
    except Failure as failure:
        sys.exit(f"failed: {failure}")
    print(f"all done; see {where}")
