//! Python's `int`: a machine integer that grows into a big one on overflow.
//!
//! Always normalised: a value that fits an `i64` is `Small`. The fast path of every operation is inline, the rest is
//! cold and out of line. Operators are in `int_ops.rs`, division, powers and shifts in `int_math.rs`, text in
//! `int_text.rs`, bytes in `int_bytes.rs`.

use crate::error::{index_error, overflow_error, Res};
use crate::obj::{wrong_type, CmpOp, Obj};
use crate::pystr::Str;
use crate::value::Value;
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

#[derive(Clone)]
pub enum Int {
    Small(i64),
    Big(Rc<BigInt>),
}

const _: () = assert!(std::mem::size_of::<Int>() == 16);

/// CPython's hash modulus for numbers, 2**61 - 1.
pub(crate) const HASH_MODULUS: u64 = (1 << 61) - 1;

impl Int {
    pub const ZERO: Int = Int::Small(0);
    pub const ONE: Int = Int::Small(1);

    /// A literal too long for an `i64`, in decimal digits with an optional sign.
    #[cold]
    pub fn lit(digits: &str) -> Int {
        match digits.parse::<BigInt>() {
            Ok(big) => Int::from_big(big),
            Err(_) => panic!("internal error: an integer literal that isn't decimal: {digits}"),
        }
    }

    /// The normalised form of `big`.
    #[inline]
    pub fn from_big(big: BigInt) -> Int {
        match big.to_i64() {
            Some(small) => Int::Small(small),
            None => Int::Big(Rc::new(big)),
        }
    }

    /// The value as a big integer.
    pub fn to_big(&self) -> BigInt {
        match self {
            Int::Small(a) => BigInt::from(*a),
            Int::Big(a) => (**a).clone(),
        }
    }

    /// The normalised form of a 128-bit integer.
    #[inline]
    pub fn from_i128(value: i128) -> Int {
        match i64::try_from(value) {
            Ok(small) => Int::Small(small),
            Err(_) => Int::Big(Rc::new(BigInt::from(value))),
        }
    }

    /// The value if it fits an `i64`.
    #[inline]
    pub fn to_i64(&self) -> Option<i64> {
        match self {
            Int::Small(a) => Some(*a),
            Int::Big(_) => None,
        }
    }

    /// The number as an `i64`; a program whose integers don't fit one stops here.
    #[inline]
    #[track_caller]
    pub fn small(&self) -> i64 {
        match self.to_i64() {
            Some(value) => value,
            None => panic!("an integer doesn't fit in 64 bits"),
        }
    }

    /// The value as a position; `IndexError: cannot fit 'int' into an index-sized integer`.
    #[inline]
    pub fn index(&self) -> Res<i64> {
        match self {
            Int::Small(a) => Ok(*a),
            Int::Big(_) => Err(index_error("cannot fit 'int' into an index-sized integer")),
        }
    }

    /// The value as a slice bound: too large ones are clamped, as Python does.
    #[inline]
    pub fn clamp_index(&self) -> i64 {
        match self {
            Int::Small(a) => *a,
            Int::Big(a) if a.is_negative() => i64::MIN,
            Int::Big(_) => i64::MAX,
        }
    }

    /// The value as a size or count; `OverflowError: cannot fit 'int' into an index-sized integer`.
    #[inline]
    pub fn to_count(&self) -> Res<i64> {
        match self {
            Int::Small(a) => Ok(*a),
            Int::Big(_) => Err(overflow_error("cannot fit 'int' into an index-sized integer")),
        }
    }

    #[inline]
    pub fn is_zero(&self) -> bool {
        matches!(self, Int::Small(0))
    }

    #[inline]
    pub fn is_negative(&self) -> bool {
        match self {
            Int::Small(a) => *a < 0,
            Int::Big(a) => a.is_negative(),
        }
    }

    /// -1, 0 or 1
    #[inline]
    pub fn signum(&self) -> i64 {
        match self {
            Int::Small(a) => a.signum(),
            Int::Big(a) if a.is_negative() => -1,
            Int::Big(_) => 1,
        }
    }

    #[inline]
    pub fn is_even(&self) -> bool {
        match self {
            Int::Small(a) => a & 1 == 0,
            Int::Big(a) => !a.bit(0),
        }
    }

    /// `abs(x)`
    #[inline]
    pub fn abs(&self) -> Int {
        match self {
            Int::Small(a) => match a.checked_abs() {
                Some(r) => Int::Small(r),
                None => Int::from_i128(i128::from(*a).abs()),
            },
            Int::Big(a) => Int::from_big(a.abs()),
        }
    }

