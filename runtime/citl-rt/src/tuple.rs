//! `Tuple<T>`: a Python tuple of any length and one element type (Rust tuples serve where the length is known).

use crate::error::{index_error, value_error, Res};
use crate::list::{copies, repeated};
use crate::obj::{wrong_type, CmpOp, Obj};
use crate::obj_impls::hash_tuple;
use crate::pystr::Str;
use crate::seq::{
    clamp, cmp_seq, eq_seq, fast_cmp_slices, fast_eq_slices, guarded_repr, position, same, slice_at, write_items,
};
use crate::value::Value;
use std::cmp::Ordering;
use std::ops::Deref;
use std::rc::Rc;

/// An immutable sequence; clones share it.
pub struct Tuple<T>(Rc<Vec<T>>);

impl<T> Clone for Tuple<T> {
    #[inline]
    fn clone(&self) -> Self {
        Tuple(Rc::clone(&self.0))
    }
}

impl<T> From<Vec<T>> for Tuple<T> {
    #[inline]
    fn from(v: Vec<T>) -> Self {
        Tuple(Rc::new(v))
    }
}

impl<T> Default for Tuple<T> {
    fn default() -> Self {
        Tuple::from(Vec::new())
    }
}

impl<T> FromIterator<T> for Tuple<T> {
    fn from_iter<I: IntoIterator<Item = T>>(iter: I) -> Self {
        Tuple::from(iter.into_iter().collect::<Vec<T>>())
    }
}

/// Elements by reference: a tuple never changes.
impl<T> Deref for Tuple<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        &self.0
    }
}

#[cold]
#[inline(never)]
fn out_of_range() -> Box<crate::error::PyErr> {
    index_error("tuple index out of range")
}

impl<T> Tuple<T> {
    pub fn new() -> Self {
        Tuple::default()
    }

    #[inline]
    pub fn len(&self) -> i64 {
        self.0.len() as i64
    }

    pub fn addr(&self) -> usize {
        Rc::as_ptr(&self.0) as usize
    }
}

impl<T: Clone> Tuple<T> {
    #[inline]
    pub fn get(&self, i: i64) -> Res<T> {
        match position(i, self.0.len()) {
            Some(at) => Ok(self.0[at].clone()),
            None => Err(out_of_range()),
        }
    }

    /// `tuple(iter)`
    pub fn from_iter_try(iter: impl IntoIterator<Item = Res<T>>) -> Res<Self> {
        Ok(Tuple::from(iter.into_iter().collect::<Res<Vec<T>>>()?))
    }

    pub fn slice(&self, lo: Option<i64>, hi: Option<i64>, step: Option<i64>) -> Res<Self> {
        let at = slice_at(lo, hi, step, self.0.len())?;
        if at.step == 1 && at.len == self.0.len() {
            return Ok(self.clone());
        }
        Ok(at.positions().map(|i| self.0[i].clone()).collect())
    }

    pub fn concat(&self, other: &Self) -> Self {
        if other.0.is_empty() {
            return self.clone();
        }
        if self.0.is_empty() {
            return other.clone();
        }
        Tuple::from([&self.0[..], &other.0[..]].concat())
    }

    #[track_caller]
    pub fn repeat(&self, n: i64) -> Self {
        if n == 1 {
            return self.clone();
        }
        Tuple::from(repeated(&self.0, copies::<T>(self.0.len(), n)))
    }

    pub fn to_vec(&self) -> Vec<T> {
        self.0.to_vec()
    }

    #[inline]
    pub fn iter(&self) -> TupleIter<T> {
        TupleIter { tuple: self.clone(), next: 0, end: self.0.len() }
    }
}

