"""rustc's and clippy's messages in Python words: real messages about small Rust texts.

Most cases use a map in which the Rust text is its own Python text, so that names and places can be read off the case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from citl_lsp.diagnostics.errors import ERRORS, LIFETIME
from citl_lsp.diagnostics.from_compiler import Outcome, Places, ProfileName, code_link, diagnose
from citl_lsp.diagnostics.lints import PYTHON_CAUSES, TRANSLATOR_DEFECTS
from citl_lsp.diagnostics.model import Diagnostic
from citl_lsp.diagnostics.rust_words import python_trait, python_type
from citl_lsp.rust.tree import Origin
from citl_lsp.text.span import Span
from citl_lsp.toolchain.compile import check_sync


@pytest.fixture(autouse=True, scope="module")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CITL_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


def identity(source: str) -> Places:
    """The Rust text as its own Python text, in one unit."""
    data = source.encode()

    def origin(start: int, end: int) -> Origin:
        return Origin("m.py", "f", Span(len(data[:start].decode()), len(data[:end].decode())))

    return Places(origin=origin, unit_start=lambda path, unit: 0, text=lambda path: source)


def judge(source: str, *, clippy: bool = False, profile: ProfileName = "idiomatic") -> Outcome:
    return diagnose(check_sync(source, clippy=clippy).messages, identity(source), profile=profile)


# --- errors ----------------------------------------------------------------------------------------------------------

REFUSALS = [
    ("fn main() { let x: i64 = 1.5; }", "E0308", "int is expected here, but `1.5` is float"),
    ("fn f(x: Option<i64>) -> i64 { x }", "E0308", "int is expected here, but `x` is int | None"),
    ("fn f(x: &str) -> i64 { x.len() }", "E0308", "two forms of `int` meet here"),
    ('fn f(x: String) {} fn main() { f("a"); }', "E0308", "two forms of `str` meet here"),
    ("fn f(x: &mut Vec<i64>) {} fn g(mut v: Vec<i64>) { f(v); }", "E0308", "two forms of `list[int]` meet here"),
    ('fn f() { let x = if true { 1 } else { "a" }; }', "E0308", "the two branches give different types: int and str"),
    ("fn f() { let (a, b) = (1, 2, 3); }", "E0308", "another number of elements than the names"),
    (
        "fn f(b: bool) -> i64 { if b { return 1 } }",
        "E0317",
        "without an `else` this gives nothing in one case, where int",
    ),
    (
        "fn total(x: Vec<i64>) {}\nfn f(items: Vec<i64>) {\ntotal(items);\ndrop(items.len()); }",
        "E0382",
        "`items` is used after `total()` took it on line 3",
    ),
    ("fn f() { let a = vec![1];\nlet b = a;\ndrop(a); }", "E0382", "`a` is used after it was given away on line 2"),
    ("fn f(a: Vec<i64>) { for i in 0..2 { drop(a); } }", "E0382", "`a` is given away in one round of the loop"),
    ("fn f(a: Vec<i64>) { for i in a {}\ndrop(a); }", "E0382", "`a` is used after the loop on line 1 used it up"),
    (
        "fn f(s: String) { let g = move || s.len();\ng(); drop(s); }",
        "E0382",
        "after the function made on line 1 took it over",
    ),
    (
        "fn f(p: (String, i64)) { drop(p.0); drop(p); }",
        "E0382",
        "`p` is used after a part of it was taken away on this line",
    ),
    (
        "fn f(c: bool) { let x: i64; if c { x = 1; }\ndrop(x); }",
        "E0381",
        "`x` may have no value here: the condition on line 1",
    ),
    (
        "fn f(mut g: Vec<Vec<i64>>) { let a = &mut g[0];\nlet b = &mut g[1]; a.push(1); b.push(1); }",
        "E0499",
        "two names would change `g` at the same time; the other one was made on line 1",
    ),
    (
        "fn f(mut g: Vec<Vec<i64>>) { let mut r = vec![]; for i in 0..2 { r.push(&mut g[i]); } }",
        "E0499",
        "a part of `g` is held for changing, and the next round",
    ),
    (
        "fn f(mut grid: Vec<Vec<i64>>) { let row = &mut grid[0];\nrow.push(grid[1][0]); }",
        "E0502",
        "`grid` is read while something taken from it for changing on line 1 is still in use",
    ),
    (
        "fn f(mut v: Vec<i64>) { for x in &v { v.push(*x); } }",
        "E0502",
        "`v` is changed while the loop on this line still goes",
    ),
    (
        "fn f(mut v: Vec<i64>) { let a = &v[0];\nv.push(2); drop(a); }",
        "E0502",
        "`v` is changed while something taken from it on line 1 is still in use",
    ),
    (
        "fn f(mut v: i64) { let r = &mut v; let s = v + 1; *r = s; }",
        "E0503",
        "`v` is read while something taken from it",
    ),
    (
        "fn f(v: Vec<i64>) { let r = &v;\ndrop(v); r.len(); }",
        "E0505",
        "`v` is given away while something taken from it on line 1",
    ),
    (
        "fn f(mut v: i64) { let r = &v; v = 2; drop(r); }",
        "E0506",
        "`v` gets a new value while something taken from the old one",
    ),
    ("struct P { name: String } fn f(p: &P) -> String { p.name }", "E0507", "`p.name` would have to leave the object"),
    ("fn f(v: Vec<String>) -> String { v[0] }", "E0507", "an element would have to leave its container"),
    ("fn f(v: std::rc::Rc<String>) -> String { *v }", "E0507", "`v` is shared and can't be taken out of its holders"),
    ("fn f(v: [String; 1]) -> String { v[0] }", "E0508", "an element would have to leave its container"),
    (
        "fn f() -> &'static Vec<i64> { let v = vec![1]; &v }",
        "E0515",
        "the result refers to `v`, which exists only inside",
    ),
    (
        "fn f(a: &str) -> &str { a.to_uppercase().trim() }",
        "E0515",
        "the result refers to a value that exists only inside",
    ),
    ("fn f(v: &Vec<i64>) { std::thread::spawn(move || v.len()); }", "E0521", "`v` was only lent to this function"),
    ("fn f(n: i64) -> Box<dyn Fn() -> i64> { Box::new(|| n + 1) }", "E0373", "may live longer than `n`, which it uses"),
    ("fn f(p: &(i64, i64)) { p.0 = 1; }", "E0594", "is changed here, but was only lent for reading"),
    ("fn f(v: &Vec<i64>) { v.push(1); }", "E0596", "`v` is changed here, but was only lent for reading"),
    ("fn f(v: std::rc::Rc<Vec<i64>>) { v.push(2); }", "E0596", "`v` is shared between several names"),
    ("fn f() { let r; { let v = vec![1]; r = &v; } r.len(); }", "E0597", "`v` is gone before what refers to it"),
    ("fn f() { let r: &Vec<i64>; r = &vec![1]; r.len(); }", "E0716", "`vec![1]` is gone at the end of the statement"),
    (
        "fn f<'a>(a: &'a str, b: &str) -> &'a str { if a == b { a } else { b } }",
        "E0621",
        "the result may also come from `b`",
    ),
    ("fn f(a: &str, b: &str) -> &str { a }", "E0106", "the result may come from more than one argument"),
    (
        "struct S; impl S { fn f(&self, a: &str) -> &str { a } }",
        "lifetime",
        "the result may come from more than one argument",
    ),
    ("fn f() { let xs = Vec::new(); }", "E0282", "the type of `xs` can't be told from how it is used"),
    ('fn f() { let x = "1".parse().unwrap(); }', "E0284", "the type of `x` can't be told from how it is used"),
    ("fn f() { let x = 1i64 + 1.5f64; }", "E0277", "int and float can't be added in this form"),
    ("fn f(v: Vec<f64>, i: i64) -> f64 { v[i] }", "E0277", "list[float] can't be indexed by int in this form"),
    ("fn f(s: &str, i: usize) { s[i]; }", "E0277", "a text can't be indexed by position"),
    ('struct S; fn f(s: S) { println!("{}", s); }', "E0277", "S can't be printed in this form"),
    ("fn f(mut v: Vec<f64>) { v.sort(); }", "E0277", "float can't be sorted"),
    ("fn f() { for i in 5i64 {} }", "E0277", "int can't be looped over in this form"),
    (
        "fn f() -> Vec<String> { vec![1].into_iter().collect() }",
        "E0277",
        "the elements collected here are int, but list[str]",
    ),
    ('fn f() { let x: i64 = "1".parse()?; }', "E0277", "an exception can leave this place"),
    ("fn g<T: std::hash::Hash>(t: T) {} fn f() { g(1.5); }", "E0277", "float can't be a key of a dict"),
    ("struct P; fn f() -> bool { P == P }", "E0369", "`==` is not defined for P"),
    ('fn f() { let s = "a" + "b"; }', "E0369", "str and str can't be added in this form"),
    ("fn f(mut x: f64) { x <<= 1; }", "E0368", "`<<=` is not defined for float"),
    ("fn f(s: String) { let t = -s; }", "E0600", "unary `-` is not defined for str"),
    ("struct P; fn f(p: P) { p.go(); }", "E0599", "P has no `go`"),
    (
        "fn f(m: &mut std::collections::HashMap<f64, i64>) { m.insert(1.0, 1); }",
        "E0599",
        "dict[float, int] can't do this",
    ),
    ("fn f(n: u32) { n as char; }", "E0604", "a number from 0 to 255"),
    ("fn f(n: Vec<u8>) { n as i64; }", "E0605", "list[int] can't be turned into int like this"),
    ("fn f(n: &u8) { n as u32; }", "E0606", "int can't be turned into int like this"),
    ("fn f(n: i64) { n[0]; }", "E0608", "int can't be indexed"),
    ("struct P { a: i64 } fn f(p: P) { p.b; }", "E0609", "P has no attribute `b`"),
    ("fn f(n: i64) { n.b; }", "E0610", "int has no attributes in this form"),
    ("fn f(n: i64) { *n; }", "E0614", "int is used as if it were lent here"),
    (
        "struct P; impl P { fn m(&self) {} } fn f(p: P) { p.m; }",
        "E0615",
        "`m` is a method: it is used here without being called",
    ),
    ("fn f(n: i64) { n(); }", "E0618", "`n` is int, which can't be called"),
    ("fn g(a: i64) {} fn f() { g(); }", "E0061", "the number of arguments in this call"),
    ("struct P { a: i64, b: i64 } fn f() { P { a: 1 }; }", "E0063", "`b` is not given a value"),
    ("struct N { next: Option<N> }", "E0072", "`N` contains itself directly"),
    ("trait T { fn m(&self); } struct P; impl T for P {}", "E0046", "`m` is missing: the class has to define it"),
    (
        "fn s(x: &mut i64) {} fn f(r: &mut i64) { let mut a = || s(r); let mut b = || s(r); a(); b(); }",
        "E0524",
        "two functions that",
    ),
]


@pytest.mark.parametrize(
    ("source", "code", "words"), REFUSALS, ids=[f"{code}-{n}" for n, (_, code, _) in enumerate(REFUSALS)]
)
def test_refusals_speak_python(source: str, code: str, words: str) -> None:
    full = source if "fn main()" in source else f"{source}\nfn main() {{}}"
    found = [diagnostic for diagnostic in judge(full).diagnostics if diagnostic.tier == 1]
    messages = [diagnostic.message for diagnostic in found if diagnostic.code == code]
    assert any(words in message for message in messages), (messages, [d.code for d in found])
    for diagnostic in found:
        assert (diagnostic.severity, diagnostic.source) == ("information", "rustc")
        for word in ("borrow", "lifetime", "trait", "Rc<", "i64", "usize", "mutable", "{"):
            assert word not in diagnostic.message, diagnostic.message


DEFECTS = [
    ("fn f() { let v = vec![1]; v.push(2); }", "E0596"),
    ("fn f() { let x = 1; x = 2; }", "E0384"),
    ("fn f() { undefined; }", "E0425"),
    ("fn f() { Foo::new(); }", "E0433"),
    ("fn f() {} fn f() {}", "E0428"),
    ("use foo::bar;", "E0432"),
    ("fn f() { break; }", "E0268"),
    ("fn f() { match Some(1) { None => {} } }", "E0004"),
    ("fn f() { let = 1; }", None),
    ("#[derive(Nope)] struct P;", None),
]


@pytest.mark.parametrize(("source", "code"), DEFECTS)
def test_what_python_cannot_cause_is_a_defect(source: str, code: str | None) -> None:
    outcome = judge(source + "\nfn main() {}")
    assert [diagnostic for diagnostic in outcome.diagnostics if diagnostic.tier == 1] == []
    found = [defect for defect in outcome.defects if defect.code == code]
    assert found and all(defect.why for defect in found)


def test_a_refusal_of_the_faithful_form_is_a_defect() -> None:
    outcome = judge("fn main() { let a = vec![1]; drop(a); drop(a); }", profile="faithful")
    assert outcome.diagnostics == ()
    assert [(defect.code, defect.definition) for defect in outcome.defects] == [("E0382", "f")]


def test_an_unknown_code_is_a_defect_and_not_a_crash() -> None:
    outcome = judge("impl Drop for u32 { fn drop(&mut self) {} } fn main() {}")
    assert any(defect.why == "an unknown error code" for defect in outcome.defects)


# --- a real map ------------------------------------------------------------------------------------------------------

PYTHON = """\
def total(xs):
    return sum(xs)


