//! `collections.defaultdict`, `Counter` and `OrderedDict`: dicts with a flavour. A flavour changes what a missing key
//! means and how the dict is shown; everything else is `Dict`.

use crate::dict::Dict;
use crate::error::{type_error, Res};
use crate::int::Int;
use crate::iter::Iter;
use crate::list::List;
use crate::map::Map;
use crate::obj::{repr, CmpOp, Obj};
use crate::seq::guarded_repr;
use crate::sort::sort_vec_by_keys;
use crate::value::Value;
use std::rc::Rc;

/// What `d[k]` makes of a missing key.
type Make<V> = Box<dyn Fn() -> Res<V>>;

pub(crate) enum Flavor<V> {
    /// The factory's repr, and the factory (None: KeyError as usual).
    Default(String, Option<Make<V>>),
    /// A missing key counts zero, which isn't stored.
    Counter(Make<V>),
    Ordered,
}

impl<V> Flavor<V> {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Flavor::Default(..) => "defaultdict",
            Flavor::Counter(_) => "Counter",
            Flavor::Ordered => "OrderedDict",
        }
    }
}

/// A number that counts.
pub trait Tally: Obj {
    fn zero() -> Self;
    fn plus(&self, other: &Self) -> Res<Self>;
    fn minus(&self, other: &Self) -> Res<Self>;
}

impl Tally for Int {
    fn zero() -> Self {
        Int::ZERO
    }

    fn plus(&self, other: &Self) -> Res<Self> {
        Ok(self + other)
    }

    fn minus(&self, other: &Self) -> Res<Self> {
        Ok(self - other)
    }
}

/// A machine integer that counts; stops where a count doesn't fit.
impl Tally for i64 {
    fn zero() -> Self {
        0
    }

    fn plus(&self, other: &Self) -> Res<Self> {
        Ok((Int::from(*self) + Int::from(*other)).small())
    }

    fn minus(&self, other: &Self) -> Res<Self> {
        Ok((Int::from(*self) - Int::from(*other)).small())
    }
}

impl Tally for f64 {
    fn zero() -> Self {
        0.0
    }

    fn plus(&self, other: &Self) -> Res<Self> {
        Ok(self + other)
    }

    fn minus(&self, other: &Self) -> Res<Self> {
        Ok(self - other)
    }
}

impl Tally for Value {
    fn zero() -> Self {
        Value::Int(0)
    }

    fn plus(&self, other: &Self) -> Res<Self> {
        crate::value::v_add(self, other)
    }

    fn minus(&self, other: &Self) -> Res<Self> {
        crate::value::v_sub(self, other)
    }
}

impl<K, V> Dict<K, V> {
    /// Whether it is an `OrderedDict`.
    pub(crate) fn is_ordered(&self) -> bool {
        self.with(|m| m.flavor.as_deref().is_some_and(|flavor| matches!(flavor, Flavor::Ordered)))
    }
}

impl<K: Obj, V: Obj> Dict<K, V> {
    fn flavored(flavor: Flavor<V>) -> Self {
        let mut map = Map::new();
        map.flavor = Some(Rc::new(flavor));
        Dict::from(map)
    }

    pub(crate) fn flavor(&self) -> Option<Rc<Flavor<V>>> {
        self.with(|m| m.flavor.clone())
    }

    /// `defaultdict(factory)`; `shown` is the factory's repr.
    pub fn with_default(shown: impl Into<String>, make: impl Fn() -> Res<V> + 'static) -> Self {
        Dict::flavored(Flavor::Default(shown.into(), Some(Box::new(make))))
    }

    /// `defaultdict()`
    pub fn without_default() -> Self {
        Dict::flavored(Flavor::Default("None".to_string(), None))
    }

    /// `OrderedDict()`
    pub fn ordered() -> Self {
        Dict::flavored(Flavor::Ordered)
    }

    /// The value of a key that isn't there; None where that is a KeyError.
    #[cold]
    #[inline(never)]
    pub(crate) fn missing(&self, key: &K) -> Res<Option<V>> {
        let Some(flavor) = self.flavor() else {
            return Ok(None);
        };
        match &*flavor {
            Flavor::Default(_, Some(make)) => {
                let value = make()?;
                self.set_item(key.clone(), value.clone())?;
                Ok(Some(value))
            }
            Flavor::Counter(zero) => Ok(Some(zero()?)),
            _ => Ok(None),
        }
    }

    /// `OrderedDict.move_to_end(key, last)`
    pub fn move_to_end(&self, key: K, last: bool) -> Res<()> {
        let value = self.pop(&key)?;
        let rest = if last { Vec::new() } else { self.copied_pairs() };
        if !last {
            for (k, _) in &rest {
                self.del_item(k)?;
            }
        }
        self.set_item(key, value)?;
        self.update_items(rest.into_iter().map(Ok))
    }