impl<T: Obj> Tuple<T> {
    pub fn contains(&self, value: &T) -> Res<bool> {
        for x in &**self {
            if same(x, value)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub fn index(&self, value: &T, lo: Option<i64>, hi: Option<i64>) -> Res<i64> {
        let n = self.0.len();
        let from = clamp(lo.unwrap_or(0), n);
        let to = hi.map_or(n, |i| clamp(i, n));
        for (i, x) in self.0.iter().enumerate().take(to).skip(from) {
            if same(x, value)? {
                return Ok(i as i64);
            }
        }
        Err(value_error("tuple.index(x): x not in tuple"))
    }

    pub fn count(&self, value: &T) -> Res<i64> {
        let mut n = 0;
        for x in &**self {
            n += i64::from(same(x, value)?);
        }
        Ok(n)
    }
}

/// Iterator over a tuple, from both ends.
pub struct TupleIter<T> {
    tuple: Tuple<T>,
    next: usize,
    end: usize,
}

impl<T: Clone> Iterator for TupleIter<T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        if self.next >= self.end {
            return None;
        }
        self.next += 1;
        Some(self.tuple.0[self.next - 1].clone())
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let n = self.end - self.next;
        (n, Some(n))
    }
}

impl<T: Clone> DoubleEndedIterator for TupleIter<T> {
    #[inline]
    fn next_back(&mut self) -> Option<T> {
        if self.next >= self.end {
            return None;
        }
        self.end -= 1;
        Some(self.tuple.0[self.end].clone())
    }
}

impl<T: Clone> ExactSizeIterator for TupleIter<T> {}

impl<T: Obj> Obj for Tuple<T> {
    fn type_name(&self) -> Str {
        Str::lit("tuple")
    }

    fn deep_copy(&self, memo: &mut crate::copy::Memo) -> Res<Self> {
        let items: Res<Vec<T>> = self.iter().map(|x| x.deep_copy(memo)).collect();
        Ok(Tuple::from(items?))
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        let close = if self.0.len() == 1 { ",)" } else { ")" };
        guarded_repr(self.addr(), "(...)", out, |out| write_items(out, "(", self.iter(), close))
    }

    #[inline]
    fn truthy(&self) -> Res<bool> {
        Ok(!self.0.is_empty())
    }

    fn py_eq(&self, other: &Self) -> Res<bool> {
        if self.is(other) || self.0.len() != other.0.len() {
            return Ok(self.is(other));
        }
        eq_seq(|i| self.0.get(i).cloned(), |i| other.0.get(i).cloned())
    }

    fn py_cmp(&self, other: &Self, op: CmpOp) -> Res<bool> {
        cmp_seq(|i| self.0.get(i).cloned(), |i| other.0.get(i).cloned(), op)
    }

    fn py_hash(&self) -> Res<i64> {
        hash_tuple(self.0.iter().map(Obj::py_hash))
    }

    fn fast_eq(&self, other: &Self) -> Option<bool> {
        fast_eq_slices(self, other)
    }

    fn fast_cmp(&self, other: &Self) -> Option<Ordering> {
        fast_cmp_slices(self, other)
    }

    fn fast_hash(&self) -> Option<i64> {
        if self.0.iter().any(|x| x.fast_hash().is_none()) {
            return None;
        }
        hash_tuple(self.0.iter().map(|x| Ok(x.fast_hash().unwrap_or(0)))).ok()
    }

    fn sort_kind(&self) -> u32 {
        // Tuples of any lengths are ordered among each other if all elements have one kind.
        let kind = self.0.first().map_or(0, Obj::sort_kind);
        if kind != 0 && kind < 1 << 16 && self.0.iter().all(|x| x.sort_kind() == kind) {
            kind + (1 << 16)
        } else {
            0
        }
    }

    fn has_stable_hash(&self) -> bool {
        self.0.iter().all(Obj::has_stable_hash)
    }

    #[inline]
    fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0) || (self.0.is_empty() && other.0.is_empty())
    }

    fn to_value(&self) -> Value {
        match (self as &dyn std::any::Any).downcast_ref::<Tuple<Value>>() {
            Some(t) => Value::from(t.clone()),
            None => Value::from(self.0.iter().map(Obj::to_value).collect::<Tuple<Value>>()),
        }
    }

    fn from_value(v: Value) -> Res<Self> {
        let Some(t) = v.as_tuple() else {
            return Err(wrong_type("tuple", &v));
        };
        match (&t as &dyn std::any::Any).downcast_ref::<Tuple<T>>() {
            Some(t) => Ok(t.clone()),
            None => Tuple::from_iter_try(t.iter().map(T::from_value)),
        }
    }
}
