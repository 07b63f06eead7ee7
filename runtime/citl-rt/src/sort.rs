//! Stable sorting with a comparison that may fail or run user code.
//!
//! `permutation` makes the same comparisons in the same order as CPython's `list.sort` (natural runs, binary insertion,
//! galloping merges, powersort merge policy), so that a `__lt__` with effects, or one that is no order (NaN), behaves
//! as there. It sorts positions: the elements never move while user code runs.

use crate::error::Res;
use crate::obj::{CmpOp, Obj};
use crate::seq::less;
use std::cmp::Ordering;

const MIN_GALLOP: usize = 7;

/// Sorts in place, `Ok` or not the vector stays a permutation of what it was.
pub fn sort_vec<T: Obj>(v: &mut Vec<T>, reverse: bool) -> Res<()> {
    if v.len() < 2 {
        return Ok(());
    }
    if all_fast(v) {
        if reverse {
            v.sort_by(|a, b| fast_order(b, a));
        } else {
            v.sort_by(fast_order);
        }
        return Ok(());
    }
    if reverse {
        v.reverse();
    }
    let (order, result) = permutation(v.len(), |a, b| less(&v[a], &v[b]));
    permute(v, order);
    if reverse {
        v.reverse();
    }
    result
}

/// Sorts `v` by `keys` (same length).
pub fn sort_vec_by_keys<T: Clone, K: Obj>(v: &mut Vec<T>, keys: &[K], reverse: bool) -> Res<()> {
    let n = v.len();
    if n < 2 {
        return Ok(());
    }
    if all_fast(keys) {
        let mut order: Vec<u32> = (0..n as u32).collect();
        let key = |i: &u32| &keys[*i as usize];
        if reverse {
            order.sort_by(|a, b| fast_order(key(b), key(a)));
        } else {
            order.sort_by(|a, b| fast_order(key(a), key(b)));
        }
        permute(v, order);
        return Ok(());
    }
    // CPython reverses, sorts, and reverses again.
    let at = |i: usize| if reverse { n - 1 - i } else { i };
    let (mut order, result) = permutation(n, |a, b| less(&keys[at(a)], &keys[at(b)]));
    if reverse {
        for i in &mut order {
            *i = (n - 1 - *i as usize) as u32;
        }
        order.reverse();
    }
    permute(v, order);
    result
}

#[inline]
fn fast_order<T: Obj>(a: &T, b: &T) -> Ordering {
    a.fast_cmp(b).unwrap_or(Ordering::Equal)
}

/// Whether the elements are totally ordered by `fast_cmp`.
fn all_fast<T: Obj>(v: &[T]) -> bool {
    let kind = v.first().map_or(0, Obj::sort_kind);
    kind != 0 && v.iter().all(|x| x.sort_kind() == kind)
}

/// Moves `v[order[i]]` to position `i`.
fn permute<T: Clone>(v: &mut Vec<T>, order: Vec<u32>) {
    let mut from: Vec<Option<T>> = std::mem::take(v).into_iter().map(Some).collect();
    *v = order.into_iter().filter_map(|i| from[i as usize].take()).collect();
}

/// The sorted order of positions `0..n` under `lt`, and whether a comparison failed (the order is then a permutation).
pub fn permutation(n: usize, lt: impl FnMut(usize, usize) -> Res<bool>) -> (Vec<u32>, Res<()>) {
    let mut s = Sorter { a: (0..n as u32).collect(), tmp: Vec::new(), runs: Vec::new(), min_gallop: MIN_GALLOP, lt };
    let result = s.run();
    (s.a, result)
}

struct Run {
    base: usize,
    len: usize,
    power: u32,
}

struct Sorter<F> {
    a: Vec<u32>,
    tmp: Vec<u32>,
    runs: Vec<Run>,
    min_gallop: usize,
    lt: F,
}

impl<F: FnMut(usize, usize) -> Res<bool>> Sorter<F> {
    fn less(&mut self, x: u32, y: u32) -> Res<bool> {
        (self.lt)(x as usize, y as usize)
    }

    fn run(&mut self) -> Res<()> {
        let n = self.a.len();
        if n < 2 {
            return Ok(());
        }
        let min_run = min_run(n);
        let mut lo = 0;
        while lo < n {
            let mut len = self.count_run(lo, n)?;
            if len < min_run {
                let force = min_run.min(n - lo);
                self.insertion(lo, lo + force, lo + len)?;
                len = force;
            }
            self.merge_pending(len, n)?;
            self.runs.push(Run { base: lo, len, power: 0 });
            lo += len;
        }
        while self.runs.len() > 1 {
            let mut i = self.runs.len() - 2;
            if i > 0 && self.runs[i - 1].len < self.runs[i + 1].len {
                i -= 1;
            }
            self.merge_at(i)?;
        }
        Ok(())
    }

