//! `Map<K, V>`: Python's dict as an owned value, in insertion order.
//!
//! Entries lie in a vector (removed ones leave a gap until the vector is about to grow); above eight entries a hash
//! table of positions finds them. Hashes are kept. Lookups that need user code are done by the caller (`Dict`) or with
//! the map borrowed (`Map`'s own methods, where nobody else can reach it).

use crate::error::{key_error, Res};
use crate::flavor::Flavor;
use crate::obj::{wrong_type, Obj};
use crate::pystr::Str;
use crate::seq::{fast_same, guarded_repr};
use crate::value::Value;
use hashbrown::HashTable;
use std::num::NonZeroU64;
use std::rc::Rc;

/// Up to this many entries are searched one by one.
const SMALL: usize = 8;

/// A spread hash; never zero, so that `Option<Entry>` needs no tag.
pub(crate) type Hash = NonZeroU64;

#[derive(Clone)]
struct Entry<K, V> {
    hash: Hash,
    key: K,
    value: V,
}

/// An owned dict.
#[derive(Clone)]
pub struct Map<K, V> {
    entries: Vec<Option<Entry<K, V>>>,
    table: HashTable<u32>,
    live: usize,
    /// No live entry lies before this position.
    first: usize,
    /// Changes whenever a key comes or goes.
    version: u32,
    /// What kind of dict it is, other than plain.
    pub(crate) flavor: Option<Rc<Flavor<V>>>,
}

/// The key's hash can be found, but equality has to be asked of user code.
pub(crate) struct Ask;

/// Spreads Python's hash number over 64 bits.
#[inline]
pub(crate) fn spread(hash: i64) -> Hash {
    let h = (hash as u64).wrapping_mul(0xf135_7aea_2e62_a9c5).rotate_left(26);
    // A bit in the middle is given up: the table uses the lowest bits and the top seven.
    NonZeroU64::new(h | 1 << 44).unwrap_or(NonZeroU64::MIN)
}

/// The spread hash of a key; TypeError when unhashable. May run user code.
#[inline]
pub(crate) fn hash_key<K: Obj>(key: &K) -> Res<Hash> {
    match key.fast_hash() {
        Some(h) => Ok(spread(h)),
        None => Ok(spread(key.py_hash()?)),
    }
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Map::new()
    }
}

impl<K, V> Map<K, V> {
    pub const fn new() -> Self {
        Map { entries: Vec::new(), table: HashTable::new(), live: 0, first: 0, version: 0, flavor: None }
    }

    #[inline]
    pub fn len(&self) -> i64 {
        self.live as i64
    }

    pub(crate) fn version(&self) -> u32 {
        self.version
    }

    /// End of the positions that `entry_at` knows.
    #[inline]
    pub(crate) fn end(&self) -> usize {
        self.entries.len()
    }

    #[inline]
    pub(crate) fn first(&self) -> usize {
        self.first
    }

    #[inline]
    pub(crate) fn entry_at(&self, i: usize) -> Option<(&K, &V)> {
        match self.entries.get(i) {
            Some(Some(e)) => Some((&e.key, &e.value)),
            _ => None,
        }
    }

    pub(crate) fn value_mut(&mut self, i: usize) -> Option<&mut V> {
        self.entries.get_mut(i)?.as_mut().map(|e| &mut e.value)
    }

    /// Keys and values in order.
    pub fn pairs(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> + '_ {
        self.entries[self.first..].iter().flatten().map(|e| (&e.key, &e.value))
    }

