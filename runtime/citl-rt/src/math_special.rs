//! Functions of module `math` that CPython has its own code for: `gamma lgamma hypot dist fsum`, and exact scaling.

use crate::error::{overflow_error, value_error, Res};
use crate::math::{domain, range};
use std::f64::consts::PI;

/// `2.0 ** e` for an exponent of a normal float.
pub(crate) fn pow2(e: i32) -> f64 {
    f64::from_bits(((i64::from(e) + 1023) as u64) << 52)
}

/// `x * 2**n`, rounded once.
pub(crate) fn scale(x: f64, n: i64) -> f64 {
    let mut x = x;
    let mut n = n.clamp(-4000, 4000) as i32;
    while n > 1023 {
        x *= pow2(1023);
        n -= 1023;
    }
    // Keep 53 bits of room so that only the last step can round.
    while n < -1022 {
        x *= pow2(-1022 + 53);
        n += 1022 - 53;
    }
    x * pow2(n)
}

const LANCZOS_G: f64 = 6.02468004077673;
const LANCZOS_G_MINUS_HALF: f64 = 5.52468004077673;
const LOG_PI: f64 = 1.1447298858494002;

#[allow(clippy::excessive_precision)] // as in CPython
const LANCZOS_NUM: [f64; 13] = [
    23531376880.410759688572007674451636754734846804940,
    42919803642.649098768957899047001988850926355848959,
    35711959237.355668049440185451547166705960488635843,
    17921034426.037209699919755754458931112671403265390,
    6039542586.3520280050642916443072979210699388420708,
    1439720407.3117216736632230727949123939715485786772,
    248874557.86205415651146038641322942321632125127801,
    31426415.585400194380614231628318205362874684987640,
    2876370.6289353724412254090516208496135991145378768,
    186056.26539522349504029498971604569928220784236328,
    8071.6720023658162106380029022722506138218516325024,
    210.82427775157934587250973392071336271166969580291,
    2.5066282746310002701649081771338373386264310793408,
];

const LANCZOS_DEN: [f64; 13] = [
    0.0,
    39916800.0,
    120543840.0,
    150917976.0,
    105258076.0,
    45995730.0,
    13339535.0,
    2637558.0,
    357423.0,
    32670.0,
    1925.0,
    66.0,
    1.0,
];

fn lanczos_sum(x: f64) -> f64 {
    let (mut num, mut den) = (0.0, 0.0);
    if x < 5.0 {
        for i in (0..13).rev() {
            num = num * x + LANCZOS_NUM[i];
            den = den * x + LANCZOS_DEN[i];
        }
    } else {
        for i in 0..13 {
            num = num / x + LANCZOS_NUM[i];
            den = den / x + LANCZOS_DEN[i];
        }
    }
    num / den
}

/// `sin(pi * x)`
fn sinpi(x: f64) -> f64 {
    let y = x.abs() % 2.0;
    let r = match (2.0 * y).round() as i32 {
        0 => (PI * y).sin(),
        1 => (PI * (y - 0.5)).cos(),
        2 => (PI * (1.0 - y)).sin(),
        3 => -(PI * (y - 1.5)).cos(),
        _ => (PI * (y - 2.0)).sin(),
    };
    1.0_f64.copysign(x) * r
}

/// CPython's `math.gamma`
pub(crate) fn gamma(x: f64) -> Res<f64> {
    if x.is_nan() || x == f64::INFINITY {
        return Ok(x);
    }
    if x == f64::NEG_INFINITY || x == 0.0 {
        return Err(domain());
    }
    if x == x.floor() {
        if x < 0.0 {
            return Err(domain());
        }
        if x <= 23.0 {
            return Ok((1..x as u64).map(|i| i as f64).product());
        }
    }
    let size = x.abs();
    if size < 1e-20 {
        let r = 1.0 / x;
        return if r.is_infinite() { Err(range()) } else { Ok(r) };
    }
    if size > 200.0 {
        return if x < 0.0 { Ok(0.0 / sinpi(x)) } else { Err(range()) };
    }
    let y = size + LANCZOS_G_MINUS_HALF;
    let z =
        if size > LANCZOS_G_MINUS_HALF { (y - size) - LANCZOS_G_MINUS_HALF } else { (y - LANCZOS_G_MINUS_HALF) - size };
    let z = z * LANCZOS_G / y;
    let r = if x < 0.0 {
        let r = -PI / sinpi(size) / size * y.exp() / lanczos_sum(size);
        let r = r - z * r;
        if size < 140.0 {
            r / y.powf(size - 0.5)
        } else {
            let root = y.powf(size / 2.0 - 0.25);
            r / root / root
        }
    } else {
        let r = lanczos_sum(size) / y.exp();
        let r = r + z * r;
        if size < 140.0 {
            r * y.powf(size - 0.5)
        } else {
            let root = y.powf(size / 2.0 - 0.25);
            r * root * root
        }
    };
    if r.is_infinite() {
        return Err(range());
    }
    Ok(r)
}

