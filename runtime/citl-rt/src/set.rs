//! `Set<T>`: Python's set and frozenset, shared. The table is never borrowed while user code runs: operations that
//! need it work on copies of the tables.

use crate::cells::Slot;
use crate::error::{runtime_error, PyErr, Res};
use crate::hashed_set::{hash_number, pop_empty, HashedSet};
use crate::map::{no_key, Ask};
use crate::obj::{wrong_type, CmpOp, Obj};
use crate::pystr::Str;
use crate::seq::{guarded_repr, write_items};
use crate::value::Value;
use std::rc::Rc;

struct SetObj<T> {
    keys: Slot<HashedSet<T>>,
    frozen: bool,
}

/// A Python set (or frozenset); clones are the same set.
pub struct Set<T>(Rc<SetObj<T>>);

impl<T> Clone for Set<T> {
    #[inline]
    fn clone(&self) -> Self {
        Set(Rc::clone(&self.0))
    }
}

impl<T> Default for Set<T> {
    fn default() -> Self {
        Set::new()
    }
}

impl<T> From<HashedSet<T>> for Set<T> {
    fn from(keys: HashedSet<T>) -> Self {
        Set::made(keys, false)
    }
}

impl<T> Set<T> {
    fn made(keys: HashedSet<T>, frozen: bool) -> Self {
        Set(Rc::new(SetObj { keys: Slot::new(keys), frozen }))
    }

    pub fn new() -> Self {
        Set::made(HashedSet::new(), false)
    }

    /// A frozenset with these keys.
    pub fn frozen(keys: HashedSet<T>) -> Self {
        Set::made(keys, true)
    }

    pub fn is_frozen(&self) -> bool {
        self.0.frozen
    }

    #[inline]
    pub fn len(&self) -> i64 {
        self.0.keys.with(HashedSet::len)
    }

    /// Address of the shared set, its identity.
    pub fn addr(&self) -> usize {
        Rc::as_ptr(&self.0) as usize
    }

    pub fn clear(&self) {
        let old = self.0.keys.with_mut(HashedSet::take);
        drop(old);
    }

    pub(crate) fn with_mut<R>(&self, f: impl FnOnce(&mut HashedSet<T>) -> R) -> R {
        self.0.keys.with_mut(f)
    }

    /// Runs `f` on the keys. `f` must not run user code (see `cells`).
    pub fn with<R>(&self, f: impl FnOnce(&HashedSet<T>) -> R) -> R {
        self.0.keys.with(f)
    }
}

impl<T: Obj> Set<T> {
    /// Position of a key; re-entrant.
    #[inline]
    pub(crate) fn find(&self, hash: i64, key: &T) -> Res<Option<usize>> {
        match self.0.keys.with(|s| s.find_fast(hash, key)) {
            Ok(found) => Ok(found),
            Err(Ask) => self.find_asking(hash, key),
        }
    }

