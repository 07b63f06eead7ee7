//! `v_method`: methods of built-in types by name, then those of generated classes.

use super::args::{int_arg, Call};
use super::*;
use crate::error::type_error;
use crate::object::Kwargs;

/// `o.name(*args, **kwargs)`
pub fn v_method(o: &Value, name: &str, args: &[Value], kwargs: Kwargs<'_>) -> Res<Value> {
    if let Value::Obj(x) = o {
        if x.get().has_method(name) {
            return x.call_method(name, args, kwargs);
        }
        // An attribute that holds a function.
        return match x.get().py_getattr(name) {
            Ok(f) => v_call(&f, args, kwargs),
            Err(e) if e.matches(&crate::exc_types::ATTRIBUTE_ERROR) => x.call_method(name, args, kwargs),
            Err(e) => Err(e),
        };
    }
    if let Value::Exc(x) = o {
        if let Some(object) = x.0.as_object() {
            if object.has_method(name) {
                return object.py_call_method(name, args, kwargs);
            }
        }
    }
    let call = |type_name| Call { type_name, name, args, kwargs };
    let found = match o {
        Value::Str(s) => super::methods_str::method(&Str::from_obj(Rc::clone(s)), &call("str"))?,
        Value::List(x) => super::methods_list::method(x, &call("list"))?,
        Value::Tuple(x) => super::methods_list::tuple_method(x, &call("tuple"))?,
        Value::Range(x) => super::methods_list::range_method(x, &call("range"))?,
        Value::Dict(x) => super::methods_dict::method(x, &call("dict"))?,
        Value::View(x) => super::methods_dict::view_method(x, &call(""))?,
        Value::Set(x) => super::methods_set::method(x, &call(if x.is_frozen() { "frozenset" } else { "set" }))?,
        Value::Int(_) | Value::Big(_) => int_method(o, &call("int"))?,
        Value::True | Value::False => int_method(o, &call("bool"))?,
        Value::Float(bits) => float_method(f64::from_bits(*bits), &call("float"))?,
        Value::Bytes(x) => bytes_method(x, &call("bytes"))?,
        Value::Iter(x) => iter_method(x, &call("generator"))?,
        Value::Exc(x) => exc_method(x, &call(x.class().name))?,
        _ => None,
    };
    match found {
        Some(v) => Ok(v),
        None => special_method(o, name, args, kwargs),
    }
}

/// Names of the methods of each built-in type that are called by name.
const STR: &str = " capitalize casefold center count encode endswith expandtabs find format format_map index isalnum \
    isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust \
    lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip \
    split splitlines startswith strip swapcase title translate upper zfill ";
const LIST: &str = " append clear copy count extend index insert pop remove reverse sort ";
const DICT: &str = " clear copy fromkeys get items keys pop popitem setdefault update values ";
const SET: &str = " add clear copy difference difference_update discard intersection intersection_update isdisjoint \
    issubset issuperset pop remove symmetric_difference symmetric_difference_update union update ";
const FROZENSET: &str = " copy difference intersection isdisjoint issubset issuperset symmetric_difference union ";
const INT: &str = " as_integer_ratio bit_count bit_length conjugate is_integer to_bytes ";
const FLOAT: &str = " as_integer_ratio conjugate hex is_integer ";
const SPECIAL: &str =
    " __abs__ __add__ __and__ __bool__ __call__ __contains__ __delitem__ __divmod__ __eq__ __float__ \
    __floordiv__ __format__ __ge__ __getitem__ __gt__ __hash__ __iadd__ __int__ __invert__ __iter__ __le__ __len__ \
    __lshift__ __lt__ __mod__ __mul__ __ne__ __neg__ __next__ __or__ __pos__ __pow__ __repr__ __reversed__ \
    __rshift__ __setitem__ __str__ __sub__ __truediv__ __xor__ ";

