//! Module `math` on integers.

use crate::error::{overflow_error, value_error, Res};
use crate::int::Int;
use num_bigint::BigInt;
use num_integer::{Integer, Roots};

/// `math.gcd(a, b)`
pub fn math_gcd(a: &Int, b: &Int) -> Int {
    if let (Int::Small(a), Int::Small(b)) = (a.abs(), b.abs()) {
        return Int::Small(gcd_u64(a as u64, b as u64) as i64);
    }
    Int::from_big(a.to_big().gcd(&b.to_big()))
}

fn gcd_u64(a: u64, b: u64) -> u64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        if (a | b) >> 32 == 0 {
            let (mut x, mut y) = (a as u32, b as u32);
            while y != 0 {
                (x, y) = (y, x % y);
            }
            return u64::from(x);
        }
        (a, b) = (b, a % b);
    }
    a
}

/// `math.gcd(a, b)` on machine integers; grows for `i64::MIN`.
pub fn gcd_i64(a: i64, b: i64) -> Int {
    Int::from(gcd_u64(a.unsigned_abs(), b.unsigned_abs()))
}

/// `math.gcd(*xs)`
pub fn math_gcd_all(xs: &[Int]) -> Int {
    xs.iter().fold(Int::ZERO, |gcd, x| math_gcd(&gcd, x))
}

/// `math.lcm(a, b)`
pub fn math_lcm(a: &Int, b: &Int) -> Int {
    if a.is_zero() || b.is_zero() {
        return Int::ZERO;
    }
    let gcd = math_gcd(a, b);
    match a.floordiv(&gcd) {
        Ok(part) => (part * b).abs(),
        Err(_) => Int::ZERO,
    }
}

/// `math.lcm(*xs)`
pub fn math_lcm_all(xs: &[Int]) -> Int {
    xs.iter().fold(Int::ONE, |lcm, x| math_lcm(&lcm, x))
}

/// Product of `lo..hi`, halving so that the factors stay of equal size.
fn product(lo: u64, hi: u64) -> BigInt {
    if hi - lo <= 16 {
        return (lo..hi).fold(BigInt::from(1), |product, i| product * i);
    }
    let middle = lo + (hi - lo) / 2;
    product(lo, middle) * product(middle, hi)
}

/// `math.factorial(n)`
pub fn math_factorial(n: &Int) -> Res<Int> {
    match n {
        _ if n.is_negative() => Err(value_error("factorial() not defined for negative values")),
        Int::Small(n @ 0..=20) => Ok(Int::Small((1..=*n).product())),
        Int::Small(n) => Ok(Int::from_big(product(1, *n as u64 + 1))),
        Int::Big(_) => Err(overflow_error(format!("factorial() argument should not exceed {}", i64::MAX))),
    }
}

/// `math.isqrt(n)`
pub fn math_isqrt(n: &Int) -> Res<Int> {
    if n.is_negative() {
        return Err(value_error("isqrt() argument must be nonnegative"));
    }
    Ok(match n {
        Int::Small(n) => Int::Small(n.sqrt()),
        Int::Big(n) => Int::from_big(n.sqrt()),
    })
}

fn check_counts(n: &Int, k: &Int) -> Res<()> {
    if n.is_negative() {
        return Err(value_error("n must be a non-negative integer"));
    }
    if k.is_negative() {
        return Err(value_error("k must be a non-negative integer"));
    }
    Ok(())
}

/// `math.perm(n, k)`
pub fn math_perm(n: &Int, k: &Int) -> Res<Int> {
    check_counts(n, k)?;
    if k > n {
        return Ok(Int::ZERO);
    }
    let Some(k) = k.to_i64() else {
        return Err(overflow_error(format!("k must not exceed {}", i64::MAX)));
    };
    Ok(match n {
        Int::Small(n) => Int::from_big(product((n - k + 1) as u64, *n as u64 + 1)),
        Int::Big(n) => Int::from_big((0..k).fold(BigInt::from(1), |product, i| product * (&**n - i))),
    })
}

/// `math.perm(n)`
pub fn math_perm_all(n: &Int) -> Res<Int> {
    math_perm(n, n)
}

/// `math.comb(n, k)`
pub fn math_comb(n: &Int, k: &Int) -> Res<Int> {
    check_counts(n, k)?;
    if k > n {
        return Ok(Int::ZERO);
    }
    let other = n - k;
    let k = if other < *k { other } else { k.clone() };
    let Some(count) = k.to_i64() else {
        return Err(overflow_error(format!("min(n - k, k) must not exceed {}", i64::MAX)));
    };
    let mut result = Int::ONE;
    if let Some(n) = n.to_i64() {
        // Every intermediate is a binomial coefficient itself.
        let mut small = 1u64;
        for i in 0..count {
            match small.checked_mul((n - i) as u64) {
                Some(product) => small = product / (i as u64 + 1),
                None => {
                    result = Int::from(small);
                    return Ok(comb_from(result, n, i, count));
                }
            }
        }
        return Ok(Int::from(small));
    }
    let big = n.to_big();
    for i in 0..count {
        result = Int::from_big(result.to_big() * (&big - i) / (i + 1));
    }
    Ok(result)
}

fn comb_from(start: Int, n: i64, done: i64, count: i64) -> Int {
    let mut result = start.to_big();
    for i in done..count {
        result = result * (n - i) / (i + 1);
    }
    Int::from_big(result)
}

/// `math.prod(xs, start=start)` of ints
pub fn math_prod_int(xs: impl Iterator<Item = Res<Int>>, start: Int) -> Res<Int> {
    let mut product = start;
    for x in xs {
        product *= &x?;
    }
    Ok(product)
}

/// `math.sumprod(p, q)` of ints (3.12)
pub fn math_sumprod_int(p: &[Int], q: &[Int]) -> Res<Int> {
    if p.len() != q.len() {
        return Err(value_error("Inputs are not the same length"));
    }
    Ok(p.iter().zip(q).fold(Int::ZERO, |sum, (a, b)| sum + a * b))
}
