//! `Obj` for the plain Rust types that stand for Python values: `i64 f64 bool () String &'static str Option<T>`, Rust
//! tuples, `Vec<T>` and `Rc<RefCell<T>>`.

use crate::error::{overflow_error, raise, Res};
use crate::exc_types::TYPE_ERROR;
use crate::int::{hash_i64, push_i64, Int};
use crate::list::List;
use crate::obj::{unordered, unsupported_format, wrong_type, CmpOp, Obj};
use crate::pystr::{hash_str, write_str_repr, Str};
use crate::seq::{cmp_seq, eq_seq, fast_cmp_slices, fast_eq_slices, guarded_repr, write_items};
use crate::tuple::Tuple;
use crate::value::Value;
use std::cell::RefCell;
use std::cmp::Ordering;
use std::rc::Rc;

/// What all totally ordered scalars share.
macro_rules! ordered {
    () => {
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
        fn is(&self, other: &Self) -> bool {
            self == other
        }

        #[inline]
        fn fast_eq(&self, other: &Self) -> Option<bool> {
            Some(self == other)
        }

        #[inline]
        fn fast_cmp(&self, other: &Self) -> Option<Ordering> {
            Some(self.cmp(other))
        }
    };
}

macro_rules! machine_integers {
    ($($t:ty)*) => {$(
        impl Obj for $t {
            ordered!();

            fn type_name(&self) -> Str {
                Str::lit("int")
            }

            #[inline]
            fn write_repr(&self, out: &mut String) -> Res<()> {
                match i64::try_from(*self) {
                    Ok(a) => push_i64(out, a),
                    Err(_) => out.push_str(&self.to_string()),
                }
                Ok(())
            }

            fn write_format(&self, out: &mut String, spec: &str) -> Res<()> {
                if spec.is_empty() {
                    return self.write_repr(out);
                }
                crate::format::format_int(out, &Int::from_i128(*self as i128), spec, "int")
            }

            #[inline]
            fn truthy(&self) -> Res<bool> {
                Ok(*self != 0)
            }

            #[inline]
            fn sort_kind(&self) -> u32 {
                1
            }

            #[inline]
            fn fast_hash(&self) -> Option<i64> {
                Some(match i64::try_from(*self) {
                    Ok(a) => hash_i64(a),
                    Err(_) => Int::from_i128(*self as i128).hash_number(),
                })
            }

            #[inline]
            fn py_hash(&self) -> Res<i64> {
                Ok(self.fast_hash().unwrap_or(0))
            }

            fn to_value(&self) -> Value {
                Value::from(Int::from_i128(*self as i128))
            }

            fn from_value(v: Value) -> Res<Self> {
                match v.as_int() {
                    Some(Int::Small(a)) => <$t>::try_from(a).map_err(|_| too_large()),
                    Some(Int::Big(_)) => Err(too_large()),
                    None => Err(wrong_type("int", &v)),
                }
            }
        }
    )*};
}

machine_integers!(i64 i32 u8 u32 u64 usize);

#[cold]
fn too_large() -> Box<crate::error::PyErr> {
    overflow_error("Python int too large to convert to a machine integer")
}

impl Obj for bool {
    ordered!();

    fn type_name(&self) -> Str {
        Str::lit("bool")
    }

    #[inline]
    fn write_repr(&self, out: &mut String) -> Res<()> {
        out.push_str(if *self { "True" } else { "False" });
        Ok(())
    }

    fn write_format(&self, out: &mut String, spec: &str) -> Res<()> {
        if spec.is_empty() {
            return self.write_repr(out);
        }
        crate::format::format_int(out, &Int::from(*self), spec, "bool")
    }

    #[inline]
    fn truthy(&self) -> Res<bool> {
        Ok(*self)
    }

    #[inline]
    fn sort_kind(&self) -> u32 {
        1
    }

    #[inline]
    fn fast_hash(&self) -> Option<i64> {
        Some(i64::from(*self))
    }

    #[inline]
    fn py_hash(&self) -> Res<i64> {
        Ok(i64::from(*self))
    }

    fn to_value(&self) -> Value {
        Value::from(*self)
    }

    fn from_value(v: Value) -> Res<Self> {
        match v.as_bool() {
            Some(b) => Ok(b),
            None => Err(wrong_type("bool", &v)),
        }
    }
}

impl Obj for f64 {
    fn type_name(&self) -> Str {
        Str::lit("float")
    }

    #[inline]
    fn write_repr(&self, out: &mut String) -> Res<()> {
        crate::float_text::push_float(out, *self);
        Ok(())
    }

    fn write_format(&self, out: &mut String, spec: &str) -> Res<()> {
        crate::format::format_float(out, *self, spec)
    }

    #[inline]
    fn truthy(&self) -> Res<bool> {
        Ok(*self != 0.0)
    }