/// Whether a built-in value has the method.
pub(super) fn knows(o: &Value, name: &str) -> bool {
    let has = |names: &str| names.split(' ').any(|n| n == name);
    let own = match o {
        Value::Str(_) => has(STR),
        Value::List(_) => has(LIST),
        Value::Dict(_) => has(DICT),
        Value::Set(s) => has(if s.is_frozen() { FROZENSET } else { SET }),
        Value::Tuple(_) | Value::Range(_) => name == "count" || name == "index",
        Value::Int(_) | Value::Big(_) | Value::True | Value::False => has(INT),
        Value::Float(_) => has(FLOAT),
        Value::Bytes(_) => matches!(name, "decode" | "hex"),
        Value::Iter(_) => matches!(name, "close" | "send"),
        Value::Exc(_) => matches!(name, "add_note" | "with_traceback"),
        _ => false,
    };
    own || match name {
        "__eq__" | "__ne__" | "__repr__" | "__str__" | "__hash__" | "__format__" => true,
        "__len__" => v_len(o).is_ok(),
        "__iter__" => o.has_iter(),
        "__contains__" => o.has_iter() && !matches!(o, Value::Iter(_)),
        "__next__" => matches!(o, Value::Iter(_)),
        "__reversed__" => matches!(o, Value::List(_) | Value::Dict(_) | Value::Range(_) | Value::View(_)),
        "__call__" => v_callable(o),
        "__getitem__" => {
            matches!(o, Value::Str(_) | Value::List(_) | Value::Tuple(_) | Value::Dict(_) | Value::Range(_))
        }
        "__setitem__" | "__delitem__" => matches!(o, Value::List(_) | Value::Dict(_)),
        "__add__" => matches!(o, Value::Str(_) | Value::List(_) | Value::Tuple(_)) || o.number().is_some(),
        _ => has(SPECIAL) && o.number().is_some() && name != "__iadd__",
    }
}

/// A special method called by its name.
fn special_method(o: &Value, name: &str, args: &[Value], kwargs: Kwargs<'_>) -> Res<Value> {
    let cmp = |op, x| v_cmp(o, x, op).map(Value::from);
    match (name, args) {
        ("__call__", _) if v_callable(o) => return v_call(o, args, kwargs),
        ("__reversed__", []) => return v_reversed(o).map(Value::Iter),
        _ if !knows(o, name) => {
            let f = v_getattr(o, name)?;
            return v_call(&f, args, kwargs);
        }
        _ => {}
    }
    match (name, args) {
        ("__len__", []) => v_len(o).map(Value::Int),
        ("__iter__", []) => v_iter(o).map(Value::Iter),
        ("__next__", []) => v_next(o),
        ("__contains__", [x]) => v_in(x, o).map(Value::from),
        ("__getitem__", [i]) => v_getitem(o, i),
        ("__setitem__", [i, x]) => v_setitem(o, i, x.clone()).map(Value::from),
        ("__delitem__", [i]) => v_delitem(o, i).map(Value::from),
        ("__eq__", [x]) => v_eq(o, x).map(Value::from),
        ("__ne__", [x]) => v_ne(o, x).map(Value::from),
        ("__lt__", [x]) => cmp(CmpOp::Lt, x),
        ("__le__", [x]) => cmp(CmpOp::Le, x),
        ("__gt__", [x]) => cmp(CmpOp::Gt, x),
        ("__ge__", [x]) => cmp(CmpOp::Ge, x),
        ("__hash__", []) => o.py_hash().map(Value::Int),
        ("__repr__", []) => crate::obj::repr(o).map(Value::from),
        ("__str__", []) => v_str(o).map(Value::from),
        ("__format__", [spec]) => crate::obj::format_(o, spec.text().unwrap_or("")).map(Value::from),
        ("__bool__", []) => o.truthy().map(Value::from),
        ("__int__", []) => v_int(o).map(Value::from),
        ("__float__", []) => v_float(o).map(Value::from),
        ("__abs__", []) => v_abs(o),
        ("__neg__", []) => v_neg(o),
        ("__pos__", []) => v_pos(o),
        ("__invert__", []) => v_invert(o),
        ("__add__", [x]) => v_add(o, x),
        ("__iadd__", [x]) => v_iadd(o, x),
        ("__sub__", [x]) => v_sub(o, x),
        ("__mul__", [x]) => v_mul(o, x),
        ("__truediv__", [x]) => v_truediv(o, x),
        ("__floordiv__", [x]) => v_floordiv(o, x),
        ("__mod__", [x]) => v_mod(o, x),
        ("__pow__", [x]) => v_pow(o, x),
        ("__divmod__", [x]) => v_divmod(o, x),
        ("__and__", [x]) => v_and(o, x),
        ("__or__", [x]) => v_or(o, x),
        ("__xor__", [x]) => v_xor(o, x),
        ("__lshift__", [x]) => v_shl(o, x),
        ("__rshift__", [x]) => v_shr(o, x),
        _ => Err(type_error(format!("{name}() takes another number of arguments ({} given)", args.len()))),
    }
}

