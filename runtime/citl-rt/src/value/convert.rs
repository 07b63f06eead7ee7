//! Conversions and built-in functions on dynamic values: `int() float() str() bool() list() dict() round() hash() ...`

use super::args::int_arg;
use super::*;
use crate::error::{type_error, value_error};
use crate::object::Kwargs;

/// `int(v)`
pub fn v_int(v: &Value) -> Res<Int> {
    match v {
        Value::Float(bits) => crate::float::int_from_f64(f64::from_bits(*bits)),
        Value::Str(s) => crate::int_text::parse_int(&Str::from_obj(Rc::clone(s)), 10),
        Value::Obj(o) => {
            for method in ["__int__", "__index__", "__trunc__"] {
                if o.get().has_method(method) {
                    let made = o.call_method(method, &[], &[])?;
                    return made
                        .as_index()
                        .ok_or_else(|| type_error(format!("{method} returned non-int (type {})", &*made.type_name())));
                }
            }
            Err(not_a_number("int", v))
        }
        _ => v.as_index().ok_or_else(|| not_a_number("int", v)),
    }
}

#[cold]
#[inline(never)]
fn not_a_number(function: &str, v: &Value) -> Box<crate::error::PyErr> {
    let wanted = match function {
        "int" => "a string, a bytes-like object or a real number",
        _ => "a string or a real number",
    };
    type_error(format!("{function}() argument must be {wanted}, not '{}'", &*v.type_name()))
}

/// `int(v, base)`
pub fn v_int_base(v: &Value, base: &Value) -> Res<Int> {
    match v {
        Value::Str(s) => {
            let base = int_arg(base)?.to_i64().unwrap_or(-1);
            crate::int_text::parse_int(&Str::from_obj(Rc::clone(s)), base)
        }
        _ => Err(type_error("int() can't convert non-string with explicit base")),
    }
}

/// `float(v)`
pub fn v_float(v: &Value) -> Res<f64> {
    match v {
        Value::Float(bits) => Ok(f64::from_bits(*bits)),
        Value::Str(s) => crate::float_text::parse_float(&Str::from_obj(Rc::clone(s))),
        Value::Obj(o) if o.get().has_method("__float__") => {
            let made = o.call_method("__float__", &[], &[])?;
            made.as_float().ok_or_else(|| {
                let (class, got) = (o.get().class_name(), made.type_name());
                type_error(format!("{class}.__float__ returned non-float (type {got})"))
            })
        }
        Value::Obj(o) if o.get().has_method("__index__") => int_arg(v)?.to_f64(),
        _ => match v.as_index() {
            Some(i) => i.to_f64(),
            None => Err(not_a_number("float", v)),
        },
    }
}

/// A number where the static code wants a float (`math.sqrt(v)`).
pub fn v_real(v: &Value) -> Res<f64> {
    match v {
        Value::Str(_) => Err(type_error("must be real number, not str")),
        _ => v_float(v).map_err(|e| match v {
            Value::Obj(_) | Value::Big(_) => e,
            other => type_error(format!("must be real number, not {}", &*other.type_name())),
        }),
    }
}

/// `str(v)`
pub fn v_str(v: &Value) -> Res<Str> {
    match v.as_str() {
        Some(s) => Ok(s),
        None => crate::obj::to_str(v),
    }
}

/// `bool(v)`
#[inline]
pub fn v_bool(v: &Value) -> Res<bool> {
    v.truthy()
}

/// `not v`
#[inline]
pub fn v_not(v: &Value) -> Res<bool> {
    Ok(!v.truthy()?)
}

/// `hash(v)`
pub fn v_hash(v: &Value) -> Res<i64> {
    v.py_hash()
}

/// `id(v)`
pub fn v_id(v: &Value) -> i64 {
    (match v {
        Value::List(x) => x.addr(),
        Value::Tuple(x) => x.addr(),
        Value::Dict(x) => x.addr(),
        Value::Set(x) => x.addr(),
        Value::Obj(x) => x.addr(),
        Value::Iter(x) => x.addr(),
        other => other.py_hash().unwrap_or(0) as usize,
    }) as i64
}

