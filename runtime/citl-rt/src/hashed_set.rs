//! `HashedSet<T>`: Python's set as an owned value. Numbers (and what is made of them) lie in CPython's table and
//! iterate in its order; strings and other values whose CPython hash differs from run to run keep insertion order.
//!
//! The set operations are written once, over a function that finds a key: `find_fast` (no user code, may give up with
//! `Ask`) or `find` (runs user code, may raise).

use crate::error::{key_error, Res};
use crate::map::{no_key, spread, Ask, Map};
use crate::obj::{wrong_type, CmpOp, Obj};
use crate::pystr::Str;
use crate::seq::write_items;
use crate::set_table::{Probe, SetTable};
use crate::value::Value;

#[derive(Clone)]
enum Core<T> {
    Table(SetTable<T>),
    /// Keys with their hash numbers.
    Ordered(Map<T, i64>),
}

/// An owned set.
#[derive(Clone)]
pub struct HashedSet<T> {
    core: Core<T>,
    version: u32,
}

/// The hash number of a key; TypeError when unhashable. May run user code.
#[inline]
pub(crate) fn hash_number<T: Obj>(key: &T) -> Res<i64> {
    match key.fast_hash() {
        Some(h) => Ok(h),
        None => key.py_hash(),
    }
}

impl<T> Default for HashedSet<T> {
    fn default() -> Self {
        HashedSet::new()
    }
}

impl<T> HashedSet<T> {
    pub const fn new() -> Self {
        HashedSet { core: Core::Table(SetTable::new()), version: 0 }
    }

    #[inline]
    pub fn len(&self) -> i64 {
        match &self.core {
            Core::Table(t) => t.len() as i64,
            Core::Ordered(m) => m.len(),
        }
    }

    #[inline]
    pub(crate) fn version(&self) -> u32 {
        self.version
    }

    /// Takes everything out.
    pub fn take(&mut self) -> Self {
        self.swap_body(HashedSet::new())
    }

    pub fn clear(&mut self) {
        drop(self.take());
    }

    /// End of the positions that `at` knows.
    #[inline]
    pub(crate) fn end(&self) -> usize {
        match &self.core {
            Core::Table(t) => t.end(),
            Core::Ordered(m) => m.end(),
        }
    }

    #[inline]
    pub(crate) fn at(&self, i: usize) -> Option<(i64, &T)> {
        match &self.core {
            Core::Table(t) => t.at(i),
            Core::Ordered(m) => m.entry_at(i).map(|(k, h)| (*h, k)),
        }
    }

    /// Keys with their hash numbers, in order.
    pub(crate) fn hashed(&self) -> impl Iterator<Item = (i64, &T)> + '_ {
        (0..self.end()).filter_map(|i| self.at(i))
    }

    /// Keys in order.
    pub fn refs(&self) -> impl Iterator<Item = &T> + '_ {
        self.hashed().map(|(_, k)| k)
    }

    pub(crate) fn remove_at(&mut self, i: usize) -> Option<T> {
        self.version = self.version.wrapping_add(1);
        match &mut self.core {
            Core::Table(t) => t.remove_at(i),
            Core::Ordered(m) => m.remove_at(i).map(|(k, _)| k),
        }
    }

    pub(crate) fn pop_any(&mut self) -> Option<T> {
        self.version = self.version.wrapping_add(1);
        match &mut self.core {
            Core::Table(t) => t.pop(),
            Core::Ordered(m) => m.remove_at(m.first()).map(|(k, _)| k),
        }
    }

    /// Takes the keys of a result computed apart.
    pub(crate) fn swap_body(&mut self, body: HashedSet<T>) -> HashedSet<T> {
        let version = self.version.wrapping_add(1);
        let old = match (&mut self.core, body.core) {
            (Core::Table(t), Core::Table(b)) => Core::Table(t.swap_body(b)),
            (core, b) => std::mem::replace(core, b),
        };
        self.version = version;
        HashedSet { core: old, version }
    }

    /// The same set with every key replaced by an equal one of another type.
    pub(crate) fn map_keys<U: Clone>(&self, f: impl Fn(&T) -> Res<U>) -> Res<HashedSet<U>> {
        let core = match &self.core {
            Core::Table(t) => Core::Table(t.map_keys(f)?),
            Core::Ordered(m) => Core::Ordered(m.map_keys(f)?),
        };
        Ok(HashedSet { core, version: 0 })
    }

    /// Grows at once for this many keys to come, as CPython does before it adds the keys of a set or dict.
    pub(crate) fn reserve_for(&mut self, more: i64) {
        if let Core::Table(t) = &mut self.core {
            t.reserve_for(more as usize);
        }
    }

    /// The end of a difference in place.
    pub(crate) fn sweep(&mut self) {
        if let Core::Table(t) = &mut self.core {
            t.sweep();
        }
    }
}