    /// Pairs by falling value, equal ones in order of insertion; at most `n`.
    pub fn most_common(&self, n: Option<i64>) -> Res<List<(K, V)>> {
        let mut pairs = self.copied_pairs();
        let counts: Vec<V> = pairs.iter().map(|(_, v)| v.clone()).collect();
        sort_vec_by_keys(&mut pairs, &counts, true)?;
        if let Some(n) = n {
            pairs.truncate(usize::try_from(n).unwrap_or(0));
        }
        Ok(List::from(pairs))
    }

    pub(crate) fn write_flavor(&self, flavor: &Flavor<V>, out: &mut String) -> Res<()> {
        guarded_repr(self.addr() + 1, "...", out, |out| {
            let pairs = match flavor {
                Flavor::Counter(_) => match self.most_common(None) {
                    Ok(sorted) => sorted.to_vec(),
                    // Counts that have no order are shown as they came.
                    Err(_) => self.copied_pairs(),
                },
                _ => self.copied_pairs(),
            };
            out.push_str(flavor.name());
            out.push('(');
            if let Flavor::Default(shown, _) = flavor {
                out.push_str(shown);
                out.push_str(", ");
            }
            let listed = matches!(flavor, Flavor::Ordered) && crate::python_version() < (3, 12);
            if pairs.is_empty() && !matches!(flavor, Flavor::Default(..)) {
                out.push(')');
                return Ok(());
            }
            out.push_str(if listed { "[" } else { "{" });
            for (i, (k, v)) in pairs.iter().enumerate() {
                let (k, v) = (repr(k)?, repr(v)?);
                let comma = if i > 0 { ", " } else { "" };
                out.push_str(&if listed {
                    format!("{comma}({}, {})", &*k, &*v)
                } else {
                    format!("{comma}{}: {}", &*k, &*v)
                });
            }
            out.push_str(if listed { "])" } else { "})" });
            Ok(())
        })
    }
}

impl<K: Obj, V: Tally> Dict<K, V> {
    /// `Counter()`
    pub fn counter() -> Self {
        Dict::flavored(Flavor::Counter(Box::new(|| Ok(V::zero()))))
    }

    /// `Counter(iterable)`, `counter.update(iterable)`: one more for every item.
    pub fn tally(&self, items: impl IntoIterator<Item = Res<K>>, one: V) -> Res<()> {
        for key in items {
            let key = key?;
            let count = match self.get(&key)? {
                Some(n) => n.plus(&one)?,
                None => V::zero().plus(&one)?,
            };
            self.set_item(key, count)?;
        }
        Ok(())
    }

    /// `counter.update(mapping)`, and `subtract` with `sign` -1.
    pub fn tally_pairs(&self, items: impl IntoIterator<Item = Res<(K, V)>>, subtract: bool) -> Res<()> {
        for item in items {
            let (key, n) = item?;
            let old = self.get(&key)?.unwrap_or_else(V::zero);
            let new = if subtract { old.minus(&n)? } else { old.plus(&n)? };
            self.set_item(key, new)?;
        }
        Ok(())
    }

    /// `counter.subtract(iterable)`
    pub fn untally(&self, items: impl IntoIterator<Item = Res<K>>, one: V) -> Res<()> {
        for key in items {
            let key = key?;
            let old = self.get(&key)?.unwrap_or_else(V::zero);
            self.set_item(key, old.minus(&one)?)?;
        }
        Ok(())
    }

    /// `counter.total()`
    pub fn total(&self) -> Res<V> {
        let mut sum = V::zero();
        for (_, n) in self.copied_pairs() {
            sum = sum.plus(&n)?;
        }
        Ok(sum)
    }

    /// `counter.elements()`
    pub fn elements(&self) -> Res<Iter<K>> {
        let mut out = Vec::new();
        for (k, n) in self.copied_pairs() {
            let n = n.to_value().as_index().ok_or_else(|| type_error("a count must be an integer"))?;
            for _ in 0..n.to_i64().unwrap_or(0).max(0) {
                out.push(Ok(k.clone()));
            }
        }
        Ok(Iter::new(out.into_iter()))
    }

    /// `a + b`, `a - b`, `a & b`, `a | b` of counters: only positive counts are kept.
    pub fn counter_op(&self, op: &str, other: &Self) -> Res<Self> {
        let out = Dict::counter();
        let zero = V::zero();
        let keep = |k: K, n: V| -> Res<()> {
            if n.py_cmp(&zero, CmpOp::Gt)? {
                out.set_item(k, n)?;
            }
            Ok(())
        };
        for (k, n) in self.copied_pairs() {
            let m = other.get(&k)?.unwrap_or_else(V::zero);
            let less = n.py_cmp(&m, CmpOp::Lt)?;
            let result = match op {
                "+" => n.plus(&m)?,
                "-" => n.minus(&m)?,
                "&" => {
                    if less {
                        n
                    } else {
                        m
                    }
                }
                _ => {
                    if less {
                        m
                    } else {
                        n
                    }
                }
            };
            keep(k, result)?;
        }
        for (k, m) in other.copied_pairs() {
            if op != "&" && !self.contains(&k)? {
                let result = if op == "-" { V::zero().minus(&m)? } else { m };
                keep(k, result)?;
            }
        }
        Ok(out)
    }
}
