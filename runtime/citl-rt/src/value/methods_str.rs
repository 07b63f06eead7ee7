//! Methods of `str` by name.

use super::args::{bound_arg, int_arg, Call};
use super::methods::position_arg;
use super::*;
use crate::error::{type_error, value_error};

/// An optional argument of `strip`: None or a string.
fn chars_arg(call: &Call<'_>) -> Res<Option<Str>> {
    match call.between(0, 1)? {
        [] | [Value::None] => Ok(None),
        [v, ..] => match v.as_str() {
            Some(s) => Ok(Some(s)),
            None => Err(type_error(format!("{} arg must be None or str", call.name))),
        },
    }
}

/// A string argument; `wanted` is how CPython names it.
fn text_arg(v: &Value, wanted: &str) -> Res<Str> {
    match v.as_str() {
        Some(s) => Ok(s),
        None if v.is_none() => Err(type_error(format!("{wanted} must be str, not None"))),
        None => Err(type_error(format!("{wanted} must be str, not {}", &*v.type_name()))),
    }
}

fn must_be_str(v: &Value) -> Res<Str> {
    match v.as_str() {
        Some(s) => Ok(s),
        None => Err(type_error(format!("must be str, not {}", &*v.type_name()))),
    }
}

/// `find count index ...`: the text and the bounds.
fn search_args(call: &Call<'_>) -> Res<(Str, Option<i64>, Option<i64>)> {
    let args = call.between(1, 3)?;
    Ok((must_be_str(&args[0])?, bound_arg(args.get(1))?, bound_arg(args.get(2))?))
}

/// `startswith endswith`: one text or a tuple of them, and the bounds.
fn affix(s: &Str, call: &Call<'_>, test: impl Fn(&Str, &str, Option<i64>, Option<i64>) -> bool) -> Res<Value> {
    let args = call.between(1, 3)?;
    let (lo, hi) = (bound_arg(args.get(1))?, bound_arg(args.get(2))?);
    let one = |v: &Value| v.as_str().map(|part| test(s, &part, lo, hi));
    if let Value::Tuple(parts) = &args[0] {
        for part in parts.iter() {
            match one(&part) {
                Some(true) => return Ok(Value::True),
                Some(false) => {}
                None => {
                    let name = part.type_name();
                    return Err(type_error(format!("tuple for {} must only contain str, not {name}", call.name)));
                }
            }
        }
        return Ok(Value::False);
    }
    match one(&args[0]) {
        Some(found) => Ok(Value::from(found)),
        None => {
            let name = args[0].type_name();
            Err(type_error(format!("{} first arg must be str or a tuple of str, not {name}", call.name)))
        }
    }
}

/// `ljust rjust center`: the width and the fill character.
fn pad_args(call: &Call<'_>) -> Res<(i64, Option<Str>)> {
    let args = call.between(1, 2)?;
    let fill = match args.get(1) {
        None => None,
        Some(v) => match v.as_str() {
            Some(s) => Some(s),
            None => {
                let name = v.type_name();
                return Err(type_error(format!("The fill character must be a unicode character, not {name}")));
            }
        },
    };
    Ok((position_arg(&args[0])?, fill))
}

fn texts(list: List<Str>) -> Value {
    Value::List(list.iter().map(Value::from).collect())
}

fn three(parts: (Str, Str, Str)) -> Value {
    Value::tuple(vec![Value::from(parts.0), Value::from(parts.1), Value::from(parts.2)])
}

fn split(s: &Str, call: &Call<'_>) -> Res<Value> {
    let [sep, max] = call.named(["sep", "maxsplit"])?;
    let sep = match sep {
        None | Some(Value::None) => None,
        Some(Value::Str(s)) => Some(Str::from_obj(Rc::clone(s))),
        Some(other) => return Err(type_error(format!("must be str or None, not {}", &*other.type_name()))),
    };
    let max = max.map_or(Ok(-1), position_arg)?;
    Ok(texts(if call.name == "split" { s.split(sep.as_ref(), max)? } else { s.rsplit(sep.as_ref(), max)? }))
}

