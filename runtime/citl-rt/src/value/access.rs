//! Subscripts, lengths, iteration, unpacking and calls of dynamic values.

use super::args::{bound_arg, int_arg};
use super::view::iter_of;
use super::*;
use crate::error::{index_error, type_error, PyErr};
use crate::object::{length, Kwargs};
use crate::raise::key_error;

/// Bounds of a slice as values; `None` and Python's None are the same.
pub type Bounds = [Option<Value>; 3];

/// A slice bound: None, or an integer (clamped to what a machine integer holds).
pub fn v_bound(v: &Value) -> Res<Option<i64>> {
    bound_arg(Some(v))
}

#[cold]
#[inline(never)]
fn not(o: &Value, what: &str) -> Box<PyErr> {
    type_error(format!("'{}' object {what}", &*o.type_name()))
}

/// The index as a machine integer; IndexError when it doesn't fit one.
fn index_of(o: &Value, i: &Value) -> Res<i64> {
    position_of(i, || bad_index(o, i))
}

/// The position that `i` means in a list, tuple or deque; `name` is what Python calls its type.
pub fn v_position(i: &Value, name: &str) -> Res<i64> {
    position_of(i, || not_a_position(name, i))
}

/// The key that `i` equals, of a dict whose keys have a type of their own; KeyError where there is none.
pub fn v_key<K: Obj>(i: &Value, keys: impl Iterator<Item = Res<K>>) -> Res<K> {
    v_find_key(i, keys)?.ok_or_else(|| key_error(i.clone()))
}

/// The same; None where there is none.
pub fn v_find_key<K: Obj>(i: &Value, mut keys: impl Iterator<Item = Res<K>>) -> Res<Option<K>> {
    let hash = i.py_hash()?;
    if let Ok(key) = K::from_value(i.clone()) {
        if v_eq(&key.to_value(), i)? {
            return Ok(Some(key));
        }
    }
    keys.find_map(|key| same_key(key, hash, i).transpose()).transpose()
}

fn same_key<K: Obj>(key: Res<K>, hash: i64, i: &Value) -> Res<Option<K>> {
    let key = key?;
    let dynamic = key.to_value();
    Ok(if dynamic.py_hash()? == hash && v_eq(&dynamic, i)? { Some(key) } else { None })
}

#[inline]
fn position_of(i: &Value, bad: impl FnOnce() -> Box<PyErr>) -> Res<i64> {
    match i {
        Value::Int(i) => Ok(*i),
        Value::Big(_) => match int_arg(i)?.index() {
            Ok(i) => Ok(i),
            Err(_) => Err(index_error("cannot fit 'int' into an index-sized integer")),
        },
        Value::True => Ok(1),
        Value::False => Ok(0),
        Value::Obj(x) if x.get().has_method("__index__") => int_arg(i)?.index(),
        _ => Err(bad()),
    }
}

#[cold]
#[inline(never)]
fn bad_index(o: &Value, i: &Value) -> Box<PyErr> {
    match o {
        Value::Str(_) => type_error(format!("string indices must be integers, not '{}'", &*i.type_name())),
        o => not_a_position(&o.type_name(), i),
    }
}

#[cold]
#[inline(never)]
fn not_a_position(name: &str, i: &Value) -> Box<PyErr> {
    type_error(format!("{name} indices must be integers or slices, not {}", &*i.type_name()))
}

fn slice_object(i: &Value) -> Option<Bounds> {
    i.downcast::<SliceObj>().map(|s| s.options())
}

/// `o[i]`
#[inline]
pub fn v_getitem(o: &Value, i: &Value) -> Res<Value> {
    if let (Value::List(list), Value::Int(i)) = (o, i) {
        return list.get(*i);
    }
    getitem_slow(o, i)
}

/// `o[i][j]`, without a new reference to `o[i]` where both are lists.
#[inline]
pub fn v_getitem2(o: &Value, i: &Value, j: &Value) -> Res<Value> {
    if let (Value::List(list), Value::Int(i), Value::Int(j)) = (o, i, j) {
        let found = list.with(|v| match v.get(crate::seq::position(*i, v.len())?)? {
            Value::List(inner) if !inner.is(list) => {
                inner.with(|w| Some(w[crate::seq::position(*j, w.len())?].clone()))
            }
            _ => None,
        });
        if let Some(v) = found {
            return Ok(v);
        }
    }
    getitem_slow(&v_getitem(o, i)?, j)
}

