//! `Obj` for the plain Rust types that stand for Python's scalars: `i64 f64 bool () String &'static str Option<T>`.

use crate::error::{overflow_error, raise, Res};
use crate::exc_types::TYPE_ERROR;
use crate::int::{hash_i64, push_i64, Int};
use crate::obj::{unordered, wrong_type, CmpOp, Obj};
pub use crate::obj_compound::hash_tuple;
use crate::pystr::Str;
use crate::str_text::{hash_str, write_str_repr};
use crate::value::Value;
use std::cmp::Ordering;

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

            #[inline]
            fn short_str(&self) -> Option<Str> {
                Str::short_decimal(i64::try_from(*self).ok()?)
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
    const IS_OPTION: bool = true;

    fn deep_copy(&self, memo: &mut crate::copy::Memo) -> Res<Self> {
        self.as_ref().map(|x| x.deep_copy(memo)).transpose()
    }

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
        self.as_ref().is_none_or(Obj::has_stable_hash)
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
texts!(&'static str, |_: Str| Err(raise(&TYPE_ERROR, "a string made at run time has no static form")));
