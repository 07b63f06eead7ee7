"""The shipped model files belong together, give what LightGBM gave, and answer."""

from __future__ import annotations

import json

import numpy as np

from citl_lsp.learning.quick import load_split
from citl_lsp.learning.train import GROUPS_FILE, PARITY_FILE
from citl_lsp.oracle.paths import APR_FILE, FEATURES_FILE, RANKER_FILE, shipped_models
from citl_lsp.oracle.query import load
from citl_lsp.oracle.ranker import Model, Oracle, open_session
from citl_lsp.oracle.schema import SCHEMA_HASH, schema_text
from citl_lsp.traces.outcome import unpack_features

MODELS = shipped_models()


def test_the_shipped_model_ranks_with_confidences() -> None:
    status = Oracle.from_directories([MODELS]).status
    assert status.level == "model" and "no confidences" not in status.words


def test_onnx_gives_what_lightgbm_gave() -> None:
    fixture = json.loads((MODELS / PARITY_FILE).read_text())
    assert fixture["schema"] == SCHEMA_HASH
    rows = [unpack_features(bytes.fromhex(row["features"])) for row in fixture["rows"]]
    wanted = np.asarray([row["score"] for row in fixture["rows"]])
    found = Model(open_session((MODELS / RANKER_FILE).read_bytes()), None).scores(np.asarray(rows, dtype=np.float32))
    assert np.max(np.abs(found - wanted)) <= 1e-6 * max(1.0, float(np.max(np.abs(wanted))))


def test_the_schema_is_this_programs() -> None:
    assert (MODELS / FEATURES_FILE).read_text() == schema_text()


def test_a_query_has_an_answer() -> None:
    assert load(MODELS / APR_FILE).query("E0382", "borrow of moved value: `items`", ())


def test_it_was_trained_on_at_least_fifty_files_natural_and_injected() -> None:
    split = load_split(MODELS / GROUPS_FILE)
    groups = [*split.training, *split.held_out]
    assert len({(group.package, group.file) for group in groups}) >= 50
    assert {group.origin for group in groups} == {"natural", "injected"}
