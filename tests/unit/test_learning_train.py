"""Training for real, on SYNTHETIC groups: LightGBM, ONNX, onnxruntime, files on disk."""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from oracle_synthetic import BORROW, CLONE, FLOOR, NOVEL, SHARE, candidates, group, groups, permuted, refusal
from traces_synthetic import stamped

from citl_lsp.learning.booster import PARITY, MissingExtra, ParityError, Settings, from_text, predict, to_onnx
from citl_lsp.learning.groups import Group, save_groups
from citl_lsp.learning.metrics import rank_of_best
from citl_lsp.learning.quick import load_split, train_quick
from citl_lsp.learning.report import Report
from citl_lsp.learning.run import forget_quick, retrain, retrain_quick
from citl_lsp.learning.train import GROUPS_FILE, TrainingError, train
from citl_lsp.oracle.apr import read_file
from citl_lsp.oracle.calibration import load_calibration
from citl_lsp.oracle.paths import model_directories, shipped_models, user_models
from citl_lsp.oracle.ranker import Model, Oracle
from citl_lsp.oracle.schema import SCHEMA_HASH, schema
from citl_lsp.traces.commands import Context, turn_on
from citl_lsp.traces.outcome import RepairOutcome, TriedCandidate, unpack_features
from citl_lsp.traces.store import Store
from citl_lsp.traces.writer import TraceWriter

SETTINGS = Settings(rounds=(20, 60), folds=4)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("models")
    steps: list[str] = []
    report = train(
        groups(200, injected=40),
        folder,
        settings=SETTINGS,
        created_at=1_700_000_000,
        progress=lambda what, done, total: steps.append(what),
    )
    assert {"cross-validation", "fitting"} <= set(steps)
    return folder, report


def replay(folder: Path) -> float:
    """The largest difference between the ONNX file and LightGBM's scores in the fixture."""
    fixture = json.loads((folder / "parity.json").read_text())
    assert fixture["schema"] == SCHEMA_HASH
    rows = np.asarray([unpack_features(bytes.fromhex(row["features"])) for row in fixture["rows"]], dtype=np.float32)
    scores = np.asarray([row["score"] for row in fixture["rows"]])
    found = Model.load(folder).scores(rows)
    return float(np.max(np.abs(found - scores)) / max(1.0, float(np.max(np.abs(scores)))))


def test_all_files_are_there(trained: tuple[Path, Report]) -> None:
    folder, report = trained
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.md",
        "calibration.json",
        "features.json",
        "groups.jsonl.gz",
        "oracle.apr",
        "parity.json",
        "ranker.lgb.txt",
        "ranker.onnx",
    ]
    assert json.loads((folder / "features.json").read_text()) == schema()
    content = read_file(folder / "oracle.apr")
    assert content.created_at == 1_700_000_000
    assert content.training_samples == len(load_split(folder / GROUPS_FILE).training)
    assert report.parity <= PARITY


def test_parity_of_a_trained_model(trained: tuple[Path, Report]) -> None:
    assert replay(trained[0]) <= PARITY


def test_parity_of_the_shipped_model() -> None:
    """Replays the shipped fixture; without a shipped model the oracle has to say so."""
    folder = shipped_models()
    if (folder / "ranker.onnx").exists():
        assert replay(folder) <= PARITY
    else:
        assert "ranker.onnx is missing" in Oracle.from_directories([folder]).status.words


def test_the_model_beats_what_needs_no_model(trained: tuple[Path, Report]) -> None:
    table = trained[1].validated["natural"]
    assert set(table) == {"model", "prior", "retrieval", "cheapest", "random"}
    for name in ("prior", "retrieval", "cheapest", "random"):
        assert table["model"].top1 > table[name].top1
        assert table["model"].mean_rank < table[name].mean_rank
    assert trained[1].differences["cheapest"].low > 0.0
    assert trained[1].held_out["natural"]["model"].top1 >= 0.7


def test_shuffled_labels_collapse(trained: tuple[Path, Report]) -> None:
    report = trained[1]
    assert abs(report.shuffled.top1 - report.shuffled_random.top1) < 0.15
    assert report.shuffled.top1 < report.validated["natural"]["model"].top1 - 0.3


def test_origins_are_reported_apart(trained: tuple[Path, Report]) -> None:
    report = trained[1]
    assert set(report.validated) == {"natural", "injected"}
    assert report.counts.natural > report.counts.injected > 0
    assert report.counts.used == report.counts.natural + report.counts.injected


def test_held_out_packages_have_no_part_in_the_files(trained: tuple[Path, Report]) -> None:
    split = load_split(trained[0] / GROUPS_FILE)
    assert split.held_out
    assert not {entry.package for entry in split.held_out} & {entry.package for entry in split.training}


