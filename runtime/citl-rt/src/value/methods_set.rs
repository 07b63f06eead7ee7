//! Methods of `set` and `frozenset` by name.

use super::args::Call;
use super::*;

/// `s.update(x)` with a set, a dict or any iterable.
pub(super) fn set_update(s: &Set<Value>, x: &Value) -> Res<()> {
    match x {
        Value::Set(other) => s.update(other),
        Value::Dict(d) => s.update_dict(d),
        other => s.update_iter(v_iter(other)?),
    }
}

pub(super) fn set_difference_update(s: &Set<Value>, x: &Value) -> Res<()> {
    match x {
        Value::Set(other) => s.difference_update(other),
        other => s.difference_update_iter(v_iter(other)?),
    }
}

pub(super) fn set_symmetric_difference_update(s: &Set<Value>, x: &Value) -> Res<()> {
    match x {
        Value::Set(other) => s.symmetric_difference_update(other),
        Value::Dict(d) => s.symmetric_difference_update_dict(d),
        other => s.symmetric_difference_update_iter(v_iter(other)?),
    }
}

/// A copy that a following operation may keep as its result (a frozenset stays itself).
fn start(s: &Set<Value>, args: &[Value]) -> Set<Value> {
    if args.is_empty() {
        s.copy()
    } else {
        s.clone()
    }
}

pub(super) fn method(s: &Set<Value>, call: &Call<'_>) -> Res<Option<Value>> {
    let made = |s: Res<Set<Value>>| s.map(|s| Some(Value::Set(s)));
    let any = usize::MAX;
    match call.name {
        "union" => {
            let out = s.thawed();
            for x in call.between(0, any)? {
                if !matches!(x, Value::Set(other) if other.is(s)) {
                    set_update(&out, x)?;
                }
            }
            return made(Ok(if s.is_frozen() { out.freeze_in_place() } else { out }));
        }
        "intersection" => {
            let args = call.between(0, any)?;
            let mut out = start(s, args);
            for x in args {
                out = match x {
                    Value::Set(other) => out.intersection(other)?,
                    other => out.intersection_iter(v_iter(other)?)?,
                };
            }
            return made(Ok(out));
        }
        "difference" => {
            let args = call.between(0, any)?;
            let Some((first, rest)) = args.split_first() else {
                return made(Ok(s.copy()));
            };
            let out = match first {
                Value::Set(other) => s.difference(other)?,
                Value::Dict(d) => s.difference_dict(d)?,
                other => s.difference_iter(v_iter(other)?)?,
            };
            for x in rest {
                set_difference_update(&out, x)?;
            }
            return made(Ok(out));
        }
        "symmetric_difference" => {
            return made(match call.one()? {
                Value::Set(other) => s.symmetric_difference(other),
                Value::Dict(d) => s.symmetric_difference_dict(d),
                other => s.symmetric_difference_iter(v_iter(other)?),
            })
        }
        "copy" => {
            call.none()?;
            return made(Ok(s.copy()));
        }
        "issubset" => {
            return Ok(Some(Value::from(match call.one()? {
                Value::Set(other) => s.issubset(other)?,
                other => s.issubset_iter(v_iter(other)?)?,
            })))
        }
        "issuperset" => {
            return Ok(Some(Value::from(match call.one()? {
                Value::Set(other) => s.issuperset(other)?,
                other => s.issuperset_iter(v_iter(other)?)?,
            })))
        }
        "isdisjoint" => {
            return Ok(Some(Value::from(match call.one()? {
                Value::Set(other) => s.isdisjoint(other)?,
                other => s.isdisjoint_iter(v_iter(other)?)?,
            })))
        }
        _ if s.is_frozen() => return Ok(None),
        _ => {}
    }
    change(s, call)
}

fn change(s: &Set<Value>, call: &Call<'_>) -> Res<Option<Value>> {
    let any = usize::MAX;
    match call.name {
        "add" => s.add(call.one()?.clone())?,
        "discard" => s.discard(call.one()?)?,
        "remove" => s.remove(call.one()?)?,
        "pop" => {
            call.none()?;
            return s.pop().map(Some);
        }
        "clear" => {
            call.none()?;
            s.clear();
        }
        "update" => {
            for x in call.between(0, any)? {
                set_update(s, x)?;
            }
        }
        "intersection_update" => {
            for x in call.between(0, any)? {
                match x {
                    Value::Set(other) => s.intersection_update(other)?,
                    other => s.intersection_update_iter(v_iter(other)?)?,
                }
            }
        }
        "difference_update" => {
            for x in call.between(0, any)? {
                set_difference_update(s, x)?;
            }
        }
        "symmetric_difference_update" => set_symmetric_difference_update(s, call.one()?)?,
        _ => return Ok(None),
    }
    Ok(Some(Value::None))
}