#[inline(never)]
fn getitem_slow(o: &Value, i: &Value) -> Res<Value> {
    if let Value::Dict(d) = o {
        return d.get_item(i);
    }
    if let Some(bounds) = slice_object(i) {
        if !matches!(o, Value::Obj(_)) {
            return v_slice_values(o, bounds);
        }
    }
    match o {
        Value::List(x) => x.get(index_of(o, i)?),
        Value::Tuple(x) => x.get(index_of(o, i)?),
        Value::Str(s) => Str::from_obj(Rc::clone(s)).get(index_of(o, i)?).map(Value::from),
        Value::Range(r) => r.get(index_of(o, i)?).map(Value::Int),
        Value::Bytes(b) => b.get(index_of(o, i)?).map(Value::Int),
        Value::Obj(x) if x.get().has_method("__getitem__") => {
            x.call_method("__getitem__", std::slice::from_ref(i), &[])
        }
        Value::Func(f) if f.is_class() => Ok(o.clone()),
        _ => Err(not(o, "is not subscriptable")),
    }
}

/// `o[i] = v`
#[inline]
pub fn v_setitem(o: &Value, i: &Value, v: Value) -> Res<()> {
    if let (Value::List(list), Value::Int(i)) = (o, i) {
        return list.set(*i, v);
    }
    setitem_slow(o, i, v)
}

#[inline(never)]
fn setitem_slow(o: &Value, i: &Value, v: Value) -> Res<()> {
    match o {
        Value::Dict(d) => d.set_item(i.clone(), v),
        Value::List(x) => match slice_object(i) {
            Some(bounds) => v_set_slice_values(o, bounds, &v),
            None => x.set(index_of(o, i)?, v),
        },
        Value::Obj(x) if x.get().has_method("__setitem__") => {
            x.call_method("__setitem__", &[i.clone(), v], &[]).map(drop)
        }
        Value::Tuple(_) | Value::Str(_) | Value::Range(_) | Value::Bytes(_) if i.as_index().is_some() => {
            index_of(o, i)?;
            Err(not(o, "does not support item assignment"))
        }
        _ => Err(not(o, "does not support item assignment")),
    }
}

/// `del o[i]`
pub fn v_delitem(o: &Value, i: &Value) -> Res<()> {
    match o {
        Value::Dict(d) => d.del_item(i),
        Value::List(x) => match slice_object(i) {
            Some(bounds) => v_del_slice_values(o, bounds),
            None => x.del(index_of(o, i)?),
        },
        Value::Obj(x) if x.get().has_method("__delitem__") => {
            x.call_method("__delitem__", std::slice::from_ref(i), &[]).map(drop)
        }
        Value::Tuple(_) | Value::Str(_) | Value::Range(_) | Value::Bytes(_) | Value::Set(_)
            if i.as_index().is_some() =>
        {
            index_of(o, i)?;
            Err(not(o, "doesn't support item deletion"))
        }
        _ => Err(not(o, "does not support item deletion")),
    }
}

fn three(bounds: &Bounds) -> Res<[Option<i64>; 3]> {
    // CPython looks at the step first.
    let step = bound_arg(bounds[2].as_ref())?;
    Ok([bound_arg(bounds[0].as_ref())?, bound_arg(bounds[1].as_ref())?, step])
}

fn values(bounds: [Option<i64>; 3]) -> Bounds {
    bounds.map(|b| b.map(Value::Int))
}

/// `o[lo:hi:step]`
pub fn v_slice(o: &Value, bounds: [Option<i64>; 3]) -> Res<Value> {
    v_slice_values(o, values(bounds))
}

/// `o[lo:hi:step] = values`
pub fn v_set_slice(o: &Value, bounds: [Option<i64>; 3], new: &Value) -> Res<()> {
    v_set_slice_values(o, values(bounds), new)
}