impl<T: Obj> HashedSet<T> {
    /// Position of a key without user code.
    #[inline]
    pub(crate) fn find_fast(&self, hash: i64, key: &T) -> Result<Option<usize>, Ask> {
        match &self.core {
            Core::Table(t) => match t.probe(hash, key)? {
                Probe::Found(i) => Ok(Some(i)),
                Probe::Free(_) => Ok(None),
            },
            Core::Ordered(m) => m.find_fast(spread(hash), key),
        }
    }

    #[cold]
    pub(crate) fn candidates(&self, hash: i64) -> Vec<(usize, T)> {
        match &self.core {
            Core::Table(t) => t.candidates(hash),
            Core::Ordered(m) => m.candidates(spread(hash)),
        }
    }

    #[inline]
    pub(crate) fn find(&self, hash: i64, key: &T) -> Res<Option<usize>> {
        match self.find_fast(hash, key) {
            Ok(found) => Ok(found),
            Err(Ask) => {
                for (i, k) in self.candidates(hash) {
                    if k.is(key) || k.py_eq(key)? {
                        return Ok(Some(i));
                    }
                }
                Ok(None)
            }
        }
    }

    /// Adds a key; gives it back when it was there, `Err` when user code has to say.
    #[inline]
    pub(crate) fn add_fast(&mut self, hash: i64, key: T) -> Result<Option<T>, T> {
        if let Core::Table(t) = &mut self.core {
            if !t.is_fresh() || key.has_stable_hash() {
                return match t.probe(hash, &key) {
                    Ok(Probe::Found(_)) => Ok(Some(key)),
                    Ok(Probe::Free(i)) => {
                        self.version = self.version.wrapping_add(1);
                        t.put(i, hash, key);
                        Ok(None)
                    }
                    Err(Ask) => Err(key),
                };
            }
        }
        match self.find_fast(hash, &key) {
            Ok(Some(_)) => Ok(Some(key)),
            Ok(None) => {
                self.insert_new(hash, key);
                Ok(None)
            }
            Err(Ask) => Err(key),
        }
    }

    /// Adds a key that isn't there.
    pub(crate) fn insert_new(&mut self, hash: i64, key: T) {
        self.version = self.version.wrapping_add(1);
        match &mut self.core {
            Core::Table(t) if t.is_fresh() && !key.has_stable_hash() => {
                let mut m = Map::new();
                m.push(spread(hash), key, hash);
                self.core = Core::Ordered(m);
            }
            Core::Table(t) => t.put(t.free_slot(hash), hash, key),
            Core::Ordered(m) => m.push(spread(hash), key, hash),
        }
    }

    pub fn add(&mut self, key: T) -> Res<()> {
        let hash = hash_number(&key)?;
        if let Err(key) = self.add_fast(hash, key) {
            if self.find(hash, &key)?.is_none() {
                self.insert_new(hash, key);
            }
        }
        Ok(())
    }

    pub fn contains(&self, key: &T) -> Res<bool> {
        Ok(self.find(hash_number(key)?, key)?.is_some())
    }

    pub fn discard(&mut self, key: &T) -> Res<()> {
        if let Some(i) = self.find(hash_number(key)?, key)? {
            self.remove_at(i);
        }
        Ok(())
    }

