//! Module `math` on floats. Elementary functions are the C library's, as in CPython; those that std lacks or computes in
//! its own way come from `libm.rs`, what CPython has its own code for (`gamma`, `hypot`, `fsum`, ...) is in
//! `math_special.rs`.

use crate::error::{overflow_error, value_error, zero_division_error, PyErr, Res};
use crate::float::{ceil_f64, decompose, floor_f64, int_from_f64};
use crate::int::Int;
use crate::libm;
use crate::math_special as special;
use crate::obj::Obj;
use num_traits::ToPrimitive;

pub const MATH_PI: f64 = std::f64::consts::PI;
pub const MATH_E: f64 = std::f64::consts::E;
pub const MATH_TAU: f64 = std::f64::consts::TAU;
pub const MATH_INF: f64 = f64::INFINITY;
pub const MATH_NAN: f64 = f64::NAN;

#[cold]
#[inline(never)]
pub(crate) fn domain() -> Box<PyErr> {
    value_error("math domain error")
}

#[cold]
#[inline(never)]
pub(crate) fn range() -> Box<PyErr> {
    overflow_error("math range error")
}

/// CPython's check of a result: NaN from a number is a domain error, infinity from a finite number too unless the
/// function can overflow.
#[inline]
fn checked(x: f64, r: f64, can_overflow: bool) -> Res<f64> {
    if r.is_finite() || x.is_nan() || (r.is_infinite() && x.is_infinite()) {
        return Ok(r);
    }
    if r.is_nan() || !can_overflow {
        return Err(domain());
    }
    Err(range())
}

macro_rules! functions {
    ($($name:ident $f:expr, $can_overflow:literal;)*) => {
        $(
            #[inline]
            pub fn $name(x: f64) -> Res<f64> {
                let f: fn(f64) -> f64 = $f;
                checked(x, f(x), $can_overflow)
            }
        )*
    };
}

functions! {
    math_sqrt f64::sqrt, false;
    math_sin f64::sin, false;
    math_cos f64::cos, false;
    math_tan f64::tan, false;
    math_asin f64::asin, false;
    math_acos f64::acos, false;
    math_exp f64::exp, true;
    math_exp2 f64::exp2, true;
    math_expm1 f64::exp_m1, true;
    math_sinh f64::sinh, true;
    math_cosh f64::cosh, true;
    math_acosh |x| libm::acosh(x), false;
    math_atanh |x| libm::atanh(x), false;
    math_log1p f64::ln_1p, false;
}

macro_rules! total_functions {
    ($($name:ident $f:expr;)*) => {
        $(
            #[inline]
            pub fn $name(x: f64) -> f64 {
                let f: fn(f64) -> f64 = $f;
                f(x)
            }
        )*
    };
}

total_functions! {
    math_fabs f64::abs;
    math_atan f64::atan;
    math_tanh f64::tanh;
    math_asinh |x| libm::asinh(x);
    math_cbrt |x| libm::cbrt(x);
    math_erf |x| libm::erf(x);
    math_erfc |x| libm::erfc(x);
    math_degrees |x| x * (180.0 / MATH_PI);
    math_radians |x| x * (MATH_PI / 180.0);
}

#[inline]
fn log_with(x: f64, f: fn(f64) -> f64) -> Res<f64> {
    if x > 0.0 || x.is_nan() {
        Ok(f(x))
    } else {
        Err(domain())
    }
}

/// Logarithm of an int of any size.
fn log_int(a: &Int, f: fn(f64) -> f64) -> Res<f64> {
    match a {
        Int::Small(a) => log_with(*a as f64, f),
        Int::Big(_) if a.is_negative() => Err(domain()),
        Int::Big(big) => match a.to_f64() {
            Ok(x) => Ok(f(x)),
            Err(_) => {
                // mantissa in [0.5, 1) times 2**exponent
                let exponent = big.bits();
                let top = (&**big >> (exponent - 64)).to_f64().unwrap_or(0.0);
                let mantissa = top / 18_446_744_073_709_551_616.0;
                Ok(f(mantissa) + f(2.0) * exponent as f64)
            }
        },
    }
}

