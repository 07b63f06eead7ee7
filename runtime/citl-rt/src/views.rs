//! Views of a dict: `d.keys()`, `d.values()`, `d.items()`.

use super::{Dict, ItemsIter, KeysIter, ValuesIter};
use crate::error::Res;
use crate::obj::{wrong_type, Obj};
use crate::pystr::Str;
use crate::seq::{guarded_repr, same, write_items};
use crate::set::Set;
use crate::value::Value;

/// `d.keys()`
pub struct Keys<K, V>(pub(super) Dict<K, V>);
/// `d.values()`
pub struct Values<K, V>(pub(super) Dict<K, V>);
/// `d.items()`
pub struct Items<K, V>(pub(super) Dict<K, V>);

impl<K: Obj, V: Clone + 'static> Keys<K, V> {
    #[inline]
    pub fn iter(&self) -> KeysIter<K, V> {
        self.0.keys_iter()
    }

    pub fn contains(&self, key: &K) -> Res<bool> {
        self.0.contains(key)
    }

    fn to_set(&self) -> Res<Set<K>> {
        Set::from_dict(&self.0)
    }

    /// `d.keys() & e.keys()`: walks the shorter one.
    pub fn intersection<W: Clone + 'static>(&self, other: &Keys<K, W>) -> Res<Set<K>> {
        if other.len() > self.len() {
            other.intersection_iter(self.iter())
        } else {
            self.intersection_iter(other.iter())
        }
    }

    /// `d.keys() & s`
    pub fn intersection_set(&self, other: &Set<K>) -> Res<Set<K>> {
        if !other.is_frozen() && self.len() <= other.len() {
            other.intersection_iter(self.iter())
        } else {
            self.intersection_iter(other.iter())
        }
    }

    /// `d.keys() & other` with any other iterable.
    pub fn intersection_iter(&self, other: impl IntoIterator<Item = Res<K>>) -> Res<Set<K>> {
        let out = Set::new();
        for k in other {
            let k = k?;
            if self.contains(&k)? {
                out.add(k)?;
            }
        }
        Ok(out)
    }

    /// `d.keys() | other`
    pub fn union_iter(&self, other: impl IntoIterator<Item = Res<K>>) -> Res<Set<K>> {
        let out = self.to_set()?;
        out.update_iter(other)?;
        Ok(out)
    }

    /// `d.keys() - other`
    pub fn difference_iter(&self, other: impl IntoIterator<Item = Res<K>>) -> Res<Set<K>> {
        let out = self.to_set()?;
        out.difference_update_iter(other)?;
        Ok(out)
    }

    /// `d.keys() ^ other`
    pub fn symmetric_difference_iter(&self, other: impl IntoIterator<Item = Res<K>>) -> Res<Set<K>> {
        let out = self.to_set()?;
        out.symmetric_difference_update_iter(other)?;
        Ok(out)
    }
}

impl<K: Obj, V: Clone + 'static> Values<K, V> {
    #[inline]
    pub fn iter(&self) -> ValuesIter<K, V> {
        self.0.values_iter()
    }
}

impl<K: Obj, V: Obj> Values<K, V> {
    pub fn contains(&self, value: &V) -> Res<bool> {
        for v in self.iter() {
            if same(&v?, value)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl<K: Obj, V: Clone + 'static> Items<K, V> {
    #[inline]
    pub fn iter(&self) -> ItemsIter<K, V> {
        self.0.items_iter()
    }
}

impl<K: Obj, V: Obj> Items<K, V> {
    pub fn contains(&self, item: &(K, V)) -> Res<bool> {
        match self.0.get(&item.0)? {
            Some(v) => same(&v, &item.1),
            None => Ok(false),
        }
    }
}

macro_rules! view {
    ($name:ident, $type_name:literal, $ordered_name:literal, $copy:expr, $as_set:expr) => {
        impl<K, V> Clone for $name<K, V> {
            fn clone(&self) -> Self {
                $name(self.0.clone())
            }
        }

        impl<K, V> $name<K, V> {
            #[inline]
            pub fn len(&self) -> i64 {
                self.0.len()
            }

            /// The dict that the view shows (`view.mapping`).
            pub fn dict(&self) -> Dict<K, V> {
                self.0.clone()
            }
        }

        impl<K: Obj, V: Obj> Obj for $name<K, V> {
            fn type_name(&self) -> Str {
                Str::lit(if self.0.is_ordered() { $ordered_name } else { $type_name })
            }

            fn write_repr(&self, out: &mut String) -> Res<()> {
                guarded_repr(self.0.addr(), "...", out, |out| {
                    let items: Vec<_> = self.0.copied_pairs().into_iter().map($copy).collect();
                    let open = if self.0.is_ordered() { $ordered_name } else { $type_name };
                    write_items(out, &format!("{open}(["), items.into_iter(), "])")
                })
            }

            fn truthy(&self) -> Res<bool> {
                Ok(self.len() > 0)
            }

            fn py_eq(&self, other: &Self) -> Res<bool> {
                $as_set(self, other)
            }

            fn is(&self, other: &Self) -> bool {
                self.0.is(&other.0)
            }

            fn to_value(&self) -> Value {
                crate::value::view_to_value($type_name, self.0.to_value())
            }

            fn from_value(v: Value) -> Res<Self> {
                match crate::value::view_dict(&v, $type_name) {
                    Some(dict) => Ok($name(Dict::from_value(dict)?)),
                    None => Err(wrong_type($type_name, &v)),
                }
            }
        }
    };
}

view!(Keys, "dict_keys", "odict_keys", |(k, _)| k, |a: &Self, b: &Self| {
    if a.len() != b.len() {
        return Ok(false);
    }
    for k in a.iter() {
        if !b.contains(&k?)? {
            return Ok(false);
        }
    }
    Ok(true)
});
view!(Values, "dict_values", "odict_values", |(_, v)| v, |a: &Self, b: &Self| Ok(a.is(b)));
view!(Items, "dict_items", "odict_items", |item| item, |a: &Self, b: &Self| a.0.py_eq(&b.0));
