//! `repr`, `ascii`, `hash`, `ord`, `chr` of strings.

use crate::error::{overflow_error, type_error, value_error, PyErr, Res};
use crate::int::Int;
use crate::packed::Word;
use crate::pystr::{count_chars, Str};

/// `hash(s)`: CPython's differs from run to run, ours is the same in every run.
#[inline]
pub fn hash_str(text: &str) -> i64 {
    match Word::copied(text) {
        Some(word) => hash_word(word),
        None => hash_long(text),
    }
}

fn hash_long(text: &str) -> i64 {
    use std::hash::BuildHasher;
    no_error(foldhash::fast::FixedState::with_seed(0x5eed).hash_one(text) as i64)
}

/// The hash of a text that lies in the string itself: the same however a string of this text is kept.
#[inline]
pub(crate) fn hash_word(word: Word) -> i64 {
    // As foldhash does with up to 16 bytes: one long product, its halves added without carry.
    let (low, high) = word.numbers();
    let product = u128::from(low ^ 0x243f_6a88_85a3_08d3) * u128::from(high ^ 0x1319_8a2e_0370_7344);
    no_error((product as u64 ^ (product >> 64) as u64) as i64)
}

/// -1 means an error to CPython, so no hash is -1.
#[inline]
fn no_error(hash: i64) -> i64 {
    if hash == -1 {
        -2
    } else {
        hash
    }
}

/// Appends `repr(text)`.
pub fn write_str_repr(text: &str, out: &mut String) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.reserve(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            ' '..='~' => out.push(c),
            c if (c as u32) < 128 || !crate::unicode::is_printable(c) => push_escape(out, c),
            c => out.push(c),
        }
    }
    out.push(quote);
}

/// Appends `\xNN`, `\uNNNN` or `\UNNNNNNNN`.
pub(crate) fn push_escape(out: &mut String, c: char) {
    use std::fmt::Write;
    let code = c as u32;
    let done = match code {
        0..=0xff => write!(out, "\\x{code:02x}"),
        0x100..=0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
    debug_assert!(done.is_ok());
}

/// The form that `ascii()` gives to a repr.
pub(crate) fn escape_non_ascii(text: &Str) -> Str {
    if text.is_ascii_text() {
        return text.clone();
    }
    let mut out = String::with_capacity(text.as_str().len() * 2);
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            push_escape(&mut out, c);
        }
    }
    Str::from(out)
}

/// `ord(s)`
#[inline]
pub fn ord(s: &Str) -> Res<i64> {
    match s.one_ascii() {
        Some(c) => Ok(i64::from(c as u32)),
        None => ord_str(s),
    }
}

/// `ord(s)`
#[inline]
pub fn ord_str(text: &str) -> Res<i64> {
    if let [byte @ 0..=127] = text.as_bytes() {
        return Ok(i64::from(*byte));
    }
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Ok(i64::from(c as u32)),
        _ => Err(not_one_char(text)),
    }
}

#[cold]
fn not_one_char(text: &str) -> Box<PyErr> {
    type_error(format!("ord() expected a character, but string of length {} found", count_chars(text)))
}

/// `chr(i)`
pub fn chr(i: &Int) -> Res<Str> {
    match i {
        Int::Small(i) => chr_i64(*i),
        Int::Big(_) => Err(overflow_error("Python int too large to convert to C int")),
    }
}

/// `chr(i)`
#[inline]
pub fn chr_i64(i: i64) -> Res<Str> {
    char_of(i).map(Str::from_char)
}

/// `chr(i)` where only the character matters
#[inline]
pub fn char_of(i: i64) -> Res<char> {
    match u32::try_from(i).ok().and_then(char::from_u32) {
        Some(c) => Ok(c),
        None => Err(no_char(i)),
    }
}

#[cold]
fn no_char(i: i64) -> Box<PyErr> {
    if (0xd800..0xe000).contains(&i) {
        panic!("lone surrogate U+{i:04X} in a string is not supported by translated programs");
    }
    if i32::try_from(i).is_err() {
        return overflow_error("Python int too large to convert to C int");
    }
    value_error("chr() arg not in range(0x110000)")
}
