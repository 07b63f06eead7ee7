"""A fix applied in the editor is noticed by the text that follows, and recorded only with consent."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from citl_lsp.config import Config
from citl_lsp.decisions.model import Policy
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.repair.model import FixCandidate
from citl_lsp.session.changes import edited
from citl_lsp.session.jobs import Jobs
from citl_lsp.session.messages import Analyze, Compile, Configure, Fix, Offered, TextChange
from citl_lsp.session.outcomes import applied
from citl_lsp.text.span import Span
from citl_lsp.traces.commands import Context, turn_on
from citl_lsp.traces.reader import Damage, read_all
from citl_lsp.traces.record import DecisionTrace
from citl_lsp.traces.store import Store
from citl_lsp.transpile import Program, transpile

TEXT = "grid = [[1, 2], [3]]\nrow = grid[0]\nrow.append(grid[1][0])\nprint(grid)\n"


@pytest.fixture(autouse=True)
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user who has said nothing yet."""
    for name in ("DATA", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))


async def edit(tmp_path: Path) -> list[DecisionTrace]:
    """Open, wait for the fixes, apply the first, take it back; the records."""
    sent: list[object] = []
    jobs = Jobs(sent.append)
    jobs.configure(Configure(Config(), str(tmp_path)))
    path = str(tmp_path / "grid.py")

    def analyze(generation: int, text: str) -> None:
        jobs.analyze(Analyze("file:///grid.py", path, text, generation, None))

    analyze(1, TEXT)
    jobs.compile(Compile("file:///grid.py", 1))
    fix: Fix | None = None
    for _ in range(1200):
        await asyncio.sleep(0.05)
        offered = [message for message in sent if isinstance(message, Offered) and message.final]
        if offered:
            fix = next(one for one in offered[-1].fixes if one.compiled and one.edits)
            break
    assert fix is not None, sent
    applied = edited(TEXT, fix.edits)
    assert applied != TEXT
    analyze(2, applied)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    analyze(3, TEXT)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await jobs.stop()
    return list(read_all(Store.default().segments(), Damage()))


def test_a_fix_that_is_applied_and_taken_back(tmp_path: Path) -> None:
    turn_on(Context.default())
    taken, back = asyncio.run(edit(tmp_path))
    assert taken.repair is not None and back.repair is not None
    assert [tried.action for tried in taken.repair.candidates].count("accepted") == 1
    assert [tried.action for tried in back.repair.candidates].count("undone") == 1
    assert back.parent_id == taken.id and taken.parent_id is None
    assert any(tried.compiled is True for tried in taken.repair.candidates if tried.action == "accepted")


def test_several_at_once_give_a_record_each(tmp_path: Path) -> None:
    text = "a = b\nc = d\ne = f\n"
    edits = [
        TextChange(place, place, f"  # citl: container x = {form}") for place in (5, 11, 17) for form in ("s", "so")
    ]
    candidate = FixCandidate("t", "decision", {}, {}, 0.0, False)
    choices = [
        (
            Diagnostic("m.py", Span(n, n), 1, "information", "E0502", ""),
            [((edits[2 * n],), candidate), ((edits[2 * n + 1],), candidate)],
        )
        for n in range(3)
    ]
    program = Program({"m.py": text}, "m.py")
    translation, policy = transpile(program, {}, Policy("idiomatic")), Policy("idiomatic")
    for taken in ((0, 3, 5), (1, 2), (4,)):
        after = edited(text, [edits[one] for one in taken])
        found = applied(text, after, choices, program, translation, policy)
        assert found is not None
        assert [(report.diagnostic.span.start, report.chosen) for report in found.reports] == [
            (one // 2, one % 2) for one in taken
        ]
    assert applied(text, after + "g = h\n", choices, program, translation, policy) is None


def test_nothing_without_consent(tmp_path: Path) -> None:
    assert asyncio.run(edit(tmp_path)) == []
    assert not Store.default().directory.exists()