    /// `x.bit_length()`
    pub fn bit_length(&self) -> i64 {
        match self {
            Int::Small(a) => i64::from(64 - a.unsigned_abs().leading_zeros()),
            Int::Big(a) => a.bits() as i64,
        }
    }

    /// `x.bit_count()`: ones in the binary form of the absolute value.
    pub fn bit_count(&self) -> i64 {
        match self {
            Int::Small(a) => i64::from(a.unsigned_abs().count_ones()),
            Int::Big(a) => a.magnitude().count_ones() as i64,
        }
    }

    /// CPython's `hash(x)`.
    #[inline]
    pub fn hash_number(&self) -> i64 {
        match self {
            Int::Small(a) => hash_i64(*a),
            Int::Big(a) => hash_big(a),
        }
    }
}

/// CPython's `hash` of a machine integer.
#[inline]
pub fn hash_i64(a: i64) -> i64 {
    let m = a.unsigned_abs();
    let h = if m < HASH_MODULUS { m } else { m % HASH_MODULUS };
    let h = if a < 0 { -(h as i64) } else { h as i64 };
    if h == -1 {
        -2
    } else {
        h
    }
}

#[cold]
fn hash_big(a: &BigInt) -> i64 {
    let h = (a.magnitude() % HASH_MODULUS).to_u64().unwrap_or(0) as i64;
    let h = if a.is_negative() { -h } else { h };
    if h == -1 {
        -2
    } else {
        h
    }
}

impl From<i64> for Int {
    #[inline]
    fn from(a: i64) -> Int {
        Int::Small(a)
    }
}

impl From<i32> for Int {
    #[inline]
    fn from(a: i32) -> Int {
        Int::Small(i64::from(a))
    }
}

impl From<u32> for Int {
    #[inline]
    fn from(a: u32) -> Int {
        Int::Small(i64::from(a))
    }
}

impl From<bool> for Int {
    #[inline]
    fn from(a: bool) -> Int {
        Int::Small(i64::from(a))
    }
}

impl From<usize> for Int {
    #[inline]
    fn from(a: usize) -> Int {
        Int::from_i128(a as i128)
    }
}

impl From<u64> for Int {
    #[inline]
    fn from(a: u64) -> Int {
        Int::from_i128(i128::from(a))
    }
}

impl From<i128> for Int {
    #[inline]
    fn from(a: i128) -> Int {
        Int::from_i128(a)
    }
}

impl From<BigInt> for Int {
    #[inline]
    fn from(a: BigInt) -> Int {
        Int::from_big(a)
    }
}

impl Default for Int {
    fn default() -> Int {
        Int::ZERO
    }
}