macro_rules! logarithms {
    ($($name:ident $int:ident $f:expr;)*) => {
        $(
            #[inline]
            pub fn $name(x: f64) -> Res<f64> {
                log_with(x, $f)
            }

            pub fn $int(a: &Int) -> Res<f64> {
                log_int(a, $f)
            }
        )*
    };
}

logarithms! {
    math_log math_log_int f64::ln;
    math_log2 math_log2_int f64::log2;
    math_log10 math_log10_int f64::log10;
}

/// `math.log(x, base)`
pub fn math_log_base(x: f64, base: f64) -> Res<f64> {
    quotient(math_log(x)?, math_log(base)?)
}

/// `math.log(a, base)` of ints
pub fn math_log_base_int(a: &Int, base: &Int) -> Res<f64> {
    quotient(math_log_int(a)?, math_log_int(base)?)
}

/// The division at the end of `math.log(x, base)`.
fn quotient(a: f64, b: f64) -> Res<f64> {
    if b == 0.0 {
        return Err(zero_division_error("float division by zero"));
    }
    Ok(a / b)
}

#[inline]
pub fn math_atan2(y: f64, x: f64) -> f64 {
    y.atan2(x)
}

#[inline]
pub fn math_copysign(x: f64, sign: f64) -> f64 {
    x.copysign(sign)
}

/// `math.pow(x, y)`
#[inline(never)] // as `pow_f64`
pub fn math_pow(x: f64, y: f64) -> Res<f64> {
    let r = x.powf(y);
    if r.is_finite() || !x.is_finite() || !y.is_finite() {
        return Ok(r);
    }
    if r.is_nan() || x == 0.0 {
        return Err(domain());
    }
    Err(range())
}

/// `math.fmod(x, y)`
pub fn math_fmod(x: f64, y: f64) -> Res<f64> {
    let r = x % y;
    if r.is_nan() && !x.is_nan() && !y.is_nan() {
        return Err(domain());
    }
    Ok(r)
}

/// `math.remainder(x, y)`
pub fn math_remainder(x: f64, y: f64) -> Res<f64> {
    if x.is_nan() || y.is_nan() {
        return Ok(f64::NAN);
    }
    if x.is_infinite() || y == 0.0 {
        return Err(domain());
    }
    if y.is_infinite() {
        return Ok(x);
    }
    let (size, unit) = (x.abs(), y.abs());
    let m = size % unit;
    let c = unit - m;
    let r = if m < c {
        m
    } else if m > c {
        -c
    } else {
        m - 2.0 * ((0.5 * (size - m)) % unit)
    };
    Ok(1.0_f64.copysign(x) * r)
}

#[inline]
pub fn math_isnan(x: f64) -> bool {
    x.is_nan()
}

#[inline]
pub fn math_isinf(x: f64) -> bool {
    x.is_infinite()
}

#[inline]
pub fn math_isfinite(x: f64) -> bool {
    x.is_finite()
}

/// `math.isclose(a, b, rel_tol=..., abs_tol=...)`
pub fn math_isclose(a: f64, b: f64, rel_tol: f64, abs_tol: f64) -> Res<bool> {
    if rel_tol < 0.0 || abs_tol < 0.0 {
        return Err(value_error("tolerances must be non-negative"));
    }
    if a == b {
        return Ok(true);
    }
    if a.is_infinite() || b.is_infinite() {
        return Ok(false);
    }
    let diff = (b - a).abs();
    Ok(diff <= (rel_tol * b).abs() || diff <= (rel_tol * a).abs() || diff <= abs_tol)
}

/// `math.floor(x)`
#[inline]
pub fn math_floor(x: f64) -> Res<Int> {
    floor_f64(x)
}