    #[cold]
    #[inline(never)]
    fn find_asking(&self, hash: i64, key: &T) -> Res<Option<usize>> {
        'again: loop {
            let (version, candidates) = self.0.keys.with(|s| (s.version(), s.candidates(hash)));
            for (i, k) in candidates {
                let found = k.is(key) || k.py_eq(key)?;
                if self.0.keys.with(HashedSet::version) != version {
                    continue 'again;
                }
                if found {
                    return Ok(Some(i));
                }
            }
            return Ok(None);
        }
    }

    #[inline]
    pub fn contains(&self, key: &T) -> Res<bool> {
        Ok(self.find(hash_number(key)?, key)?.is_some())
    }

    #[inline]
    pub fn add(&self, key: T) -> Res<()> {
        let hash = hash_number(&key)?;
        self.add_hashed(hash, key)
    }

    #[inline]
    pub(crate) fn add_hashed(&self, hash: i64, key: T) -> Res<()> {
        match self.0.keys.with_mut(|s| s.add_fast(hash, key)) {
            Ok(_known) => Ok(()),
            Err(key) => {
                if self.find_asking(hash, &key)?.is_none() {
                    self.0.keys.with_mut(|s| s.insert_new(hash, key));
                }
                Ok(())
            }
        }
    }

    /// Takes a key out; whether it was there.
    pub(crate) fn drop_key(&self, key: &T) -> Res<bool> {
        let hash = hash_number(key)?;
        match self.find(hash, key)? {
            Some(i) => {
                let gone = self.0.keys.with_mut(|s| s.remove_at(i));
                Ok(gone.is_some())
            }
            None => Ok(false),
        }
    }

    pub fn discard(&self, key: &T) -> Res<()> {
        self.drop_key(key).map(drop)
    }

    pub fn remove(&self, key: &T) -> Res<()> {
        if self.drop_key(key)? {
            Ok(())
        } else {
            Err(no_key(key))
        }
    }

    pub fn pop(&self) -> Res<T> {
        self.0.keys.with_mut(HashedSet::pop_any).ok_or_else(pop_empty)
    }

    pub fn from_iter_try(iter: impl IntoIterator<Item = Res<T>>) -> Res<Self> {
        let s = Set::new();
        s.update_iter(iter)?;
        Ok(s)
    }

    /// `frozenset(iter)`
    pub fn frozen_from_iter_try(iter: impl IntoIterator<Item = Res<T>>) -> Res<Self> {
        Ok(Set::frozen(HashedSet::from_iter_try(iter)?))
    }

    /// A set literal of three or more constants (see `HashedSet::from_constants`).
    pub fn from_constants(values: Vec<T>) -> Res<Self> {
        Ok(Set::from(HashedSet::from_constants(values)?))
    }

    /// `s.copy()`; a frozenset gives itself.
    pub fn copy(&self) -> Self {
        if self.0.frozen {
            return self.clone();
        }
        Set::from(self.0.keys.with(HashedSet::copy))
    }

    /// `set(s)`
    pub fn thawed(&self) -> Self {
        Set::from(self.0.keys.with(HashedSet::copy))
    }

    /// The same table as a frozenset (of a set that nobody else has).
    pub(crate) fn freeze_in_place(self) -> Self {
        Set::frozen(self.into_hashed())
    }

    /// `frozenset(s)`
    pub fn freeze(&self) -> Self {
        if self.0.frozen {
            return self.clone();
        }
        Set::frozen(self.0.keys.with(HashedSet::copy))
    }

    /// The owned core, copied.
    pub fn to_hashed(&self) -> HashedSet<T> {
        self.0.keys.get()
    }

    pub(crate) fn into_hashed(self) -> HashedSet<T> {
        match Rc::try_unwrap(self.0) {
            Ok(set) => set.keys.into_inner(),
            Err(shared) => shared.keys.get(),
        }
    }

    #[inline]
    pub fn iter(&self) -> SetIter<T> {
        SetIter { set: self.clone(), at: 0, size: self.len() }
    }

    /// Runs an operation on both tables: without user code, else on copies of them.
    fn both<R>(
        &self,
        other: &Self,
        fast: impl FnOnce(&HashedSet<T>, &HashedSet<T>) -> Result<R, Ask>,
        slow: impl FnOnce(&HashedSet<T>, &HashedSet<T>) -> Res<R>,
    ) -> Res<R> {
        if !self.is(other) {
            if let Ok(r) = self.0.keys.with(|a| other.0.keys.with(|b| fast(a, b))) {
                return Ok(r);
            }
        }
        slow(&self.to_hashed(), &other.to_hashed())
    }

    /// Changes the table by another: in place without user code, else on a copy that is put back.
    fn change(
        &self,
        other: &Self,
        fast: impl FnOnce(&mut HashedSet<T>, &HashedSet<T>) -> Result<(), Ask>,
        slow: impl FnOnce(&mut HashedSet<T>, &HashedSet<T>) -> Res<()>,
    ) -> Res<()> {
        if !self.with(HashedSet::asks) && !other.with(HashedSet::asks) {
            let body = other.0.keys.with(|b| self.0.keys.with_mut(|a| fast(a, b)));
            if body.is_ok() {
                return Ok(());
            }
        }
        let mut body = self.to_hashed();
        let result = slow(&mut body, &other.to_hashed());
        let old = self.0.keys.with_mut(|a| a.swap_body(body));
        drop(old);
        result
    }

    pub(crate) fn like(&self, keys: HashedSet<T>) -> Self {
        Set::made(keys, self.0.frozen)
    }

    pub fn update(&self, other: &Self) -> Res<()> {
        if self.is(other) {
            return Ok(());
        }
        self.change(other, |a, b| a.update_by(b, HashedSet::find_fast), |a, b| a.update(b))
    }

    pub fn union(&self, other: &Self) -> Res<Self> {
        let out = self.like(self.with(HashedSet::copy));
        if !self.is(other) {
            out.update(other)?;
        }
        Ok(out)
    }

    pub fn intersection(&self, other: &Self) -> Res<Self> {
        if self.is(other) {
            return Ok(self.copy());
        }
        let fast = |a: &HashedSet<T>, b: &HashedSet<T>| a.intersection_by(b, HashedSet::find_fast);
        Ok(self.like(self.both(other, fast, |a, b| a.intersection(b))?))
    }

    pub fn intersection_update(&self, other: &Self) -> Res<()> {
        let body = self.intersection(other)?.into_hashed();
        let old = self.0.keys.with_mut(|a| a.swap_body(body));
        drop(old);
        Ok(())
    }

    pub fn difference(&self, other: &Self) -> Res<Self> {
        if self.is(other) {
            return Ok(self.like(HashedSet::new()));
        }
        let fast = |a: &HashedSet<T>, b: &HashedSet<T>| a.difference_by(b, HashedSet::find_fast);
        Ok(self.like(self.both(other, fast, |a, b| a.difference(b))?))
    }

    pub fn difference_update(&self, other: &Self) -> Res<()> {
        if self.is(other) {
            self.clear();
            return Ok(());
        }
        let mut gone = Vec::new();
        self.change(
            other,
            |a, b| a.difference_update_by(b, HashedSet::find_fast, &mut gone),
            |a, b| a.difference_update(b),
        )
    }

    pub fn symmetric_difference(&self, other: &Self) -> Res<Self> {
        let fast = |a: &HashedSet<T>, b: &HashedSet<T>| a.symmetric_difference_by(b, HashedSet::find_fast);
        Ok(self.like(self.both(other, fast, |a, b| a.symmetric_difference(b))?))
    }

    pub fn symmetric_difference_update(&self, other: &Self) -> Res<()> {
        if self.is(other) {
            self.clear();
            return Ok(());
        }
        let mut body = self.to_hashed();
        let result = body.symmetric_difference_update(&other.to_hashed());
        let old = self.0.keys.with_mut(|a| a.swap_body(body));
        drop(old);
        result
    }

    pub fn issubset(&self, other: &Self) -> Res<bool> {
        if self.is(other) {
            return Ok(true);
        }
        self.both(other, |a, b| a.issubset_by(b, HashedSet::find_fast), |a, b| a.issubset(b))
    }

    pub fn issuperset(&self, other: &Self) -> Res<bool> {
        other.issubset(self)
    }

    pub fn isdisjoint(&self, other: &Self) -> Res<bool> {
        if self.is(other) {
            return Ok(self.len() == 0);
        }
        self.both(other, |a, b| a.isdisjoint_by(b, HashedSet::find_fast), |a, b| a.isdisjoint(b))
    }
}