/// CPython's `math.lgamma`
pub(crate) fn lgamma(x: f64) -> Res<f64> {
    if !x.is_finite() {
        return Ok(x.abs());
    }
    if x == x.floor() && x <= 2.0 {
        return if x <= 0.0 { Err(domain()) } else { Ok(0.0) };
    }
    let size = x.abs();
    if size < 1e-20 {
        return Ok(-size.ln());
    }
    let mut r = lanczos_sum(size).ln() - LANCZOS_G;
    r += (size - 0.5) * ((size + LANCZOS_G - 0.5).ln() - 1.0);
    if x < 0.0 {
        r = LOG_PI - sinpi(size).abs().ln() - size.ln() - r;
    }
    if r.is_infinite() {
        return Err(range());
    }
    Ok(r)
}

/// A sum that keeps what rounding loses.
struct Kept {
    sum: f64,
    lost: [f64; 3],
}

impl Kept {
    /// Adds the square of `x` (negated by `sign`) in exact parts.
    fn add_square(&mut self, x: f64, sign: f64) {
        const SPLIT: f64 = 134_217_729.0; // 2**27 + 1
        let t = x * SPLIT;
        let high = t - (t - x);
        let low = x - high;
        for (i, part) in [sign * high * high, sign * 2.0 * high * low, sign * low * low].into_iter().enumerate() {
            let before = self.sum;
            self.sum += part;
            self.lost[i] += (before - self.sum) + part;
        }
    }

    fn total(&self) -> f64 {
        self.sum - 1.0 + (self.lost[0] + self.lost[1] + self.lost[2])
    }
}

/// CPython's `vector_norm`: the length of a vector of sizes.
pub(crate) fn norm(sizes: Vec<f64>) -> f64 {
    let max = sizes.iter().copied().fold(0.0, f64::max);
    if max.is_infinite() {
        return max;
    }
    if sizes.iter().any(|x| x.is_nan()) {
        return f64::NAN;
    }
    if max == 0.0 || sizes.len() <= 1 {
        return max;
    }
    let (_, exponent) = crate::math::math_frexp(max);
    if exponent < -1023 {
        // The scale itself would overflow.
        return f64::MIN_POSITIVE * norm(sizes.into_iter().map(|x| x / f64::MIN_POSITIVE).collect());
    }
    let factor = scale(1.0, -exponent);
    let mut kept = Kept { sum: 1.0, lost: [0.0; 3] };
    for x in sizes {
        kept.add_square(x * factor, 1.0);
    }
    let h = kept.total().sqrt();
    kept.add_square(h, -1.0);
    (h + kept.total() / (2.0 * h)) / factor
}

/// CPython's `math.fsum`: the exact sum, rounded once.
pub(crate) fn fsum(xs: impl Iterator<Item = Res<f64>>) -> Res<f64> {
    let mut partials: Vec<f64> = Vec::new();
    let (mut special, mut infinities) = (0.0, 0.0);
    for x in xs {
        let mut x = x?;
        let original = x;
        let mut kept = 0;
        for i in 0..partials.len() {
            let mut y = partials[i];
            if x.abs() < y.abs() {
                std::mem::swap(&mut x, &mut y);
            }
            let high = x + y;
            let low = y - (high - x);
            if low != 0.0 {
                partials[kept] = low;
                kept += 1;
            }
            x = high;
        }
        partials.truncate(kept);
        if x != 0.0 {
            if x.is_finite() {
                partials.push(x);
                continue;
            }
            if original.is_finite() {
                return Err(overflow_error("intermediate overflow in fsum"));
            }
            if original.is_infinite() {
                infinities += original;
            }
            special += original;
            partials.clear();
        }
    }
    if special != 0.0 {
        if infinities.is_nan() {
            return Err(value_error("-inf + inf in fsum"));
        }
        return Ok(special);
    }
    let Some(mut high) = partials.pop() else { return Ok(0.0) };
    let mut low = 0.0;
    while let Some(y) = partials.pop() {
        let x = high;
        high = x + y;
        low = y - (high - x);
        if low != 0.0 {
            break;
        }
    }
    // Half-even across the remaining parts.
    if let Some(&next) = partials.last() {
        if (low < 0.0 && next < 0.0) || (low > 0.0 && next > 0.0) {
            let y = low * 2.0;
            let x = high + y;
            if y == x - high {
                high = x;
            }
        }
    }
    Ok(high)
}