    #[inline]
    fn py_eq(&self, other: &Self) -> Res<bool> {
        Ok(self == other)
    }

    #[inline]
    fn py_cmp(&self, other: &Self, op: CmpOp) -> Res<bool> {
        Ok(match op {
            CmpOp::Lt => self < other,
            CmpOp::Le => self <= other,
            CmpOp::Gt => self > other,
            CmpOp::Ge => self >= other,
        })
    }

    #[inline]
    fn py_lt(&self, other: &Self) -> Res<bool> {
        Ok(self < other)
    }

    /// Floats have no identity here: equal bits count as one object, so that a NaN is found in its own list.
    #[inline]
    fn is(&self, other: &Self) -> bool {
        self.to_bits() == other.to_bits()
    }

    #[inline]
    fn fast_eq(&self, other: &Self) -> Option<bool> {
        Some(self == other)
    }

    #[inline]
    fn fast_cmp(&self, other: &Self) -> Option<Ordering> {
        self.partial_cmp(other)
    }

    #[inline]
    fn sort_kind(&self) -> u32 {
        u32::from(!self.is_nan())
    }

    #[inline]
    fn fast_hash(&self) -> Option<i64> {
        Some(crate::float::hash_f64(*self))
    }

    #[inline]
    fn py_hash(&self) -> Res<i64> {
        Ok(crate::float::hash_f64(*self))
    }

    fn to_value(&self) -> Value {
        Value::from(*self)
    }

    fn from_value(v: Value) -> Res<Self> {
        match v.as_float() {
            Some(x) => Ok(x),
            None => Err(wrong_type("float", &v)),
        }
    }
}

/// `hash(None)` of CPython 3.12 (earlier versions take the address).
const NONE_HASH: i64 = 0xfca8_6420;

impl Obj for () {
    fn type_name(&self) -> Str {
        Str::lit("NoneType")
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        out.push_str("None");
        Ok(())
    }

    fn truthy(&self) -> Res<bool> {
        Ok(false)
    }

    fn is(&self, _other: &Self) -> bool {
        true
    }

    fn fast_eq(&self, _other: &Self) -> Option<bool> {
        Some(true)
    }

    fn fast_hash(&self) -> Option<i64> {
        Some(NONE_HASH)
    }

    fn py_hash(&self) -> Res<i64> {
        Ok(NONE_HASH)
    }

    fn to_value(&self) -> Value {
        Value::from(())
    }

    fn from_value(v: Value) -> Res<Self> {
        if v.is_none() {
            Ok(())
        } else {
            Err(wrong_type("None", &v))
        }
    }
}

impl<T: Obj> Obj for Option<T> {
    fn type_name(&self) -> Str {
        match self {
            Some(x) => x.type_name(),
            None => Str::lit("NoneType"),
        }
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        match self {
            Some(x) => x.write_repr(out),
            None => ().write_repr(out),
        }
    }

    fn write_str(&self, out: &mut String) -> Res<()> {
        match self {
            Some(x) => x.write_str(out),
            None => ().write_repr(out),
        }
    }

    fn write_format(&self, out: &mut String, spec: &str) -> Res<()> {
        match self {
            Some(x) => x.write_format(out, spec),
            None => ().write_format(out, spec),
        }
    }

    #[inline]
    fn truthy(&self) -> Res<bool> {
        match self {
            Some(x) => x.truthy(),
            None => Ok(false),
        }
    }

    fn py_eq(&self, other: &Self) -> Res<bool> {
        match (self, other) {
            (Some(a), Some(b)) => a.py_eq(b),
            (None, None) => Ok(true),
            _ => Ok(false),
        }
    }

    fn py_cmp(&self, other: &Self, op: CmpOp) -> Res<bool> {
        match (self, other) {
            (Some(a), Some(b)) => a.py_cmp(b, op),
            _ => Err(unordered(op, &self.type_name(), &other.type_name())),
        }
    }

    fn fast_eq(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Some(a), Some(b)) => a.fast_eq(b),
            (None, None) => Some(true),
            _ => Some(false),
        }
    }

    fn fast_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Some(a), Some(b)) => a.fast_cmp(b),
            _ => None,
        }
    }

    fn sort_kind(&self) -> u32 {
        self.as_ref().map_or(0, Obj::sort_kind)
    }

    fn has_stable_hash(&self) -> bool {
        self.as_ref().map_or(true, Obj::has_stable_hash)
    }

    fn fast_hash(&self) -> Option<i64> {
        match self {
            Some(x) => x.fast_hash(),
            None => Some(NONE_HASH),
        }
    }

    fn py_hash(&self) -> Res<i64> {
        match self {
            Some(x) => x.py_hash(),
            None => Ok(NONE_HASH),
        }
    }

    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Some(a), Some(b)) => a.is(b),
            (None, None) => true,
            _ => false,
        }
    }

    fn to_value(&self) -> Value {
        match self {
            Some(x) => x.to_value(),
            None => Value::from(()),
        }
    }

    fn from_value(v: Value) -> Res<Self> {
        if v.is_none() {
            Ok(None)
        } else {
            T::from_value(v).map(Some)
        }
    }
}