fn replace(s: &Str, call: &Call<'_>) -> Res<Value> {
    let args = call.between(2, 3)?;
    let arg = |i: usize| text_arg(&args[i], &format!("replace() argument {}", i + 1));
    let count = args.get(2).map_or(Ok(-1), position_arg)?;
    Ok(Value::from(s.replace(&arg(0)?, &arg(1)?, count)))
}

/// `s.translate(table)`
fn translate(s: &Str, table: &Value) -> Res<Str> {
    let mut out = String::with_capacity(s.as_str().len());
    for c in s.as_str().chars() {
        let found = match v_getitem(table, &Value::Int(i64::from(c as u32))) {
            Ok(v) => v,
            Err(e) if e.matches(&crate::exc_types::LOOKUP_ERROR) => {
                out.push(c);
                continue;
            }
            Err(e) => return Err(e),
        };
        match &found {
            Value::None => {}
            Value::Str(t) => out.push_str(t.as_str()),
            other => match other.as_index() {
                Some(i) => out.push_str(&crate::pystr::chr(&i)?),
                None => return Err(type_error("character mapping must return integer, None or str")),
            },
        }
    }
    Ok(Str::from(out))
}

/// `str.maketrans(...)`
pub fn v_maketrans(args: &[Value]) -> Res<Dict<Value, Value>> {
    let table = Dict::new();
    let code = |c: char| Value::Int(i64::from(c as u32));
    if let [mapping] = args {
        let Value::Dict(d) = mapping else {
            return Err(type_error("if you give only one argument to maketrans it must be a dict"));
        };
        for (k, v) in d.copied_pairs() {
            let key = match k.text().map(|t| (t.chars().next(), t.chars().count())) {
                Some((Some(c), 1)) => code(c),
                Some(_) => return Err(value_error("string keys in translate table must be of length 1")),
                None => Value::from(int_arg(&k)?),
            };
            table.set_item(key, v)?;
        }
        return Ok(table);
    }
    let text = |i: usize| text_arg(&args[i], &format!("maketrans() argument {}", i + 1));
    if args.len() < 2 || args.len() > 3 {
        let bound = if args.is_empty() { "at least 1 argument" } else { "at most 3 arguments" };
        return Err(type_error(format!("maketrans expected {bound}, got {}", args.len())));
    }
    let (from, to) = (text(0)?, text(1)?);
    if from.len() != to.len() {
        return Err(value_error("the first two maketrans arguments must have equal length"));
    }
    for (a, b) in from.as_str().chars().zip(to.as_str().chars()) {
        table.set_item(code(a), code(b))?;
    }
    if args.len() == 3 {
        for c in text(2)?.as_str().chars() {
            table.set_item(code(c), Value::None)?;
        }
    }
    Ok(table)
}