    pub fn remove(&mut self, key: &T) -> Res<()> {
        match self.find(hash_number(key)?, key)? {
            Some(i) => {
                self.remove_at(i);
                Ok(())
            }
            None => Err(no_key(key)),
        }
    }

    pub fn pop(&mut self) -> Res<T> {
        self.pop_any().ok_or_else(pop_empty)
    }

    pub fn from_iter_try(iter: impl IntoIterator<Item = Res<T>>) -> Res<Self> {
        let mut s = HashedSet::new();
        for x in iter {
            s.add(x?)?;
        }
        Ok(s)
    }

    /// A set literal of three or more constants: CPython keeps it as a frozenset, which it builds, writes and reads
    /// before it copies it.
    pub fn from_constants(values: Vec<T>) -> Res<Self> {
        let built = HashedSet::from_iter_try(values.into_iter().map(Ok))?;
        let read = HashedSet::from_iter_try(built.refs().map(|k| Ok(k.clone())))?;
        Ok(read.copy())
    }

    /// `set(s)`, `s.copy()`
    pub fn copy(&self) -> Self {
        let core = match &self.core {
            Core::Table(t) => Core::Table(SetTable::merged_copy(t)),
            Core::Ordered(m) if m.len() == 0 => Core::Table(SetTable::new()),
            Core::Ordered(m) => Core::Ordered(m.clone()),
        };
        HashedSet { core, version: 0 }
    }

    pub fn iter(&self) -> impl Iterator<Item = Res<T>> + '_ {
        self.refs().map(|k| Ok(k.clone()))
    }

    /// Whether the keys' equality needs user code, judged by the first one.
    pub(crate) fn asks(&self) -> bool {
        self.refs().next().is_some_and(|k| k.fast_eq(k).is_none())
    }
}

/// A way to find a key: `HashedSet::find_fast` or `HashedSet::find`.
pub(crate) trait Find<T, E>: Fn(&HashedSet<T>, i64, &T) -> Result<Option<usize>, E> + Copy {}

impl<T, E, F: Fn(&HashedSet<T>, i64, &T) -> Result<Option<usize>, E> + Copy> Find<T, E> for F {}

/// The operations, in CPython's order of lookups and insertions.
impl<T: Obj> HashedSet<T> {
    pub(crate) fn update_by<E>(&mut self, other: &Self, find: impl Find<T, E>) -> Result<(), E> {
        if other.len() == 0 {
            return Ok(());
        }
        if let (Core::Table(t), Core::Table(o)) = (&mut self.core, &other.core) {
            t.reserve_for(o.len());
        }
        if let Core::Table(t) = &mut self.core {
            if t.is_fresh() {
                self.version = self.version.wrapping_add(1);
                match &other.core {
                    Core::Table(o) => t.fill_from(o),
                    Core::Ordered(m) => self.core = Core::Ordered(m.clone()),
                }
                return Ok(());
            }
        }
        for (h, k) in other.hashed() {
            if find(self, h, k)?.is_none() {
                self.insert_new(h, k.clone());
            }
        }
        Ok(())
    }

    pub(crate) fn intersection_by<E>(&self, other: &Self, find: impl Find<T, E>) -> Result<Self, E> {
        let (searched, walked) = if other.len() > self.len() { (other, self) } else { (self, other) };
        let mut out = HashedSet::new();
        for (h, k) in walked.hashed() {
            if find(searched, h, k)?.is_some() && find(&out, h, k)?.is_none() {
                out.insert_new(h, k.clone());
            }
        }
        Ok(out)
    }

    pub(crate) fn difference_by<E>(&self, other: &Self, find: impl Find<T, E>) -> Result<Self, E> {
        if self.len() >> 2 > other.len() {
            let mut out = self.copy();
            out.difference_update_by(other, find, &mut Vec::new())?;
            return Ok(out);
        }
        let mut out = HashedSet::new();
        for (h, k) in self.hashed() {
            if find(other, h, k)?.is_none() {
                out.insert_new(h, k.clone());
            }
        }
        Ok(out)
    }

