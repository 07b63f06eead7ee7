//! `Iter<T>`: a shared iterator of any kind (`iter(x)`, generators, `map`, `zip` kept in a variable), and the helpers
//! behind `enumerate`, `zip`, `map`, `filter`, `reversed` in loops.

use crate::cells::Slot;
use crate::error::{stop_iteration, value_error, Res};
use crate::exc_types::STOP_ITERATION;
use crate::int::Int;
use crate::obj::{wrong_type, Obj};
use crate::pystr::Str;
use crate::value::Value;
use std::cell::Cell;
use std::rc::Rc;

type Boxed<T> = Box<dyn Iterator<Item = Res<T>>>;

struct IterObj<T> {
    /// None while it runs, and at the end.
    rest: Slot<Option<Boxed<T>>>,
    running: Cell<bool>,
    name: &'static str,
}

/// A shared iterator; clones go on from the same place.
pub struct Iter<T>(Rc<IterObj<T>>);

impl<T> Clone for Iter<T> {
    fn clone(&self) -> Self {
        Iter(Rc::clone(&self.0))
    }
}

impl<T: 'static> Iter<T> {
    pub fn new(iter: impl Iterator<Item = Res<T>> + 'static) -> Self {
        Iter::named("generator", iter)
    }

    /// An iterator whose type has the given name (`list_iterator`, `map`).
    pub fn named(name: &'static str, iter: impl Iterator<Item = Res<T>> + 'static) -> Self {
        Iter(Rc::new(IterObj { rest: Slot::new(Some(Box::new(iter))), running: Cell::new(false), name }))
    }

    /// An iterator that can't fail.
    pub fn of(iter: impl Iterator<Item = T> + 'static) -> Self {
        Iter::new(iter.map(Ok))
    }

    pub fn addr(&self) -> usize {
        Rc::as_ptr(&self.0) as usize
    }

    /// The next element, `None` at the end.
    pub fn advance(&self) -> Option<Res<T>> {
        let Some(mut rest) = self.0.rest.replace(None) else {
            return self.0.running.get().then(|| Err(value_error("generator already executing")));
        };
        self.0.running.set(true);
        let item = rest.next();
        self.0.running.set(false);
        if matches!(item, Some(Ok(_))) {
            self.0.rest.set(Some(rest));
        }
        item
    }

    /// `next(it)`
    pub fn next(&self) -> Res<T> {
        match self.advance() {
            Some(item) => item,
            None => Err(stop_iteration()),
        }
    }

    /// `next(it, default)`
    pub fn next_or(&self, default: T) -> Res<T> {
        match self.advance() {
            Some(item) => item,
            None => Ok(default),
        }
    }

    /// `it.close()`: nothing comes any more.
    pub fn close(&self) {
        drop(self.0.rest.replace(None));
    }
}

impl<T: 'static> Iterator for Iter<T> {
    type Item = Res<T>;

    #[inline]
    fn next(&mut self) -> Option<Res<T>> {
        self.advance()
    }
}

impl<T: Obj> Obj for Iter<T> {
    fn type_name(&self) -> Str {
        Str::lit(self.0.name)
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        let text = match self.0.name {
            "generator" => format!("<generator object at {:#x}>", self.addr()),
            name => format!("<{name} object at {:#x}>", self.addr()),
        };
        out.push_str(&text);
        Ok(())
    }

    fn py_hash(&self) -> Res<i64> {
        Ok((self.addr() as u64).rotate_right(4) as i64)
    }

    fn has_stable_hash(&self) -> bool {
        false
    }

    fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    fn to_value(&self) -> Value {
        match (self as &dyn std::any::Any).downcast_ref::<Iter<Value>>() {
            Some(it) => Value::from(it.clone()),
            None => {
                let it = self.clone();
                Value::from(Iter::named(self.0.name, it.map(|x| x.map(|x| x.to_value()))))
            }
        }
    }

    fn from_value(v: Value) -> Res<Self> {
        let Some(it) = v.as_iter() else {
            return Err(wrong_type("iterator", &v));
        };
        match (&it as &dyn std::any::Any).downcast_ref::<Iter<T>>() {
            Some(it) => Ok(it.clone()),
            None => Ok(Iter::named(it.0.name, it.clone().map(|x| x.and_then(T::from_value)))),
        }
    }
}

/// What an iterator yields: an element, or an element or an error. Lets the helpers take both kinds.
pub trait Item {
    type T;
    fn into_res(self) -> Res<Self::T>;
}

impl<T> Item for Res<T> {
    type T = T;

    #[inline]
    fn into_res(self) -> Res<T> {
        self
    }
}