pub(super) fn method(s: &Str, call: &Call<'_>) -> Res<Option<Value>> {
    if let Some(found) = no_arguments(s, call)? {
        return Ok(Some(found));
    }
    Ok(Some(match call.name {
        "strip" => Value::from(s.strip(chars_arg(call)?.as_ref())),
        "lstrip" => Value::from(s.lstrip(chars_arg(call)?.as_ref())),
        "rstrip" => Value::from(s.rstrip(chars_arg(call)?.as_ref())),
        "split" | "rsplit" => split(s, call)?,
        "splitlines" => {
            let [keep] = call.named(["keepends"])?;
            texts(s.splitlines(!keep.map_or(Ok(Int::ZERO), int_arg)?.is_zero()))
        }
        "partition" => three(s.partition(&must_be_str(call.one()?)?)?),
        "rpartition" => three(s.rpartition(&must_be_str(call.one()?)?)?),
        "join" => Value::from(v_join(s, call.one()?)?),
        "replace" => replace(s, call)?,
        "find" => {
            let (part, lo, hi) = search_args(call)?;
            Value::Int(s.find(&part, lo, hi))
        }
        "rfind" => {
            let (part, lo, hi) = search_args(call)?;
            Value::Int(s.rfind(&part, lo, hi))
        }
        "index" => {
            let (part, lo, hi) = search_args(call)?;
            Value::Int(s.index(&part, lo, hi)?)
        }
        "rindex" => {
            let (part, lo, hi) = search_args(call)?;
            Value::Int(s.rindex(&part, lo, hi)?)
        }
        "count" => {
            let (part, lo, hi) = search_args(call)?;
            Value::Int(s.count(&part, lo, hi))
        }
        "startswith" => affix(s, call, Str::startswith_in)?,
        "endswith" => affix(s, call, Str::endswith_in)?,
        "removeprefix" => Value::from(s.removeprefix(&text_arg(call.one()?, "removeprefix() argument")?)),
        "removesuffix" => Value::from(s.removesuffix(&text_arg(call.one()?, "removesuffix() argument")?)),
        "center" => {
            let (width, fill) = pad_args(call)?;
            Value::from(s.center(width, fill.as_ref())?)
        }
        "ljust" => {
            let (width, fill) = pad_args(call)?;
            Value::from(s.ljust(width, fill.as_ref())?)
        }
        "rjust" => {
            let (width, fill) = pad_args(call)?;
            Value::from(s.rjust(width, fill.as_ref())?)
        }
        "zfill" => Value::from(s.zfill(position_arg(call.one()?)?)),
        "expandtabs" => {
            let [size] = call.named(["tabsize"])?;
            Value::from(s.expandtabs(size.map_or(Ok(8), position_arg)?))
        }
        "format" => Value::from(crate::str_format::str_format(s, call.args, call.kwargs)?),
        "format_map" => {
            let Value::Dict(d) = call.one()? else {
                return Err(type_error("format_map() argument must be a dict"));
            };
            let pairs: Vec<(Str, Value)> =
                d.copied_pairs().into_iter().filter_map(|(k, v)| Some((k.as_str()?, v))).collect();
            let named: Vec<(&str, Value)> = pairs.iter().map(|(k, v)| (k.as_str(), v.clone())).collect();
            Value::from(crate::str_format::str_format(s, &[], &named)?)
        }
        "translate" => Value::from(translate(s, call.one()?)?),
        "maketrans" => Value::Dict(v_maketrans(call.args)?),
        "encode" => {
            let [encoding, errors] = call.named(["encoding", "errors"])?;
            let encoding = encoding.map_or(Ok(Str::lit("utf-8")), must_be_str)?;
            let errors = errors.map_or(Ok(Str::lit("strict")), must_be_str)?;
            Value::from(s.encode(&encoding, &errors)?)
        }
        _ => return Ok(None),
    }))
}

/// The methods that take no arguments.
fn no_arguments(s: &Str, call: &Call<'_>) -> Res<Option<Value>> {
    let made: fn(&Str) -> Value = match call.name {
        "upper" => |s| Value::from(s.upper()),
        "lower" => |s| Value::from(s.lower()),
        "capitalize" => |s| Value::from(s.capitalize()),
        "title" => |s| Value::from(s.title()),
        "swapcase" => |s| Value::from(s.swapcase()),
        "casefold" => |s| Value::from(s.casefold()),
        "isupper" => |s| Value::from(s.isupper()),
        "islower" => |s| Value::from(s.islower()),
        "istitle" => |s| Value::from(s.istitle()),
        "isalpha" => |s| Value::from(s.isalpha()),
        "isdigit" => |s| Value::from(s.isdigit()),
        "isdecimal" => |s| Value::from(s.isdecimal()),
        "isnumeric" => |s| Value::from(s.isnumeric()),
        "isalnum" => |s| Value::from(s.isalnum()),
        "isspace" => |s| Value::from(s.isspace()),
        "isprintable" => |s| Value::from(s.isprintable()),
        "isidentifier" => |s| Value::from(s.isidentifier()),
        "isascii" => |s| Value::from(s.isascii()),
        _ => return Ok(None),
    };
    call.none()?;
    Ok(Some(made(s)))
}
