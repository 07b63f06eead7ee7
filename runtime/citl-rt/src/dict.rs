//! `Dict<K, V>`: Python's dict, shared, and its views. User code (`__eq__`, `__hash__`) never runs while the map is
//! borrowed: a lookup that needs it works on copies of the candidate keys and starts again if the dict changed.

use crate::cells::Slot;
use crate::error::{runtime_error, Res};
use crate::map::{hash_key, no_key, pop_empty, write_pair, Ask, Hash, Map};
use crate::obj::{wrong_type, Obj};
use crate::pystr::Str;
use crate::seq::{guarded_repr, same};
use crate::value::Value;
use std::rc::Rc;

/// A Python dict; clones are the same dict.
pub struct Dict<K, V>(Rc<Slot<Map<K, V>>>);

impl<K, V> Clone for Dict<K, V> {
    #[inline]
    fn clone(&self) -> Self {
        Dict(Rc::clone(&self.0))
    }
}

impl<K, V> Default for Dict<K, V> {
    fn default() -> Self {
        Dict::from(Map::new())
    }
}

impl<K, V> From<Map<K, V>> for Dict<K, V> {
    #[inline]
    fn from(m: Map<K, V>) -> Self {
        Dict(Rc::new(Slot::new(m)))
    }
}

impl<K, V> Dict<K, V> {
    #[inline]
    pub fn new() -> Self {
        Dict::from(Map::new())
    }

    #[inline]
    pub fn len(&self) -> i64 {
        self.0.with(Map::len)
    }

    /// Address of the shared dict, its identity.
    pub fn addr(&self) -> usize {
        Rc::as_ptr(&self.0) as usize
    }

    pub fn clear(&self) {
        let old = self.0.with_mut(Map::take);
        drop(old);
    }

    /// Runs `f` on the map. `f` must not run user code (see `cells`).
    pub fn with<R>(&self, f: impl FnOnce(&Map<K, V>) -> R) -> R {
        self.0.with(f)
    }
}

impl<K: Obj, V> Dict<K, V> {
    /// Position of the key; re-entrant.
    #[inline]
    fn find(&self, hash: Hash, key: &K) -> Res<Option<usize>> {
        match self.0.with(|m| m.find_fast(hash, key)) {
            Ok(found) => Ok(found),
            Err(Ask) => self.find_asking(hash, key),
        }
    }

