//! `int`: division, powers, shifts, rounding.

use crate::error::{overflow_error, value_error, zero_division_error, PyErr, Res};
use crate::int::Int;
use crate::pystr::Str;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

#[cold]
#[inline(never)]
fn zero(text: &'static str) -> Box<PyErr> {
    zero_division_error(Str::lit(text))
}

const DIV_ZERO: &str = "integer division or modulo by zero";
const MOD_ZERO: &str = "integer modulo by zero";

/// Floor division of machine integers; `b` isn't zero and the quotient fits.
#[inline(always)]
fn floor_div_raw(a: i64, b: i64) -> i64 {
    let q = a.wrapping_div(b);
    if a.wrapping_sub(q.wrapping_mul(b)) != 0 && (a ^ b) < 0 {
        q - 1
    } else {
        q
    }
}

/// Remainder with the sign of the divisor; `b` isn't zero.
#[inline(always)]
fn floor_mod_raw(a: i64, b: i64) -> i64 {
    // 32-bit division is several times faster.
    if (a | b) as u64 >> 32 == 0 {
        return i64::from(a as u32 % b as u32);
    }
    let r = a.wrapping_rem(b);
    if r != 0 && (r ^ b) < 0 {
        r + b
    } else {
        r
    }
}

impl Int {
    /// `a // b`
    #[inline]
    pub fn floordiv(&self, b: &Int) -> Res<Int> {
        if let (Int::Small(a), Int::Small(b)) = (self, b) {
            return floordiv_i64(*a, *b);
        }
        floordiv_slow(self, b)
    }

    /// `a % b`
    #[inline]
    pub fn modulo(&self, b: &Int) -> Res<Int> {
        if let (Int::Small(a), Int::Small(b)) = (self, b) {
            return modulo_i64(*a, *b).map(Int::Small);
        }
        modulo_slow(self, b)
    }

    /// `divmod(a, b)`
    #[inline]
    pub fn divmod(&self, b: &Int) -> Res<(Int, Int)> {
        if let (Int::Small(a), Int::Small(b)) = (self, b) {
            if *b == 0 {
                return Err(zero(DIV_ZERO));
            }
            if *b != -1 {
                return Ok((Int::Small(floor_div_raw(*a, *b)), Int::Small(floor_mod_raw(*a, *b))));
            }
        }
        if b.is_zero() {
            return Err(zero(DIV_ZERO));
        }
        let (q, r) = self.to_big().div_mod_floor(&b.to_big());
        Ok((Int::from_big(q), Int::from_big(r)))
    }

    /// `a / b`, correctly rounded.
    #[inline]
    pub fn truediv(&self, b: &Int) -> Res<f64> {
        if let (Int::Small(a), Int::Small(b)) = (self, b) {
            return truediv_i64(*a, *b);
        }
        truediv_slow(self, b)
    }

    /// `a ** e` for a non-negative exponent. A negative one gives a float in Python: a stop here (`pow_float`).
    #[track_caller]
    pub fn pow(&self, e: &Int) -> Res<Int> {
        match e {
            Int::Small(e) if *e >= 0 => pow_count(self, *e as u64),
            Int::Small(_) => panic!("int ** negative int is a float: the exponent was expected to be non-negative"),
            Int::Big(big) if big.is_negative() => {
                panic!("int ** negative int is a float: the exponent was expected to be non-negative")
            }
            Int::Big(_) => match self {
                Int::Small(0) => Ok(Int::ZERO),
                Int::Small(1) => Ok(Int::ONE),
                Int::Small(-1) => Ok(if e.is_even() { Int::ONE } else { Int::Small(-1) }),
                _ => Err(crate::error::raise_bare(&crate::exc_types::MEMORY_ERROR)),
            },
        }
    }

    /// `a ** e` for a negative exponent.
    pub fn pow_float(&self, e: &Int) -> Res<f64> {
        crate::float::pow_f64(self.to_f64()?, e.to_f64()?)
    }

    /// `pow(a, e, m)`
    pub fn pow_mod(&self, e: &Int, m: &Int) -> Res<Int> {
        if m.is_zero() {
            return Err(value_error("pow() 3rd argument cannot be 0"));
        }
        if let (Int::Small(a), Int::Small(e), Int::Small(m)) = (self, e, m) {
            if *e >= 0 && *m > 0 {
                return Ok(Int::Small(pow_mod_small(*a, *e as u64, *m)));
            }
        }
        let m = m.to_big();
        let (base, e) = if e.is_negative() {
            match self.to_big().mod_floor(&m.abs()).modinv(&m.abs()) {
                Some(inverse) => (inverse, -e.to_big()),
                None => return Err(value_error("base is not invertible for the given modulus")),
            }
        } else {
            (self.to_big(), e.to_big())
        };
        let r = base.mod_floor(&m.abs()).modpow(&e, &m.abs());
        Ok(Int::from_big(r.mod_floor(&m)))
    }

    /// `a << n`
    #[inline]
    pub fn shl(&self, n: &Int) -> Res<Int> {
        if let (Int::Small(a), Int::Small(n)) = (self, n) {
            if let 0..=62 = *n {
                let r = a << n;
                if r >> n == *a {
                    return Ok(Int::Small(r));
                }
            }
        }
        shl_slow(self, n)
    }

