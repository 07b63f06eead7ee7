"""The lints of rustc and clippy that generated code can set off: data only.

A lint has a *Python cause*, and then a message in Python words and a severity, or it is the *translator's defect*:
nothing that a Python programmer could change. Defects are counted and not shown. A lint in neither table is counted as
an unknown defect, so that this file grows from what occurs.

Placeholders: `{name}` (what the message is about, as Python writes it), `{here}` (the Python text of the place), and
named groups of `message`. The texts are tried in order; the last one needs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LintSeverity = Literal["warning", "information", "hint"]


@dataclass(frozen=True, slots=True)
class LintWording:
    """A lint with a Python cause."""

    code: str
    severity: LintSeverity
    texts: tuple[str, ...]
    message: str | None = None
    """Pattern with named groups, searched in the compiler's message and in its primary label."""


def _warning(code: str, *texts: str, message: str | None = None) -> LintWording:
    return LintWording(code, "warning", texts, message)


def _information(code: str, *texts: str, message: str | None = None) -> LintWording:
    return LintWording(code, "information", texts, message)


def _hint(code: str, *texts: str, message: str | None = None) -> LintWording:
    return LintWording(code, "hint", texts, message)


_RUSTC = (
    _hint("unused_variables", "`{name}` is never used", "this name is never used"),
    _hint("unused_assignments", "the value that `{name}` gets here is never used", "this value is never used"),
    _hint("dead_code", "`{name}` is never used in this program", "this is never used in this program"),
    _warning("unreachable_code", "this is never reached"),
    _warning("unreachable_patterns", "this case can never match"),
    _warning(
        "unconditional_recursion",
        "`{name}` calls itself in every case and never returns",
        "this function calls itself in every case and never returns",
    ),
    _hint("path_statements", "this statement does nothing"),
    _information("overflowing_literals", "this number does not fit the machine integer chosen here"),
    _information("arithmetic_overflow", "this calculation always leaves the range of the machine integer chosen here"),
    _warning("unconditional_panic", "this divides by zero", "this always fails", message="(?P<zero>divide|remainder)"),
    _information("unused_comparisons", "this comparison always has the same result"),
    _warning("invalid_nan_comparisons", "nan is never equal to anything, nor ordered: math.isnan() asks for it"),
    _hint("double_negations", "two minus signs cancel each other"),
    _hint(
        "confusable_idents",
        "`{name}` looks like another name in this program",
        "a name looks like another one in this program",
    ),
    _hint(
        "mixed_script_confusables",
        "`{name}` mixes letters of several scripts that look alike",
        "a name mixes letters of several scripts that look alike",
    ),
    _hint("uncommon_codepoints", "`{name}` contains an unusual character", "a name contains an unusual character"),
    _warning(
        "text_direction_codepoint_in_literal",
        "this text contains characters that change the direction in which it is shown",
    ),
    _warning(
        "text_direction_codepoint_in_comment",
        "this comment contains characters that change the direction in which it is shown",
    ),
)

