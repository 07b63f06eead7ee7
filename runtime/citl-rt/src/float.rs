//! Arithmetic of Python's `float` where it differs from Rust's: floor division, modulo, powers, rounding, conversion
//! to integers, hash.

use crate::error::{overflow_error, raise_args, value_error, zero_division_error, PyErr, Res};
use crate::exc_types::{OVERFLOW_ERROR, VALUE_ERROR};
use crate::int::{Int, HASH_MODULUS};
use crate::pystr::Str;
use crate::value::Value;
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use std::cmp::Ordering;
use std::rc::Rc;

/// `a / b`
#[inline]
pub fn truediv_f64(a: f64, b: f64) -> Res<f64> {
    if b == 0.0 {
        return Err(zero("float division by zero"));
    }
    Ok(a / b)
}

/// `min(a, b)`: the first unless the second is certainly less (NaN is not, nor is -0.0 than 0.0).
#[inline]
pub fn min_f64(a: f64, b: f64) -> f64 {
    if b < a {
        b
    } else {
        a
    }
}

/// `max(a, b)`: the first unless the second is certainly greater.
#[inline]
pub fn max_f64(a: f64, b: f64) -> f64 {
    if b > a {
        b
    } else {
        a
    }
}

#[cold]
#[inline(never)]
fn zero(text: &'static str) -> Box<PyErr> {
    zero_division_error(Str::lit(text))
}

/// Quotient and remainder for a divisor that isn't zero.
fn divide(a: f64, b: f64) -> (f64, f64) {
    let mut rest = a % b;
    let mut quotient = (a - rest) / b;
    if rest != 0.0 {
        if (b < 0.0) != (rest < 0.0) {
            rest += b;
            quotient -= 1.0;
        }
    } else {
        rest = 0.0_f64.copysign(b);
    }
    let floor = if quotient != 0.0 {
        let floor = quotient.floor();
        if quotient - floor > 0.5 {
            floor + 1.0
        } else {
            floor
        }
    } else {
        0.0_f64.copysign(a / b)
    };
    (floor, rest)
}

/// `a // b`
#[inline]
pub fn floordiv_f64(a: f64, b: f64) -> Res<f64> {
    if b == 0.0 {
        return Err(zero("float floor division by zero"));
    }
    Ok(divide(a, b).0)
}

/// `a % b`
#[inline]
pub fn modulo_f64(a: f64, b: f64) -> Res<f64> {
    if b == 0.0 {
        return Err(zero("float modulo"));
    }
    let rest = a % b;
    Ok(if rest == 0.0 {
        0.0_f64.copysign(b)
    } else if (b < 0.0) != (rest < 0.0) {
        rest + b
    } else {
        rest
    })
}

/// `divmod(a, b)`
pub fn divmod_f64(a: f64, b: f64) -> Res<(f64, f64)> {
    if b == 0.0 {
        return Err(zero("float divmod()"));
    }
    Ok(divide(a, b))
}

/// `a ** b`. A negative base with a fractional exponent is complex in Python: a stop.
#[inline(never)] // with a constant exponent LLVM would make `a * a` of it, which rounds in another way than C's pow
pub fn pow_f64(a: f64, b: f64) -> Res<f64> {
    if b == 0.0 {
        return Ok(1.0);
    }
    if a == 0.0 && b < 0.0 {
        return Err(zero("0.0 cannot be raised to a negative power"));
    }
    if a.is_finite() && b.is_finite() {
        if a < 0.0 && b != b.floor() {
            complex_result();
        }
        let r = a.powf(b);
        return if r.is_infinite() { Err(out_of_range()) } else { Ok(r) };
    }
    // C's pow treats NaN and infinities as Python does.
    Ok(a.powf(b))
}

#[cold]
fn complex_result() -> ! {
    panic!("the result is a complex number, which translated programs don't support")
}

/// `OverflowError: (34, 'Numerical result out of range')`
#[cold]
fn out_of_range() -> Box<PyErr> {
    raise_args(&OVERFLOW_ERROR, vec![Value::from(34), Value::from(Str::lit("Numerical result out of range"))])
}

