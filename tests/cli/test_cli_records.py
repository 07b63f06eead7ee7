"""`citl trace`, `citl oracle` and `citl train`, from the command line to the files."""

from __future__ import annotations

import json

import pytest
from citl_command import Citl


def test_nothing_is_recorded_until_asked(citl: Citl) -> None:
    done = citl("trace", "status", "--format", "json")
    assert done.code == 0
    assert done.json["consent"] == {"record": False, "names": False, "send": False}
    assert done.json["segments"] == 0
    assert citl("trace", "status").out.startswith("recording is off (citl trace on)\n")


def test_on_and_off(citl: Citl) -> None:
    assert citl("trace", "on").out.startswith("recording is on (citl trace off)\nnames and source are left out\n")
    citl("trace", "on", "--names")
    assert citl("trace", "status", "--format", "json").json["consent"] == {"record": True, "names": True, "send": False}
    assert citl("trace", "off").out.startswith("recording is off")
    assert citl("trace", "status", "--format", "json").json["consent"]["record"] is False


def test_a_project_can_only_restrict(citl: Citl) -> None:
    citl.write("pyproject.toml", "[tool.citl]\ntrace = true\n")
    assert citl("trace", "status", "--format", "json").json["consent"]["record"] is False
    citl("trace", "on")
    citl.write("pyproject.toml", "[tool.citl]\ntrace = false\n")
    done = citl("trace", "status", "--format", "json").json
    assert done["consent"]["record"] is False
    assert "this project's settings restrict it" in done["reasons"]
    citl.write("pyproject.toml", "[tool.citl]\ntrace = false\n[[[")
    done = citl("trace", "status", "--format", "json").json
    assert done["consent"]["record"] is False, "it can't be read, and might say no"
    citl.write("pyproject.toml", "[project]\n")
    assert citl("trace", "status", "--format", "json").json["consent"]["record"] is True


def test_show_export_and_purge_of_nothing(citl: Citl) -> None:
    done = citl("trace", "show")
    assert (done.code, done.out) == (0, "")
    assert citl("trace", "export", "records.jsonl").out == "0 rows written to records.jsonl\n"
    assert (citl.folder / "records.jsonl").read_text() == ""
    assert citl("trace", "purge").out == "0 segments deleted, 0 bytes\n"


def test_parquet_has_the_thirteen_columns(citl: Citl) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    assert citl("trace", "export", "records.parquet").code == 0
    assert len(parquet.read_schema(citl.folder / "records.parquet").names) == 13


def test_export_to_where_it_cannot_go(citl: Citl) -> None:
    citl.write("file", "")
    done = citl("trace", "export", "file/records.jsonl")
    assert done.code == 2
    assert "could not write file/records.jsonl" in done.err
    done = citl("trace", "export", ".")
    assert done.code == 2
    assert "is a folder" in done.err


def test_oracle_info(citl: Citl) -> None:
    done = citl("oracle", "info", "--format", "json")
    assert done.code == 0
    assert done.json["level"] in ("model", "prior", "cost")
    assert done.json["status"] in citl("oracle", "info").out


def test_oracle_query(citl: Citl) -> None:
    info = citl("oracle", "info", "--format", "json").json
    done = citl("oracle", "query", "E0382", "borrow of moved value: `items`", "--limit", "3", "--format", "json")
    if info["apr"] is None:
        assert done.code == 2
        assert "oracle.apr is missing" in done.err
    else:
        assert done.code == 0
        assert len(done.json) <= 3
        assert all(set(fix) == {"description", "confidence", "n", "score"} for fix in done.json)


def test_oracle_query_with_a_wrong_decision(citl: Citl) -> None:
    done = citl("oracle", "query", "E0382", "x", "--decision", "nonsense")
    assert done.code == 2
    assert "expected KIND=ALTERNATIVE" in done.err


def test_train_wants_one_thing(citl: Citl) -> None:
    for arguments in ([], ["--quick", "--forget"], ["--quick", "groups.jsonl"], ["--quick", "-o", "x"]):
        assert citl("train", *arguments).code == 2
    done = citl("train", "missing.jsonl", "-o", "x")
    assert done.code == 2
    assert "there is no such file" in done.err


def test_train_quick_without_records(citl: Citl) -> None:
    done = citl("train", "--quick")
    if done.code == 0:
        assert "nothing to learn from" in done.out
    else:
        assert done.code == 2
        assert "is missing" in done.err, "the shipped model isn't there yet"


def test_train_on_groups_and_forget(citl: Citl) -> None:
    pytest.importorskip("lightgbm")
    citl.write("bad.jsonl", json.dumps({"no": "group"}) + "\n")
    done = citl("train", "bad.jsonl", "-o", "models")
    assert done.code == 2
    assert "not trained" in done.err
    assert citl("train", "--forget").out == "there were none\n"


def test_a_repair_is_recorded_only_after_consent(citl: Citl) -> None:
    citl.write("secret_name.py", "grid = [[1, 2], [3]]\nrow = grid[0]\nrow.append(grid[1][0])\nprint(grid)\n")
    assert citl("repair", "secret_name.py").code == 0
    assert citl("trace", "status", "--format", "json").json["segments"] == 0
    citl("trace", "on")
    assert citl("repair", "secret_name.py").code == 0
    assert "E0502" in citl("trace", "show").out
    records = [json.loads(line) for line in citl("trace", "show", "--format", "json").out.splitlines()]
    assert any(record["repair"] and record["repair"]["code"] == "E0502" for record in records)
    stored = b"".join(path.read_bytes() for path in (citl.folder.parent / "user").rglob("*.citltrace"))
    assert stored
    assert b"secret_name" not in stored
    assert b"grid" not in stored
    done = citl("trace", "export", "rows.jsonl")
    rows = [json.loads(line) for line in (citl.folder / "rows.jsonl").read_text().splitlines()]
    assert done.out.startswith(f"{len(rows)} rows written")
    assert {row["error_code"] for row in rows} == {"E0502"}
    assert "segments deleted" in citl("trace", "purge").out
    assert citl("trace", "show").out == ""
