//! What all sequences share: positions, slices, element equality, the order of two sequences, `[...]` in reprs.
//!
//! Nothing here holds a reference into a container while user code runs: callers pass functions that copy one element.

use crate::error::{value_error, PyErr, Res};
use crate::obj::{CmpOp, Obj};
use std::cell::RefCell;
use std::cmp::Ordering;
use std::ops::Range;

/// Position of Python's index `i` in a sequence of `len` elements, `None` when out of range.
#[inline]
pub fn position(i: i64, len: usize) -> Option<usize> {
    let j = if i < 0 { i.wrapping_add(len as i64) } else { i };
    if (j as u64) < len as u64 {
        Some(j as usize)
    } else {
        None
    }
}

/// Position for `insert`, `index` and friends: clamped to `0..=len`.
#[inline]
pub fn clamp(i: i64, len: usize) -> usize {
    if i >= 0 {
        (i as u64).min(len as u64) as usize
    } else {
        i.saturating_add(len as i64).max(0) as usize
    }
}

/// A resolved slice: `len` positions `start, start + step, ...`, all of them valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SliceAt {
    pub start: i64,
    pub stop: i64,
    pub step: i64,
    pub len: usize,
}

/// The bounds of a slice as they are written: `lo:hi:step`.
pub type Bounds = (Option<i64>, Option<i64>, Option<i64>);

impl SliceAt {
    /// The positions as a range, where they are consecutive.
    #[inline]
    pub fn span(self) -> Option<Range<usize>> {
        match self.step {
            _ if self.len == 0 => Some(0..0),
            1 => Some(self.start as usize..self.start as usize + self.len),
            -1 => Some(self.start as usize + 1 - self.len..self.start as usize + 1),
            _ => None,
        }
    }

    /// The elements of `xs` at the positions.
    #[inline]
    pub fn of<T: Clone>(self, xs: &[T]) -> Vec<T> {
        match self.span() {
            Some(span) if self.step > 0 => xs[span].to_vec(),
            Some(span) => xs[span].iter().rev().cloned().collect(),
            None => self.positions().map(|i| xs[i].clone()).collect(),
        }
    }

    /// The positions in order.
    pub fn positions(self) -> impl DoubleEndedIterator<Item = usize> + ExactSizeIterator {
        (0..self.len).map(move |k| (self.start + k as i64 * self.step) as usize)
    }
}

/// `slice(lo, hi, step).indices(len)`. ValueError when the step is zero.
#[inline]
pub fn slice_at(lo: Option<i64>, hi: Option<i64>, step: Option<i64>, len: usize) -> Res<SliceAt> {
    let step = step.unwrap_or(1).max(-i64::MAX);
    if step == 0 {
        return Err(no_step());
    }
    let n = len as i64;
    let fix = |i: i64, low: i64, high: i64| {
        if i < 0 {
            i.saturating_add(n).max(low)
        } else {
            i.min(high)
        }
    };
    let (start, stop) = if step > 0 {
        (lo.map_or(0, |i| fix(i, 0, n)), hi.map_or(n, |i| fix(i, 0, n)))
    } else {
        (lo.map_or(n - 1, |i| fix(i, -1, n - 1)), hi.map_or(-1, |i| fix(i, -1, n - 1)))
    };
    let count = if step > 0 && start < stop {
        (stop - start - 1) / step + 1
    } else if step < 0 && stop < start {
        (start - stop - 1) / -step + 1
    } else {
        0
    };
    Ok(SliceAt { start, stop, step, len: count as usize })
}

#[cold]
#[inline(never)]
fn no_step() -> Box<PyErr> {
    value_error("slice step cannot be zero")
}

/// Turns `xs` around where it stands.
///
/// Not `slice::reverse`: inlined into a loop, it makes rustc 1.95 (LLVM) compute something else. What its two halves
/// promise each other for one call (`noalias`) is taken to hold between calls, so an element may be kept in a register
/// that the next call writes from the other half.
#[inline]
pub fn reverse<T>(xs: &mut [T]) {
    let n = xs.len();
    for i in 0..n / 2 {
        xs.swap(i, n - 1 - i);
    }
}

/// `a is b or a == b`, the equality that containers use; `None` when user code has to be asked.
#[inline]
pub fn fast_same<T: Obj>(a: &T, b: &T) -> Option<bool> {
    match a.fast_eq(b) {
        Some(true) => Some(true),
        Some(false) => Some(a.is(b)),
        None if a.is(b) => Some(true),
        None => None,
    }
}

/// `a is b or a == b`, the equality that containers use. May run user code.
#[inline]
pub fn same<T: Obj>(a: &T, b: &T) -> Res<bool> {
    match fast_same(a, b) {
        Some(r) => Ok(r),
        None => a.py_eq(b),
    }
}

/// `a < b`. May run user code.
#[inline]
pub fn less<T: Obj>(a: &T, b: &T) -> Res<bool> {
    match a.fast_cmp(b) {
        Some(o) => Ok(o == Ordering::Less),
        None => a.py_cmp(b, CmpOp::Lt),
    }
}