/// `del o[lo:hi:step]`
pub fn v_del_slice(o: &Value, bounds: [Option<i64>; 3]) -> Res<()> {
    v_del_slice_values(o, values(bounds))
}

/// `o[lo:hi:step]` with dynamic bounds.
pub fn v_slice_values(o: &Value, bounds: Bounds) -> Res<Value> {
    if let Value::Obj(x) = o {
        if x.get().has_method("__getitem__") {
            return x.call_method("__getitem__", &[SliceObj::value(bounds)], &[]);
        }
    }
    match o {
        Value::List(_) | Value::Tuple(_) | Value::Str(_) | Value::Range(_) | Value::Bytes(_) => {}
        Value::Dict(_) => return Err(type_error("unhashable type: 'slice'")),
        _ => return Err(not(o, "is not subscriptable")),
    }
    let [lo, hi, step] = three(&bounds)?;
    Ok(match o {
        Value::List(x) => Value::List(x.slice(lo, hi, step)?),
        Value::Tuple(x) => Value::Tuple(x.slice(lo, hi, step)?),
        Value::Str(s) => Value::from(Str::from_obj(Rc::clone(s)).slice(lo, hi, step)?),
        Value::Range(r) => Value::from(r.slice(lo, hi, step)?),
        Value::Bytes(b) => Value::from(b.slice(lo, hi, step)?),
        _ => Value::None,
    })
}

/// `o[lo:hi:step] = values` with dynamic bounds.
pub fn v_set_slice_values(o: &Value, bounds: Bounds, values: &Value) -> Res<()> {
    match o {
        Value::List(x) => {
            let [lo, hi, step] = three(&bounds)?;
            let values = match values {
                Value::List(v) => v.to_vec(),
                other => match v_iter(other) {
                    Ok(it) => it.collect::<Res<Vec<Value>>>()?,
                    Err(e) if e.matches(&crate::exc_types::TYPE_ERROR) && !other.has_iter() => {
                        return Err(type_error(if step.unwrap_or(1) == 1 {
                            "can only assign an iterable"
                        } else {
                            "must assign iterable to extended slice"
                        }));
                    }
                    Err(e) => return Err(e),
                },
            };
            x.set_slice(lo, hi, step, values)
        }
        Value::Obj(_) => v_setitem(o, &SliceObj::value(bounds), values.clone()),
        _ => Err(not(o, "does not support item assignment")),
    }
}

/// `del o[lo:hi:step]` with dynamic bounds.
pub fn v_del_slice_values(o: &Value, bounds: Bounds) -> Res<()> {
    match o {
        Value::List(x) => {
            let [lo, hi, step] = three(&bounds)?;
            x.del_slice(lo, hi, step)
        }
        Value::Obj(_) => v_delitem(o, &SliceObj::value(bounds)),
        _ => Err(not(o, "does not support item deletion")),
    }
}

/// `len(o)`
pub fn v_len(o: &Value) -> Res<i64> {
    Ok(match o {
        Value::List(x) => x.len(),
        Value::Str(s) => Str::from_obj(Rc::clone(s)).len(),
        Value::Tuple(x) => x.len(),
        Value::Dict(x) => x.len(),
        Value::Set(x) => x.len(),
        Value::Range(x) => x.len(),
        Value::View(x) => x.len(),
        Value::Bytes(x) => x.len(),
        Value::Obj(x) if x.get().has_method("__len__") => return length(&x.call_method("__len__", &[], &[])?),
        _ => return Err(type_error(format!("object of type '{}' has no len()", &*o.type_name()))),
    })
}

impl Value {
    /// Whether `iter(x)` can work.
    pub(super) fn has_iter(&self) -> bool {
        match self {
            Value::List(_)
            | Value::Tuple(_)
            | Value::Str(_)
            | Value::Dict(_)
            | Value::Set(_)
            | Value::Range(_)
            | Value::Iter(_)
            | Value::Bytes(_)
            | Value::View(_) => true,
            Value::Obj(x) => x.get().has_method("__iter__") || x.get().has_method("__getitem__"),
            _ => false,
        }
    }
}