    /// `a >> n`
    #[inline]
    pub fn shr(&self, n: &Int) -> Res<Int> {
        if let (Int::Small(a), Int::Small(n)) = (self, n) {
            if *n >= 0 {
                return Ok(Int::Small(a >> (*n).min(63)));
            }
        }
        shr_slow(self, n)
    }
}

/// `a // b` that grows (`i64::MIN // -1`).
#[inline]
pub fn floordiv_i64(a: i64, b: i64) -> Res<Int> {
    if b == 0 {
        return Err(zero(DIV_ZERO));
    }
    if b == -1 {
        return Ok(-Int::Small(a));
    }
    Ok(Int::Small(floor_div_raw(a, b)))
}

/// `a % b`
#[inline]
pub fn modulo_i64(a: i64, b: i64) -> Res<i64> {
    if b == 0 {
        return Err(zero(MOD_ZERO));
    }
    Ok(floor_mod_raw(a, b))
}

/// `a / b`, correctly rounded.
#[inline]
pub fn truediv_i64(a: i64, b: i64) -> Res<f64> {
    if b == 0 {
        return Err(zero("division by zero"));
    }
    if a.unsigned_abs() <= 1 << 53 && b.unsigned_abs() <= 1 << 53 {
        return Ok(a as f64 / b as f64);
    }
    truediv_slow(&Int::Small(a), &Int::Small(b))
}

#[cold]
#[inline(never)]
fn floordiv_slow(a: &Int, b: &Int) -> Res<Int> {
    if b.is_zero() {
        return Err(zero(DIV_ZERO));
    }
    Ok(Int::from_big(match (a, b) {
        (Int::Big(a), Int::Small(b)) => a.div_floor(&BigInt::from(*b)),
        (Int::Big(a), Int::Big(b)) => a.div_floor(b),
        _ => a.to_big().div_floor(&b.to_big()),
    }))
}

#[cold]
#[inline(never)]
fn modulo_slow(a: &Int, b: &Int) -> Res<Int> {
    if b.is_zero() {
        return Err(zero(MOD_ZERO));
    }
    Ok(Int::from_big(match (a, b) {
        (Int::Big(a), Int::Small(b)) => {
            let r = (&**a % b.unsigned_abs()).to_i128().unwrap_or(0);
            let b = i128::from(*b);
            return Ok(Int::from_i128(if r != 0 && (r < 0) != (b < 0) { r + b } else { r }));
        }
        (Int::Big(a), Int::Big(b)) => a.mod_floor(b),
        _ => a.to_big().mod_floor(&b.to_big()),
    }))
}

#[cold]
#[inline(never)]
fn truediv_slow(a: &Int, b: &Int) -> Res<f64> {
    if b.is_zero() {
        return Err(zero("division by zero"));
    }
    match ratio(&a.to_big(), &b.to_big()) {
        Some(x) => Ok(x),
        None => Err(overflow_error("integer division result too large for a float")),
    }
}

/// `a / b` rounded half to even; None when too large for a float. `b` isn't zero.
pub(crate) fn ratio(a: &BigInt, b: &BigInt) -> Option<f64> {
    let negative = a.is_negative() != b.is_negative();
    if a.is_zero() {
        return Some(if negative { -0.0 } else { 0.0 });
    }
    let (a, b) = (a.magnitude(), b.magnitude());
    let size = a.bits() as i64 - b.bits() as i64;
    if size > 1025 {
        return None;
    }
    if size < -1080 {
        return Some(if negative { -0.0 } else { 0.0 });
    }
    // At least 55 bits of quotient, fewer where the result is subnormal.
    let shift = (size - 55).max(-1076);
    let (quotient, rest) = if shift <= 0 { (a << -shift).div_rem(b) } else { a.div_rem(&(b << shift)) };
    let mut q = quotient.to_u64()?;
    if !rest.is_zero() {
        q |= 1; // sticky: the quotient has two bits more than the result keeps
    }
    let bits = 64 - i64::from(q.leading_zeros());
    let drop = (bits - 53).max(-1074 - shift);
    if drop > 0 {
        let half = 1u64 << (drop - 1);
        let mask = (half << 1) - 1;
        let low = q & mask;
        q >>= drop;
        if low > half || (low == half && q & 1 == 1) {
            q += 1;
        }
    }
    let exponent = shift + drop.max(0);
    let x = power_of_two_scaled(q, exponent)?;
    Some(if negative { -x } else { x })
}

/// `m * 2**exponent` where the result is exact or too large (None).
fn power_of_two_scaled(m: u64, exponent: i64) -> Option<f64> {
    let m = m as f64;
    let x = if exponent > 900 {
        m * pow2(900) * pow2(exponent - 900)
    } else if exponent < -900 {
        m * pow2(-900) * pow2(exponent + 900)
    } else {
        m * pow2(exponent)
    };
    x.is_finite().then_some(x)
}