_CLIPPY = (
    # --- likely faults ---
    _warning("absurd_extreme_comparisons", "this comparison always has the same result"),
    _warning("almost_swapped", "this does not swap the two: write `a, b = b, a`"),
    _warning("empty_loop", "this loop never ends and does nothing"),
    _warning("eq_op", "both sides of this operator are the same"),
    _warning("erasing_op", "this is always zero"),
    _warning("float_equality_without_abs", "this difference is compared without abs()"),
    _warning("ifs_same_cond", "this condition was tested already: the branch is never taken"),
    _warning("impossible_comparisons", "this can never be true"),
    _warning("infinite_iter", "this goes on for ever"),
    _warning("invisible_characters", "this text contains invisible characters"),
    _warning("min_max", "this combination of min() and max() always gives the same value"),
    _warning("modulo_one", "the remainder of a division by one is always zero"),
    _warning("never_loop", "this loop never begins a second round"),
    _warning("out_of_bounds_indexing", "this index is outside of the list"),
    _warning("overly_complex_bool_expr", "part of this condition has no effect"),
    _warning("recursive_format_impl", "this method asks for the text of the same object again, for ever"),
    _warning("redundant_comparisons", "one of these comparisons decides alone"),
    _warning("self_assignment", "`{name}` is assigned to itself", "this is assigned to itself"),
    _warning("unconditional_recursion", "this method calls itself in every case and never returns"),
    _warning("unit_cmp", "two values that are always None are compared"),
    _warning("while_immutable_condition", "nothing in this loop changes its condition"),
    _warning("zero_divided_by_zero", "zero is divided by zero: write math.nan"),
    # --- worth a look ---
    _information(
        "approx_constant", "this looks like a constant of the math module", message="`f64::consts::(?P<constant>\\w+)`"
    ),
    _information("assertions_on_constants", "this assertion has the same outcome on every run"),
    _information("derived_hash_with_manual_eq", "this class defines __eq__ in its own way but not __hash__"),
    _information("excessive_precision", "this number has more digits than a float holds"),
    _information("if_same_then_else", "two branches do the same"),
    _information(
        "mut_range_bound",
        "changing `{name}` inside of the loop does not change how often it runs",
        "changing the bound inside of the loop does not change how often it runs",
    ),
    _information("mutable_key_type", "a key of this dict can change, and is not found any more then"),
    _information(
        "only_used_in_recursion",
        "`{name}` is only handed on to the same function",
        "this parameter is only handed on to the same function",
    ),
    _information("reversed_empty_ranges", "this range is empty"),
    _information("suspicious_arithmetic_impl", "this operator method uses another operator than its own"),
    _information("suspicious_op_assign_impl", "this operator method uses another operator than its own"),
    _information("main_recursion", "main() calls itself"),
    # --- shorter ways to say it ---
    _hint("bool_assert_comparison", "the comparison with True or False is not needed"),
    _hint("bool_comparison", "the comparison with True or False is not needed"),
    _hint("collapsible_else_if", "`else` and `if` can be one `elif`"),
    _hint("collapsible_if", "these two conditions can be one, with `and`"),
    _hint("collapsible_match", "these two cases can be one"),
    _hint("comparison_to_empty", "`not` says the same"),
    _hint("disallowed_names", "`{name}` says nothing about what it is", "this name says nothing about what it is"),
    _hint("double_comparisons", "these two comparisons can be one"),
    _hint("enum_variant_names", "all members' names begin or end in the same way"),
    _hint("explicit_counter_loop", "enumerate() counts along"),
    _hint("format_in_format_args", "the inner formatting can be part of the outer one"),
    _hint("identity_op", "this operation changes nothing"),
    _hint("inconsistent_digit_grouping", "the digits are grouped unevenly"),
    _hint("int_plus_one", "the comparison can do without the + 1"),
    _hint("iter_kv_map", "only the keys, or only the values, of this dict are used"),
    _hint(
        "for_kv_map", "only the keys, or only the values, of this dict are used: .keys() or .values() gives them alone"
    ),
    _hint("just_underscores_and_digits", "this name consists of underscores and digits"),
    _hint("let_and_return", "the name is not needed: the value can be returned at once"),
    _hint("manual_clamp", "max(lowest, min(x, highest)) says this"),
    _hint("manual_contains", "`in` says this"),
    _hint("manual_find", "next() with a generator expression says this"),
    _hint("manual_flatten", "a condition in the loop's iterable says this"),
    _hint("manual_memcpy", "a slice assignment copies these at once"),
    _hint("manual_range_contains", "a chained comparison says this: `low <= x < high`"),
    _hint("manual_retain", "a list comprehension with a condition says this"),
    _hint("manual_slice_fill", "`[value] * n` makes this at once"),
    _hint("manual_str_repeat", "`text * n` makes this at once"),
    _hint("manual_strip", ".removeprefix() or .removesuffix() says this"),
    _hint("manual_swap", "`a, b = b, a` swaps the two"),
    _hint("map_entry", ".setdefault() or collections.defaultdict looks the key up once"),
    _hint("needless_bool", "the condition itself is the result"),
    _hint("needless_bool_assign", "the condition itself is the value"),
    _hint("needless_else", "this `else` is empty"),
    _hint(
        "needless_range_loop", "the loop can go over the elements themselves, with enumerate() if the index is needed"
    ),
    _hint("neg_multiply", "`-x` says this"),
    _hint("no_effect", "this statement does nothing"),
    _hint("nonminimal_bool", "this condition can be shorter"),
    _hint("range_zip_with_len", "enumerate() says this"),
    _hint("redundant_closure", "the function itself can be given here, without a lambda around it"),
    _hint("redundant_closure_call", "this lambda is called where it is made"),
    _hint("repeat_once", "repeating once changes nothing"),
    _hint("same_item_push", "`[value] * n` makes this list at once"),
    _hint("short_circuit_statement", "an `if` says this more clearly"),
    _hint("single_element_loop", "this loop has exactly one round"),
    _hint(
        "too_many_arguments",
        "`{name}` takes {count} arguments",
        "this function takes {count} arguments",
        "this function takes many arguments",
        message="\\((?P<count>\\d+)/\\d+\\)",
    ),
    _hint("trim_split_whitespace", "split() without arguments ignores blanks at the ends: strip() is not needed"),
    _hint("unnecessary_min_or_max", "this min() or max() always gives the same side"),
    _hint("unnecessary_operation", "the result of this operation is not used"),
    _hint("unused_enumerate_index", "the index from enumerate() is not used"),
    _hint("unusual_byte_groupings", "the digits are grouped unevenly"),
    _hint("useless_format", "this f-string only holds one text"),
    _hint("vec_init_then_push", "these elements can be written in the list itself"),
)

