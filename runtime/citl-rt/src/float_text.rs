//! Floats as text: `repr`, `float(str)`, hexadecimal.

use crate::error::{value_error, PyErr, Res};
use crate::pystr::Str;
use num_bigint::BigInt;
use num_traits::Num;

/// Appends `repr(x)`.
#[inline]
pub fn push_float(out: &mut String, x: f64) {
    let size = x.abs();
    if (1e-4..1e16).contains(&size) {
        // In this range the shortest digits are laid out as Python does.
        let mut buffer = zmij::Buffer::new();
        out.push_str(buffer.format_finite(x));
        return;
    }
    push_unusual(out, x);
}

#[cold]
fn push_unusual(out: &mut String, x: f64) {
    if x.is_nan() {
        out.push_str("nan");
    } else if x.is_infinite() {
        out.push_str(if x > 0.0 { "inf" } else { "-inf" });
    } else if x == 0.0 {
        out.push_str(if x.is_sign_negative() { "-0.0" } else { "0.0" });
    } else {
        let (digits, point) = shortest_digits(x.abs());
        if x < 0.0 {
            out.push('-');
        }
        out.push_str(&digits[..1]);
        if digits.len() > 1 {
            out.push('.');
            out.push_str(&digits[1..]);
        }
        push_exponent(out, point - 1, 'e');
    }
}

/// Appends `e+05`: sign and at least two digits.
pub(crate) fn push_exponent(out: &mut String, exponent: i32, letter: char) {
    out.push(letter);
    out.push(if exponent < 0 { '-' } else { '+' });
    if exponent.unsigned_abs() < 10 {
        out.push('0');
    }
    out.push_str(&exponent.unsigned_abs().to_string());
}

/// The shortest digits that give `x` back (finite, not negative), and the position of the decimal point before them:
/// `x = 0.DIGITS * 10**point`.
pub(crate) fn shortest_digits(x: f64) -> (String, i32) {
    if x == 0.0 {
        return ("0".to_owned(), 1);
    }
    let mut buffer = zmij::Buffer::new();
    let text = buffer.format_finite(x);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().unwrap_or(0)),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = String::with_capacity(24);
    digits.push_str(whole);
    digits.push_str(fraction);
    let zeros = digits.bytes().take_while(|&b| b == b'0').count();
    let point = whole.len() as i32 + exponent - zeros as i32;
    let digits = digits[zeros..].trim_end_matches('0').to_owned();
    (digits, point)
}

/// `repr(x)`
pub fn float_repr(x: f64) -> String {
    let mut out = String::with_capacity(24);
    push_float(&mut out, x);
    out
}

#[cold]
fn not_a_float(text: &str) -> Box<PyErr> {
    let mut message = String::from("could not convert string to float: ");
    crate::str_text::write_str_repr(text, &mut message);
    value_error(message)
}

/// `float(text)`
pub fn parse_float(text: &Str) -> Res<f64> {
    parse_float_str(text)
}

/// `float(text)`
pub fn parse_float_str(text: &str) -> Res<f64> {
    let inner = text.trim_matches(crate::unicode::is_number_space);
    // The usual case: nothing but what Rust reads in the same way.
    if inner.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E')) {
        return inner.parse().map_err(|_| not_a_float(text));
    }
    match plain_number(inner) {
        Some(plain) => plain.parse().map_err(|_| not_a_float(text)),
        None => Err(not_a_float(text)),
    }
}

/// ASCII form of a number with digits of any script and underscores between digits.
fn plain_number(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let c = crate::unicode::decimal_value(c).map_or(c, |d| (b'0' + d) as char);
        if c == '_' {
            let next = chars.peek().and_then(|&n| crate::unicode::decimal_value(n));
            if !before.is_ascii_digit() || next.is_none() {
                return None;
            }
        } else if c.is_ascii() && c != '\0' {
            out.push(c);
        } else {
            return None;
        }
        before = c;
    }
    Some(out)
}

/// `x.hex()`
pub fn float_hex(x: f64) -> Str {
    if !x.is_finite() {
        return Str::from(float_repr(x));
    }
    let sign = if x.is_sign_negative() { "-" } else { "" };
    let bits = x.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    let exponent = ((bits >> 52) & 0x7ff) as i32;
    if x == 0.0 {
        return Str::from(format!("{sign}0x0.0p+0"));
    }
    let (lead, exponent) = if exponent == 0 { (0, -1022) } else { (1, exponent - 1023) };
    Str::from(format!("{sign}0x{lead}.{fraction:013x}p{exponent:+}"))
}

/// Reads `[sign] [0x] hex [. hex] [p exponent]`, `inf`, `nan`.
pub(crate) fn parse_hex(text: &str) -> Option<f64> {
    let (negative, body) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let lower = body.to_ascii_lowercase();
    let magnitude = match lower.as_str() {
        "inf" | "infinity" => f64::INFINITY,
        "nan" => f64::NAN,
        _ => {
            let lower = lower.strip_prefix("0x").unwrap_or(&lower);
            let (mantissa, exponent) = match lower.split_once('p') {
                Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
                None => (lower, 0),
            };
            let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
            let digits = format!("{whole}{fraction}");
            if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
                return None;
            }
            let m = BigInt::from_str_radix(&digits, 16).ok()?;
            let exponent = exponent - 4 * fraction.len() as i64;
            scale(m, exponent)
        }
    };
    Some(if negative { -magnitude } else { magnitude })
}

/// `m * 2**exponent`, rounded half to even; infinite when too large.
fn scale(m: BigInt, exponent: i64) -> f64 {
    let bits = m.bits() as i64;
    if bits == 0 || bits + exponent < -1100 {
        return 0.0;
    }
    if bits + exponent > 1100 {
        return f64::INFINITY;
    }
    let (a, b) = if exponent >= 0 { (m << exponent, BigInt::from(1)) } else { (m, BigInt::from(1) << -exponent) };
    crate::int_math::ratio(&a, &b).unwrap_or(f64::INFINITY)
}