def report(items):
    t = total(items)
    print(t, len(items))
"""
RUST = """\
fn total(xs: Vec<i64>) -> i64 { xs.iter().sum() }
fn report(items: Vec<i64>) {
    let t = total(items);
    println!("{} {}", t, items.len());
}
fn main() { report(vec![1]); }
"""
UNITS = {"total": 0, "report": PYTHON.index("def report")}
MAP = [
    ("total(items)", "total(items)", "report"),
    ("items);", "items)\n", "report"),
    ("items.len()", "len(items)", "report"),
    ("items: Vec", "items):", "report"),
]


def python_origin(start: int, end: int) -> Origin | None:
    """The smallest entry of the map around the bytes."""
    best: tuple[int, Origin] | None = None
    for rust, python, unit in MAP:
        at = RUST.index(rust)
        width = len(re.match(r"\w+(?:\.\w+\(\)|\(\w+\))?", rust)[0])  # type: ignore[index]
        if at <= start and end <= at + width:
            place = PYTHON.index(python) - UNITS[unit]
            name = re.match(r"\w+(?:\(\w+\))?", python)
            assert name is not None
            origin = Origin("report.py", unit, Span(place, place + len(name[0])))
            if best is None or width < best[0]:
                best = (width, origin)
    return best[1] if best else None


def report_places() -> Places:
    return Places(
        origin=python_origin,
        unit_start=lambda path, unit: UNITS[unit],
        text=lambda path: PYTHON,
        sites=lambda path, span: ("report.items:passing",),
        now=lambda path, span: "shared, about 3 x slower",
    )


def only(outcome: Outcome) -> Diagnostic:
    (diagnostic,) = [diagnostic for diagnostic in outcome.diagnostics if diagnostic.tier == 1]
    return diagnostic


def test_a_move_is_told_as_in_the_design() -> None:
    diagnostic = only(diagnose(check_sync(RUST).messages, report_places(), profile="idiomatic"))
    assert diagnostic.path == "report.py"
    assert PYTHON[diagnostic.span.start : diagnostic.span.end] == "len(items)"
    assert diagnostic.message == "`items` is used after `total()` took it on line 6; now: shared, about 3 x slower"
    assert diagnostic.site_ids == ("report.items:passing",)
    assert diagnostic.definition == "report"
    assert diagnostic.code_link == "https://doc.rust-lang.org/error_codes/E0382.html"
    texts = [RUST.encode()[start:end].decode() for start, end, _ in diagnostic.rust_related]
    assert texts[:2] == ["items", "items"] and any("value moved here" in text for _, _, text in diagnostic.rust_related)


def test_equal_findings_are_said_once() -> None:
    messages = check_sync(RUST).messages
    assert len(diagnose([*messages, *messages], report_places(), profile="idiomatic").diagnostics) == len(
        diagnose(messages, report_places(), profile="idiomatic").diagnostics
    )


def test_a_message_without_python_place_is_a_defect() -> None:
    nowhere = Places(lambda start, end: None, lambda path, unit: 0, lambda path: "")
    outcome = diagnose(check_sync(RUST).messages, nowhere, profile="idiomatic")
    assert outcome.diagnostics == () and outcome.defects[0].why == "no Python place"


def test_no_lint_about_a_definition_of_which_something_is_missing() -> None:
    source = "fn f(n: i64) -> i64 { f(n) }\nfn main() { f(1); }"
    assert [d.code for d in judge(source).diagnostics] == ["unconditional_recursion"]
    places = replace(identity(source), partial=frozenset({("m.py", "f")}))
    assert not diagnose(check_sync(source).messages, places, profile="idiomatic").diagnostics


def test_a_place_in_a_macro_of_the_standard_library() -> None:
    source = 'struct S;\nfn main() { println!("{}", S); }'
    diagnostic = only(judge(source))
    assert source[diagnostic.span.start : diagnostic.span.end] == "S"


# --- lints -----------------------------------------------------------------------------------------------------------

LINTS = {
    "unused_variables": "fn a() { let thing = 1; }",
    "unused_assignments": "fn a() -> i64 { let mut x = 1; x = 2; x }",
    "dead_code": "fn never() {}",
    "unreachable_code": "fn a() -> i64 { return 1; let b = 2; b }",
    "unreachable_patterns": "fn a(x: i64) -> i64 { match x { _ => 1, 2 => 2 } }",
    "unconditional_recursion": "fn a(x: i64) -> i64 { a(x) }",
    "path_statements": "fn a(x: i64) { x; }",
    "overflowing_literals": "fn a() -> i8 { 300 }",
    "unused_comparisons": "fn a(x: usize) -> bool { x >= 0 }",
    "invalid_nan_comparisons": "fn a(x: f64) -> bool { x == f64::NAN }",
    "clippy::eq_op": "fn a(x: i64) -> bool { x == x }",
    "clippy::erasing_op": "fn a(x: i64) -> i64 { x * 0 }",
    "clippy::identity_op": "fn a(x: i64) -> i64 { x + 0 }",
    "clippy::ifs_same_cond": "fn a(x: i64) -> i64 { if x == 1 { 1 } else if x == 1 { 2 } else { 3 } }",
    "clippy::if_same_then_else": "fn a(x: i64) -> i64 { if x == 1 { 7 } else if x == 2 { 7 } else { 3 } }",
    "clippy::impossible_comparisons": "fn a(x: i64) -> bool { x < 1 && x > 5 }",
    "clippy::min_max": "fn a(x: i64) -> i64 { std::cmp::min(0, std::cmp::max(100, x)) }",
    "clippy::modulo_one": "fn a(x: i64) -> i64 { x % 1 }",
    "clippy::never_loop": "fn a() { loop { break; } }",
    "clippy::out_of_bounds_indexing": "fn a() -> &'static [i64] { let x: [i64; 3] = [1, 2, 3]; let _y = &x[4..]; &[] }",
    "clippy::self_assignment": "fn a(mut x: (i64, i64)) -> (i64, i64) { x.0 = x.0; x }",
    "clippy::while_immutable_condition": "fn a(x: i64) { let mut y = 0; while x > 3 { y += 1; } drop(y); }",
    "clippy::zero_divided_by_zero": "fn a() -> f64 { 0.0 / 0.0 }",
    "clippy::approx_constant": "fn a() -> f64 { 3.14 }",
    "clippy::assertions_on_constants": "fn a() { assert!(true); }",
    "clippy::reversed_empty_ranges": "fn a() { for i in 5..1 { drop(i); } }",
    "clippy::only_used_in_recursion": "fn a(x: i64, n: i64) -> i64 { if n == 0 { 0 } else { a(x, n - 1) } }",
    "clippy::bool_comparison": "fn a(x: bool) -> bool { if x == true { false } else { x } }",
    "clippy::collapsible_if": "fn a(x: bool, y: bool) { if x { if y { b() } } } fn b() {}",
    "clippy::comparison_to_empty": 'fn a(x: &str) -> bool { x == "" }',
    "clippy::explicit_counter_loop": "fn a(x: &[i64]) { let mut i = 0; for v in x { drop((i, *v)); i += 1; } }",
    "clippy::let_and_return": "fn a(x: i64) -> i64 { let y = x + 1; y }",
    "clippy::manual_range_contains": "fn a(x: i64) -> bool { x >= 1 && x < 5 }",
    "clippy::manual_swap": "fn a(mut x: i64, mut y: i64) -> i64 { let t = x; x = y; y = t; x - y }",
    "clippy::manual_memcpy": "fn a(x: &[i64], y: &mut [i64]) { for i in 0..x.len() { y[i] = x[i]; } }",
    "clippy::needless_range_loop": "fn a(x: &[i64]) { for i in 0..x.len() { drop(x[i]); } }",
    "clippy::needless_bool": "fn a(x: i64) -> bool { if x == 1 { true } else { false } }",
    "clippy::neg_multiply": "fn a(x: i64) -> i64 { x * -1 }",
    "clippy::no_effect": "fn a() { 1 + 2; }",
    "clippy::nonminimal_bool": "fn a(x: i64) -> bool { !(x == 1) }",
    "clippy::redundant_closure": "fn a(x: Option<i64>) -> Option<i64> { x.map(|y| b(y)) } fn b(x: i64) -> i64 { x }",
    "clippy::same_item_push": "fn a() -> Vec<i64> { let mut v = vec![]; for _ in 0..9 { v.push(7); } v }",
    "clippy::single_element_loop": "fn a() { for i in [1] { drop(i); } }",
    "clippy::too_many_arguments": "fn a(_a: i64, _b: i64, _c: i64, _d: i64, _e: i64, _f: i64, _g: i64, _h: i64) {}",
    "clippy::unused_enumerate_index": "fn a(x: &[i64]) { for (_, v) in x.iter().enumerate() { drop(*v); } }",
    "clippy::useless_format": 'fn a() -> String { format!("x") }',
    "clippy::vec_init_then_push": "fn a() -> Vec<i64> { let mut v = Vec::new(); v.push(1); v.push(2); v }",
}


@pytest.fixture(scope="module")
def linted() -> tuple[str, Outcome]:
    modules = [f"mod m{number} {{\n{text}\n}}\n" for number, text in enumerate(LINTS.values())]
    source = "".join(modules) + "fn main() {}\n"
    return source, judge(source, clippy=True)


@pytest.mark.parametrize("code", LINTS)
def test_lints_speak_python(linted: tuple[str, Outcome], code: str) -> None:
    source, outcome = linted
    start = source.index(f"mod m{list(LINTS).index(code)} ")
    end = source.index("\nmod " if f"mod m{list(LINTS).index(code) + 1} " in source else "\nfn main", start)
    found = [d for d in outcome.diagnostics if d.code == code and start <= d.span.start < end]
    assert found, [d.code for d in outcome.diagnostics if start <= d.span.start < end]
    assert found[0].tier == (3 if code.startswith("clippy::") else 2)
    assert found[0].severity == PYTHON_CAUSES[code].severity
    assert found[0].source == ("clippy" if found[0].tier == 3 else "rustc")


def test_placeholders_in_lints(linted: tuple[str, Outcome]) -> None:
    messages = {diagnostic.message for diagnostic in linted[1].diagnostics}
    assert "`thing` is never used" in messages
    assert "`never` is never used in this program" in messages
    assert any(message.endswith("takes 8 arguments") for message in messages)
    assert not any("{" in message for message in messages)


def test_failing_operations() -> None:
    # Found on the way to machine code only.
    source = "fn main() { let a = 1 / 0; let b = [1][3]; let c = i64::MAX + 1; }"
    messages = check_sync(source, arguments=["--emit=mir"]).messages
    found = diagnose(messages, identity(source), profile="idiomatic").diagnostics
    said = {diagnostic.message for diagnostic in found if diagnostic.tier == 2}
    assert "this divides by zero" in said and "this always fails" in said
    assert any("always leaves the range" in message for message in said)


def test_the_form_of_the_text_is_not_the_user_s_business() -> None:
    outcome = judge("fn f(x: &Vec<i64>) -> i64 { return (x[0]); }\nfn main() { f(&vec![1]); }", clippy=True)
    assert {"clippy::ptr_arg", "clippy::needless_return", "unused_parens"} <= {d.code for d in outcome.defects}
    assert outcome.diagnostics == ()


# --- the tables ------------------------------------------------------------------------------------------------------


def test_the_tables_are_whole() -> None:
    assert not set(PYTHON_CAUSES) & TRANSLATOR_DEFECTS
    assert len(PYTHON_CAUSES) + len(TRANSLATOR_DEFECTS) > 60
    for lint in PYTHON_CAUSES.values():
        assert "{" not in lint.texts[-1], lint.code
    for wording in [*ERRORS.values(), LIFETIME]:
        last = wording.variants[-1]
        assert "{" not in last.text or wording.code in ("E0382",), wording.code
        assert (last.message, last.label, last.at, last.same_type) == (None, None, None, None), wording.code
        for variant in wording.variants:
            for pattern in (variant.message, variant.label, variant.at):
                re.compile(pattern or "")


BRIEF = "E0308 E0382 E0499 E0502 E0503 E0505 E0506 E0507 E0515 E0596 E0597 E0716 E0277 E0282 E0283 E0369 E0381 E0425 "
BRIEF += "E0433 E0599 E0600 E0604 E0605 E0606 E0607 E0608 E0614 E0618 E0373 E0521 E0495 E0621 E0106"


@pytest.mark.parametrize("code", BRIEF.split())
def test_the_codes_that_occur_have_words(code: str) -> None:
    assert code in ERRORS
    assert code_link(code) == f"https://doc.rust-lang.org/error_codes/{code}.html"


@pytest.mark.parametrize(
    ("rust", "python"),
    [
        ("i64", "int"),
        ("{integer}", "int"),
        ("&'static str", "str"),
        ("&'a mut std::string::String", "str"),
        ("Vec<Vec<f64>>", "list[list[float]]"),
        ("[u8; 4]", "list[int]"),
        ("&[i64]", "list[int]"),
        ("(i64, &str)", "tuple[int, str]"),
        ("()", "None"),
        ("Option<Option<i64>>", "int | None"),
        ("std::rc::Rc<RefCell<Vec<i64>>>", "list[int]"),
        ("HashMap<String, (i64, bool)>", "dict[str, tuple[int, bool]]"),
        ("std::collections::hash::set::HashSet<i64>", "set[int]"),
        ("Result<i64, Box<PyErr>>", "int"),
        ("Box<dyn Fn(i64) -> Vec<i64>>", "function"),
        ("{closure@main.rs:1:2: 3:4}", "function"),
        ("impl Iterator<Item = i64>", "iterator"),
        ("std::slice::Iter<'_, i64>", "iterator"),
        ("List<Int>", "list[int]"),
        ("Tuple<Str>", "tuple[str, ...]"),
        ("Map<Str, Value>", "dict[str, object]"),
        ("my::module::Point", "Point"),
        ("floating-point number", "float"),
        ("", "None"),
        ("<<<", "<<<"),
    ],
)
def test_types_in_python_words(rust: str, python: str) -> None:
    assert python_type(rust) == python


def test_traits_in_python_words() -> None:
    assert python_trait("std::hash::Hash") == "be a key of a dict or a member of a set"
    assert python_trait("Sum<&f64>") == "be summed"
    assert python_trait("Frobnicate") is None
