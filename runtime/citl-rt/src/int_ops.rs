//! Operators of `Int`: `+ - *`, `& | ^`, unary `-` and `!`, with every combination of `Int`, `&Int` and `i64`, and the
//! growing arithmetic on raw `i64`.

use crate::int::Int;
use num_bigint::BigInt;
use std::ops::{
    Add, AddAssign, BitAnd, BitAndAssign, BitOr, BitOrAssign, BitXor, BitXorAssign, Mul, MulAssign, Neg, Not, Sub,
    SubAssign,
};
use std::rc::Rc;

/// Runs `f` on both values as big integers.
fn with_big(a: &Int, b: &Int, f: impl FnOnce(&BigInt, &BigInt) -> BigInt) -> Int {
    Int::from_big(match (a, b) {
        (Int::Big(a), Int::Big(b)) => f(a, b),
        (Int::Big(a), Int::Small(b)) => f(a, &BigInt::from(*b)),
        (Int::Small(a), Int::Big(b)) => f(&BigInt::from(*a), b),
        (Int::Small(a), Int::Small(b)) => f(&BigInt::from(*a), &BigInt::from(*b)),
    })
}

#[cold]
#[inline(never)]
fn add_slow(a: &Int, b: &Int) -> Int {
    match (a, b) {
        (Int::Small(a), Int::Small(b)) => Int::from_i128(i128::from(*a) + i128::from(*b)),
        (Int::Big(a), Int::Small(b)) | (Int::Small(b), Int::Big(a)) => Int::from_big(&**a + *b),
        (Int::Big(a), Int::Big(b)) => Int::from_big(&**a + &**b),
    }
}

#[cold]
#[inline(never)]
fn sub_slow(a: &Int, b: &Int) -> Int {
    match (a, b) {
        (Int::Small(a), Int::Small(b)) => Int::from_i128(i128::from(*a) - i128::from(*b)),
        (Int::Big(a), Int::Small(b)) => Int::from_big(&**a - *b),
        (Int::Small(a), Int::Big(b)) => Int::from_big(*a - &**b),
        (Int::Big(a), Int::Big(b)) => Int::from_big(&**a - &**b),
    }
}

#[cold]
#[inline(never)]
fn mul_slow(a: &Int, b: &Int) -> Int {
    match (a, b) {
        (Int::Small(a), Int::Small(b)) => Int::from_i128(i128::from(*a) * i128::from(*b)),
        (Int::Big(a), Int::Small(b)) | (Int::Small(b), Int::Big(a)) => Int::from_big(&**a * *b),
        (Int::Big(a), Int::Big(b)) => Int::from_big(&**a * &**b),
    }
}

#[cold]
#[inline(never)]
fn and_slow(a: &Int, b: &Int) -> Int {
    with_big(a, b, |a, b| a & b)
}

#[cold]
#[inline(never)]
fn or_slow(a: &Int, b: &Int) -> Int {
    with_big(a, b, |a, b| a | b)
}

#[cold]
#[inline(never)]
fn xor_slow(a: &Int, b: &Int) -> Int {
    with_big(a, b, |a, b| a ^ b)
}

/// Takes the big integer out of its only owner, so that it can be changed in place.
fn take_unique(place: &mut Int) -> Option<BigInt> {
    let Int::Big(_) = place else { return None };
    match std::mem::replace(place, Int::ZERO) {
        Int::Big(big) => match Rc::try_unwrap(big) {
            Ok(big) => Some(big),
            Err(shared) => {
                *place = Int::Big(shared);
                None
            }
        },
        Int::Small(_) => None,
    }
}

macro_rules! assign_slow {
    ($name:ident $slow:ident $op:tt) => {
        #[cold]
        #[inline(never)]
        fn $name(place: &mut Int, b: &Int) {
            *place = match take_unique(place) {
                Some(mut big) => {
                    match b {
                        Int::Small(b) => big $op *b,
                        Int::Big(b) => big $op &**b,
                    }
                    Int::from_big(big)
                }
                None => $slow(place, b),
            };
        }
    };
}

assign_slow!(add_assign_slow add_slow +=);
assign_slow!(sub_assign_slow sub_slow -=);
assign_slow!(mul_assign_slow mul_slow *=);

/// `+ - *`: `fast` is the checked operation on machine integers.
macro_rules! arithmetic {
    ($tr:ident $method:ident $fast:ident $slow:ident $tra:ident $method_assign:ident $slow_assign:ident) => {
        impl $tr<&Int> for &Int {
            type Output = Int;
            #[inline]
            fn $method(self, b: &Int) -> Int {
                if let (Int::Small(x), Int::Small(y)) = (self, b) {
                    if let Some(r) = x.$fast(*y) {
                        return Int::Small(r);
                    }
                }
                $slow(self, b)
            }
        }
        impl $tr<i64> for &Int {
            type Output = Int;
            #[inline]
            fn $method(self, b: i64) -> Int {
                if let Int::Small(x) = self {
                    if let Some(r) = x.$fast(b) {
                        return Int::Small(r);
                    }
                }
                $slow(self, &Int::Small(b))
            }
        }
        impl $tr<&Int> for i64 {
            type Output = Int;
            #[inline]
            fn $method(self, b: &Int) -> Int {
                if let Int::Small(y) = b {
                    if let Some(r) = self.$fast(*y) {
                        return Int::Small(r);
                    }
                }
                $slow(&Int::Small(self), b)
            }
        }
        forward!($tr $method);

        impl $tra<&Int> for Int {
            #[inline]
            fn $method_assign(&mut self, b: &Int) {
                if let (Int::Small(x), Int::Small(y)) = (&*self, b) {
                    if let Some(r) = x.$fast(*y) {
                        *self = Int::Small(r);
                        return;
                    }
                }
                $slow_assign(self, b);
            }
        }
        impl $tra<i64> for Int {
            #[inline]
            fn $method_assign(&mut self, b: i64) {
                if let Int::Small(x) = &*self {
                    if let Some(r) = x.$fast(b) {
                        *self = Int::Small(r);
                        return;
                    }
                }
                $slow_assign(self, &Int::Small(b));
            }
        }
        impl $tra<Int> for Int {
            #[inline]
            fn $method_assign(&mut self, b: Int) {
                self.$method_assign(&b);
            }
        }
    };
}