    #[cold]
    #[inline(never)]
    fn find_asking(&self, hash: Hash, key: &K) -> Res<Option<usize>> {
        'again: loop {
            let (version, candidates) = self.0.with(|m| (m.version(), m.candidates(hash)));
            for (i, k) in candidates {
                let found = k.is(key) || k.py_eq(key)?;
                if self.0.with(Map::version) != version {
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
    pub fn contains(&self, key: &K) -> Res<bool> {
        Ok(self.find(hash_key(key)?, key)?.is_some())
    }

    #[inline]
    pub fn set_item(&self, key: K, value: V) -> Res<()> {
        let hash = hash_key(&key)?;
        let found = self.find(hash, &key)?;
        let old = self.0.with_mut(|m| match found {
            Some(i) => m.value_mut(i).map(|place| (None, std::mem::replace(place, value))),
            None => {
                m.push(hash, key, value);
                None::<(Option<K>, V)>
            }
        });
        drop(old);
        Ok(())
    }

    fn take_key(&self, key: &K) -> Res<Option<(K, V)>> {
        let found = self.find(hash_key(key)?, key)?;
        Ok(found.and_then(|i| self.0.with_mut(|m| m.remove_at(i))))
    }

    pub fn del_item(&self, key: &K) -> Res<()> {
        match self.take_key(key)? {
            Some(_) => Ok(()),
            None => Err(no_key(key)),
        }
    }

    pub fn pop(&self, key: &K) -> Res<V> {
        match self.pop_opt(key)? {
            Some(v) => Ok(v),
            None => Err(no_key(key)),
        }
    }

    pub fn pop_or(&self, key: &K, default: V) -> Res<V> {
        Ok(self.pop_opt(key)?.unwrap_or(default))
    }

    /// `d.pop(k, None)`
    pub fn pop_opt(&self, key: &K) -> Res<Option<V>> {
        if self.len() == 0 {
            // CPython doesn't even hash the key.
            return Ok(None);
        }
        Ok(self.take_key(key)?.map(|(_, v)| v))
    }

    pub fn popitem(&self) -> Res<(K, V)> {
        self.0.with_mut(Map::remove_last).ok_or_else(pop_empty)
    }

    /// `OrderedDict.popitem(last=False)`
    pub fn popitem_first(&self) -> Res<(K, V)> {
        let first = self.0.with_mut(|m| m.remove_at(m.first()));
        first.ok_or_else(pop_empty)
    }

    pub fn from_items(items: impl IntoIterator<Item = Res<(K, V)>>) -> Res<Self> {
        let d = Dict::new();
        d.update_items(items)?;
        Ok(d)
    }

    /// `d.update(pairs)`
    pub fn update_items(&self, items: impl IntoIterator<Item = Res<(K, V)>>) -> Res<()> {
        for item in items {
            let (k, v) = item?;
            self.set_item(k, v)?;
        }
        Ok(())
    }
}

impl<K: Obj, V: Clone + 'static> Dict<K, V> {
    #[inline]
    pub fn get(&self, key: &K) -> Res<Option<V>> {
        let hash = hash_key(key)?;
        let found = self.find(hash, key)?;
        Ok(found.and_then(|i| self.0.with(|m| m.entry_at(i).map(|(_, v)| v.clone()))))
    }

    #[inline]
    pub fn get_item(&self, key: &K) -> Res<V>
    where
        V: Obj,
    {
        match self.get(key)? {
            Some(v) => Ok(v),
            None => self.missing(key)?.ok_or_else(|| no_key(key)),
        }
    }

    #[inline]
    pub fn get_or(&self, key: &K, default: V) -> Res<V> {
        Ok(self.get(key)?.unwrap_or(default))
    }

    pub fn setdefault(&self, key: K, value: V) -> Res<V> {
        let hash = hash_key(&key)?;
        match self.find(hash, &key)? {
            Some(i) => Ok(self.0.with(|m| m.entry_at(i).map(|(_, v)| v.clone())).unwrap_or(value)),
            None => {
                self.0.with_mut(|m| m.push(hash, key, value.clone()));
                Ok(value)
            }
        }
    }

    /// `d[k]` of a dict whose missing keys get `make()` (defaultdict).
    pub fn get_or_make(&self, key: &K, make: impl FnOnce() -> Res<V>) -> Res<V> {
        match self.get(key)? {
            Some(v) => Ok(v),
            None => {
                let v = make()?;
                self.set_item(key.clone(), v.clone())?;
                Ok(v)
            }
        }
    }

    pub fn update(&self, other: &Self) -> Res<()> {
        if Rc::ptr_eq(&self.0, &other.0) {
            return Ok(());
        }
        for (k, v) in other.copied_pairs() {
            self.set_item(k, v)?;
        }
        Ok(())
    }

    /// All pairs, copied at once.
    pub fn copied_pairs(&self) -> Vec<(K, V)> {
        self.0.with(|m| m.pairs().map(|(k, v)| (k.clone(), v.clone())).collect())
    }

    pub fn copy(&self) -> Self {
        Dict::from(self.0.get())
    }

    /// `a | b`
    pub fn merge(&self, other: &Self) -> Res<Self> {
        let d = self.copy();
        d.update(other)?;
        Ok(d)
    }

    /// The owned core, copied.
    pub fn to_map(&self) -> Map<K, V> {
        self.0.get()
    }

    #[inline]
    pub fn keys_iter(&self) -> KeysIter<K, V> {
        KeysIter(Walk::new(self))
    }

    #[inline]
    pub fn values_iter(&self) -> ValuesIter<K, V> {
        ValuesIter(Walk::new(self))
    }

    #[inline]
    pub fn items_iter(&self) -> ItemsIter<K, V> {
        ItemsIter(Walk::new(self))
    }

    pub fn reversed_keys_iter(&self) -> impl Iterator<Item = Res<K>> {
        self.reversed_items_iter().map(|item| item.map(|(k, _)| k))
    }

    pub fn reversed_values_iter(&self) -> impl Iterator<Item = Res<V>> {
        self.reversed_items_iter().map(|item| item.map(|(_, v)| v))
    }

    pub fn reversed_items_iter(&self) -> RevItemsIter<K, V> {
        let (at, size, version) = self.0.with(|m| (m.end(), m.len(), m.version()));
        RevItemsIter { dict: self.clone(), at, size, version, failed: false }
    }

    pub fn keys(&self) -> Keys<K, V> {
        Keys(self.clone())
    }

    pub fn values(&self) -> Values<K, V> {
        Values(self.clone())
    }

    pub fn items(&self) -> Items<K, V> {
        Items(self.clone())
    }
}

/// What CPython says when a walk over a dict goes on after keys came or went. With as many keys as before it doesn't
/// notice, and what it finds depends on when it makes room in the dict's table: a stop.
#[cold]
#[inline(never)]
fn keys_changed(same_size: bool, ordered: bool) -> Box<crate::error::PyErr> {
    if ordered {
        return runtime_error("OrderedDict mutated during iteration");
    }
    assert!(!same_size, "a dict got other keys, as many as before, while it was walked over");
    runtime_error("dictionary changed size during iteration")
}

/// A position in a dict whose keys must not change.
struct Walk<K, V> {
    dict: Dict<K, V>,
    at: usize,
    size: i64,
    version: u32,
    failed: bool,
}

impl<K: Obj, V: Clone + 'static> Walk<K, V> {
    #[inline]
    fn new(dict: &Dict<K, V>) -> Self {
        let (at, size, version) = dict.0.with(|m| (m.first(), m.len(), m.version()));
        Walk { dict: dict.clone(), at, size, version, failed: false }
    }

    #[inline]
    fn next<R>(&mut self, copy: impl Fn(&K, &V) -> R) -> Option<Res<R>> {
        let (version, at) = (self.version, &mut self.at);
        let step = self.dict.0.with(|m| {
            if m.version() != version {
                return Err(());
            }
            while *at < m.end() {
                *at += 1;
                if let Some((k, v)) = m.entry_at(*at - 1) {
                    return Ok(Some(copy(k, v)));
                }
            }
            *at = usize::MAX;
            Ok(None)
        });
        match step {
            Ok(item) => item.map(Ok),
            Err(()) if self.at == usize::MAX => None,
            Err(()) => {
                // CPython's own mark of a walk that failed is a size that no dict has.
                let same_size = !self.failed && self.dict.len() == self.size;
                self.failed = true;
                Some(Err(keys_changed(same_size, self.dict.is_ordered())))
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.size.max(0) as usize))
    }
}

macro_rules! walkers {
    ($($name:ident $item:ty, $copy:expr;)*) => {$(
        /// Iterator over a dict; RuntimeError once the dict has another size.
        pub struct $name<K, V>(Walk<K, V>);

        impl<K: Obj, V: Clone + 'static> Iterator for $name<K, V> {
            type Item = Res<$item>;

            #[inline]
            fn next(&mut self) -> Option<Res<$item>> {
                self.0.next($copy)
            }

            #[inline]
            fn size_hint(&self) -> (usize, Option<usize>) {
                self.0.size_hint()
            }
        }
    )*};
}