/// The answer of a comparison operator for two lengths (or any totally ordered pair).
#[inline]
pub fn by_order(o: Ordering, op: CmpOp) -> bool {
    match op {
        CmpOp::Lt => o == Ordering::Less,
        CmpOp::Le => o != Ordering::Greater,
        CmpOp::Gt => o == Ordering::Greater,
        CmpOp::Ge => o != Ordering::Less,
    }
}

/// One level of a comparison that goes into elements; RecursionError at the limit.
fn enter_comparison() -> Res<crate::depth::Depth> {
    match crate::depth::enter() {
        Ok(depth) => Ok(depth),
        Err(_) => Err(crate::error::recursion_error("maximum recursion depth exceeded in comparison")),
    }
}

/// Equality of two sequences given as functions that copy one element (`None` past the end).
pub fn eq_seq<T: Obj>(a: impl Fn(usize) -> Option<T>, b: impl Fn(usize) -> Option<T>) -> Res<bool> {
    let _depth = enter_comparison()?;
    let mut i = 0;
    loop {
        match (a(i), b(i)) {
            (Some(x), Some(y)) => {
                if !same(&x, &y)? {
                    return Ok(false);
                }
            }
            (None, None) => return Ok(true),
            _ => return Ok(false),
        }
        i += 1;
    }
}

/// Lexicographic comparison of two sequences given as functions that copy one element.
pub fn cmp_seq<T: Obj>(a: impl Fn(usize) -> Option<T>, b: impl Fn(usize) -> Option<T>, op: CmpOp) -> Res<bool> {
    let _depth = enter_comparison()?;
    let mut i = 0;
    loop {
        match (a(i), b(i)) {
            (Some(x), Some(y)) => {
                if !same(&x, &y)? {
                    return x.py_cmp(&y, op);
                }
            }
            (x, y) => return Ok(by_order(x.is_some().cmp(&y.is_some()), op)),
        }
        i += 1;
    }
}

/// Equality of two slices without user code; `None` when it has to be asked.
pub fn fast_eq_slices<T: Obj>(a: &[T], b: &[T]) -> Option<bool> {
    if a.len() != b.len() {
        return Some(false);
    }
    for (x, y) in a.iter().zip(b) {
        if !fast_same(x, y)? {
            return Some(false);
        }
    }
    Some(true)
}

/// Order of two slices without user code; `None` when it has to be asked (or for NaN).
pub fn fast_cmp_slices<T: Obj>(a: &[T], b: &[T]) -> Option<Ordering> {
    for (x, y) in a.iter().zip(b) {
        if !fast_same(x, y)? {
            return x.fast_cmp(y);
        }
    }
    Some(a.len().cmp(&b.len()))
}

thread_local! {
    static OPEN_REPRS: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

struct OpenRepr;

impl Drop for OpenRepr {
    fn drop(&mut self) {
        OPEN_REPRS.with(|o| {
            o.borrow_mut().pop();
        });
    }
}

/// Runs `body` unless the repr of the container at `addr` is already being written: then writes `dots`.
pub fn guarded_repr(addr: usize, dots: &str, out: &mut String, body: impl FnOnce(&mut String) -> Res<()>) -> Res<()> {
    let open = OPEN_REPRS.with(|o| o.borrow().contains(&addr));
    if open {
        out.push_str(dots);
        return Ok(());
    }
    let _depth = crate::depth::enter_while("getting the repr of an object")?;
    OPEN_REPRS.with(|o| o.borrow_mut().push(addr));
    let _guard = OpenRepr;
    body(out)
}

/// Writes `items` as `open a, b, c close`.
pub fn write_items<T: Obj>(out: &mut String, open: &str, items: impl Iterator<Item = T>, close: &str) -> Res<()> {
    out.push_str(open);
    for (i, x) in items.enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        x.write_repr(out)?;
    }
    out.push_str(close);
    Ok(())
}

/// Idiomatic `xs[i]` where `i` may be negative: the position, or a stop.
#[inline]
#[track_caller]
pub fn at(i: i64, len: usize) -> usize {
    match position(i, len) {
        Some(at) => at,
        None => panic!("IndexError: list index out of range (index {i}, length {len})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_resolve_as_in_python() {
        let s = |a, b, c, n| slice_at(a, b, c, n).unwrap().positions().collect::<Vec<_>>();
        assert_eq!(s(None, None, None, 3), [0, 1, 2]);
        assert_eq!(s(None, None, Some(-1), 3), [2, 1, 0]);
        assert_eq!(s(Some(-2), None, None, 3), [1, 2]);
        assert_eq!(s(Some(5), Some(-9), Some(-2), 4), [3, 1]);
        assert_eq!(s(Some(i64::MIN), Some(i64::MAX), Some(i64::MAX), 4), [0]);
        assert_eq!(s(None, None, Some(i64::MIN), 4), [3]);
        assert!(slice_at(None, None, Some(0), 3).is_err());
    }

    #[test]
    fn positions_and_clamps() {
        assert_eq!(position(-1, 3), Some(2));
        assert_eq!(position(3, 3), None);
        assert_eq!(position(i64::MIN, 3), None);
        assert_eq!(clamp(-9, 3), 0);
        assert_eq!(clamp(9, 3), 3);
        assert_eq!(clamp(-1, 3), 2);
    }
}