/// `math.ceil(x)`
#[inline]
pub fn math_ceil(x: f64) -> Res<Int> {
    ceil_f64(x)
}

/// `math.trunc(x)`
#[inline]
pub fn math_trunc(x: f64) -> Res<Int> {
    int_from_f64(x)
}

/// `math.modf(x)`
pub fn math_modf(x: f64) -> (f64, f64) {
    if x.is_infinite() {
        return (0.0_f64.copysign(x), x);
    }
    let whole = x.trunc();
    ((x - whole).copysign(x), whole)
}

/// `math.frexp(x)`
pub fn math_frexp(x: f64) -> (f64, i64) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    let (_, mantissa, exponent) = decompose(x);
    let bits = 64 - mantissa.leading_zeros() as i32;
    let size = mantissa as f64 / special::pow2(bits);
    (size.copysign(x), i64::from(exponent + bits))
}

/// `math.ldexp(x, exponent)`
pub fn math_ldexp(x: f64, exponent: &Int) -> Res<f64> {
    if x == 0.0 || !x.is_finite() {
        return Ok(x);
    }
    let r = special::scale(x, exponent.clamp_index());
    if r.is_infinite() {
        return Err(range());
    }
    Ok(r)
}

/// `math.nextafter(x, y)`
pub fn math_nextafter(x: f64, y: f64) -> f64 {
    if x.is_nan() || y.is_nan() {
        f64::NAN
    } else if x == y {
        y
    } else if x < y {
        x.next_up()
    } else {
        x.next_down()
    }
}

/// `math.ulp(x)`
pub fn math_ulp(x: f64) -> f64 {
    let x = x.abs();
    if !x.is_finite() {
        return x;
    }
    let next = x.next_up();
    if next.is_infinite() {
        x - x.next_down()
    } else {
        next - x
    }
}

/// `math.hypot(*coordinates)`
pub fn math_hypot(coordinates: &[f64]) -> f64 {
    special::norm(coordinates.iter().map(|x| x.abs()).collect())
}

/// `math.hypot(x, y)`
#[inline]
pub fn math_hypot2(x: f64, y: f64) -> f64 {
    math_hypot(&[x, y])
}

/// `math.dist(p, q)`
pub fn math_dist(p: &[f64], q: &[f64]) -> Res<f64> {
    if p.len() != q.len() {
        return Err(value_error("both points must have the same number of dimensions"));
    }
    Ok(special::norm(p.iter().zip(q).map(|(a, b)| (a - b).abs()).collect()))
}

/// `math.gamma(x)`
pub fn math_gamma(x: f64) -> Res<f64> {
    special::gamma(x)
}

/// `math.lgamma(x)`
pub fn math_lgamma(x: f64) -> Res<f64> {
    special::lgamma(x)
}

/// `math.fsum(xs)`
pub fn math_fsum(xs: impl Iterator<Item = Res<f64>>) -> Res<f64> {
    special::fsum(xs)
}

/// `math.prod(xs, start=start)` of floats
pub fn math_prod_float(xs: impl Iterator<Item = Res<f64>>, start: f64) -> Res<f64> {
    let mut product = start;
    for x in xs {
        product *= x?;
    }
    Ok(product)
}

/// `math.sumprod(p, q)` of floats (3.12), with exact products and sum.
pub fn math_sumprod_float(p: &[f64], q: &[f64]) -> Res<f64> {
    if p.len() != q.len() {
        return Err(value_error("Inputs are not the same length"));
    }
    let parts = p.iter().zip(q).flat_map(|(a, b)| {
        let product = a * b;
        [Ok(product), Ok(a.mul_add(*b, -product))]
    });
    special::fsum(parts)
}

/// `repr` of the type's name in messages for arguments that must be numbers.
pub fn must_be_real<T: Obj>(x: &T) -> Box<PyErr> {
    crate::error::type_error(format!("must be real number, not {}", &*x.type_name()))
}