/// `2.0 ** e` for an exponent of a normal float.
fn pow2(e: i64) -> f64 {
    f64::from_bits(((e + 1023) as u64) << 52)
}

fn pow_count(a: &Int, e: u64) -> Res<Int> {
    if let Int::Small(a) = a {
        if let Some(r) = u32::try_from(e).ok().and_then(|e| a.checked_pow(e)) {
            return Ok(Int::Small(r));
        }
        match a {
            0 | 1 => return Ok(Int::Small(*a)),
            -1 => return Ok(Int::Small(if e % 2 == 0 { 1 } else { -1 })),
            _ => {}
        }
        if a.unsigned_abs().is_power_of_two() {
            let shift = Int::Small(i64::from(a.unsigned_abs().trailing_zeros())) * e as i64;
            let r = Int::ONE.shl(&shift)?;
            return Ok(if *a < 0 && e % 2 == 1 { -r } else { r });
        }
    }
    match u32::try_from(e) {
        Ok(e) => Ok(Int::from_big(a.to_big().pow(e))),
        Err(_) => Err(crate::error::raise_bare(&crate::exc_types::MEMORY_ERROR)),
    }
}

fn pow_mod_small(a: i64, mut e: u64, m: i64) -> i64 {
    let m = m as u64;
    let mut base = floor_mod_raw(a, m as i64) as u64;
    if m <= u64::from(u32::MAX) {
        let mut r = 1 % m;
        while e > 0 {
            if e & 1 == 1 {
                r = r * base % m;
            }
            base = base * base % m;
            e >>= 1;
        }
        return r as i64;
    }
    let wide = u128::from(m);
    let mut r = 1u64;
    while e > 0 {
        if e & 1 == 1 {
            r = (u128::from(r) * u128::from(base) % wide) as u64;
        }
        base = (u128::from(base) * u128::from(base) % wide) as u64;
        e >>= 1;
    }
    r as i64
}

#[cold]
#[inline(never)]
fn shl_slow(a: &Int, n: &Int) -> Res<Int> {
    if n.is_negative() {
        return Err(value_error("negative shift count"));
    }
    if a.is_zero() {
        return Ok(Int::ZERO);
    }
    match n {
        Int::Small(n) if *n < 1 << 40 => Ok(Int::from_big(a.to_big() << *n as u64)),
        Int::Small(_) => Err(crate::error::raise_bare(&crate::exc_types::MEMORY_ERROR)),
        Int::Big(_) => Err(overflow_error("too many digits in integer")),
    }
}

#[cold]
#[inline(never)]
fn shr_slow(a: &Int, n: &Int) -> Res<Int> {
    if n.is_negative() {
        return Err(value_error("negative shift count"));
    }
    match (a, n) {
        (Int::Big(a), Int::Small(n)) => Ok(Int::from_big(&**a >> *n as u64)),
        _ => Ok(if a.is_negative() { Int::Small(-1) } else { Int::ZERO }),
    }
}

/// `round(a, ndigits)` for an int: half to even at a power of ten.
pub fn round_int(a: &Int, ndigits: &Int) -> Int {
    let digits = match ndigits {
        Int::Small(n) if *n < 0 => n.unsigned_abs(),
        Int::Big(n) if n.is_negative() => u64::MAX,
        _ => return a.clone(),
    };
    if digits > a.bit_length() as u64 {
        return Int::ZERO;
    }
    let unit = BigInt::from(10).pow(digits as u32);
    let big = a.to_big();
    let (mut quotient, rest) = big.div_mod_floor(&unit);
    let twice = rest * 2;
    if twice > unit || (twice == unit && quotient.is_odd()) {
        quotient += BigInt::one();
    }
    Int::from_big(quotient * unit)
}

/// `round(a, ndigits)` on machine integers.
pub fn round_i64(a: i64, ndigits: i64) -> Int {
    round_int(&Int::Small(a), &Int::Small(ndigits))
}

/// Idiomatic `a // b`: stops on a zero divisor and on overflow.
#[inline]
#[track_caller]
pub fn floor_div(a: i64, b: i64) -> i64 {
    assert!(b != 0, "ZeroDivisionError: {DIV_ZERO}");
    assert!(!(a == i64::MIN && b == -1), "integer overflow in //");
    floor_div_raw(a, b)
}

/// Idiomatic `a % b`: stops on a zero divisor.
#[inline]
#[track_caller]
pub fn floor_mod(a: i64, b: i64) -> i64 {
    assert!(b != 0, "ZeroDivisionError: {MOD_ZERO}");
    floor_mod_raw(a, b)
}

/// Idiomatic `a ** b`: stops on a negative exponent and on overflow.
#[inline]
#[track_caller]
pub fn int_pow(a: i64, b: i64) -> i64 {
    assert!(b >= 0, "int ** negative int is a float");
    match a {
        0 | 1 => {
            if b == 0 {
                1
            } else {
                a
            }
        }
        -1 => {
            if b % 2 == 0 {
                1
            } else {
                -1
            }
        }
        _ => match u32::try_from(b).ok().and_then(|b| a.checked_pow(b)) {
            Some(r) => r,
            None => panic!("integer overflow in **"),
        },
    }
}
