"""The whole loop: a refusal of rustc on the Python line, fixes that compile, the mark goes. Needs rustc."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from server_client import CAPABILITIES, RawClient, edit, edited

URI = "file:///t/refused.py"

# The idiomatic first draft borrows `row` from `grid` for changing, and reads `grid` meanwhile (E0502).
REFUSED = """\
def grow(grid):
    row = grid[0]
    row.append(grid[1][0])
    return grid


def plain(a):
    return a + 1


print(grow([[1], [2]]), plain(3))
"""


def refused(client: RawClient, uri: str = URI, version: int = 1) -> dict:
    """The refusal, once it is on show."""
    client.wait_diagnostics(uri, version, lambda found: any(d["code"] == "E0502" for d in found))
    return next(d for d in client.published(uri)[-1]["diagnostics"] if d["code"] == "E0502")


def offered(client: RawClient, diagnostic: dict, uri: str = URI) -> list[dict]:
    """The actions, as soon as there are any."""
    deadline = time.monotonic() + 30
    while not (actions := client.actions(uri, diagnostic, only=["quickfix"])):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return actions


def verified(client: RawClient, diagnostic: dict, uri: str = URI) -> list[dict]:
    """The actions, once the compiler has judged all of them."""
    deadline = time.monotonic() + 30
    while True:
        actions = client.actions(uri, diagnostic, only=["quickfix"])
        if actions and not any("not compiled yet" in action["title"] for action in actions):
            return actions
        assert time.monotonic() < deadline, actions
        time.sleep(0.1)


def test_from_the_refusal_to_the_fix(client: RawClient) -> None:
    client.open(URI, REFUSED)
    found = refused(client)
    assert found["severity"] == 3 and found["data"]["tier"] == 1
    assert found["range"]["start"]["line"] == 2
    assert found["codeDescription"]["href"].endswith("E0502.html")
    assert "borrow" not in found["message"] and "`grid`" in found["message"]

    actions = verified(client, found)
    assert [action for action in actions if action.get("isPreferred")] == actions[:1]
    assert all("(compiled" in action["title"] and action["edit"] for action in actions)
    assert actions[0]["diagnostics"] == [found]
    [change] = actions[0]["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": URI, "version": 1}

    fixed = edited(REFUSED, actions[0]["edit"])
    assert "# citl: " in fixed
    client.replace(URI, 2, fixed)
    assert client.settled(URI, 2, quiet=1.0) == []
    assert client.notifications("citl/status")[-1]["state"] == "clean"


LINTED = """\
def f(a):
    unused = a + 1
    if a == a:
        return a
    return 3


