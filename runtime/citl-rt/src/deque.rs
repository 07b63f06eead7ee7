//! `collections.deque`, shared.

use crate::cells::Slot;
use crate::error::{index_error, runtime_error, type_error, value_error, Res};
use crate::int::Int;
use crate::list::List;
use crate::obj::{wrong_type, CmpOp, Obj};
use crate::object::{Kwargs, PyObject};
use crate::pystr::Str;
use crate::seq::{clamp, cmp_seq, eq_seq, guarded_repr, position, same, write_items};
use crate::value::Value;
use std::any::Any;
use std::collections::VecDeque;
use std::rc::Rc;

struct DequeObj<T> {
    items: Slot<VecDeque<T>>,
    most: Option<usize>,
}

/// A deque; clones are the same one.
pub struct Deque<T>(Rc<DequeObj<T>>);

impl<T> Clone for Deque<T> {
    #[inline]
    fn clone(&self) -> Self {
        Deque(Rc::clone(&self.0))
    }
}

#[cold]
#[inline(never)]
fn out_of_range() -> Box<crate::error::PyErr> {
    index_error("deque index out of range")
}

#[cold]
#[inline(never)]
fn pop_empty() -> Box<crate::error::PyErr> {
    index_error("pop from an empty deque")
}

impl<T> Deque<T> {
    pub fn new() -> Self {
        Deque::with(VecDeque::new(), None)
    }

    fn with(items: VecDeque<T>, most: Option<usize>) -> Self {
        Deque(Rc::new(DequeObj { items: Slot::new(items), most }))
    }

    /// `deque(iterable, maxlen)`
    pub fn from_iter_try(items: impl IntoIterator<Item = Res<T>>, maxlen: Option<i64>) -> Res<Self> {
        let most = match maxlen {
            Some(n) => Some(usize::try_from(n).map_err(|_| value_error("maxlen must be non-negative"))?),
            None => None,
        };
        let d = Deque::with(VecDeque::new(), most);
        d.extend_try(items)?;
        Ok(d)
    }

    #[inline]
    pub fn len(&self) -> i64 {
        self.0.items.with(|v| v.len() as i64)
    }

    pub fn maxlen(&self) -> Option<Int> {
        self.0.most.map(Int::from)
    }

    pub fn addr(&self) -> usize {
        Rc::as_ptr(&self.0).cast::<()>() as usize
    }

    #[inline]
    pub fn append(&self, x: T) {
        let most = self.0.most;
        let dropped = self.0.items.with_mut(|v| {
            v.push_back(x);
            if most.is_some_and(|m| v.len() > m) {
                v.pop_front()
            } else {
                None
            }
        });
        drop(dropped);
    }

    #[inline]
    pub fn appendleft(&self, x: T) {
        let most = self.0.most;
        let dropped = self.0.items.with_mut(|v| {
            v.push_front(x);
            if most.is_some_and(|m| v.len() > m) {
                v.pop_back()
            } else {
                None
            }
        });
        drop(dropped);
    }

    #[inline]
    pub fn pop(&self) -> Res<T> {
        self.0.items.with_mut(VecDeque::pop_back).ok_or_else(pop_empty)
    }

    #[inline]
    pub fn popleft(&self) -> Res<T> {
        self.0.items.with_mut(VecDeque::pop_front).ok_or_else(pop_empty)
    }

    pub fn extend_try(&self, items: impl IntoIterator<Item = Res<T>>) -> Res<()> {
        for x in items {
            self.append(x?);
        }
        Ok(())
    }

    pub fn extendleft(&self, items: impl IntoIterator<Item = Res<T>>) -> Res<()> {
        for x in items {
            self.appendleft(x?);
        }
        Ok(())
    }

    pub fn clear(&self) {
        drop(self.0.items.with_mut(std::mem::take));
    }

    pub fn reverse(&self) {
        self.0.items.with_mut(|v| v.make_contiguous().reverse());
    }

    pub fn rotate(&self, n: i64) {
        self.0.items.with_mut(|v| {
            if !v.is_empty() {
                let n = n.rem_euclid(v.len() as i64) as usize;
                v.rotate_right(n);
            }
        });
    }

    pub fn insert(&self, i: i64, x: T) -> Res<()> {
        if self.0.most.is_some_and(|m| self.len() as usize >= m) {
            return Err(index_error("deque already at its maximum size"));
        }
        self.0.items.with_mut(|v| {
            let at = clamp(i, v.len());
            v.insert(at, x);
        });
        Ok(())
    }

