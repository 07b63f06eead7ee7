//! Floats in a given number of digits, and the layout of numbers (sign, prefix, grouping, padding) that `format()` uses.

use crate::float::rounded_scaled;
use crate::float_text::{push_exponent, shortest_digits};
use crate::format::Spec;
use crate::int::push_u64;
use std::borrow::Cow;

/// How `double_to_string` writes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum FloatStyle {
    Exponent,
    Fixed,
    General,
    Repr,
}

/// CPython's `PyOS_double_to_string` without the sign of the result being upper-cased: a sign only as '-'.
pub(crate) fn double_to_string(
    x: f64,
    style: FloatStyle,
    precision: usize,
    alternate: bool,
    dot_zero: bool,
    no_negative_zero: bool,
) -> String {
    if x.is_nan() {
        return "nan".to_owned();
    }
    if x.is_infinite() {
        return if x > 0.0 { "inf".to_owned() } else { "-inf".to_owned() };
    }
    let body = match style {
        FloatStyle::Fixed => fixed(x.abs(), precision, alternate),
        _ => by_digits(x.abs(), style, precision, alternate, dot_zero),
    };
    let hide_sign = no_negative_zero && !body.split('e').next().unwrap_or("").contains(|c| ('1'..='9').contains(&c));
    if x.is_sign_negative() && !hide_sign {
        format!("-{body}")
    } else {
        body
    }
}

/// More digits than any float has; the rest are zeros.
const MOST_DIGITS: usize = 1100;

fn fixed(x: f64, precision: usize, alternate: bool) -> String {
    if let (Some((scaled, power)), false) = (rounded_scaled(x, precision), alternate) {
        let mut out = String::with_capacity(32);
        push_u64(&mut out, scaled / power);
        if precision > 0 {
            out.push('.');
            let fraction = scaled % power;
            let digits = fraction.checked_ilog10().map_or(1, |log| log as usize + 1);
            out.extend(std::iter::repeat_n('0', precision - digits));
            push_u64(&mut out, fraction);
        }
        return out;
    }
    let mut out = format!("{x:.*}", precision.min(MOST_DIGITS));
    if precision > MOST_DIGITS {
        out.extend(std::iter::repeat_n('0', precision - MOST_DIGITS));
    }
    if alternate && precision == 0 {
        out.push('.');
    }
    out
}

/// The first `count` digits of a float, correctly rounded, without trailing zeros, and the position of the point.
fn rounded_digits(x: f64, count: usize) -> (String, i32) {
    let text = format!("{x:.*e}", count.clamp(1, MOST_DIGITS) - 1);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mut digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let kept = digits.trim_end_matches('0').len().max(1);
    digits.truncate(kept);
    let exponent: i32 = exponent.parse().unwrap_or(0);
    (digits, exponent + 1)
}

fn by_digits(x: f64, style: FloatStyle, precision: usize, alternate: bool, dot_zero: bool) -> String {
    let precision = if style == FloatStyle::General { precision.max(1) } else { precision };
    let (digits, point) = match style {
        FloatStyle::Repr => shortest_digits(x),
        FloatStyle::General => rounded_digits(x, precision),
        _ => rounded_digits(x, precision + 1),
    };
    let mut end = digits.len() as i64;
    let mut point = i64::from(point);
    let with_exponent = match style {
        FloatStyle::Exponent => {
            end = precision as i64 + 1;
            true
        }
        FloatStyle::General => {
            if alternate {
                end = precision as i64;
            }
            point <= -4 || point > precision as i64 - i64::from(dot_zero)
        }
        _ => point <= -4 || point > 16,
    };
    let exponent = point - 1;
    if with_exponent {
        point = 1;
    }
    let start = if point <= 0 { point - 1 } else { 0 };
    end = if !with_exponent && dot_zero { end.max(point + 1) } else { end.max(point) };
    let mut out = String::with_capacity((end - start) as usize + 8);
    for i in start..end {
        if i == point {
            out.push('.');
        }
        let digit = usize::try_from(i).ok().and_then(|i| digits.as_bytes().get(i)).copied().unwrap_or(b'0');
        out.push(digit as char);
    }
    if alternate && end == point {
        out.push('.');
    }
    if with_exponent {
        push_exponent(&mut out, exponent as i32, 'e');
    }
    out
}

/// A number in pieces.
pub(crate) struct Pieces<'a> {
    pub negative: bool,
    /// `0x` and friends
    pub prefix: &'a str,
    /// Digits before the point
    pub digits: &'a str,
    /// Point, fraction, exponent, percent sign; or `inf`, `nan`
    pub rest: &'a str,
}

/// Appends a number as `spec` says.
pub(crate) fn push_number(out: &mut String, pieces: &Pieces<'_>, spec: &Spec) {
    let sign = match (pieces.negative, spec.sign) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(' ')) => " ",
        _ => "",
    };
    let width = spec.width.unwrap_or(0);
    let fixed = sign.len() + pieces.prefix.len() + pieces.rest.len();
    let zero_padded = spec.fill == '0' && spec.align == '=';
    let digits = if pieces.digits.is_empty() || (spec.grouping.is_none() && !zero_padded) {
        Cow::Borrowed(pieces.digits)
    } else {
        Cow::Owned(grouped(pieces.digits, spec, if zero_padded { width.saturating_sub(fixed) } else { 0 }))
    };
    let padding = width.saturating_sub(fixed + digits.len());
    let (left, inner, right) = match spec.align {
        '<' => (0, 0, padding),
        '^' => (padding / 2, 0, padding - padding / 2),
        '=' => (0, padding, 0),
        _ => (padding, 0, 0),
    };
    let fill = |out: &mut String, count: usize| out.extend(std::iter::repeat_n(spec.fill, count));
    fill(out, left);
    out.push_str(sign);
    out.push_str(pieces.prefix);
    fill(out, inner);
    out.push_str(&digits);
    out.push_str(pieces.rest);
    fill(out, right);
}

/// Digits with separators, filled with zeros to `min_width` characters.
fn grouped(digits: &str, spec: &Spec, min_width: usize) -> String {
    let Some((separator, size)) = spec.grouping else {
        let zeros = min_width.saturating_sub(digits.len());
        let mut out = "0".repeat(zeros);
        out.push_str(digits);
        return out;
    };
    let mut reversed = String::with_capacity(digits.len() * 2);
    let mut from_end = digits.bytes().rev();
    let mut count = 0;
    loop {
        let next = from_end.next();
        // Zeros go on until the width is reached; a separator is never the first character.
        if next.is_none() && reversed.len() >= min_width {
            break;
        }
        if count > 0 && count % size == 0 {
            reversed.push(separator);
        }
        reversed.push(next.unwrap_or(b'0') as char);
        count += 1;
    }
    reversed.chars().rev().collect()
}
