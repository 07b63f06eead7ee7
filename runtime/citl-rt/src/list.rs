//! `List<T>`: Python's list, shared. Every method copies elements out; no reference into the vector lives while user
//! code can run, and an element is dropped only after the write.

use crate::cells::Slot;
use crate::error::{index_error, value_error, PyErr, Res};
use crate::obj::{wrong_type, CmpOp, Obj};
use crate::pystr::Str;
use crate::seq::{clamp, cmp_seq, eq_seq, fast_same, guarded_repr, position, reverse, slice_at, write_items, Bounds};
use crate::sort::{sort_vec, sort_vec_by_keys};
use crate::value::Value;
use std::rc::Rc;

/// A Python list; clones are the same list.
pub struct List<T>(Rc<Slot<Vec<T>>>);

impl<T> Clone for List<T> {
    #[inline]
    fn clone(&self) -> Self {
        List(Rc::clone(&self.0))
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        List::from(Vec::new())
    }
}

impl<T> From<Vec<T>> for List<T> {
    #[inline]
    fn from(v: Vec<T>) -> Self {
        List(Rc::new(Slot::new(v)))
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(iter: I) -> Self {
        List::from(iter.into_iter().collect::<Vec<T>>())
    }
}

#[cold]
#[inline(never)]
fn out_of_range() -> Box<crate::error::PyErr> {
    index_error("list index out of range")
}

#[cold]
#[inline(never)]
fn assignment_out_of_range() -> Box<crate::error::PyErr> {
    index_error("list assignment index out of range")
}

#[cold]
#[inline(never)]
fn pop_empty() -> Box<crate::error::PyErr> {
    index_error("pop from empty list")
}

impl<T> List<T> {
    #[inline]
    pub fn new() -> Self {
        List::from(Vec::new())
    }

    pub fn with_capacity(n: usize) -> Self {
        List::from(Vec::with_capacity(n))
    }

    #[inline]
    pub fn len(&self) -> i64 {
        self.0.with(|v| v.len() as i64)
    }

    /// Address of the shared list, its identity.
    #[inline]
    pub fn addr(&self) -> usize {
        Rc::as_ptr(&self.0) as usize
    }

    #[inline]
    pub fn append(&self, value: T) {
        self.0.with_mut(|v| v.push(value));
    }

    /// Runs `f` on the elements. `f` must not run user code (see `cells`): for hot loops without calls.
    #[inline]
    pub fn with<R>(&self, f: impl FnOnce(&[T]) -> R) -> R {
        self.0.with(|v| f(v))
    }

    /// Runs `f` on the elements, mutably. `f` must not run user code or drop elements (see `cells`).
    #[inline]
    pub fn with_mut<R>(&self, f: impl FnOnce(&mut Vec<T>) -> R) -> R {
        self.0.with_mut(f)
    }

    pub fn clear(&self) {
        drop(self.0.replace(Vec::new()));
    }

    pub fn reverse(&self) {
        self.0.with_mut(|v| reverse(v));
    }

    #[inline]
    pub fn insert(&self, i: i64, value: T) {
        self.0.with_mut(|v| {
            let at = clamp(i, v.len());
            v.insert(at, value);
        });
    }

    #[inline]
    pub fn pop(&self) -> Res<T> {
        match self.0.with_mut(Vec::pop) {
            Some(x) => Ok(x),
            None => Err(pop_empty()),
        }
    }

    pub fn pop_at(&self, i: i64) -> Res<T> {
        let taken = self.0.with_mut(|v| match position(i, v.len()) {
            Some(at) => Ok(v.remove(at)),
            None => Err(v.is_empty()),
        });
        taken.map_err(|empty| if empty { pop_empty() } else { index_error("pop index out of range") })
    }

    #[inline]
    pub fn set(&self, i: i64, value: T) -> Res<()> {
        let old = self.0.with_mut(|v| {
            let n = v.len();
            match position(i, n) {
                Some(at) => Ok(std::mem::replace(&mut v[at], value)),
                None => Err(value),
            }
        });
        match old {
            Ok(_) => Ok(()),
            Err(_) => Err(assignment_out_of_range()),
        }
    }

    /// `del xs[i]`
    pub fn del(&self, i: i64) -> Res<()> {
        match self.0.with_mut(|v| position(i, v.len()).map(|at| v.remove(at))) {
            Some(_) => Ok(()),
            None => Err(assignment_out_of_range()),
        }
    }

