//! `Value`: a Python value whose type is known only at run time.
//!
//! Sixteen bytes: a tag and eight bytes that are an integer or a pointer (floats as bits, True and False as variants of
//! their own), so that it travels in two registers. Operations are free functions (`v_add`, `v_getitem`, ...): machine
//! integers and floats inline, everything else out of line.

mod access;
mod args;
mod arith;
mod attr;
mod bridge;
mod builtin;
mod compare;
mod convert;
mod func;
mod methods;
mod methods_dict;
mod methods_list;
mod methods_set;
mod methods_str;
mod view;

pub use access::*;
pub use args::{bind, Param, ParamKind};
pub use arith::*;
pub use attr::*;
pub(crate) use bridge::*;
pub use builtin::{v_builtin, v_sentinel, v_unbound_method};
pub use compare::*;
pub use convert::*;
pub use func::*;
pub use methods::v_method;
use methods_set::{set_difference_update, set_symmetric_difference_update, set_update};
pub use methods_str::v_maketrans;
pub use view::*;

use crate::bytes::Bytes;
use crate::dict::Dict;
use crate::error::{Exc, Res};
use crate::int::Int;
use crate::iter::Iter;
use crate::list::List;
use crate::obj::{CmpOp, Obj};
use crate::object::{Object, PyObject};
use crate::pystr::{Str, StrObj};
use crate::range::Range;
use crate::set::Set;
use crate::tuple::Tuple;
use num_bigint::BigInt;
use std::cmp::Ordering;
use std::rc::Rc;

/// A value of any type.
pub enum Value {
    None,
    False,
    True,
    NotImplemented,
    Ellipsis,
    Int(i64),
    /// An integer that doesn't fit an `i64`.
    Big(Rc<BigInt>),
    /// The bits of an `f64`.
    Float(u64),
    Str(Rc<StrObj>),
    List(List<Value>),
    Tuple(Tuple<Value>),
    Dict(Dict<Value, Value>),
    Set(Set<Value>),
    Range(Rc<Range>),
    Func(DynFunc),
    Iter(Iter<Value>),
    Bytes(Rc<Bytes>),
    View(Rc<View>),
    Exc(Rc<Exc>),
    Obj(Object),
}

const _: () = assert!(std::mem::size_of::<Value>() == 16);

impl Clone for Value {
    #[inline]
    fn clone(&self) -> Value {
        match self {
            Value::Int(i) => Value::Int(*i),
            Value::Float(bits) => Value::Float(*bits),
            Value::None => Value::None,
            Value::True => Value::True,
            Value::False => Value::False,
            Value::Str(s) => Value::Str(Rc::clone(s)),
            Value::List(x) => Value::List(x.clone()),
            other => clone_slow(other),
        }
    }
}

#[inline(never)]
fn clone_slow(v: &Value) -> Value {
    match v {
        Value::Big(b) => Value::Big(Rc::clone(b)),
        Value::Tuple(x) => Value::Tuple(x.clone()),
        Value::Dict(x) => Value::Dict(x.clone()),
        Value::Set(x) => Value::Set(x.clone()),
        Value::Range(r) => Value::Range(Rc::clone(r)),
        Value::Func(f) => Value::Func(f.clone()),
        Value::Iter(x) => Value::Iter(x.clone()),
        Value::Bytes(b) => Value::Bytes(Rc::clone(b)),
        Value::View(v) => Value::View(Rc::clone(v)),
        Value::Exc(e) => Value::Exc(Rc::clone(e)),
        Value::Obj(o) => Value::Obj(o.clone()),
        Value::Ellipsis => Value::Ellipsis,
        Value::NotImplemented => Value::NotImplemented,
        simple => simple.clone(),
    }
}

macro_rules! from {
    ($($t:ty, $x:ident => $made:expr;)*) => {$(
        impl From<$t> for Value {
            #[inline]
            fn from($x: $t) -> Value {
                $made
            }
        }
    )*};
}