fn int_method(o: &Value, call: &Call<'_>) -> Res<Option<Value>> {
    let i = o.as_index().unwrap_or(Int::ZERO);
    Ok(Some(match call.name {
        "bit_length" => {
            call.none()?;
            Value::Int(i.bit_length())
        }
        "bit_count" => {
            call.none()?;
            Value::Int(i.bit_count())
        }
        "conjugate" => {
            call.none()?;
            Value::from(i)
        }
        "is_integer" => {
            call.none()?;
            Value::True
        }
        "as_integer_ratio" => {
            call.none()?;
            Value::tuple(vec![Value::from(i), Value::Int(1)])
        }
        _ => return Ok(None),
    }))
}

fn float_method(x: f64, call: &Call<'_>) -> Res<Option<Value>> {
    Ok(Some(match call.name {
        "is_integer" => {
            call.none()?;
            Value::from(crate::float::is_integer(x))
        }
        "as_integer_ratio" => {
            call.none()?;
            let (n, d) = crate::float::as_integer_ratio(x)?;
            Value::tuple(vec![Value::from(n), Value::from(d)])
        }
        "hex" => {
            call.none()?;
            Value::from(crate::float_text::float_hex(x))
        }
        "conjugate" => {
            call.none()?;
            Value::from(x)
        }
        _ => return Ok(None),
    }))
}

fn bytes_method(b: &Bytes, call: &Call<'_>) -> Res<Option<Value>> {
    Ok(Some(match call.name {
        "decode" => {
            let [encoding, errors] = call.named(["encoding", "errors"])?;
            let text = |v: Option<&Value>, default| v.and_then(Value::as_str).unwrap_or(Str::lit(default));
            Value::from(b.decode(&text(encoding, "utf-8"), &text(errors, "strict"))?)
        }
        "hex" => {
            call.none()?;
            Value::from(b.hex())
        }
        _ => return Ok(None),
    }))
}

fn iter_method(it: &Iter<Value>, call: &Call<'_>) -> Res<Option<Value>> {
    Ok(Some(match call.name {
        "__next__" => {
            call.none()?;
            it.next()?
        }
        "close" => {
            call.none()?;
            it.close();
            Value::None
        }
        "send" => match call.one()? {
            Value::None => it.next()?,
            _ => return Err(type_error("can't send non-None value to a just-started generator")),
        },
        "__length_hint__" => {
            call.none()?;
            Value::Int(0)
        }
        _ => return Ok(None),
    }))
}

fn exc_method(e: &Exc, call: &Call<'_>) -> Res<Option<Value>> {
    Ok(Some(match call.name {
        "with_traceback" => {
            if call.one()?.is_none() {
                e.data().clear_trace();
            }
            Value::from(e.clone())
        }
        "add_note" => match call.one()?.as_str() {
            Some(note) => {
                e.data().add_note(note);
                Value::None
            }
            None => {
                return Err(type_error(format!("note must be a str, not '{}'", &*call.one()?.type_name())));
            }
        },
        _ => return Ok(None),
    }))
}

/// A position argument of `insert`, `pop`: an integer that must fit a machine word.
pub(super) fn position_arg(v: &Value) -> Res<i64> {
    match int_arg(v)?.to_i64() {
        Some(i) => Ok(i),
        None => Err(crate::error::overflow_error("Python int too large to convert to C ssize_t")),
    }
}