def test_shipped_groups_hold_no_names(trained: tuple[Path, Report]) -> None:
    split = load_split(trained[0] / GROUPS_FILE)
    for entry in (*split.training, *split.held_out):
        assert entry == entry.redacted()
        assert "Invoice" not in repr(entry)


def test_the_oracle_ranks_by_the_model(trained: tuple[Path, Report]) -> None:
    oracle = Oracle.from_directories([trained[0]])
    assert oracle.status.level == "model"
    entries = list(candidates().values())
    for shape, best in ((0, BORROW), (1, CLONE), (3, SHARE), (5, FLOOR)):
        ranked = oracle.rank(refusal(shape), entries)
        assert ranked[0].candidate.switches[0].to_alternative == best
        first = ranked[0].confidence
        assert first is not None and first > 0.5
        assert all(entry.n >= 20 for entry in ranked)
        confidences = [entry.confidence for entry in ranked if entry.confidence is not None]
        assert confidences == sorted(confidences, reverse=True)


def test_the_order_given_has_no_influence(trained: tuple[Path, Report]) -> None:
    oracle = Oracle.from_directories([trained[0]])
    entries = [*candidates().values(), *candidates(2).values()]
    expected = oracle.rank(refusal(), entries)
    for seed in range(10):
        assert oracle.rank(refusal(), permuted(entries, seed)) == expected


def test_confidences_belong_to_one_model_file(trained: tuple[Path, Report], tmp_path: Path) -> None:
    for path in trained[0].iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    table = load_calibration(tmp_path / "calibration.json")
    assert table.model_sha256 == hashlib.sha256((tmp_path / "ranker.onnx").read_bytes()).hexdigest()
    (tmp_path / "calibration.json").write_text(replace(table, model_sha256="0").to_json())
    oracle = Oracle.from_directories([tmp_path])
    assert all(entry.confidence is None for entry in oracle.rank(refusal(), list(candidates().values())))
    assert "no confidences" in oracle.status.words


def test_a_model_of_another_schema_is_refused(trained: tuple[Path, Report], tmp_path: Path) -> None:
    data = (trained[0] / "ranker.onnx").read_bytes()
    assert data.count(SCHEMA_HASH.encode()) == 1
    (tmp_path / "ranker.onnx").write_bytes(data.replace(SCHEMA_HASH.encode(), b"0" * 16))
    (tmp_path / "oracle.apr").write_bytes((trained[0] / "oracle.apr").read_bytes())
    status = Oracle.from_directories([tmp_path]).status
    assert status.level == "prior"
    assert "feature schema 0000000000000000" in status.words


def test_a_truncated_model_falls_back(trained: tuple[Path, Report], tmp_path: Path) -> None:
    data = (trained[0] / "ranker.onnx").read_bytes()
    (tmp_path / "oracle.apr").write_bytes((trained[0] / "oracle.apr").read_bytes())
    for length in (1, len(data) // 2, len(data) - 1):
        (tmp_path / "ranker.onnx").write_bytes(data[:length])
        assert Oracle.from_directories([tmp_path]).status.level == "prior"


def test_the_same_groups_give_the_same_bytes(trained: tuple[Path, Report], tmp_path: Path) -> None:
    """In another order, redacted, and in another process with another hash seed."""
    made = [entry.redacted() for entry in groups(200, injected=40)]
    random.Random(9).shuffle(made)
    save_groups(tmp_path / "groups.jsonl.gz", made)
    code = (
        "import sys; from pathlib import Path; from citl_lsp.learning.groups import load_groups;"
        "from citl_lsp.learning.train import train; from citl_lsp.learning.booster import Settings;"
        "train(load_groups(Path(sys.argv[1])), Path(sys.argv[2]), settings=Settings(rounds=(20, 60), folds=4),"
        " created_at=1_700_000_000)"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "groups.jsonl.gz"), str(tmp_path / "again")],
        env={"PYTHONHASHSEED": "3"},
        check=True,
    )
    for path in trained[0].iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_card_is_made_from_the_report(trained: tuple[Path, Report]) -> None:
    card = (trained[0] / "README.md").read_text()
    for words in ("citl train", "Held-out packages", "shuffled", "Expected calibration error", SCHEMA_HASH):
        assert words in card
    assert f"{trained[1].held_out['natural']['model'].top1:.3f}" in card
    json.dumps(trained[1].json())
    assert "held-out packages, natural refusals:" in trained[1].text()


