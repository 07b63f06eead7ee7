//! Views of dynamic dicts (`d.keys()` and friends) and slice objects.

use super::*;
use crate::dict::{Items, Keys, Values};
use crate::error::type_error;
use crate::iter::ok;
use crate::object::Kwargs;

/// A view of a dict as a value.
#[derive(Clone)]
pub enum View {
    Keys(Keys<Value, Value>),
    Values(Values<Value, Value>),
    Items(Items<Value, Value>),
}

fn pair(item: (Value, Value)) -> Value {
    Value::tuple(vec![item.0, item.1])
}

impl View {
    pub fn len(&self) -> i64 {
        self.dict().len()
    }

    /// The name of its type, whatever the flavour of the dict.
    fn kind(&self) -> &'static str {
        match self {
            View::Keys(_) => "dict_keys",
            View::Values(_) => "dict_values",
            View::Items(_) => "dict_items",
        }
    }

    pub fn dict(&self) -> Dict<Value, Value> {
        match self {
            View::Keys(v) => v.dict(),
            View::Values(v) => v.dict(),
            View::Items(v) => v.dict(),
        }
    }

    pub fn iter(&self) -> Iter<Value> {
        match self {
            View::Keys(v) => Iter::named("dict_keyiterator", v.iter()),
            View::Values(v) => Iter::named("dict_valueiterator", v.iter()),
            View::Items(v) => Iter::named("dict_itemiterator", v.iter().map(|x| x.map(pair))),
        }
    }

    pub(super) fn iter_rev(&self) -> Iter<Value> {
        let items = self.dict().reversed_items_iter();
        match self {
            View::Keys(_) => Iter::named("dict_reversekeyiterator", items.map(|x| x.map(|(k, _)| k))),
            View::Values(_) => Iter::named("dict_reversevalueiterator", items.map(|x| x.map(|(_, v)| v))),
            View::Items(_) => Iter::named("dict_reverseitemiterator", items.map(|x| x.map(pair))),
        }
    }

    pub(super) fn contains(&self, item: &Value) -> Res<bool> {
        match (self, item) {
            (View::Keys(v), _) => v.contains(item),
            (View::Values(v), _) => v.contains(item),
            (View::Items(v), Value::Tuple(t)) if t.len() == 2 => v.contains(&(t[0].clone(), t[1].clone())),
            (View::Items(_), _) => Ok(false),
        }
    }

    /// Keys and items are sets.
    fn as_set(&self) -> Res<Option<Set<Value>>> {
        match self {
            View::Values(_) => Ok(None),
            _ => Set::from_iter_try(self.iter()).map(Some),
        }
    }

    pub(super) fn eq_value(&self, other: &Value) -> Res<bool> {
        match (self, other) {
            (View::Keys(a), Value::View(b)) => {
                if let View::Keys(b) = &**b {
                    return a.py_eq(b);
                }
            }
            (View::Items(a), Value::View(b)) => {
                if let View::Items(b) = &**b {
                    return a.py_eq(b);
                }
            }
            _ => {}
        }
        match (self.as_set()?, view_as_set(other)?) {
            (Some(a), Some(b)) => a.py_eq(&b),
            _ => Ok(false),
        }
    }
}

/// A set, or the set that a view of keys or items is.
pub(super) fn view_as_set(v: &Value) -> Res<Option<Set<Value>>> {
    match v {
        Value::Set(s) => Ok(Some(s.clone())),
        Value::View(view) => view.as_set(),
        _ => Ok(None),
    }
}

/// `set(v)` of the left side of an operator on views.
fn to_set(v: &Value) -> Res<Set<Value>> {
    match v {
        Value::View(view) => match &**view {
            View::Keys(keys) => Set::from_dict(&keys.dict()),
            view => Set::from_iter_try(view.iter()),
        },
        other => v_set(other),
    }
}

/// `| & - ^` with a view on one side; the other may be any iterable.
pub(super) fn view_operator(op: BinOp, a: &Value, b: &Value) -> Res<Option<Value>> {
    let set_like = |v: &Value| matches!(v, Value::View(v) if !matches!(**v, View::Values(_)));
    if !set_like(a) && !set_like(b) {
        return Ok(None);
    }
    if op == BinOp::And {
        return intersect(a, b).map(|s| Some(Value::Set(s)));
    }
    let out = to_set(a)?;
    match op {
        BinOp::Or => set_update(&out, b)?,
        BinOp::Sub => set_difference_update(&out, b)?,
        _ => set_symmetric_difference_update(&out, b)?,
    }
    Ok(Some(Value::Set(out)))
}