/// `round(x, n)` for a float. CPython's OverflowError (beyond 1.7e308, negative `n`) is a stop.
#[track_caller]
pub fn round_f64(x: f64, n: i64) -> f64 {
    if !x.is_finite() || n > 323 {
        return x;
    }
    if n < -308 {
        return 0.0 * x;
    }
    if n >= 0 {
        if x.abs() >= 4_503_599_627_370_496.0 {
            return x; // no fraction left
        }
        if let Some((scaled, power)) = rounded_scaled(x.abs(), n as usize) {
            // An exact integer by an exact power: the division rounds once, as reading the decimal would.
            return (scaled as f64 / power as f64).copysign(x);
        }
        return parse_rust(&format!("{x:.*}", n as usize));
    }
    let rounded = round_to_power_of_ten(x, n.unsigned_abs() as u32);
    assert!(rounded.is_finite(), "OverflowError: rounded value too large to represent");
    rounded
}

/// `x * 10**digits` rounded to an integer, and that power, where floating-point arithmetic can't have mistaken the side
/// of a tie; `x` isn't negative.
#[inline]
pub(crate) fn rounded_scaled(x: f64, digits: usize) -> Option<(u64, u64)> {
    const POWERS: [u64; 16] = {
        let mut powers = [1; 16];
        let mut i = 1;
        while i < 16 {
            powers[i] = powers[i - 1] * 10;
            i += 1;
        }
        powers
    };
    let power = *POWERS.get(digits)?;
    // The product is off by at most half a unit in its last place.
    let scaled = x * power as f64;
    if scaled >= 4_503_599_627_370_496.0 {
        return None;
    }
    let whole = scaled.trunc();
    let rest = scaled - whole;
    if (rest - 0.5).abs() <= scaled * f64::EPSILON {
        return None;
    }
    Some((whole as u64 + u64::from(rest > 0.5), power))
}

