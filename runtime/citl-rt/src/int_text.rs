//! `int` as text: `str`, `int(str, base)`, `hex oct bin`, the limit on digits.

use crate::error::{value_error, PyErr, Res};
use crate::int::Int;
use crate::pystr::Str;
use num_bigint::BigInt;
use num_traits::{Num, Signed};
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

const LIMIT_DEFAULT: i64 = 4300;
/// `sys.get_int_max_str_digits()`; 0: no limit.
static MAX_DIGITS: AtomicI64 = AtomicI64::new(LIMIT_DEFAULT);

/// `sys.set_int_max_str_digits(n)`
pub fn sys_set_int_max_str_digits(n: i64) -> Res<()> {
    if n != 0 && n < 640 {
        return Err(value_error("maxdigits must be 0 or larger than 640"));
    }
    MAX_DIGITS.store(n, Relaxed);
    Ok(())
}

/// `sys.get_int_max_str_digits()`
pub fn sys_get_int_max_str_digits() -> i64 {
    MAX_DIGITS.load(Relaxed)
}

/// Appends a big integer in decimal; ValueError beyond the limit.
#[cold]
pub(crate) fn write_big(out: &mut String, a: &BigInt) -> Res<()> {
    let limit = MAX_DIGITS.load(Relaxed);
    // 2**(3.3 * limit) has more digits than the limit; converting it would take long.
    if limit > 0 && a.bits() > limit as u64 * 10 / 3 + 2 {
        return Err(too_long(limit));
    }
    let text = a.to_string();
    if limit > 0 && text.len() as i64 - i64::from(a.is_negative()) > limit {
        return Err(too_long(limit));
    }
    out.push_str(&text);
    Ok(())
}

#[cold]
fn too_long(limit: i64) -> Box<PyErr> {
    value_error(format!(
        "Exceeds the limit ({limit} digits) for integer string conversion; \
         use sys.set_int_max_str_digits() to increase the limit"
    ))
}

#[cold]
fn invalid(text: &str, base: i64) -> Box<PyErr> {
    let mut repr = String::new();
    crate::str_text::write_str_repr(text, &mut repr);
    // CPython cuts the repr at 200 characters.
    let repr: String = repr.chars().take(200).collect();
    let message = format!("invalid literal for int() with base {base}: {repr}");
    value_error(message)
}

/// `int(text, base)`
#[inline]
pub fn parse_int(text: &Str, base: i64) -> Res<Int> {
    match text.one_ascii() {
        Some(digit @ '0'..='9') if base == 10 => Ok(Int::Small(i64::from(digit as u8 - b'0'))),
        _ => parse_int_str(text, base),
    }
}

/// `int(text, base)`
pub fn parse_int_str(text: &str, base: i64) -> Res<Int> {
    if base != 0 && !(2..=36).contains(&base) {
        return Err(value_error("int() base must be >= 2 and <= 36, or 0"));
    }
    // The usual case: a short run of ASCII digits.
    if base == 10 {
        if let Some(small) = parse_short(text.as_bytes()) {
            return Ok(Int::Small(small));
        }
    }
    parse_general(text, base)
}

fn parse_short(bytes: &[u8]) -> Option<i64> {
    let (negative, digits) = match bytes {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut value = 0i64;
    for &byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + i64::from(digit);
    }
    Some(if negative { -value } else { value })
}

fn parse_general(text: &str, base: i64) -> Res<Int> {
    let fail = || Err(invalid(text, base));
    let trimmed = text.trim_matches(crate::unicode::is_number_space);
    let (negative, body) = match trimmed.as_bytes().first() {
        Some(b'-') => (true, &trimmed[1..]),
        Some(b'+') => (false, &trimmed[1..]),
        _ => (false, trimmed),
    };
    let prefixed = body.as_bytes().first() == Some(&b'0');
    let prefix = match body.as_bytes().get(1) {
        Some(b'x' | b'X') if prefixed => 16,
        Some(b'o' | b'O') if prefixed => 8,
        Some(b'b' | b'B') if prefixed => 2,
        _ => 0,
    };
    let mut old_octal = false;
    let (radix, body) = if prefix != 0 && (base == 0 || base == prefix) {
        // One underscore may follow the prefix.
        let rest = &body[2..];
        (prefix as u32, rest.strip_prefix('_').unwrap_or(rest))
    } else if base == 0 {
        old_octal = prefixed;
        (10, body)
    } else {
        (base as u32, body)
    };
    let mut digits = String::with_capacity(body.len());
    let mut underscore = true;
    for c in body.chars() {
        if c == '_' {
            if underscore {
                return fail();
            }
            underscore = true;
            continue;
        }
        let digit = match c.to_digit(36) {
            Some(digit) => Some(digit),
            None => crate::unicode::decimal_value(c).map(u32::from),
        };
        match digit {
            Some(digit) if digit < radix => digits.push(char::from_digit(digit, 36).unwrap_or('0')),
            _ => return fail(),
        }
        underscore = false;
    }
    if underscore {
        return fail();
    }
    if old_octal && digits.bytes().any(|b| b != b'0') {
        return fail();
    }
    let limit = MAX_DIGITS.load(Relaxed);
    if limit > 0 && digits.len() as i64 > limit && !radix.is_power_of_two() {
        return Err(value_error(format!(
            "Exceeds the limit ({limit} digits) for integer string conversion: value has {} digits; \
             use sys.set_int_max_str_digits() to increase the limit",
            digits.len()
        )));
    }
    match BigInt::from_str_radix(&digits, radix) {
        Ok(big) => Ok(Int::from_big(if negative { -big } else { big })),
        Err(_) => fail(),
    }
}

/// The absolute value in base 2, 8 or 16, lower case.
pub(crate) fn radix_digits(a: &Int, radix: u32) -> String {
    match a {
        Int::Small(a) => {
            let m = a.unsigned_abs();
            match radix {
                2 => format!("{m:b}"),
                8 => format!("{m:o}"),
                _ => format!("{m:x}"),
            }
        }
        Int::Big(a) => a.magnitude().to_str_radix(radix),
    }
}

fn with_prefix(a: &Int, radix: u32, prefix: &str) -> Str {
    let sign = if a.is_negative() { "-" } else { "" };
    Str::from(format!("{sign}{prefix}{}", radix_digits(a, radix)))
}

/// `hex(a)`
pub fn hex(a: &Int) -> Str {
    with_prefix(a, 16, "0x")
}

/// `oct(a)`
pub fn oct(a: &Int) -> Str {
    with_prefix(a, 8, "0o")
}

/// `bin(a)`
pub fn bin(a: &Int) -> Str {
    with_prefix(a, 2, "0b")
}