    pub fn del_slice(&self, lo: Option<i64>, hi: Option<i64>, step: Option<i64>) -> Res<()> {
        let at = slice_at(lo, hi, step, self.len() as usize)?;
        let dropped: Vec<T> = self.0.with_mut(|v| {
            if at.step == 1 {
                let start = at.start as usize;
                return v.drain(start..start + at.len).collect();
            }
            let mut gone = vec![false; v.len()];
            for i in at.positions() {
                gone[i] = true;
            }
            let mut out = Vec::with_capacity(at.len);
            let mut kept = Vec::with_capacity(v.len() - at.len);
            for (x, gone) in std::mem::take(v).into_iter().zip(gone) {
                if gone {
                    out.push(x);
                } else {
                    kept.push(x);
                }
            }
            *v = kept;
            out
        });
        drop(dropped);
        Ok(())
    }

    /// `xs[lo:hi:step] = values`
    pub fn set_slice(&self, lo: Option<i64>, hi: Option<i64>, step: Option<i64>, mut values: Vec<T>) -> Res<()> {
        let at = slice_at(lo, hi, step, self.len() as usize)?;
        if step.unwrap_or(1) == 1 {
            let start = at.start as usize;
            if values.len() == at.len {
                self.0.with_mut(|v| v[start..start + at.len].swap_with_slice(&mut values));
                return Ok(());
            }
            let dropped: Vec<T> = self.0.with_mut(|v| v.splice(start..start + at.len, values).collect());
            drop(dropped);
            return Ok(());
        }
        if values.len() != at.len {
            return Err(wrong_size(values.len(), at.len));
        }
        let dropped: Vec<T> =
            self.0.with_mut(|v| at.positions().zip(values).map(|(i, x)| std::mem::replace(&mut v[i], x)).collect());
        drop(dropped);
        Ok(())
    }

    /// Appends every element of `iter`, which may look at the list meanwhile.
    pub fn extend_iter(&self, iter: impl IntoIterator<Item = T>) {
        let iter = iter.into_iter();
        let extra = iter.size_hint().0.min(1 << 20);
        self.0.with_mut(|v| v.reserve(extra));
        for x in iter {
            self.append(x);
        }
    }

    /// As `extend_iter`; what came before an error stays.
    pub fn extend_try(&self, iter: impl IntoIterator<Item = Res<T>>) -> Res<()> {
        for x in iter {
            self.append(x?);
        }
        Ok(())
    }

    /// `list(iter)` for an iterator that may fail.
    pub fn from_iter_try(iter: impl IntoIterator<Item = Res<T>>) -> Res<Self> {
        let iter = iter.into_iter();
        let mut v = Vec::with_capacity(iter.size_hint().0.min(1 << 20));
        for x in iter {
            v.push(x?);
        }
        Ok(List::from(v))
    }
}

impl<T: Clone> List<T> {
    /// The element, `None` past the end.
    #[inline]
    pub fn at(&self, i: usize) -> Option<T> {
        self.0.with(|v| v.get(i).cloned())
    }

    #[inline]
    pub fn get(&self, i: i64) -> Res<T> {
        match self.0.with(|v| position(i, v.len()).map(|at| v[at].clone())) {
            Some(x) => Ok(x),
            None => Err(out_of_range()),
        }
    }

    /// The elements of a list that nobody else has; a copy of them where somebody has.
    pub fn into_vec(self) -> Vec<T> {
        match Rc::try_unwrap(self.0) {
            Ok(slot) => slot.into_inner(),
            Err(shared) => shared.get(),
        }
    }

    pub fn to_vec(&self) -> Vec<T> {
        self.0.get()
    }

    pub fn copy(&self) -> Self {
        List::from(self.to_vec())
    }

    pub fn slice(&self, lo: Option<i64>, hi: Option<i64>, step: Option<i64>) -> Res<Self> {
        let at = slice_at(lo, hi, step, self.len() as usize)?;
        Ok(List::from(self.0.with(|v| at.of(v))))
    }

    /// `xs[to] = xs[from]`: all of the right side is read before anything is written.
    pub fn copy_slice(&self, from: Bounds, to: Bounds) -> Res<()> {
        let n = self.len() as usize;
        let (read, written) = (slice_at(from.0, from.1, from.2, n)?, slice_at(to.0, to.1, to.2, n)?);
        match (read.span(), written.span()) {
            // The same places in the other direction.
            (Some(span), Some(same)) if span == same => {
                if read.step != written.step {
                    self.0.with_mut(|v| reverse(&mut v[span]));
                }
                Ok(())
            }
            _ => {
                let values = self.0.with(|v| read.of(v));
                self.set_slice(to.0, to.1, to.2, values)
            }
        }
    }

    pub fn extend(&self, other: &Self) {
        let mut more = other.to_vec();
        self.0.with_mut(|v| v.append(&mut more));
    }