def test_nothing_to_rank_is_said(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="none of 0 groups"):
        train([], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_one_file_is_enough_but_says_what_it_lacks(tmp_path: Path) -> None:
    chance = random.Random(1)
    report = train([group(chance, "p", "f") for _ in range(30)], tmp_path, settings=SETTINGS)
    assert len(report.notes) == 2
    assert not report.held_out and not report.validated and not report.bins
    oracle = Oracle.from_directories([tmp_path])
    assert oracle.status.level == "model"
    assert oracle.rank(refusal(), list(candidates().values()))[0].confidence is None


def test_a_conversion_that_computes_something_else_is_refused(
    trained: tuple[Path, Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    booster = from_text((trained[0] / "ranker.lgb.txt").read_text())
    rows = np.concatenate([entry.plain_rows() for entry in groups(10)])
    assert to_onnx(booster, rows)[1] <= PARITY
    monkeypatch.setattr("citl_lsp.learning.booster.predict", lambda booster, rows: predict(booster, rows) + 1e-4)
    with pytest.raises(ParityError, match="differs from LightGBM"):
        to_onnx(booster, rows)


@pytest.mark.parametrize("missing", ["lightgbm", "onnxmltools"])
def test_without_the_extra_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(MissingExtra, match=r"pip install 'citl-lsp\[train\]'"):
        train(groups(30), tmp_path, settings=SETTINGS)
    assert list(tmp_path.iterdir()) == []


def test_heavy_packages_are_not_imported_before_they_are_needed() -> None:
    code = (
        "import sys, citl_lsp.learning.run, citl_lsp.oracle.ranker;"
        "print([name for name in ('lightgbm', 'onnxmltools', 'onnx', 'onnxruntime', 'bm25s', 'pyarrow', 'sklearn')"
        " if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def ranks(folder: Path, judged: list[Group]) -> list[int]:
    """Rank of the best fix per group, as the files in the folder rank."""
    oracle = Oracle.from_directories([folder])
    assert oracle.status.level == "model"
    found = []
    for entry in judged:
        ranked = oracle.rank(entry.refusal, [graded.candidate for graded in entry.candidates], entry.history)
        scores = {id(place.candidate): place.score for place in ranked}
        found.append(rank_of_best(entry, [scores[id(graded.candidate)] for graded in entry.candidates]))
    return found


def novel(seed: int, file: str, count: int) -> list[Group]:
    """Groups of a shape that the shipped groups don't have."""
    chance = random.Random(seed)
    return [group(chance, "records", f"{file}{number % 5}", shape=NOVEL, best=FLOOR) for number in range(count)]


def test_quick_training_learns_what_is_new_and_spoils_nothing(trained: tuple[Path, Report], tmp_path: Path) -> None:
    """On unseen files: where the shipped first choice is wrong the best rises, elsewhere nothing gets worse."""
    outcome = train_quick(novel(1, "new", 30), trained[0], tmp_path, settings=SETTINGS, created_at=0)
    assert outcome.installed, outcome.words
    assert outcome.right_kept == outcome.right > 0
    assert outcome.rank_after < outcome.rank_before

    chance = random.Random(77)
    elsewhere = [
        group(chance, "unseen", "a.py", shape=shape, best=best)
        for shape, best in ((0, BORROW), (2, CLONE), (3, SHARE), (5, FLOOR), (6, CLONE), (7, SHARE))
        for _ in range(10)
    ]
    unseen = novel(2, "unseen", 20)
    before, after = ranks(trained[0], unseen), ranks(tmp_path, unseen)
    wrong = [index for index, rank in enumerate(before) if rank > 1]
    assert len(wrong) >= 15
    assert sum(after[index] for index in wrong) < sum(before[index] for index in wrong)
    old, new = ranks(trained[0], elsewhere), ranks(tmp_path, elsewhere)
    assert all(later <= earlier for earlier, later in zip(old, new, strict=True) if earlier == 1)
    assert replay(tmp_path) <= PARITY


def test_quick_training_is_deterministic(trained: tuple[Path, Report], tmp_path: Path) -> None:
    for name in ("a", "b"):
        train_quick(novel(1, "new", 30), trained[0], tmp_path / name, settings=SETTINGS, created_at=0)
    for path in (tmp_path / "a").iterdir():
        assert (tmp_path / "b" / path.name).read_bytes() == path.read_bytes(), path.name


def test_variants_that_spoil_what_is_right_are_refused(
    trained: tuple[Path, Report], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new groups contradict held-out ones that look much the same, and only a heavy hand is allowed."""
    monkeypatch.setattr("citl_lsp.learning.quick.WEIGHTS", (1000.0,))
    monkeypatch.setattr("citl_lsp.learning.quick.ROUNDS", (60,))
    chance = random.Random(3)
    against = [group(chance, "records", f"f{number % 3}", shape=number % 3, best=FLOOR) for number in range(60)]
    outcome = train_quick(against, trained[0], tmp_path, settings=SETTINGS)
    assert not outcome.installed
    assert "spoils a group that is right now" in outcome.words
    assert outcome.right_kept < outcome.right
    assert list(tmp_path.iterdir()) == []


def test_whatever_is_installed_keeps_what_is_right(trained: tuple[Path, Report], tmp_path: Path) -> None:
    chance = random.Random(3)
    for seed, shape in enumerate((0, 1, 5)):
        against = [group(chance, "records", f"f{number % 3}", shape=shape, best=SHARE) for number in range(30)]
        folder = tmp_path / str(seed)
        outcome = train_quick(against, trained[0], folder, settings=SETTINGS)
        assert outcome.installed == folder.exists()
        if outcome.installed:
            assert outcome.right_kept == outcome.right
            taught = {entry.identity() for entry in against}
            held_out = [
                entry
                for entry in load_split(trained[0] / GROUPS_FILE).held_out
                if entry.informative and entry.identity() not in taught
            ]
            before, after = ranks(trained[0], held_out), ranks(folder, held_out)
            assert all(new == 1 for old, new in zip(before, after, strict=True) if old == 1)


def test_records_that_teach_nothing_change_nothing(trained: tuple[Path, Report], tmp_path: Path) -> None:
    outcome = train_quick([], trained[0], tmp_path)
    assert not outcome.installed
    assert "nothing to learn from" in outcome.words
    assert list(tmp_path.iterdir()) == []


def test_quick_training_needs_the_shipped_groups(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="groups that the shipped model came from"):
        train_quick(novel(1, "new", 5), tmp_path / "none", tmp_path / "out")


def accepted(entry: Group) -> RepairOutcome:
    """The group as a record keeps it: compiled, run, and one fix taken."""
    tried = tuple(
        TriedCandidate(
            graded.candidate,
            "accepted" if graded.grade == 3 else "offered",
            graded.grade > 0,
            2 if graded.grade > 0 else None,
            None,
            tuple(row.tolist()),
        )
        for graded, row in zip(entry.candidates, entry.plain_rows(), strict=True)
    )
    return RepairOutcome(entry.refusal, entry.history, tried, SCHEMA_HASH)


def test_from_records_on_disk_to_the_users_own_model(
    trained: tuple[Path, Report], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, traced: Callable[..., Context]
) -> None:
    """The whole way: consent, redacted records, quick training, and the oracle takes the user's model first."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    here = traced(tmp_path)
    turn_on(here)
    with TraceWriter(here.store, here.consent) as writer:
        from traces_synthetic import plain

        for entry in novel(1, "new", 30):
            token = here.store.file_token(Path(entry.file))
            base = stamped(writer)
            source = replace(base.source, file_token=token)
            writer.write(replace(base, outcome="repair", repair=accepted(entry), source=source))
        writer.write(stamped(writer, plain()))
    outcome = retrain_quick(here, base_dir=trained[0])
    assert outcome.installed, outcome.words
    oracle = Oracle.from_directories([user_models(), trained[0]])
    assert oracle.status.directory == user_models() == model_directories()[0]
    first = oracle.rank(refusal(NOVEL), list(candidates().values()))[0]
    assert first.candidate.switches[0].to_alternative == FLOOR
    assert b"Invoice" not in b"".join(path.read_bytes() for path in user_models().iterdir())
    (tmp_path / "upgraded").mkdir()
    for path in trained[0].iterdir():
        (tmp_path / "upgraded" / path.name).write_bytes(path.read_bytes())
    retrain_file = from_text((trained[0] / "ranker.lgb.txt").read_text())
    rows = np.concatenate([entry.plain_rows() for entry in groups(10)])
    (tmp_path / "upgraded" / "ranker.onnx").write_bytes(to_onnx(retrain_file, rows, "another")[0])
    status = Oracle.from_directories([user_models(), tmp_path / "upgraded"]).status
    assert status.directory == tmp_path / "upgraded"
    assert forget_quick() and not forget_quick()
    shipped = Oracle.from_directories([user_models(), trained[0]])
    assert shipped.rank(refusal(NOVEL), list(candidates().values()))[0].candidate != first.candidate


@pytest.fixture
def traced() -> Callable[..., Context]:
    return lambda folder: Context(Store(folder / "traces"), folder / "config" / "config.toml")


def test_retraining_from_a_file(tmp_path: Path) -> None:
    save_groups(tmp_path / "groups.jsonl", groups(60, packages=4))
    report = retrain(tmp_path / "groups.jsonl", tmp_path / "models", settings=SETTINGS)
    assert report.counts.groups == 60
    assert Oracle.from_directories([tmp_path / "models"]).status.level == "model"