/// `round(v)`, `round(v, n)`
pub fn v_round(v: &Value, n: Option<&Value>) -> Res<Value> {
    let n = n.filter(|n| !n.is_none());
    if let Value::Obj(o) = v {
        if o.get().has_method("__round__") {
            let args: Vec<Value> = n.cloned().into_iter().collect();
            return o.call_method("__round__", &args, &[]);
        }
    }
    match (v.number(), n) {
        (Some(Number::Int(i)), None) => Ok(Value::from(i)),
        (Some(Number::Int(i)), Some(n)) => Ok(Value::from(crate::int_math::round_int(&i, &int_arg(n)?))),
        (Some(Number::Float(x)), None) => Ok(Value::from(crate::float::round_f64_int(x)?)),
        (Some(Number::Float(x)), Some(n)) => Ok(Value::from(crate::float::round_f64(x, int_arg(n)?.clamp_index()))),
        (None, _) => Err(type_error(format!("type {} doesn't define __round__ method", &*v.type_name()))),
    }
}

/// `operator.index(v)`: an integer or TypeError.
pub fn v_index(v: &Value) -> Res<Int> {
    int_arg(v)
}

/// `list(v)`
pub fn v_list(v: &Value) -> Res<List<Value>> {
    match v {
        Value::List(x) => Ok(x.copy()),
        Value::Tuple(x) => Ok(List::from(x.to_vec())),
        other => List::from_iter_try(v_iter(other)?),
    }
}

/// `tuple(v)`
pub fn v_tuple(v: &Value) -> Res<Tuple<Value>> {
    match v {
        Value::Tuple(x) => Ok(x.clone()),
        Value::List(x) => Ok(Tuple::from(x.to_vec())),
        other => Tuple::from_iter_try(v_iter(other)?),
    }
}

/// `set(v)`
pub fn v_set(v: &Value) -> Res<Set<Value>> {
    match v {
        Value::Set(x) => Ok(x.thawed()),
        Value::Dict(d) => Set::from_dict(d),
        other => Set::from_iter_try(v_iter(other)?),
    }
}

/// `frozenset(v)`
pub fn v_frozenset(v: &Value) -> Res<Set<Value>> {
    match v {
        Value::Set(x) => Ok(x.freeze()),
        Value::Dict(d) => Ok(Set::from_dict(d)?.freeze_in_place()),
        other => Set::frozen_from_iter_try(v_iter(other)?),
    }
}

/// `dict(v, **kwargs)`
pub fn v_dict(v: Option<&Value>, kwargs: Kwargs<'_>) -> Res<Dict<Value, Value>> {
    let d = match v {
        None => Dict::new(),
        Some(Value::Dict(d)) => d.copy(),
        Some(other) => Dict::from_items(pairs_of(other)?)?,
    };
    for (k, v) in kwargs {
        d.set_item(Value::from(*k), v.clone())?;
    }
    Ok(d)
}

/// `sorted(v, reverse=reverse)`
pub fn v_sorted(v: &Value, key: Option<&Value>, reverse: bool) -> Res<List<Value>> {
    match key.filter(|k| !k.is_none()) {
        None => crate::builtins::sorted(v_iter(v)?, reverse),
        Some(key) => crate::builtins::sorted_by_key(v_iter(v)?, |x| v_call(key, &[x], &[]), reverse),
    }
}

