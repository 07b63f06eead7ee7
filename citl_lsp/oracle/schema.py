"""The frozen list of features: names, version and hash.

    >>> SCHEMA_HASH == schema()["hash"]
    True

A model file carries the hash and is refused under another one. Names are only ever added together with a new version;
no name may speak of a list position or of an alternative being the default (a test looks for that).
"""

from __future__ import annotations

import hashlib
import json
import re
from types import MappingProxyType

from citl_lsp.oracle.model import CANDIDATE_KINDS, CATEGORIES, MEANINGS, SITE_KINDS
from citl_lsp.oracle.vocabulary import words_of

FEATURE_VERSION = 1

CODES = tuple(
    sorted(
        words_of(
            """
    E0277 E0282 E0283 E0308 E0369 E0373 E0381 E0382 E0384 E0423 E0425 E0433 E0499 E0502 E0503 E0505 E0506 E0507 E0515
    E0594 E0596 E0597 E0599 E0600 E0604 E0605 E0606 E0608 E0614 E0621 E0716
    """
        )
    )
)
"""Codes with a feature of their own; other codes of rustc share `CODE_BUCKETS` hashed features."""

CODE_BUCKETS = 4
CONSTRUCT_BUCKETS = 8

WORDS = MappingProxyType(
    {
        "moved": r"\bmoved?\b|\bmoves\b",
        "borrowed": r"\bborrow(?:s|ed|ing)?\b",
        "mutable": r"\bmutabl[ey]\b",
        "immutable": r"\bimmutabl[ey]\b",
        "lifetime": r"\blifetimes?\b",
        "live_long": r"\blive long enough\b|\boutlives?\b",
        "dropped": r"\bdropped\b|\bfreed\b",
        "temporary": r"\btemporar(?:y|ies)\b",
        "move_out": r"\bmove out of\b",
        "more_than_once": r"\bmore than once\b|\btwice\b",
        "loop": r"\bloop\b|\biteration\b",
        "closure": r"\bclosures?\b",
        "reference": r"\breferences?\b",
        "expected_found": r"\bexpected\b.*\bfound\b",
        "mismatched": r"\bmismatched\b|\bincompatible\b",
        "trait": r"\btrait\b|\bimplement(?:s|ed)?\b",
        "copy_trait": r"`Copy`",
        "arguments": r"\barguments?\b|\bparameters?\b",
        "return": r"\breturn(?:s|ed|ing)?\b",
        "method": r"\bmethods?\b",
        "operator": r"\badd\b|\bsubtract\b|\bmultiply\b|\bdivide\b|\bcompare[ds]?\b|\bbinary operation\b|\bapply\b",
        "index": r"\bindex(?:ed|es)?\b",
        "cast": r"\bcast(?:s|ed|ing)?\b|\bconver(?:t|ted|sion)\b",
        "overflow": r"\boverflows?\b|\bout of range\b",
        "pattern": r"\bpatterns?\b",
        "annotation": r"\bannotations?\b|\bannotated\b|\binfer\b",
        "unused": r"\bunused\b|\bnever\b",
        "scope": r"\bscope\b",
    }
)
"""Shapes of messages: name → pattern, searched in the normalised message and label."""

TYPE_CLASSES = (
    "int",
    "float",
    "bool",
    "char",
    "str",
    "string",
    "vec",
    "slice",
    "array",
    "map",
    "set",
    "tuple",
    "unit",
    "option",
    "result",
    "shared",
    "cell",
    "box",
    "reference",
    "mut_reference",
    "iterator",
    "closure",
    "dynamic",
    "user",
)
"""Classes of types: of the expected and the found one in a message, and of the Rust types in a history."""