macro_rules! texts {
    ($t:ty, $from:expr) => {
        impl Obj for $t {
            ordered!();

            fn type_name(&self) -> Str {
                Str::lit("str")
            }

            fn write_repr(&self, out: &mut String) -> Res<()> {
                write_str_repr(self, out);
                Ok(())
            }

            #[inline]
            fn write_str(&self, out: &mut String) -> Res<()> {
                out.push_str(self);
                Ok(())
            }

            fn write_format(&self, out: &mut String, spec: &str) -> Res<()> {
                crate::format::format_str(out, self, spec)
            }

            #[inline]
            fn truthy(&self) -> Res<bool> {
                Ok(!self.is_empty())
            }

            #[inline]
            fn sort_kind(&self) -> u32 {
                2
            }

            #[inline]
            fn has_stable_hash(&self) -> bool {
                false
            }

            #[inline]
            fn fast_hash(&self) -> Option<i64> {
                Some(hash_str(self))
            }

            #[inline]
            fn py_hash(&self) -> Res<i64> {
                Ok(hash_str(self))
            }

            fn to_value(&self) -> Value {
                Value::from(Str::from(&**self))
            }

            fn from_value(v: Value) -> Res<Self> {
                match v.as_str() {
                    Some(text) => $from(text),
                    None => Err(wrong_type("str", &v)),
                }
            }
        }
    };
}

texts!(String, |text: Str| Ok(String::from(text)));
texts!(&'static str, |text: Str| match text {
    Str::Lit(text) => Ok(text),
    Str::Heap(_) => Err(raise(&TYPE_ERROR, "a string made at run time has no static form")),
});

/// CPython's hash of a tuple (xxHash).
pub fn hash_tuple(hashes: impl ExactSizeIterator<Item = Res<i64>>) -> Res<i64> {
    const PRIME_1: u64 = 11_400_714_785_074_694_791;
    const PRIME_2: u64 = 14_029_467_366_897_019_727;
    const PRIME_5: u64 = 2_870_177_450_012_600_261;
    let len = hashes.len() as u64;
    let mut acc = PRIME_5;
    for hash in hashes {
        acc = acc.wrapping_add((hash? as u64).wrapping_mul(PRIME_2));
        acc = acc.rotate_left(31).wrapping_mul(PRIME_1);
    }
    acc = acc.wrapping_add(len ^ (PRIME_5 ^ 3_527_539));
    Ok(if acc == u64::MAX { 1_546_275_796 } else { acc as i64 })
}

macro_rules! tuples {
    ($(($n:literal $($t:ident $i:tt)+))*) => {$(
        impl<$($t: Obj),+> Obj for ($($t,)+) {
            fn type_name(&self) -> Str {
                Str::lit("tuple")
            }

            fn write_repr(&self, out: &mut String) -> Res<()> {
                out.push('(');
                $(
                    if $i > 0 {
                        out.push_str(", ");
                    }
                    self.$i.write_repr(out)?;
                )+
                out.push_str(if $n == 1 { ",)" } else { ")" });
                Ok(())
            }

            fn py_eq(&self, other: &Self) -> Res<bool> {
                $(
                    if !crate::seq::same(&self.$i, &other.$i)? {
                        return Ok(false);
                    }
                )+
                Ok(true)
            }

            fn py_cmp(&self, other: &Self, op: CmpOp) -> Res<bool> {
                $(
                    if !crate::seq::same(&self.$i, &other.$i)? {
                        return self.$i.py_cmp(&other.$i, op);
                    }
                )+
                Ok(op.test(Ordering::Equal))
            }

            #[inline]
            fn fast_eq(&self, other: &Self) -> Option<bool> {
                $(
                    if !crate::seq::fast_same(&self.$i, &other.$i)? {
                        return Some(false);
                    }
                )+
                Some(true)
            }

            #[inline]
            fn fast_cmp(&self, other: &Self) -> Option<Ordering> {
                $(
                    match self.$i.fast_cmp(&other.$i)? {
                        Ordering::Equal => {}
                        unequal => return Some(unequal),
                    }
                )+
                Some(Ordering::Equal)
            }

            #[inline]
            fn sort_kind(&self) -> u32 {
                let mut kind = 7u32;
                $(
                    match self.$i.sort_kind() {
                        0 => return 0,
                        k => kind = kind.wrapping_mul(31).wrapping_add(k),
                    }
                )+
                kind.max(1)
            }

            #[inline]
            fn has_stable_hash(&self) -> bool {
                $(self.$i.has_stable_hash())&&+
            }

            #[inline]
            fn fast_hash(&self) -> Option<i64> {
                let hashes = [$(self.$i.fast_hash()?),+];
                hash_tuple(hashes.into_iter().map(Ok)).ok()
            }

            fn py_hash(&self) -> Res<i64> {
                let hashes = [$(self.$i.py_hash()?),+];
                hash_tuple(hashes.into_iter().map(Ok))
            }

            fn is(&self, other: &Self) -> bool {
                $(self.$i.is(&other.$i))&&+
            }

            fn to_value(&self) -> Value {
                Value::from(Tuple::from(vec![$(self.$i.to_value()),+]))
            }

            fn from_value(v: Value) -> Res<Self> {
                let Some(items) = v.as_tuple() else {
                    return Err(wrong_type("tuple", &v));
                };
                if items.len() != $n {
                    return Err(wrong_length($n, items.len()));
                }
                Ok(($($t::from_value(items.get($i)?)?,)+))
            }
        }
    )*};
}