walkers! {
    KeysIter K, |k, _| k.clone();
    ValuesIter V, |_, v| v.clone();
    ItemsIter (K, V), |k, v| (k.clone(), v.clone());
}

/// `reversed(d.items())`
pub struct RevItemsIter<K, V> {
    dict: Dict<K, V>,
    at: usize,
    size: i64,
    version: u32,
    failed: bool,
}

impl<K: Obj, V: Clone + 'static> Iterator for RevItemsIter<K, V> {
    type Item = Res<(K, V)>;

    fn next(&mut self) -> Option<Res<(K, V)>> {
        if self.at > 0 && self.dict.0.with(Map::version) != self.version {
            let same_size = !self.failed && self.dict.len() == self.size;
            self.failed = true;
            return Some(Err(keys_changed(same_size, self.dict.is_ordered())));
        }
        while self.at > 0 {
            self.at -= 1;
            let at = self.at;
            let item = self.dict.0.with(|m| m.entry_at(at).map(|(k, v)| (k.clone(), v.clone())));
            if let Some(item) = item {
                return Some(Ok(item));
            }
        }
        None
    }
}

impl<K: Obj, V: Obj> Obj for Dict<K, V> {
    fn type_name(&self) -> Str {
        Str::lit(self.flavor().map_or("dict", |f| f.name()))
    }

