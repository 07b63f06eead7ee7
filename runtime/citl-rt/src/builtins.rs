//! Built-in functions over iterators: `sum min max any all sorted list tuple len`, and `divmod`-like odds and ends.
//!
//! All take iterators of `Res<T>`; `iter::ok` makes one of an iterator that can't fail.

use crate::error::{type_error, value_error, PyErr, Res};
use crate::int::Int;
use crate::list::List;
use crate::obj::{CmpOp, Obj};
use crate::sort::{sort_vec, sort_vec_by_keys};
use crate::value::{v_add, Value};
use std::cmp::Ordering;

/// `sum(iter, start)` of integers.
pub fn sum_int<T: Into<Int>>(iter: impl IntoIterator<Item = Res<T>>, start: impl Into<Int>) -> Res<Int> {
    let mut total: Int = start.into();
    for x in iter {
        total += x?.into();
    }
    Ok(total)
}

/// `sum(iter)` of machine integers: exact, in 128 bits until the end.
pub fn sum_i64(iter: impl IntoIterator<Item = Res<i64>>, start: i64) -> Res<Int> {
    let mut total = i128::from(start);
    for x in iter {
        total += i128::from(x?);
    }
    Ok(Int::from_i128(total))
}

/// Number of true elements: `sum(flags)`.
pub fn sum_bool(iter: impl IntoIterator<Item = Res<bool>>) -> Res<i64> {
    let mut n = 0;
    for x in iter {
        n += i64::from(x?);
    }
    Ok(n)
}

/// A running sum of floats, compensated (Neumaier) from Python 3.12 on.
pub struct FloatSum {
    total: f64,
    rest: f64,
    compensated: bool,
}

impl FloatSum {
    pub fn new(start: f64) -> Self {
        FloatSum { total: start, rest: 0.0, compensated: crate::sys::python_version() >= (3, 12) }
    }

    #[inline]
    pub fn add(&mut self, x: f64) {
        let t = self.total + x;
        if self.compensated {
            self.rest += if self.total.abs() >= x.abs() { (self.total - t) + x } else { (x - t) + self.total };
        }
        self.total = t;
    }

    /// An integer among the floats is added without compensation.
    pub fn add_plain(&mut self, x: f64) {
        self.total += x;
    }

    #[inline]
    pub fn result(&self) -> f64 {
        if self.rest != 0.0 && self.rest.is_finite() {
            self.total + self.rest
        } else {
            self.total
        }
    }
}

/// `sum(iter, start)` of floats.
pub fn sum_float(iter: impl IntoIterator<Item = Res<f64>>, start: f64) -> Res<f64> {
    let mut sum = FloatSum::new(start);
    for x in iter {
        sum.add(x?);
    }
    Ok(sum.result())
}

/// `sum(iter, start)` of dynamic values.
pub fn sum_value(iter: impl IntoIterator<Item = Res<Value>>, start: Value) -> Res<Value> {
    if matches!(start, Value::Str(_)) {
        return Err(type_error("sum() can't sum strings [use ''.join(seq) instead]"));
    }
    let mut total = start;
    let mut iter = iter.into_iter();
    while let Some(x) = iter.next() {
        let x = x?;
        if !matches!((&total, &x), (Value::Float(_), Value::Float(_) | Value::Int(_))) {
            total = v_add(&total, &x)?;
            continue;
        }
        // CPython goes on in machine floats from here, until something else comes.
        let mut sum = FloatSum::new(total.as_float().unwrap_or(0.0));
        let mut next = Some(x);
        loop {
            match next {
                Some(Value::Float(bits)) => sum.add(f64::from_bits(bits)),
                Some(Value::Int(i)) => sum.add_plain(i as f64),
                Some(other) => {
                    total = v_add(&Value::from(sum.result()), &other)?;
                    break;
                }
                None => return Ok(Value::from(sum.result())),
            }
            next = iter.next().transpose()?;
        }
    }
    Ok(total)
}

/// `a < b` or `a > b`.
#[inline]
fn beats<T: Obj>(a: &T, b: &T, op: CmpOp) -> Res<bool> {
    match a.fast_cmp(b) {
        Some(o) => Ok(o == if op == CmpOp::Lt { Ordering::Less } else { Ordering::Greater }),
        None => a.py_cmp(b, op),
    }
}