/// Calls a built-in type by name: `int("3")`, `list(x)`. Other classes can't be made by name.
pub fn v_construct(name: &str, args: &[Value], kwargs: Kwargs<'_>) -> Res<Value> {
    let most = match name {
        "int" => 2,
        "range" => 3,
        _ => 1,
    };
    if args.len() > most {
        return Err(type_error(format!(
            "{name} expected at most {most} argument{}, got {}",
            if most == 1 { "" } else { "s" },
            args.len()
        )));
    }
    if name != "dict" && !kwargs.is_empty() && name != "int" {
        return Err(type_error(format!("{name}() takes no keyword arguments")));
    }
    let first = args.first();
    Ok(match (name, first) {
        ("int", None) => Value::Int(0),
        ("int", Some(v)) => match args.get(1).or_else(|| kwargs.iter().find(|k| k.0 == "base").map(|k| &k.1)) {
            Some(base) => Value::from(v_int_base(v, base)?),
            None => Value::from(v_int(v)?),
        },
        ("float", None) => Value::from(0.0),
        ("float", Some(v)) => Value::from(v_float(v)?),
        ("str", None) => Value::from(""),
        ("str", Some(v)) => Value::from(v_str(v)?),
        ("bool", None) => Value::False,
        ("bool", Some(v)) => Value::from(v.truthy()?),
        ("list", None) => Value::List(List::new()),
        ("list", Some(v)) => Value::List(v_list(v)?),
        ("tuple", None) => Value::Tuple(Tuple::new()),
        ("tuple", Some(v)) => Value::Tuple(v_tuple(v)?),
        ("set", None) => Value::Set(Set::new()),
        ("set", Some(v)) => Value::Set(v_set(v)?),
        ("frozenset", None) => Value::Set(Set::frozen(crate::hashed_set::HashedSet::new())),
        ("frozenset", Some(v)) => Value::Set(v_frozenset(v)?),
        ("dict", v) => Value::Dict(v_dict(v, kwargs)?),
        ("type", Some(v)) => v_type(v),
        ("range", _) => Value::from(range_of(args)?),
        _ => {
            let class = crate::exc_types::BUILTIN_EXCEPTIONS.iter().find(|c| c.name == name);
            match class {
                Some(class) => Value::from(Exc::new(class, args.to_vec())),
                None => return Err(type_error(format!("cannot create '{name}' instances"))),
            }
        }
    })
}

/// `range(*args)`
pub fn range_of(args: &[Value]) -> Res<Range> {
    let index = |v: &Value| int_arg(v)?.index();
    match args {
        [stop] => Ok(crate::range::range1(index(stop)?)),
        [start, stop] => Ok(crate::range::range2(index(start)?, index(stop)?)),
        [start, stop, step] => crate::range::range3(index(start)?, index(stop)?, index(step)?),
        [] => Err(type_error("range expected at least 1 argument, got 0")),
        _ => Err(type_error(format!("range expected at most 3 arguments, got {}", args.len()))),
    }
}

/// `chr(v)`
pub fn v_chr(v: &Value) -> Res<Str> {
    crate::pystr::chr(&int_arg(v)?)
}

/// `ord(v)`
pub fn v_ord(v: &Value) -> Res<i64> {
    match v.as_str() {
        Some(s) => crate::pystr::ord(&s),
        None => Err(type_error(format!("ord() expected string of length 1, but {} found", &*v.type_name()))),
    }
}

/// `hex(v)`, `oct(v)`, `bin(v)`
pub fn v_radix(v: &Value, text: fn(&Int) -> Str) -> Res<Str> {
    Ok(text(&int_arg(v)?))
}

/// The one-character-or-more text that `join` and friends want.
pub fn v_join(separator: &Str, items: &Value) -> Res<Str> {
    if !items.has_iter() {
        return Err(type_error("can only join an iterable"));
    }
    let parts = v_iter(items)?.enumerate().map(|(i, x)| {
        let x = x?;
        x.as_str()
            .ok_or_else(|| type_error(format!("sequence item {i}: expected str instance, {} found", &*x.type_name())))
    });
    separator.join(parts)
}

/// ValueError of `x not in ...` searches on dynamic values.
#[cold]
pub(super) fn not_found(text: &'static str) -> Box<crate::error::PyErr> {
    value_error(text)
}