    /// Length of the natural run at `lo`; a strictly descending one is reversed in place.
    fn count_run(&mut self, lo: usize, hi: usize) -> Res<usize> {
        let mut end = lo + 1;
        if end == hi {
            return Ok(1);
        }
        let descending = self.less(self.a[end], self.a[end - 1])?;
        end += 1;
        while end < hi && self.less(self.a[end], self.a[end - 1])? == descending {
            end += 1;
        }
        if descending {
            self.a[lo..end].reverse();
        }
        Ok(end - lo)
    }

    /// Binary insertion sort of `lo..hi`, of which `lo..start` is sorted.
    fn insertion(&mut self, lo: usize, hi: usize, start: usize) -> Res<()> {
        for s in start..hi {
            let pivot = self.a[s];
            let (mut l, mut r) = (lo, s);
            while l < r {
                let m = l + ((r - l) >> 1);
                if self.less(pivot, self.a[m])? {
                    r = m;
                } else {
                    l = m + 1;
                }
            }
            self.a.copy_within(l..s, l + 1);
            self.a[l] = pivot;
        }
        Ok(())
    }

    /// Powersort: merges the runs on the stack that belong below the new run of length `n2`.
    fn merge_pending(&mut self, n2: usize, n: usize) -> Res<()> {
        if let Some(last) = self.runs.last() {
            let power = power(last.base, last.len, n2, n);
            while self.runs.len() > 1 && self.runs[self.runs.len() - 2].power > power {
                self.merge_at(self.runs.len() - 2)?;
            }
            if let Some(last) = self.runs.last_mut() {
                last.power = power;
            }
        }
        Ok(())
    }

    fn merge_at(&mut self, i: usize) -> Res<()> {
        let right = self.runs.remove(i + 1);
        let left = &mut self.runs[i];
        let (mut base, mut na, mut nb) = (left.base, left.len, right.len);
        left.len += right.len;
        let k = self.gallop_right(self.a[right.base], false, base, na, 0)?;
        base += k;
        na -= k;
        if na == 0 {
            return Ok(());
        }
        nb = self.gallop_left(self.a[base + na - 1], false, right.base, nb, nb - 1)?;
        if nb == 0 {
            return Ok(());
        }
        if na <= nb {
            self.merge_lo(base, na, nb)
        } else {
            self.merge_hi(base, na, nb)
        }
    }

    fn at(&self, in_tmp: bool, i: usize) -> u32 {
        if in_tmp {
            self.tmp[i]
        } else {
            self.a[i]
        }
    }

    /// Number of elements in the sorted `base..base + n` that are `< key` (leftmost insertion point).
    fn gallop_left(&mut self, key: u32, in_tmp: bool, base: usize, n: usize, hint: usize) -> Res<usize> {
        let (mut last, mut ofs) = (0usize, 1usize);
        let (mut lo, mut hi);
        if self.less(self.at(in_tmp, base + hint), key)? {
            let max = n - hint;
            while ofs < max && self.less(self.at(in_tmp, base + hint + ofs), key)? {
                last = ofs;
                ofs = (ofs << 1) + 1;
            }
            lo = hint + last + 1;
            hi = hint + ofs.min(max);
        } else {
            let max = hint + 1;
            while ofs < max && !self.less(self.at(in_tmp, base + hint - ofs), key)? {
                last = ofs;
                ofs = (ofs << 1) + 1;
            }
            lo = hint + 1 - ofs.min(max);
            hi = hint - last;
        }
        while lo < hi {
            let m = lo + ((hi - lo) >> 1);
            if self.less(self.at(in_tmp, base + m), key)? {
                lo = m + 1;
            } else {
                hi = m;
            }
        }
        Ok(hi)
    }

    /// Number of elements in the sorted `base..base + n` that are `<= key` (rightmost insertion point).
    fn gallop_right(&mut self, key: u32, in_tmp: bool, base: usize, n: usize, hint: usize) -> Res<usize> {
        let (mut last, mut ofs) = (0usize, 1usize);
        let (mut lo, mut hi);
        if self.less(key, self.at(in_tmp, base + hint))? {
            let max = hint + 1;
            while ofs < max && self.less(key, self.at(in_tmp, base + hint - ofs))? {
                last = ofs;
                ofs = (ofs << 1) + 1;
            }
            lo = hint + 1 - ofs.min(max);
            hi = hint - last;
        } else {
            let max = n - hint;
            while ofs < max && !self.less(key, self.at(in_tmp, base + hint + ofs))? {
                last = ofs;
                ofs = (ofs << 1) + 1;
            }
            lo = hint + last + 1;
            hi = hint + ofs.min(max);
        }
        while lo < hi {
            let m = lo + ((hi - lo) >> 1);
            if self.less(key, self.at(in_tmp, base + m))? {
                hi = m;
            } else {
                lo = m + 1;
            }
        }
        Ok(hi)
    }