    pub fn concat(&self, other: &Self) -> Self {
        let mut v = Vec::with_capacity((self.len() + other.len()) as usize);
        self.0.with(|a| v.extend_from_slice(a));
        other.0.with(|b| v.extend_from_slice(b));
        List::from(v)
    }

    #[track_caller]
    pub fn repeat(&self, n: i64) -> Self {
        let n = copies::<T>(self.0.with(|v| v.len()), n);
        List::from(self.0.with(|v| repeated(v, n)))
    }

    #[track_caller]
    pub fn repeat_in_place(&self, n: i64) {
        let n = copies::<T>(self.0.with(|v| v.len()), n);
        if n == 0 {
            self.clear();
        } else {
            let mut more = self.0.with(|v| repeated(v, n - 1));
            self.0.with_mut(|v| v.append(&mut more));
        }
    }

    /// Iterates by position, reading the length anew at each step, as Python does.
    #[inline]
    pub fn iter(&self) -> ListIter<T> {
        ListIter { list: self.clone(), next: 0 }
    }

    /// `reversed(xs)`
    #[inline]
    pub fn iter_rev(&self) -> ListRevIter<T> {
        ListRevIter { list: self.clone(), next: self.len() as usize }
    }
}

#[cold]
#[inline(never)]
pub(crate) fn wrong_size(values: usize, places: usize) -> Box<PyErr> {
    value_error(format!("attempt to assign sequence of size {values} to extended slice of size {places}"))
}

/// How many copies `n` means (none for a negative one); stops where memory can't hold that many lists of `len` elements.
#[inline]
#[track_caller]
pub(crate) fn copies<T>(len: usize, n: i64) -> usize {
    let n = n.max(0) as usize;
    let size = len.saturating_mul(n);
    assert!(size.saturating_mul(size_of::<T>()) <= isize::MAX as usize, "MemoryError: a list of {size} elements");
    n
}

/// `n` copies of `v` one after the other.
pub(crate) fn repeated<T: Clone>(v: &[T], n: usize) -> Vec<T> {
    if let [x] = v {
        return vec![x.clone(); n];
    }
    let mut out = Vec::with_capacity(v.len() * n);
    for _ in 0..n {
        out.extend_from_slice(v);
    }
    out
}

impl<T: Clone + 'static> List<List<T>> {
    /// `xs[i][j]`, without a new reference to the row.
    #[inline]
    pub fn get2(&self, i: i64, j: i64) -> Res<T> {
        let found = self.0.with(|rows| {
            let row = &rows[position(i, rows.len())?];
            row.0.with(|v| Some(v[position(j, v.len())?].clone()))
        });
        match found {
            Some(x) => Ok(x),
            None => Err(out_of_range()),
        }
    }

    /// `xs[i][j] = value`, without a new reference to the row.
    #[inline]
    pub fn set2(&self, i: i64, j: i64, value: T) -> Res<()> {
        let old = self.0.with(|rows| match position(i, rows.len()) {
            Some(at) => Ok(rows[at].0.with_mut(|v| match position(j, v.len()) {
                Some(at) => Ok(std::mem::replace(&mut v[at], value)),
                None => Err(value),
            })),
            None => Err(()),
        });
        match old {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) => Err(assignment_out_of_range()),
            Err(()) => Err(out_of_range()),
        }
    }
}

impl<T: Obj> List<T> {
    /// First position in `from..` whose element is `value`; elements are copied before user code compares them.
    fn find(&self, value: &T, from: usize, to: usize) -> Res<Option<usize>> {
        enum Step<T> {
            Found(usize),
            Ask(usize, T),
            End,
        }
        let mut i = from;
        loop {
            let step = self.0.with(|v| {
                for (k, x) in v.iter().enumerate().take(to).skip(i) {
                    match fast_same(x, value) {
                        Some(true) => return Step::Found(k),
                        Some(false) => {}
                        None => return Step::Ask(k, x.clone()),
                    }
                }
                Step::End
            });
            match step {
                Step::Found(k) => return Ok(Some(k)),
                Step::End => return Ok(None),
                Step::Ask(k, x) => {
                    if x.py_eq(value)? {
                        return Ok(Some(k));
                    }
                    i = k + 1;
                }
            }
        }
    }

    pub fn contains(&self, value: &T) -> Res<bool> {
        Ok(self.find(value, 0, usize::MAX)?.is_some())
    }

