"""The two ways to train, from files to files: `citl train` and `citl train --quick`.

    >>> retrain(Path("groups.jsonl.gz"), Path("models"))        # doctest: +SKIP
    >>> retrain_quick(Context.default())                        # doctest: +SKIP

The first makes the shipped model files from nothing but groups. The second moves the shipped model by the user's own
records and puts the result into the user's folder, which the oracle looks into first.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from citl_lsp.learning.booster import Settings
from citl_lsp.learning.crossval import Progress
from citl_lsp.learning.groups import load_groups
from citl_lsp.learning.quick import QuickOutcome, train_quick
from citl_lsp.learning.records import groups_from_records
from citl_lsp.learning.report import Report
from citl_lsp.learning.train import train
from citl_lsp.oracle.paths import shipped_models, user_models
from citl_lsp.traces.commands import Context
from citl_lsp.traces.reader import read_all


def retrain(
    groups_path: Path, models_dir: Path, *, settings: Settings | None = None, progress: Progress | None = None
) -> Report:
    """Trains on a file of groups and writes all model files into `models_dir`.

    Raises `ModelError` (a line of the file), `TrainingError` (nothing to rank), `MissingExtra` (what to install),
    `ParityError`, `OSError`.
    """
    return train(load_groups(groups_path), models_dir, settings=settings, progress=progress)


def retrain_quick(
    context: Context,
    *,
    base_dir: Path | None = None,
    out_dir: Path | None = None,
    progress: Progress | None = None,
) -> QuickOutcome:
    """Moves the shipped model by the user's records; see `quick`. Records need no consent to be read by their owner.

    Raises what `train_quick` raises.
    """
    groups = list(groups_from_records(read_all(context.store.segments())))
    return train_quick(
        groups,
        shipped_models() if base_dir is None else base_dir,
        user_models() if out_dir is None else out_dir,
        progress=progress,
    )


def forget_quick() -> bool:
    """Deletes the user's own model files, so that the shipped ones rank again; False where there were none."""
    directory = user_models()
    if not directory.is_dir():
        return False
    shutil.rmtree(directory)
    return True
