"""Rust names for Python names: the same where Rust allows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

KEYWORDS = frozenset(
    [
        "as",
        "break",
        "const",
        "continue",
        "crate",
        "dyn",
        "else",
        "enum",
        "extern",
        "false",
        "fn",
        "for",
        "if",
        "impl",
        "in",
        "let",
        "loop",
        "match",
        "mod",
        "move",
        "mut",
        "pub",
        "ref",
        "return",
        "self",
        "Self",
        "static",
        "struct",
        "super",
        "trait",
        "true",
        "type",
        "unsafe",
        "use",
        "where",
        "while",
        "async",
        "await",
        "abstract",
        "become",
        "box",
        "do",
        "final",
        "macro",
        "override",
        "priv",
        "try",
        "typeof",
        "unsized",
        "virtual",
        "yield",
        "union",
        "gen",
    ]
)
TYPES = frozenset(
    [
        "Int",
        "Str",
        "List",
        "Dict",
        "Set",
        "Tuple",
        "Range",
        "Func",
        "Iter",
        "Exc",
        "Value",
        "Res",
        "Option",
        "Vec",
        "String",
        "Box",
        "Rc",
        "RefCell",
        "Some",
        "None",
        "Ok",
        "Err",
        "Obj",
        "Show",
        "At",
        "OrStop",
        "Slot",
        "AttrSlot",
        "Global",
        "Shared",
        "Keys",
        "Values",
        "Items",
        "Map",
        "HashedSet",
        "PyErr",
        "ExcType",
        "ExcData",
        "ExcObject",
        "PyObject",
        "CmpOp",
        "ModuleMeta",
        "Bytes",
        "StrExt",
        "VecExt",
        "Ordering",
    ]
)
"""Names that generated code means as the runtime's or std's."""
METHODS = frozenset(
    [
        "new",
        "clone",
        "is",
        "to_value",
        "from_value",
        "type_name",
        "write_repr",
        "write_str",
        "write_format",
        "truthy",
        "py_eq",
        "py_cmp",
        "py_hash",
        "fast_eq",
        "fast_cmp",
        "fast_hash",
        "sort_kind",
        "has_stable_hash",
        "at",
        "or_stop",
        "show_str",
        "py_lt",
        "fmt",
        "eq",
        "cmp",
        "hash",
        "drop",
        "into",
        "from",
        "class_tag",
        "borrow",
        "borrow_mut",
        "as_ref",
        "as_any",
    ]
)
"""Method names that the runtime's traits use on every value."""
FUNCTIONS = frozenset(["main", "module_main", "rt", "start", "tri", "assert", "debug_assert"])
RUNTIME = frozenset(
    """
    accumulate add_assign add_i64 address_hash all_ any_ as_integer_ratio ascii at bin bind bisect_left bisect_right
    by_order bytes_from_ints bytes_fromhex call_until cant_concat ceil_f64 chain char_of check_spread chr chr_i64 clamp
    cmp_int_f64 cmp_seq combinations combinations_with_replacement comparing concat count count_from cycle
    decimal_value deep_copy default_exc_repr default_exc_str describe divmod_f64 dropwhile enter enter_callback
    enter_while enumerate_ enumerate_try eprint eq_seq extra_keywords fast_cmp_slices fast_eq_slices fast_same
    filter_try float_fromhex float_hex float_repr floor_div floor_f64 floor_mod floordiv_f64 floordiv_i64 flush format_
    format_float format_int format_str framed gcd_i64 groupby guarded_repr hash_f64 hash_i64 hash_str hash_tuple
    heapify heappop heappush heappushpop heapreplace hex input insort_left insort_right int_from_f64 int_pow is_alnum
    is_alpha is_cased is_decimal is_digit is_identifier_part is_identifier_start is_integer is_line_break
    is_number_space is_numeric is_printable is_space is_title islice iter_by key_error keyword_pairs lazy_each lazy_try
    less list_of map_try math_atan2 math_ceil math_comb math_copysign math_dist math_factorial math_floor math_fmod
    math_frexp math_fsum math_gamma math_gcd math_gcd_all math_hypot math_hypot2 math_isclose math_isfinite math_isinf
    math_isnan math_isqrt math_lcm math_lcm_all math_ldexp math_lgamma math_log_base math_log_base_int math_modf
    math_nextafter math_perm math_perm_all math_pow math_prod_float math_prod_int math_remainder math_sumprod_float
    math_sumprod_int math_trunc math_ulp max2 max_by max_by_or max_f64 max_of max_or min2 min_by min_by_or min_f64
    min_of min_or modulo_f64 modulo_i64 mul_i64 must_be_real neg_i64 no_attribute not_defined oct ok ord ord_str
    os_error pairwise parse_float parse_float_str parse_int parse_int_str percent percent_map permutation permutations
    position pow_f64 print print_line product push_float push_folded push_i64 push_title python_version raise
    raise_args raise_bare random_choice random_choice_of random_choices random_choices_of random_getrandbits
    random_randint random_random random_randrange random_sample random_sample_of random_seed random_seed_now
    random_shuffle random_uniform range1 range2 range3 range_of reduce reduce_first repeat repr rev reverse round_f64
    round_f64_int round_i64 round_int same slice_at sort_vec sort_vec_by_keys sorted sorted_by_key start start_at
    stderr_write stdin_lines stdin_read stdin_readline stdin_readlines stdout_write stop_iteration stop_iteration_with
    stop_now str_format str_maketrans stub stub_value sub_i64 sum_bool sum_float sum_i64 sum_int sum_value summary
    sys_argv sys_exit sys_exit_bare sys_get_int_max_str_digits sys_getrecursionlimit sys_set_int_max_str_digits
    sys_setrecursionlimit takewhile time_perf_counter time_sleep time_time to_str truediv_f64 truediv_i64 truths
    type_named unbound_local unhashable unordered unpack_exact unpack_star unsupported_format unsupported_operand v_abs
    v_bool v_bound v_builtin v_call v_callable v_chr v_cmp v_construct v_del_slice v_del_slice_values v_delattr
    v_delitem v_dict v_divmod v_eq v_exception v_find_key v_float v_for v_frozenset v_getattr v_getattr_or v_getitem
    v_getitem2 v_hasattr v_hash v_iadd_to v_id v_in v_index v_int v_int_base v_invert v_is v_isinstance v_isinstance_of
    v_iter v_join v_key v_len v_list v_maketrans v_method v_ne v_neg v_next v_next_or v_not v_ord v_pos v_position
    v_pow_mod v_radix v_real v_reversed v_round v_sentinel v_set v_set_slice v_set_slice_values v_setattr v_setitem
    v_slice v_slice_values v_sorted v_str v_tuple v_type v_unbound_method v_unpack v_unpack_star vec_of
    write_default_repr write_items write_stdout write_str_repr write_traceback wrong_type zip2 zip2_strict zip2_try zip3
    zip3_try zip_all zip_longest
    """.split()  # noqa: SIM905
)
"""Free functions of the runtime, which generated code calls by their bare names."""
STATICS = frozenset(["MODULES", "MATH_PI", "MATH_E", "MATH_TAU", "MATH_INF", "MATH_NAN", "SYS_MAXSIZE"])
"""Statics that generated code means as the runtime's or its own."""


CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_DOUBLED = re.compile(r"(?<=[^_])__+(?=[^_])")
_ALIASES = {"IOError": "OSError", "EnvironmentError": "OSError"}


def exception_static(name: str) -> str:
    """The runtime's static for a builtin exception class: `ValueError` is `VALUE_ERROR`."""
    return CAMEL.sub("_", _ALIASES.get(name, name)).upper()


def shown_name(qualname: str) -> str:
    """The `__qualname__` that Python has: definitions with the same name aren't numbered there."""
    return re.sub(r"#\d+", "", qualname)


def value_name(name: str) -> str:
    """A variable or function: `maxSize` is `max_size`."""
    if name.isascii():
        name = _DOUBLED.sub("_", CAMEL.sub("_", name)).lower()
    return name + "_" if name in RUNTIME else member_name(name)


def member_name(name: str) -> str:
    """A field or method."""
    if name in KEYWORDS or name in ("rt", "module_main"):
        return name + "_"
    if set(name) == {"_"}:
        return "_unused" + "_" * (len(name) - 1)
    return name


def function_name(name: str) -> str:
    """A free function."""
    return name + "_" if name in FUNCTIONS else value_name(name)


def method_name(name: str) -> str:
    """A method: `__init__` is `init_dunder`."""
    if name.startswith("__") and name.endswith("__") and len(name) > 4:
        return name[2:-2] + "_dunder"
    return name + "_" if name in METHODS else member_name(name)


def class_name(name: str) -> str:
    """A struct."""
    return name + "_" if name in TYPES or name in KEYWORDS else name


def constant_name(name: str) -> str:
    """A static: `max_size` is `MAX_SIZE`."""
    return name.upper() if name.upper() not in TYPES else name.upper() + "_"


class Unique:
    """Hands out names that don't collide in one scope."""

    def __init__(self, reserved: Iterable[str] = (), functions: Mapping[str, str] | None = None) -> None:
        self._used: set[str] = set(reserved)
        self._functions = functions or {}
        """What functions are called in Python, by their names here."""

    def local(self, name: str) -> str:
        """A local variable that Python calls `name`. It may hide a function only where Python's does."""
        wanted = value_name(name)
        return self.take(wanted + "_" if self._functions.get(wanted, name) != name else wanted)

    def take(self, wanted: str) -> str:
        """`wanted`, or `wanted_2`, ..."""
        name, n = wanted, 1
        while name in self._used:
            n += 1
            name = f"{wanted}_{n}"
        self._used.add(name)
        return name