    /// Keys and values in order; the values can be changed in place.
    pub fn pairs_mut(&mut self) -> impl DoubleEndedIterator<Item = (&K, &mut V)> + '_ {
        self.entries[self.first..].iter_mut().flatten().map(|e| (&e.key, &mut e.value))
    }

    /// The same map with every key replaced by an equal one of another type.
    pub(crate) fn map_keys<U>(&self, f: impl Fn(&K) -> Res<U>) -> Res<Map<U, V>>
    where
        V: Clone,
    {
        let mut out = Map::new();
        for e in self.entries.iter().flatten() {
            out.push(e.hash, f(&e.key)?, e.value.clone());
        }
        Ok(out)
    }

    /// Takes everything out.
    pub fn take(&mut self) -> Self {
        let version = self.version.wrapping_add(1);
        let flavor = self.flavor.clone();
        std::mem::replace(self, Map { version, flavor, ..Map::new() })
    }

    pub fn clear(&mut self) {
        drop(self.take());
    }

    /// Adds a key that isn't there.
    #[inline]
    pub(crate) fn push(&mut self, hash: Hash, key: K, value: V) {
        if self.entries.len() == self.entries.capacity() && self.live < self.entries.len() - self.entries.len() / 4 {
            self.compact();
        }
        let at = self.entries.len();
        self.entries.push(Some(Entry { hash, key, value }));
        self.live += 1;
        self.version = self.version.wrapping_add(1);
        if at >= SMALL {
            if at == SMALL || self.table.len() == self.table.capacity() {
                self.index();
            } else {
                let entries = &self.entries;
                self.table.insert_unique(hash.get(), at as u32, |&i| stored(entries, i));
            }
        }
    }

    fn compact(&mut self) {
        self.entries.retain(Option::is_some);
        self.first = 0;
        if self.entries.len() > SMALL {
            self.index();
        }
    }

    /// Makes the table anew with room to double; in the order of the entries, which is faster than growing in place.
    #[cold]
    #[inline(never)]
    fn index(&mut self) {
        self.table = HashTable::with_capacity(self.live * 2);
        let entries = &self.entries;
        for (i, e) in entries.iter().enumerate() {
            if let Some(e) = e {
                self.table.insert_unique(e.hash.get(), i as u32, |&i| stored(entries, i));
            }
        }
    }

    /// Takes the entry at `i` out.
    pub(crate) fn remove_at(&mut self, i: usize) -> Option<(K, V)> {
        let e = self.entries.get_mut(i)?.take()?;
        if self.entries.len() > SMALL {
            if let Ok(slot) = self.table.find_entry(e.hash.get(), |&k| k as usize == i) {
                slot.remove();
            }
        }
        self.live -= 1;
        self.version = self.version.wrapping_add(1);
        if self.live == 0 {
            self.entries.clear();
            self.table.clear();
            self.first = 0;
        } else if i == self.first {
            while matches!(self.entries.get(self.first), Some(None)) {
                self.first += 1;
            }
        }
        Some((e.key, e.value))
    }

    /// Takes the last entry out.
    pub(crate) fn remove_last(&mut self) -> Option<(K, V)> {
        while let Some(None) = self.entries.last() {
            self.entries.pop();
        }
        let last = self.entries.len().checked_sub(1)?;
        let pair = self.remove_at(last);
        if self.entries.len() > last {
            self.entries.pop();
        }
        pair
    }
}

#[inline]
fn stored<K, V>(entries: &[Option<Entry<K, V>>], i: u32) -> u64 {
    entries[i as usize].as_ref().map_or(0, |e| e.hash.get())
}

impl<K: Obj, V> Map<K, V> {
    /// Position of the key without user code.
    #[inline]
    pub(crate) fn find_fast(&self, hash: Hash, key: &K) -> Result<Option<usize>, Ask> {
        let mut ask = false;
        let mut test = |e: &Entry<K, V>| {
            e.hash == hash
                && match fast_same(&e.key, key) {
                    Some(same) => same,
                    None => {
                        ask = true;
                        false
                    }
                }
        };
        let found = if self.entries.len() <= SMALL {
            self.entries.iter().position(|e| matches!(e, Some(e) if test(e)))
        } else {
            self.table
                .find(hash.get(), |&i| matches!(&self.entries[i as usize], Some(e) if test(e)))
                .map(|&i| i as usize)
        };
        match found {
            None if ask => Err(Ask),
            found => Ok(found),
        }
    }

    /// Keys with this hash and their positions, copied.
    #[cold]
    pub(crate) fn candidates(&self, hash: Hash) -> Vec<(usize, K)> {
        let all = self.entries.iter().enumerate();
        all.filter_map(|(i, e)| match e {
            Some(e) if e.hash == hash => Some((i, e.key.clone())),
            _ => None,
        })
        .collect()
    }

    #[inline]
    pub(crate) fn find(&self, hash: Hash, key: &K) -> Res<Option<usize>> {
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

    pub fn contains(&self, key: &K) -> Res<bool> {
        Ok(self.find(hash_key(key)?, key)?.is_some())
    }

    /// The place of a value that is there: `m[k]` to be changed in place; KeyError.
    pub fn get_mut(&mut self, key: &K) -> Res<&mut V> {
        let found = self.find(hash_key(key)?, key)?;
        match found.and_then(|i| self.value_mut(i)) {
            Some(v) => Ok(v),
            None => Err(no_key(key)),
        }
    }

    /// A value that is there, by reference: `m[k]` where it stays in the map; KeyError.
    pub fn item(&self, key: &K) -> Res<&V> {
        match self.get_ref(key)? {
            Some(v) => Ok(v),
            None => Err(no_key(key)),
        }
    }

    /// The place of a value, by reference.
    pub fn get_ref(&self, key: &K) -> Res<Option<&V>> {
        let found = self.find(hash_key(key)?, key)?;
        Ok(found.and_then(|i| self.entry_at(i)).map(|(_, v)| v))
    }

    #[inline]
    pub fn set_item(&mut self, key: K, value: V) -> Res<()> {
        let hash = hash_key(&key)?;
        match self.find(hash, &key)? {
            Some(i) => {
                if let Some(place) = self.value_mut(i) {
                    *place = value;
                }
            }
            None => self.push(hash, key, value),
        }
        Ok(())
    }

    /// `m.setdefault(k, v)`, as a place that can be changed.
    pub fn setdefault_mut(&mut self, key: K, value: V) -> Res<&mut V> {
        let hash = hash_key(&key)?;
        let at = match self.find(hash, &key)? {
            Some(i) => i,
            None => {
                self.push(hash, key, value);
                self.entries.len() - 1
            }
        };
        match self.value_mut(at) {
            Some(v) => Ok(v),
            None => Err(crate::error::system_error("lost dict entry")),
        }
    }

    pub fn del_item(&mut self, key: &K) -> Res<()> {
        self.pop(key).map(drop)
    }

    pub fn pop(&mut self, key: &K) -> Res<V> {
        match self.pop_opt(key)? {
            Some(v) => Ok(v),
            None => Err(no_key(key)),
        }
    }

    pub fn pop_or(&mut self, key: &K, default: V) -> Res<V> {
        Ok(self.pop_opt(key)?.unwrap_or(default))
    }

    pub fn pop_opt(&mut self, key: &K) -> Res<Option<V>> {
        let found = self.find(hash_key(key)?, key)?;
        Ok(found.and_then(|i| self.remove_at(i)).map(|(_, v)| v))
    }

    pub fn popitem(&mut self) -> Res<(K, V)> {
        self.remove_last().ok_or_else(pop_empty)
    }

    pub fn from_items(items: impl IntoIterator<Item = Res<(K, V)>>) -> Res<Self> {
        let mut m = Map::new();
        m.update_items(items)?;
        Ok(m)
    }

    /// `m.update(pairs)`
    pub fn update_items(&mut self, items: impl IntoIterator<Item = Res<(K, V)>>) -> Res<()> {
        for item in items {
            let (k, v) = item?;
            self.set_item(k, v)?;
        }
        Ok(())
    }
}

impl<K: Obj, V: Clone> Map<K, V> {
    #[inline]
    pub fn get(&self, key: &K) -> Res<Option<V>> {
        Ok(self.get_ref(key)?.cloned())
    }

