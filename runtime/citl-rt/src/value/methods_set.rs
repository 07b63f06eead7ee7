//! Methods of `set` and `frozenset` by name.

use super::args::Call;
use super::*;

/// `f` with each argument in turn: as a set where it is one, else as an iterator.
fn fold(
    start: Set<Value>,
    args: &[Value],
    by_set: impl Fn(&Set<Value>, &Set<Value>) -> Res<Set<Value>>,
    by_iter: impl Fn(&Set<Value>, Iter<Value>) -> Res<Set<Value>>,
) -> Res<Set<Value>> {
    let mut s = start;
    for x in args {
        s = match x {
            Value::Set(other) => by_set(&s, other)?,
            other => by_iter(&s, v_iter(other)?)?,
        };
    }
    Ok(s)
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
            let args = call.between(0, any)?;
            return made(fold(start(s, args), args, |a, b| a.union(b), |a, b| a.union_iter(b)));
        }
        "intersection" => {
            let args = call.between(0, any)?;
            return made(fold(start(s, args), args, |a, b| a.intersection(b), |a, b| a.intersection_iter(b)));
        }
        "difference" => {
            let args = call.between(0, any)?;
            return made(fold(start(s, args), args, |a, b| a.difference(b), |a, b| a.difference_iter(b)));
        }
        "symmetric_difference" => {
            let args = std::slice::from_ref(call.one()?);
            let by_iter = |a: &Set<Value>, b| a.symmetric_difference_iter(b);
            return made(fold(s.clone(), args, |a, b| a.symmetric_difference(b), by_iter));
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
                match x {
                    Value::Set(other) => s.update(other)?,
                    other => s.update_iter(v_iter(other)?)?,
                }
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
                match x {
                    Value::Set(other) => s.difference_update(other)?,
                    other => s.difference_update_iter(v_iter(other)?)?,
                }
            }
        }
        "symmetric_difference_update" => match call.one()? {
            Value::Set(other) => s.symmetric_difference_update(other)?,
            other => s.symmetric_difference_update_iter(v_iter(other)?)?,
        },
        _ => return Ok(None),
    }
    Ok(Some(Value::None))
}
