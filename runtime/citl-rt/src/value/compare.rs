//! Equality, order, identity and membership of dynamic values.

use super::*;
use crate::error::type_error;
use crate::float::cmp_int_f64;
use crate::obj::unordered;
use crate::seq::same;

fn cmp_numbers(a: &Number, b: &Number) -> Option<Ordering> {
    match (a, b) {
        (Number::Int(a), Number::Int(b)) => Some(a.cmp(b)),
        (Number::Float(a), Number::Float(b)) => a.partial_cmp(b),
        (Number::Int(a), Number::Float(b)) => cmp_int_f64(a, *b),
        (Number::Float(a), Number::Int(b)) => cmp_int_f64(b, *a).map(Ordering::reverse),
    }
}

/// Whether the type's equality only looks at its own kind and never at user code.
fn is_plain(v: &Value) -> bool {
    !matches!(v, Value::Obj(_))
}

#[cold]
#[inline(never)]
pub(super) fn fast_eq_slow(a: &Value, b: &Value) -> Option<bool> {
    if let (Some(x), Some(y)) = (a.number(), b.number()) {
        return Some(cmp_numbers(&x, &y) == Some(Ordering::Equal));
    }
    match (a, b) {
        (Value::Tuple(x), Value::Tuple(y)) => x.fast_eq(y),
        (Value::Range(x), Value::Range(y)) => x.fast_eq(y),
        (Value::List(_), Value::List(_)) | (Value::Dict(_), Value::Dict(_)) | (Value::Set(_), Value::Set(_)) => None,
        (Value::View(_), _) | (_, Value::View(_)) => None,
        (Value::Func(x), Value::Func(y)) => Some(x.is(y)),
        (Value::Bytes(x), Value::Bytes(y)) => Some(x == y),
        (a, b) if is_plain(a) && is_plain(b) => Some(v_is(a, b)),
        (Value::Obj(x), Value::Obj(y)) if x.get().plain_identity() && y.get().plain_identity() => {
            Some(x.addr() == y.addr())
        }
        _ => None,
    }
}

#[cold]
#[inline(never)]
pub(super) fn fast_cmp_slow(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Tuple(x), Value::Tuple(y)) => x.fast_cmp(y),
        _ => cmp_numbers(&a.number()?, &b.number()?),
    }
}

/// `a == b`
#[inline]
pub fn v_eq(a: &Value, b: &Value) -> Res<bool> {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => Ok(a == b),
        (Value::Str(a), Value::Str(b)) => Ok(a.as_str() == b.as_str()),
        _ => eq_slow(a, b),
    }
}

/// `a != b`
#[inline]
pub fn v_ne(a: &Value, b: &Value) -> Res<bool> {
    let mut asked = [(a, b), (b, a)];
    if asked_last(a, b) {
        asked.reverse();
    }
    for (of, about) in asked {
        if let Value::Obj(x) = of {
            // A class without `__ne__` inverts what its `__eq__` says.
            let (answer, own) = match x.get().has_method("__ne__") {
                true => (x.special("__ne__", std::slice::from_ref(about))?.map(|v| v.truthy()).transpose()?, true),
                false => (x.get().py_eq(about)?, false),
            };
            if let Some(answer) = answer {
                return Ok(answer == own);
            }
        }
    }
    if let (Value::Obj(_), _) | (_, Value::Obj(_)) = (a, b) {
        return Ok(!v_is(a, b));
    }
    Ok(!v_eq(a, b)?)
}

#[cold]
#[inline(never)]
fn eq_slow(a: &Value, b: &Value) -> Res<bool> {
    if let Some(answer) = fast_eq_slow(a, b) {
        return Ok(answer);
    }
    match (a, b) {
        (Value::List(x), Value::List(y)) => x.py_eq(y),
        (Value::Tuple(x), Value::Tuple(y)) => x.py_eq(y),
        (Value::Dict(x), Value::Dict(y)) => x.py_eq(y),
        (Value::Set(x), Value::Set(y)) => x.py_eq(y),
        (Value::View(x), _) => x.eq_value(b),
        (_, Value::View(y)) => y.eq_value(a),
        (Value::Obj(_), Value::Obj(_)) if asked_last(a, b) => eq_objects(b, a),
        (Value::Obj(_), Value::Obj(_)) => eq_objects(a, b),
        (Value::Obj(x), _) => Ok(x.get().py_eq(b)?.unwrap_or(false)),
        (_, Value::Obj(y)) => Ok(y.get().py_eq(a)?.unwrap_or(false)),
        _ => Ok(v_is(a, b)),
    }
}

/// Whether Python asks `b` first, an object of a class below `a`'s.
fn asked_last(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Obj(x), Value::Obj(y)) => {
            let (x, y) = (x.get(), y.get());
            x.class_name() != y.class_name() && y.is_instance(x.class_name())
        }
        _ => false,
    }
}

/// `a == b` of two objects, where `a` is asked first.
fn eq_objects(a: &Value, b: &Value) -> Res<bool> {
    for (of, about) in [(a, b), (b, a)] {
        if let Value::Obj(x) = of {
            if let Some(answer) = x.get().py_eq(about)? {
                return Ok(answer);
            }
        }
    }
    Ok(v_is(a, b))
}

/// `a op b`
#[inline]
pub fn v_cmp(a: &Value, b: &Value, op: CmpOp) -> Res<bool> {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => Ok(op.test(a.cmp(b))),
        (Value::Float(a), Value::Float(b)) => {
            let (a, b) = (f64::from_bits(*a), f64::from_bits(*b));
            Ok(match op {
                CmpOp::Lt => a < b,
                CmpOp::Le => a <= b,
                CmpOp::Gt => a > b,
                CmpOp::Ge => a >= b,
            })
        }
        _ => cmp_slow(a, b, op),
    }
}