    pub fn get_item(&self, key: &K) -> Res<V> {
        match self.get(key)? {
            Some(v) => Ok(v),
            None => Err(no_key(key)),
        }
    }

    pub fn get_or(&self, key: &K, default: V) -> Res<V> {
        Ok(self.get(key)?.unwrap_or(default))
    }

    pub fn setdefault(&mut self, key: K, value: V) -> Res<V> {
        self.setdefault_mut(key, value).cloned()
    }

    pub fn update(&mut self, other: &Self) -> Res<()> {
        for (k, v) in other.pairs() {
            self.set_item(k.clone(), v.clone())?;
        }
        Ok(())
    }

    pub fn copy(&self) -> Self {
        self.clone()
    }

    /// `a | b`
    pub fn merge(&self, other: &Self) -> Res<Self> {
        let mut m = self.clone();
        m.update(other)?;
        Ok(m)
    }

    pub fn keys_iter(&self) -> impl DoubleEndedIterator<Item = Res<K>> + '_ {
        self.pairs().map(|(k, _)| Ok(k.clone()))
    }

    pub fn values_iter(&self) -> impl DoubleEndedIterator<Item = Res<V>> + '_ {
        self.pairs().map(|(_, v)| Ok(v.clone()))
    }

    pub fn items_iter(&self) -> impl DoubleEndedIterator<Item = Res<(K, V)>> + '_ {
        self.pairs().map(|(k, v)| Ok((k.clone(), v.clone())))
    }

    pub fn reversed_keys_iter(&self) -> impl Iterator<Item = Res<K>> + '_ {
        self.pairs().rev().map(|(k, _)| Ok(k.clone()))
    }
}

#[cold]
#[inline(never)]
pub(crate) fn no_key<K: Obj>(key: &K) -> Box<crate::error::PyErr> {
    key_error(key.to_value())
}

#[cold]
#[inline(never)]
pub(crate) fn pop_empty() -> Box<crate::error::PyErr> {
    key_error(Value::from(Str::lit("popitem(): dictionary is empty")))
}

/// Writes one `key: value` of a dict's repr.
pub(crate) fn write_pair<K: Obj, V: Obj>(out: &mut String, i: usize, key: &K, value: &V) -> Res<()> {
    if i > 0 {
        out.push_str(", ");
    }
    key.write_repr(out)?;
    out.push_str(": ");
    value.write_repr(out)
}

impl<K: Obj, V: Obj> Obj for Map<K, V> {
    fn type_name(&self) -> Str {
        Str::lit("dict")
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        guarded_repr(self as *const Self as usize, "{...}", out, |out| {
            out.push('{');
            for (i, (k, v)) in self.pairs().enumerate() {
                write_pair(out, i, k, v)?;
            }
            out.push('}');
            Ok(())
        })
    }

    fn truthy(&self) -> Res<bool> {
        Ok(self.live > 0)
    }

    fn py_eq(&self, other: &Self) -> Res<bool> {
        if self.live != other.live {
            return Ok(false);
        }
        for (k, v) in self.pairs() {
            match other.get_ref(k)? {
                Some(w) if crate::seq::same(v, w)? => {}
                _ => return Ok(false),
            }
        }
        Ok(true)
    }

    fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }

    fn to_value(&self) -> Value {
        crate::dict::Dict::from(self.clone()).to_value()
    }

    fn from_value(v: Value) -> Res<Self> {
        match crate::value::map_from_value(&v) {
            Some(map) => map,
            None => Err(wrong_type("dict", &v)),
        }
    }
}