/// Makes an iterator of elements one of results.
#[inline]
pub fn ok<T, I: IntoIterator<Item = T>>(iter: I) -> impl Iterator<Item = Res<T>> {
    iter.into_iter().map(Ok)
}

/// `enumerate(iter, start)`
#[inline]
pub fn enumerate_<I: IntoIterator>(iter: I, start: i64) -> Enumerate<I::IntoIter> {
    Enumerate { iter: iter.into_iter(), next: start }
}

/// `enumerate(iter, start)` over an iterator that may fail.
#[inline]
pub fn enumerate_try<T, I>(iter: I, start: i64) -> impl Iterator<Item = Res<(i64, T)>>
where
    I: IntoIterator<Item = Res<T>>,
{
    enumerate_(iter, start).map(|(i, x)| x.map(|x| (i, x)))
}

pub struct Enumerate<I> {
    iter: I,
    next: i64,
}

impl<I: Iterator> Iterator for Enumerate<I> {
    type Item = (i64, I::Item);

    #[inline]
    fn next(&mut self) -> Option<(i64, I::Item)> {
        let x = self.iter.next()?;
        let i = self.next;
        self.next = i.wrapping_add(1);
        Some((i, x))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.iter.size_hint()
    }
}

/// `zip(a, b)`: as Python it takes from `a` first, and stops without touching `b` when `a` is at its end.
#[inline]
pub fn zip2<A: IntoIterator, B: IntoIterator>(a: A, b: B) -> impl Iterator<Item = (A::Item, B::Item)> {
    a.into_iter().zip(b)
}

/// `zip(a, b, c)`
#[inline]
pub fn zip3<A, B, C>(a: A, b: B, c: C) -> impl Iterator<Item = (A::Item, B::Item, C::Item)>
where
    A: IntoIterator,
    B: IntoIterator,
    C: IntoIterator,
{
    a.into_iter().zip(b).zip(c).map(|((a, b), c)| (a, b, c))
}

/// `zip(a, b)` over iterators that may fail.
#[inline]
pub fn zip2_try<T, U, A, B>(a: A, b: B) -> impl Iterator<Item = Res<(T, U)>>
where
    A: IntoIterator<Item = Res<T>>,
    B: IntoIterator<Item = Res<U>>,
{
    let (mut a, mut b) = (a.into_iter(), b.into_iter());
    std::iter::from_fn(move || match a.next()? {
        Err(e) => Some(Err(e)),
        Ok(x) => b.next().map(|y| y.map(|y| (x, y))),
    })
}

/// `zip(a, b, c)` over iterators that may fail.
#[inline]
pub fn zip3_try<T, U, V, A, B, C>(a: A, b: B, c: C) -> impl Iterator<Item = Res<(T, U, V)>>
where
    A: IntoIterator<Item = Res<T>>,
    B: IntoIterator<Item = Res<U>>,
    C: IntoIterator<Item = Res<V>>,
{
    zip2_try(zip2_try(a, b), c).map(|x| x.map(|((a, b), c)| (a, b, c)))
}

/// `zip(*iters)` with any number of iterators of one type.
pub fn zip_all<T: Clone + 'static>(iters: Vec<Iter<T>>) -> impl Iterator<Item = Res<crate::tuple::Tuple<T>>> {
    std::iter::from_fn(move || {
        if iters.is_empty() {
            return None;
        }
        let mut row = Vec::with_capacity(iters.len());
        for it in &iters {
            match it.advance()? {
                Ok(x) => row.push(x),
                Err(e) => return Some(Err(e)),
            }
        }
        Some(Ok(crate::tuple::Tuple::from(row)))
    })
}

/// `zip(a, b, strict=True)`
pub fn zip2_strict<T, U, A, B>(a: A, b: B) -> impl Iterator<Item = Res<(T, U)>>
where
    A: IntoIterator<Item = Res<T>>,
    B: IntoIterator<Item = Res<U>>,
{
    let (mut a, mut b) = (a.into_iter(), b.into_iter());
    std::iter::from_fn(move || match (a.next(), b.next()) {
        (Some(Ok(x)), Some(Ok(y))) => Some(Ok((x, y))),
        (Some(Err(e)), _) | (_, Some(Err(e))) => Some(Err(e)),
        (None, None) => None,
        (Some(_), None) => Some(Err(value_error("zip() argument 2 is shorter than argument 1"))),
        (None, Some(_)) => Some(Err(value_error("zip() argument 2 is longer than argument 1"))),
    })
}

/// `map(f, iter)` over an iterator that may fail.
#[inline]
pub fn map_try<T, U, I>(iter: I, mut f: impl FnMut(T) -> Res<U>) -> impl Iterator<Item = Res<U>>
where
    I: IntoIterator<Item = Res<T>>,
{
    iter.into_iter().map(move |x| x.and_then(&mut f))
}

