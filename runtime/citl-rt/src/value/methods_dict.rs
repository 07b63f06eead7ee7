//! Methods of `dict` and its views by name.

use super::args::Call;
use super::*;
use crate::error::type_error;

pub(super) fn method(d: &Dict<Value, Value>, call: &Call<'_>) -> Res<Option<Value>> {
    Ok(Some(match call.name {
        "get" => {
            let args = call.between(1, 2)?;
            match d.get(&args[0])? {
                Some(v) => v,
                None => args.get(1).cloned().unwrap_or(Value::None),
            }
        }
        "keys" => {
            call.none()?;
            Value::View(Rc::new(View::Keys(d.keys())))
        }
        "values" => {
            call.none()?;
            Value::View(Rc::new(View::Values(d.values())))
        }
        "items" => {
            call.none()?;
            Value::View(Rc::new(View::Items(d.items())))
        }
        "setdefault" => {
            let args = call.between(1, 2)?;
            d.setdefault(args[0].clone(), args.get(1).cloned().unwrap_or(Value::None))?
        }
        "pop" => {
            let args = call.between(1, 2)?;
            match args.get(1) {
                Some(default) => d.pop_or(&args[0], default.clone())?,
                None => d.pop(&args[0])?,
            }
        }
        "popitem" => {
            call.none()?;
            let (k, v) = d.popitem()?;
            Value::tuple(vec![k, v])
        }
        "clear" => {
            call.none()?;
            d.clear();
            Value::None
        }
        "copy" => {
            call.none()?;
            Value::Dict(d.copy())
        }
        "update" => {
            match call.args {
                [] => {}
                [Value::Dict(other)] => d.update(other)?,
                [other] => d.update_items(pairs_of(other)?)?,
                more => {
                    return Err(type_error(format!("update expected at most 1 argument, got {}", more.len())));
                }
            }
            for (k, v) in call.kwargs {
                d.set_item(Value::from(*k), v.clone())?;
            }
            Value::None
        }
        "fromkeys" => {
            let args = call.between(1, 2)?;
            let value = args.get(1).cloned().unwrap_or(Value::None);
            Value::Dict(Dict::from_items(v_iter(&args[0])?.map(|k| Ok((k?, value.clone()))))?)
        }
        _ => return Ok(None),
    }))
}

pub(super) fn view_method(v: &View, call: &Call<'_>) -> Res<Option<Value>> {
    Ok(Some(match (call.name, v) {
        ("isdisjoint", View::Keys(_) | View::Items(_)) => {
            for x in v_iter(call.one()?)? {
                if v.contains(&x?)? {
                    return Ok(Some(Value::False));
                }
            }
            Value::True
        }
        _ => return Ok(None),
    }))
}