impl PartialEq for Int {
    #[inline]
    fn eq(&self, other: &Int) -> bool {
        match (self, other) {
            (Int::Small(a), Int::Small(b)) => a == b,
            (Int::Big(a), Int::Big(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Int {}

impl PartialOrd for Int {
    #[inline]
    fn partial_cmp(&self, other: &Int) -> Option<Ordering> {
        Some(self.cmp(other))
    }

    #[inline]
    fn lt(&self, other: &Int) -> bool {
        match (self, other) {
            (Int::Small(a), Int::Small(b)) => a < b,
            _ => cmp_slow(self, other).is_lt(),
        }
    }

    #[inline]
    fn le(&self, other: &Int) -> bool {
        match (self, other) {
            (Int::Small(a), Int::Small(b)) => a <= b,
            _ => cmp_slow(self, other).is_le(),
        }
    }

    #[inline]
    fn gt(&self, other: &Int) -> bool {
        other < self
    }

    #[inline]
    fn ge(&self, other: &Int) -> bool {
        other <= self
    }
}

impl Ord for Int {
    #[inline]
    fn cmp(&self, other: &Int) -> Ordering {
        match (self, other) {
            (Int::Small(a), Int::Small(b)) => a.cmp(b),
            _ => cmp_slow(self, other),
        }
    }
}

#[cold]
#[inline(never)]
fn cmp_slow(a: &Int, b: &Int) -> Ordering {
    match (a, b) {
        (Int::Small(a), Int::Small(b)) => a.cmp(b),
        (Int::Big(a), Int::Big(b)) => a.cmp(b),
        (Int::Small(_), Int::Big(b)) if b.is_negative() => Ordering::Greater,
        (Int::Small(_), Int::Big(_)) => Ordering::Less,
        (Int::Big(a), Int::Small(_)) if a.is_negative() => Ordering::Less,
        (Int::Big(_), Int::Small(_)) => Ordering::Greater,
    }
}

impl PartialEq<i64> for Int {
    #[inline]
    fn eq(&self, other: &i64) -> bool {
        matches!(self, Int::Small(a) if a == other)
    }
}

impl PartialEq<Int> for i64 {
    #[inline]
    fn eq(&self, other: &Int) -> bool {
        other == self
    }
}

impl PartialOrd<i64> for Int {
    #[inline]
    fn partial_cmp(&self, other: &i64) -> Option<Ordering> {
        Some(match self {
            Int::Small(a) => a.cmp(other),
            Int::Big(a) if a.is_negative() => Ordering::Less,
            Int::Big(_) => Ordering::Greater,
        })
    }
}

impl PartialOrd<Int> for i64 {
    #[inline]
    fn partial_cmp(&self, other: &Int) -> Option<Ordering> {
        other.partial_cmp(self).map(Ordering::reverse)
    }
}

impl Hash for Int {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_i64(self.hash_number());
    }
}

impl std::fmt::Display for Int {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Int::Small(a) => std::fmt::Display::fmt(a, f),
            Int::Big(a) => std::fmt::Display::fmt(&**a, f),
        }
    }
}

impl std::fmt::Debug for Int {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

/// Appends a machine integer in decimal.
pub(crate) fn push_u64(out: &mut String, a: u64) {
    const PAIRS: &str = "\
        0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
        5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";
    if a < 10 {
        out.push((b'0' + a as u8) as char);
        return;
    }
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    let mut rest = a;
    while rest >= 10 {
        let pair = (rest % 100) as usize * 2;
        rest /= 100;
        at -= 2;
        digits[at..at + 2].copy_from_slice(&PAIRS.as_bytes()[pair..pair + 2]);
    }
    if rest > 0 {
        at -= 1;
        digits[at] = b'0' + rest as u8;
    }
    out.push_str(std::str::from_utf8(&digits[at..]).unwrap_or_default());
}

/// Appends a machine integer in decimal.
#[inline]
pub fn push_i64(out: &mut String, a: i64) {
    if a < 0 {
        out.push('-');
    }
    push_u64(out, a.unsigned_abs());
}

impl Obj for Int {
    fn type_name(&self) -> Str {
        Str::lit("int")
    }

    #[inline]
    fn write_repr(&self, out: &mut String) -> Res<()> {
        match self {
            Int::Small(a) => {
                push_i64(out, *a);
                Ok(())
            }
            Int::Big(a) => crate::int_text::write_big(out, a),
        }
    }

    #[inline]
    fn short_str(&self) -> Option<Str> {
        match self {
            Int::Small(a) => Str::short_decimal(*a),
            Int::Big(_) => None,
        }
    }

    fn write_format(&self, out: &mut String, spec: &str) -> Res<()> {
        crate::format::format_int(out, self, spec, "int")
    }

    #[inline]
    fn truthy(&self) -> Res<bool> {
        Ok(!self.is_zero())
    }

    #[inline]
    fn py_eq(&self, other: &Self) -> Res<bool> {
        Ok(self == other)
    }

    #[inline]
    fn py_cmp(&self, other: &Self, op: CmpOp) -> Res<bool> {
        Ok(op.test(self.cmp(other)))
    }

    #[inline]
    fn py_lt(&self, other: &Self) -> Res<bool> {
        Ok(self < other)
    }

    #[inline]
    fn fast_eq(&self, other: &Self) -> Option<bool> {
        Some(self == other)
    }

    #[inline]
    fn fast_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }

    #[inline]
    fn sort_kind(&self) -> u32 {
        1
    }

    #[inline]
    fn fast_hash(&self) -> Option<i64> {
        Some(self.hash_number())
    }

    #[inline]
    fn py_hash(&self) -> Res<i64> {
        Ok(self.hash_number())
    }

    #[inline]
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Int::Small(a), Int::Small(b)) => a == b,
            (Int::Big(a), Int::Big(b)) => Rc::ptr_eq(a, b) || a == b,
            _ => false,
        }
    }

    fn to_value(&self) -> Value {
        Value::from(self.clone())
    }

    fn from_value(v: Value) -> Res<Self> {
        match v.as_int() {
            Some(a) => Ok(a),
            None => Err(wrong_type("int", &v)),
        }
    }
}
