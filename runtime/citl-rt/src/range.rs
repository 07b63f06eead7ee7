//! `Range`: Python's `range` over machine integers.

use crate::error::{index_error, value_error, Res};
use crate::int::Int;
use crate::obj::{wrong_type, Obj};
use crate::obj_impls::hash_tuple;
use crate::pystr::Str;
use crate::seq::slice_at;
use crate::value::Value;
use std::fmt::Write;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range {
    pub start: i64,
    pub stop: i64,
    pub step: i64,
}

/// `range(stop)`
#[inline]
pub fn range1(stop: i64) -> Range {
    Range { start: 0, stop, step: 1 }
}

/// `range(start, stop)`
#[inline]
pub fn range2(start: i64, stop: i64) -> Range {
    Range { start, stop, step: 1 }
}

/// `range(start, stop, step)`
#[inline]
pub fn range3(start: i64, stop: i64, step: i64) -> Res<Range> {
    if step == 0 {
        return Err(zero_step());
    }
    Ok(Range { start, stop, step })
}

#[cold]
#[inline(never)]
fn zero_step() -> Box<crate::error::PyErr> {
    value_error("range() arg 3 must not be zero")
}

#[cold]
#[inline(never)]
fn out_of_range() -> Box<crate::error::PyErr> {
    index_error("range object index out of range")
}

impl Range {
    /// Number of elements; the difference of the ends may need 65 bits.
    #[inline]
    fn count(self) -> u64 {
        if self.step > 0 && self.start < self.stop {
            (self.stop.wrapping_sub(self.start) as u64 - 1) / self.step as u64 + 1
        } else if self.step < 0 && self.stop < self.start {
            (self.start.wrapping_sub(self.stop) as u64 - 1) / self.step.unsigned_abs() + 1
        } else {
            0
        }
    }

    #[inline]
    pub fn len(&self) -> i64 {
        i64::try_from(self.count()).unwrap_or(i64::MAX)
    }

    #[inline]
    fn at(self, i: u64) -> i64 {
        self.start.wrapping_add((i as i64).wrapping_mul(self.step))
    }

    pub fn get(&self, i: i64) -> Res<i64> {
        let n = self.count();
        let j = if i < 0 { n.checked_sub(i.unsigned_abs()) } else { Some(i as u64) };
        match j {
            Some(j) if j < n => Ok(self.at(j)),
            _ => Err(out_of_range()),
        }
    }

    pub fn slice(&self, lo: Option<i64>, hi: Option<i64>, step: Option<i64>) -> Res<Range> {
        let at = slice_at(lo, hi, step, self.len() as usize)?;
        Ok(Range {
            start: self.at(at.start as u64),
            stop: self.at(at.stop as u64),
            step: self.step.wrapping_mul(at.step),
        })
    }

    #[inline]
    pub fn contains(&self, x: i64) -> bool {
        let inside = if self.step > 0 { self.start <= x && x < self.stop } else { self.stop < x && x <= self.start };
        inside
            && (self.step == 1 || x.wrapping_sub(self.start) as u64 % self.step.unsigned_abs() == 0 || {
                self.step < 0 && self.start.wrapping_sub(x) as u64 % self.step.unsigned_abs() == 0
            })
    }

    /// `x in range(...)` for any integer.
    pub fn contains_int(&self, x: &Int) -> bool {
        x.to_i64().is_some_and(|x| self.contains(x))
    }

    pub fn index(&self, x: i64) -> Res<i64> {
        if self.contains(x) {
            return Ok(if self.step > 0 {
                (x.wrapping_sub(self.start) as u64 / self.step as u64) as i64
            } else {
                (self.start.wrapping_sub(x) as u64 / self.step.unsigned_abs()) as i64
            });
        }
        Err(value_error(format!("{x} is not in range")))
    }

    pub fn count_of(&self, x: i64) -> i64 {
        i64::from(self.contains(x))
    }