    pub fn index(&self, value: &T, lo: Option<i64>, hi: Option<i64>) -> Res<i64> {
        let n = self.len() as usize;
        let from = clamp(lo.unwrap_or(0), n);
        let to = hi.map_or(usize::MAX, |i| clamp(i, n));
        match self.find(value, from, to)? {
            Some(i) => Ok(i as i64),
            None => Err(not_in_list(value)),
        }
    }

    pub fn count(&self, value: &T) -> Res<i64> {
        let mut n = 0;
        let mut i = 0;
        while let Some(k) = self.find(value, i, usize::MAX)? {
            n += 1;
            i = k + 1;
        }
        Ok(n)
    }

    pub fn remove(&self, value: &T) -> Res<()> {
        match self.find(value, 0, usize::MAX)? {
            Some(k) => {
                let gone = self.0.with_mut(|v| (k < v.len()).then(|| v.remove(k)));
                drop(gone);
                Ok(())
            }
            None => Err(value_error("list.remove(x): x not in list")),
        }
    }

    pub fn sort(&self, reverse: bool) -> Res<()> {
        let mut v = self.0.replace(Vec::new());
        let result = sort_vec(&mut v, reverse);
        self.put_back(v, result)
    }

    /// `xs.sort(key=key, reverse=reverse)`
    pub fn sort_by_key<K: Obj>(&self, mut key: impl FnMut(T) -> Res<K>, reverse: bool) -> Res<()> {
        let mut v = self.0.replace(Vec::new());
        let keys: Res<Vec<K>> = v.iter().map(|x| key(x.clone())).collect();
        let (result, keys) = match keys {
            Ok(keys) => (sort_vec_by_keys(&mut v, &keys, reverse), keys),
            Err(e) => (Err(e), Vec::new()),
        };
        drop(keys);
        self.put_back(v, result)
    }

    /// End of a sort: the list gets its elements back; what user code put in meanwhile is an error.
    fn put_back(&self, v: Vec<T>, result: Res<()>) -> Res<()> {
        let meanwhile = self.0.replace(v);
        if result.is_ok() && meanwhile.capacity() > 0 {
            return Err(value_error("list modified during sort"));
        }
        drop(meanwhile);
        result
    }
}

#[cold]
#[inline(never)]
fn not_in_list<T: Obj>(value: &T) -> Box<crate::error::PyErr> {
    match crate::obj::repr(value) {
        Ok(r) => value_error(format!("{} is not in list", &*r)),
        Err(e) => e,
    }
}

/// Iterator over a list that sees changes made meanwhile; once at the end it stays there.
pub struct ListIter<T> {
    list: List<T>,
    next: usize,
}

impl<T: Clone> Iterator for ListIter<T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        match self.list.at(self.next) {
            Some(x) => {
                self.next += 1;
                Some(x)
            }
            None => {
                self.next = usize::MAX;
                None
            }
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        ((self.list.len() as usize).saturating_sub(self.next), None)
    }
}

/// `reversed(xs)`
pub struct ListRevIter<T> {
    list: List<T>,
    next: usize,
}

impl<T: Clone> Iterator for ListRevIter<T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        let i = self.next.checked_sub(1)?;
        let x = self.list.at(i);
        self.next = if x.is_some() { i } else { 0 };
        x
    }
}

impl<T: Obj> Obj for List<T> {
    fn type_name(&self) -> Str {
        Str::lit("list")
    }

    fn deep_copy(&self, memo: &mut crate::copy::Memo) -> Res<Self> {
        if let Some(copy) = memo.known(self.addr()) {
            return Ok(copy);
        }
        let copy = List::new();
        memo.remember(self.addr(), &copy);
        for x in self.to_vec() {
            copy.append(x.deep_copy(memo)?);
        }
        Ok(copy)
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        guarded_repr(self.addr(), "[...]", out, |out| write_items(out, "[", self.iter(), "]"))
    }

    #[inline]
    fn truthy(&self) -> Res<bool> {
        Ok(self.len() > 0)
    }

    fn py_eq(&self, other: &Self) -> Res<bool> {
        // Equal elements may be identical ones, so a list always equals itself.
        if self.is(other) || self.len() != other.len() {
            return Ok(self.is(other));
        }
        eq_seq(|i| self.at(i), |i| other.at(i))
    }

    fn py_cmp(&self, other: &Self, op: CmpOp) -> Res<bool> {
        cmp_seq(|i| self.at(i), |i| other.at(i), op)
    }

    #[inline]
    fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    fn to_value(&self) -> Value {
        crate::value::list_to_value(self)
    }

    fn from_value(v: Value) -> Res<Self> {
        match crate::value::list_from_value(&v) {
            Some(list) => list,
            None => Err(wrong_type("list", &v)),
        }
    }
}