#[cold]
#[inline(never)]
fn size_changed() -> Box<PyErr> {
    runtime_error("Set changed size during iteration")
}

/// Iterator over a set; RuntimeError once the set has another size.
pub struct SetIter<T> {
    set: Set<T>,
    at: usize,
    size: i64,
}

impl<T: Obj> Iterator for SetIter<T> {
    type Item = Res<T>;

    #[inline]
    fn next(&mut self) -> Option<Res<T>> {
        let (size, at) = (self.size, &mut self.at);
        let step = self.set.with(|s| {
            if s.len() != size {
                return Err(());
            }
            while *at < s.end() {
                *at += 1;
                if let Some((_, k)) = s.at(*at - 1) {
                    return Ok(Some(k.clone()));
                }
            }
            *at = usize::MAX;
            Ok(None)
        });
        match step {
            Ok(item) => item.map(Ok),
            Err(()) if self.at == usize::MAX => None,
            Err(()) => {
                self.size = -1;
                Some(Err(size_changed()))
            }
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.size.max(0) as usize))
    }
}

/// CPython's hash of a frozenset, from the hashes of its keys.
fn frozen_hash(hashes: impl Iterator<Item = i64>, len: usize) -> i64 {
    let mut hash = 0u64;
    for h in hashes {
        let h = h as u64;
        hash ^= ((h ^ 89_869_747) ^ (h << 16)).wrapping_mul(3_644_798_167);
    }
    hash ^= (len as u64 + 1).wrapping_mul(1_927_868_237);
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash.wrapping_mul(69_069).wrapping_add(907_133_923);
    if hash == u64::MAX {
        590_923_713
    } else {
        hash as i64
    }
}