from! {
    (), _x => Value::None;
    bool, b => if b { Value::True } else { Value::False };
    i64, i => Value::Int(i);
    i32, i => Value::Int(i64::from(i));
    f64, x => Value::Float(x.to_bits());
    Str, s => Value::Str(s.into_obj());
    &str, s => Value::Str(Str::from(s).into_obj());
    String, s => Value::Str(Str::from(s).into_obj());
    List<Value>, x => Value::List(x);
    Tuple<Value>, x => Value::Tuple(x);
    Dict<Value, Value>, x => Value::Dict(x);
    Set<Value>, x => Value::Set(x);
    Range, r => Value::Range(Rc::new(r));
    DynFunc, f => Value::Func(f);
    Iter<Value>, x => Value::Iter(x);
    Exc, e => Value::Exc(Rc::new(e));
    Bytes, x => Value::Bytes(Rc::new(x));
    Object, x => Value::Obj(x);
}

impl From<Int> for Value {
    #[inline]
    fn from(i: Int) -> Value {
        match i {
            Int::Small(i) => Value::Int(i),
            Int::Big(b) => Value::Big(b),
        }
    }
}

impl<T: Obj> From<Option<T>> for Value {
    fn from(x: Option<T>) -> Value {
        x.map_or(Value::None, |x| x.to_value())
    }
}

impl Value {
    /// An instance of a generated class.
    pub fn object(object: Rc<dyn PyObject>) -> Value {
        Value::Obj(Object::new(object))
    }

    /// A tuple.
    pub fn tuple(items: Vec<Value>) -> Value {
        Value::Tuple(Tuple::from(items))
    }

    /// A list.
    pub fn list(items: Vec<Value>) -> Value {
        Value::List(List::from(items))
    }

    #[inline]
    pub fn is_none(&self) -> bool {
        matches!(self, Value::None)
    }

    /// An `int` that isn't a `bool`.
    #[inline]
    pub fn as_int(&self) -> Option<Int> {
        match self {
            Value::Int(i) => Some(Int::Small(*i)),
            Value::Big(b) => Some(Int::Big(Rc::clone(b))),
            _ => None,
        }
    }

    /// An `int` or `bool` as a number.
    #[inline]
    pub fn as_index(&self) -> Option<Int> {
        match self {
            Value::True => Some(Int::ONE),
            Value::False => Some(Int::ZERO),
            _ => self.as_int(),
        }
    }

    #[inline]
    pub fn as_float(&self) -> Option<f64> {
        match self {
            Value::Float(bits) => Some(f64::from_bits(*bits)),
            _ => None,
        }
    }

