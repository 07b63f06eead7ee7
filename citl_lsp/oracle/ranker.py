"""Ranks candidates by the best means there are: the ONNX model, else smoothed success rates, else cost.

    >>> oracle = Oracle.from_directories(model_directories())
    >>> oracle.status.words
    'ranked by the model /…/models/ranker.onnx'
    >>> [ranked.candidate.title for ranked in oracle.rank(refusal, candidates, history)]
    ['Borrow `items`', 'Clone `items`', 'Share `items`']

Files are read at the first use. A missing or damaged file is not an error: `status` says in words what ranks and why
nothing better does. The order of the candidates given has no influence; equal scores are ordered by cost, then by what
the fix does and where. Safe to use from several threads.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, cast

import numpy as np
import numpy.typing as npt

from citl_lsp.oracle.apr import AprError, read_file
from citl_lsp.oracle.calibration import MINIMUM_N, Calibration, load_calibration, shares
from citl_lsp.oracle.features import plain_matrix, with_signals
from citl_lsp.oracle.knowledge import NEUTRAL, Knowledge, Signals
from citl_lsp.oracle.model import Candidate, DecisionNote, ModelError, Refusal
from citl_lsp.oracle.paths import APR_FILE, CALIBRATION_FILE, RANKER_FILE
from citl_lsp.oracle.schema import FEATURE_COUNT, SCHEMA_HASH

SCHEMA_KEY = "citl.feature_schema"
"""Key of the ONNX file's metadata that holds the hash of the feature schema it was trained on."""

BASE_KEY = "citl.base_sha256"
"""Key of the metadata that holds, in a model moved by quick training, the SHA-256 of the one it was moved from."""

INPUT_NAME = "features"


class RankerError(ValueError):
    """A model file that cannot be used; the message says why."""


@dataclass(frozen=True)
class Status:
    """What ranks: the model, the smoothed prior, or the cost table; `words` say it, with what is missing."""

    level: Literal["model", "prior", "cost"]
    words: str
    directory: Path | None


@dataclass(frozen=True)
class Ranked:
    """A candidate with its place's reasons.

    `score` orders candidates of one call and means nothing beyond it. `confidence` is a measured frequency (0 to 1) of
    being the best fix, over `n` observations, or None where nothing was measured.
    """

    candidate: Candidate
    score: float
    confidence: float | None
    n: int
    why: str


class _Metadata(Protocol):
    custom_metadata_map: dict[str, str]


class _Session(Protocol):
    def get_modelmeta(self) -> _Metadata: ...

    def run(self, outputs: None, inputs: dict[str, npt.NDArray[np.float32]]) -> list[npt.NDArray[np.float32]]: ...