/// `iter(o)`
pub fn v_iter(o: &Value) -> Res<Iter<Value>> {
    Ok(match o {
        Value::List(x) => iter_of("list_iterator", x.iter()),
        Value::Tuple(x) => iter_of("tuple_iterator", x.iter()),
        Value::Dict(x) => Iter::named("dict_keyiterator", x.keys_iter()),
        Value::Set(x) => Iter::named("set_iterator", x.iter()),
        Value::Range(x) => iter_of("range_iterator", x.iter().map(Value::Int)),
        Value::Str(s) => {
            let chars = Str::from_obj(Rc::clone(s)).chars_iter();
            iter_of("str_ascii_iterator", chars.map(Value::from))
        }
        Value::Iter(x) => x.clone(),
        Value::View(x) => x.iter(),
        Value::Bytes(x) => iter_of("bytes_iterator", x.iter().map(Value::Int)),
        Value::Obj(x) => return object_iter(x, o),
        _ => return Err(not(o, "is not iterable")),
    })
}

/// `for x in o`: as `v_iter`, without a shared iterator object for the common types.
pub fn v_for(o: &Value) -> Res<ForIter> {
    Ok(match o {
        Value::List(x) => ForIter::List(x.iter()),
        Value::Tuple(x) => ForIter::Tuple(x.iter()),
        Value::Range(x) => ForIter::Range(x.iter()),
        Value::Dict(x) => ForIter::Dict(x.keys_iter()),
        other => ForIter::Other(v_iter(other)?),
    })
}

/// Iterator of a `for` loop over a dynamic value.
pub enum ForIter {
    List(crate::list::ListIter<Value>),
    Tuple(crate::tuple::TupleIter<Value>),
    Range(crate::range::RangeIter),
    Dict(crate::dict::KeysIter<Value, Value>),
    Other(Iter<Value>),
}

impl Iterator for ForIter {
    type Item = Res<Value>;

    #[inline]
    fn next(&mut self) -> Option<Res<Value>> {
        match self {
            ForIter::List(it) => it.next().map(Ok),
            ForIter::Tuple(it) => it.next().map(Ok),
            ForIter::Range(it) => it.next().map(|i| Ok(Value::Int(i))),
            ForIter::Dict(it) => it.next(),
            ForIter::Other(it) => it.advance(),
        }
    }
}

fn object_iter(x: &Object, o: &Value) -> Res<Iter<Value>> {
    if x.get().has_method("__iter__") {
        let it = x.call_method("__iter__", &[], &[])?;
        return match &it {
            Value::Iter(it) => Ok(it.clone()),
            Value::Obj(y) if y.get().has_method("__next__") => {
                let (y, name) = (y.clone(), y.get().class_name());
                Ok(Iter::named(name, std::iter::from_fn(move || next_of(&y))))
            }
            other => Err(type_error(format!("iter() returned non-iterator of type '{}'", &*other.type_name()))),
        };
    }
    if x.get().has_method("__getitem__") {
        let (x, mut i) = (x.clone(), 0);
        return Ok(Iter::named(
            "iterator",
            std::iter::from_fn(move || {
                i += 1;
                match x.call_method("__getitem__", &[Value::Int(i - 1)], &[]) {
                    Err(e) if e.matches(&crate::exc_types::INDEX_ERROR) => None,
                    Err(e) if e.matches(&crate::exc_types::STOP_ITERATION) => None,
                    item => Some(item),
                }
            }),
        ));
    }
    Err(not(o, "is not iterable"))
}

/// One step of an object with `__next__`.
fn next_of(o: &Object) -> Option<Res<Value>> {
    match o.call_method("__next__", &[], &[]) {
        Err(e) if e.matches(&crate::exc_types::STOP_ITERATION) => None,
        item => Some(item),
    }
}

/// `next(it)`
pub fn v_next(it: &Value) -> Res<Value> {
    match it {
        Value::Iter(it) => it.next(),
        Value::Obj(o) if o.get().has_method("__next__") => o.call_method("__next__", &[], &[]),
        _ => Err(not(it, "is not an iterator")),
    }
}

/// `next(it, default)`
pub fn v_next_or(it: &Value, default: Value) -> Res<Value> {
    match v_next(it) {
        Err(e) if e.matches(&crate::exc_types::STOP_ITERATION) => Ok(default),
        item => item,
    }
}