    #[inline]
    pub fn iter(&self) -> RangeIter {
        RangeIter { next: self.start, left: self.count(), step: self.step }
    }

    /// `reversed(range)`
    pub fn iter_rev(&self) -> RangeIter {
        let left = self.count();
        RangeIter { next: self.at(left.wrapping_sub(1)), left, step: self.step.wrapping_neg() }
    }
}

/// Iterator over a range.
#[derive(Clone)]
pub struct RangeIter {
    next: i64,
    left: u64,
    step: i64,
}

impl Iterator for RangeIter {
    type Item = i64;

    #[inline]
    fn next(&mut self) -> Option<i64> {
        if self.left == 0 {
            return None;
        }
        self.left -= 1;
        let x = self.next;
        self.next = x.wrapping_add(self.step);
        Some(x)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left as usize, Some(self.left as usize))
    }
}

impl DoubleEndedIterator for RangeIter {
    #[inline]
    fn next_back(&mut self) -> Option<i64> {
        if self.left == 0 {
            return None;
        }
        self.left -= 1;
        Some(self.next.wrapping_add((self.left as i64).wrapping_mul(self.step)))
    }
}

impl ExactSizeIterator for RangeIter {}

impl Obj for Range {
    fn type_name(&self) -> Str {
        Str::lit("range")
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        let done = if self.step == 1 {
            write!(out, "range({}, {})", self.start, self.stop)
        } else {
            write!(out, "range({}, {}, {})", self.start, self.stop, self.step)
        };
        debug_assert!(done.is_ok());
        Ok(())
    }

    fn truthy(&self) -> Res<bool> {
        Ok(self.count() > 0)
    }

    /// Ranges are equal when they have the same elements.
    fn py_eq(&self, other: &Self) -> Res<bool> {
        Ok(self.fast_eq(other) == Some(true))
    }

    fn fast_eq(&self, other: &Self) -> Option<bool> {
        let n = self.count();
        Some(n == other.count() && (n == 0 || (self.start == other.start && (n == 1 || self.step == other.step))))
    }

    fn py_hash(&self) -> Res<i64> {
        let n = self.count();
        let none = ().py_hash();
        let start = if n == 0 { none } else { self.start.py_hash() };
        let step = if n <= 1 { ().py_hash() } else { self.step.py_hash() };
        hash_tuple([n.py_hash(), start, step].into_iter())
    }

    fn is(&self, other: &Self) -> bool {
        self == other
    }

    fn to_value(&self) -> Value {
        Value::from(*self)
    }

    fn from_value(v: Value) -> Res<Self> {
        match v.as_range() {
            Some(r) => Ok(r),
            None => Err(wrong_type("range", &v)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(r: Range) -> Vec<i64> {
        r.iter().collect()
    }

    #[test]
    fn elements_lengths_and_ends() {
        assert_eq!(all(range3(10, 0, -3).unwrap()), [10, 7, 4, 1]);
        assert_eq!(range2(5, 1).len(), 0);
        assert_eq!(range3(i64::MIN, i64::MAX, 1).unwrap().get(-1).unwrap(), i64::MAX - 1);
        assert_eq!(range1(5).iter_rev().collect::<Vec<_>>(), [4, 3, 2, 1, 0]);
        assert_eq!(range3(1, 10, 4).unwrap().iter().rev().collect::<Vec<_>>(), [9, 5, 1]);
        assert!(range3(0, 1, 0).is_err());
        assert!(range1(3).get(3).is_err());
    }

    #[test]
    fn membership_and_slices() {
        let r = range3(10, 0, -3).unwrap();
        assert!(r.contains(4) && !r.contains(5) && !r.contains(0) && !r.contains(13));
        assert_eq!(r.index(1).unwrap(), 3);
        assert_eq!(all(r.slice(Some(1), None, None).unwrap()), [7, 4, 1]);
        assert_eq!(all(r.slice(None, None, Some(-1)).unwrap()), [1, 4, 7, 10]);
    }
}