#[inline]
fn best<T: Obj>(iter: impl IntoIterator<Item = Res<T>>, op: CmpOp) -> Res<Option<T>> {
    let mut iter = iter.into_iter();
    let Some(first) = iter.next() else {
        return Ok(None);
    };
    let mut found = first?;
    for x in iter {
        let x = x?;
        if beats(&x, &found, op)? {
            found = x;
        }
    }
    Ok(Some(found))
}

#[inline]
fn best_by<T: Clone, K: Obj>(
    iter: impl IntoIterator<Item = Res<T>>,
    mut key: impl FnMut(T) -> Res<K>,
    op: CmpOp,
) -> Res<Option<T>> {
    let mut found: Option<(T, K)> = None;
    for x in iter {
        let x = x?;
        let k = key(x.clone())?;
        match &found {
            Some((_, best)) if !beats(&k, best, op)? => {}
            _ => found = Some((x, k)),
        }
    }
    Ok(found.map(|(x, _)| x))
}

#[cold]
#[inline(never)]
fn empty(name: &str) -> Box<PyErr> {
    value_error(format!("{name}() arg is an empty sequence"))
}

/// `min(iter)`
pub fn min_of<T: Obj>(iter: impl IntoIterator<Item = Res<T>>) -> Res<T> {
    best(iter, CmpOp::Lt)?.ok_or_else(|| empty("min"))
}

/// `max(iter)`
pub fn max_of<T: Obj>(iter: impl IntoIterator<Item = Res<T>>) -> Res<T> {
    best(iter, CmpOp::Gt)?.ok_or_else(|| empty("max"))
}

/// `min(iter, default=default)`
pub fn min_or<T: Obj>(iter: impl IntoIterator<Item = Res<T>>, default: T) -> Res<T> {
    Ok(best(iter, CmpOp::Lt)?.unwrap_or(default))
}

/// `max(iter, default=default)`
pub fn max_or<T: Obj>(iter: impl IntoIterator<Item = Res<T>>, default: T) -> Res<T> {
    Ok(best(iter, CmpOp::Gt)?.unwrap_or(default))
}

/// `min(iter, key=key)`
pub fn min_by<T: Clone, K: Obj>(iter: impl IntoIterator<Item = Res<T>>, key: impl FnMut(T) -> Res<K>) -> Res<T> {
    best_by(iter, key, CmpOp::Lt)?.ok_or_else(|| empty("min"))
}

/// `max(iter, key=key)`
pub fn max_by<T: Clone, K: Obj>(iter: impl IntoIterator<Item = Res<T>>, key: impl FnMut(T) -> Res<K>) -> Res<T> {
    best_by(iter, key, CmpOp::Gt)?.ok_or_else(|| empty("max"))
}

/// `min(iter, key=key, default=default)`
pub fn min_by_or<T: Clone, K: Obj>(
    iter: impl IntoIterator<Item = Res<T>>,
    key: impl FnMut(T) -> Res<K>,
    default: T,
) -> Res<T> {
    Ok(best_by(iter, key, CmpOp::Lt)?.unwrap_or(default))
}

/// `max(iter, key=key, default=default)`
pub fn max_by_or<T: Clone, K: Obj>(
    iter: impl IntoIterator<Item = Res<T>>,
    key: impl FnMut(T) -> Res<K>,
    default: T,
) -> Res<T> {
    Ok(best_by(iter, key, CmpOp::Gt)?.unwrap_or(default))
}

/// `min(a, b)`
#[inline]
pub fn min2<T: Obj>(a: T, b: T) -> Res<T> {
    Ok(if beats(&b, &a, CmpOp::Lt)? { b } else { a })
}

/// `max(a, b)`
#[inline]
pub fn max2<T: Obj>(a: T, b: T) -> Res<T> {
    Ok(if beats(&b, &a, CmpOp::Gt)? { b } else { a })
}

