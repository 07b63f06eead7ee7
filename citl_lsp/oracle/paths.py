"""Where model files are: the user's own (from `citl train --quick`) before the shipped ones.

    >>> [path.name for path in model_directories()]     # doctest: +SKIP
    ['models', '_models']

Only names and folders; nothing is opened here.
"""

from __future__ import annotations

from pathlib import Path

import platformdirs

RANKER_FILE = "ranker.onnx"
APR_FILE = "oracle.apr"
CALIBRATION_FILE = "calibration.json"
FEATURES_FILE = "features.json"


def shipped_models() -> Path:
    """The folder of the shipped model files, in a wheel or in a checkout (it may be empty)."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_models"
    return installed if installed.is_dir() else package.parent / "models"


def user_models() -> Path:
    """The folder of the user's own model files (it may not exist)."""
    return Path(platformdirs.user_data_dir("citl", appauthor=False)) / "models"


def model_directories() -> tuple[Path, ...]:
    """Folders in which model files are looked for, first match wins."""
    return user_models(), shipped_models()