    /// Merges `a[base..base+na]` (copied to `tmp`) with the `nb` elements after it, left to right.
    fn merge_lo(&mut self, base: usize, na: usize, nb: usize) -> Res<()> {
        self.tmp.clear();
        self.tmp.extend_from_slice(&self.a[base..base + na]);
        let mut m = Merge { dest: base, t: 0, t_len: na, b: base + na, b_len: nb };
        let result = self.merge_lo_loop(&mut m);
        // Whatever is left of `tmp` goes between `dest` and the rest of b, which is in place.
        let rest = self.tmp[m.t..m.t + m.t_len].to_vec();
        if result.is_ok() && m.t_len == 1 && m.b_len > 0 {
            self.a.copy_within(m.b..m.b + m.b_len, m.dest);
            self.a[m.dest + m.b_len] = rest[0];
        } else {
            self.a[m.dest..m.dest + rest.len()].copy_from_slice(&rest);
        }
        result
    }

    fn merge_lo_loop(&mut self, m: &mut Merge) -> Res<()> {
        self.take_b(m);
        if m.b_len == 0 || m.t_len == 1 {
            return Ok(());
        }
        let mut min_gallop = self.min_gallop;
        loop {
            let (mut won_t, mut won_b) = (0, 0);
            loop {
                if self.less(self.a[m.b], self.tmp[m.t])? {
                    self.take_b(m);
                    won_b += 1;
                    won_t = 0;
                    if m.b_len == 0 {
                        return Ok(());
                    }
                    if won_b >= min_gallop {
                        break;
                    }
                } else {
                    self.take_t(m);
                    won_t += 1;
                    won_b = 0;
                    if m.t_len == 1 {
                        return Ok(());
                    }
                    if won_t >= min_gallop {
                        break;
                    }
                }
            }
            min_gallop += 1;
            loop {
                min_gallop -= usize::from(min_gallop > 1);
                self.min_gallop = min_gallop;
                won_t = self.gallop_right(self.a[m.b], true, m.t, m.t_len, 0)?;
                for _ in 0..won_t {
                    self.take_t(m);
                }
                if won_t > 0 && m.t_len <= 1 {
                    return Ok(());
                }
                self.take_b(m);
                if m.b_len == 0 {
                    return Ok(());
                }
                won_b = self.gallop_left(self.tmp[m.t], false, m.b, m.b_len, 0)?;
                for _ in 0..won_b {
                    self.take_b(m);
                }
                if m.b_len == 0 {
                    return Ok(());
                }
                self.take_t(m);
                if m.t_len == 1 {
                    return Ok(());
                }
                if won_t < MIN_GALLOP && won_b < MIN_GALLOP {
                    break;
                }
            }
            min_gallop += 1;
            self.min_gallop = min_gallop;
        }
    }

    fn take_b(&mut self, m: &mut Merge) {
        self.a[m.dest] = self.a[m.b];
        m.dest += 1;
        m.b += 1;
        m.b_len -= 1;
    }

    fn take_t(&mut self, m: &mut Merge) {
        self.a[m.dest] = self.tmp[m.t];
        m.dest += 1;
        m.t += 1;
        m.t_len -= 1;
    }

    /// Merges with the right run copied to `tmp`, right to left. In `Merge`, `b` is where the left run starts.
    fn merge_hi(&mut self, base: usize, na: usize, nb: usize) -> Res<()> {
        self.tmp.clear();
        self.tmp.extend_from_slice(&self.a[base + na..base + na + nb]);
        let mut m = Merge { dest: base + na + nb, t: 0, t_len: nb, b: base, b_len: na };
        let result = self.merge_hi_loop(&mut m);
        let rest = self.tmp[..m.t_len].to_vec();
        if result.is_ok() && m.t_len == 1 && m.b_len > 0 {
            self.a.copy_within(m.b..m.b + m.b_len, m.b + 1);
            self.a[m.b] = rest[0];
        } else {
            self.a[m.dest - rest.len()..m.dest].copy_from_slice(&rest);
        }
        result
    }