/// `any(iter)` of conditions.
#[inline]
pub fn any_(iter: impl IntoIterator<Item = Res<bool>>) -> Res<bool> {
    for x in iter {
        if x? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `all(iter)` of conditions.
#[inline]
pub fn all_(iter: impl IntoIterator<Item = Res<bool>>) -> Res<bool> {
    for x in iter {
        if !x? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The truth of every element: what `any` and `all` ask.
pub fn truths<T: Obj>(iter: impl IntoIterator<Item = Res<T>>) -> impl Iterator<Item = Res<bool>> {
    iter.into_iter().map(|x| x?.truthy())
}

/// `sorted(iter, reverse=reverse)`
pub fn sorted<T: Obj>(iter: impl IntoIterator<Item = Res<T>>, reverse: bool) -> Res<List<T>> {
    let mut v = iter.into_iter().collect::<Res<Vec<T>>>()?;
    sort_vec(&mut v, reverse)?;
    Ok(List::from(v))
}

/// `sorted(iter, key=key, reverse=reverse)`
pub fn sorted_by_key<T: Clone, K: Obj>(
    iter: impl IntoIterator<Item = Res<T>>,
    key: impl FnMut(T) -> Res<K>,
    reverse: bool,
) -> Res<List<T>> {
    let mut v = iter.into_iter().collect::<Res<Vec<T>>>()?;
    let keys: Vec<K> = v.iter().cloned().map(key).collect::<Res<_>>()?;
    sort_vec_by_keys(&mut v, &keys, reverse)?;
    Ok(List::from(v))
}

/// `list(iter)`
#[inline]
pub fn list_of<T>(iter: impl IntoIterator<Item = Res<T>>) -> Res<List<T>> {
    List::from_iter_try(iter)
}

/// The elements as an owned vector; the first error wins.
#[inline]
pub fn vec_of<T>(iter: impl IntoIterator<Item = Res<T>>) -> Res<Vec<T>> {
    iter.into_iter().collect()
}

/// `a, b, c = values`: ValueError with CPython's text unless there are exactly `n`.
pub fn unpack_exact<T>(iter: impl IntoIterator<Item = Res<T>>, n: usize) -> Res<Vec<T>> {
    let mut iter = iter.into_iter();
    let mut v = Vec::with_capacity(n);
    while v.len() < n {
        match iter.next() {
            Some(x) => v.push(x?),
            None => return Err(too_few(n, v.len(), false)),
        }
    }
    match iter.next() {
        None => Ok(v),
        Some(Err(e)) => Err(e),
        Some(Ok(_)) => Err(too_many(n)),
    }
}

/// `a, *rest, b = values`: what stands before, the rest, what stands after.
pub fn unpack_star<T>(
    iter: impl IntoIterator<Item = Res<T>>,
    before: usize,
    after: usize,
) -> Res<(Vec<T>, Vec<T>, Vec<T>)> {
    let mut head = vec_of(iter)?;
    if head.len() < before + after {
        return Err(too_few(before + after, head.len(), true));
    }
    let mut rest = head.split_off(before);
    let tail = rest.split_off(rest.len() - after);
    Ok((head, rest, tail))
}

#[cold]
#[inline(never)]
fn too_few(wanted: usize, got: usize, star: bool) -> Box<PyErr> {
    let least = if star { "at least " } else { "" };
    value_error(format!("not enough values to unpack (expected {least}{wanted}, got {got})"))
}

#[cold]
#[inline(never)]
fn too_many(wanted: usize) -> Box<PyErr> {
    value_error(format!("too many values to unpack (expected {wanted})"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iter::ok;

    #[test]
    fn sums_grow_and_compensate() {
        assert_eq!(sum_i64(ok([i64::MAX, 1]), 0).unwrap(), Int::lit("9223372036854775808"));
        assert_eq!(sum_int(ok([1i64, 2]), 3).unwrap(), Int::from(6));
        let mut s = FloatSum::new(0.0);
        s.compensated = true;
        (0..10).for_each(|_| s.add(0.1));
        assert_eq!(s.result(), 1.0);
    }

    #[test]
    fn the_first_of_equals_wins() {
        let words = ["bb", "aa", "c", "d"];
        let len = |s: &'static str| Ok(s.len() as i64);
        assert_eq!(min_by(ok(words), len).unwrap(), "c");
        assert_eq!(max_by(ok(words), len).unwrap(), "bb");
        let none: [i64; 0] = [];
        assert_eq!(max_of(ok(none)).unwrap_err().summary(), "ValueError: max() arg is an empty sequence");
        assert_eq!(min_or(ok(none), 7).unwrap(), 7);
    }

    #[test]
    fn unpacking_counts() {
        assert_eq!(unpack_exact(ok([1, 2]), 2).unwrap(), [1, 2]);
        assert!(unpack_exact(ok([1, 2, 3]), 2).is_err());
        assert_eq!(unpack_star(ok([1, 2, 3, 4]), 1, 1).unwrap(), (vec![1], vec![2, 3], vec![4]));
        assert!(unpack_star(ok([1]), 1, 1).is_err());
    }
}
