//! Builtin functions as dynamic values: `f = len`, `apply(max, xs)`.

use super::*;
use crate::error::type_error;
use crate::object::Kwargs;

/// The builtin function `name` as a value.
pub fn v_builtin(name: &'static str) -> Value {
    Value::Func(DynFunc::builtin(name, move |args, kwargs| call(name, args, kwargs)))
}

/// The method `name` of a built-in type as a value that takes the receiver first (`str.lower`).
pub fn v_unbound_method(name: &'static str) -> Value {
    Value::Func(DynFunc::builtin(name, move |args, kwargs| match args {
        [receiver, rest @ ..] => v_method(receiver, name, rest, kwargs),
        [] => Err(type_error(format!("unbound method {name}() needs an argument"))),
    }))
}

/// How many positional arguments a builtin takes.
fn arity(name: &str) -> (usize, usize) {
    match name {
        "sum" | "round" | "iter" | "next" | "format" => (1, 2),
        "pow" => (2, 3),
        "divmod" | "isinstance" => (2, 2),
        "min" | "max" => (1, usize::MAX),
        "print" => (0, usize::MAX),
        _ => (1, 1),
    }
}

fn call(name: &'static str, args: &[Value], kwargs: Kwargs<'_>) -> Res<Value> {
    let (least, most) = arity(name);
    if args.len() < least || args.len() > most {
        let wanted = if args.len() < least { least } else { most };
        let words = match wanted {
            1 => "exactly one argument".to_string(),
            n => format!("{n} arguments"),
        };
        return Err(type_error(format!("{name}() takes {words} ({} given)", args.len())));
    }
    let key = kwargs.iter().find(|k| k.0 == "key").map(|k| &k.1).filter(|k| !matches!(k, Value::None));
    let reverse = match kwargs.iter().find(|k| k.0 == "reverse") {
        Some((_, v)) => v.truthy()?,
        None => false,
    };
    Ok(match (name, args) {
        ("abs", [x]) => v_abs(x)?,
        ("len", [x]) => Value::Int(v_len(x)?),
        ("sorted", [x]) => Value::List(v_sorted(x, key, reverse)?),
        ("round", [x, rest @ ..]) => v_round(x, rest.first())?,
        ("ord", [x]) => Value::Int(v_ord(x)?),
        ("chr", [x]) => Value::from(v_chr(x)?),
        ("repr", [x]) => Value::from(crate::obj::repr(x)?),
        ("ascii", [x]) => Value::from(crate::obj::ascii(x)?),
        ("hash", [x]) => Value::Int(v_hash(x)?),
        ("id", [x]) => Value::Int(v_id(x)),
        ("callable", [x]) => Value::from(v_callable(x)),
        ("bin", [x]) => Value::from(v_radix(x, crate::int_text::bin)?),
        ("oct", [x]) => Value::from(v_radix(x, crate::int_text::oct)?),
        ("hex", [x]) => Value::from(v_radix(x, crate::int_text::hex)?),
        ("any", [x]) => Value::from(crate::builtins::any_(crate::builtins::truths(v_iter(x)?))?),
        ("all", [x]) => Value::from(crate::builtins::all_(crate::builtins::truths(v_iter(x)?))?),
        ("divmod", [a, b]) => v_divmod(a, b)?,
        ("pow", [a, b]) => v_pow(a, b)?,
        ("pow", [a, b, m]) => v_pow_mod(a, b, m)?,
        ("isinstance", [x, class]) => Value::from(v_isinstance_of(x, class)?),
        ("iter", [x]) => Value::Iter(v_iter(x)?),
        ("next", [x]) => v_next(x)?,
        ("next", [x, default]) => v_next_or(x, default.clone())?,
        ("format", [x, rest @ ..]) => {
            let spec = match rest.first() {
                Some(spec) => v_str(spec)?,
                None => Str::lit(""),
            };
            Value::from(crate::obj::format_(x, &spec)?)
        }
        ("sum", [x, rest @ ..]) => {
            let start = rest.first().cloned().unwrap_or(Value::Int(0));
            crate::builtins::sum_value(v_iter(x)?, start)?
        }
        ("min" | "max", _) => extreme(name == "min", args, key)?,
        ("print", _) => {
            let shown: Vec<&dyn crate::obj::Show> = args.iter().map(|x| x as &dyn crate::obj::Show).collect();
            crate::io::print(&shown, " ", "\n")?;
            Value::None
        }
        _ => return Err(type_error(format!("{name}() got unexpected arguments"))),
    })
}

fn extreme(least: bool, args: &[Value], key: Option<&Value>) -> Res<Value> {
    let items: Vec<Res<Value>> = match args {
        [only] => v_iter(only)?.collect(),
        several => several.iter().cloned().map(Ok).collect(),
    };
    match (least, key) {
        (true, None) => crate::builtins::min_of(items),
        (false, None) => crate::builtins::max_of(items),
        (true, Some(k)) => crate::builtins::min_by(items, |x| v_call(k, &[x], &[])),
        (false, Some(k)) => crate::builtins::max_by(items, |x| v_call(k, &[x], &[])),
    }
}

/// A plain `object()`: equal to nothing but itself.
struct Sentinel;

impl crate::object::PyObject for Rc<Sentinel> {
    fn class_name(&self) -> &'static str {
        "object"
    }

    fn qualified_name(&self) -> String {
        "object".to_string()
    }

    fn addr(&self) -> usize {
        Rc::as_ptr(self).cast::<()>() as usize
    }
}

/// `object()`
pub fn v_sentinel() -> Value {
    // A byte, so that two of them have two addresses.
    Value::object(Rc::new(Rc::new(Sentinel)))
}