# --- the translator's own ---

_RUSTC_DEFECTS = """
    ambiguous_associated_items ambiguous_derive_helpers ambiguous_glob_imported_traits ambiguous_glob_imports
    ambiguous_glob_reexports ambiguous_import_visibilities ambiguous_panic_imports
    ambiguous_wide_pointer_comparisons anonymous_parameters array_into_iter async_fn_in_trait bare_trait_objects
    bindings_with_variant_name boxed_slice_into_iter break_with_label_and_loop coherence_leak_check
    conflicting_repr_hints const_evaluatable_unchecked const_item_interior_mutations const_item_mutation
    dangerous_implicit_autorefs dangling_pointers_from_locals dangling_pointers_from_temporaries
    default_overrides_default_fields dependency_on_unit_never_type_fallback deprecated
    deprecated_where_clause_location deref_nullptr drop_bounds dropping_copy_types dropping_references
    duplicate_macro_attributes dyn_drop elided_lifetimes_in_associated_constant ellipsis_inclusive_range_patterns
    enum_intrinsics_non_enums explicit_builtin_cfgs_in_flags exported_private_dependencies for_loops_over_fallibles
    forgetting_copy_types forgetting_references function_casts_as_integer function_item_references
    hidden_glob_reexports ill_formed_attribute_input incomplete_include ineffective_unstable_trait_impl
    integer_to_ptr_transmutes internal_eq_trait_method_impls invalid_atomic_ordering invalid_doc_attributes
    invalid_from_utf8 invalid_from_utf8_unchecked invalid_macro_export_arguments invalid_null_arguments
    invalid_reference_casting invalid_type_param_default invalid_value irrefutable_let_patterns large_assignments
    late_bound_lifetime_arguments legacy_derive_helpers let_underscore_lock long_running_const_eval
    macro_expanded_macro_exports_accessed_by_absolute_paths malformed_diagnostic_attributes
    malformed_diagnostic_format_literals map_unit_fn mismatched_lifetime_syntaxes misplaced_diagnostic_attributes
    mutable_transmutes named_arguments_used_positionally never_type_fallback_flowing_into_unsafe
    no_mangle_const_items no_mangle_generic_items non_camel_case_types non_contiguous_range_endpoints non_fmt_panics
    non_local_definitions non_shorthand_field_patterns non_snake_case non_upper_case_globals noop_method_call
    opaque_hidden_inferred_bound out_of_scope_macro_calls overlapping_range_endpoints patterns_in_fns_without_body
    private_bounds private_interfaces proc_macro_derive_resolution_fallback ptr_to_integer_transmute_in_consts
    pub_use_of_private_extern_crate redundant_semicolons refining_impl_trait_internal refining_impl_trait_reachable
    renamed_and_removed_lints repr_transparent_non_zst_fields self_constructor_from_outer_item
    semicolon_in_expressions_from_macros soft_unstable special_module_name stable_features static_mut_refs
    suspicious_double_ref_op test_unstable_lint trivial_bounds type_alias_bounds tyvar_behind_raw_pointer
    uncovered_param_in_projection undropped_manually_drops unexpected_cfgs unfulfilled_lint_expectations
    ungated_async_fn_track_caller uninhabited_static unknown_crate_types unknown_diagnostic_attributes unknown_lints
    unnameable_test_items unnecessary_transmutes unpredictable_function_pointer_comparisons
    unreachable_cfg_select_predicates unstable_name_collisions unstable_syntax_pre_expansion unused_allocation
    unused_associated_type_bounds unused_attributes unused_braces unused_doc_comments unused_features unused_imports
    unused_labels unused_macros unused_must_use unused_mut unused_parens unused_unsafe unused_visibilities
    useless_deprecated useless_ptr_null_checks while_true
"""