/// `filter(f, iter)` over an iterator that may fail.
#[inline]
pub fn filter_try<T, I>(iter: I, mut f: impl FnMut(&T) -> Res<bool>) -> impl Iterator<Item = Res<T>>
where
    I: IntoIterator<Item = Res<T>>,
{
    iter.into_iter().filter_map(move |x| match x {
        Err(e) => Some(Err(e)),
        Ok(x) => match f(&x) {
            Ok(true) => Some(Ok(x)),
            Ok(false) => None,
            Err(e) => Some(Err(e)),
        },
    })
}

/// `(f(x) for x in iter if ...)`: each value when it is asked for, none after an error.
pub fn lazy_try<T, U, I>(iter: I, mut f: impl FnMut(T) -> Res<Option<U>>) -> impl Iterator<Item = Res<U>>
where
    I: IntoIterator<Item = Res<T>>,
{
    let mut iter = Some(iter.into_iter());
    std::iter::from_fn(move || loop {
        match iter.as_mut()?.next() {
            None => iter = None,
            Some(x) => match x.and_then(&mut f) {
                Ok(None) => {}
                Ok(Some(y)) => return Some(Ok(y)),
                Err(e) => {
                    iter = None;
                    return Some(Err(e));
                }
            },
        }
    })
}

/// `(... for x in iter if ... for y in f(x) ...)`
pub fn lazy_each<T, U: 'static, I>(iter: I, mut f: impl FnMut(T) -> Res<Iter<U>>) -> impl Iterator<Item = Res<U>>
where
    I: IntoIterator<Item = Res<T>>,
{
    let mut outer = Some(iter.into_iter());
    let mut inner: Option<Iter<U>> = None;
    std::iter::from_fn(move || loop {
        match inner.as_ref().and_then(|i| i.advance()) {
            Some(Ok(y)) => return Some(Ok(y)),
            Some(Err(e)) => {
                (outer, inner) = (None, None);
                return Some(Err(e));
            }
            None => match outer.as_mut()?.next() {
                None => (outer, inner) = (None, None),
                Some(x) => match x.and_then(&mut f) {
                    Ok(next) => inner = Some(next),
                    Err(e) => {
                        outer = None;
                        return Some(Err(e));
                    }
                },
            },
        }
    })
}

/// `iter(f, sentinel)`
pub fn call_until<T: Obj>(mut f: impl FnMut() -> Res<T>, sentinel: T) -> impl Iterator<Item = Res<T>> {
    let mut done = false;
    std::iter::from_fn(move || {
        if done {
            return None;
        }
        let step = f().and_then(|x| Ok((crate::seq::same(&x, &sentinel)?, x)));
        match step {
            Ok((false, x)) => Some(Ok(x)),
            Ok((true, _)) => {
                done = true;
                None
            }
            Err(e) => {
                done = true;
                (!e.matches(&STOP_ITERATION)).then_some(Err(e))
            }
        }
    })
}

/// Python's `reversed` of what can be walked backwards without user code.
pub trait Reversed {
    type Iter;
    fn reversed_(&self) -> Self::Iter;
}

impl Reversed for crate::range::Range {
    type Iter = crate::range::RangeIter;

    fn reversed_(&self) -> Self::Iter {
        self.iter_rev()
    }
}

impl<T: Clone> Reversed for crate::list::List<T> {
    type Iter = crate::list::ListRevIter<T>;

    fn reversed_(&self) -> Self::Iter {
        self.iter_rev()
    }
}

impl<T: Clone> Reversed for crate::tuple::Tuple<T> {
    type Iter = std::iter::Rev<crate::tuple::TupleIter<T>>;

    fn reversed_(&self) -> Self::Iter {
        self.iter().rev()
    }
}

impl Reversed for Str {
    type Iter = std::vec::IntoIter<Str>;

    fn reversed_(&self) -> Self::Iter {
        self.chars().rev().map(Str::from_char).collect::<Vec<_>>().into_iter()
    }
}

impl<K: Obj, V: Clone + 'static> Reversed for crate::dict::Dict<K, V> {
    type Iter = Box<dyn Iterator<Item = Res<K>>>;

    fn reversed_(&self) -> Self::Iter {
        Box::new(self.reversed_keys_iter())
    }
}

/// `reversed(x)`
#[inline]
pub fn rev<S: Reversed>(x: &S) -> S::Iter {
    x.reversed_()
}

/// Counts from `start` on without end (`itertools.count`), growing.
pub fn count_from(start: Int) -> impl Iterator<Item = Int> {
    let mut next = start;
    std::iter::from_fn(move || {
        let x = next.clone();
        next = &next + 1;
        Some(x)
    })
}
