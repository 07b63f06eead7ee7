//! `erf` and `erfc` as the C library computes them (the fdlibm algorithm by Sun Microsystems, freely usable with this
//! notice: "Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun Microsystems,
//! Inc. business. Permission to use, copy, modify, and distribute this software is freely granted, provided that this
//! notice is preserved.").

#![allow(clippy::excessive_precision)] // the digits of the original

const ERX: f64 = 8.45062911510467529297e-01;
const EFX: f64 = 1.28379167095512586316e-01;

const PP: [f64; 5] = [
    1.28379167095512558561e-01,
    -3.25042107247001499370e-01,
    -2.84817495755985104766e-02,
    -5.77027029648944159157e-03,
    -2.37630166566501626084e-05,
];
const QQ: [f64; 6] = [
    1.0,
    3.97917223959155352819e-01,
    6.50222499887672944485e-02,
    5.08130628187576562776e-03,
    1.32494738004321644526e-04,
    -3.96022827877536812320e-06,
];
const PA: [f64; 7] = [
    -2.36211856075265944077e-03,
    4.14856118683748331666e-01,
    -3.72207876035701323847e-01,
    3.18346619901161753674e-01,
    -1.10894694282396677476e-01,
    3.54783043256182359371e-02,
    -2.16637559486879084300e-03,
];
const QA: [f64; 7] = [
    1.0,
    1.06420880400844228286e-01,
    5.40397917702171048937e-01,
    7.18286544141962662868e-02,
    1.26171219808761642112e-01,
    1.36370839120290507362e-02,
    1.19844998467991074170e-02,
];
const RA: [f64; 8] = [
    -9.86494403484714822705e-03,
    -6.93858572707181764372e-01,
    -1.05586262253232909814e+01,
    -6.23753324503260060396e+01,
    -1.62396669462573470355e+02,
    -1.84605092906711035994e+02,
    -8.12874355063065934246e+01,
    -9.81432934416914548592e+00,
];
const SA: [f64; 9] = [
    1.0,
    1.96512716674392571292e+01,
    1.37657754143519042600e+02,
    4.34565877475229228821e+02,
    6.45387271733267880336e+02,
    4.29008140027567833386e+02,
    1.08635005541779435134e+02,
    6.57024977031928170135e+00,
    -6.04244152148580987438e-02,
];
const RB: [f64; 7] = [
    -9.86494292470009928597e-03,
    -7.99283237680523006574e-01,
    -1.77579549177547519889e+01,
    -1.60636384855821916062e+02,
    -6.37566443368389627722e+02,
    -1.02509513161107724954e+03,
    -4.83519191608651397019e+02,
];
const SB: [f64; 8] = [
    1.0,
    3.03380607434824582924e+01,
    3.25792512996573918826e+02,
    1.53672958608443695994e+03,
    3.19985821950859553908e+03,
    2.55305040643316442583e+03,
    4.74528541206955367215e+02,
    -2.24409524465858183362e+01,
];

/// Horner's scheme.
fn plain(x: f64, c: &[f64]) -> f64 {
    c.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// The C library's order of evaluation: even and odd powers apart.
fn poly(x: f64, c: &[f64]) -> f64 {
    let x2 = x * x;
    let pair = |i: usize| c[i] + x * c.get(i + 1).copied().unwrap_or(0.0);
    match c.len() {
        5 => {
            let (r1, r2, x4) = (pair(0), pair(2), x2 * x2);
            r1 + x2 * r2 + x4 * c[4]
        }
        6 => {
            let (s1, s2, s3, x4) = (pair(0), pair(2), pair(4), x2 * x2);
            s1 + x2 * s2 + x4 * s3
        }
        7 => {
            let (r1, r2, r3) = (pair(0), pair(2), pair(4));
            let x4 = x2 * x2;
            r1 + x2 * r2 + x4 * r3 + (x4 * x2) * c[6]
        }
        8 => {
            let (r1, r2, r3, r4) = (pair(0), pair(2), pair(4), pair(6));
            let x4 = x2 * x2;
            r1 + x2 * r2 + x4 * r3 + (x4 * x2) * r4
        }
        9 => {
            let (r1, r2, r3, r4) = (pair(0), pair(2), pair(4), pair(6));
            let x4 = x2 * x2;
            r1 + x2 * r2 + x4 * r3 + (x4 * x2) * r4 + (x4 * x4) * c[8]
        }
        _ => plain(x, c),
    }
}

/// `exp(-x * x)` times the tail's rational function, for x >= 1.25.
fn tail(x: f64) -> f64 {
    let s = 1.0 / (x * x);
    let (r, q) = if x < 1.0 / 0.35 { (poly(s, &RA), poly(s, &SA)) } else { (poly(s, &RB), poly(s, &SB)) };
    let z = f64::from_bits(x.to_bits() & 0xffff_ffff_0000_0000);
    (-z * z - 0.5625).exp() * ((z - x) * (z + x) + r / q).exp() / x
}

/// `math.erf(x)`
pub(crate) fn erf(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    let size = x.abs();
    if size < 0.84375 {
        if size < 2f64.powi(-28) {
            if size < f64::MIN_POSITIVE * 16.0 {
                return 0.0625 * (16.0 * x + (16.0 * EFX) * x);
            }
            return x + EFX * x;
        }
        let z = x * x;
        return x + x * (poly(z, &PP) / poly(z, &QQ));
    }
    let r = if size < 1.25 {
        let s = size - 1.0;
        ERX + poly(s, &PA) / poly(s, &QA)
    } else if size >= 6.0 {
        1.0
    } else {
        1.0 - tail(size)
    };
    r.copysign(x)
}

/// `math.erfc(x)`
pub(crate) fn erfc(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    let size = x.abs();
    if size < 0.84375 {
        if size < 2f64.powi(-56) {
            return 1.0 - x;
        }
        let z = x * x;
        let y = poly(z, &PP) / poly(z, &QQ);
        if x < 0.25 {
            return 1.0 - (x + x * y);
        }
        return 0.5 - (x - 0.5 + x * y);
    }
    if size < 1.25 {
        let s = size - 1.0;
        let q = poly(s, &PA) / poly(s, &QA);
        return if x >= 0.0 { 1.0 - ERX - q } else { 1.0 + (ERX + q) };
    }
    if size < 28.0 {
        if x < -6.0 {
            return 2.0;
        }
        let r = tail(size);
        return if x > 0.0 { r } else { 2.0 - r };
    }
    if x > 0.0 {
        0.0
    } else {
        2.0
    }
}