_CLIPPY_DEFECTS = """
    len_zero
    almost_complete_range arc_with_non_send_sync assign_op_pattern async_yields_async await_holding_invalid_type
    await_holding_lock await_holding_refcell_ref bad_bit_mask bind_instead_of_map blocks_in_conditions
    borrow_deref_ref borrow_interior_mutable_const borrowed_box box_collection box_default boxed_local
    builtin_type_shadow byte_char_slices bytes_count_to_len bytes_nth cast_abs_to_unsigned cast_enum_constructor
    cast_enum_truncation cast_nan_to_int cast_slice_different_sizes cast_slice_from_raw_parts
    char_indices_as_byte_indices char_lit_as_u8 chars_last_cmp chars_next_cmp clone_on_copy cloned_ref_to_slice_refs
    cmp_null cmp_owned collapsible_str_replace confusing_method_to_numeric_cast const_is_empty crate_in_macro_def
    crosspointer_transmute declare_interior_mutable_const default_constructed_unit_structs
    default_instead_of_iter_empty deprecated_cfg_attr deprecated_clippy_cfg_attr deref_addrof derivable_impls
    derive_ord_xor_partial_ord disallowed_fields disallowed_macros disallowed_methods disallowed_types
    diverging_sub_expression doc_lazy_continuation doc_nested_refdefs doc_overindented_list_items
    doc_suspicious_footnotes double_ended_iterator_last double_must_use double_parens drain_collect drop_non_drop
    duplicate_mod duplicate_underscore_argument duplicated_attributes duration_subsec eager_transmute empty_docs
    empty_line_after_doc_comments empty_line_after_outer_attr enum_clike_unportable_variant err_expect
    excessive_nesting expect_fun_call explicit_auto_deref explicit_write extend_with_drain extra_unused_lifetimes
    extra_unused_type_parameters field_reassign_with_default filter_map_bool_then filter_map_identity filter_next
    flat_map_identity fn_to_numeric_cast fn_to_numeric_cast_with_truncation forget_non_drop four_forward_slashes
    from_over_into from_raw_with_void_ptr from_str_radix_10 get_first get_last_with_len if_let_mutex
    impl_hash_borrow_with_str_and_bytes implicit_saturating_add implicit_saturating_sub implied_bounds_in_impls
    incompatible_msrv ineffective_bit_mask ineffective_open_options infallible_destructuring_match
    infallible_try_from inherent_to_string inherent_to_string_shadow_display init_numbered_fields
    inline_fn_without_body inspect_for_each into_iter_on_ref inverted_saturating_sub io_other_error
    is_digit_ascii_radix items_after_test_module iter_cloned_collect iter_count iter_next_loop iter_next_slice
    iter_nth iter_nth_zero iter_out_of_bounds iter_overeager_cloned iter_skip_next iter_skip_zero
    iterator_step_by_zero join_absolute_paths large_const_arrays large_enum_variant legacy_numeric_constants
    len_without_is_empty let_underscore_future let_underscore_lock let_unit_value let_with_type_underscore
    lines_filter_map_ok macro_metavars_in_unsafe manual_abs_diff manual_async_fn manual_bits manual_c_str_literals
    manual_checked_ops manual_dangling_ptr manual_div_ceil manual_filter manual_filter_map manual_find_map
    manual_hash_one manual_ignore_case_cmp manual_inspect manual_is_ascii_check manual_is_finite manual_is_infinite
    manual_is_multiple_of manual_main_separator_str manual_map manual_next_back manual_non_exhaustive manual_ok_err
    manual_ok_or manual_option_as_slice manual_pattern_char_comparison manual_range_patterns manual_rem_euclid
    manual_repeat_n manual_rotate manual_saturating_arithmetic manual_slice_size_calculation manual_split_once
    manual_take manual_try_fold manual_unwrap_or manual_unwrap_or_default manual_while_let_some map_all_any_identity
    map_clone map_collect_result_unit map_flatten map_identity match_as_ref match_like_matches_macro
    match_overlapping_arm match_ref_pats match_result_ok match_single_binding match_str_case_mismatch
    mem_replace_option_with_none mem_replace_option_with_some mem_replace_with_default mem_replace_with_uninit
    misnamed_getters misrefactored_assign_op missing_const_for_thread_local missing_enforced_import_renames
    missing_safety_doc missing_spin_loop missing_transmute_annotations mistyped_literal_suffixes
    mixed_attributes_style mixed_case_hex_literals module_inception multi_assignments multiple_bound_locations
    must_use_unit mut_from_ref mut_mutex_lock needless_arbitrary_self_type needless_as_bytes needless_borrow
    needless_borrowed_reference needless_borrows_for_generic_args needless_character_iteration needless_doctest_main
    needless_ifs needless_late_init needless_lifetimes needless_match needless_maybe_sized needless_option_as_deref
    needless_option_take needless_parens_on_range_literals needless_pub_self needless_question_mark needless_return
    needless_return_with_question_mark needless_splitn needless_update neg_cmp_op_on_partial_ord new_ret_no_self
    new_without_default no_effect_replace non_canonical_clone_impl non_canonical_partial_ord_impl non_minimal_cfg
    non_octal_unix_permissions nonsensical_open_options not_unsafe_ptr_arg_deref obfuscated_if_else octal_escapes
    ok_expect op_ref option_as_ref_deref option_env_unwrap option_filter_map option_map_or_none option_map_unit_fn
    or_then_unwrap owned_cow panicking_overflow_checks panicking_unwrap partialeq_ne_impl partialeq_to_none
    path_ends_with_ext permissions_set_readonly_false possible_missing_comma possible_missing_else precedence
    print_in_format_impl print_literal print_with_newline println_empty_string ptr_arg ptr_eq ptr_offset_with_cast
    question_mark rc_clone_in_vec_init read_line_without_trim readonly_write_lock redundant_allocation
    redundant_as_str redundant_async_block redundant_at_rest_pattern redundant_field_names redundant_guards
    redundant_iter_cloned redundant_locals redundant_pattern redundant_pattern_matching redundant_slicing
    redundant_static_lifetimes repeat_vec_with_capacity replace_box repr_packed_without_abi
    reserve_after_initialization result_filter_map result_large_err result_map_or_into_option result_map_unit_fn
    result_unit_err seek_from_current seek_to_start_instead_of_rewind self_named_constructors should_implement_trait
    single_char_add_str single_component_path_imports single_match single_range_in_vec_init size_of_in_element_count
    size_of_ref skip_while_next sliced_string_as_bytes slow_vector_initialization string_extend_chars
    string_from_utf8_as_bytes strlen_on_c_strings suspicious_assignment_formatting suspicious_command_arg_space
    suspicious_doc_comments suspicious_else_formatting suspicious_map suspicious_open_options suspicious_splitn
    suspicious_to_owned suspicious_unary_op_formatting swap_ptr_to_ref swap_with_temporary tabs_in_doc_comments
    temporary_assignment test_attr_in_doctest to_digit_is_some to_string_in_format_args to_string_trait_impl
    toplevel_ref_arg transmute_bytes_to_str transmute_int_to_bool transmute_int_to_non_zero transmute_null_to_fn
    transmute_ptr_to_ref transmutes_expressible_as_ptr_casts transmuting_null type_complexity type_id_on_box
    unbuffered_bytes uninit_assumed_init uninit_vec unit_arg unit_hash unit_return_expecting_ord unnecessary_cast
    unnecessary_clippy_cfg unnecessary_fallible_conversions unnecessary_filter_map unnecessary_find_map
    unnecessary_first_then_check unnecessary_fold unnecessary_get_then_check unnecessary_lazy_evaluations
    unnecessary_literal_unwrap unnecessary_map_on_constructor unnecessary_map_or unnecessary_mut_passed
    unnecessary_option_map_or_else unnecessary_owned_empty_strings unnecessary_result_map_or_else
    unnecessary_sort_by unnecessary_to_owned unnecessary_unwrap unneeded_struct_pattern unneeded_wildcard_pattern
    unsafe_removed_from_name unsound_collection_transmute unused_format_specs unused_io_amount unused_unit
    unwrap_or_default upper_case_acronyms useless_asref useless_attribute useless_concat useless_conversion
    useless_nonzero_new_unchecked useless_transmute useless_vec vec_box vec_resize_to_zero while_let_loop
    while_let_on_iterator wildcard_in_or_patterns write_literal write_with_newline writeln_empty_string
    wrong_self_convention wrong_transmute zero_prefixed_literal zero_ptr zero_repeat_side_effects
"""

PYTHON_CAUSES: dict[str, LintWording] = {
    **{wording.code: wording for wording in _RUSTC},
    **{f"clippy::{wording.code}": wording for wording in _CLIPPY},
}
"""Code as the compiler gives it -> how to say it."""

TRANSLATOR_DEFECTS: frozenset[str] = frozenset(_RUSTC_DEFECTS.split()) | frozenset(
    f"clippy::{name}" for name in _CLIPPY_DEFECTS.split()
)
"""Lints about the form of the generated text."""