    /// The removed keys go to `gone`, so that the caller drops them when the table is free again.
    pub(crate) fn difference_update_by<E>(
        &mut self,
        other: &Self,
        find: impl Find<T, E>,
        gone: &mut Vec<T>,
    ) -> Result<(), E> {
        for (h, k) in other.hashed() {
            if let Some(i) = find(self, h, k)? {
                gone.extend(self.remove_at(i));
            }
        }
        self.sweep();
        Ok(())
    }

    pub(crate) fn symmetric_difference_update_by<E>(&mut self, other: &Self, find: impl Find<T, E>) -> Result<(), E> {
        for (h, k) in other.hashed() {
            match find(self, h, k)? {
                Some(i) => {
                    self.remove_at(i);
                }
                None => self.insert_new(h, k.clone()),
            }
        }
        Ok(())
    }

    pub(crate) fn symmetric_difference_by<E>(&self, other: &Self, find: impl Find<T, E>) -> Result<Self, E> {
        let mut out = other.copy();
        out.symmetric_difference_update_by(self, find)?;
        Ok(out)
    }

    pub(crate) fn issubset_by<E>(&self, other: &Self, find: impl Find<T, E>) -> Result<bool, E> {
        if self.len() > other.len() {
            return Ok(false);
        }
        for (h, k) in self.hashed() {
            if find(other, h, k)?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(crate) fn isdisjoint_by<E>(&self, other: &Self, find: impl Find<T, E>) -> Result<bool, E> {
        let (searched, walked) = if other.len() > self.len() { (other, self) } else { (self, other) };
        for (h, k) in walked.hashed() {
            if find(searched, h, k)?.is_some() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl<T: Obj> HashedSet<T> {
    pub fn update(&mut self, other: &Self) -> Res<()> {
        self.update_by(other, HashedSet::find)
    }

    pub fn union(&self, other: &Self) -> Res<Self> {
        let mut out = self.copy();
        out.update(other)?;
        Ok(out)
    }

    pub fn intersection(&self, other: &Self) -> Res<Self> {
        self.intersection_by(other, HashedSet::find)
    }

    pub fn intersection_update(&mut self, other: &Self) -> Res<()> {
        let body = self.intersection(other)?;
        self.swap_body(body);
        Ok(())
    }

    pub fn difference(&self, other: &Self) -> Res<Self> {
        self.difference_by(other, HashedSet::find)
    }

    pub fn difference_update(&mut self, other: &Self) -> Res<()> {
        self.difference_update_by(other, HashedSet::find, &mut Vec::new())
    }

    pub fn symmetric_difference(&self, other: &Self) -> Res<Self> {
        self.symmetric_difference_by(other, HashedSet::find)
    }

    pub fn symmetric_difference_update(&mut self, other: &Self) -> Res<()> {
        self.symmetric_difference_update_by(other, HashedSet::find)
    }

    pub fn issubset(&self, other: &Self) -> Res<bool> {
        self.issubset_by(other, HashedSet::find)
    }

    pub fn issuperset(&self, other: &Self) -> Res<bool> {
        other.issubset(self)
    }

    pub fn isdisjoint(&self, other: &Self) -> Res<bool> {
        self.isdisjoint_by(other, HashedSet::find)
    }
}

#[cold]
#[inline(never)]
pub(crate) fn pop_empty() -> Box<crate::error::PyErr> {
    key_error(Value::from(Str::lit("pop from an empty set")))
}

impl<T: Obj> Obj for HashedSet<T> {
    fn type_name(&self) -> Str {
        Str::lit("set")
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        if self.len() == 0 {
            out.push_str("set()");
            return Ok(());
        }
        write_items(out, "{", self.refs().cloned(), "}")
    }

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

    fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }

    fn to_value(&self) -> Value {
        crate::set::Set::from(self.clone()).to_value()
    }

    fn from_value(v: Value) -> Res<Self> {
        match crate::value::set_from_value(&v) {
            Some(s) => Ok(s?.to_hashed()),
            None => Err(wrong_type("set", &v)),
        }
    }
}
