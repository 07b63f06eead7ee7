//! What Python says about characters: `isalpha`, `isspace`, `isprintable`, ... Upper and lower case are std's; the rest
//! comes from generated tables.

use crate::unicode_tables::*;

fn in_ranges(ranges: &[(u32, u32)], c: char) -> bool {
    let code = c as u32;
    ranges
        .binary_search_by(|&(first, last)| {
            if last < code {
                std::cmp::Ordering::Less
            } else if first > code {
                std::cmp::Ordering::Greater
            } else {
                std::cmp::Ordering::Equal
            }
        })
        .is_ok()
}

/// `c.isspace()`
#[inline]
pub fn is_space(c: char) -> bool {
    match c as u32 {
        0x09..=0x0d | 0x1c..=0x20 => true,
        0..=0x7f => false,
        0x85 | 0xa0 | 0x1680 | 0x2000..=0x200a | 0x2028 | 0x2029 | 0x202f | 0x205f | 0x3000 => true,
        _ => false,
    }
}

/// White space around numbers in text: unlike `str.strip`, not the ASCII separators `\x1c` to `\x1f`.
#[inline]
pub fn is_number_space(c: char) -> bool {
    is_space(c) && !('\x1c'..='\x1f').contains(&c)
}

/// Whether `str.splitlines` breaks at `c`.
#[inline]
pub fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// `c.isprintable()`
#[inline]
pub fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        (' '..='~').contains(&c)
    } else {
        !in_ranges(NOT_PRINTABLE, c)
    }
}

/// `c.isalpha()`
#[inline]
pub fn is_alpha(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphabetic()
    } else {
        in_ranges(ALPHA, c)
    }
}

/// The value of a decimal digit of any script.
#[inline]
pub fn decimal_value(c: char) -> Option<u8> {
    if c.is_ascii() {
        return c.to_digit(10).map(|d| d as u8);
    }
    let code = c as u32;
    let after = DECIMAL_ZEROS.partition_point(|&zero| zero <= code);
    let zero = *DECIMAL_ZEROS.get(after.checked_sub(1)?)?;
    (code < zero + 10).then(|| (code - zero) as u8)
}

/// `c.isdecimal()`
#[inline]
pub fn is_decimal(c: char) -> bool {
    decimal_value(c).is_some()
}

/// `c.isdigit()`
#[inline]
pub fn is_digit(c: char) -> bool {
    is_decimal(c) || (!c.is_ascii() && in_ranges(DIGIT_NOT_DECIMAL, c))
}

/// `c.isnumeric()`
#[inline]
pub fn is_numeric(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_digit()
    } else {
        in_ranges(NUMERIC, c)
    }
}

/// `c.isalnum()`
#[inline]
pub fn is_alnum(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        in_ranges(ALPHA, c) || in_ranges(NUMERIC, c) || is_digit(c)
    }
}

/// Category Lt
#[inline]
pub fn is_title(c: char) -> bool {
    !c.is_ascii() && in_ranges(TITLE, c)
}

/// The property Cased.
#[inline]
pub fn is_cased(c: char) -> bool {
    c.is_lowercase() || c.is_uppercase() || is_title(c)
}

/// First character of an identifier.
#[inline]
pub fn is_identifier_start(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphabetic() || c == '_'
    } else {
        in_ranges(IDENTIFIER_START, c)
    }
}

/// Later character of an identifier.
#[inline]
pub fn is_identifier_part(c: char) -> bool {
    is_identifier_start(c) || if c.is_ascii() { c.is_ascii_digit() } else { in_ranges(IDENTIFIER_PART, c) }
}

fn lookup(table: &[(char, &'static str)], c: char) -> Option<&'static str> {
    table.binary_search_by_key(&c, |&(key, _)| key).ok().map(|at| table[at].1)
}

/// Appends the title-case form of `c`.
pub fn push_title(out: &mut String, c: char) {
    match lookup(TITLE_NOT_UPPER, c) {
        Some(text) => out.push_str(text),
        None => out.extend(c.to_uppercase()),
    }
}

/// Appends the case-folded form of `c`.
pub fn push_folded(out: &mut String, c: char) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    match lookup(FOLD_NOT_LOWER, c) {
        Some(text) => out.push_str(text),
        None => out.extend(c.to_lowercase()),
    }
}