/// `reversed(o)`
pub fn v_reversed(o: &Value) -> Res<Iter<Value>> {
    Ok(match o {
        Value::List(x) => iter_of("list_reverseiterator", x.iter_rev()),
        Value::Tuple(x) => iter_of("reversed", x.iter().rev()),
        Value::Dict(x) => Iter::named("dict_reversekeyiterator", x.reversed_keys_iter()),
        Value::Range(x) => iter_of("range_iterator", x.iter_rev().map(Value::Int)),
        Value::Str(s) => iter_of("reversed", Str::from_obj(Rc::clone(s)).chars_iter().rev().map(Value::from)),
        Value::View(x) => x.iter_rev(),
        Value::Obj(x) if x.get().has_method("__reversed__") => {
            return v_iter(&x.call_method("__reversed__", &[], &[])?)
        }
        Value::Obj(x) if x.get().has_method("__len__") && x.get().has_method("__getitem__") => {
            let (n, x) = (v_len(o)?, x.clone());
            Iter::named("reversed", (0..n).rev().map(move |i| x.call_method("__getitem__", &[Value::Int(i)], &[])))
        }
        _ => return Err(not(o, "is not reversible")),
    })
}

/// `a, b, c = o`
pub fn v_unpack(o: &Value, n: usize) -> Res<Vec<Value>> {
    match o {
        Value::Tuple(t) if t.len() as usize == n => Ok(t.to_vec()),
        _ => crate::builtins::unpack_exact(iter_to_unpack(o)?, n),
    }
}

/// `a, *rest, b = o`: what stands before, the rest as a list, what stands after.
pub fn v_unpack_star(o: &Value, before: usize, after: usize) -> Res<(Vec<Value>, List<Value>, Vec<Value>)> {
    let (head, rest, tail) = crate::builtins::unpack_star(iter_to_unpack(o)?, before, after)?;
    Ok((head, List::from(rest), tail))
}

fn iter_to_unpack(o: &Value) -> Res<Iter<Value>> {
    if o.has_iter() {
        v_iter(o)
    } else {
        Err(type_error(format!("cannot unpack non-iterable {} object", &*o.type_name())))
    }
}

/// `f(*args, **kwargs)`
pub fn v_call(f: &Value, args: &[Value], kwargs: Kwargs<'_>) -> Res<Value> {
    match f {
        Value::Func(f) => f.call(args, kwargs),
        Value::Obj(o) if o.get().has_method("__call__") => o.call_method("__call__", args, kwargs),
        _ => Err(not(f, "is not callable")),
    }
}

/// `callable(f)`
pub fn v_callable(f: &Value) -> bool {
    match f {
        Value::Func(_) => true,
        Value::Obj(o) => o.get().has_method("__call__"),
        _ => false,
    }
}

type Pairs = Box<dyn Iterator<Item = Res<(Value, Value)>>>;

/// The elements of an iterable of pairs (or a mapping), as `dict()` and `update()` take them.
pub(super) fn pairs_of(o: &Value) -> Res<Pairs> {
    match o {
        Value::Dict(d) => return Ok(Box::new(d.copied_pairs().into_iter().map(Ok))),
        Value::Obj(x) if x.get().has_method("keys") => {
            let (o, keys) = (o.clone(), x.call_method("keys", &[], &[])?);
            return Ok(Box::new(v_iter(&keys)?.map(move |k| {
                let k = k?;
                let v = v_getitem(&o, &k)?;
                Ok((k, v))
            })));
        }
        _ => {}
    }
    Ok(Box::new(v_iter(o)?.enumerate().map(|(i, item)| {
        let item = item?;
        if !item.has_iter() {
            return Err(type_error(format!("cannot convert dictionary update sequence element #{i} to a sequence")));
        }
        let pair = v_iter(&item)?.collect::<Res<Vec<Value>>>()?;
        match <[Value; 2]>::try_from(pair) {
            Ok([k, v]) => Ok((k, v)),
            Err(other) => Err(crate::error::value_error(format!(
                "dictionary update sequence element #{i} has length {}; 2 is required",
                other.len()
            ))),
        }
    })))
}