impl<T: Obj> Obj for Set<T> {
    fn type_name(&self) -> Str {
        Str::lit(if self.0.frozen { "frozenset" } else { "set" })
    }

    fn deep_copy(&self, _memo: &mut crate::copy::Memo) -> Res<Self> {
        // What is hashable is compared by value (or is an object of a class, which the translator refuses).
        Ok(self.copy())
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        let name = if self.0.frozen { "frozenset" } else { "set" };
        if self.len() == 0 {
            out.push_str(name);
            out.push_str("()");
            return Ok(());
        }
        guarded_repr(self.addr(), if self.0.frozen { "frozenset(...)" } else { "set(...)" }, out, |out| {
            let keys = self.with(|s| s.refs().cloned().collect::<Vec<T>>()).into_iter();
            if self.0.frozen {
                write_items(out, "frozenset({", keys, "})")
            } else {
                write_items(out, "{", keys, "}")
            }
        })
    }

    #[inline]
    fn truthy(&self) -> Res<bool> {
        Ok(self.len() > 0)
    }

    fn py_eq(&self, other: &Self) -> Res<bool> {
        Ok(self.len() == other.len() && self.issubset(other)?)
    }

    fn py_cmp(&self, other: &Self, op: CmpOp) -> Res<bool> {
        match op {
            CmpOp::Lt => Ok(self.len() < other.len() && self.issubset(other)?),
            CmpOp::Le => self.issubset(other),
            CmpOp::Gt => Ok(self.len() > other.len() && other.issubset(self)?),
            CmpOp::Ge => other.issubset(self),
        }
    }

    fn py_hash(&self) -> Res<i64> {
        if self.0.frozen {
            Ok(self.with(|s| frozen_hash(s.hashed().map(|(h, _)| h), s.len() as usize)))
        } else {
            Err(crate::obj::unhashable("set"))
        }
    }

    fn has_stable_hash(&self) -> bool {
        self.with(|s| s.refs().all(Obj::has_stable_hash))
    }

    #[inline]
    fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    fn to_value(&self) -> Value {
        crate::value::set_to_value(self)
    }

    fn from_value(v: Value) -> Res<Self> {
        match crate::value::set_from_value(&v) {
            Some(s) => s,
            None => Err(wrong_type("set", &v)),
        }
    }
}