    fn deep_copy(&self, memo: &mut crate::copy::Memo) -> Res<Self> {
        if let Some(copy) = memo.known(self.addr()) {
            return Ok(copy);
        }
        let copy = self.copy();
        copy.clear();
        memo.remember(self.addr(), &copy);
        for (k, v) in self.copied_pairs() {
            copy.set_item(k.deep_copy(memo)?, v.deep_copy(memo)?)?;
        }
        Ok(copy)
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        if let Some(flavor) = self.flavor() {
            return self.write_flavor(&flavor, out);
        }
        guarded_repr(self.addr(), "{...}", out, |out| {
            out.push('{');
            for (i, (k, v)) in self.copied_pairs().iter().enumerate() {
                write_pair(out, i, k, v)?;
            }
            out.push('}');
            Ok(())
        })
    }

    #[inline]
    fn truthy(&self) -> Res<bool> {
        Ok(self.len() > 0)
    }

    fn py_eq(&self, other: &Self) -> Res<bool> {
        if self.is(other) || self.len() != other.len() {
            return Ok(self.is(other));
        }
        for (k, v) in self.copied_pairs() {
            match other.get(&k)? {
                Some(w) if same(&v, &w)? => {}
                _ => return Ok(false),
            }
        }
        Ok(true)
    }

    #[inline]
    fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    fn to_value(&self) -> Value {
        crate::value::dict_to_value(self)
    }

    fn from_value(v: Value) -> Res<Self> {
        match crate::value::dict_from_value(&v) {
            Some(d) => d,
            None => Err(wrong_type("dict", &v)),
        }
    }
}

pub use views::{Items, Keys, Values};

#[path = "views.rs"]
mod views;

#[cfg(test)]
mod tests {
    use super::*;

    fn squares(n: i64) -> Dict<i64, i64> {
        Dict::from_items((0..n).map(|i| Ok((i, i * i)))).unwrap()
    }

    #[test]
    fn keys_keep_their_order_through_deletions() {
        let d = squares(2000);
        for i in (0..2000).filter(|i| i % 3 != 0) {
            d.del_item(&i).unwrap();
        }
        for i in 2000..2500 {
            d.set_item(i, 0).unwrap();
        }
        d.set_item(0, 7).unwrap();
        let keys: Vec<i64> = d.keys_iter().map(Result::unwrap).collect();
        let want: Vec<i64> = (0..2000).step_by(3).chain(2000..2500).collect();
        assert_eq!(keys, want);
        assert_eq!(d.get(&0).unwrap(), Some(7));
        assert_eq!(d.get(&1).unwrap(), None);
        assert_eq!(d.popitem().unwrap(), (2499, 0));
        assert_eq!(d.len(), want.len() as i64 - 1);
    }

    #[test]
    fn taking_first_entries_is_not_quadratic() {
        let d = squares(200_000);
        while d.len() > 0 {
            let k = d.keys_iter().next().unwrap().unwrap();
            d.del_item(&k).unwrap();
        }
    }

    #[test]
    fn a_change_of_size_while_iterating_is_an_error() {
        let d = squares(3);
        let mut it = d.keys_iter();
        it.next();
        d.set_item(9, 9).unwrap();
        assert_eq!(it.next().unwrap().unwrap_err().summary(), "RuntimeError: dictionary changed size during iteration");
    }

    #[test]
    #[should_panic(expected = "other keys")]
    fn other_keys_of_the_same_number_while_iterating_are_a_stop() {
        let d = squares(3);
        let mut it = d.items_iter();
        it.next();
        d.del_item(&0).unwrap();
        d.set_item(9, 9).unwrap();
        it.next();
    }

    #[test]
    fn numbers_of_all_kinds_share_keys() {
        let d: Dict<Value, i64> = Dict::new();
        d.set_item(Value::from(1), 1).unwrap();
        d.set_item(Value::from(1.0), 2).unwrap();
        d.set_item(Value::from(true), 3).unwrap();
        assert_eq!(crate::obj::repr(&d).unwrap().to_string(), "{1: 3}");
    }
}