/// `& | ^`: never overflow on machine integers.
macro_rules! bitwise {
    ($tr:ident $method:ident $op:tt $slow:ident $tra:ident $method_assign:ident) => {
        impl $tr<&Int> for &Int {
            type Output = Int;
            #[inline]
            fn $method(self, b: &Int) -> Int {
                match (self, b) {
                    (Int::Small(x), Int::Small(y)) => Int::Small(x $op y),
                    _ => $slow(self, b),
                }
            }
        }
        impl $tr<i64> for &Int {
            type Output = Int;
            #[inline]
            fn $method(self, b: i64) -> Int {
                match self {
                    Int::Small(x) => Int::Small(x $op b),
                    _ => $slow(self, &Int::Small(b)),
                }
            }
        }
        impl $tr<&Int> for i64 {
            type Output = Int;
            #[inline]
            fn $method(self, b: &Int) -> Int {
                match b {
                    Int::Small(y) => Int::Small(self $op y),
                    _ => $slow(&Int::Small(self), b),
                }
            }
        }
        forward!($tr $method);

        impl $tra<&Int> for Int {
            #[inline]
            fn $method_assign(&mut self, b: &Int) {
                *self = (&*self).$method(b);
            }
        }
        impl $tra<i64> for Int {
            #[inline]
            fn $method_assign(&mut self, b: i64) {
                *self = (&*self).$method(b);
            }
        }
        impl $tra<Int> for Int {
            #[inline]
            fn $method_assign(&mut self, b: Int) {
                *self = (&*self).$method(&b);
            }
        }
    };
}

/// The combinations with owned operands.
macro_rules! forward {
    ($tr:ident $method:ident) => {
        impl $tr<Int> for Int {
            type Output = Int;
            #[inline]
            fn $method(self, b: Int) -> Int {
                (&self).$method(&b)
            }
        }
        impl $tr<&Int> for Int {
            type Output = Int;
            #[inline]
            fn $method(self, b: &Int) -> Int {
                (&self).$method(b)
            }
        }
        impl $tr<Int> for &Int {
            type Output = Int;
            #[inline]
            fn $method(self, b: Int) -> Int {
                self.$method(&b)
            }
        }
        impl $tr<i64> for Int {
            type Output = Int;
            #[inline]
            fn $method(self, b: i64) -> Int {
                (&self).$method(b)
            }
        }
        impl $tr<Int> for i64 {
            type Output = Int;
            #[inline]
            fn $method(self, b: Int) -> Int {
                self.$method(&b)
            }
        }
    };
}

arithmetic!(Add add checked_add add_slow AddAssign add_assign add_assign_slow);
arithmetic!(Sub sub checked_sub sub_slow SubAssign sub_assign sub_assign_slow);
arithmetic!(Mul mul checked_mul mul_slow MulAssign mul_assign mul_assign_slow);
bitwise!(BitAnd bitand & and_slow BitAndAssign bitand_assign);
bitwise!(BitOr bitor | or_slow BitOrAssign bitor_assign);
bitwise!(BitXor bitxor ^ xor_slow BitXorAssign bitxor_assign);

#[cold]
#[inline(never)]
fn neg_slow(a: &Int) -> Int {
    match a {
        Int::Small(a) => Int::from_i128(-i128::from(*a)),
        Int::Big(a) => Int::from_big(-&**a),
    }
}

impl Neg for &Int {
    type Output = Int;
    #[inline]
    fn neg(self) -> Int {
        match self {
            Int::Small(a) if *a != i64::MIN => Int::Small(-*a),
            _ => neg_slow(self),
        }
    }
}

impl Neg for Int {
    type Output = Int;
    #[inline]
    fn neg(self) -> Int {
        -&self
    }
}

impl Not for &Int {
    type Output = Int;
    #[inline]
    fn not(self) -> Int {
        match self {
            Int::Small(a) => Int::Small(!*a),
            Int::Big(a) => Int::from_big(!&**a),
        }
    }
}

impl Not for Int {
    type Output = Int;
    #[inline]
    fn not(self) -> Int {
        !&self
    }
}

/// `a + b` that grows.
#[inline]
pub fn add_i64(a: i64, b: i64) -> Int {
    match a.checked_add(b) {
        Some(r) => Int::Small(r),
        None => add_slow(&Int::Small(a), &Int::Small(b)),
    }
}

/// `a - b` that grows.
#[inline]
pub fn sub_i64(a: i64, b: i64) -> Int {
    match a.checked_sub(b) {
        Some(r) => Int::Small(r),
        None => sub_slow(&Int::Small(a), &Int::Small(b)),
    }
}

/// `a * b` that grows.
#[inline]
pub fn mul_i64(a: i64, b: i64) -> Int {
    match a.checked_mul(b) {
        Some(r) => Int::Small(r),
        None => mul_slow(&Int::Small(a), &Int::Small(b)),
    }
}

/// `-a` that grows.
#[inline]
pub fn neg_i64(a: i64) -> Int {
    -Int::Small(a)
}