fn parse_rust(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

/// Rounds half to even at `10**power`.
fn round_to_power_of_ten(x: f64, power: u32) -> f64 {
    let unit = BigInt::from(10).pow(power);
    let twice = BigInt::from(2) * exact_floor(x.abs());
    let has_fraction = x.fract() != 0.0;
    let double_unit = &unit * 2u32;
    let (quotient, rest) = num_integer::Integer::div_rem(&twice, &double_unit);
    let up = match rest.cmp(&unit) {
        Ordering::Less => false,
        Ordering::Greater => true,
        Ordering::Equal => has_fraction || quotient.bit(0),
    };
    let quotient = if up { quotient + 1 } else { quotient };
    parse_rust(&format!("{quotient}e{power}")).copysign(x)
}

fn exact_floor(x: f64) -> BigInt {
    match float_to_int(x) {
        Int::Small(a) => BigInt::from(a),
        Int::Big(a) => (*a).clone(),
    }
}

/// `round(x)`
#[inline]
pub fn round_f64_int(x: f64) -> Res<Int> {
    int_from_f64(x.round_ties_even())
}

/// `int(x)`
#[inline]
pub fn int_from_f64(x: f64) -> Res<Int> {
    // 2**63 is exact in f64; every smaller float converts exactly.
    if x.abs() < 9_223_372_036_854_775_808.0 {
        return Ok(Int::Small(x as i64));
    }
    if !x.is_finite() {
        return Err(not_finite(x));
    }
    Ok(float_to_int(x))
}

#[cold]
fn not_finite(x: f64) -> Box<PyErr> {
    if x.is_nan() {
        value_error("cannot convert float NaN to integer")
    } else {
        overflow_error("cannot convert float infinity to integer")
    }
}

/// Sign, mantissa and binary exponent of a finite float: `x = sign * mantissa * 2**exponent`.
pub(crate) fn decompose(x: f64) -> (bool, u64, i32) {
    let bits = x.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i32;
    let fraction = bits & ((1 << 52) - 1);
    let mantissa = if exponent == 0 { fraction } else { fraction | 1 << 52 };
    (bits >> 63 == 1, mantissa, exponent.max(1) - 1075)
}

/// The integer part of a finite float.
fn float_to_int(x: f64) -> Int {
    let (negative, mantissa, exponent) = decompose(x);
    let magnitude = if exponent >= 0 {
        BigInt::from(mantissa) << exponent
    } else if exponent > -64 {
        BigInt::from(mantissa >> -exponent)
    } else {
        BigInt::from(0)
    };
    Int::from_big(if negative { -magnitude } else { magnitude })
}

/// `math.floor(x)`
#[inline]
pub fn floor_f64(x: f64) -> Res<Int> {
    int_from_f64(x.floor())
}

/// `math.ceil(x)`
#[inline]
pub fn ceil_f64(x: f64) -> Res<Int> {
    int_from_f64(x.ceil())
}

/// The order of an int and a float, exactly; None for NaN.
#[inline]
pub fn cmp_int_f64(a: &Int, x: f64) -> Option<Ordering> {
    if let Int::Small(a) = a {
        if a.unsigned_abs() <= 1 << 53 {
            return (*a as f64).partial_cmp(&x);
        }
    }
    cmp_slow(a, x)
}

#[cold]
fn cmp_slow(a: &Int, x: f64) -> Option<Ordering> {
    if x.is_nan() {
        return None;
    }
    if x.is_infinite() {
        return Some(if x > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    let whole = float_to_int(x);
    Some(match a.cmp(&whole) {
        // The integer part was cut towards zero.
        Ordering::Equal if x.fract() > 0.0 => Ordering::Less,
        Ordering::Equal if x.fract() < 0.0 => Ordering::Greater,
        order => order,
    })
}

/// CPython's `hash(x)`; that of NaN is by identity there, 0 here.
pub fn hash_f64(x: f64) -> i64 {
    const BITS: i32 = 61;
    if x.is_nan() {
        return 0;
    }
    if x.is_infinite() {
        return if x > 0.0 { 314_159 } else { -314_159 };
    }
    if x == x.trunc() && x.abs() < 9.2e18 {
        return crate::int::hash_i64(x as i64);
    }
    let (negative, mantissa, exponent) = decompose(x);
    let shift = exponent.rem_euclid(BITS);
    let m = u128::from(mantissa % HASH_MODULUS) << shift;
    let hash = (m % u128::from(HASH_MODULUS)) as i64;
    match (negative, hash) {
        (true, 1) => -2,
        (true, hash) => -hash,
        (false, hash) => hash,
    }
}

/// `x.is_integer()`
#[inline]
pub fn is_integer(x: f64) -> bool {
    x.is_finite() && x == x.trunc()
}

/// `x.as_integer_ratio()`
pub fn as_integer_ratio(x: f64) -> Res<(Int, Int)> {
    if x.is_nan() {
        return Err(value_error("cannot convert NaN to integer ratio"));
    }
    if x.is_infinite() {
        return Err(overflow_error("cannot convert Infinity to integer ratio"));
    }
    let (negative, mut mantissa, mut exponent) = decompose(x);
    if mantissa == 0 {
        return Ok((Int::ZERO, Int::ONE));
    }
    let zeros = mantissa.trailing_zeros() as i32;
    mantissa >>= zeros;
    exponent += zeros;
    let numerator = BigInt::from(mantissa) << exponent.max(0);
    let denominator = BigInt::from(1) << (-exponent).max(0);
    Ok((Int::from_big(if negative { -numerator } else { numerator }), Int::from_big(denominator)))
}

impl Int {
    /// `float(x)`, rounded half to even; OverflowError when too large.
    #[inline]
    pub fn to_f64(&self) -> Res<f64> {
        match self {
            Int::Small(a) => Ok(*a as f64),
            Int::Big(a) => big_to_f64(a),
        }
    }
}

fn big_to_f64(a: &Rc<BigInt>) -> Res<f64> {
    match a.to_f64() {
        Some(x) if x.is_finite() => Ok(x),
        _ => Err(overflow_error("int too large to convert to float")),
    }
}

/// `float.fromhex(text)`
pub fn float_fromhex(text: &Str) -> Res<f64> {
    match crate::float_text::parse_hex(text.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\x0b')) {
        Some(x) if x.is_infinite() && text.as_str().contains(['p', 'P']) => {
            Err(overflow_error("hexadecimal value too large to represent as a float"))
        }
        Some(x) => Ok(x),
        None => Err(crate::error::raise(&VALUE_ERROR, "invalid hexadecimal floating-point string")),
    }
}
