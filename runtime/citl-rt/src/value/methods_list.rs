//! Methods of `list`, `tuple` and `range` by name.

use super::args::{bound_arg, Call};
use super::convert::not_found;
use super::methods::position_arg;
use super::*;

/// `sort(key=None, reverse=False)` as a method, and its arguments for `sorted`.
fn sort(list: &List<Value>, call: &Call<'_>) -> Res<Value> {
    if !call.args.is_empty() {
        return Err(crate::error::type_error("sort() takes no positional arguments"));
    }
    let [key, reverse] = call.named(["key", "reverse"])?;
    let reverse = reverse.map_or(Ok(false), Obj::truthy)?;
    match key.filter(|k| !k.is_none()) {
        None => list.sort(reverse)?,
        Some(key) => list.sort_by_key(|x| v_call(key, &[x], &[]), reverse)?,
    }
    Ok(Value::None)
}

pub(super) fn method(list: &List<Value>, call: &Call<'_>) -> Res<Option<Value>> {
    Ok(Some(match call.name {
        "append" => {
            list.append(call.one()?.clone());
            Value::None
        }
        "pop" => match call.between(0, 1)? {
            [] => list.pop()?,
            args => list.pop_at(position_arg(&args[0])?)?,
        },
        "extend" => {
            match call.one()? {
                Value::List(other) => list.extend(other),
                other => list.extend_try(v_iter(other)?)?,
            }
            Value::None
        }
        "insert" => {
            let args = call.between(2, 2)?;
            list.insert(position_arg(&args[0])?, args[1].clone());
            Value::None
        }
        "remove" => {
            list.remove(call.one()?)?;
            Value::None
        }
        "clear" => {
            call.none()?;
            list.clear();
            Value::None
        }
        "copy" => {
            call.none()?;
            Value::List(list.copy())
        }
        "reverse" => {
            call.none()?;
            list.reverse();
            Value::None
        }
        "count" => Value::Int(list.count(call.one()?)?),
        "index" => {
            let args = call.between(1, 3)?;
            Value::Int(list.index(&args[0], bound_arg(args.get(1))?, bound_arg(args.get(2))?)?)
        }
        "sort" => sort(list, call)?,
        _ => return Ok(None),
    }))
}

pub(super) fn tuple_method(tuple: &Tuple<Value>, call: &Call<'_>) -> Res<Option<Value>> {
    Ok(Some(match call.name {
        "count" => Value::Int(tuple.count(call.one()?)?),
        "index" => {
            let args = call.between(1, 3)?;
            Value::Int(tuple.index(&args[0], bound_arg(args.get(1))?, bound_arg(args.get(2))?)?)
        }
        _ => return Ok(None),
    }))
}

pub(super) fn range_method(range: &Range, call: &Call<'_>) -> Res<Option<Value>> {
    let integer = |v: &Value| v.as_index().and_then(|i| i.to_i64());
    Ok(Some(match call.name {
        "count" => Value::Int(integer(call.one()?).map_or(0, |i| range.count_of(i))),
        "index" => match integer(call.one()?) {
            Some(i) => Value::Int(range.index(i)?),
            None => return Err(not_found("sequence.index(x): x not in sequence")),
        },
        _ => return Ok(None),
    }))
}