ALTERNATIVE_CLASSES = MappingProxyType(
    {
        "borrow": "borrow borrowed lend ref view & slice",
        "borrow_mut": "mut mutborrowed &mut exclusive",
        "move": "move moved own owned take",
        "clone": "clone cloned copy copied",
        "shared": "rc arc shared handle",
        "cell": "cell refcell interior",
        "dynamic": "dynamic dyn any object general",
        "static": "static typed",
        "grow": "grow growing big bigint bignum int arbitrary",
        "machine": "i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 isize usize machine raw",
        "checked": "checked",
        "float": "f32 f64 float",
        "text": "str string text bytes chars",
        "result": "result try propagate",
        "option": "option",
        "stop": "stop panic unwrap expect abort",
        "iterator": "iter iterator adapter",
        "index": "index indexed range",
        "while": "while loop",
        "vec": "vec list deque",
        "array": "array fixed",
        "map": "map hashmap btreemap indexmap dict set hashset btreeset indexset hash ordered",
        "capacity": "capacity reserve reserved preallocated",
        "none": "none nothing plain",
        "elided": "elided",
        "written": "written explicit named lifetime",
        "threads": "thread threads tokio rayon async",
    }
)
"""Classes of alternatives by the words in their names; an alternative may belong to several."""

OTHER = "other"


def feature_names() -> tuple[str, ...]:
    """All names in the order of the vector."""
    names = [f"code={code}" for code in CODES]
    names += [f"code_bucket={bucket}" for bucket in range(CODE_BUCKETS)]
    names += ["code=clippy", "code=lint", "code=differs"]
    names += [f"tier={tier}" for tier in range(1, 5)]
    names += [f"at_error={kind}" for kind in (*SITE_KINDS, OTHER)]
    names += [f"construct_bucket={bucket}" for bucket in range(CONSTRUCT_BUCKETS)] + ["construct_known"]
    names += [f"word={word}" for word in WORDS]
    names += [f"expected={kind}" for kind in TYPE_CLASSES] + [f"found={kind}" for kind in TYPE_CLASSES]
    names += ["pair=same_class", "pair=reference_and_value", "pair=int_and_float"]
    names += [f"kind={kind}" for kind in CANDIDATE_KINDS]
    names += ["switches", "cost_before", "cost_after", "cost_delta", "cost_delta_largest"]
    names += ["distance_smallest", "distance_largest", "in_loop_largest"]
    names += [f"meaning={meaning}" for meaning in MEANINGS] + ["all_proven"]
    names += [f"switch={kind}" for kind in (*SITE_KINDS, OTHER)] + ["switch_kind_at_error"]
    names += [f"category={category}" for category in (*CATEGORIES, OTHER)]
    names += [f"from={kind}" for kind in (*ALTERNATIVE_CLASSES, OTHER)]
    names += [f"to={kind}" for kind in (*ALTERNATIVE_CLASSES, OTHER)]
    names += [f"history={category}" for category in (*CATEGORIES, OTHER)]
    names += [f"history_rust={kind}" for kind in TYPE_CLASSES] + ["history_same_kind"]
    return (*names, *LEARNT_FEATURES)


LEARNT_FEATURES = (
    "prior_best",
    "prior_accepted",
    "prior_trials_log2",
    "similar_best",
    "retrieval_score",
    "retrieval_seen",
)
"""The features that depend on what was learnt; all others follow from the refusal, candidate and history alone."""

FEATURE_NAMES = feature_names()
FEATURE_COUNT = len(FEATURE_NAMES)
FEATURE_INDEX = MappingProxyType({name: index for index, name in enumerate(FEATURE_NAMES)})


def _hash() -> str:
    content = json.dumps([FEATURE_VERSION, FEATURE_NAMES, sorted(WORDS.items()), sorted(ALTERNATIVE_CLASSES.items())])
    return hashlib.sha256(content.encode()).hexdigest()[:16]


SCHEMA_HASH = _hash()


def schema() -> dict[str, object]:
    """The content of `models/features.json`."""
    return {
        "version": FEATURE_VERSION,
        "hash": SCHEMA_HASH,
        "count": FEATURE_COUNT,
        "dtype": "float32",
        "names": list(FEATURE_NAMES),
        "learnt": list(LEARNT_FEATURES),
    }


def schema_text() -> str:
    """`models/features.json` as text."""
    return json.dumps(schema(), indent=1) + "\n"


WORD_PATTERNS = tuple((f"word={name}", re.compile(pattern)) for name, pattern in WORDS.items())