print(f(1))
"""


def test_lints_of_rustc_and_clippy(client: RawClient) -> None:
    client.open(URI, LINTED)
    found = {d["code"]: d for d in client.settled(URI, 1, quiet=1.0)}
    assert found["unused_variables"]["tags"] == [1] and found["unused_variables"]["data"]["tier"] == 2
    assert found["unused_variables"]["range"]["start"] == {"line": 1, "character": 4}
    assert found["clippy::eq_op"]["severity"] == 2 and found["clippy::eq_op"]["data"]["tier"] == 3
    assert "rust-clippy" in found["clippy::eq_op"]["codeDescription"]["href"]


def test_a_refusal_does_not_hide_the_lints(client: RawClient) -> None:
    client.open(URI, REFUSED + LINTED)
    codes = {d["code"] for d in client.settled(URI, 1, quiet=1.5)}
    assert codes == {"E0502", "unused_variables", "clippy::eq_op"}


def test_hover_tells_types_and_decisions(client: RawClient) -> None:
    client.open(URI, REFUSED)

    def hover() -> str:
        where = {"textDocument": {"uri": URI}, "position": {"line": 1, "character": 5}}
        answer = client.request("textDocument/hover", where)
        return str(answer["contents"]["value"]) if answer else ""

    client.wait("facts", lambda: client.notifications("citl/rustChanged"))
    text = hover()
    assert "list[int]" in text and "`shared`" in text and "**owned**" in text
    # From the last snapshot while the text is broken: the front waits for nobody.
    client.change(URI, 2, edit(0, 0, 0, 0, "(\n"))
    where = {"textDocument": {"uri": URI}, "position": {"line": 2, "character": 5}}
    assert client.request("textDocument/hover", where)["contents"]["value"] == text


def test_undoing_the_fix_brings_the_mark_back(client: RawClient) -> None:
    client.open(URI, REFUSED)
    first = refused(client)
    client.replace(URI, 2, edited(REFUSED, verified(client, first)[0]["edit"]))
    client.settled(URI, 2)
    client.replace(URI, 3, REFUSED)
    again = refused(client, version=3)
    assert again["range"] == first["range"] and again["message"] == first["message"]


def test_the_list_answers_at_once_and_resolve_compiles(client: RawClient) -> None:
    client.open(URI, REFUSED)
    found = refused(client)
    actions = offered(client, found)
    started = time.monotonic()
    client.actions(URI, found, only=["quickfix"])
    assert time.monotonic() - started < 0.5
    for action in actions:
        if "not compiled yet" in action["title"]:
            assert "edit" not in action and not action.get("isPreferred")
    resolved = [client.answer(client.start("codeAction/resolve", action)) for action in actions]
    assert any("edit" in answer.get("result", {}) for answer in resolved)
    for answer in resolved:
        assert "error" in answer or "(compiled" in answer["result"]["title"]


def test_a_client_without_resolve_gets_the_edits_at_once(user_environment: dict[str, str]) -> None:
    lean = {**CAPABILITIES["textDocument"], "codeAction": {}}
    with RawClient(environment=user_environment) as client:
        client.initialize(capabilities={"textDocument": lean})
        client.open(URI, REFUSED)
        found = refused(client)
        assert all("changes" in action["edit"] for action in offered(client, found))


def test_fix_all(client: RawClient) -> None:
    client.open(URI, REFUSED)
    verified(client, refused(client))
    [action] = client.actions(URI, only=["source.fixAll.citl"])
    assert action["kind"] == "source.fixAll.citl"
    client.replace(URI, 2, edited(REFUSED, action["edit"]))
    assert client.settled(URI, 2, quiet=1.0) == []
    assert client.actions(URI, only=["source.fixAll"]) == []


def test_fix_all_by_command(client: RawClient) -> None:
    client.open(URI, REFUSED)
    verified(client, refused(client))
    assert client.request("workspace/executeCommand", {"command": "citl.server.fixAll", "arguments": [URI]}) is True
    assert any(m.get("method") == "workspace/applyEdit" for m in client.messages)


def test_actions_of_an_older_text_are_not_offered(client: RawClient) -> None:
    client.open(URI, REFUSED)
    found = refused(client)
    stale = verified(client, found)[0]
    client.change(URI, 2, edit(0, 0, 0, 0, "# a new first line\n"))
    client.notify("$/cancelRequest", {"id": "none"})
    for action in client.actions(URI, found, only=["quickfix"]):
        [change] = action["edit"]["documentChanges"]
        assert change["textDocument"]["version"] == 2
    if "edit" in stale:
        del stale["edit"]
    assert client.error("codeAction/resolve", stale) == -32801


def test_stale_results_are_never_published(client: RawClient) -> None:
    """While the compiler works on one version the next one comes: nothing of the first may appear under it."""
    client.open(URI, REFUSED)
    refused(client)
    good = REFUSED.replace("row.append(grid[1][0])", "row.append(7)")
    for round_ in range(6):
        version = 2 + 2 * round_
        client.replace(URI, version, good)
        time.sleep(0.05 * round_)
        client.replace(URI, version + 1, REFUSED)
        time.sleep(0.05 * round_)
    refused(client, version=13)
    for published in client.published(URI):
        if published["version"] % 2 == 0:
            assert not [d for d in published["diagnostics"] if d["code"] == "E0502"]


def test_a_mark_in_another_definition_stays_while_typing(client: RawClient) -> None:
    client.open(URI, REFUSED)
    refused(client)
    client.settled(URI, 1)
    line = REFUSED.splitlines().index("    return a + 1")
    seen = len(client.published(URI))
    for version in range(2, 8):
        client.change(URI, version, edit(line, 16, line, 16, "0"))
        time.sleep(0.02)
    refused(client, version=7)
    client.settled(URI, 7)
    assert all(any(d["code"] == "E0502" for d in p["diagnostics"]) for p in client.published(URI)[seen:])


def test_related_information_leads_into_the_rust(client: RawClient) -> None:
    client.open(URI, REFUSED)
    found = refused(client)
    place = found["relatedInformation"][0]["location"]
    assert place["uri"].startswith("file:") and place["uri"].endswith(".rs")
    path = Path(place["uri"].removeprefix("file://"))
    line = path.read_text().splitlines()[place["range"]["start"]["line"]]
    assert "grid" in line
    assert not path.stat().st_mode & 0o222


def test_the_scheme_of_our_own_clients(user_environment: dict[str, str]) -> None:
    with RawClient(environment=user_environment) as client:
        client.initialize(initializationOptions={"rustScheme": "citl-rust", "userScope": True})
        client.open(URI, REFUSED)
        place = refused(client)["relatedInformation"][0]["location"]
        assert place["uri"].startswith("citl-rust:/refused.py.rs?")
        reply = client.request("citl/rust", {"uri": place["uri"]})
        assert reply["python"] == URI and "fn grow" in reply["text"]
        [action] = client.actions(URI, only=["refactor"])
        assert action["command"]["command"] == "citl.showRust"


def test_the_preview_and_its_map(client: RawClient) -> None:
    client.open(URI, REFUSED)
    client.wait("rust", lambda: client.notifications("citl/rustChanged"))
    reply = client.request("citl/rust", {"uri": URI})
    python, rust = REFUSED.splitlines(), reply["text"].splitlines()
    pairs = [
        (python[r[0]][r[1] : r[3]], rust[r[4]][r[5] : r[7]]) for r in reply["map"] if r[0] == r[2] and r[4] == r[6]
    ]
    assert ("row.append(grid[1][0])", "grid[0].push(grid[1][0])") in [(p, r.rstrip(";")) for p, r in pairs]
    client.replace(URI, 2, "print(12345)\n")
    client.wait("new rust", lambda: "12345" in client.request("citl/rust", {"uri": URI})["text"])


def test_silenced_by_a_comment(client: RawClient) -> None:
    client.open(URI, REFUSED.replace("[0])\n", "[0])  # citl: ignore[E0502]\n"))
    client.settled(URI, 1, quiet=1.0)
    assert not [d for p in client.published(URI) for d in p["diagnostics"] if d["code"] == "E0502"]


def test_severities_are_the_users(client: RawClient) -> None:
    client.settings.update(severity={"E0502": "hint"})
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    client.open(URI, REFUSED)
    assert refused(client)["severity"] == 4
    client.settings.update(severity={"E0502": "off"})
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    client.wait_diagnostics(URI, 1, lambda found: not [d for d in found if d["code"] == "E0502"])


def test_the_faithful_profile_refuses_nothing(client: RawClient) -> None:
    client.settings.update(profile="faithful")
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    client.open(URI, REFUSED)
    assert client.settled(URI, 1, quiet=1.0) == []


def test_pins_may_go_into_the_project(user_environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.citl]\npins = "project"\n')
    uri = (tmp_path / "refused.py").as_uri()
    with RawClient(environment=user_environment) as client:
        client.initialize(rootUri=tmp_path.as_uri())
        client.open(uri, REFUSED)
        action = verified(client, refused(client, uri), uri)[0]
        [change] = action["edit"]["documentChanges"]
        assert change["textDocument"]["uri"] == (tmp_path / "pyproject.toml").as_uri()
        assert "[tool.citl.decisions]" in change["edits"][0]["newText"]
        text = (tmp_path / "pyproject.toml").read_text()
        (tmp_path / "pyproject.toml").write_text(edited(text, action["edit"]))
        changed = {"uri": (tmp_path / "pyproject.toml").as_uri(), "type": 2}
        client.notify("workspace/didChangeWatchedFiles", {"changes": [changed]})
        client.wait_diagnostics(uri, 1, lambda found: not found)


def test_an_imported_file_counts(user_environment: dict[str, str], tmp_path: Path) -> None:
    """What another file says changes what is refused here: open in the editor, or changed on disk."""
    main, helper = tmp_path / "main.py", tmp_path / "helper.py"
    text = "import helper\n\nprint(helper.first(3))\n"
    with RawClient(environment=user_environment) as client:
        client.initialize(rootUri=tmp_path.as_uri())
        client.open(main.as_uri(), text)
        assert [d for d in client.settled(main.as_uri(), 1) if d["severity"] <= 2]
        helper.write_text("def first(x):\n    return 1\n")
        client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": helper.as_uri(), "type": 1}]})
        client.wait_diagnostics(main.as_uri(), 1, lambda found: not [d for d in found if d["severity"] <= 2])
        client.settled(main.as_uri(), 1)
        # What is open in the editor counts, not what lies on disk.
        client.open(helper.as_uri(), REFUSED.replace("def grow", "def first"))
        client.replace(main.as_uri(), 2, "from helper import first\n\nprint(first([[1], [2]]))\n")
        client.settled(main.as_uri(), 2)
        assert "row" in client.request("citl/rust", {"uri": main.as_uri()})["text"]


def test_files_are_watched_without_the_clients_help(user_environment: dict[str, str], tmp_path: Path) -> None:
    main, helper = tmp_path / "main.py", tmp_path / "helper.py"
    workspace = {name: value for name, value in CAPABILITIES["workspace"].items() if name != "didChangeWatchedFiles"}
    with RawClient(environment=user_environment) as client:
        client.initialize(rootUri=tmp_path.as_uri(), capabilities={**CAPABILITIES, "workspace": workspace})
        client.open(main.as_uri(), "import helper\n\nprint(helper.first(3))\n")
        client.wait_diagnostics(main.as_uri(), 1, lambda found: bool(found))
        time.sleep(0.5)
        helper.write_text("def first(x):\n    return 1\n")
        client.wait_diagnostics(main.as_uri(), 1, lambda found: not [d for d in found if d["severity"] <= 2])
        (tmp_path / "pyproject.toml").write_text('[tool.citl]\nenable = "off"\n')
        client.wait("state", lambda: '"off"' in json.dumps(client.notifications("citl/status")[-1:]))


@pytest.mark.parametrize("broken", ["missing", "hanging", "crashing"])
def test_without_a_usable_compiler(user_environment: dict[str, str], tmp_path: Path, broken: str) -> None:
    """One clear message; syntax and types are checked all the same, and leaving is quick."""
    rustc = tmp_path / "rustc"
    if broken != "missing":
        rustc.write_text("#!/bin/sh\n" + ("exec sleep 1000\n" if broken == "hanging" else "kill -SEGV $$\n"))
        rustc.chmod(0o755)
    environment = {**user_environment, "CITL_RUSTC": str(rustc), "CITL_CACHE_DIR": str(tmp_path / "cache")}
    with RawClient(environment=environment) as client:
        client.initialize()
        client.open(URI, "def f(:\n")
        assert client.wait_diagnostics(URI, 1)[0]["code"] == "syntax"
        client.replace(URI, 2, REFUSED)
        client.wait_diagnostics(URI, 2)
        client.wait("rust", lambda: client.notifications("citl/rustChanged"))
        if broken != "hanging":
            client.wait("state", lambda: "noCompiler" in str(client.notifications("citl/status")[-1:]))
            told = [m["message"] for m in client.notifications("window/showMessage")]
            assert len(told) == 1 and "rustc" in told[0]
        started = time.monotonic()
        client.shutdown()
        assert time.monotonic() - started < 1.5


@pytest.mark.parametrize("consent", [True, False])
def test_an_applied_fix_is_recorded_only_with_consent(
    user_environment: dict[str, str], tmp_path: Path, consent: bool
) -> None:
    homes = {f"XDG_{name}_HOME": str(tmp_path / name.lower()) for name in ("CONFIG", "DATA", "STATE")}
    environment = {**os.environ, **user_environment, **homes}

    def citl(*arguments: str) -> str:
        command = [sys.executable, "-m", "citl_lsp", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    if consent:
        citl("trace", "on")
    with RawClient(environment={**user_environment, **homes}) as client:
        client.initialize()
        client.open(URI, REFUSED)
        fixed = edited(REFUSED, verified(client, refused(client))[0]["edit"])
        client.replace(URI, 2, fixed)
        client.settled(URI, 2)
        client.replace(URI, 3, REFUSED)
        refused(client, version=3)
    shown = citl("trace", "show")
    assert ("accepted" in shown) == consent, shown
    assert ("undone" in shown) == consent, shown
    assert "grid" not in shown
    assert consent or not any((tmp_path / "data").rglob("*"))