    #[inline]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::True => Some(true),
            Value::False => Some(false),
            _ => None,
        }
    }

    #[inline]
    pub fn as_str(&self) -> Option<Str> {
        match self {
            Value::Str(s) => Some(Str::from_obj(Rc::clone(s))),
            _ => None,
        }
    }

    /// The text of a `str`, by reference.
    #[inline]
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Str(s) => Some(s.as_str()),
            _ => None,
        }
    }

    pub fn as_list(&self) -> Option<List<Value>> {
        match self {
            Value::List(x) => Some(x.clone()),
            _ => None,
        }
    }

    pub fn as_tuple(&self) -> Option<Tuple<Value>> {
        match self {
            Value::Tuple(x) => Some(x.clone()),
            _ => None,
        }
    }

    pub fn as_dict(&self) -> Option<Dict<Value, Value>> {
        match self {
            Value::Dict(x) => Some(x.clone()),
            _ => None,
        }
    }

    pub fn as_set(&self) -> Option<Set<Value>> {
        match self {
            Value::Set(x) => Some(x.clone()),
            _ => None,
        }
    }

    pub fn as_range(&self) -> Option<Range> {
        match self {
            Value::Range(r) => Some(**r),
            _ => None,
        }
    }

    pub fn as_func(&self) -> Option<DynFunc> {
        match self {
            Value::Func(f) => Some(f.clone()),
            _ => None,
        }
    }

    pub fn as_iter(&self) -> Option<Iter<Value>> {
        match self {
            Value::Iter(x) => Some(x.clone()),
            _ => None,
        }
    }

    pub fn as_bytes(&self) -> Option<Bytes> {
        match self {
            Value::Bytes(b) => Some((**b).clone()),
            _ => None,
        }
    }

    pub fn as_exc(&self) -> Option<Exc> {
        match self {
            Value::Exc(e) => Some((**e).clone()),
            _ => None,
        }
    }

    pub fn as_object(&self) -> Option<Object> {
        match self {
            Value::Obj(o) => Some(o.clone()),
            _ => None,
        }
    }

    /// The instance as the generated class `T`.
    pub fn downcast<T: 'static>(&self) -> Option<Rc<T>> {
        match self {
            Value::Obj(o) => o.downcast::<T>(),
            _ => None,
        }
    }

    /// An `int`, `bool` or `float` as a float, without errors for what is too large.
    #[inline]
    pub(crate) fn number(&self) -> Option<Number> {
        match self {
            Value::Int(i) => Some(Number::Int(Int::Small(*i))),
            Value::Float(bits) => Some(Number::Float(f64::from_bits(*bits))),
            Value::Big(_) | Value::True | Value::False => self.as_index().map(Number::Int),
            _ => None,
        }
    }
}

/// A number of a dynamic value.
pub(crate) enum Number {
    Int(Int),
    Float(f64),
}

/// Applies an expression to the contents as the static type.
macro_rules! as_static {
    ($self:expr, $x:ident => $body:expr, $simple:pat => $other:expr) => {
        match $self {
            Value::None => {
                let $x = &();
                $body
            }
            Value::False => {
                let $x = &false;
                $body
            }
            Value::True => {
                let $x = &true;
                $body
            }
            Value::Int($x) => $body,
            Value::Big(b) => {
                let $x = &Int::Big(Rc::clone(b));
                $body
            }
            Value::Float(bits) => {
                let $x = &f64::from_bits(*bits);
                $body
            }
            Value::Str(s) => {
                let $x = &Str::from_obj(Rc::clone(s));
                $body
            }
            Value::List($x) => $body,
            Value::Tuple($x) => $body,
            Value::Dict($x) => $body,
            Value::Set($x) => $body,
            Value::Range($x) => {
                let $x = &**$x;
                $body
            }
            Value::Func($x) => $body,
            Value::Iter($x) => $body,
            Value::Bytes($x) => {
                let $x = &**$x;
                $body
            }
            Value::View($x) => {
                let $x = &**$x;
                $body
            }
            Value::Exc($x) => {
                let $x = &**$x;
                $body
            }
            $simple => $other,
        }
    };
}

impl Obj for Value {
    fn deep_copy(&self, memo: &mut crate::copy::Memo) -> Res<Self> {
        Ok(match self {
            Value::List(x) => Value::List(x.deep_copy(memo)?),
            Value::Tuple(x) => Value::Tuple(x.deep_copy(memo)?),
            Value::Dict(x) => Value::Dict(x.deep_copy(memo)?),
            Value::Set(x) => Value::Set(x.deep_copy(memo)?),
            Value::Obj(_) => crate::start::stub("copy.deepcopy() of an object", 0),
            other => other.clone(),
        })
    }

    fn type_name(&self) -> Str {
        as_static!(self, x => x.type_name(), other => Str::lit(other.odd_name()))
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        as_static!(self, x => x.write_repr(out), other => match other {
            Value::Obj(o) => o.get().write_repr(out),
            other => {
                out.push_str(if matches!(other, Value::Ellipsis) { "Ellipsis" } else { "NotImplemented" });
                Ok(())
            }
        })
    }