class Model:
    """A loaded ONNX ranker with its calibration."""

    def __init__(self, session: _Session, calibration: Calibration | None, base_sha256: str | None = None) -> None:
        self._session = session
        self.calibration = calibration
        self.base_sha256 = base_sha256

    @classmethod
    def load(cls, directory: Path) -> Model:
        """Reads `ranker.onnx` and, where it belongs to it, `calibration.json`. Raises `OSError` or `RankerError`."""
        data = (directory / RANKER_FILE).read_bytes()
        session = open_session(data)
        base = session.get_modelmeta().custom_metadata_map.get(BASE_KEY)
        try:
            calibration = load_calibration(directory / CALIBRATION_FILE)
        except (OSError, ModelError):
            return cls(session, None, base)
        belongs = calibration.model_sha256 == hashlib.sha256(data).hexdigest()
        return cls(session, calibration if belongs else None, base)

    def scores(self, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """One score per feature row, shape (n,), higher is better."""
        return np.asarray(self._session.run(None, {INPUT_NAME: rows})[0], dtype=np.float32).reshape(-1)


def open_session(data: bytes) -> _Session:
    """An onnxruntime session, one thread, CPU. Raises `RankerError`: damaged, or trained on other features."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's exceptions share no base class below Exception
        raise RankerError(f"cannot be read as ONNX ({type(error).__name__})") from None
    schema = session.get_modelmeta().custom_metadata_map.get(SCHEMA_KEY)
    if schema != SCHEMA_HASH:
        raise RankerError(f"was trained on feature schema {schema}, this program has {SCHEMA_HASH}")
    inputs = session.get_inputs()
    if len(inputs) != 1 or inputs[0].name != INPUT_NAME or inputs[0].shape[-1] != FEATURE_COUNT:
        raise RankerError(f"does not take {FEATURE_COUNT} features")
    return cast(_Session, session)


class Oracle:
    """Ranks candidates; see the module."""

    def __init__(self, model: Model | None, knowledge: Knowledge | None, status: Status) -> None:
        self._lock = threading.Lock()
        self._directories: tuple[Path, ...] | None = None
        self._loaded: tuple[Model | None, Knowledge | None, Status] | None = (model, knowledge, status)

    @classmethod
    def from_directories(cls, directories: Sequence[Path]) -> Oracle:
        """An oracle over the first folder that holds a usable model, else the first with a usable `.apr`; lazy."""
        oracle = cls(None, None, Status("cost", "", None))
        oracle._directories = tuple(directories)
        oracle._loaded = None
        return oracle

    @property
    def status(self) -> Status:
        """What ranks, in words; reads the files if that has not happened yet."""
        return self._parts()[2]

    @property
    def knowledge(self) -> Knowledge | None:
        """What was learnt from earlier refusals, or None without a usable `.apr`."""
        return self._parts()[1]

    def rank(
        self, refusal: Refusal, candidates: Sequence[Candidate], history: Sequence[DecisionNote] = ()
    ) -> list[Ranked]:
        """All candidates, best first."""
        if not candidates:
            return []
        model, knowledge, _ = self._parts()
        signals = [NEUTRAL] * len(candidates)
        if knowledge is not None:
            signals = knowledge.signals(refusal, candidates, history)
        if model is not None:
            scores = model.scores(with_signals(plain_matrix(refusal, candidates, history), signals))
            measured = _measured(scores, model.calibration)
        elif knowledge is not None and knowledge.prior:
            scores = np.asarray([signal.prior_best for signal in signals], dtype=np.float32)
            measured = [_counted(signal) for signal in signals]
        else:
            scores = np.asarray([cost_score(candidate) for candidate in candidates], dtype=np.float32)
            measured = [(None, 0)] * len(candidates)
        ranked = [
            Ranked(candidate, float(score), confidence, n, _why(candidate, signal, refusal.code))
            for candidate, score, (confidence, n), signal in zip(candidates, scores, measured, signals, strict=True)
        ]
        return sorted(ranked, key=lambda entry: (-entry.score, *tie_break(entry.candidate)))

    def _parts(self) -> tuple[Model | None, Knowledge | None, Status]:
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self._directories or ())
            return self._loaded


def cost_score(candidate: Candidate) -> float:
    """Rank without anything learnt: cheapest first, then nearest to the error; fixes without switches come last."""
    if not candidate.switches:
        return -1000.0
    return -candidate.cost_delta - min(switch.distance for switch in candidate.switches) / 64.0


def tie_break(candidate: Candidate) -> tuple[float, int, int, str, tuple[str, ...], str]:
    """Orders equal scores: cost, number of switches, distance, strategy, places, title; never by place in a list."""
    places = tuple(sorted(switch.site for switch in candidate.switches))
    distance = sum(switch.distance for switch in candidate.switches)
    return candidate.cost_delta, len(candidate.switches), distance, candidate.fix_key, places, candidate.title


def _load(directories: tuple[Path, ...]) -> tuple[Model | None, Knowledge | None, Status]:
    problems: list[str] = []
    fallback: tuple[Knowledge, Path] | None = None
    for number, directory in enumerate(directories):
        knowledge: Knowledge | None = None
        try:
            knowledge = Knowledge.from_file(read_file(directory / APR_FILE))
        except FileNotFoundError:
            problems.append(f"{directory / APR_FILE} is missing")
        except (OSError, AprError) as error:
            problems.append(str(error))
        if knowledge is not None and fallback is None:
            fallback = (knowledge, directory)
        try:
            model = Model.load(directory)
        except FileNotFoundError:
            problems.append(f"{directory / RANKER_FILE} is missing")
            continue
        except (OSError, RankerError) as error:
            problems.append(f"{directory / RANKER_FILE} {error}")
            continue
        if not _beside_its_base(model, directories[number + 1 :]):
            problems.append(f"{directory / RANKER_FILE} was moved from another shipped model; train --quick again")
            continue
        if knowledge is not None:
            words = f"ranked by the model {directory / RANKER_FILE}"
            if model.calibration is None:
                words += f"; no confidences, because {CALIBRATION_FILE} is missing or belongs to another model"
            return model, knowledge, Status("model", words, directory)
    reason = "; ".join(problems) or "no folder of model files was given"
    if fallback is not None and fallback[0].prior:
        words = f"ranked by how often each fix helped before ({fallback[1] / APR_FILE}), without a model: {reason}"
        return None, fallback[0], Status("prior", words, fallback[1])
    return None, None, Status("cost", f"ranked by cost and distance only, nothing learnt is there: {reason}", None)


def _beside_its_base(model: Model, others: tuple[Path, ...]) -> bool:
    """Whether a model moved by quick training was moved from one in the other folders (any, where there are none)."""
    if model.base_sha256 is None or not others:
        return True
    for path in (other / RANKER_FILE for other in others):
        if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == model.base_sha256:
            return True
    return False


def _measured(scores: npt.NDArray[np.float32], calibration: Calibration | None) -> list[tuple[float | None, int]]:
    if calibration is None:
        return [(None, 0)] * len(scores)
    found = [calibration.confidence(float(share)) for share in shares(scores)]
    return [(None, 0) if entry is None else entry for entry in found]


def _counted(signal: Signals) -> tuple[float | None, int]:
    n = int(signal.counts.trials)
    return (signal.counts.best / signal.counts.trials, n) if n >= MINIMUM_N else (None, n)


def _why(candidate: Candidate, signal: Signals, code: str) -> str:
    counts = signal.counts
    if counts.trials >= 1.0:
        reason = f"the best fix in {round(counts.best)} of {round(counts.trials)} earlier cases of {code}"
    else:
        reason = f"not seen before for {code}"
    delta = candidate.cost_delta
    if not candidate.switches or delta == 0.0:
        return reason
    return f"{reason}; {'costs' if delta > 0 else 'saves'} {abs(delta):g}"