#[cold]
#[inline(never)]
fn cmp_slow(a: &Value, b: &Value, op: CmpOp) -> Res<bool> {
    if let (Some(x), Some(y)) = (a.number(), b.number()) {
        return Ok(cmp_numbers(&x, &y).is_some_and(|o| op.test(o)));
    }
    match (a, b) {
        (Value::Str(x), Value::Str(y)) => Ok(op.test(x.as_str().cmp(y.as_str()))),
        (Value::Bytes(x), Value::Bytes(y)) => Ok(op.test(x.cmp(y))),
        (Value::List(x), Value::List(y)) => x.py_cmp(y, op),
        (Value::Tuple(x), Value::Tuple(y)) => x.py_cmp(y, op),
        (Value::Set(x), Value::Set(y)) => x.py_cmp(y, op),
        (Value::View(_), _) | (_, Value::View(_)) => cmp_views(a, b, op),
        _ => {
            let mut asked = [(a, b, op), (b, a, op.swapped())];
            if asked_last(a, b) {
                asked.reverse();
            }
            for (of, about, op) in asked {
                if let Value::Obj(x) = of {
                    if let Some(answer) = x.get().py_cmp(about, op)? {
                        return Ok(answer);
                    }
                }
            }
            Err(unordered(op, &a.type_name(), &b.type_name()))
        }
    }
}

fn cmp_views(a: &Value, b: &Value, op: CmpOp) -> Res<bool> {
    match (view_as_set(a)?, view_as_set(b)?) {
        (Some(x), Some(y)) => x.py_cmp(&y, op),
        _ => Err(unordered(op, &a.type_name(), &b.type_name())),
    }
}

/// `a is b`. Equal numbers and equal strings count as one object.
pub fn v_is(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a == b,
        (Value::Big(a), Value::Big(b)) => Rc::ptr_eq(a, b) || a == b,
        (Value::Str(a), Value::Str(b)) => Rc::ptr_eq(a, b) || a.as_str() == b.as_str(),
        (Value::List(a), Value::List(b)) => a.is(b),
        (Value::Tuple(a), Value::Tuple(b)) => a.is(b),
        (Value::Dict(a), Value::Dict(b)) => a.is(b),
        (Value::Set(a), Value::Set(b)) => a.is(b),
        (Value::Range(a), Value::Range(b)) => Rc::ptr_eq(a, b),
        (Value::Func(a), Value::Func(b)) => a.is(b),
        (Value::Iter(a), Value::Iter(b)) => a.is(b),
        (Value::View(a), Value::View(b)) => Rc::ptr_eq(a, b),
        (Value::Bytes(a), Value::Bytes(b)) => Rc::ptr_eq(a, b) || a == b,
        (Value::Exc(a), Value::Exc(b)) => a.is(b),
        (Value::Obj(a), Value::Obj(b)) => a.addr() == b.addr(),
        _ => matches!(
            (a, b),
            (Value::None, Value::None)
                | (Value::True, Value::True)
                | (Value::False, Value::False)
                | (Value::Ellipsis, Value::Ellipsis)
                | (Value::NotImplemented, Value::NotImplemented)
        ),
    }
}

/// `item in container`
pub fn v_in(item: &Value, container: &Value) -> Res<bool> {
    match container {
        Value::List(x) => x.contains(item),
        Value::Tuple(x) => x.contains(item),
        Value::Dict(x) => x.contains(item),
        Value::Set(x) => match item {
            // A set is looked up as the frozenset with the same keys.
            Value::Set(s) if !s.is_frozen() => x.contains(&Value::Set(Set::frozen(s.to_hashed()))),
            item => x.contains(item),
        },
        Value::Str(s) => match item {
            Value::Str(part) => Ok(s.as_str().contains(part.as_str())),
            other => {
                Err(type_error(format!("'in <string>' requires string as left operand, not {}", &*other.type_name())))
            }
        },
        Value::Range(r) => match item.number() {
            Some(Number::Int(i)) => Ok(i.to_i64().is_some_and(|i| r.contains(i))),
            Some(Number::Float(x)) => Ok(x == x.trunc() && x.abs() < 9.0e18 && r.contains(x as i64)),
            None => search(item, container),
        },
        Value::View(v) => v.contains(item),
        Value::Bytes(b) => match item {
            Value::Bytes(part) => {
                let (b, part) = (b.as_slice(), part.as_slice());
                Ok(part.is_empty() || b.windows(part.len()).any(|w| w == part))
            }
            _ => search(item, container),
        },
        Value::Obj(o) => match o.special("__contains__", std::slice::from_ref(item))? {
            Some(found) => found.truthy(),
            None => search(item, container),
        },
        Value::Iter(_) => search(item, container),
        other => Err(type_error(format!("argument of type '{}' is not iterable", &*other.type_name()))),
    }
}

fn search(item: &Value, container: &Value) -> Res<bool> {
    let it = match v_iter(container) {
        Err(e) if e.matches(&crate::exc_types::TYPE_ERROR) && !container.has_iter() => {
            let name = container.type_name();
            return Err(type_error(format!("argument of type '{}' is not iterable", &*name)));
        }
        other => other?,
    };
    for x in it {
        if same(&x?, item)? {
            return Ok(true);
        }
    }
    Ok(false)
}