    pub fn set(&self, i: i64, x: T) -> Res<()> {
        let old = self.0.items.with_mut(|v| position(i, v.len()).map(|at| std::mem::replace(&mut v[at], x)));
        old.map(drop).ok_or_else(out_of_range)
    }

    pub fn del(&self, i: i64) -> Res<()> {
        let old = self.0.items.with_mut(|v| position(i, v.len()).and_then(|at| v.remove(at)));
        old.map(drop).ok_or_else(out_of_range)
    }
}

impl<T> Default for Deque<T> {
    fn default() -> Self {
        Deque::new()
    }
}

impl<T: Clone + 'static> Deque<T> {
    pub fn at(&self, i: usize) -> Option<T> {
        self.0.items.with(|v| v.get(i).cloned())
    }

    #[inline]
    pub fn get(&self, i: i64) -> Res<T> {
        self.0.items.with(|v| position(i, v.len()).map(|at| v[at].clone())).ok_or_else(out_of_range)
    }

    pub fn to_vec(&self) -> Vec<T> {
        self.0.items.with(|v| v.iter().cloned().collect())
    }

    pub fn copy(&self) -> Self {
        Deque::with(self.0.items.get(), self.0.most)
    }

    /// In order; RuntimeError when the size changes meanwhile.
    pub fn iter(&self) -> impl Iterator<Item = Res<T>> + 'static {
        let (d, size, mut i) = (self.clone(), self.len(), 0);
        std::iter::from_fn(move || {
            if d.len() != size {
                return (i < usize::MAX).then(|| {
                    i = usize::MAX;
                    Err(runtime_error("deque mutated during iteration"))
                });
            }
            let x = d.at(i)?;
            i += 1;
            Some(Ok(x))
        })
    }

    pub fn iter_rev(&self) -> impl Iterator<Item = Res<T>> + 'static {
        let (d, mut i) = (self.clone(), self.len());
        std::iter::from_fn(move || {
            i -= 1;
            usize::try_from(i).ok().and_then(|i| d.at(i)).map(Ok)
        })
    }
}

impl<T: Obj> Deque<T> {
    fn position_of(&self, x: &T) -> Res<Option<i64>> {
        let mut i = 0;
        while let Some(y) = self.at(i) {
            if same(&y, x)? {
                return Ok(Some(i as i64));
            }
            i += 1;
        }
        Ok(None)
    }

    pub fn contains(&self, x: &T) -> Res<bool> {
        Ok(self.position_of(x)?.is_some())
    }

    pub fn index(&self, x: &T) -> Res<i64> {
        match self.position_of(x)? {
            Some(i) => Ok(i),
            None => Err(value_error(format!("{} is not in deque", &*crate::obj::repr(x)?))),
        }
    }

    pub fn count(&self, x: &T) -> Res<i64> {
        let mut n = 0;
        for y in self.to_vec() {
            n += i64::from(same(&y, x)?);
        }
        Ok(n)
    }

    pub fn remove(&self, x: &T) -> Res<()> {
        match self.position_of(x)? {
            Some(i) => self.del(i),
            None => Err(value_error(format!("{} is not in deque", &*crate::obj::repr(x)?))),
        }
    }

    fn converted_by<U: Obj>(&self, f: impl FnMut(T) -> Res<U>) -> Res<Deque<U>> {
        let items: Res<VecDeque<U>> = self.to_vec().into_iter().map(f).collect();
        Ok(Deque::with(items?, self.0.most))
    }
}

impl<T: Obj> Obj for Deque<T> {
    fn type_name(&self) -> Str {
        Str::lit("deque")
    }

    fn deep_copy(&self, memo: &mut crate::copy::Memo) -> Res<Self> {
        self.converted_by(|x| x.deep_copy(memo))
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        guarded_repr(self.addr(), "[...]", out, |out| {
            write_items(out, "deque([", self.to_vec().into_iter(), "]")?;
            if let Some(m) = self.0.most {
                out.push_str(&format!(", maxlen={m}"));
            }
            out.push(')');
            Ok(())
        })
    }

    fn truthy(&self) -> Res<bool> {
        Ok(self.len() > 0)
    }

    fn py_eq(&self, other: &Self) -> Res<bool> {
        eq_seq(|i| self.at(i), |i| other.at(i))
    }

    fn py_cmp(&self, other: &Self, op: CmpOp) -> Res<bool> {
        cmp_seq(|i| self.at(i), |i| other.at(i), op)
    }

    fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    fn to_value(&self) -> Value {
        let dynamic = match (self as &dyn Any).downcast_ref::<Deque<Value>>() {
            Some(d) => Ok(d.clone()),
            None => self.converted_by(|x| Ok(x.to_value())),
        };
        dynamic.map_or(Value::None, |d| Value::object(Rc::new(d)))
    }

    fn from_value(v: Value) -> Res<Self> {
        let Some(d) = v.downcast::<Deque<Value>>() else {
            return Err(wrong_type("deque", &v));
        };
        match (&*d as &dyn Any).downcast_ref::<Deque<T>>() {
            Some(d) => Ok(d.clone()),
            None => d.converted_by(T::from_value),
        }
    }
}

const METHODS: &[&str] = &[
    "append",
    "appendleft",
    "pop",
    "popleft",
    "extend",
    "extendleft",
    "clear",
    "copy",
    "reverse",
    "rotate",
    "insert",
    "index",
    "count",
    "remove",
    "__len__",
    "__getitem__",
    "__setitem__",
    "__delitem__",
    "__iter__",
    "__contains__",
    "__eq__",
    "__bool__",
    "__repr__",
    "__reversed__",
];

impl PyObject for Deque<Value> {
    fn class_name(&self) -> &'static str {
        "deque"
    }

    fn qualified_name(&self) -> String {
        "collections.deque".to_string()
    }

    fn addr(&self) -> usize {
        Deque::addr(self)
    }

    fn py_getattr(&self, name: &str) -> Res<Value> {
        match name {
            "maxlen" => Ok(self.maxlen().map_or(Value::None, Value::from)),
            _ => Err(crate::cells::no_attribute("deque", name)),
        }
    }

    fn has_method(&self, name: &str) -> bool {
        METHODS.contains(&name)
    }

    fn py_call_method(&self, name: &str, args: &[Value], _kwargs: Kwargs<'_>) -> Res<Value> {
        let index = |v: &Value| crate::value::v_index(v)?.index();
        Ok(match (name, args) {
            ("append", [x]) => {
                self.append(x.clone());
                Value::from(())
            }
            ("appendleft", [x]) => {
                self.appendleft(x.clone());
                Value::from(())
            }
            ("pop", []) => self.pop()?,
            ("popleft", []) => self.popleft()?,
            ("extend", [xs]) => Value::from(self.extend_try(crate::value::v_iter(xs)?)?),
            ("extendleft", [xs]) => Value::from(self.extendleft(crate::value::v_iter(xs)?)?),
            ("clear", []) => {
                self.clear();
                Value::from(())
            }
            ("copy", []) => self.copy().to_value(),
            ("reverse", []) => {
                self.reverse();
                Value::from(())
            }
            ("rotate", []) => {
                self.rotate(1);
                Value::from(())
            }
            ("rotate", [n]) => {
                self.rotate(index(n)?);
                Value::from(())
            }
            ("insert", [i, x]) => Value::from(self.insert(index(i)?, x.clone())?),
            ("index", [x]) => Value::Int(self.index(x)?),
            ("count", [x]) => Value::Int(self.count(x)?),
            ("remove", [x]) => Value::from(self.remove(x)?),
            ("__len__", []) => Value::Int(self.len()),
            ("__bool__", []) => Value::from(self.len() > 0),
            ("__getitem__", [i]) => self.get(index(i)?)?,
            ("__setitem__", [i, x]) => Value::from(self.set(index(i)?, x.clone())?),
            ("__delitem__", [i]) => Value::from(self.del(index(i)?)?),
            ("__contains__", [x]) => Value::from(self.contains(x)?),
            ("__iter__", []) => Value::Iter(crate::iter::Iter::new(self.iter())),
            ("__reversed__", []) => Value::Iter(crate::iter::Iter::new(self.iter_rev())),
            ("__repr__", []) => Value::from(crate::obj::repr(self)?),
            ("__eq__", [other]) => match other.downcast::<Deque<Value>>() {
                Some(d) => Value::from(Obj::py_eq(self, &d)?),
                None => Value::NotImplemented,
            },
            _ => return Err(type_error(format!("deque.{name}() got unexpected arguments"))),
        })
    }
}

/// `list(d)`
impl<T: Clone + 'static> From<&Deque<T>> for List<T> {
    fn from(d: &Deque<T>) -> Self {
        List::from(d.to_vec())
    }
}
