"""Settings: what each source may say, and what is said about wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citl_lsp.config import Config, ConfigProblem, find_project, load_config, parse_config


@pytest.fixture(autouse=True)
def no_user_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITL_CONFIG", str(tmp_path / "user.toml"))


def load(
    tmp_path: Path, *, user: str = "", project: str = "", editor: dict[str, object] | None = None, trusted: bool = False
) -> tuple[Config, tuple[ConfigProblem, ...]]:
    (tmp_path / "user.toml").write_text(user)
    folder = tmp_path / "project"
    folder.mkdir(exist_ok=True)
    (folder / "pyproject.toml").write_text(project)
    return load_config(folder, editor=editor, editor_is_users=trusted)


def test_nothing_is_the_default(tmp_path: Path) -> None:
    assert load_config(tmp_path) == (Config(), ())
    assert load_config(None) == (Config(), ())
    config = Config()
    assert (config.run, config.enable) == (False, "openFiles")


PROJECT = """
[project]
name = "x"
[tool.citl]
profile = "idiomatic"
enable = "project"
pins = "project"
include = ["src"]
exclude = ["*_pb2.py"]
debounce_ms = 50
max-information = 0
baseline = ".citl-baseline.json"
[tool.citl.decisions]
"m.f.xs:ownership" = "shared"
[tool.citl.severity]
E0382 = "hint"
unused_variables = "off"
"""


def test_a_project_chooses_how_it_is_translated(tmp_path: Path) -> None:
    config, problems = load(tmp_path, project=PROJECT)
    assert problems == ()
    assert config == Config(
        profile="idiomatic",
        enable="project",
        pins="project",
        include=("src",),
        exclude=("*_pb2.py",),
        debounce_ms=50,
        max_information=0,
        baseline=".citl-baseline.json",
        decisions=(("m.f.xs:ownership", "shared"),),
        severity=(("E0382", "hint"), ("unused_variables", "off")),
    )


def test_later_sources_win_and_tables_add_up(tmp_path: Path) -> None:
    config, problems = load(
        tmp_path,
        user='profile = "faithful"\ndebounce_ms = 10\n[severity]\nE0382 = "off"\nE0308 = "off"\n',
        project='[tool.citl]\nprofile = "idiomatic"\n[tool.citl.severity]\nE0382 = "hint"\n',
        editor={"debounceMs": 20, "profile": None, "trace": {"server": "verbose"}},
    )
    assert problems == ()
    assert (config.profile, config.debounce_ms) == ("idiomatic", 20)
    assert dict(config.severity) == {"E0382": "hint", "E0308": "off"}


USER = """
run = true
python = "/usr/bin/python3"
rustc = "/usr/bin/rustc"
endpoint = "https://example.org/x"
[trace]
record = true
names = true
"""


def test_the_user_may_say_everything(tmp_path: Path) -> None:
    config, problems = load(tmp_path, user=USER)
    assert problems == ()
    assert config.run
    assert (config.python, config.rustc) == (Path("/usr/bin/python3"), Path("/usr/bin/rustc"))
    assert config.endpoint == "https://example.org/x"


HOSTILE = """
[tool.citl]
run = true
python = "./evil"
rustc = "./evil"
endpoint = "http://evil.example"
profile = "faithful"
[tool.citl.trace]
record = true
names = true
send = true
"""


def test_a_hostile_project_gains_nothing(tmp_path: Path) -> None:
    config, problems = load(tmp_path, project=HOSTILE)
    assert config == Config(profile="faithful")
    keys = ["run", "python", "rustc", "endpoint", "trace.record", "trace.names", "trace.send"]
    assert [problem.key for problem in problems] == keys
    assert [problem.line for problem in problems] == [3, 4, 5, 6, 9, 10, 11]
    assert all("only be set by you" in problem.message for problem in problems)


def test_a_project_may_withdraw_a_consent(tmp_path: Path) -> None:
    config, problems = load(tmp_path, user=USER, project="[tool.citl]\nrun = false\ntrace = { names = false }\n")
    assert problems == ()
    assert not config.run
    assert config.python == Path("/usr/bin/python3")


def test_editor_settings_count_as_the_project_s_unless_vouched_for(tmp_path: Path) -> None:
    settings: dict[str, object] = {"run": True, "python": "/x", "trace": {"send": True}, "endpoint": ""}
    config, problems = load(tmp_path, editor=settings)
    assert config == Config() and [problem.key for problem in problems] == ["run", "python", "trace.send"]
    config, problems = load(tmp_path, editor=settings, trusted=True)
    assert config == Config(run=True, python=Path("/x")) and problems == ()


@pytest.mark.parametrize(
    ("line", "fragment"),
    [
        ('profile = "fast"', "faithful, idiomatic"),
        ("profile = 3", "faithful, idiomatic"),
        ("debounce_ms = true", "whole number"),
        ("debounce_ms = -1", "whole number"),
        ('include = "src"', "list of patterns"),
        ('exclude = ["!"]', "patterns as in .gitignore"),
        ('severity = { E0308 = "loud" }', "information"),
        ("decisions = 3", "table"),
        ('baseline = "/etc/passwd"', "inside the project"),
        ('baseline = "../x"', "inside the project"),
        ('proflie = "faithful"', "'profile'?"),
        ("trace = 1", "must be false"),
    ],
)
def test_a_wrong_value_is_reported_and_ignored(line: str, fragment: str) -> None:
    config, problems = parse_config(f"[tool.citl]\n{line}\nmax_information = 3\n")
    assert config == Config(max_information=3)
    (problem,) = problems
    assert fragment in problem.message and problem.line == 2
    assert str(problem).startswith("pyproject.toml:2: ")


def test_broken_files(tmp_path: Path) -> None:
    config, problems = load(tmp_path, project="[tool.citl]\nprofile = \n")
    assert config == Config() and problems[0].line == 2 and "TOML" in problems[0].message
    config, problems = load(tmp_path, project="[tool]\ncitl = 3\n")
    assert config == Config() and "must be a table" in problems[0].message
    (tmp_path / "project" / "pyproject.toml").write_bytes(b"\xff\xfe[tool.citl]")
    assert "UTF-8" in load_config(tmp_path / "project")[1][0].message
    (tmp_path / "project" / "pyproject.toml").unlink()
    (tmp_path / "project" / "pyproject.toml").mkdir()
    assert "can't be read" in load_config(tmp_path / "project")[1][0].message


def test_the_nearest_project(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "pyproject.toml").touch()
    (tmp_path / "a" / "b" / "m.py").touch()
    assert find_project(tmp_path / "a" / "b" / "m.py") == tmp_path / "a"
    assert find_project(tmp_path / "a") == tmp_path / "a"


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.sampled_from(["off", "faithful"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(["profile", "run", "trace", "severity", "decisions", "python", "debounceMs", "x"])


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine
@given(st.dictionaries(names, values, max_size=6))
def test_any_editor_settings_are_survived_and_give_no_consent(settings: dict[str, object]) -> None:
    config, _ = load_config(None, editor=settings)
    assert (config.run, config.python) == (False, None)
    hash(config)