    fn merge_hi_loop(&mut self, m: &mut Merge) -> Res<()> {
        self.back_b(m);
        if m.b_len == 0 || m.t_len == 1 {
            return Ok(());
        }
        let mut min_gallop = self.min_gallop;
        loop {
            let (mut won_t, mut won_b) = (0, 0);
            loop {
                if self.less(self.tmp[m.t_len - 1], self.a[m.b + m.b_len - 1])? {
                    self.back_b(m);
                    won_b += 1;
                    won_t = 0;
                    if m.b_len == 0 {
                        return Ok(());
                    }
                    if won_b >= min_gallop {
                        break;
                    }
                } else {
                    self.back_t(m);
                    won_t += 1;
                    won_b = 0;
                    if m.t_len == 1 {
                        return Ok(());
                    }
                    if won_t >= min_gallop {
                        break;
                    }
                }
            }
            min_gallop += 1;
            loop {
                min_gallop -= usize::from(min_gallop > 1);
                self.min_gallop = min_gallop;
                let key = self.tmp[m.t_len - 1];
                let k = self.gallop_right(key, false, m.b, m.b_len, m.b_len - 1)?;
                won_b = m.b_len - k;
                for _ in 0..won_b {
                    self.back_b(m);
                }
                if m.b_len == 0 {
                    return Ok(());
                }
                self.back_t(m);
                if m.t_len == 1 {
                    return Ok(());
                }
                let key = self.a[m.b + m.b_len - 1];
                let k = self.gallop_left(key, true, 0, m.t_len, m.t_len - 1)?;
                won_t = m.t_len - k;
                for _ in 0..won_t {
                    self.back_t(m);
                }
                if won_t > 0 && m.t_len <= 1 {
                    return Ok(());
                }
                self.back_b(m);
                if m.b_len == 0 {
                    return Ok(());
                }
                if won_t < MIN_GALLOP && won_b < MIN_GALLOP {
                    break;
                }
            }
            min_gallop += 1;
            self.min_gallop = min_gallop;
        }
    }

    fn back_b(&mut self, m: &mut Merge) {
        m.dest -= 1;
        m.b_len -= 1;
        self.a[m.dest] = self.a[m.b + m.b_len];
    }

    fn back_t(&mut self, m: &mut Merge) {
        m.dest -= 1;
        m.t_len -= 1;
        self.a[m.dest] = self.tmp[m.t_len];
    }
}

/// Progress of a merge: `tmp[t..t + t_len]` and `a[b..b + b_len]` are still to be placed next to `dest`.
struct Merge {
    dest: usize,
    t: usize,
    t_len: usize,
    b: usize,
    b_len: usize,
}

fn min_run(mut n: usize) -> usize {
    let mut r = 0;
    while n >= 64 {
        r |= n & 1;
        n >>= 1;
    }
    n + r
}

/// Depth of the boundary between two adjacent runs in the ideal merge tree over `n` elements.
fn power(base: usize, n1: usize, n2: usize, n: usize) -> u32 {
    let mut a = 2 * base + n1;
    let mut b = a + n1 + n2;
    let mut power = 0;
    loop {
        power += 1;
        if a >= n {
            a -= n;
            b -= n;
        } else if b >= n {
            return power;
        }
        a <<= 1;
        b <<= 1;
    }
}

/// The function behind `functools.cmp_to_key`.
pub struct Comparing<T>(std::rc::Rc<dyn Fn(T, T) -> Res<i64>>);

/// Holds a comparison function: negative, zero or positive.
pub fn comparing<T: 'static, R: Obj>(f: impl Fn(T, T) -> Res<R> + 'static) -> Comparing<T> {
    Comparing(std::rc::Rc::new(move |a, b| {
        let answer = f(a, b)?.to_value();
        let zero = crate::value::Value::Int(0);
        if crate::value::v_cmp(&answer, &zero, CmpOp::Lt)? {
            return Ok(-1);
        }
        Ok(i64::from(crate::value::v_cmp(&answer, &zero, CmpOp::Gt)?))
    }))
}

/// A sort key that compares by a function.
pub struct CmpKey<T>(T, std::rc::Rc<dyn Fn(T, T) -> Res<i64>>);

impl<T> CmpKey<T> {
    pub fn new(x: T, f: &Comparing<T>) -> Self {
        CmpKey(x, std::rc::Rc::clone(&f.0))
    }
}

impl<T: Clone> Clone for CmpKey<T> {
    fn clone(&self) -> Self {
        CmpKey(self.0.clone(), std::rc::Rc::clone(&self.1))
    }
}

impl<T: Clone + 'static> Obj for CmpKey<T> {
    fn type_name(&self) -> crate::pystr::Str {
        crate::pystr::Str::lit("functools.KeyWrapper")
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        out.push_str("<functools.KeyWrapper object>");
        Ok(())
    }

    fn py_eq(&self, other: &Self) -> Res<bool> {
        Ok((self.1)(self.0.clone(), other.0.clone())? == 0)
    }

    fn py_cmp(&self, other: &Self, op: CmpOp) -> Res<bool> {
        Ok(op.test((self.1)(self.0.clone(), other.0.clone())?.cmp(&0)))
    }

    fn is(&self, _other: &Self) -> bool {
        false
    }

    fn to_value(&self) -> crate::value::Value {
        crate::value::Value::None
    }

    fn from_value(v: crate::value::Value) -> Res<Self> {
        Err(crate::obj::wrong_type("functools.KeyWrapper", &v))
    }
}
