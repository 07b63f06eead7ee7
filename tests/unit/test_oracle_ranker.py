"""Ranking without a model: what is used, what is said about it, and that order never matters."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from oracle_synthetic import BORROW, CLONE, FLOOR, SHARE, candidates, permuted, refusal, switch

from citl_lsp.oracle.apr import AprError, FixStats, OracleFile, Pattern, write_file
from citl_lsp.oracle.commands import info, parse_history, query
from citl_lsp.oracle.embedding import DIMENSION, embed
from citl_lsp.oracle.knowledge import error_context
from citl_lsp.oracle.model import Candidate, DecisionNote
from citl_lsp.oracle.query import describe, load
from citl_lsp.oracle.ranker import Oracle

HISTORY = (DecisionNote("container", "MemoryAlloc", "owned", "list[int]", "Vec<i64>"),)


def learnt() -> OracleFile:
    import numpy as np

    fixes = {
        candidates()[BORROW].fix_key: FixStats(3, 10, 25),
        candidates()[CLONE].fix_key: FixStats(20, 22, 25),
        candidates()[SHARE].fix_key: FixStats(2, 25, 25),
        candidates()[FLOOR].fix_key: FixStats(0, 25, 25),
    }
    rows = np.zeros((2, DIMENSION), np.float32)
    rows[0] = embed(HISTORY)
    patterns = (
        Pattern("E0382", error_context(refusal()), fixes),
        Pattern("E0499", error_context(refusal(3)), {candidates()[SHARE].fix_key: FixStats(9, 9, 9)}),
    )
    return OracleFile(0, 34, patterns, rows)


def order(oracle: Oracle, shape: int = 0) -> list[str]:
    return [
        entry.candidate.switches[0].to_alternative for entry in oracle.rank(refusal(shape), list(candidates().values()))
    ]


def test_without_files_the_cheapest_and_nearest_comes_first(tmp_path: Path) -> None:
    oracle = Oracle.from_directories([tmp_path])
    assert order(oracle) == [BORROW, CLONE, SHARE, FLOOR]
    assert oracle.status.level == "cost"
    assert "cost and distance only" in oracle.status.words
    assert "ranker.onnx is missing" in oracle.status.words
    assert all(entry.confidence is None for entry in oracle.rank(refusal(), list(candidates().values())))


def test_equal_cost_is_decided_by_distance_and_edits_come_last(tmp_path: Path) -> None:
    near = Candidate("near", "decision", (switch("clone", CLONE, 2.0, 0, "a"),))
    far = Candidate("far", "decision", (switch("clone", CLONE, 2.0, 1, "b"),))
    edit = Candidate("Annotate `x`", "edit", ())
    ranked = Oracle.from_directories([tmp_path]).rank(refusal(), [edit, far, near])
    assert [entry.candidate for entry in ranked] == [near, far, edit]


def test_without_a_model_the_prior_ranks_and_says_so(tmp_path: Path) -> None:
    write_file(tmp_path / "oracle.apr", learnt())
    oracle = Oracle.from_directories([tmp_path])
    assert order(oracle)[0] == CLONE
    assert oracle.status.level == "prior"
    assert "how often each fix helped before" in oracle.status.words
    assert "without a model" in oracle.status.words
    first = oracle.rank(refusal(), list(candidates().values()))[0]
    assert (first.confidence, first.n) == (0.8, 25)
    assert first.why == "the best fix in 20 of 25 earlier cases of E0382; costs 2"


def test_few_trials_give_no_confidence(tmp_path: Path) -> None:
    write_file(tmp_path / "oracle.apr", learnt())
    first = Oracle.from_directories([tmp_path]).rank(refusal(3), list(candidates().values()))[0]
    assert first.candidate.fix_key == candidates()[SHARE].fix_key
    assert (first.confidence, first.n) == (None, 9)


@pytest.mark.parametrize("data", [b"", b"not a model", b"\x08\x07" * 50])
def test_a_corrupt_model_falls_back_to_the_prior(tmp_path: Path, data: bytes) -> None:
    write_file(tmp_path / "oracle.apr", learnt())
    (tmp_path / "ranker.onnx").write_bytes(data)
    oracle = Oracle.from_directories([tmp_path])
    assert order(oracle)[0] == CLONE
    assert oracle.status.level == "prior"
    assert "ranker.onnx" in oracle.status.words


def test_a_damaged_apr_falls_back_to_cost(tmp_path: Path) -> None:
    write_file(tmp_path / "oracle.apr", learnt())
    data = bytearray((tmp_path / "oracle.apr").read_bytes())
    data[40] ^= 1
    (tmp_path / "oracle.apr").write_bytes(data)
    oracle = Oracle.from_directories([tmp_path])
    assert order(oracle)[0] == BORROW
    assert oracle.status.level == "cost"
    assert "checksum" in oracle.status.words


def test_the_next_folder_is_tried(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "oracle.apr").write_bytes(b"APRN" + bytes(50))
    write_file(tmp_path / "shipped" / "oracle.apr", learnt())
    oracle = Oracle.from_directories([tmp_path / "mine", tmp_path / "shipped"])
    assert oracle.status.directory == tmp_path / "shipped"
    assert "aprender" in oracle.status.words


@pytest.mark.parametrize("with_apr", [False, True])
def test_the_order_given_has_no_influence(tmp_path: Path, with_apr: bool) -> None:
    if with_apr:
        write_file(tmp_path / "oracle.apr", learnt())
    oracle = Oracle.from_directories([tmp_path])
    twins = [
        Candidate(f"Clone `{name}`", "decision", (switch("clone", CLONE, 2.0, 0, f"m.f:{name}@1"),)) for name in "abcd"
    ]
    entries = [*candidates().values(), *twins]
    expected = [entry.candidate for entry in oracle.rank(refusal(), entries)]
    for seed in range(20):
        assert [entry.candidate for entry in oracle.rank(refusal(), permuted(entries, seed))] == expected


def test_no_candidates_no_ranking(tmp_path: Path) -> None:
    assert Oracle.from_directories([tmp_path]).rank(refusal(), []) == []


def test_a_saved_file_ranks_alike_in_a_fresh_process(tmp_path: Path) -> None:
    write_file(tmp_path / "oracle.apr", learnt())
    code = (
        "import sys; sys.path.insert(0, sys.argv[2]); from pathlib import Path;"
        "from oracle_synthetic import candidates, refusal; from citl_lsp.oracle.ranker import Oracle;"
        "print([(r.candidate.title, r.score) for r in "
        "Oracle.from_directories([Path(sys.argv[1])]).rank(refusal(), list(candidates().values()))])"
    )
    here = [
        (entry.candidate.title, entry.score)
        for entry in Oracle.from_directories([tmp_path]).rank(refusal(), list(candidates().values()))
    ]
    for seed in ("0", "7"):
        run = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path), str(Path(__file__).parent)],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.strip() == repr(here)


def test_query_finds_what_helped(tmp_path: Path) -> None:
    write_file(tmp_path / "oracle.apr", learnt())
    fixes = load(tmp_path / "oracle.apr").query("E0382", "borrow of moved value: `basket`", HISTORY)
    assert fixes[0].description == "clone: move → clone"
    assert (fixes[0].confidence, fixes[0].n) == (0.8, 25)
    assert [fix.score for fix in fixes] == sorted((fix.score for fix in fixes), reverse=True)


def test_query_of_something_unknown_is_empty(tmp_path: Path) -> None:
    write_file(tmp_path / "oracle.apr", learnt())
    assert load(tmp_path / "oracle.apr").query("E9999", "zebra") == []


def test_commands_give_text_and_json(tmp_path: Path) -> None:
    write_file(tmp_path / "oracle.apr", learnt())
    about = info([tmp_path])
    assert about.json()["level"] == "prior"
    assert "2 error patterns, 4 kinds of fixes" in about.text()
    answer = query([tmp_path / "nothing", tmp_path], "E0382", "borrow of moved value: `x`", limit=2)
    assert answer.text().splitlines()[0] == "0.80 of 25     clone: move → clone"
    assert answer.json()[0]["n"] == 25
    assert "cost and distance" in info([tmp_path / "nothing"]).text()
    with pytest.raises(AprError, match="missing"):
        query([tmp_path / "nothing"], "E0382", "")


def test_histories_on_the_command_line() -> None:
    assert parse_history(["container=rc_refcell@list[int]:Vec<i64>", "number=i64"]) == (
        DecisionNote("container", "", "rc_refcell", "list[int]", "Vec<i64>"),
        DecisionNote("number", "", "i64", "", ""),
    )
    with pytest.raises(ValueError, match="KIND=ALTERNATIVE"):
        parse_history(["container"])


def test_fixes_in_words() -> None:
    assert describe("passing:move>borrow+clone:move>clone") == "passing: move → borrow, and clone: move → clone"
    assert describe("edit:Annotate `$`") == "edit: Annotate `$`"