    fn write_str(&self, out: &mut String) -> Res<()> {
        match self {
            Value::Str(s) => {
                out.push_str(s.as_str());
                Ok(())
            }
            Value::Obj(o) => o.get().write_str(out),
            Value::Exc(e) => e.write_str(out),
            _ => self.write_repr(out),
        }
    }

    fn write_format(&self, out: &mut String, spec: &str) -> Res<()> {
        as_static!(self, x => x.write_format(out, spec), other => match other {
            Value::Obj(o) => o.get().write_format(out, spec),
            _ if spec.is_empty() => self.write_repr(out),
            _ => Err(crate::obj::unsupported_format(other.odd_name())),
        })
    }

    #[inline]
    fn truthy(&self) -> Res<bool> {
        match self {
            Value::True => Ok(true),
            Value::False | Value::None => Ok(false),
            Value::Int(i) => Ok(*i != 0),
            other => other.truthy_slow(),
        }
    }

    #[inline]
    fn py_eq(&self, other: &Self) -> Res<bool> {
        v_eq(self, other)
    }

    #[inline]
    fn py_cmp(&self, other: &Self, op: CmpOp) -> Res<bool> {
        v_cmp(self, other, op)
    }

    fn py_hash(&self) -> Res<i64> {
        as_static!(self, x => x.py_hash(), other => match other {
            Value::Obj(o) => o.get().py_hash(),
            other => Ok(if matches!(other, Value::Ellipsis) { 1 } else { 2 }),
        })
    }

    #[inline]
    fn fast_eq(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Value::Int(a), Value::Int(b)) => Some(a == b),
            (Value::Str(a), Value::Str(b)) => Some(Rc::ptr_eq(a, b) || a.as_str() == b.as_str()),
            _ => fast_eq_slow(self, other),
        }
    }

    #[inline]
    fn fast_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
            (Value::Str(a), Value::Str(b)) => Some(a.as_str().cmp(b.as_str())),
            _ => fast_cmp_slow(self, other),
        }
    }

    #[inline]
    fn fast_hash(&self) -> Option<i64> {
        match self {
            Value::Int(i) => Some(crate::int::hash_i64(*i)),
            Value::Str(s) => Some(crate::pystr::hash_str(s.as_str())),
            Value::Tuple(t) => t.fast_hash(),
            Value::List(_) | Value::Dict(_) | Value::Set(_) | Value::Obj(_) | Value::Exc(_) | Value::View(_) => None,
            other => other.py_hash().ok(),
        }
    }

    fn sort_kind(&self) -> u32 {
        match self {
            Value::Int(_) | Value::Big(_) | Value::True | Value::False => 1,
            Value::Float(bits) => u32::from(!f64::from_bits(*bits).is_nan()),
            Value::Str(_) => 2,
            Value::Tuple(t) => t.sort_kind(),
            _ => 0,
        }
    }

    fn has_stable_hash(&self) -> bool {
        match self {
            Value::Tuple(t) => t.has_stable_hash(),
            Value::Set(s) => s.has_stable_hash(),
            Value::Obj(o) => o.get().has_method("__hash__"),
            Value::None
            | Value::Str(_)
            | Value::Bytes(_)
            | Value::Func(_)
            | Value::Iter(_)
            | Value::Exc(_)
            | Value::View(_) => false,
            _ => true,
        }
    }

    #[inline]
    fn is(&self, other: &Self) -> bool {
        v_is(self, other)
    }

    fn to_value(&self) -> Value {
        self.clone()
    }

    fn from_value(v: Value) -> Res<Self> {
        Ok(v)
    }
}

impl Value {
    fn odd_name(&self) -> &'static str {
        match self {
            Value::Obj(o) => o.get().class_name(),
            Value::Ellipsis => "ellipsis",
            _ => "NotImplementedType",
        }
    }

    #[cold]
    #[inline(never)]
    fn truthy_slow(&self) -> Res<bool> {
        as_static!(self, x => x.truthy(), other => match other {
            Value::Obj(o) => o.get().truthy(),
            _ => Ok(true),
        })
    }
}