tuples! {
    (1 A 0)
    (2 A 0 B 1)
    (3 A 0 B 1 C 2)
    (4 A 0 B 1 C 2 D 3)
    (5 A 0 B 1 C 2 D 3 E 4)
    (6 A 0 B 1 C 2 D 3 E 4 F 5)
    (7 A 0 B 1 C 2 D 3 E 4 F 5 G 6)
    (8 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7)
}

#[cold]
fn wrong_length(wanted: i64, got: i64) -> Box<crate::error::PyErr> {
    raise(&TYPE_ERROR, format!("expected a tuple of {wanted}, got one of {got}"))
}

/// An owned list of idiomatic code.
impl<T: Obj> Obj for Vec<T> {
    fn type_name(&self) -> Str {
        Str::lit("list")
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        write_items(out, "[", self.iter().cloned(), "]")
    }

    fn truthy(&self) -> Res<bool> {
        Ok(!self.is_empty())
    }

    fn py_eq(&self, other: &Self) -> Res<bool> {
        if self.len() != other.len() {
            return Ok(false);
        }
        eq_seq(|i| self.get(i).cloned(), |i| other.get(i).cloned())
    }

    fn py_cmp(&self, other: &Self, op: CmpOp) -> Res<bool> {
        cmp_seq(|i| self.get(i).cloned(), |i| other.get(i).cloned(), op)
    }

    fn fast_eq(&self, other: &Self) -> Option<bool> {
        fast_eq_slices(self, other)
    }

    fn fast_cmp(&self, other: &Self) -> Option<Ordering> {
        fast_cmp_slices(self, other)
    }

    fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }

    fn to_value(&self) -> Value {
        Value::from(List::from(self.iter().map(Obj::to_value).collect::<Vec<_>>()))
    }

    fn from_value(v: Value) -> Res<Self> {
        match v.as_list() {
            Some(items) => items.to_vec().into_iter().map(T::from_value).collect(),
            None => Err(wrong_type("list", &v)),
        }
    }
}

/// A shared value of idiomatic code. A borrow lives while elements are compared or written, so user code that changes
/// the value meanwhile stops the program.
impl<T: Obj> Obj for Rc<RefCell<T>> {
    fn type_name(&self) -> Str {
        self.borrow().type_name()
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        guarded_repr(Rc::as_ptr(self) as usize, "[...]", out, |out| self.borrow().write_repr(out))
    }

    fn write_str(&self, out: &mut String) -> Res<()> {
        self.borrow().write_str(out)
    }

    fn write_format(&self, out: &mut String, spec: &str) -> Res<()> {
        if spec.is_empty() {
            self.write_str(out)
        } else {
            Err(unsupported_format(&self.type_name()))
        }
    }

    fn truthy(&self) -> Res<bool> {
        self.borrow().truthy()
    }

    fn py_eq(&self, other: &Self) -> Res<bool> {
        if Rc::ptr_eq(self, other) {
            return self.borrow().py_eq(&self.borrow());
        }
        self.borrow().py_eq(&other.borrow())
    }

    fn py_cmp(&self, other: &Self, op: CmpOp) -> Res<bool> {
        self.borrow().py_cmp(&other.borrow(), op)
    }

    fn py_hash(&self) -> Res<i64> {
        self.borrow().py_hash()
    }

    fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(self, other)
    }

    /// A copy: the dynamic form of idiomatic containers isn't shared with the original.
    fn to_value(&self) -> Value {
        self.borrow().to_value()
    }

    fn from_value(v: Value) -> Res<Self> {
        T::from_value(v).map(|x| Rc::new(RefCell::new(x)))
    }
}