/// The order of the result follows the side that CPython walks.
fn intersect(a: &Value, b: &Value) -> Res<Set<Value>> {
    let (mut view, mut other) = match (a, b) {
        (Value::View(view), other) => (view, other),
        (other, Value::View(view)) => (view, other),
        _ => return Ok(Set::new()),
    };
    if let Value::Set(set) = other {
        if !set.is_frozen() && view.len() <= set.len() {
            return set.intersection_iter(view.iter());
        }
    }
    if let (Value::View(left), Value::View(right)) = (a, b) {
        if !matches!(**right, View::Values(_)) && right.len() > left.len() {
            (view, other) = (right, a);
        }
    }
    let out = Set::new();
    for x in v_iter(other)? {
        let x = x?;
        if view.contains(&x)? {
            out.add(x)?;
        }
    }
    Ok(out)
}

/// The dynamic view of a dict in its dynamic form.
pub(crate) fn view_to_value(type_name: &str, dict: Value) -> Value {
    let Value::Dict(dict) = dict else {
        return Value::None;
    };
    Value::View(Rc::new(match type_name {
        "dict_keys" => View::Keys(dict.keys()),
        "dict_values" => View::Values(dict.values()),
        _ => View::Items(dict.items()),
    }))
}

/// The dict of a view of the given type.
pub(crate) fn view_dict(v: &Value, type_name: &str) -> Option<Value> {
    match v {
        Value::View(view) if view.kind() == type_name => Some(Value::Dict(view.dict())),
        _ => None,
    }
}

impl Obj for View {
    fn type_name(&self) -> Str {
        match self {
            View::Keys(v) => v.type_name(),
            View::Values(v) => v.type_name(),
            View::Items(v) => v.type_name(),
        }
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        match self {
            View::Keys(v) => v.write_repr(out),
            View::Values(v) => v.write_repr(out),
            View::Items(v) => v.write_repr(out),
        }
    }

    fn truthy(&self) -> Res<bool> {
        Ok(self.len() > 0)
    }

    fn py_eq(&self, other: &Self) -> Res<bool> {
        self.eq_value(&Value::View(Rc::new(other.clone())))
    }

    fn is(&self, other: &Self) -> bool {
        self.dict().is(&other.dict()) && self.type_name() == other.type_name()
    }

    fn to_value(&self) -> Value {
        Value::View(Rc::new(self.clone()))
    }

    fn from_value(v: Value) -> Res<Self> {
        match v {
            Value::View(view) => Ok((*view).clone()),
            other => Err(crate::obj::wrong_type("dict view", &other)),
        }
    }
}

/// `slice(lo, hi, step)`, as classes with `__getitem__` get it.
pub struct SliceObj {
    pub bounds: [Value; 3],
}

impl SliceObj {
    pub fn value(bounds: [Option<Value>; 3]) -> Value {
        Value::object(Rc::new(SliceObj { bounds: bounds.map(|b| b.unwrap_or(Value::None)) }))
    }

    /// The bounds as `v_slice` takes them.
    pub fn options(&self) -> [Option<Value>; 3] {
        self.bounds.clone().map(Some)
    }
}

impl PyObject for SliceObj {
    fn class_name(&self) -> &'static str {
        "slice"
    }

    fn qualified_name(&self) -> String {
        "slice".to_owned()
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        crate::seq::write_items(out, "slice(", self.bounds.iter().cloned(), ")")
    }

    fn py_eq(&self, other: &Value) -> Res<Option<bool>> {
        match other.downcast::<SliceObj>() {
            Some(o) => Value::tuple(self.bounds.to_vec()).py_eq(&Value::tuple(o.bounds.to_vec())).map(Some),
            None => Ok(None),
        }
    }

    fn py_hash(&self) -> Res<i64> {
        Err(crate::obj::unhashable("slice"))
    }

    fn py_getattr(&self, name: &str) -> Res<Value> {
        match name {
            "start" => Ok(self.bounds[0].clone()),
            "stop" => Ok(self.bounds[1].clone()),
            "step" => Ok(self.bounds[2].clone()),
            _ => Err(crate::cells::no_attribute("slice", name)),
        }
    }

    fn has_method(&self, name: &str) -> bool {
        name == "indices"
    }

    fn py_call_method(&self, name: &str, args: &[Value], _kwargs: Kwargs<'_>) -> Res<Value> {
        match (name, args) {
            ("indices", [n]) => {
                let n = super::args::int_arg(n)?.to_count()?;
                let [lo, hi, step] = [0, 1, 2].map(|i| super::args::bound_arg(Some(&self.bounds[i])));
                let at = crate::seq::slice_at(lo?, hi?, step?, n.max(0) as usize)?;
                Ok(Value::tuple(vec![Value::Int(at.start), Value::Int(at.stop), Value::Int(at.step)]))
            }
            ("indices", _) => {
                Err(type_error(format!("slice.indices() takes exactly one argument ({} given)", args.len())))
            }
            _ => Err(crate::cells::no_attribute("slice", name)),
        }
    }
}

/// All values of an iterator that can't fail, as a dynamic iterator.
pub(super) fn iter_of(name: &'static str, iter: impl Iterator<Item = Value> + 'static) -> Iter<Value> {
    Iter::named(name, ok(iter))
}
