//! `heapq` and `bisect` on shared lists, with CPython's comparisons in CPython's order.

use crate::error::{index_error, Res};
use crate::list::List;
use crate::obj::Obj;
use crate::seq::less;

fn swap<T>(heap: &List<T>, a: usize, b: usize) -> Res<()> {
    let fits = heap.with_mut(|v| {
        let fits = a < v.len() && b < v.len();
        if fits {
            v.swap(a, b);
        }
        fits
    });
    // A comparison may have shortened the list.
    if fits {
        Ok(())
    } else {
        Err(crate::error::runtime_error("list changed size during iteration"))
    }
}

fn before<T: Obj>(heap: &List<T>, a: usize, b: usize) -> Res<bool> {
    match (heap.at(a), heap.at(b)) {
        (Some(x), Some(y)) => less(&x, &y),
        _ => Err(index_error("index out of range")),
    }
}

/// Moves the element at `pos` towards the root.
fn sift_down<T: Obj>(heap: &List<T>, start: usize, mut pos: usize) -> Res<()> {
    while pos > start {
        let parent = (pos - 1) >> 1;
        if !before(heap, pos, parent)? {
            break;
        }
        swap(heap, parent, pos)?;
        pos = parent;
    }
    Ok(())
}

/// Moves the element at `pos` to a leaf, then back to its place.
fn sift_up<T: Obj>(heap: &List<T>, mut pos: usize) -> Res<()> {
    let (start, end) = (pos, heap.len() as usize);
    while pos < end >> 1 {
        let mut child = 2 * pos + 1;
        if child + 1 < end && !before(heap, child, child + 1)? {
            child += 1;
        }
        swap(heap, child, pos)?;
        pos = child;
    }
    sift_down(heap, start, pos)
}

pub fn heappush<T: Obj>(heap: &List<T>, x: T) -> Res<()> {
    heap.append(x);
    sift_down(heap, 0, heap.len() as usize - 1)
}

pub fn heappop<T: Obj>(heap: &List<T>) -> Res<T> {
    let last = heap.pop().map_err(|_| index_error("index out of range"))?;
    if heap.len() == 0 {
        return Ok(last);
    }
    let first = heap.with_mut(|v| std::mem::replace(&mut v[0], last));
    sift_up(heap, 0)?;
    Ok(first)
}

pub fn heapify<T: Obj>(heap: &List<T>) -> Res<()> {
    for i in (0..heap.len() as usize / 2).rev() {
        sift_up(heap, i)?;
    }
    Ok(())
}

pub fn heapreplace<T: Obj>(heap: &List<T>, x: T) -> Res<T> {
    if heap.len() == 0 {
        return Err(index_error("index out of range"));
    }
    let first = heap.with_mut(|v| std::mem::replace(&mut v[0], x));
    sift_up(heap, 0)?;
    Ok(first)
}

pub fn heappushpop<T: Obj>(heap: &List<T>, x: T) -> Res<T> {
    match heap.at(0) {
        Some(first) if less(&first, &x)? => heapreplace(heap, x),
        _ => Ok(x),
    }
}

/// `bisect.bisect_left(xs, x, lo, hi)`
pub fn bisect_left<T: Obj>(xs: &List<T>, x: &T, lo: Option<i64>, hi: Option<i64>) -> Res<i64> {
    let (mut lo, mut hi) = bounds(xs, lo, hi)?;
    while lo < hi {
        let mid = (lo + hi) / 2;
        if less(&xs.get(mid)?, x)? {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    Ok(lo)
}

/// `bisect.bisect_right(xs, x, lo, hi)`
pub fn bisect_right<T: Obj>(xs: &List<T>, x: &T, lo: Option<i64>, hi: Option<i64>) -> Res<i64> {
    let (mut lo, mut hi) = bounds(xs, lo, hi)?;
    while lo < hi {
        let mid = (lo + hi) / 2;
        if less(x, &xs.get(mid)?)? {
            hi = mid;
        } else {
            lo = mid + 1;
        }
    }
    Ok(lo)
}

fn bounds<T>(xs: &List<T>, lo: Option<i64>, hi: Option<i64>) -> Res<(i64, i64)> {
    let lo = lo.unwrap_or(0);
    if lo < 0 {
        return Err(crate::error::value_error("lo must be non-negative"));
    }
    Ok((lo, hi.unwrap_or_else(|| xs.len())))
}

pub fn insort_left<T: Obj>(xs: &List<T>, x: T, lo: Option<i64>, hi: Option<i64>) -> Res<()> {
    let at = bisect_left(xs, &x, lo, hi)?;
    xs.insert(at, x);
    Ok(())
}

pub fn insort_right<T: Obj>(xs: &List<T>, x: T, lo: Option<i64>, hi: Option<i64>) -> Res<()> {
    let at = bisect_right(xs, &x, lo, hi)?;
    xs.insert(at, x);
    Ok(())
}
